// One training step of a spreadsheet-sized network: batch 10, 5 → 5 relu → 1 sigmoid, binary crossentropy, Adam.
import { layers, NumpyRandom, sequential, wasm } from 'gradsheet';
import { orderedRows } from 'gradsheet/explain';
import { median, rounded, seconds } from './timing.mjs';

const np = new NumpyRandom(42);
const rows = 80;
const batchSize = 10;
const x = Array.from({ length: rows }, () => np.randn(5));
const y = np.randint(0, 2, rows);

async function measure(engine, epochs) {
  const model = sequential([
    layers.dense({ units: 5, activation: 'relu' }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  const run = model.run(x, y, { epochs, batchSize, seed: 1 });
  const steps = (rows / batchSize) * epochs;
  const order = Int32Array.from({ length: epochs }, (_, e) => e).reduce(
    (all, e) => {
      all.set(orderedRows(run.order, rows, e), e * rows);
      return all;
    },
    new Int32Array(rows * epochs),
  );
  const runnable = await engine.load(run.programs);
  await runnable.put({ ...run.tables, ...run.state, ...run.settings });
  await runnable.run('step', { rows: order }, steps); // warm up
  const times = await seconds(9, () => runnable.run('step', { rows: order }, steps));
  const one = await seconds(9, async () => {
    for (let e = 0; e < 50; e++) await runnable.run('step', { rows: order.subarray(0, 10) }, 1);
  });
  runnable.dispose();
  return { perStep: (median(times) / steps) * 1e6, called: (median(one) / 50) * 1e6 };
}

async function fitTime() {
  const once = async () => {
    const model = sequential([
      layers.dense({ units: 5, activation: 'relu' }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ]);
    model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
    await model.fit(x, y, { epochs: 50, batchSize, seed: 1 });
  };
  const [first] = await seconds(1, once);
  return { first: first * 1000, later: median(await seconds(9, once)) * 1000 };
}

const f32 = await measure(wasm({ precision: 'f32' }), 500);
const f64 = await measure(wasm({ precision: 'f64' }), 500);
const fit = await fitTime();
console.log(
  JSON.stringify([
    { what: 'step, f32, 4000 steps per call', value: rounded(f32.perStep), unit: 'µs' },
    { what: 'step, f64, 4000 steps per call', value: rounded(f64.perStep), unit: 'µs' },
    { what: 'step, f32, one call per step', value: rounded(f32.called), unit: 'µs' },
    { what: '400 steps in one call, f32', value: rounded((f32.perStep * 400) / 1000), unit: 'ms' },
    {
      what: 'fit, 50 epochs = 400 steps, all told, second time on',
      value: rounded(fit.later),
      unit: 'ms',
      note: 'trace, emit, compile, train',
    },
    { what: 'fit, the first in a process', value: rounded(fit.first), unit: 'ms' },
  ]),
);
