import { describe, expect, test } from 'vitest';
import { choose } from '../../src/choose/choose.ts';
import type { Trial } from '../../src/choose/choice.ts';
import { conformalHalfWidth } from '../../src/choose/conformal.ts';
import { foldsOf, testRows } from '../../src/choose/folds.ts';
import { joined } from '../../src/choose/joined.ts';
import { forward, type Net } from '../../src/choose/net.ts';
import { isSame, stepsOf } from '../../src/choose/outcome.ts';
import { Table } from '../../src/data/table.ts';
import type { Scores } from '../../src/statistics/scores.ts';
import { mean } from '../../src/util/lists.ts';
import { NumpyRandom } from '../../src/util/numpy-random.ts';

const random = new NumpyRandom(5);
const x = random.randn(160);
const noise = random.randn(160);
const line = Table.of({ x, y: x.map((v) => 20_000 + 100 * v) });
const nothing = Table.of({ x, y: noise });
const bend = Table.of({ x, y: x.map((v, i) => v * v + 0.05 * (noise[i] ?? 0)) });

describe('what is chosen', () => {
  test('a line, where there is one, in the units of the table', async () => {
    const { choice, model } = await choose(line, { target: 'y' });
    expect(choice.chosen.rung).toBe('line');
    expect(choice.verdict.rung).toBe('line');
    expect(choice.line?.intercept).toBeCloseTo(20_000, 3);
    expect(choice.line?.slopes[0]?.slope).toBeCloseTo(100, 3);
    const [[predicted]] = await model.predict([[1.5]]);
    expect(predicted).toBeCloseTo(20_150, 1);
  });

  test('steep slopes, where a line parts the classes; not where it cannot', async () => {
    const penaltyFor = async (classes: readonly string[]): Promise<number | undefined> => {
      const { choice } = await choose(Table.of({ x, classes }), { target: 'classes' });
      const tried = choice.trials.find(({ candidate }) => candidate.rung === 'line')?.candidate;
      return tried?.rung === 'line' ? tried.penalty : undefined;
    };
    expect(await penaltyFor(x.map((v) => (v > 0.31 ? 'high' : 'low')))).toBeLessThan(1e-4);
    expect(await penaltyFor(x.map((v, i) => (v > 2 * (noise[i] ?? 0) ? 'high' : 'low')))).toBeGreaterThanOrEqual(1e-4);
  });

  test('the constant, where there is nothing to learn', async () => {
    const { choice } = await choose(nothing, { target: 'y' });
    expect(choice.chosen.rung).toBe('constant');
    expect(choice.verdict.rung).toBe('constant');
  });

  test('a network, where a line is not enough; the same one each time', async () => {
    const first = await choose(bend, { target: 'y' });
    expect(first.choice.chosen.rung).toBe('network');
    expect(first.choice.verdict.rung).toBe('network');
    const second = await choose(bend, { target: 'y' });
    expect(second.choice).toEqual(first.choice);
    expect(second.model.weights()).toEqual(first.model.weights());
  });

  test('numbers far from all others as they are, where the target is a sum with them; not where they are slips', async () => {
    const far = (v: number, i: number): number => (i % 20 === 0 ? 1000 * v : v);
    const early = x.map(far);
    const late = noise.map((v, i) => far(v, i + 7));
    const total = Table.of({ early, late, total: early.map((v, i) => v + (late[i] ?? 0)) });
    const trials: Trial[] = [];
    const { choice, preprocessing } = await choose(
      total,
      { target: 'total' },
      { watch: { onTrial: (trial) => trials.push(trial) } },
    );
    expect(choice.farNumbers).toEqual(['early', 'late']);
    expect(choice.line?.slopes.map(({ slope }) => slope)).toEqual([expect.closeTo(1, 3), expect.closeTo(1, 3)]);
    expect(preprocessing.features.map((feature) => 'limits' in feature)).toEqual([false, false]);
    expect(trials.slice(-choice.trials.length)).toEqual(choice.trials); // after those on limited ones
    expect(trials.length).toBeGreaterThan(choice.trials.length);
    const limited = await choose(total, { target: 'total', outliers: 'limit' });
    expect(limited.choice).not.toHaveProperty('farNumbers');
    expect(limited.preprocessing.features.map((feature) => 'limits' in feature)).toEqual([true, true]);

    const slips = x.map((v, i) => (i % 40 === 3 ? 5000 : v));
    const height = await choose(Table.of({ slips, y: x.map((v, i) => v + 0.1 * (noise[i] ?? 0)) }), { target: 'y' });
    expect(height.choice).not.toHaveProperty('farNumbers');
    expect(height.preprocessing.features.map((feature) => 'limits' in feature)).toEqual([true]);
  });

  test('a network that has to train for long, of few rows', async () => {
    const narrow = Table.of({ x: x.slice(0, 80), y: x.slice(0, 80).map((v) => Math.exp(-8 * Math.abs(v - 0.5))) });
    const { choice } = await choose(narrow, { target: 'y' });
    const [constant, , network] = choice.verdict.rungs;
    expect(choice.chosen.rung).toBe('network');
    expect(network?.scores.rmse).toBeLessThan(0.65 * (constant?.scores.rmse ?? NaN));
  });

  test('the best so far, where the person ends it, and that is said', async () => {
    const { choice } = await choose(bend, { target: 'y' }, { watch: { stop: () => 'asked' } });
    expect(choice.cut).toEqual({ reason: 'asked', tried: 0, of: 3 });
    expect(choice.trials.map(({ candidate }) => candidate.rung)).toEqual(['constant', 'line']);
  });

  test('a clock that runs out when all is tried has cut nothing', async () => {
    let networks = 0;
    const onTrial = ({ candidate }: Trial): void => {
      if (candidate.rung === 'network') networks += 1;
    };
    const watch = { onTrial, stop: () => (networks >= 4 ? ('time' as const) : null) };
    const { choice } = await choose(nothing, { target: 'y' }, { watch });
    expect(networks).toBe(5); // and the best of them once more
    expect(choice.cut).toBeNull();
  });

  test('classes of texts, of which rare rows do not fail', async () => {
    const kinds = x.map((v, i) => (i < 2 ? 'rare' : v > 0 ? 'high' : 'low'));
    const { choice, model } = await choose(Table.of({ x, kinds }), { target: 'kinds' });
    expect(choice.verdict.rungs.find(({ rung }) => rung === choice.chosen.rung)?.scores['accuracy']).toBeGreaterThan(
      0.9,
    );
    const [[first = NaN, ...others]] = await model.predict([[2]]);
    expect(first + others.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  });
});

test('a network on the first folds is compared with the guess on the same folds', () => {
  const constant = { candidate: { rung: 'constant' }, cost: 5.5, folds: [1, 10] } as const;
  const network = { rung: 'network', hidden: [8], learningRate: 0.1, batchSize: 8, penalty: 0 } as const;
  const trials = [constant, { candidate: network, cost: 0.25, folds: [0.25] }];
  const [, step] = stepsOf(trials, network, network, { squared: true });
  expect(step?.error).toBe(0.5);
});

test('one row far off cannot outweigh all others', async () => {
  const y = x.map((v, i) => (i === 7 ? 1e4 : 3 * v + 0.1 * (noise[i] ?? 0)));
  const { choice } = await choose(Table.of({ x, y }), { target: 'y' });
  const share = (rung: string): number => choice.trials.find((t) => t.candidate.rung === rung)?.cost ?? NaN;
  expect(share('constant')).toBeLessThan(0.3);
});

test('every row is held out once in each repeat', () => {
  const problem = { task: 'regression', x: { data: x, shape: [160, 1], columns: ['x'] }, y: Float64Array.from(x) };
  const { splits, count, repeats } = foldsOf({ ...problem, x: { ...problem.x, data: problem.y } } as never, 0);
  expect(splits).toHaveLength(count * repeats);
  const dealings = Array.from({ length: repeats }, (_, repeat) =>
    splits.slice(repeat * count, (repeat + 1) * count).flatMap(({ test: rows }) => rows),
  );
  for (const rows of dealings) expect(rows.toSorted((a, b) => a - b)).toEqual(x.map((_, i) => i));
  expect(dealings[1]).not.toEqual(dealings[0]);
});

test('test rows are set aside from 500 rows on', () => {
  expect(testRows(499, null, 42)).toBeNull();
  expect(testRows(500, null, 42)?.test).toHaveLength(100);
});

test('classes keep their shares among the test rows, where each has rows to share', () => {
  const labels = Float64Array.from({ length: 600 }, (_, row) => row % 3);
  const shares = [0, 1, 2].map((k) => testRows(600, labels, 42)?.test.filter((row) => labels[row] === k).length);
  expect(shares).toEqual([40, 40, 40]);
  labels[0] = 3; // a class of one row
  expect(testRows(600, labels, 42)?.test).toHaveLength(120);
});

test('the constant guess ranks no rows: its ROC AUC is one half, whatever the folds hold', async () => {
  const kinds = x.slice(0, 100).map((_, i) => (i % 9 === 0 ? 'few' : 'many'));
  const { choice } = await choose(Table.of({ x: x.slice(0, 100), kinds }), { target: 'kinds' });
  expect(choice.verdict.measure).toBe('rocAuc');
  expect(choice.verdict.rungs.find(({ rung }) => rung === 'constant')?.scores.rocAuc).toBe(0.5);
});

test('balanced weights count in every cost: of the folds, of all rows and of the networks on their way', async () => {
  const kinds = x.map((v, i) => (v + (noise[i] ?? 0) > 1.8 ? 'few' : 'many'));
  const { choice } = await choose(Table.of({ x, kinds }), { target: 'kinds', classWeights: 'balanced' });
  for (const { cost, folds = [] } of choice.trials) expect(mean(folds)).toBeCloseTo(cost, 12);
  const networks = choice.trials.filter(({ candidate }) => candidate.rung === 'network');
  const joinedOne = networks.at(-1)?.cost ?? NaN;
  const alone = networks
    .slice(0, -1)
    .find(({ candidate }) => isSame(candidate, networks.at(-1)?.candidate ?? candidate));
  expect(Math.abs((alone?.cost ?? NaN) / joinedOne - 1)).toBeLessThan(0.2);
});

test('balanced weights leave the guess a person would make', async () => {
  const kinds = x.map((_, i) => (i % 4 === 0 ? 'few' : 'many'));
  const { choice } = await choose(Table.of({ x, kinds }), { target: 'kinds', classWeights: 'balanced' });
  expect(choice.verdict.rungs.find(({ rung }) => rung === 'constant')?.scores.accuracy).toBe(0.75);
});

describe('what a person says that counts is what is measured', () => {
  const wide = new NumpyRandom(11);
  const size = wide.randn(600);
  const luck = wide.randn(600);
  const rare = size.map((v, i) => (v + 0.8 * (luck[i] ?? 0) > 1.6 ? 'fraud' : 'fine'));
  const costs = { fp: 1, fn: 12 };
  for (const rows of [600, 300]) {
    const table = Table.of({ size: size.slice(0, rows), rare: rare.slice(0, rows) });
    test(`costs, ${rows} rows: scores at thresholds from other rows`, async () => {
      const { choice, judged } = await choose(table, { target: 'rare', costs });
      const { verdict, threshold } = choice;
      expect(verdict).toMatchObject({ measure: 'cost', by: rows < 500 ? 'cross-validation' : 'test' });
      for (const { candidate, labels = new Float64Array(0) } of judged.answers) {
        const wrong = (truth: number): number =>
          labels.reduce((sum, label, row) => sum + (judged.truth[row] === truth && label !== truth ? 1 : 0), 0);
        const scores: Scores = verdict.rungs.find(({ rung }) => rung === candidate.rung)?.scores ?? {};
        expect(scores.cost).toBeCloseTo((wrong(0) + 12 * wrong(1)) / judged.truth.length, 12);
        expect(scores.accuracy).toBeCloseTo(1 - (wrong(0) + wrong(1)) / judged.truth.length, 12);
        if (candidate.rung === choice.chosen.rung) expect(threshold?.cost).toBe(wrong(0) + 12 * wrong(1));
        if (candidate.rung === 'constant') expect(threshold?.costOfConstant).toBe(wrong(0) + 12 * wrong(1));
      }
      expect(threshold?.threshold).toBeLessThan(0.5);
      expect(threshold?.cost).toBeLessThan(threshold?.costAtHalf ?? 0);
    });
  }
  test('balanced classes: the mean of their accuracies', async () => {
    const table = Table.of({ size: size.slice(0, 300), rare: rare.slice(0, 300) });
    const { verdict } = (await choose(table, { target: 'rare', classWeights: 'balanced' })).choice;
    expect(verdict.measure).toBe('balancedAccuracy');
    expect(verdict.rungs.find(({ rung }) => rung === 'constant')?.scores.balancedAccuracy).toBe(0.5);
    expect(verdict.overConstant?.interval?.low).toBeGreaterThan(0.1);
  });
});

test('a seed may stand anywhere below 2³²', async () => {
  const few = { x: x.slice(0, 40), y: x.slice(0, 40) };
  const { choice } = await choose(Table.of(few), { target: 'y', seed: 2 ** 32 - 1 });
  expect(choice.importance).toHaveLength(1);
});

test('a table of few rows, and of few rows of each class, has as many folds as it can', () => {
  const problem = { task: 'binary', y: Float64Array.of(0, 1, 0, 1, 0, 1) } as never;
  expect(foldsOf(problem, 0).count).toBe(3);
  expect(foldsOf({ task: 'binary', y: Float64Array.of(0, 1) } as never, 0).count).toBe(2);
});

test('joined networks give the mean of what each gives', () => {
  const net = (): Net => [
    { kernel: Float64Array.from(random.randn(6)), bias: Float64Array.from(random.randn(3)), activation: 'relu' },
    { kernel: Float64Array.from(random.randn(12)), bias: Float64Array.from(random.randn(4)), activation: 'relu' },
    { kernel: Float64Array.from(random.randn(8)), bias: Float64Array.from(random.randn(2)), activation: 'linear' },
  ];
  const nets = [net(), net(), net()];
  const rows = { data: Float64Array.from(random.randn(10)), shape: [5, 2], columns: [] } as const;
  const each = nets.map((one) => forward(one, rows));
  forward(joined(nets), rows).forEach((value, i) => {
    expect(value).toBeCloseTo(each.reduce((sum, values) => sum + (values[i] ?? NaN), 0) / 3, 12);
  });
});

test('a conformal interval is as wide as the error that only one in ten passes', () => {
  const errors = Float64Array.from({ length: 99 }, (_, i) => (i % 2 === 0 ? i + 1 : -(i + 1)));
  expect(conformalHalfWidth(errors)).toBe(90); // ⌈0.9 · 100⌉
  expect(conformalHalfWidth(errors.subarray(0, 8))).toBe(Infinity);
});
