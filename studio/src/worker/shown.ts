import type { Table } from 'gradsheet';
import { dateText, type Feature } from 'gradsheet/table';
import { readable } from '../numbers/format.ts';

/** A cell as a table shows it: numbers to six digits, a true minus. */
export const shown = (v: number | string | null): string =>
  v === null ? '' : typeof v === 'number' ? String(Number(v.toPrecision(6))).replace('-', '−') : v;

/** As a spreadsheet counts: the header is row 1. */
export const rowNumber = (table: Table, row: number): number => table.origin.rowNumbers?.[row] ?? row + 2;

/** The least and the largest value of the training rows; of what has none, ''. */
export function rangeText(feature: Feature): readonly [string, string] {
  if (feature.kind === 'number') return [readable(feature.min), readable(feature.max)];
  if (feature.kind !== 'date') return ['', ''];
  const text = (value: number): string => dateText(feature.first + value, feature.rule);
  return [text(feature.min), text(feature.max)];
}
