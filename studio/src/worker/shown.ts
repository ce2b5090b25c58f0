import type { Table } from 'gradsheet';
import type { Feature } from 'gradsheet/table';
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
  const text = feature.rule === 'clock' || feature.rule === 'hhmmss' ? hourText : dayText;
  return [text(feature.first + feature.min), text(feature.first + feature.max)];
}

const hourText = (hours: number): string => new Date(Math.round(hours * 3_600_000)).toISOString().slice(11, 16);

/** @param days since 1970-01-01 */
const dayText = (days: number): string => {
  const text = new Date(Math.round(days * 86_400_000)).toISOString();
  return Number.isInteger(days) ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
};
