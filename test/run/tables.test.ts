import { describe, expect, test } from 'vitest';
import { History, inMemory, rowsOf, sourceOf, trace } from '../../src/explain.ts';
import {
  layers,
  NumpyRandom,
  reference,
  sequential,
  wasm,
  type Engine,
  type Run,
  type Source,
} from '../../src/index.ts';
import { sheetSize, trainingWorkbook, writeSheet } from '../../src/sheet.ts';
import { load } from '../../src/run/load.ts';
import type { Tensors } from '../../src/run/run.ts';
import { fit } from '../../src/train/fit.ts';

const np = new NumpyRandom(5);
const x = np.rand(30, 3);
const y = x.map(([a = 0, b = 0, c = 0]) => [a + b * c]);
const build = (): ReturnType<typeof sequential> => {
  const m = sequential([layers.dense({ units: 4, activation: 'tanh' }), layers.dense({ units: 1 })]);
  m.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  m.setScaling({ input_layer: { offset: [0.5, 0.5, 0.5], divisor: [0.25, 0.25, 0.25] } });
  return m;
};
const options = { epochs: 3, batchSize: 7, seed: 11 };
const run = build().run(x, y, options);
const widths = { 'x/input_layer': 3, 'y/dense_1': 1 };

/** The same tables in chunks that answer later, and what was asked of them. */
function chunked(chunk: number): { run: Run; asked: (readonly [number, number])[] } {
  const source = sourceOf(run.tables, 30, widths, chunk);
  const asked: (readonly [number, number])[] = [];
  const later: Source = {
    ...source,
    read: async (names, begin, end) => {
      asked.push([begin, end]);
      await new Promise((ready) => {
        setTimeout(ready, 1);
      });
      return source.read(names, begin, end);
    },
  };
  return { run: { ...run, tables: later }, asked };
}

/** The state after `fit` of a run, as `model.fit` does it. */
async function trained(of: Run, engine: Engine): Promise<Tensors> {
  const runnable = await load(of, engine);
  const sums = Object.fromEntries(
    Object.entries(of.state)
      .filter(([name]) => name.startsWith('sums/'))
      .map(([name, v]) => [name, v.length]),
  );
  await fit({ run: of, runnable, sums, parameters: ['dense/kernel'], onEpochEnd: async () => false });
  return runnable.take(Object.keys(of.state));
}

describe.each([reference, wasm()])('$name', (engine) => {
  test.each([1, 4, 30, 100])('a training over chunks of %d rows has the bits of one over tensors', async (chunk) => {
    const source = chunked(chunk);
    expect(rowsOf(source.run)).toBe(30);
    expect(await trained(source.run, engine)).toEqual(await trained(run, engine));
    expect(source.asked.map(([begin]) => begin)).toEqual(
      Array.from({ length: Math.ceil(30 / chunk) }, (_, i) => i * chunk),
    );
    const walk = await History.open(chunked(chunk).run, { engine });
    const there = await History.open(run, { engine });
    for (const step of [15, 4, 9]) {
      expect(await walk.state(step)).toEqual(await there.state(step));
      expect((await walk.trace(3)).values.map((v) => v.data)).toEqual((await there.trace(3)).values.map((v) => v.data));
    }
  });
});

test('the workbook of a source is that of its tensors; its size needs no table', async () => {
  const source = chunked(4);
  expect(sheetSize(source.run)).toEqual(sheetSize(run));
  expect(source.asked).toEqual([]);
  const first = { epochs: 1, layout: 'matrix' } as const;
  expect(await writeSheet(source.run, first)).toEqual(await writeSheet(run, first));
});

test('what cannot wait says so; a source that answers at once is as good as tensors', async () => {
  expect(() => trainingWorkbook(chunked(4).run)).toThrow(expect.objectContaining({ code: 'unsupported' }));
  expect(await inMemory(chunked(4).run)).toEqual(run);
  const atOnce: Run = { ...run, tables: sourceOf(run.tables, 30, widths, 4) };
  expect(trace(atOnce).final).toEqual(trace(run).final);
});

test('a branch over a source, with a table changed', async () => {
  const changed = { 'y/dense_1': new Float64Array(30) };
  const ends = await Promise.all(
    [run, chunked(7).run].map(async (of) => {
      const walk = await History.open(of, { engine: reference });
      const branch = await History.open(await walk.branch(6, { tables: changed }), { engine: reference });
      return branch.state(branch.length);
    }),
  );
  expect(ends[1]).toEqual(ends[0]);
});

test('a source that gives too few rows, or none of a table, is refused by name', async () => {
  const short = (read: Source['read']): Run => ({ ...run, tables: { ...sourceOf(run.tables, 30, widths, 7), read } });
  await expect(
    load(
      short(() => ({})),
      reference,
    ),
  ).rejects.toMatchObject({
    code: 'missing-input',
    fields: { where: 'input "x/input_layer"' },
  });
  const few = short((names) => Object.fromEntries(names.map((name) => [name, new Float64Array(2)])));
  await expect(load(few, reference)).rejects.toMatchObject({
    code: 'shape-mismatch',
    fields: { where: '"x/input_layer", rows 1 to 7', expected: '21 numbers', received: '2' },
  });
});
