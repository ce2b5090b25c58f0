/**
 * Our own exp, log, tanh, sigmoid, softplus, sin, cos, erf and pow in f64: the same bits in every engine.
 *
 * `Math.exp` and its friends differ between browsers, and even between two versions of one; these use only + - * /,
 * comparisons and integer operations, all exact by IEEE 754. `targets/wasm/routines.ts` emits the same operations in
 * the same order, and a test compares the bits.
 *
 * A *pair* is a number kept as the sum high + low, low at most half a unit in the last place of high. Functions that
 * return a pair return `high` and leave `low` in the variable of that name, which the caller reads at once.
 *
 * Coefficients: Chebyshev interpolation at 60 digits, printed by `test/vectors/make/libm-coefficients.py`.
 * Largest errors seen, in units in the last place: `test/util/libm.test.ts`.
 */
export const LN2_HIGH = 0.6931471805592082; // 40 bits: times a whole number below 2^13 it is exact
export const LN2_LOW = 7.371002565167799e-13;
export const LOG2_E = 1.4426950408889634;
/** Added and taken away again, it rounds to the nearest whole number, ties to even: 1.5·2^52. */
export const ROUNDER = 6755399441055744;
/** 2^27 + 1 splits a double into two halves whose products are exact (Veltkamp 1968, Dekker 1971). */
export const SPLITTER = 134217729;
/** (e^r - 1 - r)/r² for |r| ≤ ½·ln 2. */
export const EXP = [
  0.5, 0.1666666666666667, 0.04166666666666667, 0.008333333333326141, 0.0013888888888883752, 0.00019841269874800493,
  2.4801587325533363e-5, 2.7557255425746435e-6, 2.7557273661348637e-7, 2.510520637395701e-8, 2.0914679376583935e-9,
] as const;
/** (2·atanh(s)/s - 2)/s² in z = s², for the mantissa between √½ and √2. */
export const LOG = [
  0.6666666666666666, 0.3999999999999999, 0.2857142857143536, 0.22222222219858734, 0.18181818593656762,
  0.15384575132330097, 0.13335638669839822, 0.1168812364286311, 0.11881997202961458,
] as const;
/** (tanh(x)/x - 1)/x² in z = x², for |x| ≤ ¼. */
export const TANH = [
  -0.3333333333333333, 0.1333333333333333, -0.05396825396824333, 0.021869488534404923, -0.008863235385524647,
  0.0035921213373955427, -0.001455651367917246, 0.0005871001029383461, -0.00021359571665654513,
] as const;

const double = new Float64Array(1);
const word = new Uint32Array(double.buffer);
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0; // which word holds the exponent: byte order
let low = 0;
let exponent = 0;

/** e^x. Error < 0.6 ulp, below the normal numbers < 1. */
export function exp(x: number): number {
  return expPair(x, 0);
}

/** Natural logarithm; -∞ at 0, NaN below. Error < 0.7 ulp. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  return x === Infinity ? x : logPair(x);
}

/** Hyperbolic tangent. Error < 0.7 ulp. */
export function tanh(x: number): number {
  const a = x < 0 ? -x : x;
  if (a <= 0.25) { const z = x * x; return x + x * (z * horner(TANH, z)); }
  if (a > 22) return x < 0 ? -1 : 1; // 1 - tanh(22) is less than half a unit in the last place of 1
  const e = expPair(-2 * a, 0), tail = low;
  const n = 1 - e, nLow = 1 - n - e - tail, d = 1 + e, dLow = 1 - d + e + tail;
  const y = quotient(n, nLow, d, dLow); // tanh a = (1 - e^(-2a)) / (1 + e^(-2a))
  return x < 0 ? -y : y;
}

/** 1/(1 + e^-x). Error < 0.7 ulp. */
export function sigmoid(x: number): number {
  const e = expPair(x < 0 ? x : -x, 0), tail = low;
  const d = 1 + e, dLow = 1 - d + e + tail;
  return x < 0 ? quotient(e, tail, d, dLow) : quotient(1, 0, d, dLow);
}

