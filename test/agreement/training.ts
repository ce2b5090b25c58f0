// A training of test/vectors/keras-training.json by one of our engines, and how far its weights are from Keras's.
import { expect } from 'vitest';
import vectors from '../vectors/keras-training.json' with { type: 'json' };
import { layers, losses, sequential, type Engine, type Model } from '../../src/index.ts';

export type Training = (typeof vectors)['trainings'][number];
export type Table = (typeof vectors)['tables'][keyof (typeof vectors)['tables']];

const lossFor = (t: Training): Parameters<Model['compile']>[0]['loss'] =>
  t.loss === 'binaryCrossentropy' || t.loss === 'categoricalCrossentropy'
    ? losses[t.loss](t.form === 'clip' ? { form: 'clip' } : {})
    : t.loss;

export async function train(
  t: Training,
  table: Table,
  engine: Engine,
): Promise<{ model: Model; loss: number[]; accuracy: number[] }> {
  const model = sequential(
    t.layers.map((l) =>
      layers.dense({
        units: l.units,
        activation: l.activation,
        ...('kernelRegularizer' in l ? { kernelRegularizer: l.kernelRegularizer } : {}),
        ...('biasRegularizer' in l ? { biasRegularizer: l.biasRegularizer } : {}),
      }),
    ),
  );
  model.compile({
    optimizer: t.optimizer as { name: string },
    loss: lossFor(t),
    metrics: t.loss.endsWith('Crossentropy') ? ['accuracy'] : [],
  });
  model.build([table.x[0]?.length ?? 0]);
  model.setWeights(
    Object.fromEntries(
      t.initial.flatMap(({ kernel, bias }, i) => {
        const name = i === 0 ? 'dense' : `dense_${i}`;
        return [
          [`${name}/kernel`, kernel.flat()],
          [`${name}/bias`, bias],
        ];
      }),
    ),
  );
  const y = t.loss.startsWith('sparse') ? table.y.map((row) => [row.indexOf(1)]) : table.y;
  const weights = {
    ...('classWeight' in t ? { classWeight: t.classWeight } : {}),
    ...('sampleWeight' in t ? { sampleWeight: t.sampleWeight } : {}),
  };
  const { history, stopped } = await model.fit(table.x, y, {
    epochs: 50,
    batchSize: 10,
    order: table.order,
    engine,
    ...weights,
  });
  expect(stopped).toBeNull();
  return { model, loss: history['loss'] ?? [], accuracy: history['accuracy'] ?? [] };
}

/** Largest difference of a weight, absolute and relative to the largest weight of its layer's variable. */
export function worst(model: Model, t: Training): { absolute: number; relative: number } {
  let absolute = 0;
  let relative = 0;
  const weights = model.weights();
  t.final.forEach(({ kernel, bias }, i) => {
    const name = i === 0 ? 'dense' : `dense_${i}`;
    for (const [part, want] of [
      ['kernel', kernel.flat()],
      ['bias', bias],
    ] as const) {
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

/** Largest difference of a weight between two of our models. */
export const difference = (a: Model, b: Model): number =>
  Math.max(
    ...Object.entries(a.weights()).map(([path, { data }]) =>
      Math.max(...data.map((v, k) => Math.abs(v - (b.weights()[path]?.data[k] ?? NaN)))),
    ),
  );
