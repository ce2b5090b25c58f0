import { describe, expect, test } from 'vitest';
import liked from '../vectors/liked.json' with { type: 'json' };
import { callbacks, input, layers, model, NumpyRandom, optimizers, reference, sequential, Table, trainTestSplit, wasm, GradsheetError } from '../../src/index.ts';

const table = (): Table => {
  const np = new NumpyRandom(42);
  return Table.of({
    height: np.randint(150, 200, 100), age: np.randint(18, 40, 100), income: np.randint(30000, 100000, 100),
    considerate: np.randint(0, 2, 100), distance: np.randint(0, 2, 100), liked: np.randint(0, 2, 100),
  });
};
const net = (): ReturnType<typeof sequential> => {
  const m = sequential([layers.dense({ units: 5, activation: 'relu' }), layers.dense({ units: 1, activation: 'sigmoid' })]);
  m.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return m;
};

test("the tutorial's program: the data and the split of NumPy and scikit-learn, a history, a loss, a prediction", async () => {
  const { train, test: held } = trainTestSplit(table(), { target: 'liked', testSize: 0.2, randomState: 42 });
  expect(train.rows).toEqual(liked.train_indices);
  expect(held.rows).toEqual(liked.test_indices);
  const m = net();
  const history = await m.fit(train.x, train.y, { epochs: 50, batchSize: 10, seed: 42 });
  expect(history.epoch.length).toBe(50);
  expect(history.stopped).toBeNull();
  const { loss, accuracy } = await m.evaluate(held.x, held.y);
  expect(loss).toBeGreaterThan(0);
  expect(((accuracy ?? NaN) * 20) % 1).toBeCloseTo(0, 5); // of 20 rows
  const [[p] = []] = await m.predict([[180, 25, 50000, 1, 1]]);
  expect(p).toBeGreaterThanOrEqual(0);
  expect(p).toBeLessThanOrEqual(1);
});

test('evaluate is what the predictions say', async () => {
  const { train } = trainTestSplit(table(), { target: 'liked', testSize: 0.2, randomState: 42 });
  const m = net();
  await m.fit(train.x, train.y, { epochs: 2, batchSize: 7, seed: 3, engine: wasm({ precision: 'f64' }) });
  const probabilities = (await m.predict(train.x, { engine: reference })).map(([p]) => p ?? NaN), y = Array.from(train.y.data);
  const right = y.filter((v, i) => ((probabilities[i] ?? NaN) > 0.5 ? 1 : 0) === v).length;
  const { accuracy } = await m.evaluate(train.x, train.y, { engine: reference, batchSize: 9 });
  expect(accuracy).toBeCloseTo(right / y.length, 12);
});

describe('functional networks', () => {
  test('branches, joins and two outputs train together', async () => {
    const x = input({ shape: [3], name: 'marks' });
    const hidden = layers.dense({ units: 4, activation: 'tanh', name: 'hidden' }).apply(x);
    const joined = layers.concatenate().apply([x, hidden]);
    const a = layers.dense({ units: 1, name: 'roi' }).apply(joined), b = layers.dense({ units: 2, activation: 'softmax', name: 'group' }).apply(hidden);
    const m = model({ inputs: x, outputs: [a, b] });
    m.compile({ optimizer: optimizers.adam({ learningRate: 0.05 }), loss: ['meanSquaredError', 'categoricalCrossentropy'] });
    const np = new NumpyRandom(1), rows = np.rand(40, 3);
    const roi = rows.map(([p = 0, q = 0]) => [p - q]), group = rows.map(([p = 0, q = 0]) => (p > q ? [1, 0] : [0, 1]));
    const { history } = await m.fit(rows, { roi, group }, { epochs: 60, batchSize: 8, seed: 1 });
    expect(history['loss']?.at(-1)).toBeLessThan((history['loss']?.[0] ?? NaN) / 3);
    const predicted = await m.predictAll(rows);
    expect(Object.keys(predicted)).toEqual(['roi', 'group']);
    expect(predicted['group']?.[0]?.length).toBe(2);
  });
});

describe('a loss that is not finite', () => {
  const x = Array.from({ length: 20 }, (_, i) => [i * 100, 1]), y = x.map(([v = 0]) => [v * 3]);
  for (const engine of [reference, wasm()]) {
    test(`${engine.name}: says the step and the value where it began, keeps the last good weights`, async () => {
      const m = sequential([layers.dense({ units: 1 })]);
      m.compile({ optimizer: optimizers.sgd({ learningRate: 1 }), loss: 'meanSquaredError' });
      const history = await m.fit(x, y, { epochs: 200, batchSize: 10, seed: 1, engine });
      expect(history.stopped?.reason).toBe('not-finite');
      expect(history.firstBad?.label.role).toBeDefined();
      for (const { data } of Object.values(m.weights())) expect(data.every(Number.isFinite)).toBe(true);
    });
  }
});

