import { log } from '../../util/libm.ts';
import { labelsOf, widthOf, type Judged } from './judged.ts';

const LEAST = 2 ** -52; // as scikit-learn: one sure and wrong row counts 36, not infinity
const ROUNDING = 1e-9; // 0.7 · 10 is a little more than 7

/** mean(-ln p) of the true classes' probabilities, which are kept `LEAST` away from 0 and 1. */
export function logLossOf({ classes, truth, predicted }: Judged): number {
  const width = widthOf(classes);
  let sum = 0;
  truth.forEach((label, row) => {
    const p = predicted[width === 1 ? row : row * width + label] ?? NaN;
    sum -= log(Math.min(1 - LEAST, Math.max(LEAST, width > 1 || label === 1 ? p : 1 - p)));
  });
  return sum / truth.length;
}

/** Rows whose probabilities are alike: what the model predicted of them on average, and what came. */
export interface ReliabilityBin {
  readonly rows: number;
  /** Mean probability. */
  readonly predicted: number;
  /** The share of the rows for which it came true. */
  readonly actual: number;
}

/**
 * Does what is predicted with 80% come in 80% of the cases? Of two classes the second's probabilities are asked, of
 * more those of the class that is predicted.
 *
 * @returns of `bins` equal parts of 0 … 1 those that have rows, ascending; a part holds its upper edge
 * @see Guo et al. 2017, https://arxiv.org/abs/1706.04599
 */
export function reliabilityOf(of: Judged, bins = 10): ReliabilityBin[] {
  const labels = labelsOf(of);
  const width = widthOf(of.classes);
  const found = Array.from({ length: bins }, () => ({ rows: 0, predicted: 0, actual: 0 }));
  of.truth.forEach((truth, row) => {
    const label = labels[row] ?? 0;
    const p = of.predicted[width === 1 ? row : row * width + label] ?? NaN;
    const bin = found[Math.min(bins - 1, Math.max(0, Math.ceil(p * bins - ROUNDING) - 1))];
    if (!bin) return; // not a number
    bin.rows += 1;
    bin.predicted += p;
    bin.actual += truth === (width === 1 ? 1 : label) ? 1 : 0;
  });
  return found
    .filter(({ rows }) => rows > 0)
    .map(({ rows, predicted, actual }) => ({ rows, predicted: predicted / rows, actual: actual / rows }));
}

/** Expected calibration error: by how much the bins' probabilities are off, on average over the rows. */
export function calibrationErrorOf(bins: readonly ReliabilityBin[]): number {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  return bins.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.predicted - bin.actual), 0) / rows;
}