/** log(1 + e^x), without overflow. Error < 0.9 ulp. */
export function softplus(x: number): number {
  if (x > 40) return x; // log(1 + e^-40) is less than half a unit in the last place of 40
  const e = expPair(x < 0 ? x : -x, 0), tail = low;
  const u = 1 + e, uLow = 1 - u + e + tail;
  const l = logPair(u), lLow = low + uLow / u; // log(u + uLow) = log u + uLow/u
  const m = x > 0 ? x : 0, y = m + l, part = y - m;
  return y + (m - (y - part) + (l - part) + lLow); // softplus x = max(x, 0) + log(1 + e^-|x|)
}

/** e^(x + more) as a pair; `more` is a small correction to x. */
function expPair(x: number, more: number): number {
  const t = x > 710 ? 710 : x < -746 ? -746 : x; // beyond these all is ∞ or 0
  const k = t * LOG2_E + ROUNDER - ROUNDER;
  const a = t - k * LN2_HIGH, b = k * LN2_LOW, r = a - b, c = a - r - b + more; // t + more = k·ln 2 + r + c
  const p = r * r * horner(EXP, r);
  const s = 1 + r, rest = 1 - s + r + (p + (c + c * r)); // e^(r + c) = 1 + r + p + c·(1 + r)
  const y = s + rest, half = k >> 1, scale = power2(half), scale2 = power2(k - half);
  low = (s - y + rest) * scale * scale2;
  return y * scale * scale2; // in two factors, because 2^k alone may overflow, or may not be a normal number
}

/** log(x) as a pair, for 0 < x < ∞. */
function logPair(x: number): number {
  const m = mantissa(x), k = exponent;
  const f = m - 1, s = f / (2 + f), z = s * s, square = 0.5 * f * f;
  const a = k * LN2_HIGH, h = a + f; // log m = f - f²/2 + s·(f²/2 + z·P(z))
  const rest = a - h + f + (s * (square + z * horner(LOG, z)) - square + k * LN2_LOW);
  const y = h + rest;
  low = h - y + rest;
  return y;
}

/** x = m · 2^exponent with √½ ≤ m < √2, for 0 < x < ∞; returns m. */
function mantissa(x: number): number {
  const small = x < 2.2250738585072014e-308; // below the normal numbers
  double[0] = small ? x * 18014398509481984 : x; // 2^54
  const bits = word[HIGH] as number;
  word[HIGH] = (bits & 0xfffff) | 0x3ff00000;
  const m = double[0], big = m > Math.SQRT2;
  exponent = (bits >>> 20) - 1023 + (big ? 1 : 0) - (small ? 54 : 0);
  return big ? 0.5 * m : m;
}

/** (n + nLow)/(d + dLow), rounded almost correctly: the remainder is taken exactly. */
function quotient(n: number, nLow: number, d: number, dLow: number): number {
  const q = n / d, p = product(q, d);
  return q + (n - p - low + (nLow - q * dLow)) / d;
}

/** a·b as an exact pair. */
function product(a: number, b: number): number {
  const p = a * b;
  const u = SPLITTER * a, a1 = u - (u - a), a2 = a - a1;
  const v = SPLITTER * b, b1 = v - (v - b), b2 = b - b1;
  low = a1 * b1 - p + a1 * b2 + a2 * b1 + a2 * b2;
  return p;
}

/** 2^k for -1022 ≤ k ≤ 1023. */
function power2(k: number): number {
  double[0] = 0;
  word[HIGH] = (k + 1023) << 20;
  return double[0] as number;
}

/** c₀ + c₁·t + c₂·t² + … */
function horner(c: readonly number[], t: number): number {
  let y = c[c.length - 1] as number;
  for (let i = c.length - 2; i >= 0; i--) y = y * t + (c[i] as number);
  return y;
}
