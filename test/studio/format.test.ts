import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bound,
  decimalsOf,
  formatFor,
  full,
  parse,
  plain,
  readable,
  scientific,
  short,
  text,
  tint,
  write,
} from '../../studio/src/numbers/format.ts';

test('cells: fixed decimals, a real minus, a plus where signs matter', () => {
  expect(text(-0.21529975982988114, { decimals: 4, signed: true })).toBe('−0.2153');
  expect(text(0.3136813, { decimals: 4, signed: true })).toBe('+0.3137');
  expect(text(0.3136813, { decimals: 4, signed: false })).toBe('0.3137');
});

test('a number that rounds to zero keeps its sign and says so; a true zero is plain', () => {
  expect(write(-1e-6, { decimals: 4, signed: true })).toEqual({ text: '−0.0000', rounded: true });
  expect(write(1e-6, { decimals: 4, signed: true })).toEqual({ text: '+0.0000', rounded: true });
  expect(write(0, { decimals: 4, signed: true })).toEqual({ text: '0.0000', rounded: false });
  expect(write(NaN, { decimals: 4, signed: true }).text).toBe('∅');
});

test('very small and very large blocks move to a power of ten', () => {
  const small = formatFor(0.000456, 4, true);
  expect(small).toEqual({ decimals: 2, signed: true, power: -4 });
  expect(text(-0.000456, small)).toBe('−4.56');
  expect(text(0.000012, small)).toBe('+0.12');
  expect(text(1.5e-9, formatFor(1.5e-9, 4, false))).toBe('1.50');
  expect(text(123456, formatFor(123456, 4, false))).toBe('1.23');
  expect(formatFor(0.001, 4, true).power).toBeUndefined();
  expect(formatFor(0, 4, true).power).toBeUndefined();
});

test('sentences', () => {
  expect(short(0.8550056377085767)).toBe('0.855');
  expect(short(-1.3391658625316425, 4)).toBe('−1.339');
  expect(short(12345.6, 5)).toBe('12,346');
  expect(scientific(2.1e-12)).toBe('2 × 10⁻¹²');
  expect(full(1e-7)).toBe('1 × 10⁻⁷');
  expect(full(-0.07787730174883559)).toBe('−0.07787730174883559');
});

test('every double comes back from the clipboard text', () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (v) => parse(plain(v)) === v));
  expect(parse(' −0.5 ')).toBe(-0.5);
  expect(parse('+.5')).toBe(0.5);
  for (const no of ['', '0,5', '1/2', 'abc', '1e999', 'NaN']) expect(parse(no)).toBe(null);
});

test('data as typed', () => expect(decimalsOf([0.85, 0.5, 1])).toBe(2));

test('tints fall on both sides and the bound covers what it is given', () => {
  expect([0, 0.02, 0.1, 0.3, 0.6, 0.9].map((v) => tint(-v, 1) + 0)).toEqual([0, 0, -1, -2, -3, -4]);
  fc.assert(fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (v) => bound(v) >= v && bound(v) <= v * 2));
});

test("numbers of a person's table are written out, with few digits", () => {
  expect(readable(11_172_963.4, 5)).toBe('11,173,000');
  expect(readable(42_607_200)).toBe('42,607,200');
  expect(readable(-1234.56789)).toBe('−1234.57');
  expect(readable(0)).toBe('0');
  expect(readable(2.5e-7, 2)).toBe('2.5 × 10⁻⁷');
  expect(readable(1.5e16, 3)).toBe('1.50 × 10¹⁶');
});
