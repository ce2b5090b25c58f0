import { isView } from '../ir/kinds.ts';
import { isOp, refuseSeveral, type Node } from '../ir/node.ts';
import { uniform } from '../ir/ops.ts';
import { primitive } from '../ir/primitives.ts';
import { size } from '../ir/shape.ts';

/** Operations a formula may hold before a part of it gets cells of its own: some 200 characters of Excel. */
const LONGEST = 16;
/** Products that the way back through a window may add up in one formula. */
const MOST_PRODUCTS = 400;

/**
 * Which values need cells of their own so that every formula stays short and nothing is computed twice: those with a
 * name (`named`), and a value without one if two others read it and it is more than one operation, if a fold runs over
 * it, if rows are picked from it, or if the formula would grow too long.
 *
 * @param nodes each after its inputs
 */
export function blocksOf(nodes: readonly Node[], named: ReadonlySet<Node>): Set<Node> {
  const inside = withinWindows(nodes, named);
  const blocks = new Set<Node>([...named].filter((n) => uniform(n) === null));
  const readers = new Map<Node, number>();
  const behind = (x: Node): Node => beneath(x, blocks);
  for (const n of nodes) {
    for (const x of n.inputs) {
      readers.set(behind(x), (readers.get(behind(x)) ?? 0) + (named.has(n) ? 1 : readings(n, x)));
    }
  }
  const cost = new Map<Node, number>();
  const costOf = (n: Node): number => (blocks.has(n) ? 0 : (cost.get(n) ?? 0));
  for (const n of nodes) {
    const { own, inlines } = formulaOf(n);
    const length = inlines ? n.inputs.reduce((sum, x) => sum + costOf(x), 0) : 0;
    if (inside.has(n)) continue; // written inside the sum that reads it
    for (const x of folded(n, blocks, inside)) if (costOf(behind(x)) > 0) blocks.add(behind(x));
    if (isOp(n, 'input') || isOp(n, 'draw')) blocks.add(n);
    const total = own + length;
    cost.set(n, total);
    if (isSpread(n) && inside.has(behind(n.inputs[0] ?? n))) blocks.add(n);
    const often = (readers.get(n) ?? 0) > 1 && total > 1;
    if (!isView(n) && (often || total > LONGEST)) blocks.add(n);
  }
  return blocks;
}

/** Operations of a value's own formula, and whether the formulas of its inputs are written inside it. */
function formulaOf(n: Node): { readonly own: number; readonly inlines: boolean } {
  const row = primitive(n.op);
  switch (row.kind) {
    case 'leaf':
    case 'view':
    case 'gather':
      return { own: 0, inlines: true };
    case 'elementwise':
      return { own: 1, inlines: true };
    case 'reduce':
    case 'contract':
      return { own: 2, inlines: false };
    case 'several':
    case 'part':
      return refuseSeveral('cells', n);
    default:
      return row satisfies never;
  }
}

/** The value behind views that have no cells of their own: what a view shows is kept where it is. */
function beneath(n: Node, blocks: ReadonlySet<Node>): Node {
  let x = n;
  while (isView(x) && !blocks.has(x)) {
    const [inner] = x.inputs;
    if (!inner) break;
    x = inner;
  }
  return x;
}

/** A view reads nothing by itself, but one that repeats its elements doubles their readers. */
const readings = (n: Node, x: Node): number => (!isView(n) || size(n.shape) > size(x.shape) ? 1 : 0);

/**
 * Inputs that `n` adds up or picks rows from. A product of two values is added up as it is (SUMPRODUCT), and the
 * largest of negated values is the smallest of them (MIN).
 */
function folded(n: Node, blocks: ReadonlySet<Node>, inside: ReadonlySet<Node>): readonly Node[] {
  const row = primitive(n.op);
  const [x] = n.inputs;
  const within = x && beneath(x, blocks);
  if (within && inside.has(within)) return folded(within, blocks, inside);
  switch (row.kind) {
    case 'contract':
    case 'gather':
      return n.inputs;
    case 'reduce': {
      if (!x) return [];
      const inner = beneath(x, blocks);
      const asItIs = isOp(n, 'sum') ? isOp(inner, 'mul') : isOp(inner, 'neg');
      return asItIs && !blocks.has(inner) ? inner.inputs : [x];
    }
    case 'leaf':
    case 'elementwise':
    case 'view':
      return [];
    case 'several':
    case 'part':
      return refuseSeveral('cells', n);
    default:
      return row satisfies never;
  }
}

/**
 * What comes back through a window: every place adds up what the windows over it ask for, each a sum of products. These
 * sums are written as one, so that a picture's cotangent is read off the next map and the kernel.
 */
function withinWindows(nodes: readonly Node[], named: ReadonlySet<Node>): ReadonlySet<Node> {
  const readers = new Map<Node, Set<Node>>();
  for (const n of nodes) {
    if (isView(n)) continue;
    for (const x of n.inputs) {
      const inner = beneath(x, named);
      readers.set(inner, (readers.get(inner) ?? new Set()).add(n));
    }
  }
  const products = new Map<Node, number>();
  const inside = new Set<Node>();
  for (const n of nodes) {
    const [x] = n.inputs;
    if (isOp(n, 'matmul')) products.set(n, x?.shape.at(-1) ?? 1);
    if (!x || !isSpread(n) || !isOp(n, 'sum')) continue;
    const inner = beneath(x, named);
    const each = products.get(inner);
    const total = (each ?? 1) * size(n.attrs.axes.map((axis) => x.shape[axis] ?? 1));
    if (named.has(inner) || readers.get(inner)?.size !== 1 || total > MOST_PRODUCTS) continue;
    products.set(n, total);
    if (each !== undefined) inside.add(inner);
  }
  return inside;
}

/** A sum over what a window's places read: the transpose of a window. */
function isSpread(n: Node): boolean {
  if (!isOp(n, 'sum')) return false;
  for (let x = n.inputs[0]; x && isView(x); x = x.inputs[0]) {
    if (isOp(x, 'read') && x.attrs.from.some(({ terms }) => terms.filter((t) => t.step !== 0).length > 1)) return true;
  }
  return false;
}