describe('what goes on between calls', () => {
  const x = Array.from({ length: 30 }, (_, i) => [i / 30, (i * 7 % 30) / 30]), y = x.map(([a = 0, b = 0]) => [a + 2 * b]);
  test('training in two parts is the same as in one: weights, slots and the order of rows', async () => {
    const build = (): ReturnType<typeof sequential> => { const m = sequential([layers.dense({ units: 3, activation: 'tanh' }), layers.dense({ units: 1 })]); m.compile({ optimizer: 'adam', loss: 'meanSquaredError' }); return m; };
    const whole = build(), parts = build();
    await whole.fit(x, y, { epochs: 6, batchSize: 7, seed: 5 });
    await parts.fit(x, y, { epochs: 2, batchSize: 7, seed: 5 });
    await parts.fit(x, y, { epochs: 6, initialEpoch: 2, batchSize: 7, seed: 5 });
    expect(parts.state()).toEqual(whole.state());
  });
  test('early stopping gives back the best weights', async () => {
    const m = sequential([layers.dense({ units: 1 })]);
    m.compile({ optimizer: optimizers.sgd({ learningRate: 1.2 }), loss: 'meanSquaredError' });
    const seen: Record<string, Float64Array>[] = [];
    const history = await m.fit(x, y, {
      epochs: 50, batchSize: 30, seed: 2, validationSplit: 0.2, engine: reference,
      callbacks: [callbacks.custom({ onEpochEnd: async (_, __, control) => { seen.push(await control.weights()); } }), callbacks.earlyStopping({ monitor: 'val_loss', patience: 3, restoreBestWeights: true })],
    });
    const losses = history.history['val_loss'] ?? [], best = losses.indexOf(Math.min(...losses));
    expect(losses.length).toBeLessThan(50);
    expect(m.weights()['dense/kernel']?.data).toEqual(seen[best]?.['dense/kernel']);
  });
  test('a callback changes the learning rate; a stop request ends with what was learned', async () => {
    const m = sequential([layers.dense({ units: 1 })]);
    m.compile({ optimizer: optimizers.sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
    const kernels: number[] = [];
    let asked = false;
    const history = await m.fit(x, y, {
      epochs: 9, batchSize: 10, seed: 2, stop: () => asked,
      callbacks: [callbacks.custom({ onEpochEnd: async (epoch, _, control) => { kernels.push((await control.weights())['dense/kernel']?.[0] ?? NaN); control.learningRate = 0; asked = epoch === 3; } })],
    });
    expect(kernels[0]).not.toBe(0);
    expect(new Set(kernels).size).toBe(1); // rate 0 from the second epoch on
    expect(history.stopped).toMatchObject({ reason: 'interrupted', epoch: 4 });
  });
});

describe('calls that overlap', () => {
  const x = Array.from({ length: 70 }, (_, i) => [i / 70, (i * 3 % 70) / 70]), y = x.map(([a = 0, b = 0]) => [a - b]);
  test('predictions of different sizes at once are those of one after the other', async () => {
    const m = sequential([layers.dense({ units: 3, activation: 'tanh' }), layers.dense({ units: 1 })]);
    m.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    await m.fit(x, y, { epochs: 2, seed: 1 });
    const sizes = [1, 70, 3, 32, 33, 1];
    const alone: number[][][] = [];
    for (const n of sizes) alone.push(await m.predict(x.slice(0, n)));
    expect(await Promise.all(sizes.map((n) => m.predict(x.slice(0, n))))).toEqual(alone);
  });
  test('a callback may predict with the weights of before; a second fit is refused', async () => {
    const m = sequential([layers.dense({ units: 1 })]);
    m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    m.build([2], 3);
    const before = await m.predict([[1, 1]]);
    let during: number[][] = [], second: unknown;
    await m.fit(x, y, { epochs: 1, callbacks: [callbacks.custom({ onEpochEnd: async () => { during = await m.predict([[1, 1]]); second = await m.fit(x, y).catch((e: unknown) => e); } })] });
    expect(during).toEqual(before);
    expect(second).toMatchObject({ code: 'not-ready' });
    expect(await m.predict([[1, 1]])).not.toEqual(before);
  });
});

describe('what a person gets wrong', () => {
  const caught = async (work: () => unknown): Promise<GradsheetError> => {
    try { await work(); } catch (e) { if (e instanceof GradsheetError) return e; throw e; }
    throw new Error('nothing was thrown');
  };
  test('too few columns', async () => {
    const m = net();
    await m.fit([[1, 2, 3], [2, 3, 4]], [0, 1]);
    expect((await caught(() => m.predict([[1, 2]]))).fields).toMatchObject({ where: 'x', received: '[1, 2]' });
  });
  test('rows that differ', async () => {
    expect((await caught(() => net().fit([[1, 2], [3]], [0, 1]))).fields).toMatchObject({ where: 'x, row 2', received: '1' });
    expect((await caught(() => net().fit([[1, 2], [3, 4]], [0, 1, 1]))).code).toBe('shape-mismatch');
  });
  test('an order that names rows that are not there; no data', async () => {
    expect((await caught(() => net().fit([[1, 2], [3, 4]], [0, 1], { order: [[0, 2]] }))).fields).toMatchObject({ where: 'order, epoch 1', received: '2' });
    expect((await caught(() => net().fit([[1, 2], [3, 4]], [0, 1], { order: [[0]] }))).fields).toMatchObject({ where: 'order, epoch 1', received: '1' });
    expect((await caught(() => net().fit(undefined as never, [0]))).code).toBe('missing-input');
    expect((await caught(() => net().fit([[1]], null as never))).code).toBe('missing-input');
  });
  test('NaN in the data, a negative number of epochs, fit before compile', async () => {
    expect((await caught(() => net().fit([[1, NaN]], [0]))).fields.where).toBe('x, row 1, column 2');
    expect((await caught(() => net().fit([[1, 2]], [0], { epochs: -1 }))).fields.where).toBe('epochs');
    expect((await caught(() => sequential([layers.dense({ units: 1 })]).fit([[1]], [1]))).code).toBe('not-ready');
  });
});
