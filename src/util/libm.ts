/**
 * Our own exp, log, tanh, sigmoid, softplus, sin, cos, erf and pow in f64: the same bits in every engine.
 *
 * Math.exp and its friends differ between browsers, and even between two versions of one; these use only + - * /,
 * comparisons and integer operations, all exact by IEEE 754. They are the routines of `routines.ts`, printed by
 *
 *     npm test -- test/util/libm-text.test.ts -u
 *
 * since one function that computes with numbers here and with code there would be fast in neither. WebAssembly
 * comes from the same routines, and a test compares the bits.
 *
 * Functions that give a pair return its high part and leave the other in `low`, which the caller reads at once.
 *
 * Largest errors seen, in units in the last place: `test/util/libm.test.ts`.
 */
import * as tables from './routine-tables.ts';

const double = new Float64Array(1);
const word = new Uint32Array(double.buffer);
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0; // which word holds the exponent: byte order
let low = 0;

/** The upper half of a number's bits: sign, exponent, the first bits of the significand. */
function upper(x: number): number {
  double[0] = x;
  return word[HIGH] as number;
}
/** x = ± significand · 2^exponent, for a normal number. */
function significand(x: number): number {
  word[HIGH] = (upper(x) & 0xfffff) | 0x3ff00000;
  return double[0] as number;
}
const exponent = (x: number): number => (upper(x) >>> 20) - 1023;
/** 2^k for -1022 ≤ k ≤ 1023. */
function power2(k: number): number {
  double[0] = 0;
  word[HIGH] = (k + 1023) << 20;
  return double[0] as number;
}
const digit = (i: number): number => tables.twoOverPiDigits[i] ?? 0;
/** |a| with the sign of b. */
const signed = (a: number, b: number): number => (b < 0 || (b === 0 && 1 / b < 0) ? -Math.abs(a) : Math.abs(a));

/** |x|, exact in every engine. */
export function abs(x: number): number {
  return Math.abs(x);
}
/** For places in pictures, and powers of ten that are near; the last bit may be off. */
export const log10 = (x: number): number => log(x) / Math.LN10;

function expPair(x: number, y: number): number {
  const v0 = 710 < x ? 710 : x;
  const v1 = v0 < -746 ? -746 : v0;
  const v2 = v1 * 1.4426950408889634 + 6755399441055744 - 6755399441055744;
  const v3 = v1 - v2 * 0.6931471805592082;
  const v4 = v2 * 7.371002565167799e-13 - y;
  const v5 = v3 - v4;
  const v6 = 1 + v5;
  const v7 = v3 - v5 - v4;
  const v8 =
    1 -
    v6 +
    v5 +
    (v5 *
      v5 *
      ((((((((((tables.exponential[10] * v5 + tables.exponential[9]) * v5 + tables.exponential[8]) * v5 +
        tables.exponential[7]) *
        v5 +
        tables.exponential[6]) *
        v5 +
        tables.exponential[5]) *
        v5 +
        tables.exponential[4]) *
        v5 +
        tables.exponential[3]) *
        v5 +
        tables.exponential[2]) *
        v5 +
        tables.exponential[1]) *
        v5 +
        0.5) +
      (v7 + v7 * v5));
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
  const v11 =
    v5 -
    v7 +
    v6 +
    (v8 *
      (v9 +
        v10 *
          ((((((((tables.logarithm[8] * v10 + tables.logarithm[7]) * v10 + tables.logarithm[6]) * v10 +
            tables.logarithm[5]) *
            v10 +
            tables.logarithm[4]) *
            v10 +
            tables.logarithm[3]) *
            v10 +
            tables.logarithm[2]) *
            v10 +
            tables.logarithm[1]) *
            v10 +
            tables.logarithm[0])) -
      v9 +
      v4 * 7.371002565167799e-13);
  low = v7 - (v7 + v11) + v11;
  return v7 + v11;
}

function logSpecial(x: number): number {
  return 0 < x ? x : x === 0 ? -Infinity : NaN;
}

