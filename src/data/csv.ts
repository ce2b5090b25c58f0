import { GradsheetError } from '../errors.ts';
import { verbatim, listedWords, listedNames, quoted, type Where, type Words } from '../words.ts';
import {
  checkBoolean,
  checkChoice,
  checkOptions,
  checkRecord,
  checkText,
  invalid,
  oneOf,
  type OptionChecks,
} from '../util/options.ts';
import { listed, nearest } from '../util/text.ts';
import { type CsvCells, cellText, cutCells, PLAIN } from './csv-cells.ts';
import { type CsvWarning, missingMarkers, parseNumber, readColumn } from './csv-columns.ts';
import { disarmed } from './csv-formulas.ts';
import { decodeText } from './decode-text.ts';
import { checkTable } from './check-table.ts';
import { cellOf } from './column.ts';
import { MOST_COLUMNS } from './preprocessing.ts';
import { Table } from './table.ts';
import { words } from './error-words.ts';

export type { CsvWarning } from './csv-columns.ts';

export interface CsvOptions {
  /** File name, for errors; default "table". */
  readonly name?: string;
  /** As the Encoding Standard names it; default: recognized (UTF-8, UTF-16, Big5). */
  readonly encoding?: string;
  /** One character; default: comma, semicolon or tab, whichever fits. */
  readonly delimiter?: string;
  /** Is 1,5 one and a half? Default false. */
  readonly decimalComma?: boolean;
  /** Does the first row hold the names? Default true; without one the columns are called column1, column2 …. */
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
  readonly lineBreak: '\n' | '\r\n' | '\r';
  readonly header: boolean;
  /** Rows without any text, which were skipped. */
  readonly emptyRows: number;
  readonly warnings: readonly CsvWarning[];
}

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

const readChecks: OptionChecks<CsvOptions> = {
  name: checkText,
  encoding: checkText,
  delimiter: checkText,
  decimalComma: checkBoolean,
  header: checkBoolean,
  types: (where, types) => {
    for (const type of Object.values(checkRecord(where, types))) checkChoice(where, type, ['number', 'text']);
  },
};
const writeChecks: OptionChecks<CsvWriteOptions> = {
  delimiter: oneOf(',', ';', '\t'),
  lineBreak: oneOf('\n', '\r\n'),
  decimalComma: checkBoolean,
  byteOrderMark: checkBoolean,
  keepFormulas: checkBoolean,
};

/**
 * A table from the bytes or the text of a CSV file. Row numbers in errors count as a spreadsheet does: the header is
 * row 1, empty rows count. Empty cells, NA, N/A, null, nan and - are missing values.
 *
 *   parseCsv('height,city\n180,Taipei\n165,"Tainan, Anping"\n').table.rows   // → 2
 *
 * @throws GradsheetError `bad-file` for what is no text table, `bad-table` for ragged rows, blank or double names and
 *   open quotes, `bad-cell` for a text among numbers
 */
