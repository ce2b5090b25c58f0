// What ours and the peers are asked to do, as data: networks of dense layers, one for pictures, an LSTM, and matrix
// products. Each task's numbers are written to a folder that every process reads, so that all begin with the same
// weights and see the same batches.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NumpyRandom } from 'gradsheet';

/**
 * Its epsilon is next to nothing: some add it before they correct the bias and some after, as Keras, and the ends would
 * differ by what is no mistake.
 */
const adam = { optimizer: 'adam', rate: 0.001, epsilon: 1e-12 };

/** Classes of 32 rows, the same in every step. */
const oneBatch = { loss: 'classes', ...adam, rows: 32, batch: 32, epochs: 1, unit: 'step', check: 10 };

/**
 * A network: `layers` as [inputs, units, activation], trained with `loss` on `rows` rows, `batch` at a time, in
 * `epochs` shuffled orders. Before its layers a network of `pictures` has convolutions, kernels as [height, width,
 * channels, filters], each followed by relu and the largest of every 2 × 2. A layer [inputs, units, 'lstm'] goes over
 * `steps`, and gives what it came to at the end.
 *
 * `unit` is what is timed: one `step`, the batches taken in turn, of a network that goes on learning; or one `fit`: a
 * new network and optimizer, and all batches once. Before it is timed, the ends of `check` units are compared.
 *
 * A product multiplies two matrices of `size` × `size`.
 */
const networks = {
  W1: {
    what: 'W1: 3 → 1, mean squared error, SGD, 5 rows',
    layers: [[3, 1, 'linear']],
    loss: 'mse',
    optimizer: 'sgd',
    rate: 0.01,
    rows: 5,
    batch: 5,
    epochs: 1,
    unit: 'step',
    check: 200,
  },
  W2: {
    what: 'W2: 5 → 5 relu → 1 sigmoid, Adam, batches of 10',
    layers: [
      [5, 5, 'relu'],
      [5, 1, 'sigmoid'],
    ],
    loss: 'bce',
    ...adam,
    rows: 80,
    batch: 10,
    epochs: 50,
    unit: 'step',
    check: 400,
  },
  W3: {
    what: 'W3: 784 → 128 relu → 10 softmax, Adam, batch of 32',
    layers: [
      [784, 128, 'relu'],
      [128, 10, 'softmax'],
    ],
    ...oneBatch,
  },
  W4: {
    what: 'W4: 28 × 28, twice 3 × 3 convolution and pooling, 800 → 128 relu → 10 softmax, Adam, batch of 32',
    pictures: {
      shape: [28, 28, 1],
      kernels: [
        [3, 3, 1, 16],
        [3, 3, 16, 32],
      ],
    },
    layers: [
      [800, 128, 'relu'],
      [128, 10, 'softmax'],
    ],
    ...oneBatch,
  },
  W5: {
    what: 'W5: 50 steps of 16 → LSTM 64 → 10 softmax, Adam, batch of 32',
    layers: [
      [16, 64, 'lstm'],
      [64, 10, 'softmax'],
    ],
    steps: 50,
    ...oneBatch,
  },
  logistic: {
    what: 'logistic regression, 1,000,000 rows × 20, one epoch, batches of 1024',
    layers: [[20, 1, 'sigmoid']],
    loss: 'bce',
    ...adam,
    rows: 1_000_000,
    batch: 1024,
    epochs: 0,
    unit: 'fit',
    check: 1,
  },
};

/** A thread's, a stream's or a larger network's tasks go here. @param short small ones, to see that all is in order */
export function tasks(short = false) {
  const { W1, W2, W3, W4, W5, logistic } = networks;
  const product = (size) => ({ name: `W6 ${size}`, what: `W6: matrix product, ${size} × ${size}`, size, check: 1 });
  const all = [
    { name: 'W1', ...W1 },
    { name: 'W2', ...W2 },
    { name: 'W2 fit', ...W2, what: 'W2: whole fit, 50 epochs = 400 steps', unit: 'fit', check: 1 },
    { name: 'W3 b32', ...W3 },
    { name: 'W3 b128', ...W3, what: W3.what.replace('32', '128'), rows: 128, batch: 128 },
    { name: 'W4', ...W4 },
    { name: 'W5', ...W5 },
    { name: 'logistic fit', ...logistic },
    {
      name: 'logistic step',
      ...logistic,
      what: 'the same, its steps alone',
      rows: 976 * 1024,
      unit: 'step',
      check: 976,
    },
    product(512),
    product(1024),
  ];
  if (!short) return all;
  return [
    all[0],
    all[1],
    all[2],
    { ...all[3], layers: [W3.layers[0].with(1, 8), [8, 10, 'softmax']], check: 3 },
    { ...all[5], ...pictureOf(8, 2), rows: 4, batch: 4, check: 2 },
    { ...all[6], steps: 4, layers: [W5.layers[0].with(1, 5), [5, 10, 'softmax']], check: 3 },
    { ...all[7], rows: 2500 },
    { ...all[8], rows: 2048, check: 4 },
    product(48),
  ];
}

