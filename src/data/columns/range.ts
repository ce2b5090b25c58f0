import type { NumberColumn } from '../column.ts';
import { isoText } from './calendar.ts';
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
  { values }: NumberColumn,
  rows: readonly number[],
  trained: number,
): EncodingNote[] {
  if (feature.gaps === trained) return []; // it had no value, so there is no range
  const from = feature.kind === 'date' ? feature.first : 0;
  const [low, high] = [from + feature.min, from + feature.max];
  const outside = (row: number): boolean => (values[row] ?? NaN) < low || (values[row] ?? NaN) > high;
  const found = rows.filter(outside);
  const [first] = found;
  if (first === undefined) return [];
  const label = (value: number): number | string => (feature.kind === 'date' ? isoText(value) : value);
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
