import { GradsheetError } from '../errors.ts';
import { verbatim, listedNames } from '../words.ts';
import { formatAddress, getCell, keyColumn, keyRow, type Sheet, type Workbook } from '../workbook/index.ts';
import { columnOf, type ColumnValues } from './column.ts';
import { Table } from './table.ts';
import { words } from './error-words.ts';

/**
 * The table in a sheet, by default the first one with cells: names in its first row, one row of the table in each row
 * below.
 *
 * @param name of the file, for errors @param chosen name of the sheet
 * @throws GradsheetError `bad-table`, `bad-cell`
 */
export function tableOfBook(
  book: Workbook,
  name: string,
  chosen?: string,
): { table: Table; sheet: string; emptyRows: number } {
  const sheet = book.sheets.find((s) => (chosen === undefined ? s.cells.size > 0 : s.name === chosen));
  if (!sheet || sheet.cells.size === 0) {
    throw new GradsheetError('bad-table', {
      where: name,
      expected: words('a sheet with a table'),
      received: words('only empty sheets'),
    });
  }
  const value = (row: number, column: number): number | string | null => {
    const cell = getCell(sheet, row, column)?.value;
    if (typeof cell === 'object') {
      throw new GradsheetError('bad-cell', {
        where: words('{}, row {}, column {}', name, row + 1, column + 1),
        expected: words('a value'),
        received: verbatim(cell.error),
        hint: words('Correct the formula.'),
      });
    }
    return cell === undefined || cell === '' ? null : typeof cell === 'boolean' ? Number(cell) : cell;
  };
  const { top, bottom, left, right, rows } = extentOf(sheet, name);
  if (rows.length === 0) {
    throw new GradsheetError('bad-table', {
      where: name,
      expected: words('rows under the header'),
      received: words('only a header'),
    });
  }
  const columns = range(left, right + 1).map((column) => {
    const header = value(top, column);
    if (header === null) {
      throw new GradsheetError('bad-table', {
        where: words('{}, row {}, column {}', name, top + 1, column + 1),
        expected: words('a name'),
        received: words('a blank'),
        hint: words('Name the column, or delete it.'),
      });
    }
    const cells = rows.map((row) => value(row, column));
    const texts = cells.filter((cell) => typeof cell === 'string').length;
    const odd = rows.find((_, i) => typeof cells[i] === (texts * 2 > cells.length ? 'number' : 'string'));
    if (texts > 0 && odd !== undefined && texts < cells.filter((cell) => cell !== null).length) {
      throw new GradsheetError('bad-cell', {
        where: words('{}, row {}, column {}', name, odd + 1, header),
        expected:
          texts * 2 > cells.length ? words('a text, as in the rows before') : words('a number, as in the rows before'),
        received: verbatim(String(value(odd, column))),
        hint: words('A column holds either numbers or texts.'),
      });
    }
    return [String(header), cells as ColumnValues] as const; // all of one kind, as just checked
  });
  const seen = new Set<string>();
  const double = columns.map(([header]) => header).find((header) => seen.has(header) || !seen.add(header));
  if (double !== undefined) {
    throw new GradsheetError('bad-table', {
      where: words('{}, row {}', name, top + 1),
      expected: words('names that differ'),
      received: words('"{}" twice', double),
    });
  }
  const table = Table.fromColumns(
    columns.map(([header, cells]) => columnOf(header, cells)),
    { name, rowNumbers: Int32Array.from(rows, (row) => row + 1) },
  );
  return { table, sheet: sheet.name, emptyRows: bottom - top - rows.length };
}

/** Places that a table of so many filled cells may have: a hundred each, of large tables five. */
const roomFor = (filled: number): number => Math.max(10_000, Math.min(100 * filled, 5_000_000 + 5 * filled));

/** The box of a table and its rows below the header that hold anything: a walk over its cells, not over the box. */
function extentOf(
  { cells }: Sheet,
  name: string,
): { top: number; bottom: number; left: number; right: number; rows: number[] } {
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
  filled.delete(top);
  return { top, bottom: keyRow(last), left, right, rows: [...filled].sort((a, b) => a - b) };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
