import type { Builder, Node } from './node.ts';
import { opNames, primitive, type OpName } from './primitives.ts';
import { ShapeError } from './shape.ts';

function build(op: OpName, args: readonly unknown[]): Node {
  const row = primitive(op);
  const inputs = args.slice(0, row.inputs) as Node[]; // the Builder type holds the count
  const attrs = (args[row.inputs] ?? {}) as never; // and the attributes of `op`
  try {
    const shape = row.shape(inputs.map((n) => n.shape) as never, attrs);
    return Object.freeze({
      op,
      inputs: Object.freeze(inputs),
      attrs: Object.freeze(attrs),
      shape: Object.freeze([...shape]),
    }) as Node;
  } catch (e) {
    if (e instanceof ShapeError && e.by !== op) throw new ShapeError({ ...e, says: `${op}: ${e.says}`, by: op });
    throw e;
  }
}

/** Makes nodes; shapes are checked as each is made, so that the stack trace points at the caller's line. */
export const g = Object.freeze(
  Object.fromEntries(opNames.map((op) => [op, (...args: unknown[]) => build(op, args)])),
) as unknown as Builder; // one function per row of the table, as the type says

/** The same operation on other inputs. */
export const rebuild = (node: Node, inputs: readonly Node[]): Node =>
  inputs.every((n, i) => n === node.inputs[i]) ? node : build(node.op, [...inputs, node.attrs]);
