import type { Read } from './view.ts';
import type { Shape } from './shape.ts';

/** Number of tensor inputs. Of a primitive of 'any' number the attributes come last, always. */
export type Arity = number | 'any';

/**
 * `Attrs` are static values fixed when the node is built; one of them may be a `Program`. `Gives`: one value, or
 * several by name.
 */
interface Signature<Inputs extends Arity = Arity, Attrs = object, Gives extends 'one' | 'several' = 'one'> {
  readonly inputs: Inputs;
  readonly attrs: Attrs;
  readonly gives: Gives;
}
type None = Record<never, never>;

/**
 * What a `scan` repeats: a `Program`, said without the types of its nodes, which are made of these signatures
 * (`bodyOf` in `scan.ts`).
 */
export interface Body {
  readonly nodes: readonly object[];
  readonly inputs: Readonly<Record<string, { readonly shape: Shape; readonly attrs: { readonly from: From } }>>;
  readonly outputs: Readonly<Record<string, { readonly shape: Shape }>>;
  readonly labels: readonly object[];
}

/**
 * Where the numbers of an input come from. `table`: put once; `state`: kept between steps; `feed`: each call;
 * `setting`: may change between calls.
 */
export type From = 'table' | 'state' | 'feed' | 'setting';

export interface Signatures {
  input: Signature<0, { readonly name: string; readonly shape: Shape; readonly from: From }>;
  constant: Signature<0, { readonly value: number }>;
  iota: Signature<0, { readonly shape: Shape; readonly axis: number }>;
  draw: Signature<2, { readonly shape: Shape; readonly stream: number }>;
  neg: Signature<1, None>;
  abs: Signature<1, None>;
  sign: Signature<1, None>;
  floor: Signature<1, None>;
  exp: Signature<1, None>;
  log: Signature<1, None>;
  sqrt: Signature<1, None>;
  tanh: Signature<1, None>;
  sigmoid: Signature<1, None>;
  softplus: Signature<1, None>;
  sin: Signature<1, None>;
  cos: Signature<1, None>;
  erf: Signature<1, None>;
  stop: Signature<1, None>;
  add: Signature<2, None>;
  sub: Signature<2, None>;
  mul: Signature<2, None>;
  div: Signature<2, None>;
  pow: Signature<2, None>;
  max: Signature<2, None>;
  less: Signature<2, None>;
  where: Signature<3, None>;
  reshape: Signature<1, { readonly shape: Shape }>;
  transpose: Signature<1, { readonly perm: readonly number[] }>;
  broadcast: Signature<1, { readonly shape: Shape; readonly axes: readonly number[] }>;
  window: Signature<
    1,
    {
      readonly axis: number;
      readonly size: number;
      readonly stride: number;
      readonly dilation: number;
      readonly padding: readonly [before: number, after: number];
    }
  >;
  read: Signature<1, Read>;
  sum: Signature<1, { readonly axes: readonly number[] }>;
  reduceMax: Signature<1, { readonly axes: readonly number[] }>;
  matmul: Signature<2, None>;
  gather: Signature<2, None>;
  scatterAdd: Signature<2, { readonly rows: number }>;
  scan: Signature<
    'any',
    {
      readonly body: Body;
      /** What the inputs are called in the body, one name each. */
      readonly names: readonly string[];
      /** Steps. */
      readonly length: number;
      /** From the last element of the sequences to the first. */
      readonly reverse: boolean;
    },
    'several'
  >;
  part: Signature<1, { readonly name: string }>;
}
export type OpName = keyof Signatures;
export type AttrsOf<K extends OpName> = Signatures[K]['attrs'];
export type ArityOf<K extends OpName> = Signatures[K]['inputs'];
export type GivesOf<K extends OpName> = Signatures[K]['gives'];
