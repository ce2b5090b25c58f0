// What a person who knows Keras types: add, summary, getWeights, setWeights.
import { expect, test } from 'vitest';
import { GradsheetError, input, layers, model, sequential, type Model } from '../../src/index.ts';

const two = [layers.dense({ units: 2, activation: 'tanh' }), layers.dense({ units: 1 })];
const x = [[1, 2, 3], [4, 5, 6]]; // prettier-ignore
const grown = (): Model => {
  const m = sequential();
  m.add(layers.inputLayer({ shape: [3] }));
  for (const layer of two) m.add(layer);
  return m;
};
const thrown = (work: () => unknown): GradsheetError => {
  try {
    work();
  } catch (e) {
    if (e instanceof GradsheetError) return e;
    throw e;
  }
  throw new Error('nothing was thrown');
};

test('add makes the model that a list makes; the input may be said, or come with fit', async () => {
  const listed = sequential([layers.inputLayer({ shape: [3] }), ...two]);
  const late = sequential();
  for (const layer of two) late.add(layer);
  const models = [listed, grown(), late];
  for (const m of models) {
    m.compile({ optimizer: 'sgd', loss: 'mse' });
    await m.fit(x, [1, 2], { epochs: 3 });
  }
  const [first, ...others] = models.map((m) => m.weights());
  for (const other of others) expect(other).toEqual(first);
  expect(thrown(() => late.add(layers.dense({ units: 1 })))).toMatchObject({ code: 'not-ready' });
  const start = input({ shape: [1] });
  const graph = model({ inputs: start, outputs: layers.dense({ units: 1 }).apply(start) });
  expect(thrown(() => graph.add(layers.dense({ units: 1 })))).toMatchObject({ code: 'not-ready' });
  expect(thrown(() => grown().add(layers.dense as never))).toMatchObject({ code: 'invalid-option' });
});

test('getWeights is a list in the order of Keras, and setWeights takes it back', async () => {
  const [from, to] = [grown(), grown()];
  from.build(null, 1);
  to.build(null, 2);
  expect(from.getWeights().map(({ shape }) => shape)).toEqual([[3, 2], [2], [2, 1], [1]]);
  to.setWeights(from.getWeights());
  expect(to.weights()).toEqual(from.weights());
  to.setWeights([[[1, 2], [3, 4], [5, 6]], [7, 8], [[9], [10]], Float32Array.of(11)]); // prettier-ignore
  expect(to.getWeights().map(({ data }) => [...data])).toEqual([[1, 2, 3, 4, 5, 6], [7, 8], [9, 10], [11]]);
  const [[p = NaN]] = await to.predict([[0, 0, 0]]);
  expect(p).toBeCloseTo(9 * Math.tanh(7) + 10 * Math.tanh(8) + 11, 4);
  expect(thrown(() => to.setWeights([[1]])).message).toBe('setWeights: needs 4 arrays, one per variable; got 1.');
  const turned = { 'dense/kernel': [[1, 2, 3], [4, 5, 6]] }; // prettier-ignore
  expect(thrown(() => to.setWeights(turned)).fields).toMatchObject({
    where: 'weights "dense/kernel"',
    received: 'shape [2, 3]',
  });
});

test('summary is a text: layers, shapes, parameters', () => {
  expect(grown().summary()).toBe(
    [
      'sequential',
      'layer        type        output shape  parameters',
      '───────────  ──────────  ────────────  ──────────',
      'input_layer  InputLayer  [batch, 3]             0',
      'dense        Dense       [batch, 2]             8',
      'dense_1      Dense       [batch, 1]             3',
      'parameters: 11, trained: 11',
    ].join('\n'),
  );
});

test('save says what it needs where nobody knows folders', async () => {
  await expect(grown().save('m')).rejects.toThrow(
    "model.save knows no folders. Write first: import 'gradsheet/node'. In a page use gradsheet/save.",
  );
});
