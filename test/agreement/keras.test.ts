// Whole trainings against real Keras in float64: the same first weights, the same recorded order of rows, 50 epochs ×
// batch 10. Crossentropies in both of Keras's forms: from logits, and from clipped probabilities.
import { describe, expect, test } from 'vitest';
import vectors from '../vectors/keras-training.json' with { type: 'json' };
import { reference, wasm } from '../../src/index.ts';
import { difference, train, worst } from './training.ts';

describe(`Keras ${vectors.versions.keras} on TensorFlow ${vectors.versions.tensorflow}, float64`, () => {
  for (const t of vectors.trainings) {
    const table = vectors.tables[t.table as keyof typeof vectors.tables];
    test(`${t.name} (${t.form}): reference within 1e-9 of every weight, losses and accuracy of every epoch`, async () => {
      const ours = await train(t, table, reference);
      expect(worst(ours.model, t).relative).toBeLessThanOrEqual(1e-9);
      t.history.loss.forEach((v, i) =>
        expect(Math.abs((ours.loss[i] ?? NaN) - v)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(v))),
      );
      if ('accuracy' in t.history && ours.accuracy.length > 0) {
        t.history.accuracy.forEach((v, i) => expect(ours.accuracy[i]).toBeCloseTo(v, 12));
      }
    });
    test(`${t.name} (${t.form}): wasm f64 within 1e-10 of the reference, wasm f32 within 1e-4 of both`, async () => {
      const [exact, f64, f32] = await Promise.all([
        train(t, table, reference),
        train(t, table, wasm({ precision: 'f64' })),
        train(t, table, wasm()),
      ]);
      expect(difference(f64.model, exact.model)).toBeLessThanOrEqual(1e-10);
      expect(difference(f32.model, exact.model)).toBeLessThanOrEqual(1e-4);
      expect(worst(f32.model, t).absolute).toBeLessThanOrEqual(1e-4);
    });
  }
});
