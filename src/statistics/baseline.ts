import { GradsheetError } from '../errors.ts';
import { verbatim, type Where } from '../words.ts';
import { checkFunction, checkList, checkOptions, numberIn, oneOf } from '../util/options.ts';
import {
  binomialInterval,
  bootstrapIntervals,
  checkLevel,
  comparePaired,
  type Interval,
  type PairedComparison,
} from './intervals.ts';
import type { Uniform } from './uniform.ts';
import { words } from './error-words.ts';

/** Does a classifier beat a guess that is always the same? */
export interface ClassificationVerdict {
  readonly rows: number;
  readonly correct: number;
  readonly accuracy: number;
  /** Exact (Clopper–Pearson) interval of the accuracy. */
  readonly interval: Interval;
  /**
   * The guess a person would make from the training rows, their most frequent class, and its accuracy on the test rows.
   */
  readonly guess: ConstantClass;
  /** The constant that turned out best on the test rows. The model has to beat this one. */
  readonly bestGuess: ConstantClass;
  /** Model (first) against `bestGuess` (second) row by row. */
  readonly paired: PairedComparison;
  /** True only if the whole interval lies above the accuracy of `bestGuess`. */
  readonly better: boolean;
}

export interface ConstantClass {
  readonly class: number;
  readonly accuracy: number;
}

/**
 * A classifier's test accuracy beside its baseline.
 * @param trained class numbers of the training rows, from which the guess is made
 * @param actual class numbers of the test rows
 * @param predicted class numbers that the model gave the test rows
 */
export function judgeClassification(
  trained: ArrayLike<number>,
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  level = 0.95,
): ClassificationVerdict {
  checkLengths('judgeClassification', trained, actual, predicted);
  const truth = Array.from(actual);
  const right = truth.map((y, i) => y === predicted[i]);
  const rows = truth.length;
  const correct = right.filter(Boolean).length;
  const constant = (label: number): ConstantClass => ({
    class: label,
    accuracy: truth.filter((y) => y === label).length / rows,
  });
  const bestGuess = constant(mostFrequent(truth));
  const interval = binomialInterval(correct, rows, level);
  return {
    rows,
    correct,
    accuracy: correct / rows,
    interval,
    guess: constant(mostFrequent(Array.from(trained))),
    bestGuess,
    paired: comparePaired(
      right,
      truth.map((y) => y === bestGuess.class),
    ),
    better: interval.low > bestGuess.accuracy,
  };
}

/** What a regression's errors are reported as: √mean(error²) or mean(|error|). */
export type Measure = 'rmse' | 'mae';

/** Do predicted numbers beat a guess that is always the same? */
export interface RegressionVerdict {
  readonly rows: number;
  readonly measure: Measure;
  /** The model's measure on the test rows, and its bootstrap interval (null below 6 rows). */
  readonly value: number;
  readonly interval: Interval | null;
  /** The better, on the test rows, of two guesses from the training rows. */
  readonly guess: ConstantNumber;
  /** How much smaller the model's measure is than the guess's, and the interval of it, rows paired. */
  readonly improvement: number;
  readonly improvementInterval: Interval | null;
  /** True only if the whole interval of the improvement lies above 0. */
  readonly better: boolean;
}

export interface ConstantNumber {
  readonly from: 'mean' | 'median';
  readonly number: number;
  readonly value: number;
}

export interface RegressionOptions {
  readonly measure?: Measure;
  readonly level?: number;
  /** Resamples; by default 2000, fewer above 10,000 rows. */
  readonly draws?: number;
}

/**
 * Below this many rows no interval is given: with 5, even a guesser no better than the constant wins on every row in
 * one
 * trial of 32, and a bootstrap sees nothing else.
 */
export const FEWEST_ROWS = 6;

/**
 * A regression's test error beside its baseline.
 * @param trained targets of the training rows, from which the guesses are made
 * @param actual targets of the test rows
 * @param predicted what the model gave the test rows
 * @param draw random numbers for the bootstrap; `uniformFrom(seed)`
 */
export function judgeRegression(
  trained: ArrayLike<number>,
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  draw: Uniform,
  options: RegressionOptions = {},
): RegressionVerdict {
  checkLengths('judgeRegression', trained, actual, predicted);
  checkFunction('judgeRegression, draw', draw);
  checkOptions('judgeRegression', options, {
    measure: oneOf('rmse', 'mae'),
    level: checkLevel,
    draws: numberIn({ least: 1, whole: true }),
  });
  const rows = actual.length;
  const { measure = 'rmse', level = 0.95, draws = Math.max(200, Math.min(2000, Math.floor(2e7 / rows))) } = options;
  const costs = (guess: (i: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => {
      const error = (actual[i] ?? Number.NaN) - guess(i);
      return measure === 'rmse' ? error * error : Math.abs(error);
    });
  const report = (sum: number): number => (measure === 'rmse' ? Math.sqrt(sum / rows) : sum / rows);
  const total = (values: Float64Array): number => report(values.reduce((sum, v) => sum + v, 0));

  const model = costs((i) => predicted[i] ?? Number.NaN);
  const guess = [{ from: 'mean', number: mean(trained) } as const, { from: 'median', number: median(trained) } as const]
    .map((g): ConstantNumber => ({ ...g, value: total(costs(() => g.number)) }))
    .reduce((a, b) => (b.value < a.value ? b : a));
  const constant = costs(() => guess.number);
  const intervals =
    rows < FEWEST_ROWS
      ? []
      : bootstrapIntervals(
          rows,
          (chosen) => {
            let ofModel = 0;
            let ofGuess = 0;
            for (const i of chosen) {
              ofModel += model[i] ?? 0;
              ofGuess += constant[i] ?? 0;
            }
            return [report(ofModel), report(ofGuess) - report(ofModel)];
          },
          draw,
          { level, draws },
        );
  const value = total(model);
  const [interval = null, improvementInterval = null] = intervals;
  return {
    rows,
    measure,
    value,
    interval,
    guess,
    improvement: guess.value - value,
    improvementInterval,
    better: improvementInterval !== null && improvementInterval.low > 0,
  };
}

/** The most frequent number; of several, the smallest. */
export function mostFrequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a))[0];
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return sum / values.length;
}

function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

function checkLengths(
  where: Where,
  trained: ArrayLike<number>,
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
): void {
  for (const [name, list] of Object.entries({ trained, actual, predicted })) {
    checkList(words('{}, {}', where, name), list);
  }
  if (trained.length === 0 || actual.length === 0) {
    throw new GradsheetError('bad-table', {
      where: words('baseline'),
      expected: words('training rows and test rows'),
      received: words('{} and {}', trained.length, actual.length),
    });
  }
  if (actual.length !== predicted.length) {
    throw new GradsheetError('shape-mismatch', {
      where: words('baseline'),
      expected: words('{} predictions', actual.length),
      received: verbatim(predicted.length),
    });
  }
}
