/**
 * Our own exp, log, tanh, sigmoid, softplus, sin, cos, erf and pow in f64: the same bits in every engine.
 *
 * Math.exp and its friends differ between browsers, and even between two versions of one; these use only + - * /,
 * comparisons and integer operations, all exact by IEEE 754. They are the routines of `routines.ts`, printed by
 *
 *     npm test -- test/util/libm-text.test.ts -u
 *
 * since one function that computes with numbers here and with code there would be fast in neither (`doubles.ts`).
 * WebAssembly comes from the same routines, and a test compares the bits.
 *
 * Functions that give a pair return its high part and leave the other in `low`, which the caller reads at once.
 *
 * Largest errors seen, in units in the last place: `test/util/libm.test.ts`.
 */
import { doubles, exponent, polynomial, power2, signed, significand } from './doubles.ts';
import * as tables from './routine-tables.ts';
import * as routines from './routines.ts';

let low = 0;

/** |x|, exact in every engine. */
export function abs(x: number): number {
  return Math.abs(x);
}
/** For places in pictures, and powers of ten that are near; the last bit may be off. */
export const log10 = (x: number): number => log(x) / Math.LN10;
/** log x for 0 < x < ∞ of some 68 bits, rounded: nearly always to the nearest number. */
export const exactLog = (x: number): number => logExact(x);
/** Seldom asked, and long. */
const turnedLarge = (x: number, turns: number): number => routines.turnedLarge(doubles, x, turns);

function expPair(x: number, y: number): number {
  const v0 = 710 < x ? 710 : x;
  const v1 = v0 < -746 ? -746 : v0;
  const v2 = v1 * 1.4426950408889634 + 6755399441055744 - 6755399441055744;
  const v3 = v1 - v2 * 0.6931471805592082;
  const v4 = v2 * 7.371002565167799e-13 - y;
  const v5 = v3 - v4;
  const v6 = 1 + v5;
  const v7 = v3 - v5 - v4;
  const v8 = 1 - v6 + v5 + (v5 * v5 * polynomial(tables.exponential, v5) + (v7 + v7 * v5));
  const v9 = v6 + v8;
  const v10 = Math.floor(0.5 * v2);
  const v11 = power2(v10);
  const v12 = power2(v2 - v10);
  low = (v6 - v9 + v8) * v11 * v12;
  return v9 * v11 * v12;
}

/** e^x. Error < 0.6 ulp, below the normal numbers < 1. */
export function exp(x: number): number {
  return expPair(x, 0);
}

function logPair(x: number): number {
  const v0 = x < 2.2250738585072014e-308;
  const v1 = v0 ? x * 18014398509481984 : x;
  const v2 = significand(v1);
  const v3 = 1.4142135623730951 < v2;
  const v4 = exponent(v1) - (v0 ? 54 : 0) + (v3 ? 1 : 0);
  const v5 = v4 * 0.6931471805592082;
  const v6 = (v3 ? 0.5 * v2 : v2) - 1;
  const v7 = v5 + v6;
  const v8 = v6 / (2 + v6);
  const v9 = 0.5 * v6 * v6;
  const v10 = v8 * v8;
  const v11 = v5 - v7 + v6 + (v8 * (v9 + v10 * polynomial(tables.logarithm, v10)) - v9 + v4 * 7.371002565167799e-13);
  low = v7 - (v7 + v11) + v11;
  return v7 + v11;
}

/** Natural logarithm; -∞ at 0, NaN below. Error < 0.85 ulp. */
export function log(x: number): number {
  const v0 = logPair(x);
  return 0 < x ? (x < Infinity ? v0 : x) : x === 0 ? -Infinity : NaN;
}

function product(x: number, y: number): number {
  const v0 = 134217729 * x;
  const v1 = v0 - (v0 - x);
  const v2 = 134217729 * y;
  const v3 = v2 - (v2 - y);
  const v4 = y - v3;
  const v5 = x - v1;
  low = v1 * v3 - x * y + v1 * v4 + v5 * v3 + v5 * v4;
  return x * y;
}

