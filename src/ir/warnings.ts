/**
 * What a warning about a training means: one definition for the Studio's diagnoses (`explain`), for the workbook's own
 * diagnostics (`targets/sheet`) and for the audit of hand-made workbooks.
 *
 *   dead unit        0 for every row, where its function is flat (`flatPartOf`): no gradient passes
 *   saturated unit   at a flat end of its function for at least 95% of the rows: hardly any passes
 *   unscaled input   20 times as large as what it is measured against
 *   learning rate    above 2 · (1 + momentum) / (largest curvature of the loss)
 */
import { isOp, type Node } from './node.ts';

/**
 * So close to its end, as a share of its largest output, a function counts as flat: the slope is then below 1/100
 * (sigmoid) or 1/50 (tanh) of 1.
 */
const NEAR = 0.01;
const MOST = 0.95;

/** A function that levels off on both sides, as what lies between its ends: sigmoid 0.5 ± 0.5, tanh 0 ± 1. */
export interface FlatEnds {
  readonly center: number;
  /** How far from the center an output is where a flat end begins: sigmoid 0.49, tanh 0.99. */
  readonly flat: number;
  /** How far from the center it may be and still be one of that end: a bump goes further. */
  readonly most: number;
}
export function flatEndsOf(low: number, high: number): FlatEnds {
  const half = (high - low) / 2;
  const near = NEAR * Math.max(Math.abs(low), Math.abs(high));
  return { center: (low + high) / 2, flat: half - near, most: half + near };
}
export function atFlatEnd(output: number, { center, flat, most }: FlatEnds): boolean {
  const distance = Math.abs(output - center);
  return distance >= flat && distance <= most;
}

/** How many of the rows must be at a flat end: one row that is not cannot teach a unit much. */
export const rowsAtEnd = (rows: number): number => Math.ceil(MOST * rows);

/**
 * Where the function that gives a hidden value is flat: at 0, as relu is for every sum below 0; at both ends; or
 * nowhere (null), as leaky relu and elu: there an output of 0 says nothing.
 */
export function flatPartOf(value: Node): 'zero' | FlatEnds | null {
  if (isOp(value, 'max')) return 'zero'; // relu is max(x, 0)
  if (isOp(value, 'neg') && value.inputs[0] && isOp(value.inputs[0], 'max')) return 'zero'; // relu6 is min(max(x, 0), 6), as -max
  if (isOp(value, 'sigmoid')) return flatEndsOf(0, 1);
  if (isOp(value, 'tanh')) return flatEndsOf(-1, 1);
  return null;
}

/** An input this many times as large as another takes the learning rate for itself. */
const WIDE = 20;
export const outweighs = (size: number, other: number): boolean => size >= WIDE * other;

/**
 * The largest learning rate whose steps do not overshoot by more than they correct.
 *
 * @param curvature largest eigenvalue of the second derivatives of what is descended
 * @param momentum share of a step that is made again in the next (Polyak 1964)
 */
export const rateLimit = (curvature: number, momentum = 0): number => (2 * (1 + momentum)) / curvature;

/** A limit known for one point only says nothing of others, so then it takes a loss that rises to warn. */
export const isTooFast = (
  rate: number,
  limit: number,
  { always, rising }: Record<'always' | 'rising', boolean>,
): boolean => rate > limit && (always || rising);
