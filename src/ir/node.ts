import type { Arity, ArityOf, AttrsOf, GivesOf, OpName, Signatures } from './signatures.ts';
import type { Shape } from './shape.ts';
import type { Where } from '../words.ts';

/** One operation applied to earlier values. Frozen; two nodes are the same only if they are the same object. */
export interface Node<K extends OpName = OpName> {
  readonly op: K;
  readonly inputs: readonly Node[];
  readonly attrs: AttrsOf<K>;
  /** Of its value. A node of several results is no value and has no shape: reading this throws. */
  readonly shape: Shape;
  /** Of a node of several results: their shapes. */
  readonly results?: Results;
}

/** Something for each result of a node, by its name. */
export type Results<T = Shape> = Readonly<Record<string, T>>;

/** A node of several results, as a builder gives it. `g.part(node, { name })` is the value of one. */
export type Several<K extends OpName = OpName> = Omit<Node<K>, 'shape'> & { readonly results: Results };

export type Tuple<N extends Arity, T> = N extends 0
  ? []
  : N extends 1
    ? [x: T]
    : N extends 2
      ? [a: T, b: T]
      : N extends 3
        ? [a: T, b: T, c: T]
        : readonly T[];

type AttrsArgument<K extends OpName> =
  ArityOf<K> extends 'any' ? true : keyof Signatures[K]['attrs'] extends never ? false : true;

/** `g.add(a, b)`, `g.sum(x, { axes: [0] })`. Derived from the signatures; never written by hand. */
export type Builder = {
  readonly [K in OpName]: (
    ...args: [
      ...Tuple<ArityOf<K>, K extends 'part' ? Several : Node>,
      ...(AttrsArgument<K> extends true ? [attrs: AttrsOf<K>] : []),
    ]
  ) => GivesOf<K> extends 'several' ? Several : Node;
};

/** For what has no place yet for a node of several results, nor for a part of one. @throws Error always */
export const refuseSeveral = (where: Where, { op }: Node): never => {
  throw new Error(`${where}: ${op} is of several results`);
};

/** Is `node` an application of `op`? Narrows its attributes. */
export const isOp = <K extends OpName>(node: Node, op: K): node is Node<K> => node.op === op;

/** The value of a node that is one number repeated, or null. */
export function uniform(x: Node): number | null {
  let n: Node | undefined = x;
  while (n && (n.op === 'broadcast' || n.op === 'reshape')) n = n.inputs[0];
  return n && isOp(n, 'constant') ? n.attrs.value : null;
}
