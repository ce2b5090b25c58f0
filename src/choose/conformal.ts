/**
 * The half width of an interval around every prediction that holds a new row's value with probability `level`: of the
 * errors on rows that were not trained on, the ⌈level · (n + 1)⌉-th smallest. It asks nothing of the errors' shape,
 * only that new rows come as the old ones did.
 *
 * @param errors of held-out rows, in the target's units
 * @returns Infinity for fewer rows than the level needs (9 at 90 %)
 * @see Lei et al. 2018, Journal of the American Statistical Association 113 (523), section 2.2
 */
export function conformalHalfWidth(errors: Float64Array, level = 0.9): number {
  const sorted = errors.map(Math.abs).sort();
  const place = Math.ceil(level * (sorted.length + 1));
  return sorted[place - 1] ?? Infinity;
}
