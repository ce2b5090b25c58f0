import { GradsheetError } from '../errors.ts';
import { getCell, usedArea, type Workbook } from '../workbook/index.ts';
import { columnOf, type ColumnValues } from './column.ts';
import { Table } from './table.ts';

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
  const sheet = book.sheets.find((s) => (chosen === undefined ? usedArea(s) !== undefined : s.name === chosen));
  const area = sheet && usedArea(sheet);
  if (!sheet || !area) {
    throw new GradsheetError('bad-table', {
      where: name,
      expected: 'a sheet with a table',
      received: 'only empty sheets',
    });
  }
  const value = (row: number, column: number): number | string | null => {
    const cell = getCell(sheet, row, column)?.value;
    if (typeof cell === 'object') {
      throw new GradsheetError('bad-cell', {
        where: `${name}, row ${row + 1}, column ${column + 1}`,
        expected: 'a value',
        received: cell.error,
        hint: 'Correct the formula.',
      });
    }
    return cell === undefined || cell === '' ? null : typeof cell === 'boolean' ? Number(cell) : cell;
  };
  const rows = range(area.top + 1, area.bottom + 1).filter((row) =>
    range(area.left, area.right + 1).some((column) => value(row, column) !== null),
  );
  if (rows.length === 0) {
    throw new GradsheetError('bad-table', {
      where: name,
      expected: 'rows under the header',
      received: 'only a header',
    });
  }
  const columns = range(area.left, area.right + 1).map((column) => {
    const header = value(area.top, column);
    if (header === null) {
      throw new GradsheetError('bad-table', {
        where: `${name}, row ${area.top + 1}, column ${column + 1}`,
        expected: 'a name',
        received: 'a blank',
        hint: 'Name the column, or delete it.',
      });
    }
    const cells = rows.map((row) => value(row, column));
    const texts = cells.filter((cell) => typeof cell === 'string').length;
    const odd = rows.find((_, i) => typeof cells[i] === (texts * 2 > cells.length ? 'number' : 'string'));
    if (texts > 0 && odd !== undefined && texts < cells.filter((cell) => cell !== null).length) {
      throw new GradsheetError('bad-cell', {
        where: `${name}, row ${odd + 1}, column ${header}`,
        expected: texts * 2 > cells.length ? 'a text, as in the rows before' : 'a number, as in the rows before',
        received: String(value(odd, column)),
        hint: 'A column holds either numbers or texts.',
      });
    }
    return [String(header), cells as ColumnValues] as const; // all of one kind, as just checked
  });
  const names = columns.map(([header]) => header);
  const double = names.find((header, i) => names.indexOf(header) < i);
  if (double !== undefined) {
    throw new GradsheetError('bad-table', {
      where: `${name}, row ${area.top + 1}`,
      expected: 'names that differ',
      received: `"${double}" twice`,
    });
  }
  const table = Table.fromColumns(
    columns.map(([header, cells]) => columnOf(header, cells)),
    { name, rowNumbers: Int32Array.from(rows, (row) => row + 1) },
  );
  return { table, sheet: sheet.name, emptyRows: area.bottom - area.top - rows.length };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
