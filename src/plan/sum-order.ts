/**
 * In which order a sum adds, from its shape alone: never from the plan, so that the same program gives the same bits
 * however it is grouped or run. (A matrix product adds over k in order, one accumulator per element.)
 *
 * - `inOrder`: the elements in C order into one accumulator, as the reference does.
 * - `inFours`: where the last axis is summed and is long. That axis is cut into fours, element i going to accumulator
 *   i mod 4; what is left over goes to a fifth. Result: ((a₀ + a₂) + (a₁ + a₃)) + a₄. Four at once are faster, and the
 *   rounding error of a long sum is smaller.
 */
export type SumOrder = 'inOrder' | 'inFours';

export const foldWidth = 4;

export const sumOrder = (combine: 'add' | 'max', rank: number, axes: readonly number[], lastSize: number): SumOrder =>
  combine === 'add' && axes.includes(rank - 1) && lastSize >= 16 ? 'inFours' : 'inOrder';
