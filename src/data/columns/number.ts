import { GradsheetError } from '../../errors.ts';
import { verbatim } from '../../words.ts';
import { moments, type NumberColumn } from '../column.ts';
import { words } from '../error-words.ts';
import type { MissingRule, NumberFeature, Scale } from './feature.ts';

/** @param values of the training rows. Without any the feature is 0: another part of the rows may have some. */
export function fitNumber(name: string, values: Float64Array, missing: MissingRule): NumberFeature {
  const there = moments(values);
  const gaps = values.length - there.n;
  const fill = there.n === 0 ? 0 : there.mean;
  const { n, mean, squares, min, max } =
    gaps === 0 ? there : moments(values.map((value) => (Number.isNaN(value) ? fill : value)));
  return {
    name,
    kind: 'number',
    mean,
    std: Math.sqrt(squares / n),
    min,
    max,
    ...(missing === 'mean' || missing === 'mark' ? { fill } : {}),
    ...(gaps > 0 ? { gaps } : {}),
    ...(gaps > 0 && missing === 'mark' ? { mark: true } : {}),
  };
}

/** Writes the encoded columns of some rows; NaN cannot come, as `usableRows` sees to it. */
export function putNumber(
  put: (i: number, place: number, value: number) => void,
  { values }: NumberColumn,
  rows: readonly number[],
  { fill, mark }: Pick<NumberFeature, 'fill' | 'mark'>,
): void {
  rows.forEach((row, i) => {
    const value = values[row] ?? NaN;
    const lacking = Number.isNaN(value);
    put(i, 0, lacking ? (fill ?? NaN) : value);
    if (mark && lacking) put(i, 1, 1);
  });
}

type Statistics = Pick<NumberFeature, 'mean' | 'std' | 'min' | 'max'>;

/** (x - offset) / divisor of a column of numbers. */
export function scalingOf(feature: Statistics, scale: Scale, rows: number): { offset: number; divisor: number } {
  const { mean, std, min, max } = feature;
  const constant = isConstant(feature, rows);
  if (scale === 'standard') return { offset: mean, divisor: constant ? 1 : std };
  if (scale === 'minmax') return { offset: min, divisor: constant ? 1 : max - min };
  if (scale === 'none') return { offset: 0, divisor: 1 };
  throw new GradsheetError('invalid-option', {
    where: words('scale'),
    expected: words('standard, minmax or none'),
    received: verbatim(String(scale satisfies never)),
  });
}

/**
 * Does it vary by no more than rounding explains? (scikit-learn's rule, with the algorithm's error bound for the
 * variance.)
 */
export function isConstant({ mean, std, min, max }: Statistics, rows: number): boolean {
  const variance = std * std;
  const rounding = rows * mean * Number.EPSILON;
  return min === max || variance <= rows * Number.EPSILON * variance + rounding * rounding;
}
