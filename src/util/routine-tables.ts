/**
 * The numbers that routines compute with. Coefficients, constant first, are those of Taylor's series where that is at
 * most three terms longer than the best polynomial: nothing has to be stored. All others are Chebyshev interpolation at
 * 60 digits, printed by `test/vectors/make/libm-coefficients.py`.
 */

/** The first terms of a series. */
const series = (count: number, term: (i: number) => number): readonly number[] =>
  Array.from({ length: count }, (_, i) => term(i));
/** Exact up to 18!. */
const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const sign = (i: number): number => (i % 2 === 0 ? 1 : -1);
const twoOverRootPi = 1.1283791670955126;

/** ln 2; times a whole number below 2^13 the high part, of 40 bits, is exact. */
export const ln2Pair = [0.6931471805592082, 7.371002565167799e-13] as const;
/** Added and taken away again, it rounds to the nearest whole number, ties to even: 1.5·2^52. */
export const rounder = 1.5 * 2 ** 52;
/** 2^27 + 1 splits a number into two halves whose products are exact (Veltkamp 1968, Dekker 1971). */
export const splitter = 2 ** 27 + 1;
/** (e^r - 1 - r)/r² for |r| ≤ ½·ln 2. */
export const exponential = series(12, (i) => 1 / factorial(i + 2));
/** (2·atanh(s)/s - 2)/s² in z = s², for the significand between √½ and √2. */
export const logarithm = series(11, (i) => 2 / (2 * i + 3));
/** (tanh(x)/x - 1)/x² in z = x², for |x| ≤ ¼. */
export const tangent = [
  -0.3333333333333333, 0.1333333333333333, -0.05396825396824333, 0.021869488534404923, -0.008863235385524647,
  0.0035921213373955427, -0.001455651367917246, 0.0005871001029383461, -0.00021359571665654513,
] as const;
/** erf(x)/x - 1 in z = x², for |x| ≤ 7/8. */
export const errorNear = series(17, (i) =>
  i === 0 ? 0.1283791670955126 : (twoOverRootPi * sign(i)) / (factorial(i) * (2 * i + 1)),
);
/** -log(1 - erf(x)) in x - 7/8, up to x = 6. */
export const errorFar = [
  1.5328244365985517, 2.4302197229548375, 0.826541693333899, 0.04689605455905474, -0.011323339670877012,
  0.002143997685239167, -0.00020078783192181113, -5.9277669432393594e-5, 3.935220435508357e-5, -1.212484064958402e-5,
  1.989365319932623e-6, 1.84579782003098e-7, -2.7134843473878467e-7, 1.1416587804249458e-7, -3.212352995442058e-8,
  6.635667076764067e-9, -1.0036816799804262e-9, 1.0574560985288459e-10, -6.9386998620545756e-12, 2.1318594882639387e-13,
] as const;
/** Exponents of `pow` beyond ±2^65 give what 2^65 gives. */
export const powLimit = 2 ** 65;
/** Terms from z³ on of 2·atanh(s)/s in z = s²; the first two, 2/3 and 2/5, are pairs. */
export const logTail = logarithm.slice(2);
export const twoThirds = [0.6666666666666666, 3.700743415417188e-17] as const;
export const twoFifths = [0.4, -2.2204460492503132e-17] as const;
/** (sin(x)/x - 1)/x² in z = x², for |x| ≤ π/4. */
export const sine = series(8, (i) => sign(i + 1) / factorial(2 * i + 3));
/** (cos(x) - 1 + z/2)/z² in z = x², for |x| ≤ π/4. */
export const cosine = series(7, (i) => sign(i) / factorial(2 * i + 4));
export const twoOverPi = 0.6366197723675814;
/** π/2 in 33 + 33 + 33 + 53 bits: times a whole number below 2^20 the first three are exact. */
export const halfPi = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32] as const;
/** π/2 as a pair. */
export const halfPiPair = [1.5707963267948966, 6.123233995736766e-17] as const;
/** 2/π in 50 digits of base 2^24, enough for the largest double: π = 16·arccot 5 - 4·arccot 239 (Machin 1706). */
export const twoOverPiDigits = (): readonly number[] => (known ??= digitsOf2OverPi());
let known: readonly number[] | null = null; // a third of a millisecond, and most programs need none
function digitsOf2OverPi(): readonly number[] {
  const one = 1n << 1300n;
  const arccot = (x: bigint): bigint => {
    let sum = 0n;
    for (let n = 1n, term = one / x; term !== 0n; n += 2n, term /= -x * x) sum += term / n;
    return sum;
  };
  // the 100 bits more are for what is cut off on the way
  const digits = (one << 1201n) / (16n * arccot(5n) - 4n * arccot(239n));
  return series(50, (i) => Number((digits >> BigInt(24 * (49 - i))) & 0xffffffn));
}

/**
 * Shorter ones, for f32. `logarithmWide` reaches to s = 1/3; `error` is -log(1 - erf(x))/x for 0 ≤ x ≤ 4. They leave
 * errors below a thousandth of a unit in the last place of f32, `exponential` a tenth, `error` an eighth.
 */
export const short = {
  exponential: exponential.slice(0, 6),
  logarithm: logarithm.slice(0, 5),
  logarithmWide: logarithm.slice(0, 9),
  sine: sine.slice(0, 5),
  cosine: cosine.slice(0, 4),
  error: [
    1.1283791709032098, 0.6366195673647472, 0.1027733609488204, -0.019121386031572884, -0.0002581503947929576,
    0.0018230307229505941, -0.0007718797463488646, 0.00018809217637329965, -2.8743581765999872e-5, 2.558765059841142e-6,
    -1.0139772735684631e-7,
  ],
} as const;
