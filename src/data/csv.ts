import { GradsheetError } from '../errors.ts';
import { quoted, type Where, type Words } from '../words.ts';
import {
  checkBoolean,
  checkChoice,
  checkList,
  checkOptions,
  checkRecord,
  checkText,
  invalid,
  numberIn,
  type OptionChecks,
} from '../util/options.ts';
import { type Begin, TOP } from './csv-cells.ts';
import type { FileCells } from './csv-copy.ts';
import type { ColumnRules, FileRules } from './csv-columns.ts';
import { afterLines, delimiterLine, type Head, recognizedDelimiter } from './csv-dialect.ts';
import { Foresight, type LaidOut } from './csv-foresight.ts';
import { headOf, type TableHead } from './csv-head.ts';
import { tableIn } from './csv-layout.ts';
import { missingMarkersWith } from './csv-missing.ts';
import type { DressHints } from './csv-numbers.ts';
import { cutPages, headOf as headOfText } from './csv-pages.ts';
import { CsvRows } from './csv-rows.ts';
import type { CsvWarning } from './csv-warnings.ts';
import { type ByteSource, chunksOf, type DecodedText, readText } from './decode-text.ts';
import { readColumns, rulesOf } from './read-columns.ts';
import type { Shelf } from './column-values.ts';
import { LargeTable } from './large-table.ts';
import type { Table } from './table.ts';
import { words } from './error-words.ts';

export { isNote, type CsvWarning } from './csv-warnings.ts';
export { writeCsv, type CsvWriteOptions } from './csv-write.ts';

export interface CsvOptions {
  /** File name, for errors; default "table". */
  readonly name?: string;
  /** As the Encoding Standard names it; default: recognized (UTF-8, UTF-16, Big5, else Western text). */
  readonly encoding?: string;
  /** One character, ' ' for any run of blanks; default: comma, semicolon, tab, | or blanks, whichever fits. */
  readonly delimiter?: string;
  /** Is 1,5 one and a half? Default: recognized, where the whole file agrees. */
  readonly decimalComma?: boolean;
  /** The character between thousands: ',' in 1,234. Default: recognized, where the whole column agrees. */
  readonly thousands?: string;
  /** Texts that stand for missing values, besides the usual ones. */
  readonly missingValues?: readonly string[];
  /** Lines at the top that are not of the table. Default: comments and titles are recognized. */
  readonly skipRows?: number;
  /**
   * Does the first row hold the names? Default: recognized; without names the columns are called column1, column2 ….
   */
  readonly header?: boolean;
  /** What a column is to be read as, whatever its cells look like: `{ zip: 'text' }`. */
  readonly types?: Readonly<Record<string, 'number' | 'text'>>;
}

/** The table, and what was found out on the way. */
export interface CsvRead extends CsvNotes {
  readonly table: Table;
}
export interface CsvNotes {
  /** Absent if the content was given as text. */
  readonly encoding?: string;
  readonly byteOrderMark: boolean;
  readonly delimiter: string;
  readonly decimalComma: boolean;
  readonly lineBreak: '\n' | '\r\n' | '\r';
  readonly header: boolean;
  /** Rows without any text, which were skipped. */
  readonly emptyRows: number;
  readonly warnings: readonly CsvWarning[];
}

const readChecks: OptionChecks<CsvOptions> = {
  name: checkText,
  encoding: checkText,
  delimiter: checkText,
  decimalComma: checkBoolean,
  thousands: checkText,
  missingValues: (where, values) => Array.from(checkList(where, values), (value) => checkText(where, value)),
  skipRows: numberIn({ whole: true, least: 0 }),
  header: checkBoolean,
  types: (where, types) => {
    for (const type of Object.values(checkRecord(where, types))) checkChoice(where, type, ['number', 'text']);
  },
};

/**
 * A table from the bytes or the text of a CSV file, in whatever dialect: what was recognized, mended or left out stands
 * in `warnings`. Row numbers count as a spreadsheet does: the header is row 1, empty rows count.
 *
 *   parseCsv('height,city\n180,Taipei\n165,"Tainan, Anping"\n').table.rows   // → 2
 *
 * @throws GradsheetError `bad-file` for what is no text table, `bad-table` for rows that are too long and open quotes,
 *   `bad-cell` for a text in a column that `types` calls numbers
 */
export function parseCsv(content: Uint8Array | string, options: CsvOptions = {}): CsvRead {
  if (typeof content !== 'string' && !(content instanceof Uint8Array)) {
    invalid('parseCsv', words('the text or the bytes of a table'), content);
  }
  return readCsv(typeof content === 'string' ? content : chunksOf(content), options).read;
}

interface ReadFile<T> {
  readonly read: CsvNotes & { readonly table: T };
  /** What a copy is made of; it reads the file again. */
  readonly cells: FileCells;
}

/** More than are searched for what the first row is. */
const FIRST_ROWS = 1200;

/**
 * `parseCsv` of a file that need not lie in memory, and the cells it read.
 *
 * @param firstRows that are held in memory at least, to tell what the first row and the columns are
 */
export function readCsv(
  content: ByteSource | string,
  options: CsvOptions = {},
  firstRows: number = FIRST_ROWS,
): ReadFile<Table> {
  const { read, cells } = readAny(content, options, firstRows);
  return { read: { ...read, table: read.table.whole() }, cells };
}

