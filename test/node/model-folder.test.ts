import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { layers, NumpyRandom, reference, sequential, wasm, type Model } from '../../src/index.ts';
import { loadModel, readModelFolder, writeModelFolder } from '../../src/node/index.ts';
import { fromSaved, toSaved } from '../../src/save.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradsheet-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const random = new NumpyRandom(3);
const x = Array.from({ length: 23 }, () => [random.randn(), random.randn() * 100, random.randn()]);
const y = x.map(([a = 0, b = 0]) => Number(a + b / 100 > 0));
function fresh(optimizer: string): Model {
  const model = sequential([
    layers.dense({ units: 4, activation: 'tanh' }),
    layers.dropout({ rate: 0.2 }),
    layers.batchNormalization(),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer, loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  model.setScaling({ input_layer: { offset: [0, 1, 2], divisor: [1, 100, 3] } }, { input_layer: ['a', 'b', 'c'] });
  return model;
}

describe('a model in a folder', () => {
  test.each([
    ['adam', reference],
    ['adam', wasm()],
    ['rmsprop', wasm({ precision: 'f64' })],
    ['sgd', reference],
  ] as const)(
    'saved after 3 epochs, loaded and trained 3 more, is the model trained for 6: %s',
    async (optimizer, engine) => {
      const straight = fresh(optimizer);
      const first = fresh(optimizer);
      const fit = { batchSize: 5, seed: 4, engine };
      const whole = await straight.fit(x, y, { ...fit, epochs: 6 });
      const history = await first.fit(x, y, { ...fit, epochs: 3 });
      await writeModelFolder(join(folder, 'm'), toSaved(first, { history, settings: { note: '測試' } }));
      const saved = await readModelFolder(join(folder, 'm'));
      const second = fromSaved(saved);
      expect(saved.settings).toEqual({ note: '測試' });
      expect(saved.history).toEqual({ epoch: history.epoch, history: history.history });
      expect(second.state()).toEqual(first.state());
      expect(await second.predict(x, { engine })).toEqual(await first.predict(x, { engine }));
      const rest = await second.fit(x, y, { ...fit, epochs: 6, initialEpoch: 3 });
      expect([...(history.history['loss'] ?? []), ...(rest.history['loss'] ?? [])]).toEqual(whole.history['loss']);
      expect(second.state()).toEqual(straight.state());
    },
  );
});

test('model.save and loadModel: the same predictions, and training goes on; nothing is replaced unasked', async () => {
  const model = fresh('nadam');
  const options = { batchSize: 5, seed: 4, engine: reference };
  const history = await model.fit(x, y, { ...options, epochs: 2 });
  const path = join(folder, 'kept');
  await model.save(path, { history });
  const loaded = await loadModel(path);
  expect(await loaded.predict(x)).toEqual(await model.predict(x));
  const [a, b] = [model, loaded].map((m) => m.fit(x, y, { ...options, epochs: 4, initialEpoch: 2 }));
  expect((await b)?.history).toEqual((await a)?.history);
  await expect(model.save(path)).rejects.toMatchObject({ code: 'exists' });
  await model.save(path, { replace: true });
  await expect(model.save(path, { overwrite: true } as never)).rejects.toMatchObject({ code: 'invalid-option' });
});
