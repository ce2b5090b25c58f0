// Ours, by what the package exports. node bench/peers/gradsheet.mjs f32|f64|reference [threads]
import { layers, optimizers, reference, sequential, wasm } from 'gradsheet';
import { g, program } from 'gradsheet/ir';
import { readFileSync } from 'node:fs';
import { answer } from './answer.mjs';
import { rowShapeOf } from './tasks.mjs';

const [kind = 'f32', threads = 1] = process.argv.slice(2);
const engine = kind === 'reference' ? reference : wasm({ precision: kind, threads: Number(threads) });
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
/** Steps that one call runs at most. */
const together = 4000;

const losses = { mse: 'meanSquaredError', bce: 'binaryCrossentropy', classes: 'sparseCategoricalCrossentropy' };

function network(task) {
  const { pictures, layers: sizes, loss, optimizer, rate, epsilon, weights } = task;
  const convolutions = (pictures?.kernels ?? []).flatMap(([height, width, , filters]) => [
    layers.conv2d({ filters, kernelSize: [height, width], activation: 'relu' }),
    layers.maxPooling2d(),
  ]);
  const model = sequential([
    ...(pictures ? [...convolutions, layers.flatten()] : []),
    ...sizes.map(([, units, kind]) =>
      kind === 'lstm' ? layers.lstm({ units }) : layers.dense({ units, activation: kind }),
    ),
  ]);
  model.compile({
    optimizer: optimizers[optimizer]({ learningRate: rate, ...(epsilon ? { epsilon } : {}) }),
    loss: losses[loss],
  });
  model.build(rowShapeOf(task));
  model.setWeights(weights);
  return model;
}

function tables(task) {
  const { x, y, rows, epochs, batch, order } = task;
  const orders = Array.from({ length: epochs }, (_, e) => order.subarray(e * rows, (e + 1) * rows));
  return {
    x: { data: x, shape: [rows, ...rowShapeOf(task)] },
    y,
    options: { batchSize: batch, ...(epochs > 0 ? { epochs, order: orders } : { shuffle: false }) },
  };
}

/** Steps of a network that goes on learning, as `fit` runs them: any number in a call. */
async function steps(task) {
  const { x, y, options } = tables(task);
  const { order, batch } = task;
  const model = network(task);
  const run = model.run(x, y, { ...options, engine });
  const runnable = await engine.load({ step: run.programs.step });
  await runnable.put({ ...run.tables, ...run.state, ...run.settings });
  const rows = new Int32Array(together * batch).map((_, i) => order[i % order.length]);
  let loss = null;
  let done = 0;
  return {
    run: async (times) => {
      for (let left = times; left > 0;) {
        const first = (done * batch) % order.length; // the batch whose turn it is
        const now = Math.min(left, together - first / batch);
        const feed = rows.subarray(first, first + now * batch);
        loss = (await runnable.run('step', { rows: feed }, now)).loss.at(-1);
        left -= now;
        done += now;
      }
    },
    ends: async () => ({ weights: Object.values(await runnable.take(Object.keys(model.weights()))), loss }),
    close: () => runnable.dispose(),
  };
}

/** Whole fits, each of a new network. */
function fits(task) {
  const { x, y, options } = tables(task);
  let model;
  return {
    run: async (times) => {
      for (let i = 0; i < times; i++) {
        model = network(task);
        await model.fit(x, y, { ...options, engine });
      }
    },
    ends: () => ({ weights: model.getWeights().map(({ data }) => data), loss: null }),
  };
}

/** y = a · b, kept as state so that no result is copied out; what reads the old one runs before. */
async function product({ size, a, b }) {
  const shape = [size, size];
  const table = (name) => g.input({ name, shape, from: 'table' });
  const fixed = { start: 0, terms: [], divide: 1 };
  const old = g.read(g.input({ name: 'y', shape, from: 'state' }), { shape: [1], from: [fixed, fixed] });
  const runnable = await engine.load({ p: program({ y: g.matmul(table('a'), table('b')), old }) });
  await runnable.put({ a, b, y: new Float32Array(size * size) });
  return {
    run: (times) => runnable.run('p', {}, times),
    ends: async () => ({ weights: Object.values(await runnable.take(['y'])), loss: null }),
    close: () => runnable.dispose(),
  };
}

await answer(version, (task) => (task.size ? product(task) : task.unit === 'fit' ? fits(task) : steps(task)));
