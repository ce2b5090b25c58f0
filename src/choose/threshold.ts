import type { Costs } from '../statistics/scores/judged.ts';
import { curvePoints, isClass } from '../statistics/scores/ranking.ts';

/** Where to say the second class, and what that costs on the rows it was found with. */
export interface Threshold {
  /** A prediction above it is the second class. */
  readonly threshold: number;
  /** Of all rows together. */
  readonly cost: number;
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
  return best;
}

/** [rows]: the class that each row is given. */
export const atThreshold = (predicted: Float64Array, { threshold }: Pick<Threshold, 'threshold'>): Float64Array =>
  predicted.map((p) => (p > threshold ? 1 : 0));

/**
 * The same where all rows serve both to find the threshold and to say what it costs: each part of them is given its
 * classes by the threshold of the other parts, since one that was fitted to the very rows looks cheaper than it is.
 *
 * @param parts row numbers; every row is in one of them
 */
export function crossFitted(
  truth: Float64Array,
  predicted: Float64Array,
  parts: readonly (readonly number[])[],
  costs: Costs,
): Float64Array {
  const labels = new Float64Array(truth.length);
  for (const part of parts) {
    const held = new Set(part);
    const others = Array.from(truth.keys()).filter((row) => !held.has(row));
    const take = (values: Float64Array): Float64Array => Float64Array.from(others, (row) => values[row] ?? NaN);
    const { threshold } = thresholdOf(take(truth), take(predicted), costs);
    for (const row of part) labels[row] = (predicted[row] ?? NaN) > threshold ? 1 : 0;
  }
  return labels;
}

/** A number below `high`, in the middle if there is room; `high` may be 0, which is said of nobody. */
function between(low: number, high: number): number {
  const middle = (low + high) / 2;
  return middle < high ? middle : low < high ? low : -1;
}
