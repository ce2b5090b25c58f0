import { expect, test } from 'vitest';
import type { Net } from '../../src/choose/net.ts';
import { networkModel } from '../../src/choose/network.ts';
import { takeProblem, type Problem } from '../../src/choose/problem.ts';
import { trainer, type Training } from '../../src/choose/trainer.ts';
import { NumpyRandom } from '../../src/util/numpy-random.ts';

const random = new NumpyRandom(3);
const numbers = (count: number): Float64Array => Float64Array.from(random.randn(count));
const x = { data: numbers(150), shape: [50, 3], columns: ['a', 'b', 'c'] } as const;
const settings = { hidden: [4], learningRate: 0.01, batchSize: 8, penalty: 0.01 };
const regression: Problem = { task: 'regression', x, y: numbers(50), classes: 0, weights: null };
const binary: Problem = {
  ...regression,
  task: 'binary',
  y: regression.y.map((v) => (v > 0 ? 1 : 0)),
  classes: 2,
  weights: numbers(50).map(Math.abs),
};
const multiclass: Problem = {
  ...regression,
  task: 'multiclass',
  y: x.data.slice(0, 50).map((v) => Math.abs(Math.round(v)) % 3),
  classes: 3,
};
const even = Array.from({ length: 25 }, (_, i) => 2 * i);
const odd = even.map((row) => row + 1);
const looks = (at: readonly number[], seed: number, seen: Net[] = []): Training => ({
  at,
  seed,
  look: (_, net) => {
    seen.push(net);
    return false;
  },
});

/** The same training by the model a person would write, on a table of those rows alone. */
async function fitted(problem: Problem, rows: readonly number[], epochs: number, seed: number): Promise<number[][]> {
  const part = takeProblem(problem, rows);
  const model = networkModel(problem.task, problem.task === 'multiclass' ? 3 : 1, settings);
  const weighted = part.weights ? { sampleWeight: part.weights } : {};
  await model.fit(part.x, part.y, { epochs, batchSize: settings.batchSize, seed, ...weighted });
  return Object.values(model.weights()).map(({ data }) => Array.from(data));
}
const weightsOf = (net: Net): number[][] => net.flatMap((l) => [Array.from(l.kernel), Array.from(l.bias)]);

test.each([regression, binary, multiclass])(
  'trains rows of a $task as model.fit trains a table of them, bit by bit, whatever it trained before',
  async (problem) => {
    const train = trainer();
    for (const [rows, seed] of [
      [even, 1],
      [odd, 2],
      [even.slice(0, 16), 2],
      [even.slice(0, 5), 2],
      [even, 1],
    ] as const) {
      const net = await train(problem, rows, settings, looks([3], seed));
      expect(weightsOf(net)).toEqual(await fitted(problem, rows, 3, seed));
    }
  },
);

test('is looked at on the way, and ends where it is told', async () => {
  const seen: Net[] = [];
  const last = await trainer()(regression, even, settings, looks([1, 2, 4], 0, seen));
  expect(seen).toHaveLength(3);
  expect(seen[2]).toBe(last);
  expect(weightsOf(seen[1] ?? [])).toEqual(await fitted(regression, even, 2, 0));
  const first = await trainer()(regression, even, settings, { at: [1, 2, 4], seed: 0, look: () => true });
  expect(first).toEqual(seen[0]);
});

test('a network that grows without bound is the one of the last look before', async () => {
  const wild = { ...settings, learningRate: 1e30 };
  expect(await trainer()(regression, even, wild, looks([50], 0))).toEqual([]);
});
