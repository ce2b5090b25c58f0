// brain.js has sigmoids everywhere, also at the end, and learns row by row: the nearest it can do, another task. A step
// is as many rows as a batch of the others has. node bench/peers/brain.mjs HOME
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { answer, batchesOf } from './answer.mjs';
import { refuseLoops } from './tasks.mjs';

const home = process.argv[2];
const require = createRequire(join(home, 'package.json'));
const brain = require('brain.js');
const { version } = JSON.parse(readFileSync(join(home, 'node_modules/brain.js/package.json'), 'utf8'));

function network(task) {
  refuseLoops(task);
  if (task.rows > 100_000) throw new Error('it takes rows as lists of their own, too many for its memory');
  if (task.pictures) throw new Error('it has no convolution');
  const { layers, loss, optimizer, unit } = task;
  const [[inputs]] = layers;
  const [, units] = layers.at(-1);
  const target = (y) => (loss === 'classes' ? Array.from({ length: units }, (_, k) => (k === y ? 1 : 0)) : [y]);
  const batches = batchesOf(task).map(({ x, y }) =>
    Array.from(y, (v, i) => ({ input: Array.from(x.subarray(i * inputs, (i + 1) * inputs)), output: target(v) })),
  );
  const options = { iterations: 1, errorThresh: Number.MIN_VALUE, ...(optimizer === 'adam' ? { praxis: 'adam' } : {}) };
  const hiddenLayers = layers.slice(0, -1).map(([, to]) => to);
  let net = new brain.NeuralNetwork({ hiddenLayers });
  let done = 0;
  return {
    run: (times) => {
      for (let i = 0; i < times; i++) {
        if (unit === 'step') net.train(batches[done++ % batches.length], options);
        else {
          net = new brain.NeuralNetwork({ hiddenLayers });
          for (const batch of batches) net.train(batch, options);
        }
      }
    },
    ends: () => ({ weights: [], loss: null }),
  };
}

await answer(version, (task) => {
  if (task.size) throw new Error('it has no matrix product');
  return network(task);
});
