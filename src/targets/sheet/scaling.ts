import { formatAddress } from '../../workbook/index.ts';

/** A column of the data block, rows counted from 0. */
export interface Column {
  readonly top: number;
  readonly bottom: number;
  readonly column: number;
  readonly numbers: readonly number[];
}

/**
 * The formula by which a fitted number of a scaling follows from its column, if it does: the mean and the standard
 * deviation (of the population, as scikit-learn), or the least value and the span.
 *
 * @param mean the address of the number that is taken away, for the standard deviation
 */
export function scalingFormula(
  part: 'offset' | 'divisor',
  value: number,
  data: Column,
  mean: { readonly row: number; readonly column: number },
): string | null {
  const { numbers } = data;
  const n = numbers.length;
  if (n === 0) return null;
  const address = (row: number, column: number): string =>
    formatAddress(row, column).replace(/([A-Z]+)([0-9]+)/, '$$$1$$$2');
  const range = `${address(data.top, data.column)}:${address(data.bottom, data.column)}`;
  const average = numbers.reduce((a, b) => a + b, 0) / n;
  const least = numbers.reduce((a, b) => Math.min(a, b));
  const most = numbers.reduce((a, b) => Math.max(a, b));
  const deviation = Math.sqrt(numbers.reduce((s, x) => s + (x - average) * (x - average), 0) / n);
  const is = (x: number): boolean =>
    Math.abs(x - value) <= 1e-12 * Math.max(Math.abs(x), Math.abs(value), Number.MIN_VALUE);
  if (part === 'offset') return is(average) ? `=AVERAGE(${range})` : is(least) ? `=MIN(${range})` : null;
  return is(deviation)
    ? `=SQRT(SUMPRODUCT((${range}-${address(mean.row, mean.column)})^2)/COUNT(${range}))`
    : is(most - least)
      ? `=MAX(${range})-MIN(${range})`
      : null;
}
