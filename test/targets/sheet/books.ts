import * as layers from '../../../src/nn/layers.ts';
import { losses } from '../../../src/nn/losses.ts';
import { makeRun, students, table, type Making } from '../../cells/runs.ts';
import type { WriteSheetOptions } from '../../../src/sheet.ts';
import { pictureBooks } from './pictures.ts';

const small = table(7, 3, 2);
const wide = table(6, 12, 1, 11);
const classes = small.x.map((_, i) => [0, 1, 2].map((k) => (i % 3 === k ? 1 : 0)));
const flags = small.y.map(([v = 0]) => [v > 0 ? 1 : 0]);
const dense = layers.dense;
const salaries = small.x.map(([a = 0, b = 0, c = 0]) => [
  30 + Math.round(a * 5),
  50_000 + Math.round(b * 9000),
  c > 0 ? 1 : 0,
]);
const columns = (x: readonly (readonly number[])[]): number[][] => (x[0] ?? []).map((_, k) => x.map((r) => r[k] ?? 0));
const mean = (x: number[][]): number[] => columns(x).map((c) => c.reduce((a, b) => a + b, 0) / c.length);
const deviation = (x: number[][]): number[] =>
  columns(x).map((c, k) => Math.sqrt(c.reduce((s, v) => s + (v - (mean(x)[k] ?? 0)) ** 2, 0) / c.length));
const least = (x: number[][]): number[] => columns(x).map((c) => Math.min(...c));
const span = (x: number[][]): number[] => columns(x).map((c) => Math.max(...c) - Math.min(...c));

