import type { Table } from 'gradsheet';

/** A cell as a table shows it: numbers to six digits, a true minus. */
export const shown = (v: number | string | null): string =>
  v === null ? '' : typeof v === 'number' ? String(Number(v.toPrecision(6))).replace('-', '−') : v;

/** As a spreadsheet counts: the header is row 1. */
export const rowNumber = (table: Table, row: number): number => table.origin.rowNumbers?.[row] ?? row + 2;
