import { isOp, type Node } from '../ir/node.ts';
import { uniform } from '../ir/ops.ts';
import { primitive } from '../ir/primitives.ts';
import { size } from '../ir/shape.ts';

/** Operations a formula may hold before a part of it gets cells of its own: some 200 characters of Excel. */
const LONGEST = 16;

/**
 * Which values need cells of their own so that every formula stays short and nothing is computed twice: those with a
 * name (`named`), and a value without one if two others read it and it is more than one operation, if a fold runs over
 * it, if rows are picked from it, or if the formula would grow too long.
 *
 * @param nodes each after its inputs
 */
export function blocksOf(nodes: readonly Node[], named: ReadonlySet<Node>): Set<Node> {
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
    const row = primitive(n.op);
    const length = n.inputs.reduce((sum, x) => sum + costOf(x), 0);
    for (const x of folded(n, blocks)) if (costOf(behind(x)) > 0) blocks.add(behind(x));
    if (isOp(n, 'input') || isOp(n, 'draw')) blocks.add(n);
    const own = row.kind === 'elementwise' ? 1 : row.kind === 'reduce' || row.kind === 'contract' ? 2 : 0;
    const total = own + (row.kind === 'reduce' || row.kind === 'contract' ? 0 : length);
    cost.set(n, row.kind === 'view' ? length : total);
    const often = (readers.get(n) ?? 0) > 1 && total > 1 && row.kind !== 'view';
    if (row.kind !== 'view' && (often || total > LONGEST)) blocks.add(n);
  }
  return blocks;
}

/** The value behind views that have no cells of their own: what a view shows is kept where it is. */
function beneath(n: Node, blocks: ReadonlySet<Node>): Node {
  let x = n;
  while (primitive(x.op).kind === 'view' && !blocks.has(x)) {
    const [inner] = x.inputs;
    if (!inner) break;
    x = inner;
  }
  return x;
}

/** A view reads nothing by itself, but one that repeats its elements doubles their readers. */
const readings = (n: Node, x: Node): number =>
  primitive(n.op).kind !== 'view' || size(n.shape) > size(x.shape) ? 1 : 0;

/** Inputs that `n` adds up or picks rows from. A product of two values is added up as it is (SUMPRODUCT). */
function folded(n: Node, blocks: ReadonlySet<Node>): readonly Node[] {
  const row = primitive(n.op);
  const [x] = n.inputs;
  if (row.kind === 'contract' || row.kind === 'gather') return n.inputs;
  if (row.kind !== 'reduce' || !x) return [];
  const product = beneath(x, blocks);
  return isOp(n, 'sum') && isOp(product, 'mul') && !blocks.has(product) ? product.inputs : [x];
}
