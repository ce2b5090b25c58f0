/**
 * Our own exp, log, tanh, sigmoid, softplus, sin, cos, erf and pow in f64: the same bits in every engine.
 *
 * `Math.exp` and its friends differ between browsers, and even between two versions of one; these use only + - * /,
 * comparisons and integer operations, all exact by IEEE 754. They are the routines of `routines.ts` over the numbers of
 * JavaScript; over code they are WebAssembly (`targets/wasm/routines.ts`), and a test compares the bits.
 *
 * Largest errors seen, in units in the last place: `test/util/libm.test.ts`.
 */
import type { Arithmetic } from './arithmetic.ts';
import { twoOverPiDigits } from './routine-tables.ts';
import { routines } from './routines.ts';

const double = new Float64Array(1);
const word = new Uint32Array(double.buffer);
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0; // which word holds the exponent: byte order

/** The upper half of a number's bits: sign, exponent, the first bits of the significand. */
function upper(x: number): number {
  double[0] = x;
  return word[HIGH] as number;
}

/** Numbers of f64. */
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
  signed: (a, b) => (b < 0 || (b === 0 && 1 / b < 0) ? -Math.abs(a) : Math.abs(a)),
  less: (a, b) => a < b,
  equal: (a, b) => a === b,
  both: (a, b) => a && b,
  not: (a) => !a,
  choose: (condition, a, b) => (condition ? a : b),
  power2(k) {
    double[0] = 0;
    word[HIGH] = (k + 1023) << 20;
    return double[0] as number;
  },
  significand(x) {
    word[HIGH] = (upper(x) & 0xfffff) | 0x3ff00000;
    return double[0] as number;
  },
  exponent: (x) => (upper(x) >>> 20) - 1023,
  where: (condition, routine, x, y) => (condition ? routine(doubles, x, x) : y),
  digit: (i) => twoOverPiDigits[i] ?? 0,
};

/** e^x. Error < 0.6 ulp, below the normal numbers < 1. */
export function exp(x: number): number {
  return routines.exp(doubles, x, x);
}

/** Natural logarithm; -∞ at 0, NaN below. Error < 0.85 ulp. */
export function log(x: number): number {
  return routines.log(doubles, x, x);
}

/** Hyperbolic tangent. Error < 0.7 ulp. */
export function tanh(x: number): number {
  return routines.tanh(doubles, x, x);
}

/** 1/(1 + e^-x). Error < 0.8 ulp. */
export function sigmoid(x: number): number {
  return routines.sigmoid(doubles, x, x);
}

/** log(1 + e^x), without overflow. Error < 0.95 ulp. */
export function softplus(x: number): number {
  return routines.softplus(doubles, x, x);
}

/** Sine. Error < 0.8 ulp, for every finite x; NaN at ±∞. */
export function sin(x: number): number {
  return routines.sin(doubles, x, x);
}

/** Cosine. Error < 0.8 ulp, for every finite x; NaN at ±∞. */
export function cos(x: number): number {
  return routines.cos(doubles, x, x);
}

/** 2/√π ∫₀ˣ e^-t² dt. Error < 0.9 ulp. */
export function erf(x: number): number {
  return routines.erf(doubles, x, x);
}

/** For places in pictures, and powers of ten that are near; the last bit may be off. */
export const log10 = (x: number): number => log(x) / Math.LN10;

/**
 * x^y, with the special cases of JavaScript's `**`: x^0 = 1 even for NaN, (±1)^±∞ = NaN, NaN for a negative x to a
 * power that is not whole. Error < 0.7 ulp, below the normal numbers < 1.
 */
export function pow(x: number, y: number): number {
  return routines.pow(doubles, x, y);
}

/** |x|, exact in every engine. */
export function abs(x: number): number {
  return Math.abs(x);
}
