import { describe, expect, test } from 'vitest';
import { inputPorts } from '../../src/nn/graph.ts';
import liked from '../vectors/liked.json' with { type: 'json' };
import {
  callbacks,
  input,
  layers,
  model,
  NumpyRandom,
  optimizers,
  reference,
  sequential,
  Table,
  wasm,
  GradsheetError,
  type Engine,
} from '../../src/index.ts';
import { trainTestSplit } from '../../src/table.ts';

const table = (): Table => {
  const np = new NumpyRandom(42);
  return Table.of({
    height: np.randint(150, 200, 100),
    age: np.randint(18, 40, 100),
    income: np.randint(30000, 100000, 100),
    considerate: np.randint(0, 2, 100),
    distance: np.randint(0, 2, 100),
    liked: np.randint(0, 2, 100),
  });
};
const net = (): ReturnType<typeof sequential> => {
  const m = sequential([
    layers.dense({ units: 5, activation: 'relu' }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ]);
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
  const probabilities = (await m.predict(train.x, { engine: reference })).map(([p]) => p ?? NaN);
  const y = Array.from(train.y.data);
  const right = y.filter((v, i) => ((probabilities[i] ?? NaN) > 0.5 ? 1 : 0) === v).length;
  const { accuracy } = await m.evaluate(train.x, train.y, { engine: reference, batchSize: 9 });
  expect(accuracy).toBeCloseTo(right / y.length, 12);
});

describe('functional networks', () => {
  test('branches, joins and two outputs train together', async () => {
    const x = input({ shape: [3], name: 'marks' });
    const hidden = layers.dense({ units: 4, activation: 'tanh', name: 'hidden' }).apply(x);
    const joined = layers.concatenate().apply([x, hidden]);
    const a = layers.dense({ units: 1, name: 'roi' }).apply(joined);
    const b = layers.dense({ units: 2, activation: 'softmax', name: 'group' }).apply(hidden);
    const m = model({ inputs: x, outputs: [a, b] });
    m.compile({
      optimizer: optimizers.adam({ learningRate: 0.05 }),
      loss: ['meanSquaredError', 'categoricalCrossentropy'],
    });
    const np = new NumpyRandom(1);
    const rows = np.rand(40, 3);
    const roi = rows.map(([p = 0, q = 0]) => [p - q]);
    const group = rows.map(([p = 0, q = 0]) => (p > q ? [1, 0] : [0, 1]));
    const { history } = await m.fit(rows, { roi, group }, { epochs: 60, batchSize: 8, seed: 1 });
    expect(history['loss']?.at(-1)).toBeLessThan((history['loss']?.[0] ?? NaN) / 3);
    const predicted = await m.predictAll(rows);
    expect(Object.keys(predicted)).toEqual(['roi', 'group']);
    expect(predicted['group']?.[0]?.length).toBe(2);
  });
});

