import { g } from './builder.ts';
import { isOp, type Node, type Results } from './node.ts';
import { primitive } from './primitives.ts';
import { order } from './program.ts';
import type { Cotangents, PullBack } from './scan-grad.ts';
import { range, ShapeError, text, type Shape } from './shape.ts';
import { words } from './error-words.ts';

const zeros = (shape: Shape): Node => {
  const zero = g.constant({ value: 0 });
  return shape.length === 0 ? zero : g.broadcast(zero, { shape, axes: range(shape.length) });
};

/**
 * Cotangent of each node of `wrt`: the chain rule, backwards through the program, giving more program. Nothing behind a
 * `wrt` node is visited: a cell that is itself an update stays a leaf.
 *
 * @param loss a scalar
 * @returns one node per `wrt` node, of its shape; zeros where the loss does not depend on it
 */
export const grad = (loss: Node, wrt: readonly Node[]): Node[] => gradients(loss, wrt).wrt;

/** `grad`, with the finished cotangents of `also`: inner values, which as `wrt` would cut the paths behind them. */
export function gradients(loss: Node, wrt: readonly Node[], also: readonly Node[] = []): Cotangents {
  if (loss.shape.length > 0) {
    throw new ShapeError({ says: words('grad: the loss must be a scalar'), got: `shape ${text(loss.shape)}` });
  }
  return pullBack(new Map([[loss, g.constant({ value: 1 })]]), wrt, also);
}

/** The chain rule from any values on: `seeds` has their cotangents. */
const pullBack: PullBack = (seeds, wrt, also) => {
  const leaves = new Set(wrt);
  const nodes = order(seeds.keys(), leaves);
  const active = new Set<Node>(leaves);
  for (const y of nodes) if (y.inputs.some((x) => active.has(x))) active.add(y);
  const cotangents = new Map<Node, Node>(seeds);
  for (const y of nodes.toReversed()) {
    const row = primitive(y.op);
    if (row.kind === 'part' || leaves.has(y) || !active.has(y)) continue; // a part waits for the node it is of
    const dy = y.results ? ofResults(y.results, y, nodes, cotangents) : cotangents.get(y);
    if (!dy) continue;
    const dx: readonly (Node | null)[] = row.grad({ dy, y, x: y.inputs, g, pullBack } as never);
    y.inputs.forEach((x, i) => {
      const d = dx[i];
      if (!d || !active.has(x)) return;
      const before = cotangents.get(x);
      cotangents.set(x, before ? g.add(before, d) : d);
    });
  }
  return { wrt: wrt.map((x) => cotangents.get(x) ?? zeros(x.shape)), also: also.map((x) => cotangents.get(x) ?? null) };
};

/** The cotangent of every result: Σ over the parts that take it, zeros if there is none. Null if nobody takes any. */
function ofResults(
  results: Results,
  of: Node,
  nodes: readonly Node[],
  cotangents: ReadonlyMap<Node, Node>,
): Results<Node> | null {
  const parts = nodes.filter((n) => isOp(n, 'part') && n.inputs[0] === of && cotangents.has(n)) as Node<'part'>[];
  if (parts.length === 0) return null;
  const add = (sum: Node, part: Node): Node => g.add(sum, cotangents.get(part) ?? sum);
  const total = ([name, shape]: readonly [string, Shape]): readonly [string, Node] => [
    name,
    parts.filter((p) => p.attrs.name === name).reduce(add, zeros(shape)),
  ];
  return Object.fromEntries(Object.entries(results).map(total));
}
