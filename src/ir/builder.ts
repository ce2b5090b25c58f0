import type { Builder, Node } from './node.ts';
import { arity, opNames, primitive, type OpName } from './primitives.ts';
import { ShapeError, type Shape } from './shape.ts';
import { words } from './error-words.ts';

/**
 * `g[op](...inputs, attrs)` for code that handles any primitive. Shapes are checked here, as each node is made, so that
 * the stack trace points at the caller's line.
 *
 * @throws ShapeError naming the primitive
 */
export function apply(op: OpName, inputs: readonly Node[], attrs: object = noAttrs): Node {
  const row = primitive(op);
  const own = attrs as never; // those of `op`
  Object.freeze(inputs);
  Object.freeze(attrs);
  try {
    if (row.kind === 'several') {
      const results = Object.freeze(row.results(inputs.map(shapeOf) as never, own));
      return Object.freeze(Object.defineProperty({ op, inputs, attrs, results }, 'shape', noShape)) as unknown as Node;
    }
    const shape =
      row.kind === 'part' ? row.shape(inputs[0]?.results ?? {}, own) : row.shape(inputs.map(shapeOf) as never, own);
    return Object.freeze({ op, inputs, attrs: own, shape: frozen(shape) });
  } catch (e) {
    if (e instanceof ShapeError && e.by !== op) {
      throw new ShapeError({ ...e, says: words('{}: {}', op, e.says), by: op });
    }
    throw e;
  }
}

/** Of most operations: one record for all. */
export const noAttrs: object = Object.freeze({});
const shapeOf = (x: Node): Shape => x.shape;
/** The caller's own list is left as it is. */
const frozen = (shape: Shape): Shape => (Object.isFrozen(shape) ? shape : Object.freeze([...shape]));

/** So that whatever takes a node of several results for a value fails at once. */
const noShape = {
  get: (): Shape => {
    throw new ShapeError({ says: words('several results: take a part') });
  },
};

/** The functions of a builder that makes its nodes with `make`: one per row of the table. */
export const builderOf = (make: typeof apply): Builder =>
  Object.freeze(Object.fromEntries(opNames.map((op) => [op, maker(op, make)]))) as unknown as Builder;

/** The inputs and after them the attributes: the Builder type holds their count and kinds. */
function maker(op: OpName, make: typeof apply) {
  const n = arity(op);
  if (n === 1) return (x: Node, attrs?: object): Node => make(op, [x], attrs);
  if (n === 2) return (a: Node, b: Node, attrs?: object): Node => make(op, [a, b], attrs);
  return (...args: unknown[]): Node => {
    const inputs = args.slice(0, n === 'any' ? -1 : n) as Node[];
    return make(op, inputs, args[inputs.length] as object | undefined);
  };
}

export const g = builderOf(apply);

/** The same operation on other inputs. */
export const rebuild = (node: Node, inputs: readonly Node[]): Node =>
  inputs.every((n, i) => n === node.inputs[i]) ? node : apply(node.op, inputs, node.attrs);
