import { perceptronRun } from 'gradsheet/separable';
import { plainThings, type Scenario } from '../bench/scenario.ts';

/** Whole numbers, so that every weight of the perceptron is one too. */
export interface Points {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (0 | 1)[];
}

/** Hours of practice and absences of six students, and who passed. */
export const passed: Points = {
  x: [
    [1, 4],
    [2, 2],
    [5, 1],
    [4, 3],
    [6, 5],
    [2, 5],
  ],
  y: [0, 0, 1, 1, 1, 0],
};
/** One input or the other, not both. */
export const either: Points = {
  x: [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ],
  y: [0, 1, 1, 0],
};

const perceptron = (
  id: string,
  points: Points,
  features: readonly string[],
  more: Pick<Scenario, 'rowNames' | 'columns' | 'epochs'>,
): Scenario => ({
  id,
  make: () => perceptronRun(points.x, points.y, { maxEpochs: 201, features }),
  options: {},
  choices: [],
  ...more,
  things: { ...plainThings, row: { en: 'point', 'zh-TW': '點' } },
  whole: true,
  panels: {
    error: { en: 'Mistake', 'zh-TW': '判錯' },
    changes: { en: 'Weight change: mistake × side × input', 'zh-TW': '權重變化：判錯 × 類別 × 輸入' },
    update: { en: 'Update: w + change', 'zh-TW': '更新：w + 變化' },
  },
  loss: { en: 'mistakes', 'zh-TW': '判錯' },
  start: { step: 0, act: 3, rows: null },
  surface: { x: 0, y: 1 },
  size: 'batch',
});

const side = { y: { en: 'Side', 'zh-TW': '類別' } } as const;
export const line = perceptron('line', passed, ['hours', 'absences'], {
  rowNames: ['A', 'B', 'C', 'D', 'E', 'F'],
  epochs: 8,
  columns: { ...side, hours: { en: 'Hours', 'zh-TW': '時數' }, absences: { en: 'Absences', 'zh-TW': '缺席' } },
});
export const xorLine = perceptron('xor-line', either, ['x₁', 'x₂'], {
  rowNames: ['00', '01', '10', '11'],
  epochs: 4,
  columns: side,
});
