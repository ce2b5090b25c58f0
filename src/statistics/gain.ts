import { bootstrapIntervals, type Interval } from './intervals.ts';
import { labelsOf, type Judged } from './scores/judged.ts';
import { logErrors } from './scores/numbers.ts';
import { rankedClasses, rocAucOf } from './scores/ranking.ts';
import type { Uniform } from './uniform.ts';

/** What two predictors are compared by. */
export type GainMeasure = 'rmse' | 'logRmse' | 'accuracy' | 'balancedAccuracy' | 'rocAuc' | 'cost';

/** How much better one predictor is than another on the same rows. */
export interface PairedGain {
  /** The predictor's score minus the other's; of errors and costs the other's minus its own: positive is better. */
  readonly by: number;
  /** Of the same difference on other rows like these; null for too few of them. */
  readonly interval: Interval | null;
}

export interface GainOptions {
  readonly level?: number;
  /** Resamples; by default 2000, fewer where rows × classes are many. */
  readonly draws?: number;
  /** [rows]: numbers of blocks, from 0, of rows that are alike: resampled as a whole. Default: each row alone. */
  readonly blocks?: Int32Array | null;
}

/**
 * With fewer rows that tell the two apart, chance alone favours one of them in all of these rows more often than in one
 * trial of 20, and a bootstrap sees nothing else.
 */
const FEWEST_ROWS = 6;
const WORK = 2e7;

/**
 * How much better a predictor is than another one, and how sure that is. Each resample takes the same rows of both, so
 * what is hard or easy about a row leaves the difference alone.
 *
 *   gainOf('rmse', { classes: 0, truth, predicted: ofLine }, { classes: 0, truth, predicted: ofMean }, uniformFrom(1))
 *   // → { by: 1.3, interval: { low: 0.9, high: 1.7, level: 0.95 } }: the line's error is smaller
 *
 * @param others what the other predicts of the same rows
 */
export function gainOf(
  measure: GainMeasure,
  of: Judged,
  others: Judged,
  draw: Uniform,
  { level = 0.95, draws, blocks = null }: GainOptions = {},
): PairedGain {
  const rows = of.truth.length;
  const [own, its] = [scoreOn(measure, of), scoreOn(measure, others)];
  const gain = (weights: Float64Array): number =>
    isLoss(measure) ? its(weights) - own(weights) : own(weights) - its(weights);
  const by = gain(new Float64Array(rows).fill(1));
  const units = blocks ? blocks.reduce((most, block) => Math.max(most, block + 1), 0) : rows;
  if (Math.min(units, differing(measure, of, others)) < FEWEST_ROWS) return { by, interval: null };
  const times = new Float64Array(units);
  const weights = blocks ? new Float64Array(rows) : times;
  const resampled = (chosen: Int32Array): number[] => {
    times.fill(0);
    for (const unit of chosen) times[unit] = (times[unit] as number) + 1;
    blocks?.forEach((block, row) => {
      weights[row] = times[block] as number;
    });
    const value = gain(weights);
    return [Number.isNaN(value) ? 0 : value]; // without a row of each class, nobody ranks better
  };
  const work = rows * (measure === 'rocAuc' ? of.classes : 1);
  const most = draws ?? Math.max(200, Math.min(2000, Math.floor(WORK / work)));
  const [interval = null] = bootstrapIntervals(units, resampled, draw, { level, draws: most });
  return { by, interval };
}

/** Is less of it better? */
const isLoss = (measure: GainMeasure): boolean => isRoot(measure) || measure === 'cost';

/** Is it the root of a mean? */
const isRoot = (measure: GainMeasure): boolean => measure === 'rmse' || measure === 'logRmse';

/** The measure where row i counts `weights[i]` times. */
function scoreOn(measure: GainMeasure, of: Judged): (weights: Float64Array) => number {
  if (measure === 'rocAuc') {
    const ranked = rankedClasses(of);
    return (weights) => rocAucOf(ranked, weights);
  }
  const perRow = rowScores(measure, of);
  if (measure === 'balancedAccuracy') return (weights) => meanOverClasses(perRow, of, weights);
  return (weights) => {
    let sum = 0;
    let all = 0;
    for (let row = 0; row < perRow.length; row++) {
      sum += (weights[row] as number) * (perRow[row] as number);
      all += weights[row] as number;
    }
    return isRoot(measure) ? Math.sqrt(sum / all) : sum / all;
  };
}

/** The mean of the classes' own means: a class of few rows counts as much as one of many. */
function meanOverClasses(perRow: Float64Array, { truth, classes }: Judged, weights: Float64Array): number {
  const right = new Float64Array(classes);
  const all = new Float64Array(classes);
  for (let row = 0; row < perRow.length; row++) {
    const label = truth[row] as number;
    (right[label] as number) += (weights[row] as number) * (perRow[row] as number);
    (all[label] as number) += weights[row] as number;
  }
  const shares = Array.from(right, (sum, k) => sum / (all[k] as number)).filter((share) => !Number.isNaN(share));
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** [rows]: the squared error of numbers or their logarithms, what a wrong class costs, or 1 for a right class. */
function rowScores(measure: Exclude<GainMeasure, 'rocAuc'>, of: Judged): Float64Array {
  if (measure === 'rmse') return of.truth.map((y, row) => (y - (of.predicted[row] ?? NaN)) ** 2);
  if (measure === 'logRmse') return logErrors(of).map((error) => error ** 2);
  const labels = labelsOf(of);
  const { fp, fn } = of.costs ?? { fp: 1, fn: 1 };
  if (measure === 'cost') return of.truth.map((y, row) => (y === labels[row] ? 0 : y === 0 ? fp : fn));
  return of.truth.map((label, row) => (label === labels[row] ? 1 : 0));
}

/** How many rows can tell the two apart: those that only one gets right; of ranks, the rows of the rarer kind. */
function differing(measure: GainMeasure, of: Judged, others: Judged): number {
  if (measure === 'rocAuc') {
    return Math.max(
      0,
      ...rankedClasses(of).map(({ inClass }) => {
        const rows = inClass.reduce((sum, one) => sum + one, 0);
        return Math.min(rows, inClass.length - rows);
      }),
    );
  }
  const [own, its] = [rowScores(measure, of), rowScores(measure, others)];
  return own.filter((value, row) => value !== its[row]).length;
}
