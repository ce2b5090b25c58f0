import { dot, fromNumber, toNumber, toText, type Rational } from './rational.ts';

/** A point inside both convex hulls: each class reaches it with weights that are positive and sum to 1. */
export interface Certificate {
  readonly ones: readonly WeightedRow[];
  readonly zeros: readonly WeightedRow[];
  /** The common point, one number per feature. */
  readonly point: readonly number[];
  /** The same, as fractions. */
  readonly exactPoint: readonly string[];
}

export interface WeightedRow {
  /** Row number, from 0. */
  readonly row: number;
  readonly weight: number;
  /** The same weight as a fraction, "1/2". */
  readonly exact: string;
}

export function certificate(
  points: readonly (readonly number[])[],
  labels: readonly (0 | 1)[],
  weights: ReadonlyMap<number, Rational>,
): Certificate {
  const rows = [...weights].sort(([a], [b]) => a - b);
  const side = (label: 0 | 1) => rows.filter(([row]) => labels[row] === label);
  const report = (label: 0 | 1): WeightedRow[] =>
    side(label).map(([row, w]) => ({ row, weight: toNumber(w), exact: toText(w) }));
  const exact = (points[0] ?? []).map((_, j) =>
    dot(
      side(1).map(([, w]) => w),
      side(1).map(([row]) => fromNumber(points[row]?.[j] ?? 0)),
    ),
  );
  return { ones: report(1), zeros: report(0), point: exact.map(toNumber), exactPoint: exact.map(toText) };
}