/**
 * `readCsv` of a file whose columns need not lie in memory either.
 *
 * @param shelf where they are put
 */
export const readLargeCsv = (content: ByteSource, shelf: Shelf, options: CsvOptions = {}): ReadFile<LargeTable> =>
  readAny(content, options, FIRST_ROWS, shelf);

function readAny(
  content: ByteSource | string,
  options: CsvOptions,
  firstRows: number,
  shelf?: Shelf,
): ReadFile<LargeTable> {
  checkOptions('parseCsv', options, readChecks);
  const { name: where = words('table'), encoding } = options;
  return readText(content, { where, encoding }, (text) => tableOf(text, options, { where, firstRows, shelf }));
}

function tableOf(
  text: DecodedText,
  options: CsvOptions,
  { where, firstRows, shelf }: { readonly where: Where; readonly firstRows: number; readonly shelf: Shelf | undefined },
): ReadFile<LargeTable> {
  const { encoding, byteOrderMark, guessed } = text;
  const warnings: CsvWarning[] = [];
  if (guessed && encoding !== undefined) warnings.push({ code: 'encoding-guessed', encoding });
  const head = headOfText(text, options.skipRows ?? 0);
  const { delimiter, ...begin } = beginningOf(head, options, where, warnings);
  const missing = missingMarkersWith(options.missingValues);
  const laidOut = (rows: CsvRows, notes: CsvWarning[]): LaidOut => {
    const found = headOf(tableIn(rows, missing, options.header, where, notes), options, missing, notes);
    return {
      ...found,
      rules: () => rulesFor(found, options, { missing, where, delimiter, ...(shelf ? { shelf } : {}) }),
    };
  };
  const foresight = new Foresight(text.size, laidOut);
  const rows = new CsvRows(
    () => cutPages(text, { delimiter, where, begin, firstRows }),
    (page) => foresight.take(page),
  );
  if (rows.count === 0) throw noTable(where, words('rows with values'), words('an empty table'));
  const whole = laidOut(rows, warnings);
  const { grid, names, skip } = whole;
  if (grid.rows === skip) throw noTable(where, words('rows under the header'), words('only a header'));
  const { columns, decimalComma } = readColumns(grid, whole.rules(), warnings, foresight.columnsOf(whole, rows));
  const table = new LargeTable(columns, grid.rows - skip, {
    name: options.name ?? '',
    rowNumbers: Int32Array.from(grid.rowNumbers.subarray(skip)),
  });
  const written = { delimiter, decimalComma, lineBreak: rows.lineBreak };
  const read = {
    table,
    ...(encoding === undefined ? {} : { encoding }),
    byteOrderMark,
    ...written,
    header: skip > 0,
    emptyRows: rows.emptyRows,
    warnings,
  };
  const above = head.text.slice(0, begin.from) + rows.textBefore(grid.kept[0] ?? 0);
  return { read, cells: { grid, skip, names, written: { ...written, above } } };
}

function rulesFor(
  { names, skip }: TableHead,
  options: CsvOptions,
  { delimiter, ...file }: Omit<FileRules, 'skip' | 'hints'> & { readonly delimiter: string },
): ColumnRules[] {
  return rulesOf(names, options.types ?? {}, { ...file, skip, hints: hintsOf(delimiter, options) });
}

const noTable = (where: Where, expected: Words, received: Words): GradsheetError =>
  new GradsheetError('bad-table', { where, expected, received });

/** Where the table begins, and its delimiter. */
function beginningOf(
  text: Head,
  { skipRows = 0, delimiter }: CsvOptions,
  where: Where,
  warnings: CsvWarning[],
): Begin & { delimiter: string } {
  const top = afterLines(text, TOP, skipRows);
  const named = delimiterLine(text, top);
  if (named !== undefined) {
    warnings.push({ code: 'delimiter-line', delimiter: named });
    return { ...afterLines(text, top, 1), delimiter: delimiter === undefined ? named : checkedDelimiter(delimiter) };
  }
  return {
    ...top,
    delimiter: delimiter === undefined ? recognizedDelimiter(text, where, top) : checkedDelimiter(delimiter),
  };
}

const checkedDelimiter = (delimiter: string): string =>
  oneCharacter(delimiter, /["\r\n0-9.+-]/, words('delimiter'), words('one character that is no quote or digit'));
const checkedThousands = (thousands: string): string =>
  oneCharacter(thousands, /["\r\n0-9+-]/, words('thousands'), words('one character that is no quote, digit or sign'));

function oneCharacter(text: string, banned: RegExp, where: Words, expected: Words): string {
  if (text.length === 1 && !banned.test(text)) return text;
  throw new GradsheetError('invalid-option', {
    where,
    expected,
    received: quoted(JSON.stringify(text).slice(1, -1)),
  });
}

/** What is known of how numbers are written. */
export function hintsOf(delimiter: string, { decimalComma, thousands }: CsvOptions): DressHints {
  if (thousands === undefined) return { delimiter, decimalComma };
  const implied = thousands === ',' ? false : thousands === '.' ? true : undefined;
  return { delimiter, decimalComma: decimalComma ?? implied, thousands: checkedThousands(thousands) };
}
