/**
 * One element of a value as an expression over elements of stored values: views are read through, so that they cost
 * nothing, and elementwise nodes that have no memory of their own are computed where they are used.
 */
import { isOp, type Node } from '../../ir/node.ts';
import { primitive, type Elementwise } from '../../ir/primitives.ts';
import { equal, strides, type Shape } from '../../ir/shape.ts';

/** start + Σ steps[axis]·(loop position) + Σ parts[q]·(quotient q). */
export interface Affine {
  readonly start: number;
  readonly steps: readonly number[];
  readonly parts: readonly number[];
}

/** Is at/divide whole and within 0 … size - 1? It then becomes quotient number `quotient`, if that is asked for. */
export interface Test {
  readonly at: Affine;
  readonly divide: number;
  readonly size: number;
  readonly quotient: number | null;
}

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  /** A position itself, as a number: iota. */
  | { readonly kind: 'position'; readonly at: Affine }
  /** Element `at` of a stored value. */
  | Load
  | { readonly kind: 'apply'; readonly op: Elementwise['wasm']; readonly x: readonly Expression[] }
  /** x where all tests hold, else 0. */
  | { readonly kind: 'inside'; readonly tests: readonly Test[]; readonly x: Expression };
export interface Load {
  readonly kind: 'load';
  readonly node: Node;
  readonly at: Affine;
}

export const zero: Affine = { start: 0, steps: [], parts: [] };
/** The position along one loop. */
export const unit = (axis: number): Affine => ({ start: 0, steps: axisVector(axis), parts: [] });
const axisVector = (axis: number): number[] => Array.from({ length: axis + 1 }, (_, i) => (i === axis ? 1 : 0));
const plus = (a: readonly number[], b: readonly number[], times: number): number[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) + times * (b[i] ?? 0));
const addTimes = (a: Affine, b: Affine, times: number): Affine => ({
  start: a.start + times * b.start,
  steps: plus(a.steps, b.steps, times),
  parts: plus(a.parts, b.parts, times),
});

/** Element number at `index`, one position per axis of `shape`. */
export const flat = (index: readonly Affine[], shape: Shape): Affine => {
  const step = strides(shape);
  return index.reduce((sum, at, axis) => addTimes(sum, at, step[axis] ?? 0), zero);
};

/** One position per axis of `shape`: the loops are its axes longer than 1, in order. */
export function positions(shape: Shape): { sizes: number[]; index: Affine[] } {
  const sizes: number[] = [];
  const index = shape.map((d) => (d === 1 ? zero : unit(sizes.push(d) - 1)));
  return { sizes, index };
}

/** A reshape that only puts in or takes out axes of size 1. */
export const movesOnes = (from: Shape, to: Shape): boolean =>
  equal(
    from.filter((d) => d !== 1),
    to.filter((d) => d !== 1),
  );

export const underReshapes = (node: Node): Node => {
  let n = node;
  for (let x = n.inputs[0]; isOp(n, 'reshape') && x; x = n.inputs[0]) n = x;
  return n;
};

/**
 * `node` at `index`, in loops of `sizes`. A value that `isStored` is loaded; a reshape of anything else must move ones
 * only.
 */
export function expression(
  node: Node,
  sizes: readonly number[],
  index: readonly Affine[],
  isStored: (n: Node) => boolean,
): Expression {
  const quotients: number[] = [];
  const empty = sizes.includes(0); // then nothing is ever read
  const range = (a: Affine): [number, number] => {
    let [low, high] = [a.start, a.start];
    const widen = (step: number | undefined, size: number): void => {
      const reach = (step ?? 0) * (size - 1);
      if (reach < 0) low += reach;
      else high += reach;
    };
    sizes.forEach((size, i) => widen(a.steps[i], size));
    quotients.forEach((size, i) => widen(a.parts[i], size));
    return [low, high];
  };
  const visit = (n: Node, at: readonly Affine[]): Expression => {
    if (isStored(n)) return { kind: 'load', node: n, at: flat(at, n.shape) };
    if (isOp(n, 'constant')) return { kind: 'number', value: n.attrs.value };
    if (isOp(n, 'iota')) return { kind: 'position', at: at[n.attrs.axis] ?? zero };
    const row = primitive(n.op);
    if (row.kind === 'elementwise') return { kind: 'apply', op: row.wasm, x: n.inputs.map((x) => visit(x, at)) };
    const input = n.inputs[0];
    if (row.kind !== 'view' || !input) throw new Error(`${n.op} needs memory of its own`);
    const read = row.read(input.shape, n.attrs as never); // the row and the attributes of one node belong together
    if (!read) return reshaped(n, at);
    const tests: Test[] = [];
    const next = read.from.map(({ start, terms, divide }, axis) => {
      const size = input.shape[axis] ?? 0;
      const sum = terms.reduce((s, t) => addTimes(s, at[t.axis] ?? zero, t.step), { ...zero, start });
      const whole = [sum.start, ...sum.steps, ...sum.parts].every((v) => v % divide === 0);
      if (whole) {
        const a = addTimes(zero, sum, 1 / divide);
        const [low, high] = range(a);
        if (!empty && (low < 0 || high >= size)) tests.push({ at: a, divide: 1, size, quotient: null });
        return a;
      }
      const quotient = quotients.push(size) - 1;
      tests.push({ at: sum, divide, size, quotient });
      return { ...zero, parts: axisVector(quotient) };
    });
    const x = visit(input, next);
    return tests.length === 0 ? x : { kind: 'inside', tests, x };
  };
  const reshaped = (n: Node, at: readonly Affine[]): Expression => {
    const base = underReshapes(n);
    if (isStored(base)) return { kind: 'load', node: base, at: flat(at, n.shape) };
    if (!movesOnes(n.shape, base.shape)) throw new Error(`${base.op} under a reshape needs memory of its own`);
    const long = at.filter((_, i) => n.shape[i] !== 1);
    return visit(
      base,
      base.shape.map((d) => (d === 1 ? zero : (long.shift() ?? zero))),
    );
  };
  return visit(node, index);
}

/** Every part of an expression, outermost first. */
export function parts(e: Expression, out: Expression[] = []): Expression[] {
  out.push(e);
  if (e.kind === 'apply') for (const x of e.x) parts(x, out);
  else if (e.kind === 'inside') parts(e.x, out);
  return out;
}

export const loads = (e: Expression): Load[] => parts(e).filter((p) => p.kind === 'load');

/** The positions an expression reads at or tests. */
export const affines = (e: Expression): Affine[] =>
  parts(e).flatMap((p) =>
    p.kind === 'load' || p.kind === 'position' ? [p.at] : p.kind === 'inside' ? p.tests.map((t) => t.at) : [],
  );

/** The same expression with other positions. */
export function moved(e: Expression, f: (a: Affine) => Affine): Expression {
  switch (e.kind) {
    case 'number':
      return e;
    case 'position':
    case 'load':
      return { ...e, at: f(e.at) };
    case 'apply':
      return { ...e, x: e.x.map((x) => moved(x, f)) };
    case 'inside':
      return { ...e, tests: e.tests.map((t) => ({ ...t, at: f(t.at) })), x: moved(e.x, f) };
    default:
      return e satisfies never;
  }
}
