/** One number and a vector of them, with the same instructions: kernels are written once for both. */
import {
  f32,
  f32Bytes,
  f64,
  f64Bytes,
  load,
  relaxedMadd,
  simd,
  simd1,
  simd2,
  store,
  type Code,
  type Type,
} from './assembler.ts';

/** What a number type can do, alike for one number (`f32`, `f64`) and for a vector of them (`f32x4`, `f64x2`). */
export interface Lanes {
  readonly type: Type;
  /** Numbers side by side. */
  readonly lanes: number;
  readonly const: (x: number) => Code;
  readonly load: (address: Code, offset?: number) => Code;
  /** The number at an address, in every lane. */
  readonly loadSplat: (address: Code, offset?: number) => Code;
  readonly store: (address: Code, value: Code, offset?: number) => Code;
  readonly add: (a: Code, b: Code) => Code;
  readonly sub: (a: Code, b: Code) => Code;
  readonly mul: (a: Code, b: Code) => Code;
  readonly div: (a: Code, b: Code) => Code;
  readonly neg: (a: Code) => Code;
  readonly abs: (a: Code) => Code;
  readonly sqrt: (a: Code) => Code;
  readonly floor: (a: Code) => Code;
  /** A condition for `choose`. */
  readonly lt: (a: Code, b: Code) => Code;
  readonly ne: (a: Code, b: Code) => Code;
  /** `a` where the condition holds, else `b`. */
  readonly choose: (a: Code, b: Code, condition: Code) => Code;
}

const vector = (
  lanes: 2 | 4,
  bytes: (x: number) => number[],
  at: { splat: number; eq: number; floor: number; abs: number },
): Lanes => ({
  type: 'v128',
  lanes,
  const: (x) => {
    const one = bytes(x);
    return [0xfd, 0x0c, lanes === 4 ? [one, one, one, one] : [one, one]];
  },
  load: load([0xfd, 0x00], 4),
  loadSplat: load([0xfd, at.splat], lanes === 4 ? 2 : 3),
  store: store([0xfd, 0x0b], 4),
  ne: simd2(at.eq + 1),
  lt: simd2(at.eq + 2),
  floor: simd1(at.floor),
  abs: simd1(at.abs),
  neg: simd1(at.abs + 1),
  sqrt: simd1(at.abs + 3),
  add: simd2(at.abs + 4),
  sub: simd2(at.abs + 5),
  mul: simd2(at.abs + 6),
  div: simd2(at.abs + 7),
  choose: (a, b, condition) => simd(0x52, a, b, condition),
});
export const f32x4 = vector(4, f32Bytes, { splat: 0x09, eq: 0x41, floor: 0x68, abs: 0xe0 });
export const f64x2 = vector(2, f64Bytes, { splat: 0x0a, eq: 0x47, floor: 0x75, abs: 0xec });
/** Lane `i` of a vector as a number. */
export const extractLane = (v: Lanes, a: Code, i: number): Code => [simd(v.lanes === 4 ? 0x1f : 0x21, a), i];

/** How a target's numbers are spelled: one, and a vector of them. */
export interface Reals {
  readonly one: typeof f32 | typeof f64;
  readonly many: Lanes;
  readonly bytes: 4 | 8;
  readonly shift: 2 | 3;
  /** sum + a · b in a product, in every lane. */
  readonly addProduct: (sum: Code, a: Code, b: Code) => Code;
}
const addProductOf =
  ({ add, mul }: Lanes) =>
  (sum: Code, a: Code, b: Code): Code =>
    add(sum, mul(a, b));
export type Precision = 'f32' | 'f64';
export const reals: { readonly [P in Precision]: Reals } = {
  f32: { one: f32, many: f32x4, bytes: 4, shift: 2, addProduct: addProductOf(f32x4) },
  f64: { one: f64, many: f64x2, bytes: 8, shift: 3, addProduct: addProductOf(f64x2) },
};
/** With one rounding in place of two where the processor does that: other bits. */
export const relaxedReals: typeof reals = {
  f32: { ...reals.f32, addProduct: (sum, a, b) => relaxedMadd(0x105, a, b, sum) },
  f64: { ...reals.f64, addProduct: (sum, a, b) => relaxedMadd(0x107, a, b, sum) },
};
