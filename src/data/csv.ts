import { GradsheetError } from '../errors.ts';
import { verbatim, quoted, type Where, type Words } from '../words.ts';
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
import { listed, nearest } from '../util/text.ts';
import { cellText, cutCells, startOfRow } from './csv-cells.ts';
import type { FileCells } from './csv-copy.ts';
import { contents, MOST_LOOKED_AT, readColumn, type ColumnRules, type FileRules, type Notes } from './csv-columns.ts';
import { afterLines, delimiterLine, recognizedDelimiter } from './csv-dialect.ts';
import type { Grid } from './csv-grid.ts';
import { headOf } from './csv-head.ts';
import { tableIn } from './csv-layout.ts';
import { MarkerCounts, missingMarkersWith } from './csv-missing.ts';
import { type DressHints, hasDecimalCommas } from './csv-numbers.ts';
import type { CsvWarning } from './csv-warnings.ts';
import { decodeText } from './decode-text.ts';
import type { Column } from './column.ts';
import { MOST_COLUMNS } from './preprocessing.ts';
import { Table } from './table.ts';
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
export interface CsvRead {
  readonly table: Table;
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
  return readCsv(content, options).read;
}

/** `parseCsv`, and the cells it read: they hold the text of the whole file. */
export function readCsv(
  content: Uint8Array | string,
  options: CsvOptions = {},
): { readonly read: CsvRead; readonly cells: FileCells } {
  checkOptions('parseCsv', options, readChecks);
  if (typeof content !== 'string' && !(content instanceof Uint8Array)) {
    invalid('parseCsv', words('the text or the bytes of a table'), content);
  }
  const { name: where = words('table'), types = {} } = options;
  const warnings: CsvWarning[] = [];
  const { text, encoding, byteOrderMark, guessed } = decodeText(content, where, options.encoding);
  if (guessed && encoding !== undefined) warnings.push({ code: 'encoding-guessed', encoding });
  const { delimiter, ...begin } = beginningOf(text, options, where, warnings);
  const cells = cutCells(text, delimiter, where, begin);
  if (cells.firstCells.length === 1) {
    throw new GradsheetError('bad-table', {
      where,
      expected: words('rows with values'),
      received: words('an empty table'),
    });
  }
  const missing = missingMarkersWith(options.missingValues);
  const whole = tableIn(cells, missing, options.header, where, warnings);
  if (whole.width > MOST_COLUMNS) {
    throw new GradsheetError('too-large', {
      where,
      expected: words('at most {} columns', MOST_COLUMNS),
      received: verbatim(whole.width),
      hint: words('Take fewer columns, or turn rows and columns round.'),
    });
  }
  const { grid, names, skip } = headOf(whole, options, missing, warnings);
  if (grid.rows === skip) {
    throw new GradsheetError('bad-table', {
      where,
      expected: words('rows under the header'),
      received: words('only a header'),
    });
  }
  const { columns, decimalComma } = readColumns(
    grid,
    names,
    types,
    {
      skip,
      missing,
      where,
      hints: hintsOf(delimiter, options),
    },
    warnings,
  );
  const table = Table.fromColumns(columns, {
    name: options.name ?? '',
    rowNumbers: Int32Array.from(grid.rowNumbers.subarray(skip)),
  });
  const written = { delimiter, decimalComma, lineBreak: cells.lineBreak };
  const read = {
    table,
    ...(encoding === undefined ? {} : { encoding }),
    byteOrderMark,
    ...written,
    header: skip > 0,
    emptyRows: cells.emptyRows,
    warnings,
  };
  const above = text.slice(0, startOfRow(cells, grid.rowNumbers[0] ?? 1));
  return { read, cells: { grid, skip, names, written: { ...written, above } } };
}

/** Where the table begins, and its delimiter. */
function beginningOf(
  text: string,
  { skipRows = 0, delimiter }: CsvOptions,
  where: Where,
  warnings: CsvWarning[],
): { from: number; rows: number; delimiter: string } {
  const top = afterLines(text, { from: 0, rows: 0 }, skipRows);
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

/** The columns; with decimal commas if nothing is known of them and the whole file agrees. */
export function readColumns(
  grid: Grid,
  names: readonly string[],
  types: NonNullable<CsvOptions['types']>,
  file: FileRules,
  warnings: CsvWarning[],
): { columns: Column[]; decimalComma: boolean } {
  const known = new Set(names);
  for (const name of Object.keys(types)) if (!known.has(name)) throw unknownColumn(name, names, file.where);
  const rules = names.map((name, place): ColumnRules => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    return { ...file, name, place, ...(type === undefined ? {} : { type }) };
  });
  const read = (decimalComma: boolean | undefined): { columns: Column[]; notes: Notes } => {
    const notes = { warnings: [], markers: new MarkerCounts() };
    const hints = { ...file.hints, decimalComma };
    return { columns: rules.map((rule) => readColumn(grid, { ...rule, hints }, notes)), notes };
  };
  const { decimalComma } = file.hints;
  let { columns, notes } = read(decimalComma);
  const comma = decimalComma === undefined ? decimalCommaIn(grid, columns, rules) : undefined;
  if (comma) {
    warnings.push(comma);
    ({ columns, notes } = read(true));
  }
  warnings.push(...notes.warnings);
  if (notes.markers.all.length > 0) warnings.push({ code: 'missing-markers', markers: notes.markers.all });
  return { columns, decimalComma: decimalComma ?? comma !== undefined };
}

/**
 * Has the file decimal commas? Some column has nothing but such numbers, and none has a decimal point; where the comma
 * parts the columns too, most numbers of the column must have one.
 */
function decimalCommaIn(
  grid: Grid,
  columns: readonly Column[],
  rules: readonly ColumnRules[],
): (CsvWarning & { code: 'decimal-comma-found' }) | undefined {
  const texts = (rule: ColumnRules): string[] => contents(grid, rule, MOST_LOOKED_AT);
  const found = rules.find(
    (rule) =>
      columns[rule.place]?.kind === 'text' &&
      rule.type !== 'text' &&
      hasDecimalCommas(texts(rule), rule.hints.delimiter === ',' ? 0.5 : 0),
  );
  if (!found) return undefined;
  const pointed = rules.some((rule) => {
    const column = columns[rule.place];
    return (
      column?.kind === 'number' &&
      column.values.some((value) => value !== Math.floor(value) && !Number.isNaN(value)) &&
      texts(rule).some(hasDecimalPoint)
    );
  });
  if (pointed) return undefined;
  for (let row = found.skip; row < grid.rows; row++) {
    const text = cellText(grid, row * grid.width + found.place);
    if (text.includes(',')) {
      return { code: 'decimal-comma-found', column: found.name, row: grid.rowNumbers[row] ?? 0, text };
    }
  }
  return undefined;
}

/** A point behind every comma that parts no thousands: 1,234.5 has one, 1.234,5 and 1.234.567 have not. */
const hasDecimalPoint = (text: string): boolean =>
  text.lastIndexOf('.') > text.lastIndexOf(',') && !/^[+-]?[1-9]\d{0,2}(\.\d{3})+$/.test(text);

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

function unknownColumn(name: string, names: readonly string[], where: Where): GradsheetError {
  const near = nearest(name, names);
  return new GradsheetError('unknown-name', {
    where: words('{}, {}', where, 'types'),
    expected: words('one of the columns {}', listed(names, 20)),
    received: quoted(name),
    ...(near === undefined ? {} : { hint: words('Did you mean "{}"?', near) }),
  });
}
