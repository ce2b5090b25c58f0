import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as libm from '../../src/util/libm.ts';

const vectors = JSON.parse(readFileSync(new URL('../vectors/libm.json', import.meta.url), 'utf8')) as Record<
  string,
  string[]
>;
const words = new DataView(new ArrayBuffer(8));
const fromBits = (hex: string): number => {
  words.setBigUint64(0, BigInt(`0x${hex}`));
  return words.getFloat64(0);
};

/** Size of the last place of x. */
function ulp(x: number): number {
  words.setFloat64(0, Math.abs(x));
  const bits = words.getBigUint64(0);
  words.setBigUint64(0, bits + 1n);
  const up = words.getFloat64(0);
  return up === Infinity ? 2 ** 971 : up - Math.abs(x);
}

/** Largest error allowed, in units in the last place: [normal results, results below the normal numbers]. */
const bounds: Record<string, [number, number]> = {
  exp: [0.6, 1],
  log: [0.85, 1],
  tanh: [0.7, 1],
  sigmoid: [0.8, 1],
  softplus: [0.95, 1],
  sin: [0.8, 1],
  cos: [0.8, 1],
  erf: [0.9, 1],
  pow: [0.7, 1],
};
const functions = {
  exp: libm.exp,
  log: libm.log,
  tanh: libm.tanh,
  sigmoid: libm.sigmoid,
  softplus: libm.softplus,
  sin: libm.sin,
  cos: libm.cos,
  erf: libm.erf,
  pow: libm.pow,
};

describe.each(Object.entries(functions))('%s', (name, f) => {
  test('agrees with 1200-bit values', () => {
    const cases = vectors[name] ?? [];
    expect(cases.length).toBeGreaterThan(100);
    for (const line of cases) {
      const numbers = line.split(' ').map(fromBits);
      const low = numbers.pop()!;
      const high = numbers.pop()!;
      const got = (f as (...x: number[]) => number)(...numbers);
      if (Math.abs(high) === Infinity) {
        expect(got).toBe(high);
        continue;
      }
      const [normal, small] = bounds[name]!;
      const error = Math.abs(got - high - low) / ulp(high);
      expect(error, `${name}(${numbers.join(', ')}) = ${got}, not ${high}`).toBeLessThan(
        Math.abs(high) < 2.2250738585072014e-308 ? small : normal,
      );
    }
  });
});

const special: [keyof typeof functions, number[], number][] = [
  ['exp', [0], 1],
  ['exp', [-0], 1],
  ['exp', [Infinity], Infinity],
  ['exp', [-Infinity], 0],
  ['exp', [NaN], NaN],
  ['exp', [710], Infinity],
  ['exp', [-746], 0],
  ['exp', [1e300], Infinity],
  ['log', [0], -Infinity],
  ['log', [-0], -Infinity],
  ['log', [1], 0],
  ['log', [-1], NaN],
  ['log', [Infinity], Infinity],
  ['log', [-Infinity], NaN],
  ['log', [NaN], NaN],
  ['tanh', [0], 0],
  ['tanh', [-0], -0],
  ['tanh', [Infinity], 1],
  ['tanh', [-Infinity], -1],
  ['tanh', [NaN], NaN],
  ['sigmoid', [0], 0.5],
  ['sigmoid', [Infinity], 1],
  ['sigmoid', [-Infinity], 0],
  ['sigmoid', [NaN], NaN],
  ['sigmoid', [-1000], 0],
  ['sigmoid', [1000], 1],
  ['softplus', [-Infinity], 0],
  ['softplus', [Infinity], Infinity],
  ['softplus', [NaN], NaN],
  ['softplus', [1e300], 1e300],
  ['softplus', [-1000], 0],
  ['sin', [0], 0],
  ['sin', [-0], -0],
  ['sin', [Infinity], NaN],
  ['sin', [-Infinity], NaN],
  ['sin', [NaN], NaN],
  ['cos', [0], 1],
  ['cos', [-0], 1],
  ['cos', [Infinity], NaN],
  ['cos', [-Infinity], NaN],
  ['cos', [NaN], NaN],
  ['erf', [0], 0],
  ['erf', [-0], -0],
  ['erf', [Infinity], 1],
  ['erf', [-Infinity], -1],
  ['erf', [NaN], NaN],
];
test.each(special)('%s of %j is %d', (name, x, y) => {
  expect((functions[name] as (...x: number[]) => number)(...x)).toBe(y);
});

test('pow has the special cases of JavaScript, which the language defines exactly', () => {
  const values = [
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    -2,
    3,
    -3,
    1.5,
    -1.5,
    Infinity,
    -Infinity,
    NaN,
    5e-324,
    -5e-324,
    2 ** 53,
    2 ** 53 + 2,
    1e300,
    -1e300,
    1e-300,
  ];
  for (const x of values) {
    for (const y of values) {
      const z = x ** y;
      if (z === 0 || Math.abs(z) === 1 || Math.abs(z) === Infinity || z !== z) {
        expect(libm.pow(x, y), `${x} ** ${y}`).toBe(z);
      }
    }
  }
});

test('odd functions are odd, cos is even, to the bit', () => {
  for (let i = 1; i <= 2000; i++) {
    const x = i * 0.0137 * (i % 7 === 0 ? 1e6 : 1);
    for (const f of [libm.tanh, libm.sin, libm.erf]) expect(f(-x)).toBe(-f(x));
    expect(libm.cos(-x)).toBe(libm.cos(x));
  }
});