export function parseCsv(content: Uint8Array | string, options: CsvOptions = {}): CsvRead {
  checkOptions('parseCsv', options, readChecks);
  if (typeof content !== 'string' && !(content instanceof Uint8Array)) {
    invalid('parseCsv', words('the text or the bytes of a table'), content);
  }
  const { name: where = words('table'), decimalComma = false, header = true, types = {} } = options;
  const { text, encoding, byteOrderMark } = decodeText(content, where, options.encoding);
  const delimiter =
    options.delimiter === undefined ? recognizedDelimiter(text, where) : checkedDelimiter(options.delimiter);
  const cells = cutCells(text, delimiter, where);
  if (cells.firstCells.length === 1) {
    throw new GradsheetError('bad-table', {
      where,
      expected: words('rows with values'),
      received: words('an empty table'),
    });
  }
  const width = cells.firstCells[1] ?? 0;
  if (width > MOST_COLUMNS) {
    throw new GradsheetError('too-large', {
      where,
      expected: words('at most {} columns', MOST_COLUMNS),
      received: verbatim(width),
      hint: words('Take fewer columns, or turn rows and columns round.'),
    });
  }
  const names = header ? headerNames(cells, where, options.header === undefined) : defaultNames(cells);
  const known = new Set(names);
  for (const name of Object.keys(types)) if (!known.has(name)) throw unknownColumn(name, names, where);
  const skip = header ? 1 : 0;
  const rows = cells.firstCells.length - 1 - skip;
  if (rows === 0) {
    throw new GradsheetError('bad-table', {
      where,
      expected: words('rows under the header'),
      received: words('only a header'),
    });
  }
  checkWidths(cells, where, header);
  const warnings: CsvWarning[] = [];
  const columns = names.map((name, place) => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    return readColumn(
      cells,
      { name, place, skip, decimalComma, where, ...(type === undefined ? {} : { type }) },
      warnings,
    );
  });
  const table = Table.fromColumns(columns, {
    name: options.name ?? '',
    rowNumbers: Int32Array.from(cells.rowNumbers.subarray(skip)),
  });
  return {
    table,
    ...(encoding === undefined ? {} : { encoding }),
    byteOrderMark,
    delimiter,
    lineBreak: cells.lineBreak,
    header,
    emptyRows: cells.emptyRows,
    warnings,
  };
}

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
  const number = (value: number): string => {
    const spelled = Object.is(value, -0) ? '-0' : String(value);
    return decimalComma && spelled.includes('.') ? quotedIfNeeded(spelled.replace('.', ',')) : spelled;
  };
  const text = (value: string, always = false): string => {
    const safe = keepFormulas || looksLikeNumber(value, decimalComma) ? value : disarmed(value);
    return quotedIfNeeded(safe, always || safe !== value);
  };
  const lines = [table.names.map((name) => text(name, looksLikeNumber(name))).join(delimiter)];
  for (let row = 0; row < table.rows; row++) {
    const values = table.columns.map((column) => cellOf(column, row));
    const cells = values.map((value) =>
      value === null ? '' : typeof value === 'number' ? number(value) : text(value),
    );
    if (values.every((value) => value === null)) cells[0] = '""'; // a row without any text would be skipped
    lines.push(cells.join(delimiter));
  }
  return (byteOrderMark ? '\ufeff' : '') + lines.join(lineBreak) + lineBreak;
}

/**
 * Quotes whatever a reader might take for something else: any delimiter, also those not in use here, controls, and
 * missing markers.
 */
function quotedIfNeeded(text: string, always = false): string {
  const needed = always || /[",;\u0000-\u001f]/.test(text) || text !== text.trim() || missingMarkers.has(text);
  return needed ? `"${text.replaceAll('"', '""')}"` : text;
}

function looksLikeNumber(text: string, decimalComma = false): boolean {
  return !Number.isNaN(parseNumber(text, 0, text.length, decimalComma));
}

const SAMPLE = 50; // rows

/**
 * The delimiter that cuts the first rows most evenly; of equally even ones the one that gives more columns; if none
 * cuts
 * them (one column, or quotes that do not close), the one that the first line holds most often.
 */
function recognizedDelimiter(text: string, where: Where): string {
  const [firstLine = ''] = /^[^\r\n]*/.exec(text) ?? [];
  const scored = [',', ';', '\t'].map((delimiter) => ({
    delimiter,
    ...evenness(text, delimiter, where),
    count: count(firstLine, delimiter),
  }));
  const [best] = scored.toSorted((a, b) => b.even - a.even || b.width - a.width || b.count - a.count);
  return best?.delimiter ?? ',';
}

function count(text: string, delimiter: string): number {
  let n = 0;
  for (let at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, at + 1)) n += 1;
  return n;
}

function evenness(text: string, delimiter: string, where: Where): { even: number; width: number } {
  try {
    const { firstCells } = cutCells(text, delimiter, where, SAMPLE);
    const widths = [...widthsOf(firstCells)];
    const [width = 0] = widths;
    return width > 1
      ? { even: widths.filter((other) => other === width).length / widths.length, width }
      : { even: 0, width: 0 };
  } catch {
    // quotes that do not fit this delimiter; the error that matters comes when all is cut
    return { even: 0, width: 0 };
  }
}

