/**
 * The `Arithmetic` whose numbers are those of JavaScript. Routines over it are right and slow (a microsecond or more):
 * it is for what is rarely asked. What is asked often is printed (`libm.ts`).
 */
import type { Arithmetic } from './arithmetic.ts';
import { twoOverPiDigits } from './routine-tables.ts';

const double = Float64Array.of(1);
const word = new Uint32Array(double.buffer);
const HIGH = word[0] === 0 ? 1 : 0; // which word holds the exponent, all that 1 has: byte order

/** The upper half of a number's bits: sign, exponent, the first bits of the significand. */
function upper(x: number): number {
  double[0] = x;
  return word[HIGH] as number;
}
/** x = ± significand · 2^exponent, for a normal number. */
export function significand(x: number): number {
  word[HIGH] = (upper(x) & 0xfffff) | 0x3ff00000;
  return double[0] as number;
}
export const exponent = (x: number): number => (upper(x) >>> 20) - 1023;
/** 2^k for -1022 ≤ k ≤ 1023. */
export function power2(k: number): number {
  double[0] = 0;
  word[HIGH] = (k + 1023) << 20;
  return double[0] as number;
}
/** |a| with the sign of b. */
export const signed = (a: number, b: number): number => (b < 0 || (b === 0 && 1 / b < 0) ? -Math.abs(a) : Math.abs(a));
/** c₀ + c₁·t + c₂·t² + … */
export function polynomial(c: readonly number[], t: number): number {
  let y = 0;
  for (let i = c.length - 1; i >= 0; i--) y = y * t + c[i]!;
  return y;
}

export const doubles: Arithmetic<number, boolean> = {
  of: (x) => x,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  abs: Math.abs,
  floor: Math.floor,
  least: (a, b) => (b < a ? b : a),
  most: (a, b) => (a < b ? b : a),
  signed,
  less: (a, b) => a < b,
  equal: (a, b) => a === b,
  both: (a, b) => a && b,
  not: (a) => !a,
  choose: (condition, a, b) => (condition ? a : b),
  power2,
  significand,
  exponent,
  part: (part, ...x) => part(doubles, ...x),
  pair: (part, ...x) => part(doubles, ...x),
  where: (condition, part, x, y) => (condition ? part(doubles, ...x) : y),
  polynomial,
  digit: (i) => twoOverPiDigits()[i] ?? 0,
};
