// TensorFlow.js: variables and `optimizer.minimize`, which is faster than `fit` of its layers.
// node bench/peers/tensorflow.mjs HOME wasm|cpu
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { answer, batchesOf } from './answer.mjs';
import { refuseLoops, rowShapeOf, shapesOf } from './tasks.mjs';

const [, , home, backend] = process.argv;
const require = createRequire(join(home, 'package.json'));
console.warn = () => {}; // it advertises its native package
const tf = require('@tensorflow/tfjs');
if (backend === 'wasm') {
  const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`);
}
await tf.setBackend(backend);
await tf.ready();

/** sigmoid and softmax are part of the loss. */
const activations = { linear: (z) => z, relu: tf.relu, sigmoid: (z) => z, softmax: (z) => z };

function lossOf(loss, z, y) {
  if (loss === 'mse') return tf.losses.meanSquaredError(y, z);
  if (loss === 'bce') return tf.losses.sigmoidCrossEntropy(y, z);
  return tf.losses.softmaxCrossEntropy(y, z);
}

function network(task) {
  refuseLoops(task);
  const { pictures, layers, loss, weights, optimizer, rate, epsilon, unit } = task;
  const kernels = pictures?.kernels ?? [];
  const shapes = shapesOf(task);
  const [, units] = layers.at(-1);
  const batches = batchesOf(task).map(({ x, y, rows }) => ({
    x: tf.tensor(x, [rows, ...rowShapeOf(task)]),
    y: loss === 'classes' ? tf.oneHot(tf.tensor1d(y, 'int32'), units).toFloat() : tf.tensor2d(y, [rows, 1]),
  }));
  let params = [];
  let adam = null;
  let last = null;
  let done = 0;
  const begin = () => {
    close();
    params = weights.map((w, i) => tf.variable(tf.tensor(w, shapes[i])));
    adam = optimizer === 'sgd' ? tf.train.sgd(rate) : tf.train.adam(rate, 0.9, 0.999, epsilon);
    done = 0;
  };
  const close = () => {
    tf.dispose(params);
    adam?.dispose();
  };
  const logits = (x) => {
    kernels.forEach((_, i) => {
      x = x
        .conv2d(params[2 * i], 1, 'valid')
        .add(params[2 * i + 1])
        .relu()
        .maxPool(2, 2, 'valid');
    });
    if (pictures) x = x.reshape([-1, layers[0][0]]);
    layers.forEach(([, , activation], i) => {
      const at = 2 * (kernels.length + i);
      x = activations[activation](x.matMul(params[at]).add(params[at + 1]));
    });
    return x;
  };
  const one = () => {
    const { x, y } = batches[done++ % batches.length];
    last?.dispose();
    last = adam.minimize(() => lossOf(loss, logits(x), y), true, params);
  };
  begin();
  return {
    run: async (times) => {
      for (let i = 0; i < times; i++) {
        if (unit === 'step') one();
        else {
          begin();
          for (let k = 0; k < batches.length; k++) one();
        }
      }
      await last.data(); // all is done when the loss is there
    },
    ends: async () => ({
      weights: await Promise.all(params.map((p) => p.data())),
      loss: unit === 'step' ? (await last.data())[0] : null,
    }),
    close: () => {
      close();
      tf.dispose([last, batches]);
    },
  };
}

function product({ size, a, b }) {
  const [x, y] = [a, b].map((m) => tf.tensor2d(m, [size, size]));
  let z = null;
  return {
    run: async (times) => {
      for (let i = 0; i < times; i++) {
        z?.dispose();
        z = tf.matMul(x, y);
      }
      await z.data();
    },
    ends: async () => ({ weights: [await z.data()], loss: null }),
    close: () => tf.dispose([x, y, z]),
  };
}

await answer(tf.version.tfjs, (task) => (task.size ? product(task) : network(task)));
