import type { Grouping } from './grouping.ts';

/** How much more alike rows of a group are than rows of different groups, and whether chance would do that, too. */
export interface Alikeness {
  /** 0: no more than any rows; 1: the same throughout a group. */
  readonly alike: number;
  readonly isSure: boolean;
  /** With a target. */
  readonly groups: number;
}

/**
 * Intraclass correlation of the target: (B - W) / (B + (m - 1) W), of the mean squares between and within groups of
 * about m rows. It is sure where B is above W by more than chance: F = B / W has about √(2/(k - 1) + 2/(n - k)) of
 * spread around 1.
 *
 * @param goals the target; of several classes one list of 0 and 1 for each, whose squares are added
 * @see Fisher 1925, Statistical Methods for Research Workers, chapter 7
 */
export function rowsAlike({ of, groups }: Grouping, goals: readonly Float64Array[]): Alikeness {
  const sizes = new Int32Array(groups);
  const sums = new Float64Array(groups);
  let [n, k, between, within] = [0, 0, 0, 0];
  for (const goal of goals) {
    const near = firstOf(goal); // far from 0, squares lose their digits
    let [sum, squares] = [0, 0];
    sizes.fill(0);
    sums.fill(0);
    for (let row = 0; row < of.length; row++) {
      const group = of[row] as number;
      const value = (goal[row] as number) - near;
      if (group < 0 || Number.isNaN(value)) continue;
      (sizes[group] as number) += 1;
      (sums[group] as number) += value;
      sum += value;
      squares += value * value;
    }
    [n, k] = [0, 0];
    let byGroup = 0;
    for (let group = 0; group < groups; group++) {
      const size = sizes[group] as number;
      if (size === 0) continue;
      n += size;
      k += 1;
      byGroup += (sums[group] as number) ** 2 / size;
    }
    between += Math.max(0, byGroup - (sum * sum) / n);
    within += Math.max(0, squares - byGroup);
  }
  if (k < 2 || n <= k || between + within === 0) return { alike: 0, isSure: false, groups: k };
  between /= k - 1;
  within /= n - k;
  return {
    alike: (between - within) / (between + (n / k - 1) * within),
    isSure: between > within * (1 + 4 * Math.sqrt(2 / (k - 1) + 2 / (n - k))),
    groups: k,
  };
}

const firstOf = (goal: Float64Array): number => goal.find((value) => !Number.isNaN(value)) ?? 0;

/** How alike neighbours are in series of numbers, and of how many neighbours that was found. */
export interface Neighbours {
  /** 0: no more than any two of a series; 1: the same. */
  readonly alike: number;
  readonly pairs: number;
}

/**
 * One minus half the mean square of the steps over the variance within the series, both of as many degrees of freedom
 * as there are pairs. In contrast to a correlation it is 0 for noise also where series are short.
 *
 * @see von Neumann 1941, The Annals of Mathematical Statistics 12 (4), https://doi.org/10.1214/aoms/1177731677
 */
export function neighboursAlike(series: readonly (readonly number[])[]): Neighbours {
  let [steps, pairs, squares, size] = [0, 0, 0, 0];
  for (const one of series) {
    const mean = one.reduce((sum, v) => sum + v, 0) / one.length;
    one.forEach((v, i) => {
      squares += (v - mean) ** 2;
      size += v ** 2;
      if (i > 0) steps += (v - (one[i - 1] as number)) ** 2;
    });
    pairs += Math.max(0, one.length - 1);
  }
  return { alike: squares > ROUNDING * size ? 1 - steps / (2 * squares) : 0, pairs };
}

/** A series that never changes has no neighbours more alike than others, whatever rounding makes of its mean. */
const ROUNDING = 1e-20;

/** A clear likeness that chance does not give: it has about 1/√pairs of spread around 0. */
export const isClear = ({ alike, pairs }: Neighbours): boolean => alike >= Math.max(0.5, 4 / Math.sqrt(pairs));
