import { expect, test } from 'vitest';
import students from '../vectors/students.json' with { type: 'json' };
import { sequentialGraph, variablesOf } from '../../src/nn/graph.ts';
import { initialize } from '../../src/nn/initializers.ts';
import * as layers from '../../src/nn/layers.ts';
import { loss } from '../../src/nn/losses.ts';
import { optimizer } from '../../src/nn/optimizers.ts';
import { History } from '../../src/run/history.ts';
import { reference } from '../../src/targets/reference.ts';
import { trainingRun } from '../../src/train/training-run.ts';

const names = ['english', 'math', 'science'] as const;

function studentsRun(learningRate: number, epochs: number): ReturnType<typeof trainingRun> {
  const graph = sequentialGraph([layers.dense({ units: 1, kernelInitializer: 'constant:0.33' })], [3]);
  return trainingRun({
    spec: {
      graph,
      inputs: [{ name: 'input_layer', shape: [3], columns: names }],
      outputs: [{ name: 'dense', shape: [1], columns: ['roi'] }],
      targets: [{ name: 'dense', shape: [1], columns: ['roi'] }],
      losses: [loss('halfSquaredError')],
      metrics: [[]],
      optimizer: optimizer({ name: 'sgd', learningRate }),
      weighted: false,
    },
    tables: {
      'x/input_layer': Float64Array.from(students.rows.flatMap((r) => names.map((n) => r[n]))),
      'y/dense': Float64Array.from(students.rows.map((r) => r.roi)),
    },
    rows: 5,
    batchSize: 5,
    epochs,
    order: { kind: 'plain' },
    learningRate,
    seed: 0,
    state: Object.fromEntries(
      Object.entries(variablesOf(graph)).map(([path, v], stream) => [
        path,
        initialize(v.init, v.shape, { seed: 0, stream }),
      ]),
    ),
  });
}

for (const name of ['correct_lr1', 'correct_lr0.5'] as const) {
  test(`the five students, ${name}: weights, bias and MSE of every epoch`, async () => {
    const { lr, epochs } = students.runs[name];
    const history = await History.open(studentsRun(lr, epochs.length), { engine: reference });
    for (const { epoch, w, bias, mse } of epochs) {
      const state = await history.state(epoch);
      const trace = await history.trace(epoch);
      w.forEach((v, i) => expect(Math.abs((state['dense/kernel']?.[i] ?? NaN) - v)).toBeLessThanOrEqual(1e-15));
      expect(Math.abs((state['dense/bias']?.[0] ?? NaN) - bias)).toBeLessThanOrEqual(1e-15);
      expect(Math.abs(trace.loss - mse)).toBeLessThanOrEqual(1e-15);
    }
  });
}

test('going back and forth gives the same bits, and a branch differs from where it began', async () => {
  // a state is kept at every few steps only
  const history = await History.open(studentsRun(1, 40), { engine: reference, budget: 200 });
  const first = [];
  for (let s = 0; s <= 40; s++) first.push(await history.state(s));
  for (const s of [40, 3, 17, 0, 39, 16, 5]) expect(await history.state(s)).toEqual(first[s]);
  const branch = await History.open(await history.branch(2, { settings: { learningRate: Float64Array.of(0.5) } }), {
    engine: reference,
  });
  expect((await branch.state(2))['dense/kernel']).toEqual(first[2]?.['dense/kernel']);
  expect((await branch.state(3))['dense/kernel']).not.toEqual(first[3]?.['dense/kernel']);
});
