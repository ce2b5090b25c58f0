// jax-js in WebAssembly, the fastest it has in Node: the whole step, gradient and optimizer, is one jitted function.
// node bench/peers/jax.mjs HOME
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readFileSync } from 'node:fs';
import { answer, batchesOf } from './answer.mjs';
import { inputsOf, refuseLoops, shapesOf } from './tasks.mjs';

const folder = join(process.argv[2], 'node_modules/@jax-js/jax');
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy: np,
  tree,
  valueAndGrad,
} = await import(pathToFileURL(join(folder, 'dist/index.js')).href);
await init('wasm');
defaultDevice('wasm');

const array = (numbers, shape) => np.array(numbers).reshape(shape);
/** sigmoid and softmax are part of the loss. */
const activations = { linear: (z) => z, relu: nn.relu, sigmoid: (z) => z, softmax: (z) => z };

/** From logits z [rows, units] and targets y [rows, units]. */
const losses = {
  mse: (z, y) => np.mean(np.square(z.sub(y))),
  bce: (z, y) => np.mean(nn.softplus(z.ref).sub(z.mul(y))),
  classes: (z, y) => np.mean(nn.logSoftmax(z).mul(y).sum(-1)).neg(),
};

/** The largest of every 2 × 2: x [rows, channels, height, width]. */
const pooled = (x) => lax.reduceWindow(x, np.max, [1, 1, 2, 2], [1, 1, 2, 2]);

/** Pictures are [rows, channels, height, width], kernels [filters, channels, height, width]. */
function convolved(x, kernel, bias) {
  const turned = np.transpose(kernel, [3, 2, 0, 1]);
  return pooled(nn.relu(lax.conv(x, turned, [1, 1], 'VALID').add(bias.reshape([1, -1, 1, 1]))));
}

function lossOf(task) {
  const { pictures, layers, loss } = task;
  const kernels = pictures?.kernels ?? [];
  return (params, x, y) => {
    kernels.forEach((_, i) => {
      x = convolved(x, params[2 * i], params[2 * i + 1]);
    });
    if (pictures) x = np.transpose(x, [0, 2, 3, 1]).reshape([-1, layers[0][0]]); // ours begins with the places
    layers.forEach(([, , activation], i) => {
      const at = 2 * (kernels.length + i);
      x = activations[activation](np.matmul(x, params[at]).add(params[at + 1]));
    });
    return losses[loss](x, y);
  };
}

/** From { params, m, v, t } to the same a step later, and the loss. */
function stepOf(task) {
  const both = valueAndGrad(lossOf(task));
  const { optimizer, rate, epsilon } = task;
  return jit((state, x, y) => {
    const [loss, gradients] = both(tree.ref(state.params), x, y);
    if (optimizer === 'sgd') {
      return [{ params: state.params.map((p, i) => p.sub(gradients[i].mul(rate))) }, loss];
    }
    const t = state.t.add(1);
    const m = state.m.map((a, i) => a.mul(0.9).add(gradients[i].ref.mul(0.1)));
    const v = state.v.map((a, i) => a.mul(0.999).add(np.square(gradients[i]).mul(0.001)));
    const [one, two] = [0.9, 0.999].map((beta) => np.subtract(1, np.power(beta, t.ref)));
    const params = state.params.map((p, i) => {
      const root = np.sqrt(v[i].ref.div(two.ref)).add(epsilon);
      return p.sub(m[i].ref.div(one.ref).mul(rate).div(root));
    });
    one.dispose();
    two.dispose();
    return [{ params, m, v, t }, loss];
  });
}

function network(task) {
  refuseLoops(task);
  const { pictures, layers, loss, weights, optimizer, unit } = task;
  const step = stepOf(task);
  const [, units] = layers.at(-1);
  const batches = batchesOf(task).map(({ x, y, rows }) => {
    const targets = loss === 'classes' ? nn.oneHot(np.array(Int32Array.from(y)), units) : array(y, [rows, 1]);
    if (!pictures) return { x: array(x, [rows, inputsOf(task)]), y: targets };
    return { x: np.transpose(array(x, [rows, ...pictures.shape]), [0, 3, 1, 2]), y: targets };
  });
  const shapes = shapesOf(task);
  let state;
  let last = null;
  let done = 0;
  const begin = () => {
    tree.dispose(state);
    const params = weights.map((w, i) => array(w, shapes[i]));
    const zeros = () => shapes.map((shape) => np.zeros(shape));
    state = optimizer === 'sgd' ? { params } : { params, m: zeros(), v: zeros(), t: np.array(0) };
    done = 0;
  };
  const one = async () => {
    const { x, y } = batches[done++ % batches.length];
    last?.dispose();
    [state, last] = step(state, x.ref, y.ref);
    await last.ref.blockUntilReady(); // steps that wait for one another in its queue are many times slower
  };
  begin();
  return {
    run: async (times) => {
      for (let i = 0; i < times; i++) {
        if (unit === 'step') await one();
        else {
          begin();
          for (let k = 0; k < batches.length; k++) await one();
        }
      }
      await blockUntilReady(tree.ref(state));
    },
    ends: async () => ({
      weights: await Promise.all(state.params.map((p) => p.ref.data())),
      loss: unit === 'step' ? (await last.ref.data())[0] : null,
    }),
    close: () => {
      tree.dispose([state, last, batches]);
      step.dispose();
    },
  };
}

function product({ size, a, b }) {
  const [x, y] = [a, b].map((m) => array(m, [size, size]));
  let z = null;
  return {
    run: async (times) => {
      for (let i = 0; i < times; i++) {
        z?.dispose();
        z = np.matmul(x.ref, y.ref);
        await z.ref.blockUntilReady();
      }
    },
    ends: async () => ({ weights: [await z.ref.data()], loss: null }),
    close: () => tree.dispose([x, y, z]),
  };
}

await answer(version, (task) => (task.size ? product(task) : network(task)));
