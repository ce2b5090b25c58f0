import type { ArityOf, AttrsOf, OpName, Signatures } from './signatures.ts';
import type { Shape } from './shape.ts';

/** One operation applied to earlier values. Frozen; two nodes are the same only if they are the same object. */
export interface Node<K extends OpName = OpName> {
  readonly op: K;
  readonly inputs: readonly Node[];
  readonly attrs: AttrsOf<K>;
  readonly shape: Shape;
}

export type Tuple<N extends number, T> = N extends 0
  ? []
  : N extends 1
    ? [x: T]
    : N extends 2
      ? [a: T, b: T]
      : N extends 3
        ? [a: T, b: T, c: T]
        : T[];

/** `g.add(a, b)`, `g.sum(x, { axes: [0] })`. Derived from the signatures; never written by hand. */
export type Builder = {
  readonly [K in OpName]: (
    ...args: [...Tuple<ArityOf<K>, Node>, ...(keyof Signatures[K]['attrs'] extends never ? [] : [attrs: AttrsOf<K>])]
  ) => Node;
};

/** Is `node` an application of `op`? Narrows its attributes. */
export const isOp = <K extends OpName>(node: Node, op: K): node is Node<K> => node.op === op;