function checkedDelimiter(delimiter: string): string {
  if (delimiter.length !== 1 || /["\r\n 0-9.+-]/.test(delimiter)) {
    throw new GradsheetError('invalid-option', {
      where: words('delimiter'),
      expected: words('one character that is no quote, digit or blank'),
      received: quoted(JSON.stringify(delimiter).slice(1, -1)),
    });
  }
  return delimiter;
}

function headerNames(cells: CsvCells, where: Where, doubtful: boolean): readonly string[] {
  const width = cells.firstCells[1] ?? 0;
  const names = Array.from({ length: width }, (_, i) => cellText(cells, i));
  const row = words('{}, row {}', where, cells.rowNumbers[0] ?? 0);
  if (doubtful && names.every((name, i) => cells.kinds[i] === PLAIN && looksLikeNumber(name))) {
    throw new GradsheetError('bad-table', {
      where: row,
      expected: words('the names of the columns'),
      received: words('only numbers ({} …)', listedNames(names.slice(0, 3))),
      hint: words('If the file has no header, say so (--no-header); if these are the names, say that (--header).'),
    });
  }
  const blank = names.findIndex((name) => name.trim() === '');
  if (blank >= 0) {
    throw new GradsheetError('bad-table', {
      where: words('{}, column {}', row, blank + 1),
      expected: words('a name'),
      received: words('a blank'),
      hint: words('Name the column, or delete it.'),
    });
  }
  const places = new Map<string, number>();
  names.forEach((name, i) => {
    const first = places.get(name);
    if (first !== undefined) {
      throw new GradsheetError('bad-table', {
        where: row,
        expected: words('names that differ'),
        received: words('"{}" in columns {} and {}', name, first + 1, i + 1),
      });
    }
    places.set(name, i);
  });
  return names;
}

function defaultNames(cells: CsvCells): readonly string[] {
  return Array.from({ length: cells.firstCells[1] ?? 0 }, (_, i) => `column${i + 1}`);
}

const widthsOf = (firstCells: Uint32Array): Uint32Array =>
  firstCells.slice(1).map((end, row) => end - (firstCells[row] ?? 0));

/** Every row must have as many cells as most rows have. */
function checkWidths({ firstCells, rowNumbers, lines }: CsvCells, where: Where, header: boolean): void {
  const widths = widthsOf(firstCells);
  const [first = 0] = widths;
  if (widths.every((width) => width === first)) return;
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [usual = first] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
  const odd: number[] = [];
  widths.forEach((width, row) => {
    if (width !== usual) odd.push(row);
  });
  const [row = 0] = odd;
  const number = rowNumbers[row] ?? 0;
  const line = lines[row] ?? 0;
  const inHeader = header && row === 0;
  const place =
    line === number
      ? inHeader
        ? words('header')
        : words('row {}', number)
      : inHeader
        ? words('header (line {})', line)
        : words('row {} (line {})', number, line);
  const ragged = words('{}, {}', where, place);
  const columns = (n: number): Words => (n === 1 ? words('1 column') : words('{} columns', n));
  const shown = odd.slice(0, 5).map((other) => verbatim(rowNumbers[other] ?? 0));
  const width = widths[row] ?? 0;
  throw new GradsheetError('bad-table', {
    where: ragged,
    problem:
      odd.length === 1
        ? words('{}: {}; the other rows have {}.', ragged, columns(width), usual)
        : odd.length > shown.length
          ? words(
              '{}: {}; most rows have {}, and {} differ (rows {} …).',
              ragged,
              columns(width),
              usual,
              odd.length,
              listedWords(shown),
            )
          : words(
              '{}: {}; most rows have {}, and {} differ (rows {}).',
              ragged,
              columns(width),
              usual,
              odd.length,
              listedWords(shown),
            ),
    expected: columns(usual),
    received: verbatim(width),
    hint: words('Put a cell in quotes if it contains the delimiter.'),
  });
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
