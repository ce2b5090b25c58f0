import { plain } from '../messages/numbers.ts';

export { count, metric, percent, plain } from '../messages/numbers.ts';

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

/** What scaling does to a feature: `(x − 24) / 8`, `(x + 0.2) / 8`. */
export const scaled = (offset: number, divisor: number): string =>
  `(x ${offset < 0 ? '+' : '−'} ${plain(Math.abs(offset))}) / ${plain(divisor)}`;

/** A value and the ends of a range it lies outside of, with as many digits as tell them apart; dates are texts. */
export function apart(value: number | string, low: number | string, high: number | string): string[] {
  const spelled = (digits: number): string[] =>
    [value, low, high].map((of) => (typeof of === 'number' ? plain(of, digits) : of));
  const [own, ...ends] = spelled(6);
  return ends.includes(own ?? '') ? spelled(17) : spelled(6);
}
