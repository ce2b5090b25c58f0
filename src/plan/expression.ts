/**
 * One element of a value as an expression over elements of stored values: views are read through, so that they cost
 * nothing, and elementwise nodes that have no memory of their own are computed where they are used.
 */
import { isOp, type Node } from '../ir/node.ts';
import { primitive, type ScalarOp } from '../ir/primitives.ts';
import type { Read } from '../ir/view.ts';
import { equal, type Shape } from '../ir/shape.ts';
import { addTimes, bounds, flat, quotient, zero, type Affine } from './affine.ts';

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
  | { readonly kind: 'apply'; readonly op: ScalarOp; readonly x: readonly Expression[] }
  /** x where all tests hold, else 0. */
  | { readonly kind: 'inside'; readonly tests: readonly Test[]; readonly x: Expression };
export interface Load {
  readonly kind: 'load';
  readonly node: Node;
  readonly at: Affine;
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
  const quotients: number[] = []; // one more than the largest value of each
  const visit = (n: Node, at: readonly Affine[]): Expression => {
    if (isStored(n)) return { kind: 'load', node: n, at: flat(at, n.shape) };
    const row = primitive(n.op);
    switch (row.kind) {
      case 'leaf':
        if (isOp(n, 'constant')) return { kind: 'number', value: n.attrs.value };
        if (isOp(n, 'iota')) return { kind: 'position', at: at[n.attrs.axis] ?? zero };
        return notStored(n);
      case 'elementwise':
        return { kind: 'apply', op: n.op as ScalarOp, x: n.inputs.map((x) => visit(x, at)) }; // its row is elementwise
      case 'view': {
        const input = n.inputs[0] ?? notStored(n);
        const read = row.read(input.shape, n.attrs as never); // the row and the attributes of one node belong together
        if (!read) return reshaped(n, at);
        const { tests, next } = readThrough(read, input.shape, at, sizes, quotients);
        const x = visit(input, next);
        return tests.length === 0 ? x : { kind: 'inside', tests, x };
      }
      case 'reduce':
      case 'contract':
      case 'gather':
      case 'several':
      case 'part':
        return notStored(n);
      default:
        return row satisfies never;
    }
  };
  const reshaped = (n: Node, at: readonly Affine[]): Expression => {
    const base = underReshapes(n);
    if (isStored(base)) return { kind: 'load', node: base, at: flat(at, n.shape) };
    if (!movesOnes(n.shape, base.shape)) return notStored(base);
    const long = at.filter((_, i) => n.shape[i] !== 1);
    return visit(
      base,
      base.shape.map((d) => (d === 1 ? zero : (long.shift() ?? zero))),
    );
  };
  return visit(node, index);
}

const notStored = (n: Node): never => {
  throw new Error(`${n.op} needs memory of its own`);
};

/**
 * Where a view reads its input of shape `input`, and what must hold there: a position that may be outside is tested,
 * one that may be a fraction becomes a quotient, which is added to `quotients`.
 */
function readThrough(
  read: Read,
  input: Shape,
  at: readonly Affine[],
  sizes: readonly number[],
  quotients: number[],
): { tests: Test[]; next: Affine[] } {
  const tests: Test[] = [];
  const empty = sizes.includes(0); // then nothing is ever read
  const next = read.from.map(({ start, terms, divide }, axis) => {
    const size = input[axis] ?? 0;
    const sum = terms.reduce((s, t) => addTimes(s, at[t.axis] ?? zero, t.step), { ...zero, start });
    const whole = [sum.start, ...sum.steps, ...sum.parts].every((v) => v % divide === 0);
    if (whole) {
      const a = addTimes(zero, sum, 1 / divide);
      const [low, high] = bounds(a, sizes, quotients);
      if (!empty && (low < 0 || high >= size)) tests.push({ at: a, divide: 1, size, quotient: null });
      return a;
    }
    const id = quotients.push(size) - 1;
    tests.push({ at: sum, divide, size, quotient: id });
    return quotient(id);
  });
  return { tests, next };
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
