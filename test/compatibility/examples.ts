// The models, tables and rows that the old files hold.
import { input, layers, model, NumpyRandom, regularizers, sequential, type Model } from '../../src/index.ts';
import { likedCsv, studentsCsv } from '../cli/cli.ts';

const random = new NumpyRandom(20);
const round = (v: number): number => Math.round(v * 1000) / 1000;

/** 36 flowers of three kinds; a text column and blanks beside the numbers. */
export const flowersCsv = [
  'petal,sepal,colour,kind',
  ...Array.from({ length: 36 }, (_, i) => {
    const kind = i % 3;
    const petal = i % 17 === 4 ? '' : round(1 + 1.5 * kind + 0.3 * random.randn());
    const colour = ['white', 'blue', '紅'][(i + kind) % 3] ?? '';
    return `${petal},${round(5 + 0.4 * kind + 0.2 * random.randn())},${colour},${['setosa', 'versicolor', '鳶尾'][kind] ?? ''}`;
  }),
].join('\n');

/** What `train` is asked, the number of epochs last, by the name of the model folder and the workbook. */
export const commands: Readonly<Record<string, { readonly table: string; readonly args: readonly string[] }>> = {
  students: {
    table: studentsCsv,
    args: ['--target', 'roi', '--test-size', '0', '--optimizer', 'sgd', '--learning-rate', '0.5', '--epochs', '5'],
  },
  liked: {
    table: likedCsv,
    args: ['--target', 'liked', '--hidden', '5:relu', '--scale', 'standard', '--batch-size', '10', '--epochs', '2'],
  },
  flowers: {
    table: flowersCsv,
    args: ['--target', 'kind', '--hidden', '6:tanh,4:relu', '--scale', 'minmax', '--missing', 'mean', '--epochs', '2'],
  },
};

export const numbers = (rows: number, columns: number, seed: number): number[][] => {
  const from = new NumpyRandom(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => round(from.randn())));
};

/** Networks that the command line does not make, with the rows they are trained on. */
export interface Network {
  readonly make: () => Model;
  readonly x: () => unknown;
  readonly y: () => number[][];
  readonly optimizer: string;
  readonly loss: string;
}
export const networks: Readonly<Record<string, Network>> = {
  'every-layer': {
    make: () =>
      sequential([
        layers.dense({ units: 6, activation: 'gelu', kernelRegularizer: regularizers.l2(0.01) }),
        layers.batchNormalization(),
        layers.dropout({ rate: 0.25 }),
        layers.reshape({ targetShape: [3, 2] }),
        layers.flatten(),
        layers.activation({ activation: 'softplus' }),
        layers.dense({ units: 2, useBias: false }),
      ]),
    x: () => numbers(24, 4, 1),
    y: () => numbers(24, 2, 2),
    optimizer: 'adamw',
    loss: 'huber',
  },
  'two-inputs': {
    make: () => {
      const a = input({ shape: [4], name: 'a' });
      const b = input({ shape: [3] });
      const shared = layers.dense({ units: 3, activation: 'tanh', name: 'shared' });
      const once = shared.apply(a);
      const all = layers.concatenate().apply([once, b, layers.multiply().apply([shared.apply(a), b])]);
      return model({ inputs: [a, b], outputs: [layers.dense({ units: 2, activation: 'softmax' }).apply(all)] });
    },
    x: () => ({ a: numbers(20, 4, 3), input_layer: numbers(20, 3, 4) }),
    y: () => Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? [1, 0] : [0, 1])),
    optimizer: 'rmsprop',
    loss: 'categoricalCrossentropy',
  },
};

/** Two cells, one of text, as a notebook's link packs them. */
export const notebookCells = ['const a = 6;\na * 7', 'console.log("字", a)'];
