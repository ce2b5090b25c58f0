// Outer loops in pieces, as threads would run them: the bits of every output are those of one thread.
import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import { swapLast } from '../../src/ir/shape.ts';
import { inputsFrom, program, type Program } from '../../src/ir/program.ts';
import type { Cutting } from '../../src/targets/wasm/module.ts';
import { randomProgram } from '../ir/random-program.ts';
import { bits } from '../tools/bits.ts';
import { denseNet, input, numbers } from '../tools/dense-net.ts';
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
    const t = g.transpose(input('bt', [n, k]), { perm: swapLast(2) });
    const p = program({
      plain: g.matmul(input('a', [m, k]), input('b', [k, n])),
      turned: g.matmul(input('c', [m, k]), t),
      stacked: g.matmul(input('s', [5, m, k]), input('u', [5, k, n])),
    });
    const values = Object.fromEntries(
      inputsFrom(p, 'table').map((x, i) => [
        x.attrs.name,
        numbers(
          x.shape.reduce((a, b) => a * b, 1),
          i + 1,
        ),
      ]),
    );
    await expectSame(p, values);
  });

  test.each([1, 4, 5, 16, 19, 67])('maps, folds, rows and random numbers over %i', async (n) => {
    const x = input('x', [n, 3]);
    const row = input('row', [3, n]);
    const rows = g.input({ name: 'rows', shape: [n], from: 'feed' });
    const [seed, step] = [input('seed', [], 'setting'), input('step', [], 'setting')];
    const p = program({
      curve: g.exp(g.neg(input('line', [n]))),
      squares: g.mul(x, x),
      sums: g.sum(x, { axes: [1] }),
      largest: g.reduceMax(row, { axes: [0] }),
      long: g.sum(row, { axes: [1] }),
      gathered: g.gather(x, rows),
      added: g.scatterAdd(x, rows, { rows: 4 }),
      drawn: g.draw(seed, step, { shape: [n, 3], stream: 2 }),
    });
    await expectSame(p, {
      line: numbers(n, 1),
      x: numbers(3 * n, 2),
      row: numbers(3 * n, 3),
      rows: Int32Array.from({ length: n }, (_, i) => (i * 7) % (n + 1)),
      seed: Float64Array.of(5),
      step: Float64Array.of(9),
    });
  });
});