/** Hyperbolic tangent. Error < 0.7 ulp. */
export function tanh(x: number): number {
  const v0 = Math.abs(x);
  const v1 = expPair(-2 * v0, 0);
  const v2 = low;
  const v3 = 1 - v1;
  const v4 = 1 + v1;
  const v5 = v3 / v4;
  const v6 = product(v5, v4);
  const v7 = low;
  const v8 = v0 * v0;
  return signed(
    0.25 < v0
      ? v5 + (v3 - v6 - v7 + (1 - v3 - v1 - v2 - v5 * (1 - v4 + v1 + v2))) / v4
      : v0 + v0 * (v8 * polynomial(tables.tangent, v8)),
    x,
  );
}

/** 1/(1 + e^-x). Error < 0.8 ulp. */
export function sigmoid(x: number): number {
  const v0 = x < 0;
  const v1 = expPair(0 - Math.abs(x), 0);
  const v2 = low;
  const v3 = v0 ? v1 : 1;
  const v4 = 1 + v1;
  const v5 = v3 / v4;
  const v6 = product(v5, v4);
  const v7 = low;
  return v5 + (v3 - v6 - v7 + ((v0 ? v2 : 0) - v5 * (1 - v4 + v1 + v2))) / v4;
}

function sum(x: number, y: number): number {
  const v0 = x + y;
  const v1 = v0 - x;
  low = x - (v0 - v1) + (y - v1);
  return v0;
}

/** log(1 + e^x), without overflow. Error < 0.95 ulp. */
export function softplus(x: number): number {
  const v0 = expPair(0 - Math.abs(x), 0);
  const v1 = low;
  const v2 = 1 + v0;
  const v3 = logPair(v2);
  const v4 = low;
  const v5 = sum(x < 0 ? 0 : x, v3);
  const v6 = low;
  const v7 = (1 - v2 + v0 + v1) / v2;
  return 40 < x ? x : v5 + (v6 + (v4 + (v7 - 0.5 * v7 * v7)));
}

function reduced(x: number, y: number): number {
  const v0 = sum(x + y * -1.5707963267341256, y * -6.077100506303966e-11);
  const v1 = low;
  const v2 = sum(v0, y * -2.0222662487111665e-21);
  const v3 = low;
  const v4 = v3 + v1 + y * -8.4784276603689e-32;
  low = v2 - (v2 + v4) + v4;
  return v2 + v4;
}

function quarterTurn(x: number, y: number, z: number): number {
  const v0 = 0.5 * z;
  const v1 = Math.floor(v0);
  const v2 = 0.5 * v1;
  const v3 = x * x;
  const v4 = 0.5 * v3;
  const v5 = 1 - v4;
  const v6 =
    v1 === v0
      ? x + (x * (v3 * polynomial(tables.sine, v3)) + y * v5)
      : v5 + (1 - v5 - v4 + (v3 * v3 * polynomial(tables.cosine, v3) - x * y));
  return Math.floor(v2) === v2 ? v6 : 0 - v6;
}

function turned(x: number, y: number): number {
  const v0 = x * 0.6366197723675814 + 6755399441055744 - 6755399441055744;
  const v1 = reduced(x, v0);
  const v2 = low;
  return !(Math.abs(x) < 1048576) ? turnedLarge(x, y) : quarterTurn(v1, v2, v0 + y);
}

/** Sine. Error < 0.8 ulp, for every finite x; NaN at ±∞. */
export function sin(x: number): number {
  return 1e-9 < Math.abs(x) ? turned(x, 0) : x;
}

/** Cosine. Error < 0.8 ulp, for every finite x; NaN at ±∞. */
export function cos(x: number): number {
  return turned(x, 1);
}

