import { checkBoolean, checkOptions, oneOf, type OptionChecks } from '../util/options.ts';
import { checkTable } from './check-table.ts';
import { GradsheetError } from '../errors.ts';
import { looksLikeNumber } from './csv-numbers.ts';
import { spelledNumber, spelledText } from './csv-spelling.ts';
import { cellOf, type Column } from './column.ts';
import type { Table } from './table.ts';
import { words } from './error-words.ts';

export interface CsvWriteOptions {
  /** Default comma. */
  readonly delimiter?: ',' | ';' | '\t';
  /** Default line feed. */
  readonly lineBreak?: '\n' | '\r\n';
  /** Default false. */
  readonly decimalComma?: boolean;
  /** Excel takes a file for UTF-8 only with one. Default false. */
  readonly byteOrderMark?: boolean;
  /**
   * Are texts that a spreadsheet would compute (`=1+1`, `@SUM(1)`) written as they are? Default false: they get an
   * apostrophe, which `parseCsv` takes off.
   */
  readonly keepFormulas?: boolean;
}

const writeChecks: OptionChecks<CsvWriteOptions> = {
  delimiter: oneOf(',', ';', '\t'),
  lineBreak: oneOf('\n', '\r\n'),
  decimalComma: checkBoolean,
  byteOrderMark: checkBoolean,
  keepFormulas: checkBoolean,
};

/**
 * A table as CSV text, which `parseCsv` reads back as the same table. (A column of texts that all look like numbers, or
 * are all missing, needs `types: { name: 'text' }` for that: a CSV file does not say which a column is.)
 *
 * @throws GradsheetError `bad-table` for a table without columns or with a blank name
 */
export function writeCsv(table: Table, options: CsvWriteOptions = {}): string {
  checkTable('writeCsv', table);
  checkOptions('writeCsv', options, writeChecks);
  const {
    delimiter = ',',
    lineBreak = '\n',
    decimalComma = false,
    byteOrderMark = false,
    keepFormulas = false,
  } = options;
  if (table.columns.length === 0 || table.names.some((name) => name.trim() === '')) {
    throw new GradsheetError('bad-table', {
      where: table.where({}),
      expected: words('at least one column, and a name for each'),
      received: table.columns.length === 0 ? words('no columns') : words('a blank name'),
    });
  }
  const dialect = { delimiter, decimalComma, keepFormulas };
  const alone = table.columns.length === 1; // cut at blanks it would be several
  const text = (value: string, always = false): string =>
    spelledText(value, dialect, always || (alone && /[ |]/.test(value)));
  // quotes say that it is a name, although it looks like a value, and keep a rare delimiter from cutting it
  const name = (column: Column): string =>
    text(
      column.name,
      looksLikeNumber(column.name) ||
        column.name.includes('|') ||
        (column.kind === 'text' && column.values.includes(column.name)),
    );
  const lines = [table.columns.map(name).join(delimiter)];
  for (let row = 0; row < table.rows; row++) {
    const values = table.columns.map((column) => cellOf(column, row));
    const cells = values.map((value) =>
      value === null ? '' : typeof value === 'number' ? spelledNumber(value, dialect) : text(value),
    );
    if (values.every((value) => value === null)) {
      cells[0] = '""'; // a row without any text would be skipped
    } else if (values.length > 1 && values.every((value, i) => i === 0 || value === null)) {
      cells[1] = '""'; // a text with nothing behind it might be a remark below the table
    }
    lines.push(cells.join(delimiter));
  }
  return (byteOrderMark ? '\ufeff' : '') + lines.join(lineBreak) + lineBreak;
}
