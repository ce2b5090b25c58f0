import type { NumberColumn } from '../column.ts';
import { dateText } from './date-text.ts';
import type { DateFeature, NumberFeature } from './feature.ts';
import type { EncodingNote } from './note.ts';

/**
 * Values outside of what the training rows had: what a model says there is a guess about a region it never saw.
 *
 *   // trained on heights from 150 to 190
 *   noteOfRange(height, { values: [170, 300, …] }, rows, 80)
 *   // → [{ code: 'outside-range', column: 'height', row: 1, value: 300, cells: 1, low: 150, high: 190 }]
 *
 * @param trained how many rows the feature was fitted on
 */
export function noteOfRange(
  feature: NumberFeature | DateFeature,
  column: NumberColumn,
  rows: readonly number[],
  trained: number,
): EncodingNote[] {
  const { values } = column;
  const found = rowsOutside(feature, column, rows, trained);
  const [first] = found;
  if (first === undefined) return [];
  const { low, high } = rangeOf(feature);
  const label = (value: number): number | string => (feature.kind === 'date' ? dateText(value, feature.rule) : value);
  return [
    {
      code: 'outside-range',
      column: feature.name,
      row: first,
      value: label(values[first] ?? NaN),
      cells: found.length,
      low: label(low),
      high: label(high),
    },
  ];
}

/** Beyond the range by so much of its width a row is far outside: rows that were held out were rarely there. */
const FAR = 0.1;

/** Rows far outside of what the training rows had: what was measured on these says nothing of them. */
export const rowsFarOutside = (
  feature: NumberFeature | DateFeature,
  column: NumberColumn,
  rows: readonly number[],
  trained: number,
): number[] => rowsOutside(feature, column, rows, trained, FAR * (feature.max - feature.min));

function rowsOutside(
  feature: NumberFeature | DateFeature,
  { values }: NumberColumn,
  rows: readonly number[],
  trained: number,
  margin = 0,
): number[] {
  if (feature.gaps === trained) return []; // it had no value, so there is no range
  const range = rangeOf(feature);
  const [low, high] = [range.low - margin, range.high + margin];
  let marks: Uint8Array | undefined; // few columns have any, and rows come in any order
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number; // a place in it
    if (value < low || value > high) (marks ??= new Uint8Array(values.length))[row] = 1;
  }
  return marks ? rows.filter((row) => marks[row] === 1) : [];
}

function rangeOf(feature: NumberFeature | DateFeature): { readonly low: number; readonly high: number } {
  const from = feature.kind === 'date' ? feature.first : 0;
  return { low: from + feature.min, high: from + feature.max };
}
