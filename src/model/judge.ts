import type { Preprocessing } from '../data/encode.ts';
import {
  judgeClassification,
  judgeRegression,
  type ClassificationVerdict,
  type RegressionVerdict,
} from '../statistics/baseline.ts';
import { confusionOf } from '../statistics/scores/labels.ts';
import { uniformFrom } from '../statistics/uniform.ts';
import type { Matrix } from '../data/matrix.ts';
import { log } from '../util/libm.ts';

/** A model's predictions on rows it did not see, beside the best constant guess. */
export type Verdict =
  | ({
      readonly kind: 'classification';
      /** [actual][predicted] */ readonly confusion: readonly (readonly number[])[];
      readonly classes: readonly string[];
    } & ClassificationVerdict)
  | ({ readonly kind: 'regression' } & RegressionVerdict);

/**
 * @param trained what the constant guess is made from: the target of the training rows
 * @param threshold of two classes: a prediction above it is the second (0.5 for a probability, 0 for a hinge)
 */
export function judge(
  { target }: Pick<Preprocessing, 'target'>,
  trained: Matrix,
  actual: Matrix,
  predicted: readonly (readonly number[])[],
  threshold = 0.5,
): Verdict {
  if (target.kind === 'number') {
    return {
      kind: 'regression',
      ...judgeRegression(
        trained.data,
        actual.data,
        predicted.map(([p]) => p ?? NaN),
        uniformFrom(1),
      ),
    };
  }
  const truth = classesOf(actual);
  const guesses = predicted.map((row) => classOf(row, threshold));
  return {
    kind: 'classification',
    confusion: confusionOf(target.values.length, truth, guesses),
    classes: target.values.map(String),
    ...judgeClassification(classesOf(trained), truth, guesses),
  };
}

/** The class of one prediction: of two by the threshold, of more the largest. */
export function classOf(row: readonly number[], threshold = 0.5): number {
  if (row.length === 1) return (row[0] ?? NaN) > threshold ? 1 : 0;
  return row.reduce((best, value, i) => (value > (row[best] ?? -Infinity) ? i : best), 0);
}

/** How wrong a prediction was. */
export interface HardRow {
  /** Of the actual values, from 0. */
  readonly row: number;
  /** Squared error of a number; -ln p of a class. */
  readonly loss: number;
  /** Of a number: actual - predicted. */
  readonly error?: number;
  /** Of a class: what the model gave to the true one. */
  readonly p?: number;
}

/** The rows a model got most wrong, the worst first. Probabilities are kept 1e-7 away from 0, as in Keras's losses. */
export function hardestRows(
  { target }: Preprocessing,
  actual: Matrix,
  predicted: readonly (readonly number[])[],
  count: number,
): readonly HardRow[] {
  const classes = target.kind === 'number' ? [] : classesOf(actual);
  const rated = predicted.map((numbers, row): HardRow => {
    const [first = NaN] = numbers;
    if (target.kind === 'number') {
      const error = (actual.data[row] ?? NaN) - first;
      return { row, loss: error * error, error };
    }
    const truth = classes[row] ?? 0;
    const p = numbers.length === 1 ? (truth === 1 ? first : 1 - first) : (numbers[truth] ?? NaN);
    return { row, loss: -log(Math.max(p, 1e-7)), p };
  });
  return rated.sort((a, b) => b.loss - a.loss || a.row - b.row).slice(0, count);
}

/** Class numbers, whether the target is 0 and 1, a class number, or one-hot. */
export function classesOf({ data, shape: [rows, width] }: Matrix): number[] {
  return Array.from({ length: rows }, (_, i) =>
    width === 1 ? (data[i] ?? 0) : data.subarray(i * width, (i + 1) * width).indexOf(1),
  );
}