/** W4 in small: one convolution. */
const pictureOf = (side, filters) => ({
  pictures: { shape: [side, side, 1], kernels: [[3, 3, 1, filters]] },
  layers: [[((side - 2) / 2) ** 2 * filters, 10, 'softmax']],
});

/** The shape of a row. */
export const rowShapeOf = ({ pictures, steps, layers: [[inputs]] }) =>
  pictures?.shape ?? (steps ? [steps, inputs] : [inputs]);

/** Numbers of a row. */
export const inputsOf = (task) => rowShapeOf(task).reduce((a, b) => a * b);

/** Shapes of all weights, of each layer kernel and bias in turn; gates of an LSTM stand side by side, i f c o. */
export const shapesOf = ({ pictures, layers = [] }) => [
  ...(pictures?.kernels ?? []).flatMap((kernel) => [kernel, [kernel.at(-1)]]),
  ...layers.flatMap(([inputs, units, kind]) =>
    kind === 'lstm' ? [[inputs, 4 * units], [units, 4 * units], [4 * units]] : [[inputs, units], [units]],
  ),
];

/** For peers without recurrent layers, or whose own do something else. @throws Error for an LSTM */
export function refuseLoops({ steps }) {
  if (steps) throw new Error('the task is not written for recurrent layers of this library');
}

/** Writes a task with its numbers. @returns the folder */
export function writeTask(task, parent) {
  const folder = join(parent, task.name.replaceAll(' ', '-'));
  mkdirSync(folder, { recursive: true });
  const write = (name, numbers) => writeFileSync(join(folder, name), numbers);
  writeFileSync(join(folder, 'task.json'), JSON.stringify(task));
  if (task.size) {
    write('a.f32', uniform(task.size ** 2, 1));
    write('b.f32', uniform(task.size ** 2, 2));
    return folder;
  }
  const inputs = inputsOf(task);
  const random = new NumpyRandom(3);
  const x = uniform(task.rows * inputs, 4);
  write('x.f32', x);
  write(
    'y.f32',
    Float32Array.from({ length: task.rows }, (_, i) => targetOf(task, x, i * inputs)),
  );
  const orders = Array.from({ length: task.epochs }, () => random.permutation(task.rows));
  write('order.i32', Int32Array.from(task.epochs > 0 ? orders.flat() : Array.from({ length: task.rows }, (_, i) => i)));
  shapesOf(task).forEach((shape, i) => {
    const length = shape.reduce((a, b) => a * b);
    if (shape.length === 1) {
      write(`weight${i}.f32`, new Float32Array(length));
      return;
    }
    const [from, to] = shape.slice(-2);
    const limit = Math.sqrt(6 / ((from + to) * (length / from / to)));
    write(
      `weight${i}.f32`,
      uniform(length, 5 + i).map((v) => v * limit),
    );
  });
  return folder;
}

/** A rule of the first two numbers of a row, with exceptions: something that can be learned, but not by heart. */
function targetOf({ loss, layers }, x, at) {
  const [a, b] = [x[at], x[at + 1]];
  const odd = Math.abs(x[at + 2]) < 0.1;
  if (loss === 'mse') return a - 0.5 * b + 0.2;
  if (loss === 'bce') return a + b > 0 !== odd ? 1 : 0;
  return Math.floor(((a + 1) / 2) * layers.at(-1)[1]);
}

/** Numbers from -1 to 1 that look like chance: the golden ratio's hash of the position. */
function uniform(length, seed) {
  const out = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    let h = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
    h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
    out[i] = ((h ^ (h >>> 16)) >>> 0) / 2 ** 31 - 1;
  }
  return out;
}
