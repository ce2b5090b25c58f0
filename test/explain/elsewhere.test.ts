import { expect, test } from 'vitest';
import { elsewhere, trace } from '../../src/explain.ts';
import { layers, sequential } from '../../src/index.ts';

test.each([
  [4, 'all rows at once'],
  [3, 'batches of three'],
])("rows of one's own through a step are what predict says, in batches of %i (%s)", async (batchSize) => {
  const model = sequential([
    layers.dense({ units: 3, activation: 'tanh' }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
  model.build([2], 3);
  const run = model.run(
    [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
    [0, 1, 1, 0],
    { epochs: 2, batchSize, shuffle: false },
  );
  const t = trace(run);
  const prediction =
    [...t.view(0).blocks].find(([, l]) => l.role === 'prediction')?.[0] ?? expect.fail('no prediction');
  const points = Array.from({ length: 11 }, (_, i) => [i / 10, 0.3 - i / 7]);
  const name = Object.keys(run.tables).find((n) => n.startsWith('x/')) ?? '';
  const [found] = elsewhere(t, 0, [prediction], { [name]: Float64Array.from(points.flat()) });
  const expected = (await model.predict(points)).map(([p]) => p ?? NaN); // f32: another engine
  expect(found).toHaveLength(11);
  expected.forEach((p, i) => expect(found?.[i]).toBeCloseTo(p, 6));
});
