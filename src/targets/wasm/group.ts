/**
 * Which values get memory, and the kernels that compute them: a value is stored when it cannot be computed inside the
 * loops that use it, or would be computed there more than once.
 */
import { isOp, type Node } from '../../ir/node.ts';
import { primitive } from '../../ir/primitives.ts';
import { order as orderOf } from '../../ir/program.ts';
import { range, size } from '../../ir/shape.ts';
import {
  expression,
  flat,
  loads,
  movesOnes,
  positions,
  underReshapes,
  unit,
  zero,
  type Affine,
  type Expression,
  type Load,
} from './expression.ts';
import { sumOrder, type SumOrder } from './order.ts';

interface Made {
  /** The value that others load; null for a copy to an output. */
  readonly node: Node | null;
  /** The output that is this value's home. */
  readonly output: string | null;
}
/** A value per element of loops over `sizes`. */
export interface MapKernel extends Made {
  readonly kind: 'map';
  readonly sizes: readonly number[];
  readonly value: Expression;
}
/** Loops over `kept`, inside them over `folded`. */
export interface FoldKernel extends Made {
  readonly kind: 'fold';
  readonly kept: readonly number[];
  readonly folded: readonly number[];
  readonly value: Expression;
  readonly combine: 'add' | 'max';
  readonly identity: number;
  readonly sum: SumOrder;
}
/** y[…, m, n] = Σ a[…, m, k]·b[…, k, n]; the positions of the operands run over the batch axes, then row and column. */
export interface ProductKernel extends Made {
  readonly kind: 'product';
  readonly batch: readonly number[];
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Load;
  readonly b: Load;
}
export interface GatherKernel extends Made {
  readonly kind: 'gather';
  readonly of: Node<'gather'> | Node<'scatterAdd'>;
  readonly x: Load;
  readonly index: Load;
}
export interface DrawKernel extends Made {
  readonly kind: 'draw';
  readonly of: Node<'draw'>;
  readonly seed: Load;
  readonly step: Load;
}
export type Kernel = MapKernel | FoldKernel | ProductKernel | GatherKernel | DrawKernel;

/** The stored values a kernel reads. */
export function loadsOf(k: Kernel): readonly Load[] {
  const known = loadsKnown.get(k) ?? findLoads(k);
  loadsKnown.set(k, known);
  return known;
}
const loadsKnown = new WeakMap<Kernel, readonly Load[]>(); // kernels are asked many times
function findLoads(k: Kernel): Load[] {
  switch (k.kind) {
    case 'map':
    case 'fold':
      return loads(k.value);
    case 'product':
      return [k.a, k.b];
    case 'gather':
      return [k.x, k.index];
    case 'draw':
      return [k.seed, k.step];
    default:
      return k satisfies never;
  }
}

/** Longest chain of nodes computed inside one loop: keeps expressions and recursion small. */
const maxDepth = 60;

/**
 * Kernels for `outputs`, each after those it reads.
 * @param given values that are in memory before: inputs, and the scalars of the prelude
 * @param lanes numbers in a vector: a product reads its right operand along rows where that lets it use vectors
 */
export function group(outputs: Readonly<Record<string, Node>>, given: (n: Node) => boolean, lanes: number): Kernel[] {
  const roots = Object.values(outputs);
  const nodes = orderOf(roots).filter((n) => !given(n) && !isOp(n, 'constant'));
  const stored = storedValues(nodes, new Set(roots), given, lanes);
  const isStored = (n: Node): boolean => given(n) || stored.has(n);
  const home = new Map<Node, string>();
  for (const [name, n] of Object.entries(outputs)) if (stored.has(n) && !home.has(n)) home.set(n, name);
  const kernels = nodes.filter((n) => stored.has(n)).map((n) => kernelOf(n, home.get(n) ?? null, isStored));
  const copies = Object.entries(outputs)
    .filter(([name, n]) => home.get(n) !== name)
    .map(([name, n]) => copyTo(name, n, isStored));
  return [...kernels, ...copies];
}

/** Decided from the outputs backwards: when a node is met, everything that uses it has been. */
function storedValues(
  nodes: readonly Node[],
  roots: ReadonlySet<Node>,
  given: (n: Node) => boolean,
  lanes: number,
): Set<Node> {
  const stored = new Set<Node>();
  // how often an element would be computed, were it computed where it is used
  const evaluations = new Map<Node, number>();
  const use = (n: Node, times: number): void => {
    evaluations.set(n, (evaluations.get(n) ?? 0) + times);
  };
  const force = (n: Node | undefined): void => {
    if (n && !given(n) && !isOp(n, 'constant')) stored.add(n);
  };
  for (const n of roots) {
    if (primitive(n.op).kind !== 'view') force(n);
    else use(n, size(n.shape));
  }
  for (const n of nodes.toReversed()) {
    const row = primitive(n.op);
    const here = size(n.shape);
    if (row.kind === 'reduce' || row.kind === 'contract' || row.kind === 'gather' || isOp(n, 'draw')) stored.add(n);
    else if (row.kind === 'elementwise' && (evaluations.get(n) ?? 0) > here) stored.add(n);
    if (row.kind === 'contract') {
      force(operandBase(n.inputs[0], null));
      force(operandBase(n.inputs[1], product(n, lanes)));
    } else if (row.kind === 'gather') n.inputs.forEach(force);
    else if (isOp(n, 'reshape') && !movesOnes(n.shape, underReshapes(n).shape)) force(underReshapes(n));
    const times =
      row.kind === 'reduce' ? size(n.inputs[0]?.shape ?? []) : stored.has(n) ? here : (evaluations.get(n) ?? 0);
    for (const x of n.inputs) use(x, times);
  }
  const depth = new Map<Node, number>();
  for (const n of nodes) {
    const d = 1 + Math.max(0, ...n.inputs.map((x) => (stored.has(x) ? 0 : (depth.get(x) ?? 0))));
    if (d > maxDepth) stored.add(n);
    depth.set(n, stored.has(n) ? 0 : d);
  }
  return stored;
}

