import { describe, expect, test } from 'vitest';
import { diagnose, gradientSizes, stabilityLimit, trace, type Diagnosis, type Trace } from '../../src/explain.ts';
import { overfitting } from '../../src/explain/diagnose/overfitting.ts';
import { layers, sequential, type Run } from '../../src/index.ts';
import { makeRun, students } from '../cells/runs.ts';

const kinds = (found: readonly Diagnosis[]): string[] => found.map((d) => d.kind);
const of = (found: readonly Diagnosis[], kind: Diagnosis['kind']): Diagnosis =>
  found.find((d) => d.kind === kind) ?? expect.fail(`no ${kind} in ${kinds(found).join()}`);
const labelsOf = (t: Trace, d: Diagnosis): string[] => [...new Set(d.cells.map((c) => t.label(c.value).role))];

/** A network of given layers with weights set by hand, one step of it. */
function net(
  sizes: readonly (readonly [number, 'relu' | 'sigmoid' | 'tanh' | 'linear'])[],
  x: number[][],
  y: number[],
  options: {
    weights?: Record<string, number[]>;
    optimizer?: { name: 'sgd' | 'adam'; learningRate: number; momentum?: number };
    batchSize?: number;
    loss?: 'meanSquaredError' | 'binaryCrossentropy';
  } = {},
): Run {
  const model = sequential(sizes.map(([units, activation]) => layers.dense({ units, activation })));
  model.compile({
    optimizer: options.optimizer ?? { name: 'sgd', learningRate: 0.01 },
    loss: options.loss ?? 'meanSquaredError',
  });
  model.build([x[0]?.length ?? 1], 7);
  if (options.weights) model.setWeights(options.weights);
  return model.run(x, y, { epochs: 2, batchSize: options.batchSize ?? x.length, shuffle: false });
}
const grid = Array.from({ length: 12 }, (_, i) => [((i * 7) % 12) / 6 - 1, ((i * 5) % 12) / 6 - 1]);
const half = grid.map((_, i) => i % 2);

describe('the learning rate', () => {
  test('the students: limit and largest eigenvalue of the mean outer product, to the last digits', () => {
    const t = trace(makeRun(students.make(1, 5)));
    const found = stabilityLimit({ trace: t, moment: 3 });
    expect(found?.lambdaMax).toBeCloseTo(2.3391658625316425, 12); // shared/golden: NumPy's eigvalsh
    expect(found?.limit).toBeCloseTo(0.8550056377085767, 12);
    expect(found?.exact).toBe(true);
  });
  test('above it, once the loss rises: an error that names the rate and the loss', () => {
    const t = trace(makeRun(students.make(1, 5)));
    const d = of(diagnose(t, 3, { losses: [0.0147, 0.02] }), 'learning-rate-above-limit');
    expect(d).toMatchObject({ severity: 'error', remedy: { kind: 'learning-rate', value: 0.5 } });
    expect(d.numbers['factor']).toBeCloseTo(1 - 2.3391658625316425, 12);
    expect(labelsOf(t, d)).toEqual(['learningRate', 'loss']);
  });
  test('below it: nothing', () =>
    expect(kinds(diagnose(trace(makeRun(students.make(0.85, 5))), 3, { losses: [1, 2] }))).toEqual([]));
  test('it is the limit: rates a little below and above it converge and diverge', () => {
    const mse = (rate: number): number[] => {
      const t = trace(makeRun(students.make(rate, 400)));
      return [1, 399].map((m) => {
        const loss = [...t.view(m).blocks].find(([, l]) => l.role === 'loss')?.[0];
        return loss ? (t.numbers(loss, m)[0] ?? NaN) : NaN;
      });
    };
    const [low0 = NaN, low1 = NaN] = mse(0.85);
    const [high0 = NaN, high1 = NaN] = mse(0.86);
    expect(low1).toBeLessThan(low0);
    expect(high1).toBeGreaterThan(high0);
  });
  test('no limit is claimed for momentum or Adam', () => {
    for (const optimizer of [
      { name: 'sgd', learningRate: 9, momentum: 0.9 },
      { name: 'adam', learningRate: 9 },
    ] as const) {
      expect(stabilityLimit({ trace: trace(net([[1, 'linear']], grid, half, { optimizer })), moment: 0 })).toBe(null);
    }
  });
  test('of a network with a curve in it the limit is local, and a rate above it is reported only while the loss rises', () => {
    const t = trace(
      net(
        [
          [3, 'tanh'],
          [1, 'linear'],
        ],
        grid,
        half,
        { optimizer: { name: 'sgd', learningRate: 50 } },
      ),
    );
    expect(stabilityLimit({ trace: t, moment: 0 })?.exact).toBe(false);
    expect(kinds(diagnose(t, 0, { losses: [2, 1] }))).not.toContain('learning-rate-above-limit');
    expect(kinds(diagnose(t, 0, { losses: [1, 2] }))).toContain('learning-rate-above-limit');
  });
});

