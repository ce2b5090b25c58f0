import { log } from '../../util/libm.ts';
import type { Judged } from './judged.ts';

/** √mean(error²), in the target's units. */
export const rmse = (of: Judged): number => Math.sqrt(squares(of) / of.truth.length);

/** [rows]: log(predicted / truth), of positive numbers. */
export const logErrors = ({ truth, predicted }: Judged): Float64Array =>
  truth.map((y, i) => log((predicted[i] ?? NaN) / y));

/** √mean(log(predicted / truth)²): predictions are off by a factor of about e to the power of it. */
export const logRmse = (of: Judged): number =>
  Math.sqrt(logErrors(of).reduce((sum, error) => sum + error ** 2, 0) / of.truth.length);

/** mean(|error|), in the target's units. */
export const mae = ({ truth, predicted }: Judged): number =>
  truth.reduce((sum, y, i) => sum + Math.abs(y - (predicted[i] ?? NaN)), 0) / truth.length;

/**
 * The share of the target's variance that the predictions take away: 1 - Σ error² / Σ (y - mean)². 1 is perfect, 0 is
 * no better than the mean of these rows, and below 0 is worse. NaN if all rows have the same target.
 */
export function r2(of: Judged): number {
  const { truth } = of;
  const mean = truth.reduce((sum, y) => sum + y, 0) / truth.length;
  const spread = truth.reduce((sum, y) => sum + (y - mean) ** 2, 0);
  return spread > 0 ? 1 - squares(of) / spread : NaN;
}

const squares = ({ truth, predicted }: Judged): number =>
  truth.reduce((sum, y, i) => sum + (y - (predicted[i] ?? NaN)) ** 2, 0);