const product = (n: Node, lanes: number): { rows: number; columns: number; lanes: number } => ({
  rows: n.shape.at(-2) ?? 1,
  columns: n.shape.at(-1) ?? 1,
  lanes,
});

/**
 * The value to store so that an operand of a product is read by fixed strides: what lies under its transposes and
 * broadcasts, or the view itself, copied, where its columns would not lie side by side but vectors pay.
 */
function operandBase(
  operand: Node | undefined,
  right: { rows: number; columns: number; lanes: number } | null,
): Node | undefined {
  let n = operand;
  let last = (operand?.shape.length ?? 0) - 1; // the axis of n that the operand's last axis is
  for (let x = n?.inputs[0]; n && x && (isOp(n, 'transpose') || isOp(n, 'broadcast')); x = n?.inputs[0]) {
    if (isOp(n, 'transpose')) last = n.attrs.perm[last] ?? -1;
    else {
      const { axes } = n.attrs;
      last = axes.includes(last) ? -1 : last - axes.filter((a) => a < last).length;
    }
    n = x;
  }
  if (!n || isOp(n, 'constant')) return operand;
  const sideBySide = last === n.shape.length - 1;
  if (right && !sideBySide && right.columns >= right.lanes && right.rows >= 4) return operand;
  const base = underReshapes(n);
  return isOp(base, 'constant') ? operand : base;
}

function kernelOf(n: Node, output: string | null, isStored: (n: Node) => boolean): Kernel {
  const made = { node: n, output };
  const under = (x: Node): boolean => x !== n && isStored(x); // the node itself is what we compute
  const row = primitive(n.op);
  const [a, b] = n.inputs;
  const load = (x: Node | undefined, index: readonly Affine[]): Load => {
    const e = x && expression(x, x.shape, index, isStored);
    if (e?.kind !== 'load') throw new Error(`${n.op}: an operand has no memory`);
    return e;
  };
  if (row.kind === 'reduce' && a) {
    const { axes } = n.attrs as { axes: readonly number[] }; // both rows of the kind have it
    const long = (kept: boolean): number[] =>
      range(a.shape.length).filter((i) => axes.includes(i) !== kept && a.shape[i] !== 1);
    const [kept, folded] = [long(true), long(false)];
    const loops = [...kept, ...folded];
    const sizes = loops.map((i) => a.shape[i] ?? 1);
    const index = a.shape.map((d, i) => (d === 1 ? zero : unit(loops.indexOf(i))));
    return {
      kind: 'fold',
      ...made,
      kept: sizes.slice(0, kept.length),
      folded: sizes.slice(kept.length),
      value: expression(a, sizes, index, isStored),
      combine: row.combine,
      identity: row.identity,
      sum: sumOrder(row.combine, a.shape.length, axes, a.shape.at(-1) ?? 1),
    };
  }
  if (row.kind === 'contract' && a && b) {
    const rank = n.shape.length;
    const index = range(rank).map(unit);
    return {
      kind: 'product',
      ...made,
      batch: n.shape.slice(0, -2),
      m: n.shape[rank - 2] ?? 1,
      n: n.shape[rank - 1] ?? 1,
      k: a.shape[rank - 1] ?? 1,
      a: load(a, index),
      b: load(b, index),
    };
  }
  if (isOp(n, 'gather') || isOp(n, 'scatterAdd')) {
    return { kind: 'gather', ...made, of: n, x: load(a, starts(a)), index: load(b, starts(b)) };
  }
  if (isOp(n, 'draw')) return { kind: 'draw', ...made, of: n, seed: load(a, []), step: load(b, []) };
  const { sizes, index } = positions(n.shape);
  return { kind: 'map', ...made, sizes, value: expression(n, sizes, index, under) };
}

const starts = (x: Node | undefined): Affine[] => (x?.shape ?? []).map(() => zero);

const copyTo = (output: string, n: Node, isStored: (n: Node) => boolean): MapKernel => {
  const { sizes, index } = positions(n.shape);
  return { kind: 'map', node: null, output, sizes, value: expression(n, sizes, index, isStored) };
};

/** Does the kernel read this value at the position it writes? */
export const sameElement = (k: Kernel, l: Load): boolean =>
  k.kind === 'map' &&
  l.at.start === 0 &&
  l.at.parts.every((p) => p === 0) &&
  size(l.node.shape) === size(k.sizes) &&
  flat(range(k.sizes.length).map(unit), k.sizes).steps.every((s, i) => s === (l.at.steps[i] ?? 0));
