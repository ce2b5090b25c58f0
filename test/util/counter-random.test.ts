import { expect, test } from 'vitest';
import { CounterRandom, philox, uniform } from '../../src/util/counter-random.ts';

const hex = (words: readonly number[]): string => words.map((w) => w.toString(16).padStart(8, '0')).join(' ');

// Known answers published with the paper: Random123, tests/kat_vectors, "philox4x32 10".
test.each([
  [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
] as const)('philox 4x32-10 of %j with key %j', (counter, key, answer) => {
  expect(hex(philox(counter, key))).toBe(answer);
});

test('products agree with whole numbers of any size', () => {
  // one round of philox in BigInt, for counters that carry through every half word
  const m = 0xffffffffn;
  const slow = (c: bigint[], k: bigint[]): bigint[] => {
    for (let round = 0; round < 10; round++) {
      const p0 = 0xd2511f53n * c[0]!;
      const p1 = 0xcd9e8d57n * c[2]!;
      c = [(p1 >> 32n) ^ c[1]! ^ k[0]!, p1 & m, (p0 >> 32n) ^ c[3]! ^ k[1]!, p0 & m];
      k = [(k[0]! + 0x9e3779b9n) & m, (k[1]! + 0xbb67ae85n) & m];
    }
    return c;
  };
  for (let i = 0; i < 500; i++) {
    const [a, b, c, d] = philox([i, 7, 0x80000000 + i, 3], [i * 0x10001, 5]);
    const counter = [a, b, c, d] as const;
    const key = [a ^ d, b ^ c].map((w) => w >>> 0) as [number, number];
    expect(philox(counter, key).map(BigInt)).toEqual(slow(counter.map(BigInt), key.map(BigInt)));
  }
});

test('draw: the same element, the same number; 24 bits; mean and spread of the uniform distribution', () => {
  const u = Array.from({ length: 40000 }, (_, i) => uniform(42, 3, 9, i));
  expect(u.slice(0, 8).map((_, i) => uniform(42, 3, 9, i))).toEqual(u.slice(0, 8));
  expect(u.every((x) => Math.fround(x) === x && Number.isInteger(x * 2 ** 24) && x >= 0 && x < 1)).toBe(true);
  const mean = u.reduce((a, b) => a + b) / u.length;
  const spread = u.reduce((a, b) => a + (b - mean) ** 2, 0) / u.length;
  expect(Math.abs(mean - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / u.length)); // five standard errors
  expect(Math.abs(spread - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / u.length));
});

test('each of seed, stream, step and element changes the number', () => {
  const u = [
    uniform(1, 1, 1, 1),
    uniform(2, 1, 1, 1),
    uniform(1 + 2 ** 32, 1, 1, 1),
    uniform(-1, 1, 1, 1),
    uniform(1, 2, 1, 1),
    uniform(1, 1, 2, 1),
    uniform(1, 1, 1, 2),
    uniform(1, 1, 1, 5),
  ];
  expect(new Set(u).size).toBe(u.length);
});

test('first weights: moments of the normal distribution, and a tail that reaches past 3.5', () => {
  const random = new CounterRandom(7, 1);
  const n = 50000;
  const x = Array.from({ length: n }, () => random.normal());
  const moment = (k: number): number => x.reduce((a, b) => a + b ** k, 0) / n;
  expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
  expect(Math.max(...x)).toBeGreaterThan(3.5);
  const again = new CounterRandom(7, 1);
  expect([again.normal(), again.normal()]).toEqual(x.slice(0, 2));
});
