import { GradsheetError } from '../../errors.ts';
import { verbatim } from '../../words.ts';
import { moments, type Moments, type NumberColumn } from '../column.ts';
import { words } from '../error-words.ts';
import type { MissingRule, NumberFeature, OutlierRule, Scale } from './feature.ts';
import { put, type Into } from './into.ts';

/**
 * Without any value the feature is 0: another part of the rows may have some.
 *
 * @param all values of the training rows, or of a sample of them
 * @param measured what is known of all of them, where these are a sample
 */
export function fitNumber(
  name: string,
  all: Float64Array,
  { missing, outliers }: { missing: MissingRule; outliers: OutlierRule },
  measured?: MeasuredNumbers,
): NumberFeature {
  const there = measured?.moments ?? moments(all);
  const gaps = (measured?.rows ?? all.length) - there.n;
  const limits = outliers === 'limit' ? limitsOf(all) : null;
  const values = limits ? all.map((value) => limited(value, limits)) : all;
  const known = limits ? moments(values) : there;
  const fill = known.n === 0 ? 0 : known.mean;
  const isWhole = known.n === (limits || !measured ? all.length : measured.rows);
  const { n, mean, squares, min, max } = isWhole
    ? known
    : limits || !measured
      ? moments(values.map((value) => (Number.isNaN(value) ? fill : value)))
      : filledMoments(measured, fill);
  return {
    name,
    kind: 'number',
    mean,
    std: Math.sqrt(squares / n),
    ...(limits ? { min: there.min, max: there.max, limits } : { min, max }),
    ...(missing === 'mean' || missing === 'mark' ? { fill } : {}),
    ...(gaps > 0 ? { gaps } : {}),
    ...(gaps > 0 && missing === 'mark' ? { mark: true } : {}),
  };
}

/** What is known of a column of numbers in all training rows. */
export interface MeasuredNumbers {
  readonly rows: number;
  readonly moments: Moments;
}

/** What the mean, filled in, does not change. */
const filledMoments = ({ rows, moments: { n, ...others } }: MeasuredNumbers, fill: number): Moments =>
  n === 0 ? { n: rows, mean: fill, squares: 0, min: fill, max: fill } : { ...others, n: rows };

/** So many times the distance between the quartiles, from either of them. */
const FAR = 5;

/**
 * Where numbers end that are like the others, if those beyond make up half of the variance: one slip of 7,283,465 among
 * heights of 150 to 190 would stretch the scale until all of them look alike.
 *
 * @returns null where there are none, or at least half of all are the same
 */
export function limitsOf(values: Float64Array): readonly [low: number, high: number] | null {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const quartile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  const [lower, upper] = [quartile(0.25), quartile(0.75)];
  const limits = [lower - FAR * (upper - lower), upper + FAR * (upper - lower)] as const;
  const within = moments(sorted.map((value) => limited(value, limits)));
  return upper > lower && within.squares <= moments(sorted).squares / 2 ? limits : null;
}

const limited = (value: number, [low, high]: readonly [number, number]): number => Math.min(high, Math.max(low, value));

/** Writes the encoded columns of some rows; NaN cannot come, as `usableRows` sees to it. */
export function putNumber(
  into: Into,
  { values }: NumberColumn,
  rows: readonly number[],
  { fill, mark, limits }: Pick<NumberFeature, 'fill' | 'mark' | 'limits'>,
): void {
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] ?? -1] ?? NaN;
    const lacking = Number.isNaN(value);
    put(into, i, 0, lacking ? (fill ?? NaN) : limits ? limited(value, limits) : value);
    if (mark && lacking) put(into, i, 1, 1);
  }
}

type Statistics = Pick<NumberFeature, 'mean' | 'std' | 'min' | 'max' | 'limits'>;

/** (x - offset) / divisor of a column of numbers. */
export function scalingOf(feature: Statistics, scale: Scale, rows: number): { offset: number; divisor: number } {
  const { mean, std, limits = [-Infinity, Infinity] } = feature;
  const [min, max] = [limited(feature.min, limits), limited(feature.max, limits)];
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
