import * as layers from '../../../src/nn/layers.ts';
import { losses } from '../../../src/nn/losses.ts';
import { table, type Making } from '../../cells/runs.ts';
import type { WriteSheetOptions } from '../../../src/sheet.ts';
import { attention, conv2d, maxPooling2d, pixels } from './composites.ts';

const { dense, flatten } = layers;
const numbers = (n: number, seed: number): number[] => table(n, 1, 1, seed).x.map(([v = 0]) => v / 4);

/** Trainings whose values are pictures, or lists of tokens. */
export const pictureBooks: Record<string, { readonly making: Making; readonly options?: WriteSheetOptions }> = {
  'a convolution': {
    making: {
      layers: [conv2d(2, 3), maxPooling2d(2), flatten(), dense({ units: 1 })],
      loss: losses.halfSquaredError(),
      x: pixels(2, [5, 5, 1]),
      shape: [5, 5, 1],
      y: [[1], [0]],
      state: { 'conv2d/kernel': numbers(18, 5), 'conv2d/bias': [0.1, -0.1] },
    },
    options: { rowNames: ['A', 'B'] },
  },
  'three channels, batches, adam': {
    making: {
      layers: [conv2d(2, 2), maxPooling2d(2), flatten(), dense({ units: 1 })],
      loss: losses.meanSquaredError(),
      optimizer: 'adam',
      x: pixels(3, [5, 5, 3]),
      shape: [5, 5, 3],
      y: [[1], [0], [0.5]],
      batchSize: 2,
      epochs: 2,
      state: { 'conv2d/kernel': numbers(24, 6) },
    },
    options: { language: 'zh-TW', rowNames: ['甲', '乙', '丙'] },
  },
  'two convolutions': {
    making: {
      layers: [
        conv2d(2, 2, { name: 'first' }),
        conv2d(1, 2, { name: 'second', activation: false }),
        flatten(),
        dense({ units: 2, activation: 'relu' }),
        dense({ units: 2 }),
      ],
      loss: losses.halfSquaredError(),
      x: pixels(2, [4, 4, 1]),
      shape: [4, 4, 1],
      y: [
        [1, 0],
        [0, 1],
      ],
      epochs: 2,
    },
    options: {
      holdOut: {
        x: pixels(4, [4, 4, 1]).slice(2),
        y: [
          [1, 1],
          [0, 0],
        ],
        rowNames: ['C', 'D'],
      },
    },
  },
  'an attention': {
    making: {
      layers: [attention(2), flatten(), dense({ units: 1 })],
      loss: losses.halfSquaredError(),
      x: pixels(2, [4, 3]).map((row) => row.map((v) => (10 * v - 5) / 10)),
      shape: [4, 3],
      y: [[1], [0]],
      epochs: 2,
    },
    options: { rowNames: ['A', 'B'] },
  },
};