describe('units', () => {
  const dead = {
    'dense/kernel': [1, -1, 0, 0],
    'dense/bias': [0.1, -5],
    'dense_1/kernel': [1, 1],
    'dense_1/bias': [0],
  };
  test('a dead one: 0 for all rows of the table, also those of other batches', () => {
    for (const batchSize of [12, 5]) {
      const t = trace(
        net(
          [
            [2, 'relu'],
            [1, 'linear'],
          ],
          grid,
          half,
          { weights: dead, batchSize },
        ),
      );
      const d = of(diagnose(t, 0), 'dead-unit');
      expect(d.numbers).toEqual({ layer: 1, unit: 2, rows: 12 });
      expect(d.cells.map((c) => c.at[1])).toEqual(Array.from({ length: batchSize }, () => 1));
      expect(d.remedy).toEqual({ kind: 'activation', value: 'leakyRelu' });
    }
  });
  test('0 for every row is dead where the function is flat there: relu, but not tanh', () => {
    const of0 = (f: 'relu' | 'tanh') =>
      kinds(
        diagnose(
          trace(
            net(
              [
                [2, f],
                [1, 'linear'],
              ],
              grid,
              half,
              { weights: { ...dead, 'dense/kernel': [0, 0, 0, 0], 'dense/bias': [0, 0] } },
            ),
          ),
          0,
        ),
      );
    expect(of0('relu')).toContain('dead-unit');
    expect(of0('tanh')).toEqual([]);
  });
  test('one that is 0 in this batch alone is not dead', () => {
    const x = Array.from({ length: 12 }, (_, i) => [i < 6 ? -1 : 1, 0]);
    const t = trace(
      net(
        [
          [2, 'relu'],
          [1, 'linear'],
        ],
        x,
        half,
        { weights: { ...dead, 'dense/bias': [0, 0.2], 'dense/kernel': [1, 1, 0, 0] }, batchSize: 6 },
      ),
    );
    expect(kinds(diagnose(t, 0))).not.toContain('dead-unit');
  });
  test('a saturated one', () => {
    const t = trace(
      net(
        [
          [2, 'tanh'],
          [1, 'linear'],
        ],
        grid,
        half,
        { weights: { ...dead, 'dense/kernel': [1, 1, 1, 1], 'dense/bias': [0, 9] } },
      ),
    );
    const d = of(diagnose(t, 0), 'saturated-unit');
    expect(d.numbers).toEqual({ layer: 1, unit: 2, share: 1 });
  });
});

test('ten sigmoid layers: the first learns a thousandth of what the last does; with tanh it does not vanish', () => {
  const deep = (f: 'sigmoid' | 'tanh') =>
    trace(net([...Array.from({ length: 9 }, () => [4, f] as const), [1, 'linear']], grid, half));
  const t = deep('sigmoid');
  const d = of(diagnose(t, 0), 'vanishing-gradient');
  const sizes = gradientSizes({ trace: t, moment: 0 });
  expect(sizes).toHaveLength(10);
  expect(d.numbers).toEqual({ first: sizes[0]?.size, last: sizes[9]?.size, layers: 10 });
  expect(d.numbers['first']).toBeLessThan((d.numbers['last'] ?? 0) / 1000);
  expect(d.cells.length).toBe(8); // the first layer's 2 × 4 weights
  expect(kinds(diagnose(deep('tanh'), 0))).not.toContain('vanishing-gradient');
});

describe('data', () => {
  test('a column that was not scaled', () => {
    const t = trace(
      net(
        [[1, 'linear']],
        grid.map(([a = 0, b = 0], i) => [a, b, 30_000 + i]),
        half,
      ),
    );
    const d = of(diagnose(t, 0), 'unscaled-feature');
    expect(d.numbers).toMatchObject({ column: 3, largest: 30_011 });
    expect(d.cells.every((c) => c.at[1] === 2)).toBe(true);
  });
  test('classes of unequal size', () => {
    const rare = grid.map((_, i) => (i === 0 ? 1 : 0));
    const run = (y: number[]) => trace(net([[1, 'sigmoid']], grid, y, { loss: 'binaryCrossentropy' }));
    expect(of(diagnose(run(rare), 0), 'class-imbalance').numbers).toEqual({ share: 11 / 12, count: 11, rows: 12 });
    expect(kinds(diagnose(run(half), 0))).not.toContain('class-imbalance');
  });
});

test('a number that is none: the first cell, and nothing that follows from it', () => {
  const t = trace(
    net(
      [
        [2, 'relu'],
        [1, 'linear'],
      ],
      grid,
      half,
      {
        weights: {
          'dense/kernel': [1e200, 1, 1, 1],
          'dense/bias': [0, 0],
          'dense_1/kernel': [1e200, 1],
          'dense_1/bias': [0],
        },
      },
    ),
  );
  const found = diagnose(t, 0);
  const d = of(found, 'not-finite');
  expect(found).toHaveLength(1);
  expect(d.severity).toBe('error');
  expect(labelsOf(t, d)).toEqual(['prediction']);
});

test('overfitting: the test loss rises for long while the training loss falls', () => {
  const train = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2];
  const test = [1, 0.9, 0.8, 0.82, 0.84, 0.86, 0.88, 0.9, 0.95];
  expect(overfitting(train, test)[0]).toMatchObject({
    kind: 'overfitting',
    numbers: { best: 2, then: 0.8, now: 0.95 },
    remedy: { kind: 'stop-at', value: 2 },
  });
  expect(overfitting(train, train)).toEqual([]);
  expect(overfitting(train.slice(0, 5), test.slice(0, 5))).toEqual([]); // too soon to say
});
