import { describe, expect, test } from 'vitest';
import { activationNames, layers, losses, optimizers, reference, sequential, wasm } from '../../src/index.ts';
import type { Layer } from '../../src/nn/layer.ts';
import { orderedRows } from '../../src/run/order.ts';
import { numbers } from '../tools/dense-net.ts';

interface Compile {
  readonly optimizer?: string;
  readonly loss: string;
  readonly metrics?: readonly string[];
}

/** Two epochs of whole batches and a partial one: losses of every step, and all state, on three engines. */
async function trainings(
  list: readonly Layer[],
  shape: readonly number[],
  outputs: number,
  compile: Compile,
): Promise<Record<string, Float64Array>[]> {
  const rows = 23;
  const width = shape.reduce((n, d) => n * d, 1);
  const flat = numbers(rows * width, 2, 1.5);
  const nested = (from: number, [d = 0, ...rest]: readonly number[]): unknown[] => {
    const inner = rest.reduce((n, k) => n * k, 1);
    return Array.from({ length: d }, (_, i) => (rest.length === 0 ? flat[from + i] : nested(from + i * inner, rest)));
  };
  const y = Array.from({ length: rows }, (_, i) =>
    outputs === 1 ? [i % 2] : Array.from({ length: outputs }, (_, j) => (j === i % outputs ? 1 : 0)),
  );
  const model = sequential([...list]);
  model.compile({ optimizer: 'adam', ...compile } as Parameters<typeof model.compile>[0]); // names come from the lists
  model.build([...shape]);
  const run = model.run(nested(0, [rows, ...shape]) as never, y, { epochs: 2, batchSize: 5, seed: 3 });
  return Promise.all(
    [reference, wasm({ precision: 'f64' }), wasm()].map(async (engine) => {
      const r = await engine.load(run.programs);
      await r.put({ ...run.tables, ...run.state, ...run.settings });
      const out: Record<string, Float64Array> = {};
      for (const epoch of [0, 1]) {
        const order = orderedRows(run.order, rows, epoch);
        out[`loss ${epoch}`] = (await r.run('step', { rows: order.subarray(0, 20) }, 4))['loss']!;
        out[`last loss ${epoch}`] = (await r.run('lastStep', { rows: order.subarray(20) }, 1))['loss']!;
      }
      return { ...out, ...(await r.take(Object.keys(run.state))) };
    }),
  );
}

async function expectSame(
  list: readonly Layer[],
  shape: readonly number[],
  outputs: number,
  compile: Compile,
): Promise<void> {
  const [want, f64, f32] = await trainings(list, shape, outputs, compile);
  expect(f64).toEqual(want); // to the bit
  for (const [name, v] of Object.entries(want!)) {
    const scale = v.reduce((m, x) => Math.max(m, Math.abs(x)), 1);
    v.forEach((x, i) => expect(Math.abs(f32![name]![i]! - x) / scale, `${name}[${i}] in f32`).toBeLessThan(1e-5));
  }
}
const dense = (units: number, activation: string): Layer =>
  layers.dense({ units, activation } as Parameters<typeof layers.dense>[0]); // a name from the list

describe('trainings in f64 have the bits of the reference', () => {
  test.each(activationNames)('activation %s', (a) =>
    expectSame([dense(7, a), dense(3, 'softmax')], [6], 3, { loss: 'categoricalCrossentropy', metrics: ['accuracy'] }),
  );
  test.each(Object.keys(optimizers))('optimizer %s', (optimizer) =>
    expectSame([dense(7, 'tanh'), dense(1, 'sigmoid')], [6], 1, {
      optimizer,
      loss: 'binaryCrossentropy',
      metrics: ['precision', 'recall', 'auc'],
    }),
  );
  test.each(Object.keys(losses).filter((l) => !/categorical/i.test(l)))('loss %s', (loss) =>
    expectSame([dense(7, 'tanh'), dense(1, loss === 'binaryCrossentropy' ? 'sigmoid' : 'linear')], [6], 1, {
      loss,
      metrics: ['mae', 'r2'],
    }),
  );
  test('dropout and batch normalization', () =>
    expectSame(
      [dense(17, 'relu'), layers.batchNormalization(), layers.dropout({ rate: 0.3 }), dense(3, 'softmax')],
      [6],
      3,
      { loss: 'categoricalCrossentropy' },
    ));
  test('rows of two axes, flattened before and after', async () => {
    await expectSame([layers.flatten(), dense(9, 'relu'), dense(3, 'softmax')], [3, 4], 3, {
      loss: 'categoricalCrossentropy',
    });
    await expectSame([dense(9, 'relu'), layers.flatten(), dense(3, 'softmax')], [3, 4], 3, {
      loss: 'categoricalCrossentropy',
    });
  });
});
