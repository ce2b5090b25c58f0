import { exp, log } from '../util/libm.ts';
import { mean } from '../util/lists.ts';

/** Is a number learned as it is, or its logarithm? */
export type TargetScale = 'linear' | 'log';

/** What leads from a number target to standard units and back; classes need none of it. */
export interface TargetUnits {
  readonly scale: TargetScale;
  /** The mean and the standard deviation: of the values, or of their logarithms. */
  readonly mean: number;
  readonly deviation: number;
  /** What a smaller value counts as, since 0 has no logarithm: the least above 0. */
  readonly floor: number;
}

export const noUnits: TargetUnits = { scale: 'linear', mean: 0, deviation: 1, floor: -Infinity };

export function unitsOf(values: Float64Array, scale: TargetScale): TargetUnits {
  const floor = scale === 'log' ? values.reduce((least, v) => (v > 0 && v < least ? v : least), Infinity) : -Infinity;
  const learned = scaled(values, { scale, floor });
  return { scale, mean: mean(learned), deviation: Math.sqrt(mean(squaresOf(learned))) || 1, floor };
}

export const toStandard = (values: Float64Array, units: TargetUnits): Float64Array =>
  scaled(values, units).map((v) => (v - units.mean) / units.deviation);

export const fromStandard = (values: Float64Array, { scale, mean, deviation }: TargetUnits): Float64Array => {
  const back = values.map((v) => mean + deviation * v);
  return scale === 'log' ? back.map(exp) : back;
};

/** Are all above 0, but for a hundredth that may be 0: a gift in a table of prices? */
export function hasLogarithms(values: Float64Array): boolean {
  return values.every((v) => v >= 0) && zerosOf(values) <= FEW * values.length;
}

export const zerosOf = (values: Float64Array): number => values.reduce((zeros, v) => zeros + (v === 0 ? 1 : 0), 0);

/** The largest hundredth of the values, and how much of the variance they make up. */
const FEW = 0.01;
const HALF = 0.5;
/** From the 5th to the 95th percentile: prices and populations span that much, ages with a slip among them do not. */
const SPAN = 8;

/**
 * The scale on which numbers are learned if nobody says so: the logarithm of positive ones (`hasLogarithms`), if a few
 * are so large that all errors but theirs count for nothing, and the others, too, span an order of magnitude.
 *
 *   targetScaleOf(Float64Array.of(…prices of flats, and one of a whole district))   // → 'log'
 */
export function targetScaleOf(values: Float64Array): TargetScale {
  if (values.length === 0 || !hasLogarithms(values)) return 'linear';
  const sorted = values.toSorted();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  return at(0.95) >= SPAN * at(0.05) && tailShare(values) >= HALF ? 'log' : 'linear';
}

/** Of the squared deviations from the mean, the share that the largest hundredth of them makes up: 0 to 1. */
export function tailShare(values: Float64Array): number {
  const squares = squaresOf(values).sort();
  const few = Math.max(1, Math.ceil(FEW * values.length));
  const sum = (part: Float64Array): number => part.reduce((total, v) => total + v, 0);
  return sum(squares.subarray(squares.length - few)) / sum(squares);
}

/** Of the deviations from the mean. */
function squaresOf(values: Float64Array): Float64Array {
  const middle = mean(values);
  return values.map((v) => (v - middle) ** 2);
}

const scaled = (values: Float64Array, { scale, floor }: Pick<TargetUnits, 'scale' | 'floor'>): Float64Array =>
  scale === 'log' ? values.map((v) => log(Math.max(v, floor))) : values;
