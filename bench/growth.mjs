// How a step's time grows with the network, 10³ to 10⁷ parameters, and what memory a long training takes.
//   node bench/growth.mjs                      10⁶ steps, with a process of its own for the memory
//   node bench/growth.mjs --short              small ones, to see that all is in order
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { layers, NumpyRandom, sequential, wasm } from 'gradsheet';
import { median, rounded } from './timing.mjs';

const short = process.argv.includes('--short');
/** Units of each of two hidden layers: width² + 13 · width + 1 parameters, half a power of ten apart. */
const widths = short ? [20, 36] : [26, 50, 94, 172, 310, 556, 994, 1772, 3156];
const INPUTS = 10;
const BATCH = 32;
const ROUNDS = short ? 2 : 7;
const SECONDS = short ? 0 : 0.1;
const STEPS = short ? 1600 : 1_000_000;
const SAMPLES = short ? 4 : 50;

if (process.argv.includes('--memory')) console.log(JSON.stringify(await memory()));
else console.log(JSON.stringify([...(await times()), ...memoryRows()]));

function network(width, inputs) {
  const model = sequential([
    layers.dense({ units: width, activation: 'relu' }),
    layers.dense({ units: width, activation: 'relu' }),
    layers.dense({ units: 1 }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  model.build([inputs]);
  return model;
}

/** A step of each network on one thread, taking turns: large networks would have several, small ones not. */
async function times() {
  const random = new NumpyRandom(1);
  const x = Array.from({ length: BATCH }, () => random.randn(INPUTS));
  const y = random.randn(BATCH);
  const rows = Int32Array.from({ length: BATCH }, (_, i) => i);
  const all = [];
  for (const width of widths) {
    const model = network(width, INPUTS);
    const run = model.run(x, y, { batchSize: BATCH });
    const runnable = await wasm({ threads: 1 }).load({ step: run.programs.step });
    await runnable.put({ ...run.tables, ...run.state, ...run.settings });
    const parameters = Object.values(model.weights()).reduce((sum, { data }) => sum + data.length, 0);
    const steps = async (n) => {
      const feed = Int32Array.from({ length: n * BATCH }, (_, i) => rows[i % BATCH]);
      const start = performance.now();
      await runnable.run('step', { rows: feed }, n);
      return (performance.now() - start) / 1000;
    };
    let n = 1;
    while ((await steps(n)) < SECONDS / 2) n *= 2; // until all of it is fast code
    all.push({ parameters, steps, n, seconds: [], dispose: () => runnable.dispose() });
  }
  for (let i = 0; i < ROUNDS; i++) for (const one of all) one.seconds.push((await one.steps(one.n)) / one.n);
  all.forEach(({ dispose }) => dispose());
  const points = all.map(({ parameters, seconds }) => ({
    what: `step of ${parameters.toLocaleString('en')} parameters, batch of ${BATCH}`,
    parameters,
    value: rounded(median(seconds) * 1e6),
    unit: 'µs',
    spread: [Math.min(...seconds), Math.max(...seconds)].map((s) => rounded(s * 1e6)),
  }));
  const slope = slopeOf(points.map((p) => [Math.log(p.parameters), Math.log(p.value)]));
  return [
    ...points,
    { what: 'growth of the step: its time ∝ parameters to the power', value: rounded(slope), unit: '' },
  ];
}

/** Of the line through the points with the least squares. */
function slopeOf(points) {
  const mean = (k) => points.reduce((sum, p) => sum + p[k], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const sum = (f) => points.reduce((all, p) => all + f(p), 0);
  return sum(([x, y]) => (x - mx) * (y - my)) / sum(([x]) => (x - mx) ** 2);
}

/** Bytes that the process has, sample by sample, during one `fit` of a small network. */
async function memory() {
  const random = new NumpyRandom(2);
  const rows = 200;
  const batchSize = 10;
  const x = Array.from({ length: rows }, () => random.randn(5));
  const y = random.randn(rows);
  const epochs = STEPS / (rows / batchSize);
  const out = [];
  const callback = {
    onEpochEnd: (epoch) => {
      if ((epoch + 1) % (epochs / SAMPLES) === 0) {
        out.push({ steps: (epoch + 1) * (rows / batchSize), bytes: process.memoryUsage.rss() });
      }
    },
  };
  await network(5, 5).fit(x, y, { epochs, batchSize, callbacks: [callback] });
  return out;
}

function memoryRows() {
  const args = [fileURLToPath(import.meta.url), '--memory', ...(short ? ['--short'] : [])];
  const samples = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  const megabytes = ({ bytes }) => rounded(bytes / 2 ** 20, 4);
  const of = (n) => n.toLocaleString('en');
  const [early, last] = [samples[SAMPLES / 10 - 1] ?? samples[0], samples.at(-1)];
  return [
    { what: `memory after ${of(early.steps)} steps`, value: megabytes(early), unit: 'MB' },
    {
      what: `memory after ${of(last.steps)} steps`,
      value: megabytes(last),
      unit: 'MB',
      samples: samples.map((s) => [s.steps, megabytes(s)]),
    },
    {
      what: 'memory for each further step',
      value: rounded((last.bytes - early.bytes) / (last.steps - early.steps), 2),
      unit: 'bytes',
    },
  ];
}
