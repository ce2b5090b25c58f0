import type { Arithmetic } from '../../src/util/arithmetic.ts';
import { twoOverPiDigits } from '../../src/util/routine-tables.ts';

const words = new DataView(new ArrayBuffer(8));
const bitsOf = (x: number): bigint => {
  words.setFloat64(0, x);
  return words.getBigUint64(0);
};
const fromBits = (bits: bigint): number => {
  words.setBigUint64(0, bits);
  return words.getFloat64(0);
};

/** Numbers of f64, as slow as the definition: `src/util/libm.ts` is this printed. */
export const doubles: Arithmetic<number, boolean> = {
  of: (x) => x,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  abs: (a) => Math.abs(a),
  floor: (a) => Math.floor(a),
  least: (a, b) => (b < a ? b : a),
  most: (a, b) => (a < b ? b : a),
  signed: (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)),
  less: (a, b) => a < b,
  equal: (a, b) => a === b,
  both: (a, b) => a && b,
  not: (a) => !a,
  choose: (condition, a, b) => (condition ? a : b),
  power2: (k) => 2 ** k,
  significand: (x) => fromBits((bitsOf(x) & 0xfffffffffffffn) | 0x3ff0000000000000n),
  exponent: (x) => Number(bitsOf(x) >> 52n) - 1023,
  part: (part, ...x) => part(doubles, ...x),
  pair: (part, ...x) => part(doubles, ...x),
  where: (condition, part, x, y) => (condition ? part(doubles, ...x) : y),
  digit: (i) => twoOverPiDigits[i] ?? 0,
};
