import { incompleteBeta, inverseIncompleteBeta } from './beta.ts';
import { checkLength } from '../ir/checks.ts';
import { checkFunction, checkList, checkNumber, checkOptions, numberIn } from '../util/options.ts';
import type { Uniform } from './uniform.ts';

/** Numbers between which a quantity lies with the confidence `level`. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/**
 * The exact interval for a share, after Clopper and Pearson: the probabilities for which `successes` of `trials` is not
 * in
 * either tail of (1 - level)/2. It covers the true share at least that often, whatever the share is.
 * @see Clopper & Pearson 1934, Biometrika 26 (4), https://doi.org/10.1093/biomet/26.4.404
 */
export function binomialInterval(successes: number, trials: number, level = 0.95): Interval {
  checkNumber('binomialInterval, trials', trials, { least: 0, whole: true });
  checkNumber('binomialInterval, successes', successes, { least: 0, most: trials, whole: true });
  checkLevel('level', level);
  const tail = (1 - level) / 2;
  const low = successes === 0 ? 0 : inverseIncompleteBeta(tail, successes, trials - successes + 1);
  const high = successes === trials ? 1 : inverseIncompleteBeta(1 - tail, successes + 1, trials - successes);
  return { low, high, level };
}

/** Two predictors on the same rows: on how many only one was right, and how often a fair coin would be as one-sided. */
export interface PairedComparison {
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Two-sided exact probability (McNemar's test). 1 if they were never of two minds. */
  readonly pValue: number;
}

/** A confidence. @throws GradsheetError `invalid-option` */
export const checkLevel = numberIn({ above: 0, below: 1 });

/**
 * @throws GradsheetError `shape-mismatch` for lists of unequal length
 * @see McNemar 1947, Psychometrika 12 (2), https://doi.org/10.1007/BF02295996
 */
export function comparePaired(first: readonly boolean[], second: readonly boolean[]): PairedComparison {
  checkList('comparePaired, first', first);
  checkLength('comparePaired, second', checkList('comparePaired, second', second).length, first.length);
  let onlyFirst = 0;
  let onlySecond = 0;
  first.forEach((right, i) => {
    if (right && !second[i]) onlyFirst++;
    if (!right && second[i]) onlySecond++;
  });
  const few = Math.min(onlyFirst, onlySecond);
  const all = onlyFirst + onlySecond;
  // P(at most `few` heads of `all`) is the incomplete beta function at ½.
  const pValue = few === all - few ? 1 : Math.min(1, 2 * incompleteBeta(0.5, all - few, few + 1));
  return { onlyFirst, onlySecond, pValue };
}

/**
 * The bootstrap interval of statistics of the rows: their values on rows drawn with replacement, and the quantiles of
 * those. The quantiles are taken further out than the level says, by as much as Student's t is wider than the normal
 * distribution and √(n/(n-1)), because plain percentiles are too narrow for few rows.
 *
 * @param rows number of rows n, at least 2
 * @param statistics of the chosen row numbers [n]; several share the draws, so that their differences are paired
 * @returns one interval per statistic
 * @see Hesterberg 2015, The American Statistician 69 (4), https://doi.org/10.1080/00031305.2015.1089789, section 3.3
 */
export function bootstrapIntervals(
  rows: number,
  statistics: (chosen: Int32Array) => readonly number[],
  draw: Uniform,
  options: { level?: number; draws?: number } = {},
): Interval[] {
  checkNumber('bootstrapIntervals, rows', rows, { least: 2, whole: true });
  checkFunction('bootstrapIntervals, statistics', statistics);
  checkFunction('bootstrapIntervals, draw', draw);
  checkOptions('bootstrapIntervals', options, { level: checkLevel, draws: numberIn({ least: 1, whole: true }) });
  const { level = 0.95, draws = 2000 } = options;
  const chosen = new Int32Array(rows);
  const values: Float64Array[] = [];
  for (let k = 0; k < draws; k++) {
    for (let i = 0; i < rows; i++) chosen[i] = Math.floor(draw() * rows);
    const found = statistics(chosen);
    checkList('bootstrapIntervals, statistics', found);
    found.forEach((v, s) => {
      (values[s] ??= new Float64Array(draws))[k] = v;
    });
  }
  const tail = normalTail(Math.sqrt(rows / (rows - 1)) * studentQuantile((1 - level) / 2, rows - 1));
  return values.map((v) => {
    v.sort();
    return { low: quantile(v, tail), high: quantile(v, 1 - tail), level };
  });
}

/** How far out, in standard deviations, the upper tail of Student's t distribution is `tail`. */
export function studentQuantile(tail: number, degrees: number): number {
  const x = inverseIncompleteBeta(2 * tail, degrees / 2, 0.5); // x = degrees / (degrees + t²)
  return Math.sqrt((degrees * (1 - x)) / x);
}

/** The share of the normal distribution above z ≥ 0: Student's with so many degrees that no digit differs. */
function normalTail(z: number): number {
  const degrees = 1e6;
  return incompleteBeta(degrees / (degrees + z * z), degrees / 2, 0.5) / 2;
}

/** Linear between the sorted values, as NumPy's default. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (at - below);
}
