import { describe, expect, test, vi } from 'vitest';
import { layers, NumpyRandom, sequential, wasm, reference } from '../../src/index.ts';
import { History, stepAt, stepsPerEpoch } from '../../src/explain.ts';

const np = new NumpyRandom(5);
const x = np.rand(30, 3);
const y = x.map(([a = 0, b = 0, c = 0]) => [a + b * c]);

const build = (): ReturnType<typeof sequential> => {
  const m = sequential([
    layers.dense({ units: 5, activation: 'tanh' }),
    layers.dropout({ rate: 0.3 }),
    layers.batchNormalization(),
    layers.dense({ units: 1 }),
  ]);
  m.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['mae'] });
  return m;
};
const options = { epochs: 4, batchSize: 7, seed: 11 }; // 5 steps an epoch, the last one of 2 rows

for (const engine of [reference, wasm({ precision: 'f64' }), wasm()]) {
  describe(`history on ${engine.name}: dropout, kept means, Adam, shuffled rows, a partial last batch`, () => {
    test('its end is the end of fit, bit for bit, and its losses are those of the epochs', async () => {
      const fitted = build();
      const walked = build();
      const { history } = await fitted.fit(x, y, { ...options, engine });
      const walk = await History.open(walked.run(x, y, options), { engine });
      const end = await walk.state(walk.length);
      const want = fitted.state();
      for (const [name, data] of Object.entries(want)) expect(end[name], name).toEqual(data);
      history['loss']?.forEach((loss, epoch) =>
        expect(walk.epochLoss(epoch)).toBeCloseTo(loss, engine.epsilon < 1e-12 ? 12 : 5),
      );
      walk.dispose();
    });
    test('forward and back are the same bits for every budget, and so is every trace', async () => {
      const run = build().run(x, y, options);
      const states: Record<string, Float64Array>[] = [];
      const losses: number[] = [];
      const every = await History.open(run, { engine });
      for (let s = 0; s <= every.length; s++) states.push(await every.state(s));
      for (let s = 0; s < every.length; s++) losses.push((await every.trace(s)).loss);
      const few = await History.open(run, { engine, budget: 1 }); // only the first state is kept
      const visits = new NumpyRandom(3).permutation(every.length);
      for (const s of visits) {
        expect(await few.state(s)).toEqual(states[s]);
        const trace = await few.trace(s);
        expect(trace.loss).toBe(losses[s]);
        expect(trace.rows.length).toBe(s % 5 === 4 ? 2 : 7);
        expect(await few.state(s)).toEqual(states[s]); // a trace does not move on
      }
      every.dispose();
      few.dispose();
    });
    test('a branch without changes goes the same way', async () => {
      const run = build().run(x, y, options);
      const walk = await History.open(run, { engine });
      const branch = await History.open(await walk.branch(10), { engine });
      expect(await branch.state(branch.length)).toEqual(await walk.state(walk.length));
      const inside = await History.open(await walk.branch(12), { engine }); // in the middle of the third epoch
      expect(await inside.state(inside.length)).toEqual(await walk.state(walk.length));
      for (const step of [3.5, 21]) await expect(walk.branch(step)).rejects.toMatchObject({ code: 'invalid-option' });
    });
  });
}

test('steps: which rows every step trains', () => {
  const run = build().run(x, y, options);
  expect(stepsPerEpoch(run)).toBe(5);
  const all = [0, 1, 2, 3, 4].flatMap((s) => Array.from(stepAt(run, 5 + s).rows));
  expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
  expect(stepAt(run, 9)).toMatchObject({ epoch: 1, batch: 4, name: 'lastStep' });
});

test('a walk forward draws each order of rows once, on a branch too', async () => {
  const drawn = vi.spyOn(NumpyRandom.prototype, 'permutation');
  try {
    const walk = await History.open(build().run(x, y, { ...options, epochs: 30 }), { engine: wasm() });
    await walk.goTo(walk.length);
    expect(drawn.mock.calls.length).toBeLessThanOrEqual(31); // one more to count the rows
    const branch = await History.open(await walk.branch(50), { engine: wasm() });
    const before = drawn.mock.calls.length;
    await branch.goTo(branch.length);
    expect(drawn.mock.calls.length - before).toBeLessThanOrEqual(31);
  } finally {
    drawn.mockRestore();
  }
});
