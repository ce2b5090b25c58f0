// Relaxed SIMD is used in products of engines that were asked for it, and nowhere else.
import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import { program, type Program } from '../../src/ir/program.ts';
import { wasm } from '../../src/targets/wasm/engine.ts';
import { commonKey, commonOf, lower } from '../../src/targets/wasm/module.ts';
import { sharing } from '../../src/targets/wasm/threads/driver.ts';
import { randomProgram } from '../ir/random-program.ts';
import { denseNet, input, numbers } from '../tools/dense-net.ts';
import { othersOver, products } from '../tools/kernel-programs.ts';
import { instructions } from '../tools/wasm-instructions.ts';

setFlagsFromString('--experimental-wasm-relaxed-simd'); // Node 20 has it behind a flag, later ones without

const withProducts: readonly Program[] = [
  denseNet(19, 14, 3, 50, 10).step,
  denseNet(300, 40, 1, 200, 200).step,
  ...[1, 8, 33, 130].flatMap((k) => [products(5, k, 7).p, products(64, k, 200).p]),
];
const others: readonly Program[] = [othersOver(10).p, othersOver(4000).p];
const random = Array.from({ length: 60 }, (_, i) => randomProgram(i).program);
const precisions = ['f32', 'f64'] as const;
const threads = [null, sharing(3, 1)];

/** The opcodes of relaxed SIMD in a program's module. */
function relaxedIn(p: Program, precision: 'f32' | 'f64', shared: (typeof threads)[number], relaxed: boolean): number[] {
  const { bytes } = lower(p, commonOf([p], precision, shared, relaxed));
  const all = instructions(bytes);
  return [...new Set(all.flatMap(({ prefix, op }) => (prefix === 0xfd && op >= 0x100 ? [op] : [])))];
}

test('an engine that was not asked for it has none of its instructions, in any program', () => {
  for (const precision of precisions) {
    for (const shared of threads) {
      for (const p of [...withProducts, ...others, ...random]) {
        expect(relaxedIn(p, precision, shared, false)).toEqual([]);
      }
    }
  }
});

test('one that was asked has a multiplication with addition in products, and nothing else', () => {
  for (const shared of threads) {
    for (const p of withProducts) {
      expect(relaxedIn(p, 'f32', shared, true)).toEqual([0x105]); // f32x4.relaxed_madd
      expect(relaxedIn(p, 'f64', shared, true)).toEqual([0x107]); // f64x2.relaxed_madd
    }
    for (const p of others) {
      for (const precision of precisions) expect(relaxedIn(p, precision, shared, true)).toEqual([]);
    }
  }
});

test('compiled programs are not mixed up', () => {
  const [p] = withProducts;
  if (!p) throw new Error('no program');
  expect(commonKey(p, commonOf([p], 'f32'))).not.toBe(commonKey(p, commonOf([p], 'f32', null, true)));
});

const [m, k, n] = [37, 300, 21];
const product = program({ y: g.matmul(input('a', [m, k]), input('b', [k, n])) });
// of f32, so that both precisions have the same operands
const values = { a: Float32Array.from(numbers(m * k, 1)), b: Float32Array.from(numbers(k * n, 2)) };

test.each([
  ['f32', 2 ** -24],
  ['f64', 2 ** -53],
] as const)('a product in %s has the sums of 300 terms, but for rounding', async (precision, epsilon) => {
  expect(wasm({ precision, relaxed: true }).name).toBe(`wasm-${precision}-relaxed`);
  expect(wasm({ precision }).name).toBe(`wasm-${precision}`);
  const run = async (relaxed: boolean): Promise<Float64Array> => {
    const loaded = await wasm({ precision, relaxed }).load({ product });
    await loaded.put(values);
    return (await loaded.run('product', {}, 1))['y'] ?? new Float64Array(0);
  };
  const results = [await run(false), await run(true)];
  for (let i = 0; i < m * n; i++) {
    const terms = Array.from({ length: k }, (_, t) => {
      return (values.a[Math.floor(i / n) * k + t] ?? NaN) * (values.b[t * n + (i % n)] ?? NaN);
    });
    const sum = terms.reduce((total, x) => total + x, 0);
    // an error of ε for each term in any order, here and there
    const limit = 2 * k * epsilon * terms.reduce((total, x) => total + Math.abs(x), 0);
    for (const result of results) expect(Math.abs((result[i] ?? NaN) - sum)).toBeLessThan(limit);
  }
});
