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

/** `12s`, `1:05`, `1:02:03`: as Keras. */
export function duration(seconds: number): string {
  const s = Math.round(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  if (s >= 3600) return `${Math.floor(s / 3600)}:${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`;
  return s >= 60 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${s}s`;
}

/** Time of one step: `2s/step`, `4ms/step`, `350us/step`. */
export function perStep(seconds: number): string {
  if (seconds >= 1) return `${seconds.toFixed(0)}s/step`;
  return seconds >= 1e-3
    ? `${(seconds * 1e3).toFixed(0)}ms/step`
    : `${(seconds * 1e6).toFixed(seconds < 1e-5 ? 1 : 0)}us/step`;
}

/** Bytes in steps of 1024: `29.27 KB`. */
export function bytes(n: number): string {
  let value = n;
  let unit = 0;
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  return `${value.toFixed(2)} ${UNITS[unit]}`;
}
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];
