/**
 * The natural logarithm rounded to the nearest double, except in about one case in 2^40 where the true value lies
 * closer
 * to a rounding boundary than the working precision (about 100 bits) can tell.
 *
 *   x = 2^e · m, √½ < m ≤ √2        s = (m-1)/(m+1)        ln x = e·ln 2 + 2·Σ s^(2k+1)/(2k+1)
 *
 * Engines differ in `Math.log`, so a normal draw made with it would not be the same number everywhere. This one is slow
 * (about 0.5 µs) and meant for random draws.
 *
 * @param x a positive normal double
 */
export function exactLog(x: number): number {
  double[0] = x;
  let e = (words[1]! >>> 20) - 1023;
  words[1] = (words[1]! & 0x000fffff) | 0x3ff00000;
  let m = double[0]!;
  if (m > Math.SQRT2) {
    m /= 2;
    e += 1;
  }
  const s = divide(pair(m - 1, 0), twoSum(m, 1)); // m - 1 is exact: m is within a factor of two of 1
  const square = multiply(s, s); // at most 0.0295, so 26 terms reach 2^-130
  let sum = term(TERMS - 1);
  for (let k = TERMS - 2; k >= 0; k--) sum = add(multiply(sum, square), term(k));
  const series = multiply(sum, s);
  const result = add(multiply(LN2, pair(e, 0)), pair(2 * series.hi, 2 * series.lo));
  return result.hi + result.lo;
}

/** A number as an unevaluated sum of two doubles, |lo| ≤ ulp(hi)/2. */
interface Pair {
  readonly hi: number;
  readonly lo: number;
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer); // low word first: every engine with WebAssembly is little-endian
const LN2: Pair = { hi: 0.6931471805599453, lo: 2.3190468138462996e-17 };
const TERMS = 26;
const terms: readonly Pair[] = Array.from({ length: TERMS }, (_, k) => divide(pair(1, 0), pair(2 * k + 1, 0)));

function term(k: number): Pair {
  return terms[k]!;
}
function pair(hi: number, lo: number): Pair {
  return { hi, lo };
}

function twoSum(a: number, b: number): Pair {
  const hi = a + b;
  const b1 = hi - a;
  return { hi, lo: a - (hi - b1) + (b - b1) };
}

function twoProduct(a: number, b: number): Pair {
  const hi = a * b;
  const ca = 134217729 * a;
  const a1 = ca - (ca - a);
  const a2 = a - a1; // 2^27 + 1: Dekker's split into 26-bit halves
  const cb = 134217729 * b;
  const b1 = cb - (cb - b);
  const b2 = b - b1;
  return { hi, lo: a1 * b1 - hi + a1 * b2 + a2 * b1 + a2 * b2 };
}

function normalized(hi: number, lo: number): Pair {
  const sum = hi + lo;
  return { hi: sum, lo: lo - (sum - hi) };
}

function add(a: Pair, b: Pair): Pair {
  const high = twoSum(a.hi, b.hi);
  const low = twoSum(a.lo, b.lo);
  const first = normalized(high.hi, high.lo + low.hi);
  return normalized(first.hi, first.lo + low.lo);
}

function multiply(a: Pair, b: Pair): Pair {
  const product = twoProduct(a.hi, b.hi);
  return normalized(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

function divide(a: Pair, b: Pair): Pair {
  const first = a.hi / b.hi;
  const rest = add(a, negated(multiply(b, pair(first, 0))));
  const second = rest.hi / b.hi;
  const rest2 = add(rest, negated(multiply(b, pair(second, 0))));
  const sum = normalized(first, second);
  return add(sum, pair(rest2.hi / b.hi, 0));
}

function negated(a: Pair): Pair {
  return { hi: -a.hi, lo: -a.lo };
}
