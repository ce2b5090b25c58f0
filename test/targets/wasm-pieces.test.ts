// Outer loops in pieces, as threads would run them: the bits of every output are those of one thread.
import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/ir/program.ts';
import type { Cutting } from '../../src/targets/wasm/module.ts';
import { randomProgram } from '../ir/random-program.ts';
import { bits } from '../tools/bits.ts';
import { denseNet } from '../tools/dense-net.ts';
import { othersOver, products } from '../tools/kernel-programs.ts';
import type { Tensors } from '../../src/run/run.ts';

/** The outer loop in so many pieces, the last one first: their order is of no consequence. */
function cut(rounds: number, pieces: number): [begin: number, end: number][] {
  const cuts = Array.from({ length: pieces + 1 }, (_, i) => Math.round((rounds * i) / pieces));
  return cuts
    .slice(1)
    .map((end, i): [number, number] => [cuts[i] ?? 0, end])
    .filter(([begin, end]) => begin < end)
    .toReversed();
}
const one: Cutting = { least: Infinity, pieces: (rounds) => cut(rounds, 1) };
const cuttings = [1, 2, 3, 7].map((n): Cutting => ({ least: 0, pieces: (rounds) => cut(rounds, n) }));
async function expectSame(p: Program, values: Tensors, times = 1): Promise<void> {
  for (const precision of ['f32', 'f64'] as const) {
    const want = await bits(p, values, precision, { cutting: one }, times);
    for (const [i, cutting] of cuttings.entries()) {
      expect(await bits(p, values, precision, { cutting }, times), `${precision}, cutting ${i}`).toEqual(want);
    }
  }
}

describe('the same bits in 1, 2, 3 and 7 pieces', () => {
  test.each(Array.from({ length: 40 }, (_, i) => i + 1))('random program %i', async (seed) => {
    const { program: p, inputs } = randomProgram(seed);
    await expectSame(p, inputs);
  });

  test('a training with dropout and Adam', async () => {
    const { step, values, feeds } = denseNet(19, 14, 3, 50, 10);
    await expectSame(step, { ...values, rows: feeds(8) }, 8);
  });

  test.each([
    [1, 7, 9],
    [3, 8, 4],
    [4, 5, 8],
    [5, 1, 12],
    [9, 33, 21],
    [8, 0, 5],
    [75, 140, 70],
  ])('products [%i, %i] × [·, %i], alone and stacked', async (m, k, n) => {
    const { p, values } = products(m, k, n);
    await expectSame(p, values);
  });

  test.each([1, 4, 5, 16, 19, 67])('maps, folds, rows and random numbers over %i', async (n) => {
    const { p, values } = othersOver(n);
    await expectSame(p, values);
  });
});
