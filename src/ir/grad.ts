import { g } from './builder.ts';
import type { Node } from './node.ts';
import { primitive } from './primitives.ts';
import { order } from './program.ts';
import { range, ShapeError, text, type Shape } from './shape.ts';

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
export function gradients(
  loss: Node,
  wrt: readonly Node[],
  also: readonly Node[] = [],
): { wrt: Node[]; also: (Node | null)[] } {
  if (loss.shape.length > 0) {
    throw new ShapeError({ says: 'grad: the loss must be a scalar', got: `shape ${text(loss.shape)}` });
  }
  const leaves = new Set(wrt);
  const nodes = order([loss], leaves);
  const active = new Set<Node>(leaves);
  for (const y of nodes) if (y.inputs.some((x) => active.has(x))) active.add(y);
  const cotangents = new Map<Node, Node>([[loss, g.constant({ value: 1 })]]);
  for (const y of nodes.toReversed()) {
    const dy = cotangents.get(y);
    if (!dy || leaves.has(y) || !active.has(y)) continue;
    const dx: readonly (Node | null)[] = primitive(y.op).grad({ dy, y, x: y.inputs, g } as never);
    y.inputs.forEach((x, i) => {
      const d = dx[i];
      if (!d || !active.has(x)) return;
      const before = cotangents.get(x);
      cotangents.set(x, before ? g.add(before, d) : d);
    });
  }
  return { wrt: wrt.map((x) => cotangents.get(x) ?? zeros(x.shape)), also: also.map((x) => cotangents.get(x) ?? null) };
}