/** Natural logarithm; -∞ at 0, NaN below. Error < 0.85 ulp. */
export function log(x: number): number {
  const v0 = logPair(x);
  return !(0 < x && x < Infinity) ? logSpecial(x) : v0;
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
      : v0 +
          v0 *
            (v8 *
              ((((((((tables.tangent[8] * v8 + tables.tangent[7]) * v8 + tables.tangent[6]) * v8 + tables.tangent[5]) *
                v8 +
                tables.tangent[4]) *
                v8 +
                tables.tangent[3]) *
                v8 +
                tables.tangent[2]) *
                v8 +
                tables.tangent[1]) *
                v8 +
                tables.tangent[0])),
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
      ? x +
        (x *
          (v3 *
            (((((((tables.sine[7] * v3 + tables.sine[6]) * v3 + tables.sine[5]) * v3 + tables.sine[4]) * v3 +
              tables.sine[3]) *
              v3 +
              tables.sine[2]) *
              v3 +
              tables.sine[1]) *
              v3 +
              tables.sine[0])) +
          y * v5)
      : v5 +
        (1 -
          v5 -
          v4 +
          (v3 *
            v3 *
            ((((((tables.cosine[6] * v3 + tables.cosine[5]) * v3 + tables.cosine[4]) * v3 + tables.cosine[3]) * v3 +
              tables.cosine[2]) *
              v3 +
              tables.cosine[1]) *
              v3 +
              tables.cosine[0]) -
            x * y));
  return Math.floor(v2) === v2 ? v6 : 0 - v6;
}

function productOfPairs(x: number, y: number, z: number, w: number): number {
  const v0 = product(x, z);
  const v1 = low;
  const v2 = v1 + (x * w + y * z);
  low = v0 - (v0 + v2) + v2;
  return v0 + v2;
}

