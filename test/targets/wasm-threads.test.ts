// Programs that several threads share: the bits of one thread, whoever computes which piece, and no way to hang.
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test } from 'vitest';
import { layers, sequential } from '../../src/index.ts';
import { g } from '../../src/ir/builder.ts';
import { program, type Program } from '../../src/ir/program.ts';
import type { Tensors } from '../../src/run/run.ts';
import { callAt } from '../../src/run/steps.ts';
import { control } from '../../src/targets/wasm/control.ts';
import { commonOf, lower } from '../../src/targets/wasm/module.ts';
import { sharing, type SharedExports } from '../../src/targets/wasm/threads/driver.ts';
import { at, serve, type Task } from '../../src/targets/wasm/threads/serve.ts';
import { randomProgram } from '../ir/random-program.ts';
import { bits, type Loaded, type Way } from '../tools/bits.ts';
import { denseNet, input, numbers } from '../tools/dense-net.ts';
import { othersOver, products } from '../tools/kernel-programs.ts';
import { instructions } from '../tools/wasm-instructions.ts';

const threadCounts = [2, 3, 8];
/** Kept from one program to the next: starting one takes longer than most of these. */
const workers = Array.from({ length: 7 }, () => {
  const worker = new Worker(`(${serve.toString()})(require('node:worker_threads').parentPort)`, { eval: true });
  worker.unref();
  return worker;
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.terminate()));
});
/** The number of no program: helpers leave. */
const noProgram = 0xffff;
/** Pieces that helpers took in all programs of a test. */
let taken = 0;

/**
 * Shared by so many threads, all of which are there before it begins. A small program is over before a helper is awake:
 * one without state may run `again`, until they took some pieces.
 */
const shared = (threads: number, least?: number, again = 1): Way => ({
  sharing: sharing(threads, least),
  call: async ({ module, memory, exports }: Loaded, times, feeds, results) => {
    const { share, run } = exports as unknown as SharedExports;
    if (!share) return run(times, feeds, results);
    const words = new Int32Array(memory.buffer);
    const helpers = workers.slice(0, threads - 1);
    helpers.forEach((worker, i) => worker.postMessage({ memory, modules: [module], thread: i + 1, at } satisfies Task));
    while (Atomics.load(words, at.ready) < helpers.length) await new Promise((resolve) => setTimeout(resolve, 1));
    const helped = (): number => Atomics.load(words, control.helped / 4);
    for (let i = 0; i === 0 || (i < again && helped() < 5); i++) share(times, feeds, results);
    taken += helped();
    Atomics.store(words, at.open, noProgram << 16);
    Atomics.notify(words, at.open);
  },
});

async function expectSame(p: Program, values: Tensors, least: number, times = 1, again = 1): Promise<void> {
  for (const precision of ['f32', 'f64'] as const) {
    const want = await bits(p, values, precision, {}, times);
    for (const threads of threadCounts) {
      const made = await bits(p, values, precision, shared(threads, least, again), times);
      expect(Buffer.compare(made, want), `${precision}, ${threads} threads`).toBe(0);
    }
  }
}

describe('the same bits on 1, 2, 3 and 8 threads', () => {
  afterAll(() => expect(taken).toBeGreaterThan(500));

  // every kernel with an outer loop is shared out, however small
  test.each(Array.from({ length: 24 }, (_, i) => i + 1))('random program %i', async (seed) => {
    const { program: p, inputs } = randomProgram(seed);
    await expectSame(p, inputs, 0, 1, 5000);
  });

  test('a training with dropout and Adam', async () => {
    const { step, values, feeds } = denseNet(19, 14, 3, 50, 10);
    await expectSame(step, { ...values, rows: feeds(40) }, 0, 40);
  });

  test.each([32, 128])('steps of 784 → 128 → 10 with Adam, batch %i', async (batch) => {
    const rows = 2 * batch + 5;
    const model = sequential([
      layers.dense({ units: 128, activation: 'relu' }),
      layers.dense({ units: 10, activation: 'softmax' }),
    ]);
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    const x = Array.from({ length: rows }, (_, i) => [...numbers(784, i + 1)]);
    const y = Array.from({ length: rows }, (_, i) => Array.from({ length: 10 }, (__, k) => (k === i % 10 ? 1 : 0)));
    const run = model.run(x, y, { batchSize: batch, seed: 4 });
    const fed = callAt(run, 0, 2);
    const values = { ...run.tables, ...run.state, ...run.settings, rows: fed.rows };
    const step = run.programs[fed.name];
    expect([fed.name, fed.times]).toEqual(['step', 2]);
    if (!step) throw new Error('no step');
    const before = taken;
    for (const precision of ['f32', 'f64'] as const) {
      const want = await bits(step, values, precision, {}, 2);
      for (const threads of threadCounts) {
        const made = await bits(step, values, precision, shared(threads), 2); // as a training shares it out
        expect(Buffer.compare(made, want), `${precision}, ${threads} threads`).toBe(0);
      }
    }
    expect(taken).toBeGreaterThan(before);
  });

  test.each([
    [1, 7, 9],
    [3, 8, 4],
    [5, 1, 12],
    [9, 33, 21],
    [8, 0, 5],
    [75, 140, 70],
    [301, 299, 303],
  ])('products [%i, %i] × [·, %i], alone and stacked', async (m, k, n) => {
    const { p, values } = products(m, k, n);
    await expectSame(p, values, 0);
  });

  test.each([1, 5, 67, 1003])('maps, folds, rows and random numbers over %i', async (n) => {
    const { p, values } = othersOver(n);
    await expectSame(p, values, 0, 1, 1000);
  });
});

describe('what is shared out', () => {
  const lowered = (p: Program, threads: number): WebAssembly.ModuleExportDescriptor[] =>
    WebAssembly.Module.exports(new WebAssembly.Module(lower(p, commonOf([p], 'f32', sharing(threads))).bytes));
  const square = (n: number): Program => program({ y: g.matmul(input('a', [n, n]), input('b', [n, n])) });

  test('a program of small kernels has nothing for helpers', () => {
    expect(lowered(square(32), 4).map(({ name }) => name)).toEqual(['run']);
    expect(lowered(square(128), 4).map(({ name }) => name)).toEqual(['run', 'share', 'help']);
  });

  test('a module of one thread has no atomic instruction, one of several no relaxed vector', () => {
    const ops = (threads: number): (number | null)[] => {
      const p = square(128);
      const { bytes } = lower(p, commonOf([p], 'f32', threads === 1 ? null : sharing(threads)));
      const all = instructions(bytes);
      expect(all.some(({ prefix, op }) => prefix === 0xfd && op >= 0x100)).toBe(false);
      return all.map(({ prefix }) => prefix);
    };
    expect(ops(1)).not.toContain(0xfe);
    expect(ops(2)).toContain(0xfe);
  });
});