describe('a loss that is not finite', () => {
  const x = Array.from({ length: 20 }, (_, i) => [i * 100, 1]);
  const y = x.map(([v = 0]) => [v * 3]);
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

describe('after a loss or weight that is not finite', () => {
  const x = Array.from({ length: 400 }, (_, i) => [1 + i / 400, 1]);
  const y = x.map(() => [0]);
  /** An engine that counts the steps it runs. */
  const counted = (): { engine: Engine; steps: () => number } => {
    let steps = 0;
    const inner = wasm();
    return {
      steps: () => steps,
      engine: {
        ...inner,
        load: async (programs) => {
          const runnable = await inner.load(programs);
          const run = runnable.run.bind(runnable);
          runnable.run = (name, feeds, times) => {
            steps += times;
            return run(name, feeds, times);
          };
          return runnable;
        },
      },
    };
  };
  // One step makes the hidden weights infinite; behind relu, and with a last layer that stays, the loss does not show
  // it.
  const hidden = (): ReturnType<typeof sequential> => {
    const m = sequential([
      layers.dense({ units: 2, activation: 'relu', kernelInitializer: 'ones' }),
      layers.dense({ units: 1, trainable: false, kernelInitializer: 'ones' }),
    ]);
    m.compile({ optimizer: optimizers.sgd({ learningRate: 3e38 }), loss: 'meanSquaredError' });
    return m;
  };
  test('the epoch is replayed once, to the step where it began', async () => {
    const m = hidden();
    const { engine, steps } = counted();
    const history = await m.fit(x, y, { epochs: 2, batchSize: 1, engine });
    expect(history.stopped).toMatchObject({ reason: 'not-finite', epoch: 0, step: 1 });
    expect(history.firstBad?.label).toMatchObject({ role: 'update', of: { name: 'dense/kernel' } });
    expect(m.weights()['dense/kernel']?.data).toEqual(Float64Array.of(1, 1, 1, 1));
    expect(steps()).toBeLessThanOrEqual(2 * x.length);
  });
  test('a training that is stopped inside an epoch leaves finite weights', async () => {
    const m = hidden();
    let calls = 0;
    const history = await m.fit(x, y, { epochs: 2, batchSize: 1, stop: () => ++calls > 1 });
    expect(history.stopped).toMatchObject({ reason: 'not-finite', step: 1 });
    for (const { data } of Object.values(m.weights())) expect(data.every(Number.isFinite)).toBe(true);
  });
  test('where it began is told also when a callback put other weights back, or changed the rate', async () => {
    const build = (learningRate: number): ReturnType<typeof sequential> => {
      const m = sequential([layers.dense({ units: 1 })]);
      m.compile({ optimizer: optimizers.sgd({ learningRate }), loss: 'meanSquaredError' });
      return m;
    };
    const plain = await build(50).fit(x, y, { epochs: 200, batchSize: 400 });
    expect(plain.firstBad).toBeDefined();
    const restored = await build(50).fit(x, y, {
      epochs: 200,
      batchSize: 400,
      callbacks: [callbacks.earlyStopping({ monitor: 'loss', patience: 500, restoreBestWeights: true })],
    });
    expect(restored.firstBad).toEqual(plain.firstBad);
    const raised = await build(0.1).fit(x, y, {
      epochs: 9,
      batchSize: 400,
      callbacks: [callbacks.learningRateScheduler((epoch) => (epoch < 3 ? 0 : 1e39))],
    });
    expect(raised.stopped).toMatchObject({ epoch: 3 });
    expect(raised.firstBad?.label.role).toBe('learningRate'); // beyond what f32 holds
  });
});

describe('weights of rows', () => {
  const x = Array.from({ length: 20 }, (_, i) => [i / 20, ((i * 7) % 20) / 20]);
  test('the held rows of validationSplit are weighed, as in Keras; those of validationData are not', async () => {
    const m = net();
    const y = x.map((_, i) => i % 2);
    const sampleWeight = x.map((_, i) => 1 + (i % 5));
    const held = x.slice(15);
    m.compile({ optimizer: { name: 'sgd', learningRate: 0 }, loss: 'binaryCrossentropy' });
    const options = { engine: reference, sampleWeight, batchSize: 4 };
    const { history } = await m.fit(x, y, { ...options, validationSplit: 0.25 });
    const each = (await m.predict(held, { engine: reference })).map(
      ([p = NaN], i) => -Math.log(y[15 + i] === 1 ? p : 1 - p),
    );
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    expect(history['val_loss']?.[0]).toBeCloseTo(mean(each.map((loss, i) => loss * (sampleWeight[15 + i] ?? NaN))), 12);
    const given = await m.fit(x, y, { ...options, validationData: [held, y.slice(15)] });
    expect(given.history['val_loss']?.[0]).toBeCloseTo(mean(each), 12);
  });
  test('a class is the largest share of a soft target', async () => {
    const build = (): ReturnType<typeof sequential> => {
      const m = sequential([layers.dense({ units: 2, activation: 'softmax' })]);
      m.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
      return m;
    };
    const soft = x.map(([a = 0]) => (a > 0.5 ? [0.9, 0.1] : [0.2, 0.8]));
    const options = { engine: reference, batchSize: 20 };
    const weighed = await build().fit(x, soft, { ...options, classWeight: { 0: 3, 1: 0.5 } });
    const same = await build().fit(x, soft, { ...options, sampleWeight: soft.map(([a = 0]) => (a > 0.5 ? 3 : 0.5)) });
    expect(weighed.history).toEqual(same.history);
  });
});

test('a flat array is one number per row, also for a network that does not know its input yet', async () => {
  const m = sequential([layers.dense({ units: 1 })]);
  m.compile({ optimizer: 'sgd', loss: 'mse', metrics: 'mae' });
  await m.fit([1, 2, 3], [2, 4, 6]);
  expect(m.weights()['dense/kernel']?.shape).toEqual([1, 1]);
  expect((await m.predict([1, 2])).length).toBe(2);
});

test('a log that only some epochs have is NaN in the others', async () => {
  const m = net();
  const { history } = await m.fit(
    [
      [1, 2],
      [3, 4],
    ],
    [0, 1],
    {
      epochs: 3,
      callbacks: [
        callbacks.custom({
          onEpochEnd: (epoch, logs) => {
            if (epoch === 1) logs['extra'] = 7;
          },
        }),
      ],
    },
  );
  expect(history['extra']).toEqual([NaN, 7, NaN]);
});

describe('what goes on between calls', () => {
  const x = Array.from({ length: 30 }, (_, i) => [i / 30, ((i * 7) % 30) / 30]);
  const y = x.map(([a = 0, b = 0]) => [a + 2 * b]);
  test('training in two parts is the same as in one: weights, slots and the order of rows', async () => {
    const build = (): ReturnType<typeof sequential> => {
      const m = sequential([layers.dense({ units: 3, activation: 'tanh' }), layers.dense({ units: 1 })]);
      m.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
      return m;
    };
    const whole = build();
    const parts = build();
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
      epochs: 50,
      batchSize: 30,
      seed: 2,
      validationSplit: 0.2,
      engine: reference,
      callbacks: [
        callbacks.custom({
          onEpochEnd: async (_, __, control) => {
            seen.push(await control.weights());
          },
        }),
        callbacks.earlyStopping({ monitor: 'val_loss', patience: 3, restoreBestWeights: true }),
      ],
    });
    const losses = history.history['val_loss'] ?? [];
    const best = losses.indexOf(Math.min(...losses));
    expect(losses.length).toBeLessThan(50);
    expect(m.weights()['dense/kernel']?.data).toEqual(seen[best]?.['dense/kernel']);
  });
  test('a callback changes the learning rate; a stop request ends with what was learned', async () => {
    const m = sequential([layers.dense({ units: 1 })]);
    m.compile({ optimizer: optimizers.sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
    const kernels: number[] = [];
    let asked = false;
    const history = await m.fit(x, y, {
      epochs: 9,
      batchSize: 10,
      seed: 2,
      stop: () => asked,
      callbacks: [
        callbacks.custom({
          onEpochEnd: async (epoch, _, control) => {
            kernels.push((await control.weights())['dense/kernel']?.[0] ?? NaN);
            control.learningRate = 0;
            asked = epoch === 3;
          },
        }),
      ],
    });
    expect(kernels[0]).not.toBe(0);
    expect(new Set(kernels).size).toBe(1); // rate 0 from the second epoch on
    expect(history.stopped).toMatchObject({ reason: 'interrupted', epoch: 4 });
  });
});

describe('calls that overlap', () => {
  const x = Array.from({ length: 70 }, (_, i) => [i / 70, ((i * 3) % 70) / 70]);
  const y = x.map(([a = 0, b = 0]) => [a - b]);
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
    let during: number[][] = [];
    let second: unknown;
    await m.fit(x, y, {
      epochs: 1,
      callbacks: [
        callbacks.custom({
          onEpochEnd: async () => {
            during = await m.predict([[1, 1]]);
            second = await m.fit(x, y).catch((e: unknown) => e);
          },
        }),
      ],
    });
    expect(during).toEqual(before);
    expect(second).toMatchObject({ code: 'not-ready' });
    expect(await m.predict([[1, 1]])).not.toEqual(before);
  });
});

