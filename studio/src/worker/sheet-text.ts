import type { CellValue } from 'gradsheet/sheet';
import { full, text } from '../numbers/format.ts';

/**
 * A value as it stands in its cell, and with all digits. Of a number format the decimals, the percent sign and the
 * power count.
 */
export function shownText(
  value: CellValue | undefined,
  format: string | undefined,
): { readonly text: string; readonly value: string } {
  if (value === undefined) return { text: '', value: '' };
  if (typeof value === 'boolean') return { text: value ? 'TRUE' : 'FALSE', value: value ? 'TRUE' : 'FALSE' };
  if (typeof value === 'object') return { text: value.error, value: value.error };
  if (typeof value === 'string') return { text: value, value };
  return { text: numberText(value, format ?? 'General'), value: full(value) };
}

/** More decimals than this tell little and take much room; all digits stand in the formula bar. */
const MOST_DECIMALS = 6;
function numberText(value: number, format: string): string {
  const [, decimals, power, percent] = /0(?:\.(0+))?(E[+-]?0+)?(%)?/.exec(format) ?? [];
  if (percent) return `${text(100 * value, { decimals: decimals?.length ?? 0, signed: false })}%`;
  if (power || (value !== 0 && (Math.abs(value) >= 1e9 || Math.abs(value) < 1e-6))) {
    return full(Number(value.toPrecision(3)));
  }
  if (decimals !== undefined) return text(value, { decimals: Math.min(MOST_DECIMALS, decimals.length), signed: false });
  return full(Number(value.toPrecision(7)));
}
