import { curvePoints, isClass } from '../statistics/scores/ranking.ts';

/** What a wrong answer costs: the second class said of a row of the first (fp), and the other way round (fn). */
export interface Costs {
  readonly fp: number;
  readonly fn: number;
}

/** Where to say the second class, and what that costs. */
export interface Threshold {
  /** A prediction above it is the second class. */
  readonly threshold: number;
  /** Of all rows together: with this threshold, with one half, and of the cheaper of two constant answers. */
  readonly cost: number;
  readonly costAtHalf: number;
  readonly costOfConstant: number;
}

/**
 * The threshold of least total cost, for rows that the model was not trained on (out-of-fold predictions). Between two
 * predictions that cost the same it lies in the middle; of thresholds that cost the same it is the one nearest to
 * fp / (fp + fn), which is right for probabilities that can be trusted.
 *
 *   // 20 times as bad to miss one as to raise a false alarm
 *   thresholdOf(truth, predicted, { fp: 1, fn: 20 }).threshold   // → 0.06, say
 *
 * @param truth [rows]: 0 and 1
 * @param predicted [rows]: probabilities of 1
 * @see Elkan 2001, The foundations of cost-sensitive learning, IJCAI 17
 */
export function thresholdOf(truth: Float64Array, predicted: Float64Array, { fp, fn }: Costs): Threshold {
  const inClass = isClass(truth, 1);
  const all = inClass.reduce((sum, one) => sum + one, 0);
  const points = curvePoints(predicted, inClass);
  const costOf = (found: number, others: number): number => fp * others + fn * (all - found);
  const ideal = fp / (fp + fn);
  let best = { threshold: 1, cost: costOf(0, 0) }; // nobody
  points.forEach(({ threshold: lowest, found, others }, i) => {
    const threshold = between(points[i + 1]?.threshold ?? 0, lowest);
    const cost = costOf(found, others);
    const nearer = Math.abs(threshold - ideal) < Math.abs(best.threshold - ideal);
    if (cost < best.cost || (cost === best.cost && nearer)) best = { threshold, cost };
  });
  const half = points.findLast(({ threshold }) => threshold > 0.5);
  return {
    ...best,
    costAtHalf: costOf(half?.found ?? 0, half?.others ?? 0),
    costOfConstant: Math.min(costOf(0, 0), costOf(all, truth.length - all)),
  };
}

/** A number below `high`, in the middle if there is room; `high` may be 0, which is said of nobody. */
function between(low: number, high: number): number {
  const middle = (low + high) / 2;
  return middle < high ? middle : low < high ? low : -1;
}
