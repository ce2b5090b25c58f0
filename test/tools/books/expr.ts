/** One number of the training: element `at` of a value, at a step. Settings and shared data have step 0. */
export interface Spot {
  readonly tensor: string;
  readonly at: readonly number[];
  readonly step: number;
}

/** A formula before it is known where its values stand. */
export type Expr =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'spot'; readonly spot: Spot }
  /** All elements between two corners, ends included, as a range of cells. */
  | { readonly kind: 'box'; readonly from: Spot; readonly to: Spot }
  | {
      readonly kind: 'op';
      readonly op: '+' | '-' | '*' | '/' | '^' | '>' | '<' | '=';
      readonly a: Expr;
      readonly b: Expr;
    }
  | { readonly kind: 'minus'; readonly a: Expr }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] };

export const number = (value: number): Expr =>
  value < 0 ? { kind: 'minus', a: number(-value) } : { kind: 'number', value };
export const spot = (tensor: string, at: readonly number[], step: number): Expr => ({
  kind: 'spot',
  spot: { tensor, at, step },
});
export const call = (name: string, ...args: readonly Expr[]): Expr => ({ kind: 'call', name, args });
const op =
  (o: Extract<Expr, { kind: 'op' }>['op']) =>
  (a: Expr, b: Expr): Expr => ({ kind: 'op', op: o, a, b });
export const add = op('+');
export const sub = op('-');
export const mul = op('*');
export const div = op('/');
export const power = op('^');
export const greater = op('>');
export const less = op('<');
export const equals = op('=');
export const minus = (a: Expr): Expr => ({ kind: 'minus', a });
export const total = (terms: readonly Expr[]): Expr => terms.reduce(add);
export const one = number(1);
