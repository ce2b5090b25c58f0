// Whole trainings against real Keras in float64: the same first weights, the same recorded order of rows, 50 epochs ×
// batch 10. Crossentropies in both of Keras's forms: from logits, and from clipped probabilities.
import { describe, expect, test } from 'vitest';
import vectors from '../vectors/keras-training.json' with { type: 'json' };
import { layers, losses, reference, sequential, wasm, type Engine, type Model } from '../../src/index.ts';

type Training = (typeof vectors)['trainings'][number];
type Table = (typeof vectors)['tables'][keyof (typeof vectors)['tables']];

const lossFor = (t: Training): Parameters<Model['compile']>[0]['loss'] =>
  t.loss === 'binaryCrossentropy' || t.loss === 'categoricalCrossentropy' ? losses[t.loss](t.form === 'clip' ? { form: 'clip' } : {}) : t.loss;

async function train(t: Training, table: Table, engine: Engine): Promise<{ model: Model; loss: number[]; accuracy: number[] }> {
  const model = sequential(t.layers.map((l) => layers.dense({
    units: l.units, activation: l.activation,
    ...('kernelRegularizer' in l ? { kernelRegularizer: l.kernelRegularizer } : {}), ...('biasRegularizer' in l ? { biasRegularizer: l.biasRegularizer } : {}),
  })));
  model.compile({ optimizer: t.optimizer as { name: string }, loss: lossFor(t), metrics: t.loss.endsWith('Crossentropy') ? ['accuracy'] : [] });
  model.build([table.x[0]?.length ?? 0]);
  model.setWeights(Object.fromEntries(t.initial.flatMap(({ kernel, bias }, i) => {
    const name = i === 0 ? 'dense' : `dense_${i}`;
    return [[`${name}/kernel`, kernel.flat()], [`${name}/bias`, bias]];
  })));
  const y = t.loss.startsWith('sparse') ? table.y.map((row) => [row.indexOf(1)]) : table.y;
  const weights = { ...('classWeight' in t ? { classWeight: t.classWeight } : {}), ...('sampleWeight' in t ? { sampleWeight: t.sampleWeight } : {}) };
  const { history, stopped } = await model.fit(table.x, y, { epochs: 50, batchSize: 10, order: table.order, engine, ...weights });
  expect(stopped).toBeNull();
  return { model, loss: history['loss'] ?? [], accuracy: history['accuracy'] ?? [] };
}

/** Largest difference of a weight, absolute and relative to the largest weight of its layer's variable. */
function worst(model: Model, t: Training): { absolute: number; relative: number } {
  let absolute = 0, relative = 0;
  const weights = model.weights();
  t.final.forEach(({ kernel, bias }, i) => {
    const name = i === 0 ? 'dense' : `dense_${i}`;
    for (const [part, want] of [['kernel', kernel.flat()], ['bias', bias]] as const) {
      const got = weights[`${name}/${part}`]?.data ?? [];
      expect(got.length).toBe(want.length);
      want.forEach((v, k) => {
        const d = Math.abs((got[k] ?? NaN) - v);
        absolute = Math.max(absolute, Number.isNaN(d) ? Infinity : d);
        relative = Math.max(relative, Number.isNaN(d) ? Infinity : d / Math.abs(v));
      });
    }
  });
  return { absolute, relative };
}

describe(`Keras ${vectors.versions.keras} on TensorFlow ${vectors.versions.tensorflow}, float64`, () => {
  for (const t of vectors.trainings) {
    const table = vectors.tables[t.table as keyof typeof vectors.tables];
    test(`${t.name} (${t.form}): reference within 1e-9 of every weight, losses and accuracy of every epoch`, async () => {
      const ours = await train(t, table, reference);
      expect(worst(ours.model, t).relative).toBeLessThanOrEqual(1e-9);
      t.history.loss.forEach((v, i) => expect(Math.abs((ours.loss[i] ?? NaN) - v)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(v))));
      if ('accuracy' in t.history && ours.accuracy.length > 0) t.history.accuracy.forEach((v, i) => expect(ours.accuracy[i]).toBeCloseTo(v, 12));
    });
    test(`${t.name} (${t.form}): wasm f64 within 1e-10 of the reference, wasm f32 within 1e-4 of both`, async () => {
      const [exact, f64, f32] = await Promise.all([train(t, table, reference), train(t, table, wasm({ precision: 'f64' })), train(t, table, wasm())]);
      const difference = (a: Model, b: Model): number => Math.max(...Object.entries(a.weights()).map(([path, { data }]) => Math.max(...data.map((v, k) => Math.abs(v - (b.weights()[path]?.data[k] ?? NaN))))));
      expect(difference(f64.model, exact.model)).toBeLessThanOrEqual(1e-10);
      expect(difference(f32.model, exact.model)).toBeLessThanOrEqual(1e-4);
      expect(worst(f32.model, t).absolute).toBeLessThanOrEqual(1e-4);
    });
  }
});
