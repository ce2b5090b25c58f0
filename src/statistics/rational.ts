/** An exact fraction in lowest terms; the denominator is positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const zero: Rational = { numerator: 0n, denominator: 1n };
export const one: Rational = { numerator: 1n, denominator: 1n };

/**
 * numerator / denominator in lowest terms.
 * @throws RangeError if the denominator is 0
 */
export function rational(numerator: bigint, denominator = 1n): Rational {
  if (denominator === 0n) throw new RangeError('rational: the denominator is 0');
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = gcd(numerator, denominator);
  return { numerator: (sign * numerator) / divisor, denominator: (sign * denominator) / divisor };
}

export const add = (a: Rational, b: Rational): Rational =>
  a.denominator === b.denominator
    ? rational(a.numerator + b.numerator, a.denominator)
    : rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
export const negate = (a: Rational): Rational => ({ numerator: -a.numerator, denominator: a.denominator });
export const subtract = (a: Rational, b: Rational): Rational => add(a, negate(b));
export const multiply = (a: Rational, b: Rational): Rational =>
  rational(a.numerator * b.numerator, a.denominator * b.denominator);
export const divide = (a: Rational, b: Rational): Rational =>
  rational(a.numerator * b.denominator, a.denominator * b.numerator);
export const absolute = (a: Rational): Rational => (a.numerator < 0n ? negate(a) : a);

/** -1, 0 or 1: the sign of a - b. */
export function compare(a: Rational, b: Rational): -1 | 0 | 1 {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Σ aᵢ·bᵢ. */
export const dot = (a: readonly Rational[], b: readonly Rational[]): Rational =>
  a.reduce((sum, x, i) => add(sum, multiply(x, b[i] ?? zero)), zero);

/**
 * A double as mantissa · 2^exponent, exactly: every finite double is such a product.
 * @throws RangeError for NaN and infinities
 */
export function dyadic(x: number): { readonly mantissa: bigint; readonly exponent: number } {
  if (!Number.isFinite(x)) throw new RangeError(`dyadic: needs a finite number; got ${x}`);
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: bits >> 63n ? -magnitude : magnitude, exponent: Math.max(biased, 1) - 1075 };
}

/** The exact value of a double: 0.1 is 3602879701896397/36028797018963968. */
export function fromNumber(x: number): Rational {
  const { mantissa, exponent } = dyadic(x);
  return exponent < 0 ? rational(mantissa, 1n << BigInt(-exponent)) : rational(mantissa << BigInt(exponent));
}

/** The double nearest to an exact value (ties to even; beyond the largest double, infinity). */
export function toNumber({ numerator, denominator }: Rational): number {
  if (numerator === 0n) return 0;
  const magnitude = numerator < 0n ? -numerator : numerator;
  // The quotient gets 64 or 65 bits, more than the 53 kept; but no bit below 2^-1074, the smallest double.
  const shift = Math.min(64 - (bitLength(magnitude) - bitLength(denominator)), 1074);
  const scaled = shift >= 0 ? magnitude << BigInt(shift) : magnitude;
  const divisor = shift >= 0 ? denominator : denominator << BigInt(-shift);
  const quotient = scaled / divisor;
  const rest = scaled % divisor;
  const value =
    // a sticky bit keeps "just above a tie" above it
    shift === 1074 ? Number(nearest(quotient, rest, divisor)) : Number((quotient << 1n) | (rest === 0n ? 0n : 1n)) / 2;
  const rounded = timesPowerOfTwo(value, -shift);
  return numerator < 0n ? -rounded : rounded;
}

/** "3/4", or "3" for a whole number. */
export const toText = ({ numerator, denominator }: Rational): string =>
  denominator === 1n ? `${numerator}` : `${numerator}/${denominator}`;

/** Reads what `toText` wrote. */
export function fromText(text: string): Rational {
  const [numerator = '', denominator = '1'] = text.split('/');
  return rational(BigInt(numerator), BigInt(denominator));
}

export const gcd = (a: bigint, b: bigint): bigint => {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
};

const view = new DataView(new ArrayBuffer(8));
const bitLength = (x: bigint): number => {
  const hex = x.toString(16);
  return hex.length * 4 - Math.clz32(Number.parseInt(hex.charAt(0), 16)) + 28;
};
const nearest = (quotient: bigint, rest: bigint, divisor: bigint): bigint =>
  2n * rest > divisor || (2n * rest === divisor && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
/** Exact unless the result leaves the range of doubles. In steps, because 2^1074 is no double itself. */
function timesPowerOfTwo(x: number, exponent: number): number {
  let value = x;
  let left = exponent;
  for (; left > 1000; left -= 1000) value *= powerOfTwo(1000);
  for (; left < -1000; left += 1000) value *= powerOfTwo(-1000);
  return value * powerOfTwo(left);
}
/** 2^exponent from its bits, for exponents from -1022 to 1023. */
function powerOfTwo(exponent: number): number {
  view.setBigUint64(0, BigInt(exponent + 1023) << 52n);
  return view.getFloat64(0);
}
