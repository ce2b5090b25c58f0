import { GradsheetError } from '../errors.ts';
import { quoted, verbatim, type Where, type Words } from '../words.ts';
import { brief } from '../util/text.ts';
import { codesOf, PLAIN, MOST_CELLS } from './csv-cells.ts';
import { hintsOf, type CsvOptions, type CsvWarning } from './csv.ts';
import type { FileCells } from './csv-copy.ts';
import type { Grid } from './csv-grid.ts';
import { spelled } from './csv-numbers.ts';
import { missingMarkersWith } from './csv-missing.ts';
import { decodeText } from './decode-text.ts';
import { MOST_COLUMNS } from './preprocessing.ts';
import { readColumns, rulesOf } from './read-columns.ts';
import { LargeTable } from './large-table.ts';
import type { Table } from './table.ts';
import { words } from './error-words.ts';

export type JsonTableOptions = Pick<CsvOptions, 'name' | 'encoding' | 'missingValues' | 'thousands' | 'types'>;

/** Is the text a table in JSON: a list of records, or a record in each line? */
export const looksLikeJson = (text: string): boolean => /^\ufeff?\s*(\{\s*"|\[\s*\{)/.test(text);

/**
 * A table from JSON: a list of records, or one record in each line (JSON Lines). Columns are the keys of all records,
 * in the order they come; what a record lacks is missing. Rows are counted from 1, lines as they stand in the file.
 *
 *   tableOfJson('{"x": 1, "kind": "a"}\n{"x": 2}\n').table.toRows()   // → [{ x: 1, kind: 'a' }, { x: 2, kind: null }]
 *
 * @throws GradsheetError `bad-file` for what is no JSON, `bad-table` for other values than records, `bad-cell` for
 *   lists and records inside them
 * @see https://jsonlines.org
 */
export function tableOfJson(
  content: Uint8Array | string,
  options: JsonTableOptions = {},
): { table: Table; warnings: readonly CsvWarning[] } {
  const { table, warnings } = readJson(content, options);
  return { table, warnings };
}

/** `tableOfJson`, and the cells it read. */
export function readJson(content: Uint8Array | string, options: JsonTableOptions): RecordsRead {
  const where = options.name ?? words('table');
  const text = decodeText(content, where, options.encoding);
  const { records, rowNumbers } = recordsIn(text, where);
  return tableOfRecords(records, rowNumbers, options);
}

export type Cell = number | string | boolean | null;

interface RecordsRead {
  readonly table: Table;
  readonly warnings: readonly CsvWarning[];
  readonly cells: FileCells;
}

/** A table of records, by the rules of CSV files. Only plain values are taken: a list or a record in one is refused. */
export function tableOfRecords(
  records: readonly Readonly<Record<string, unknown>>[],
  rowNumbers: Uint32Array,
  options: JsonTableOptions,
): RecordsRead {
  const where = options.name ?? words('table');
  const places = new Map<string, number>();
  for (const record of records) {
    for (const key of Object.keys(record)) if (!places.has(key)) places.set(key, places.size);
  }
  if (records.length === 0 || places.size === 0) {
    throw new GradsheetError('bad-table', {
      where,
      expected: words('rows with values'),
      received: words('an empty table'),
    });
  }
  if (places.size > MOST_COLUMNS || places.size * records.length > MOST_CELLS) {
    throw new GradsheetError('too-large', {
      where,
      expected:
        places.size > MOST_COLUMNS ? words('at most {} columns', MOST_COLUMNS) : words('at most {} cells', MOST_CELLS),
      received: words('{} rows of {} columns', records.length, places.size),
      hint: words('Split the file, or take fewer rows or columns.'),
    });
  }
  const grid = gridOf(records, rowNumbers, places, where, options.thousands);
  const missing = missingMarkersWith(options.missingValues);
  const warnings: CsvWarning[] = [];
  const { types = {}, name = '' } = options;
  const hints = hintsOf('', options);
  const names = [...places.keys()].map((name, place) => (name.trim() === '' ? `Unnamed: ${place}` : name));
  const { columns } = readColumns(grid, rulesOf(names, types, { skip: 0, missing, where, hints }), warnings);
  return {
    table: new LargeTable(columns, grid.rows, { name, rowNumbers: Int32Array.from(rowNumbers) }).whole(),
    warnings,
    cells: { grid, skip: 0, names },
  };
}
type Row = Readonly<Record<string, unknown>>;

function recordsIn(text: string, where: Where): { records: Row[]; rowNumbers: Uint32Array } {
  if (/^\s*\[/.test(text)) {
    const list = parsed(text, where);
    if (!Array.isArray(list)) throw notRecord(where, list);
    const records = list.map((value, i) => recordOf(value, words('{}, row {}', where, i + 1)));
    return { records, rowNumbers: Uint32Array.from(records, (_, i) => i + 1) };
  }
  const records: Row[] = [];
  const rowNumbers: number[] = [];
  text.split(/\r\n|\r|\n/).forEach((line, i) => {
    if (line.trim() === '') return;
    const place = words('{}, row {}', where, i + 1);
    records.push(recordOf(parsed(line, place), place));
    rowNumbers.push(i + 1);
  });
  return { records, rowNumbers: Uint32Array.from(rowNumbers) };
}

function parsed(text: string, where: Where): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GradsheetError(
      'bad-file',
      {
        where,
        expected: words('a list of records in JSON, or one record in each line'),
        received: quoted(brief(text.trim(), 30)),
      },
      { cause },
    );
  }
}

function recordOf(value: unknown, where: Where): Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notRecord(where, value);
  return value as Row;
}

function notRecord(where: Where, value: unknown): GradsheetError {
  return new GradsheetError('bad-table', {
    where,
    expected: words('a record, such as {}', '{"height": 180, "city": "Taipei"}'),
    received: kindOf(value),
  });
}

function kindOf(value: unknown): Words {
  if (Array.isArray(value)) return words('a list');
  return typeof value === 'object' && value !== null ? words('a record') : verbatim(brief(String(value), 30));
}

/** The cells as a text that the rules of CSV files can be used on. */
function gridOf(
  records: readonly Row[],
  rowNumbers: Uint32Array,
  places: ReadonlyMap<string, number>,
  where: Where,
  thousands: string | undefined,
): Grid {
  const width = places.size;
  const size = records.length * width;
  const starts = new Uint32Array(size);
  const ends = new Uint32Array(size);
  const texts: string[] = [];
  let at = 0;
  records.forEach((record, row) => {
    for (const [key, value] of Object.entries(record)) {
      const text = textOf(value, key, rowNumbers[row] ?? 0, where, thousands);
      const cell = row * width + (places.get(key) ?? 0);
      texts.push(text);
      starts[cell] = at;
      at += text.length;
      ends[cell] = at;
    }
  });
  const kinds = new Uint8Array(size).fill(PLAIN);
  const text = texts.join('');
  const block = { text, codes: codesOf(text), starts, ends, kinds, first: 0, rows: records.length };
  return { width, rows: records.length, rowNumbers, block: () => block };
}

function textOf(value: unknown, column: string, row: number, where: Where, thousands: string | undefined): string {
  if (value === null) return '';
  if (typeof value === 'number') return spelled(value, thousands);
  if (typeof value !== 'object') return String(value);
  throw new GradsheetError('bad-cell', {
    where: words('{}, row {}, column {}', where, row, column),
    expected: words('a number, a text, true, false or null'),
    received: kindOf(value),
    hint: words('Give each value inside it a key of its own, or leave the key out.'),
  });
}
