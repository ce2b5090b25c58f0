/**
 * Did more or fewer of the test rows lie in their interval than was aimed at, by more than chance? The share in the
 * test rows has the variance p(1 - p)/n of a binomial, and so has what so many other rows made the interval of. Rows
 * that resemble each other vary more, so there it may be the way the test rows differ, and that is worth knowing, too.
 * Of a few rows the share goes in steps of 1/n, and half a step of the difference is theirs (Yates's correction).
 *
 * @returns null where chance may have done it
 */
export function coverageOff(
  coverage: number,
  level: number,
  { test, train }: { readonly test: number; readonly train: number },
): 'fewer' | 'more' | null {
  const chance = Math.sqrt(level * (1 - level) * (1 / test + 1 / train));
  if (Math.abs(coverage - level) <= 1.96 * chance + 0.5 / test) return null;
  return coverage < level ? 'fewer' : 'more';
}

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
