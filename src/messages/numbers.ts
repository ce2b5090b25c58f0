/**
 * A reported number, as Keras's progress bar writes it: four decimals, or an exponent where they would show nothing.
 */
export function metric(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
  return Math.abs(value) > 1e-3 || value === 0 ? value.toFixed(4) : value.toExponential(4);
}

/** A number in a sentence: at most `digits` significant digits, thousands with commas from 10,000. */
export function plain(value: number, digits = 4): string {
  if (!Number.isFinite(value) || value === 0) return String(value);
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-4) {
    return value
      .toExponential(Math.max(0, digits - 1))
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  }
  const rounded = Number(value.toPrecision(digits));
  const text = Math.abs(rounded) >= 10 ** digits ? String(Math.round(value)) : String(rounded);
  return size >= 10_000 ? text.replace(/\B(?=(\d{3})+$)/g, ',') : text;
}

/** A share as a person writes it: 52%, with a decimal where there are 1,000 rows or more to justify it. */
export const percent = (share: number, rows: number): string => `${(share * 100).toFixed(rows >= 1000 ? 1 : 0)}%`;

/** A whole number with commas: 1,234. */
export const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