function turnedLarge(x: number, y: number): number {
  const v0 = x < 0 ? -1 : 1;
  const v1 = Math.abs(x);
  const v2 = exponent(v1) - 52;
  const v3 = Math.floor(0.5 * v2);
  const v4 = v1 * power2(0 - v3) * power2(v3 - v2);
  const v5 = Math.floor(v4 * 3.552713678800501e-15);
  const v6 = v4 - v5 * 281474976710656;
  const v7 = Math.floor(v6 * 5.960464477539063e-8);
  const v8 = v6 - v7 * 16777216;
  const v9 = Math.floor((v2 - 2) / 24);
  const v10 = v9 < 0 ? 0 : v9;
  const v11 = v8 * digit(v10 + 7) + v7 * digit(v10 + 8) + v5 * digit(v10 + 9) + 0;
  const v12 = Math.floor(v11 * 5.960464477539063e-8);
  const v13 = v8 * digit(v10 + 6) + v7 * digit(v10 + 7) + v5 * digit(v10 + 8) + v12;
  const v14 = Math.floor(v13 * 5.960464477539063e-8);
  const v15 = v8 * digit(v10 + 5) + v7 * digit(v10 + 6) + v5 * digit(v10 + 7) + v14;
  const v16 = Math.floor(v15 * 5.960464477539063e-8);
  const v17 = v8 * digit(v10 + 4) + v7 * digit(v10 + 5) + v5 * digit(v10 + 6) + v16;
  const v18 = Math.floor(v17 * 5.960464477539063e-8);
  const v19 = v8 * digit(v10 + 3) + v7 * digit(v10 + 4) + v5 * digit(v10 + 5) + v18;
  const v20 = Math.floor(v19 * 5.960464477539063e-8);
  const v21 = v8 * digit(v10 + 2) + v7 * digit(v10 + 3) + v5 * digit(v10 + 4) + v20;
  const v22 = Math.floor(v21 * 5.960464477539063e-8);
  const v23 = v8 * digit(v10 + 1) + v7 * digit(v10 + 2) + v5 * digit(v10 + 3) + v22;
  const v24 = Math.floor(v23 * 5.960464477539063e-8);
  const v25 = v8 * digit(v10 + 0) + v7 * digit(v10 + 1) + v5 * digit(v10 + 2) + v24;
  const v26 = Math.floor(v25 * 5.960464477539063e-8);
  const v27 = v8 * 0 + v7 * digit(v10 + 0) + v5 * digit(v10 + 1) + v26;
  const v28 = Math.floor(v27 * 5.960464477539063e-8);
  const v29 = v8 * 0 + v7 * 0 + v5 * digit(v10 + 0) + v28;
  const v30 = power2(v2 - 24 * (v10 + 1) + 48);
  const v31 = (v29 - Math.floor(v29 * 5.960464477539063e-8) * 16777216) * v30 * 1;
  const v32 = (v27 - v28 * 16777216) * v30 * 5.960464477539063e-8;
  const v33 = v31 - 4 * Math.floor(0.25 * v31) + (v32 - 4 * Math.floor(0.25 * v32));
  const v34 = v33 + 6755399441055744 - 6755399441055744;
  const v35 = (v25 - v26 * 16777216) * v30 * 3.552713678800501e-15;
  const v36 = v35 - 4 * Math.floor(0.25 * v35);
  const v37 = v36 + 6755399441055744 - 6755399441055744;
  const v38 = sum(v33 - v34, v36 - v37);
  const v39 = low;
  const v40 = sum(
    v38,
    (v23 - v24 * 16777216) * v30 * 2.117582368135751e-22 + (v21 - v22 * 16777216) * v30 * 1.262177448353619e-29,
  );
  const v41 = low;
  const v42 = v40 + 6755399441055744 - 6755399441055744;
  const v43 = sum(v40 - v42, v39);
  const v44 = low;
  const v45 = sum(
    v43,
    (v19 - v20 * 16777216) * v30 * 7.52316384526264e-37 + (v17 - v18 * 16777216) * v30 * 4.484155085839415e-44,
  );
  const v46 = low;
  const v47 =
    v46 +
    v44 +
    v41 +
    ((v15 - v16 * 16777216) * v30 * 2.6727647100921956e-51 +
      (v13 - v14 * 16777216) * v30 * 1.5930919111324523e-58 +
      (v11 - v12 * 16777216) * v30 * 9.495567745759799e-66);
  const v48 = v45 + v47;
  const v49 = productOfPairs(v48, v45 - v48 + v47, 1.5707963267948966, 6.123233995736766e-17);
  const v50 = low;
  return Math.abs(x) < Infinity ? quarterTurn(v0 * v49, v0 * v50, v0 * (v34 + v37 + v42) + y) : NaN;
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

function piece(x: number): number {
  const v0 = x - 1.0625;
  return (
    1 -
    ((((((((((((tables.errorBeyond[0].c[12] * v0 + tables.errorBeyond[0].c[11]) * v0 + tables.errorBeyond[0].c[10]) *
      v0 +
      tables.errorBeyond[0].c[9]) *
      v0 +
      tables.errorBeyond[0].c[8]) *
      v0 +
      tables.errorBeyond[0].c[7]) *
      v0 +
      tables.errorBeyond[0].c[6]) *
      v0 +
      tables.errorBeyond[0].c[5]) *
      v0 +
      tables.errorBeyond[0].c[4]) *
      v0 +
      tables.errorBeyond[0].c[3]) *
      v0 +
      tables.errorBeyond[0].c[2]) *
      v0 +
      tables.errorBeyond[0].c[1]) *
      v0 +
      tables.errorBeyond[0].c[0])
  );
}

function piece2(x: number): number {
  const v0 = x - 1.5;
  return (
    1 -
    (((((((((((((tables.errorBeyond[1].c[13] * v0 + tables.errorBeyond[1].c[12]) * v0 + tables.errorBeyond[1].c[11]) *
      v0 +
      tables.errorBeyond[1].c[10]) *
      v0 +
      tables.errorBeyond[1].c[9]) *
      v0 +
      tables.errorBeyond[1].c[8]) *
      v0 +
      tables.errorBeyond[1].c[7]) *
      v0 +
      tables.errorBeyond[1].c[6]) *
      v0 +
      tables.errorBeyond[1].c[5]) *
      v0 +
      tables.errorBeyond[1].c[4]) *
      v0 +
      tables.errorBeyond[1].c[3]) *
      v0 +
      tables.errorBeyond[1].c[2]) *
      v0 +
      tables.errorBeyond[1].c[1]) *
      v0 +
      tables.errorBeyond[1].c[0])
  );
}

function piece3(x: number): number {
  const v0 = x - 2.125;
  return (
    1 -
    ((((((((((((((((tables.errorBeyond[2].c[16] * v0 + tables.errorBeyond[2].c[15]) * v0 +
      tables.errorBeyond[2].c[14]) *
      v0 +
      tables.errorBeyond[2].c[13]) *
      v0 +
      tables.errorBeyond[2].c[12]) *
      v0 +
      tables.errorBeyond[2].c[11]) *
      v0 +
      tables.errorBeyond[2].c[10]) *
      v0 +
      tables.errorBeyond[2].c[9]) *
      v0 +
      tables.errorBeyond[2].c[8]) *
      v0 +
      tables.errorBeyond[2].c[7]) *
      v0 +
      tables.errorBeyond[2].c[6]) *
      v0 +
      tables.errorBeyond[2].c[5]) *
      v0 +
      tables.errorBeyond[2].c[4]) *
      v0 +
      tables.errorBeyond[2].c[3]) *
      v0 +
      tables.errorBeyond[2].c[2]) *
      v0 +
      tables.errorBeyond[2].c[1]) *
      v0 +
      tables.errorBeyond[2].c[0])
  );
}

function piece4(x: number): number {
  const v0 = x - 3;
  return (
    1 -
    (((((((((((((((((tables.errorBeyond[3].c[17] * v0 + tables.errorBeyond[3].c[16]) * v0 +
      tables.errorBeyond[3].c[15]) *
      v0 +
      tables.errorBeyond[3].c[14]) *
      v0 +
      tables.errorBeyond[3].c[13]) *
      v0 +
      tables.errorBeyond[3].c[12]) *
      v0 +
      tables.errorBeyond[3].c[11]) *
      v0 +
      tables.errorBeyond[3].c[10]) *
      v0 +
      tables.errorBeyond[3].c[9]) *
      v0 +
      tables.errorBeyond[3].c[8]) *
      v0 +
      tables.errorBeyond[3].c[7]) *
      v0 +
      tables.errorBeyond[3].c[6]) *
      v0 +
      tables.errorBeyond[3].c[5]) *
      v0 +
      tables.errorBeyond[3].c[4]) *
      v0 +
      tables.errorBeyond[3].c[3]) *
      v0 +
      tables.errorBeyond[3].c[2]) *
      v0 +
      tables.errorBeyond[3].c[1]) *
      v0 +
      tables.errorBeyond[3].c[0])
  );
}

function piece5(x: number): number {
  const v0 = x - 4.75;
  return (
    1 -
    (((((((((((((((((((((tables.errorBeyond[4].c[21] * v0 + tables.errorBeyond[4].c[20]) * v0 +
      tables.errorBeyond[4].c[19]) *
      v0 +
      tables.errorBeyond[4].c[18]) *
      v0 +
      tables.errorBeyond[4].c[17]) *
      v0 +
      tables.errorBeyond[4].c[16]) *
      v0 +
      tables.errorBeyond[4].c[15]) *
      v0 +
      tables.errorBeyond[4].c[14]) *
      v0 +
      tables.errorBeyond[4].c[13]) *
      v0 +
      tables.errorBeyond[4].c[12]) *
      v0 +
      tables.errorBeyond[4].c[11]) *
      v0 +
      tables.errorBeyond[4].c[10]) *
      v0 +
      tables.errorBeyond[4].c[9]) *
      v0 +
      tables.errorBeyond[4].c[8]) *
      v0 +
      tables.errorBeyond[4].c[7]) *
      v0 +
      tables.errorBeyond[4].c[6]) *
      v0 +
      tables.errorBeyond[4].c[5]) *
      v0 +
      tables.errorBeyond[4].c[4]) *
      v0 +
      tables.errorBeyond[4].c[3]) *
      v0 +
      tables.errorBeyond[4].c[2]) *
      v0 +
      tables.errorBeyond[4].c[1]) *
      v0 +
      tables.errorBeyond[4].c[0])
  );
}

/** 2/√π ∫₀ˣ e^-t² dt. Error < 0.9 ulp. */
export function erf(x: number): number {
  const v0 = Math.abs(x);
  const v1 = v0 * v0;
  return signed(
    !(v0 < 3.5) && v0 < 6
      ? piece5(v0)
      : !(v0 < 2.5) && v0 < 3.5
        ? piece4(v0)
        : !(v0 < 1.75) && v0 < 2.5
          ? piece3(v0)
          : !(v0 < 1.25) && v0 < 1.75
            ? piece2(v0)
            : !(v0 < 0.875) && v0 < 1.25
              ? piece(v0)
              : v0 < 6
                ? v0 +
                  v0 *
                    (((((((((((((tables.errorNear[13] * v1 + tables.errorNear[12]) * v1 + tables.errorNear[11]) * v1 +
                      tables.errorNear[10]) *
                      v1 +
                      tables.errorNear[9]) *
                      v1 +
                      tables.errorNear[8]) *
                      v1 +
                      tables.errorNear[7]) *
                      v1 +
                      tables.errorNear[6]) *
                      v1 +
                      tables.errorNear[5]) *
                      v1 +
                      tables.errorNear[4]) *
                      v1 +
                      tables.errorNear[3]) *
                      v1 +
                      tables.errorNear[2]) *
                      v1 +
                      tables.errorNear[1]) *
                      v1 +
                      tables.errorNear[0])
                : 1 < v0
                  ? 1
                  : v0,
    x,
  );
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
  const v16 =
    v13 *
    ((((((((tables.logTail[8] * v13 + tables.logTail[7]) * v13 + tables.logTail[6]) * v13 + tables.logTail[5]) * v13 +
      tables.logTail[4]) *
      v13 +
      tables.logTail[3]) *
      v13 +
      tables.logTail[2]) *
      v13 +
      tables.logTail[1]) *
      v13 +
      tables.logTail[0]);
  const v17 = 0.4 + v16;
  const v18 = productOfPairs(v13, v15, v17, 0.4 - v17 + v16 + -2.2204460492503132e-17);
  const v19 = low;
  const v20 = tables.logarithm[0] + v18;
  const v21 = productOfPairs(v13, v15, v20, tables.logarithm[0] - v20 + v18 + (3.700743415417188e-17 + v19));
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
