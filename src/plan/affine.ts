/**
 * Positions as sums over loops. In loops over [4, 3], element [i, j] of a value of shape [4, 3] is number 3·i + j:
 * start 0, steps [3, 1]. The transpose of a value of shape [3, 4] reads element i + 4·j: steps [1, 4].
 */
import { strides, type Shape } from '../ir/shape.ts';

/** start + Σ steps[axis]·(loop position) + Σ parts[q]·(quotient q). */
export interface Affine {
  readonly start: number;
  readonly steps: readonly number[];
  readonly parts: readonly number[];
}

export const zero: Affine = { start: 0, steps: [], parts: [] };
/** The position along one loop. */
export const unit = (axis: number): Affine => ({ start: 0, steps: axisVector(axis), parts: [] });
/** The value of one quotient. */
export const quotient = (id: number): Affine => ({ start: 0, steps: [], parts: axisVector(id) });

function axisVector(axis: number): number[] {
  const out: number[] = [];
  while (out.length < axis) out.push(0);
  out.push(1);
  return out;
}
function plus(a: readonly number[], b: readonly number[], times: number): readonly number[] {
  if (b.length === 0) return a;
  const out: number[] = [];
  for (let i = 0; i < a.length || i < b.length; i++) out.push((a[i] ?? 0) + times * (b[i] ?? 0));
  return out;
}

/** a + times·b */
export const addTimes = (a: Affine, b: Affine, times: number): Affine => ({
  start: a.start + times * b.start,
  steps: plus(a.steps, b.steps, times),
  parts: plus(a.parts, b.parts, times),
});

/** Element number at `index`, one position per axis of `shape`. */
export const flat = (index: readonly Affine[], shape: Shape): Affine => {
  const step = strides(shape);
  let sum = zero;
  for (let axis = 0; axis < index.length; axis++) sum = addTimes(sum, index[axis] ?? zero, step[axis] ?? 0);
  return sum;
};

/** The element an array of these sizes is at, in loops over the same sizes. */
export const inOrder = (sizes: readonly number[]): Affine =>
  flat(
    sizes.map((_, axis) => unit(axis)),
    sizes,
  );

/** One position per axis of `shape`: the loops are its axes longer than 1, in order. */
export function positions(shape: Shape): { sizes: number[]; index: Affine[] } {
  const sizes: number[] = [];
  const index = shape.map((d) => (d === 1 ? zero : unit(sizes.push(d) - 1)));
  return { sizes, index };
}

/** The smallest and the largest value in loops of `sizes`, with quotients below `quotients`. */
export function bounds(a: Affine, sizes: readonly number[], quotients: readonly number[]): [low: number, high: number] {
  let [low, high] = [a.start, a.start];
  const widen = (step: number | undefined, size: number): void => {
    const reach = (step ?? 0) * (size - 1);
    if (reach < 0) low += reach;
    else high += reach;
  };
  sizes.forEach((size, i) => widen(a.steps[i], size));
  quotients.forEach((size, i) => widen(a.parts[i], size));
  return [low, high];
}