describe('what a person gets wrong', () => {
  const caught = async (work: () => unknown): Promise<GradsheetError> => {
    try {
      await work();
    } catch (e) {
      if (e instanceof GradsheetError) return e;
      throw e;
    }
    throw new Error('nothing was thrown');
  };
  test('too few columns', async () => {
    const m = net();
    await m.fit(
      [
        [1, 2, 3],
        [2, 3, 4],
      ],
      [0, 1],
    );
    expect((await caught(() => m.predict([[1, 2]]))).fields).toMatchObject({ where: 'x', received: '[1, 2]' });
  });
  test('rows that differ', async () => {
    expect((await caught(() => net().fit([[1, 2], [3]], [0, 1]))).fields).toMatchObject({
      where: 'x, row 2',
      received: '1',
    });
    expect(
      (
        await caught(() =>
          net().fit(
            [
              [1, 2],
              [3, 4],
            ],
            [0, 1, 1],
          ),
        )
      ).code,
    ).toBe('shape-mismatch');
  });
  test('an order that names rows that are not there; no data', async () => {
    expect(
      (
        await caught(() =>
          net().fit(
            [
              [1, 2],
              [3, 4],
            ],
            [0, 1],
            { order: [[0, 2]] },
          ),
        )
      ).fields,
    ).toMatchObject({ where: 'order, epoch 1', received: '2' });
    expect(
      (
        await caught(() =>
          net().fit(
            [
              [1, 2],
              [3, 4],
            ],
            [0, 1],
            { order: [[0]] },
          ),
        )
      ).fields,
    ).toMatchObject({ where: 'order, epoch 1', received: '1' });
    expect((await caught(() => net().fit(undefined as never, [0]))).code).toBe('missing-input');
    expect((await caught(() => net().fit([[1]], null as never))).code).toBe('missing-input');
  });
  test('a misspelt option; a batch of no rows; callbacks that are no list', async () => {
    const x = [
      [1, 2],
      [3, 4],
    ];
    const y = [0, 1];
    const m = net();
    await m.fit(x, y);
    expect((await caught(() => m.fit(x, y, { batchsize: 2 } as never))).fields).toMatchObject({
      where: 'fit, option "batchsize"',
      hint: 'Did you mean "batchSize"?',
    });
    expect(
      (await caught(() => m.compile({ optimizer: 'sgd', loss: 'mse', metric: 'mae' } as never))).fields.where,
    ).toBe('compile, option "metric"');
    expect((await caught(() => m.fit(x, y, { callbacks: callbacks.terminateOnNaN() as never }))).fields.where).toBe(
      'callbacks',
    );
    for (const batchSize of [0, -1, 2.5, NaN]) {
      expect((await caught(() => m.evaluate(x, y, { batchSize }))).fields.where).toBe('batchSize');
      expect((await caught(() => m.predict(x, { batchSize }))).fields.where).toBe('batchSize');
    }
  });
  test('two metrics of one name, whose numbers would overwrite each other', async () => {
    const m = sequential([layers.dense({ units: 1 })]);
    expect(
      (
        await caught(() =>
          m.compile({
            optimizer: 'sgd',
            loss: 'mse',
            metrics: [
              { name: 'precision', threshold: 0.3 },
              { name: 'precision', threshold: 0.9 },
            ],
          }),
        )
      ).fields.received,
    ).toBe('"precision"');
  });
  test('a layer called as the sums of a run, which begin each epoch at zero', async () => {
    expect((await caught(() => layers.dense({ units: 1, name: 'sums' }))).fields.where).toBe('dense "sums", name');
  });
  test('inputs by names the network does not have', async () => {
    const marks = input({ shape: [2], name: 'marks' });
    const m = model({ inputs: marks, outputs: layers.dense({ units: 1 }).apply(marks) });
    m.compile({ optimizer: 'sgd', loss: 'mse' });
    expect((await caught(() => m.fit({ mark: [[1, 2]] }, [1]))).fields).toEqual({
      where: 'x',
      expected: 'an object with "marks"',
      received: '"mark"',
    });
    expect((await caught(() => m.fit({ marks: [[1, 2]], age: [[1]] }, [1]))).fields.received).toBe('"marks", "age"');
    expect((await caught(() => net().fit({}, [1]))).code).toBe('missing-input');
    expect((await caught(() => net().fit([], []))).fields).toMatchObject({ where: 'x', expected: 'at least one row' });
  });
  test('class numbers that are none of the classes', async () => {
    const m = sequential([layers.dense({ units: 3, activation: 'softmax' })]);
    const x = [[1], [2], [3]];
    m.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    expect((await caught(() => m.fit(x, [1, 2, 3]))).fields).toMatchObject({
      where: 'y, row 3',
      expected: 'a class number from 0 to 2',
      received: '3',
    });
    expect((await caught(() => m.fit(x, [0, 0.5, 1]))).fields.where).toBe('y, row 2');
    await m.fit(x, [0, 1, 2], { validationData: [x, [2, 1, 0]] });
    expect((await caught(() => m.evaluate(x, [0, 1, -1]))).fields.where).toBe('y, row 3');
    expect((await caught(() => m.fit(x, [0, 1, 2], { validationData: [x, [0, 1, 7]] }))).fields.where).toBe(
      'validation y, row 3',
    );
  });
  test('weights of rows: too few, too many, not finite; of classes: not finite, of two outputs', async () => {
    const x = [
      [1, 2],
      [3, 4],
    ];
    const y = [0, 1];
    for (const sampleWeight of [[1], [1, 1, 1]]) {
      expect((await caught(() => net().fit(x, y, { sampleWeight }))).fields).toMatchObject({
        where: 'sampleWeight',
        expected: '2 numbers, one per row',
      });
    }
    expect((await caught(() => net().fit(x, y, { sampleWeight: [1, NaN] }))).fields.where).toBe(
      'sampleWeight, row 2, column 1',
    );
    expect((await caught(() => net().fit(x, y, { classWeight: { 1: NaN } }))).fields.where).toBe('classWeight, 1');
    const i = input({ shape: [2] });
    const two = model({
      inputs: i,
      outputs: [layers.dense({ units: 1, name: 'a' }).apply(i), layers.dense({ units: 1, name: 'b' }).apply(i)],
    });
    two.compile({ optimizer: 'sgd', loss: 'mse' });
    expect((await caught(() => two.fit(x, { a: y, b: y }, { classWeight: { 0: 1, 1: 2 } }))).fields.where).toBe(
      'classWeight',
    );
  });
  test('scaling of an input that is not there or of other columns, a state without its weights', async () => {
    const m = net();
    m.build([2]);
    expect((await caught(() => m.setScaling({ marks: { offset: [0, 0], divisor: [1, 1] } }))).code).toBe(
      'unknown-name',
    );
    const [port] = inputPorts(m.graph);
    expect((await caught(() => m.setScaling({ [port?.name ?? '']: { offset: [0], divisor: [1] } }))).code).toBe(
      'shape-mismatch',
    );
    const { 'dense/kernel': _, ...rest } = m.state();
    expect((await caught(() => m.setState(rest))).code).toBe('shape-mismatch');
  });
  test('weights that are not finite, a learning rate that is none, a layer beyond all memory', async () => {
    const m = net();
    m.build([2]);
    expect((await caught(() => m.setWeights({ 'dense_1/bias': [NaN] }))).fields.where).toContain(
      'weights "dense_1/bias"',
    );
    const never = callbacks.custom({
      onEpochEnd: (_, __, control) => {
        control.learningRate = NaN;
      },
    });
    expect((await caught(() => m.fit([[1, 2]], [1], { callbacks: [never] }))).fields.where).toBe('learningRate');
    expect((await caught(() => sequential([layers.dense({ units: 1e6 })]).build([1000]))).code).toBe('too-large');
  });
  test('NaN in the data, a negative number of epochs, fit before compile', async () => {
    expect((await caught(() => net().fit([[1, NaN]], [0]))).fields.where).toBe('x, row 1, column 2');
    expect((await caught(() => net().fit([[1, 2]], [0], { epochs: -1 }))).fields.where).toBe('epochs');
    expect((await caught(() => sequential([layers.dense({ units: 1 })]).fit([[1]], [1]))).code).toBe('not-ready');
  });
});
