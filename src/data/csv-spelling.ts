import { disarmed } from './csv-formulas.ts';
import { missingMarkersWith } from './csv-missing.ts';
import { looksLikeNumber } from './csv-numbers.ts';

/** How a CSV file writes its cells. */
export interface CsvDialect {
  readonly delimiter: string;
  readonly decimalComma: boolean;
  /** Are texts that a spreadsheet would compute written as they are? */
  readonly keepFormulas: boolean;
}

export function spelledNumber(value: number, { delimiter, decimalComma }: CsvDialect): string {
  const plain = Object.is(value, -0) ? '-0' : String(value);
  if (!decimalComma) return plain;
  const comma = plain.replace('.', ',');
  return comma.includes(delimiter) ? `"${comma}"` : comma;
}

/** A text, in quotes where it needs them: a reader must take it for the same, and a spreadsheet must not compute it. */
export function spelledText(
  value: string,
  { delimiter, decimalComma, keepFormulas }: CsvDialect,
  always = false,
): string {
  const safe = keepFormulas || looksLikeNumber(value, decimalComma) ? value : disarmed(value);
  return quotedIfNeeded(safe, always || safe !== value || safe.includes(delimiter));
}

/**
 * Quotes whatever a reader might take for something else: any delimiter, also those not in use here, controls,
 * comments, and missing markers.
 */
function quotedIfNeeded(text: string, always: boolean): string {
  const needed = always || /[",;\u0000-\u001f]|^[#%]|^sep=/i.test(text) || text !== text.trim() || markers.has(text);
  return needed ? `"${text.replaceAll('"', '""')}"` : text;
}

const markers = missingMarkersWith().amongNumbers;
