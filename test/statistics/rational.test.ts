import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  absolute,
  add,
  compare,
  divide,
  dot,
  dyadic,
  fromNumber,
  fromText,
  multiply,
  negate,
  one,
  rational,
  subtract,
  toNumber,
  toText,
  zero,
} from '../../src/statistics/rational.ts';

const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
const fractions = fc
  .tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.bigInt({ min: 1n, max: 10n ** 40n }))
  .map(([n, d]) => rational(n, d));

describe('exact fractions', () => {
  test('0.1 is the fraction that IEEE 754 stores, not a tenth', () => {
    expect(toText(fromNumber(0.1))).toBe('3602879701896397/36028797018963968');
    expect(compare(fromNumber(0.1), rational(1n, 10n))).toBe(1);
    expect(compare(add(fromNumber(0.1), fromNumber(0.2)), fromNumber(0.3))).toBe(1);
  });

  test('lowest terms and a positive denominator', () => {
    expect(rational(6n, -4n)).toEqual({ numerator: -3n, denominator: 2n });
    expect(rational(0n, -7n)).toEqual(zero);
    expect(() => rational(1n, 0n)).toThrow(RangeError);
    expect(() => divide(one, zero)).toThrow(RangeError);
  });

  test('NaN and infinities have no exact value', () => {
    for (const x of [Number.NaN, Infinity, -Infinity]) expect(() => fromNumber(x)).toThrow(RangeError);
  });

  test('every double goes through exactly', () => {
    fc.assert(
      fc.property(doubles, (x) => Object.is(toNumber(fromNumber(x)), x === 0 ? 0 : x)),
      { seed: 1, numRuns: 2000 },
    );
    for (const x of [
      Number.MAX_VALUE,
      Number.MIN_VALUE,
      2 ** -1022,
      2 ** -1022 - 2 ** -1074,
      1 + 2 ** -52,
      2 ** 53 + 2,
    ]) {
      expect(toNumber(fromNumber(-x))).toBe(-x);
    }
  });

  test('a double is its mantissa times its power of two', () => {
    expect(dyadic(-0.75)).toEqual({ mantissa: -(3n << 51n), exponent: -53 });
    expect(dyadic(5e-324)).toEqual({ mantissa: 1n, exponent: -1074 });
  });

  test('rounding to the nearest double agrees with the division of two doubles, subnormal results included', () => {
    fc.assert(
      fc.property(
        doubles,
        doubles.filter((y) => y !== 0),
        (x, y) => {
          const quotient = x / y; // IEEE 754 division is correctly rounded
          return toNumber(divide(fromNumber(x), fromNumber(y))) === quotient;
        },
      ),
      { seed: 2, numRuns: 3000 },
    );
  });

  test('rounding ties go to even, and one part in 2^200 above a tie goes up', () => {
    const tie = rational((1n << 53n) + 1n);
    const above = add(tie, rational(1n, 1n << 200n));
    expect(toNumber(tie)).toBe(2 ** 53);
    expect(toNumber(above)).toBe(2 ** 53 + 2);
    expect(toNumber(rational(1n, 1n << 1075n))).toBe(0);
    expect(toNumber(rational(3n, 1n << 1075n))).toBe(2 * 2 ** -1074);
    expect(toNumber(rational(1n << 1024n))).toBe(Infinity);
  });

  test('field laws', () => {
    fc.assert(
      fc.property(fractions, fractions, fractions, (a, b, c) => {
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
        expect(subtract(add(a, b), b)).toEqual(a);
        if (b.numerator !== 0n) expect(divide(multiply(a, b), b)).toEqual(a);
        expect(compare(a, b)).toBe(-compare(b, a) + 0);
        expect(compare(add(a, c), add(b, c))).toBe(compare(a, b));
        expect(fromText(toText(a))).toEqual(a);
        expect(compare(absolute(a), negate(absolute(a)))).toBe(a.numerator === 0n ? 0 : 1);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test('a scalar product in which doubles lose everything', () => {
    const a = [1e16, 1, -1e16].map(fromNumber);
    const b = [1, 1, 1].map(fromNumber);
    expect(toNumber(dot(a, b))).toBe(1);
    expect(1e16 + 1 - 1e16).not.toBe(1);
  });
});
