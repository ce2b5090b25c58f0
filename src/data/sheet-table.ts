import { spelled } from './csv-numbers.ts';
import { GradsheetError } from '../errors.ts';
import { listedNames, quoted } from '../words.ts';
import {
  formatAddress,
  getCell,
  isDateFormat,
  keyColumn,
  keyRow,
  type Cell,
  type Sheet,
  type Workbook,
} from '../workbook/index.ts';
import { listed } from '../util/text.ts';
import { type CsvOptions, type CsvWarning, readCsv } from './csv.ts';
import type { FileCells } from './csv-copy.ts';
import type { Table } from './table.ts';
import { words } from './error-words.ts';

/** What may be said of a sheet as of a CSV file. */
export type SheetTableOptions = Pick<CsvOptions, 'header' | 'missingValues' | 'skipRows' | 'thousands' | 'types'>;

/** The table of a sheet, and what was found out on the way. */
export interface SheetRead {
  readonly table: Table;
  readonly sheet: string;
  readonly header: boolean;
  /** Rows below the first without any value, which were skipped. */
  readonly emptyRows: number;
  readonly warnings: readonly CsvWarning[];
}

/** Between cells: no text has it. */
const DELIMITER = '\u001f';

/**
 * The table in a sheet, by default the first one with cells; read by the rules of `parseCsv`, so that a title, a blank
 * name or an error such as #DIV/0! means the same in a workbook. Dates become texts: 2024-05-31.
 *
 * @param name of the file, for errors @param chosen name of the sheet
 * @throws GradsheetError `bad-table`; `unknown-name` for a sheet that is not there
 */
export function tableOfBook(book: Workbook, name: string, chosen?: string, options: SheetTableOptions = {}): SheetRead {
  return readSheet(book, name, chosen, options).read;
}

/** `tableOfBook`, and the cells it read. */
export function readSheet(
  book: Workbook,
  name: string,
  chosen: string | undefined,
  options: SheetTableOptions,
): { readonly read: SheetRead; readonly cells: FileCells } {
  const sheet = book.sheets.find((s) => (chosen === undefined ? s.cells.size > 0 : s.name === chosen));
  if (!sheet && chosen !== undefined) {
    throw new GradsheetError('unknown-name', {
      where: name,
      expected: words('one of the sheets {}', listed(book.sheets.map((s) => s.name))),
      received: quoted(chosen),
    });
  }
  if (!sheet || sheet.cells.size === 0) {
    throw new GradsheetError('bad-table', {
      where: name,
      expected: words('a sheet with a table'),
      received: words('only empty sheets'),
    });
  }
  const { top, bottom, left, right } = extentOf(sheet, name);
  const lines: string[] = [];
  for (let row = 0; row <= bottom; row++) {
    const cells: string[] = [];
    for (let column = left; column <= right && row >= top; column++) {
      cells.push(textOf(getCell(sheet, row, column), book.date1904 ?? false, options.thousands));
    }
    lines.push(cells.join(DELIMITER));
  }
  const text = lines.join('\n');
  if (text.trim() === '') {
    throw new GradsheetError('bad-table', {
      where: name,
      expected: words('rows with values'),
      received: words('an empty table'),
    });
  }
  const { read, cells } = readCsv(text, { ...options, name, delimiter: DELIMITER });
  const { table, header, warnings } = read;
  const emptyRows = read.emptyRows - Math.max(0, top - (options.skipRows ?? 0));
  const { grid, skip, names } = cells;
  return { read: { table, sheet: sheet.name, header, emptyRows, warnings }, cells: { grid, skip, names } };
}

/** A cell as a CSV file has it. */
function textOf(cell: Cell | undefined, date1904: boolean, thousands: string | undefined): string {
  const value = cell?.value;
  switch (typeof value) {
    case 'undefined':
      return '';
    case 'boolean':
      return value ? '1' : '0';
    case 'object':
      return value.error;
    case 'number':
      return isDay(cell?.style?.numberFormat) ? dateOf(value, date1904) : spelled(value, thousands);
    default: {
      const plain = value.replaceAll(DELIMITER, ' ').replaceAll('\0', '');
      return /["\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
    }
  }
}

/** A format that shows a day, not only hours and minutes. */
const isDay = (format: string | undefined): boolean =>
  format !== undefined && isDateFormat(format) && /[yd]/i.test(format);

/** 45443 → 2024-05-31; with a time of day, if it has one. Days are counted from 1899-12-30, or from 1904-01-01. */
function dateOf(serial: number, date1904: boolean): string {
  const days = serial + (date1904 ? 1462 : 0) - 25_569;
  const date = new Date(Math.round(days * 86_400) * 1000);
  if (Number.isNaN(date.getTime()) || serial < 0 || date.getUTCFullYear() > 9999) return String(serial);
  const [day = '', time = ''] = date.toISOString().split(/[T.]/);
  return time === '00:00:00' ? day : `${day} ${time}`;
}

/** Places that a table of so many filled cells may have: a hundred each, of large tables five. */
const roomFor = (filled: number): number => Math.max(10_000, Math.min(100 * filled, 5_000_000 + 5 * filled));

/** The box of a table: a walk over its cells, not over the box. */
function extentOf({ cells }: Sheet, name: string): { top: number; bottom: number; left: number; right: number } {
  const filled = new Set<number>();
  const [any = 0] = cells.keys();
  let first = any;
  let last = any;
  let leftmost = any;
  let rightmost = any;
  let count = 0;
  for (const [key, { value }] of cells) {
    if (key < first) first = key;
    if (key > last) last = key;
    if (keyColumn(key) < keyColumn(leftmost)) leftmost = key;
    if (keyColumn(key) > keyColumn(rightmost)) rightmost = key;
    if (value === undefined || value === '') continue;
    filled.add(keyRow(key));
    count++;
  }
  const top = keyRow(first);
  const left = keyColumn(leftmost);
  const right = keyColumn(rightmost);
  if ((filled.size + 1) * (right - left + 1) > roomFor(count)) {
    const far = new Set([first, leftmost, rightmost, last].map((key) => formatAddress(keyRow(key), keyColumn(key))));
    throw new GradsheetError('bad-table', {
      where: name,
      expected: words('a table in one place'),
      received: words('few cells far apart: {}', listedNames([...far])),
      hint: words('Delete the cells that are not of the table, or copy the table to a sheet of its own.'),
    });
  }
  return { top, bottom: keyRow(last), left, right };
}
