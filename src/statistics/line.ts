import {
  absolute,
  add,
  compare,
  divide,
  dot,
  dyadic,
  fromNumber,
  multiply,
  negate,
  rational,
  subtract,
  toNumber,
  toText,
  zero,
  type Rational,
} from './rational.ts';
import { unitOf, type Scale } from './scale.ts';
import { wholeNumbers } from './whole-numbers.ts';

/** Σ weights·x + bias is positive for every row of class 1 and negative for every row of class 0. */
export interface Line {
  /** One per feature, in the table's own units. */
  readonly weights: readonly number[];
  readonly bias: number;
  /**
   * The smallest |Σ weights·x + bias| of a row, exact but for its last rounding; the largest weight in the units of
   * `scale` is 1.
   */
  readonly margin: number;
  /** Euclidean distance of the nearest row from the line, in the table's own units: margin / √Σ weights². */
  readonly distance: number;
  /**
   * Present only when the classes are so close that no line with double-precision numbers was found between them: the
   * line
   * as fractions. `weights` and `bias` are then roundings of it, which need not separate.
   */
  readonly exact?: { readonly weights: readonly string[]; readonly bias: string };
}

/**
 * The line across the middle of the gap along a direction, if the classes lie apart along it and a double hits the gap.
 */
export function lineAlong(
  weights: readonly number[],
  points: readonly (readonly number[])[],
  labels: readonly (0 | 1)[],
  scale: Scale,
): Line | null {
  const { whole, shifts } = wholeNumbers(points);
  const unit = normalise(weights, points, scale);
  // Where the gap holds no double for these weights, it may for a small multiple of them.
  for (const factor of [1, 3, 5, 7, 9, 11, 13, 15]) {
    const scaled = unit.map((w) => w * factor);
    if (!scaled.every(Number.isFinite)) return null;
    const { low, high } = gap(scaled, whole, shifts, labels);
    if (compare(low, high) >= 0) continue;
    const bias = -toNumber(divide(add(low, high), rational(2n)));
    const b = fromNumber(bias);
    const above = add(high, b);
    const below = negate(add(low, b));
    if (compare(above, zero) <= 0 || compare(below, zero) <= 0) continue;
    return { weights: scaled, bias, ...sizes(compare(above, below) < 0 ? above : below, scaled) };
  }
  return null;
}

/** The same along an exact direction; as doubles if they will do, else as fractions. */
export function exactLine(
  direction: readonly Rational[],
  points: readonly (readonly number[])[],
  labels: readonly (0 | 1)[],
  scale: Scale,
): Line {
  const size = largest(direction.map((w, j) => multiply(absolute(w), fromNumber(unitOf(points, j, scale)))));
  const weights = direction.map((w) => divide(w, size));
  const rounded = weights.map(toNumber);
  const line = lineAlong(rounded, points, labels, scale);
  if (line) return line;
  const values = points.map((x) => dot(weights, x.map(fromNumber)));
  const high = values.filter((_, i) => labels[i] === 1).reduce((a, b) => (compare(a, b) < 0 ? a : b));
  const low = values.filter((_, i) => labels[i] === 0).reduce((a, b) => (compare(a, b) > 0 ? a : b));
  const bias = negate(divide(add(low, high), rational(2n)));
  const margin = divide(subtract(high, low), rational(2n));
  return {
    weights: rounded,
    bias: toNumber(bias),
    ...sizes(margin, rounded),
    exact: { weights: weights.map(toText), bias: toText(bias) },
  };
}

const sizes = (margin: Rational, weights: readonly number[]): { margin: number; distance: number } => ({
  margin: toNumber(margin),
  distance: toNumber(margin) / length(weights),
});

/** √Σ v², where a square alone would overflow too. */
function length(vector: readonly number[]): number {
  const size = Math.max(...vector.map(Math.abs));
  return size * Math.sqrt(vector.reduce((sum, v) => sum + (v / size) * (v / size), 0));
}

const largest = (values: readonly Rational[]): Rational => values.reduce((a, b) => (compare(a, b) > 0 ? a : b), zero);

/** Weights whose largest |weight · unit| is 1. */
function normalise(weights: readonly number[], points: readonly (readonly number[])[], scale: Scale): number[] {
  const size = Math.max(...weights.map((w, j) => Math.abs(w) * unitOf(points, j, scale)));
  return weights.map((w) => w / size);
}

/** The largest value of Σ weights·x in class 0 and the smallest in class 1, exactly. */
function gap(
  weights: readonly number[],
  whole: readonly (readonly bigint[])[],
  shifts: readonly number[],
  labels: readonly (0 | 1)[],
): { low: Rational; high: Rational } {
  const parts = weights.map((w, j) => {
    const d = dyadic(w);
    return { ...d, exponent: d.exponent + (shifts[j] ?? 0) };
  });
  const exponent = Math.min(0, ...parts.filter((p) => p.mantissa !== 0n).map((p) => p.exponent));
  const w = parts.map((p) => (p.mantissa === 0n ? 0n : p.mantissa << BigInt(p.exponent - exponent)));
  let low: bigint | null = null;
  let high: bigint | null = null;
  whole.forEach((x, i) => {
    let sum = 0n;
    for (let j = 0; j < w.length; j++) sum += w[j]! * x[j]!;
    if (labels[i] === 1) high = high === null || sum < high ? sum : high;
    else low = low === null || sum > low ? sum : low;
  });
  const unit = 1n << BigInt(-exponent);
  return { low: rational(low ?? 0n, unit), high: rational(high ?? 0n, unit) };
}