/** 2/√π ∫₀ˣ e^-t² dt. Error < 0.9 ulp. */
export function erf(x: number): number {
  const v0 = Math.abs(x);
  const v1 = expPair(0 - polynomial(tables.errorFar, (6 < v0 ? 6 : v0) - 0.875), 0);
  const v2 = low;
  const v3 = 1 - v1;
  return signed(0.875 < v0 ? v3 + (1 - v3 - v1 - v2) : v0 + v0 * polynomial(tables.errorNear, v0 * v0), x);
}

function productOfPairs(x: number, y: number, z: number, w: number): number {
  const v0 = product(x, z);
  const v1 = low;
  const v2 = v1 + (x * w + y * z);
  low = v0 - (v0 + v2) + v2;
  return v0 + v2;
}

function logExact(x: number): number {
  const v0 = x < 2.2250738585072014e-308;
  const v1 = v0 ? x * 18014398509481984 : x;
  const v2 = significand(v1);
  const v3 = 1.4142135623730951 < v2;
  const v4 = exponent(v1) - (v0 ? 54 : 0) + (v3 ? 1 : 0);
  const v5 = (v3 ? 0.5 * v2 : v2) - 1;
  const v6 = 2 + v5;
  const v7 = v5 / v6;
  const v8 = sum(v4 * 0.6931471805592082, 2 * v7);
  const v9 = low;
  const v10 = product(v7, v6);
  const v11 = low;
  const v12 = (v5 - v10 - v11 - v7 * (2 - v6 + v5)) / v6;
  const v13 = product(v7, v7);
  const v14 = low;
  const v15 = v14 + 2 * v7 * v12;
  const v16 = v13 * polynomial(tables.logTail, v13);
  const v17 = 0.4 + v16;
  const v18 = productOfPairs(v13, v15, v17, 0.4 - v17 + v16 + -2.2204460492503132e-17);
  const v19 = low;
  const v20 = 0.6666666666666666 + v18;
  const v21 = productOfPairs(v13, v15, v20, 0.6666666666666666 - v20 + v18 + (3.700743415417188e-17 + v19));
  const v22 = low;
  const v23 = productOfPairs(v7, v12, v21, v22);
  const v24 = low;
  const v25 = sum(v8, v23);
  const v26 = low;
  const v27 = v26 + v9 + (v4 * 7.371002565167799e-13 + (2 * v12 + v24));
  low = v25 - (v25 + v27) + v27;
  return v25 + v27;
}

/**
 * x^y, with the special cases of JavaScript's `**`: x^0 = 1 even for NaN, (±1)^±∞ = NaN, NaN for a negative x to a
 * power that is not whole. Error < 0.7 ulp, below the normal numbers < 1.
 */
export function pow(x: number, y: number): number {
  const v0 = Math.abs(x);
  const v1 = Math.floor(y) === y;
  const v2 = 0 < y;
  const v3 = 36893488147419103000 < y ? 36893488147419103000 : y;
  const v4 = v3 < -36893488147419103000 ? -36893488147419103000 : v3;
  const v5 = logExact(v0);
  const v6 = low;
  const v7 = product(v4, v5);
  const v8 = low;
  const v9 = expPair(v7, v8 + v4 * v6);
  const v10 = 0.5 * y;
  return y === 0
    ? 1
    : x === x && y === y
      ? v0 === 1 && Math.abs(y) === Infinity
        ? NaN
        : x < 0 && -Infinity < x && !v1
          ? NaN
          : signed(
              v0 === 0
                ? v2
                  ? 0
                  : Infinity
                : v0 === Infinity
                  ? v2
                    ? Infinity
                    : 0
                  : 710 < v7
                    ? Infinity
                    : v7 < -746
                      ? 0
                      : v9,
              v1 && !(Math.floor(v10) === v10) && signed(1, x) < 0 ? -1 : 1,
            )
      : NaN;
}