/** Trainings of every kind the sheet writes. */
export const books: Record<string, { readonly making: Making; readonly options?: WriteSheetOptions }> = {
  students: { making: students.make(1, 5), options: { rowNames: students.names } },
  'students, half the rate, Chinese': {
    making: students.make(0.5, 6),
    options: { rowNames: students.names, language: 'zh-TW', newRow: [0.6, 0.7, 0.8] },
  },
  'adam, batches of 3 of 7': {
    making: {
      layers: [dense({ units: 4, activation: 'relu' }), dense({ units: 2 })],
      loss: losses.meanSquaredError(),
      optimizer: 'adam',
      ...small,
      batchSize: 3,
      epochs: 2,
    },
    options: { rowNames: [...'ABCDEFG'] },
  },
  'momentum, nesterov, l2, scaled': {
    making: {
      layers: [
        dense({ units: 2, activation: 'tanh', kernelRegularizer: { l2: 0.1 } }),
        dense({ units: 1, activation: 'sigmoid' }),
      ],
      loss: losses.binaryCrossentropy(),
      optimizer: { name: 'sgd', momentum: 0.9, nesterov: true },
      x: small.x,
      y: flags,
      scaling: { offset: [0.1, 0.2, -0.3], divisor: [1.5, 0.5, 2] },
    },
    options: { language: 'zh-TW' },
  },
  'softmax, dropout, rmsprop': {
    making: {
      layers: [
        dense({ units: 3, activation: 'sigmoid' }),
        layers.dropout({ rate: 0.3 }),
        dense({ units: 3, activation: 'softmax' }),
      ],
      loss: losses.categoricalCrossentropy(),
      optimizer: 'rmsprop',
      x: small.x,
      y: classes,
      classes: ['red', 'green', 'blue'],
    },
  },
  'clip form, centered rmsprop': {
    making: {
      layers: [dense({ units: 3, activation: 'softmax' })],
      loss: losses.categoricalCrossentropy({ form: 'clip', labelSmoothing: 0.1 }),
      optimizer: { name: 'rmsprop', centered: true, momentum: 0.5 },
      x: small.x,
      y: classes,
    },
  },
  'three layers, adagrad, huber, l1': {
    making: {
      layers: [
        dense({ units: 3, activation: 'elu' }),
        dense({ units: 3, activation: 'leakyRelu', kernelRegularizer: { l1: 0.01 } }),
        dense({ units: 2, activation: 'softplus' }),
      ],
      loss: losses.huber({ delta: 0.5 }),
      optimizer: 'adagrad',
      ...small,
    },
  },
  'adamw, absolute error, clipped': {
    making: {
      layers: [dense({ units: 2, activation: 'swish' }), dense({ units: 2 })],
      loss: losses.meanAbsoluteError(),
      optimizer: { name: 'adamw', clipnorm: 0.5 },
      ...small,
    },
  },
  'nadam, log cosh': {
    making: {
      layers: [dense({ units: 2, activation: 'tanh' }), dense({ units: 2 })],
      loss: losses.logCosh(),
      optimizer: 'nadam',
      ...small,
    },
  },
  'adamax, squared logarithmic error': {
    making: {
      layers: [dense({ units: 2, activation: 'tanh' }), dense({ units: 1, activation: 'softplus' })],
      loss: losses.meanSquaredLogarithmicError(),
      optimizer: 'adamax',
      x: small.x,
      y: flags,
    },
  },
  'gelu, amsgrad, one row at a time': {
    making: {
      layers: [dense({ units: 2, activation: 'gelu' }), dense({ units: 1, useBias: false })],
      loss: losses.halfSquaredError(),
      optimizer: { name: 'adam', amsgrad: true },
      x: small.x.slice(0, 4),
      y: flags.slice(0, 4),
      batchSize: 1,
      epochs: 1,
    },
  },
  'wide, gradients as products': {
    making: {
      layers: [dense({ units: 6, activation: 'tanh' }), dense({ units: 1 })],
      loss: losses.halfSquaredError(),
      ...wide,
      epochs: 2,
    },
    options: { terms: 0 },
  },
  'standard scaling, one-hot target': {
    making: {
      layers: [dense({ units: 1, activation: 'sigmoid' })],
      loss: losses.binaryCrossentropy(),
      x: salaries,
      y: flags,
      scaling: { offset: mean(salaries), divisor: deviation(salaries) },
      columns: ['age', 'income', 'distance'],
    },
    options: { language: 'zh-TW', title: '收入', newRow: [30, 52000, 1] },
  },
  'LSTM over three steps': {
    making: {
      layers: [layers.reshape({ targetShape: [3, 1] }), layers.lstm({ units: 2 }), dense({ units: 1 })],
      loss: losses.meanSquaredError(),
      x: small.x.slice(0, 3),
      y: flags.slice(0, 3),
      epochs: 2,
    },
  },
  'GRU in both directions, every step': {
    making: {
      layers: [
        layers.reshape({ targetShape: [3, 1] }),
        layers.bidirectional({ layer: layers.gru({ units: 1, returnSequences: true }), mergeMode: 'sum' }),
        layers.simpleRnn({ units: 2 }),
        dense({ units: 1, activation: 'sigmoid' }),
      ],
      loss: losses.binaryCrossentropy(),
      optimizer: 'adam',
      x: small.x.slice(0, 4),
      y: flags.slice(0, 4),
      batchSize: 2,
      epochs: 1,
    },
    options: { language: 'zh-TW' },
  },
  'least and span, schedule': {
    making: {
      layers: [dense({ units: 2 })],
      loss: losses.meanSquaredError(),
      x: salaries,
      y: small.y,
      scaling: { offset: least(salaries), divisor: span(salaries) },
      batchSize: 4,
    },
  },
  'hinge, batch normalization': {
    making: {
      layers: [
        dense({ units: 3 }),
        layers.batchNormalization({}),
        layers.activation({ activation: 'tanh' }),
        dense({ units: 1 }),
      ],
      loss: losses.hinge(),
      x: small.x,
      y: flags,
    },
  },
  'convolution and pooling of pictures': {
    making: {
      layers: [
        layers.reshape({ targetShape: [3, 4, 1] }),
        layers.conv2d({ filters: 2, kernelSize: 2, activation: 'tanh' }),
        layers.maxPooling2d({ poolSize: 2, strides: 1, padding: 'same' }),
        layers.flatten(),
        dense({ units: 1 }),
      ],
      loss: losses.meanSquaredError(),
      x: wide.x.slice(0, 3),
      y: wide.y.slice(0, 3),
      epochs: 2,
    },
  },
  'convolution and pooling over time': {
    making: {
      layers: [
        layers.reshape({ targetShape: [6, 2] }),
        layers.conv1d({ filters: 2, kernelSize: 3, padding: 'causal', dilationRate: 2, activation: 'relu' }),
        layers.averagePooling1d({ poolSize: 4, strides: 2, padding: 'same' }),
        layers.conv1dTranspose({ filters: 1, kernelSize: 2, strides: 2 }),
        layers.globalMaxPooling1d(),
        dense({ units: 1 }),
      ],
      loss: losses.meanSquaredError(),
      x: wide.x.slice(0, 3),
      y: wide.y.slice(0, 3),
      epochs: 1,
    },
    options: { language: 'zh-TW' },
  },
  ...pictureBooks,
};

/** The same trainings in the other layouts. */
const layouts = {
  row: ['students', 'softmax, dropout, rmsprop', 'adam, batches of 3 of 7'],
  matrix: [
    'students',
    'adam, batches of 3 of 7',
    'momentum, nesterov, l2, scaled',
    'softmax, dropout, rmsprop',
    'wide, gradients as products',
    'hinge, batch normalization',
    'convolution and pooling of pictures',
  ],
} as const;
for (const layout of ['row', 'matrix'] as const) {
  for (const name of layouts[layout]) {
    const { making, options = {} } =
      books[name] ??
      (() => {
        throw new Error(name);
      })();
    books[`${name}: ${layout}`] = {
      making,
      options: { ...options, layout, ...(layout === 'matrix' ? { terms: 0 } : {}) },
    };
  }
}

export const bookOf = (name: string): { making: Making; options: WriteSheetOptions } => {
  const found = books[name];
  if (!found) throw new Error(`no book ${name}`);
  return { making: found.making, options: found.options ?? {} };
};
export const runOf = (name: string) => makeRun(bookOf(name).making);
