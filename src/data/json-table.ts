import { GradsheetError } from '../errors.ts';
import { quoted, verbatim, type Where, type Words } from '../words.ts';
import { brief } from '../util/text.ts';
import { codesOf, PLAIN, MOST_CELLS } from './csv-cells.ts';
import { hintsOf, type CsvOptions, type CsvWarning } from './csv.ts';
import type { FileCells } from './csv-copy.ts';
import type { Block } from './csv-grid.ts';
import { spelled } from './csv-numbers.ts';
import { missingMarkersWith } from './csv-missing.ts';
import { decodeText } from './decode-text.ts';
import { Counts } from './growing.ts';
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

export interface RecordsRead {
  readonly table: Table;
  readonly warnings: readonly CsvWarning[];
  readonly cells: FileCells;
}

/** A table of records, by the rules of CSV files. Only plain values are taken: a list or a record in one is refused. */
export function tableOfRecords(
  records: readonly Row[],
  rowNumbers: Uint32Array,
  options: JsonTableOptions,
): RecordsRead {
  const names = new Set<string>();
  for (const record of records) for (const key of Object.keys(record)) names.add(key);
  const cells = new RecordCells([...names], options);
  cells.checkSize(records.length);
  cells.add(records, rowNumbers);
  return cells.table(options);
}

/** The cells of records that come some at a time. */
export class RecordCells {
  readonly #names: readonly string[];
  readonly #where: Where;
  readonly #options: Pick<JsonTableOptions, 'thousands'>;
  readonly #rowNumbers = new Counts();
  readonly #blocks: TextBlock[] = [];

  /** @param names of all values that a record may have */
  constructor(names: readonly string[], options: Pick<JsonTableOptions, 'name' | 'thousands'>) {
    this.#names = names;
    this.#where = options.name ?? words('table');
    this.#options = options;
  }

  /** @throws GradsheetError `bad-table` for none, `too-large` for more than memory holds */
  checkSize(rows: number): void {
    const columns = this.#names.length;
    if (rows === 0 || columns === 0) {
      throw new GradsheetError('bad-table', {
        where: this.#where,
        expected: words('rows with values'),
        received: words('an empty table'),
      });
    }
    if (columns <= MOST_COLUMNS && columns * rows <= MOST_CELLS) return;
    throw new GradsheetError('too-large', {
      where: this.#where,
      expected:
        columns > MOST_COLUMNS ? words('at most {} columns', MOST_COLUMNS) : words('at most {} cells', MOST_CELLS),
      received: words('{} rows of {} columns', rows, columns),
      hint: words('Split the file, or take fewer rows or columns.'),
    });
  }

  add(records: readonly Row[], rowNumbers: Uint32Array): void {
    const places = new Map(this.#names.map((name, place) => [name, place]));
    const size = records.length * places.size;
    const starts = new Uint32Array(size);
    const ends = new Uint32Array(size);
    const texts: string[] = [];
    let at = 0;
    records.forEach((record, row) => {
      for (const [key, value] of Object.entries(record)) {
        const text = textOf(value, key, rowNumbers[row] ?? 0, this.#where, this.#options.thousands);
        const cell = row * places.size + (places.get(key) ?? 0);
        texts.push(text);
        starts[cell] = at;
        at += text.length;
        ends[cell] = at;
      }
    });
    this.#blocks.push({ text: texts.join(''), starts, ends, first: this.#rowNumbers.length, rows: records.length });
    this.#rowNumbers.append(rowNumbers);
  }

  table(options: JsonTableOptions): RecordsRead {
    const rowNumbers = this.#rowNumbers.all();
    const grid = { width: this.#names.length, rows: rowNumbers.length, rowNumbers, block: blocksIn(this.#blocks) };
    const missing = missingMarkersWith(options.missingValues);
    const warnings: CsvWarning[] = [];
    const { types = {}, name = '' } = options;
    const hints = hintsOf('', options);
    const names = this.#names.map((own, place) => (own.trim() === '' ? `Unnamed: ${place}` : own));
    const rules = rulesOf(names, types, { skip: 0, missing, where: this.#where, hints });
    const { columns } = readColumns(grid, rules, warnings);
    return {
      table: new LargeTable(columns, grid.rows, { name, rowNumbers: Int32Array.from(rowNumbers) }).whole(),
      warnings,
      cells: { grid, skip: 0, names },
    };
  }
}

/** A block without what follows from its text. */
type TextBlock = Pick<Block, 'text' | 'starts' | 'ends' | 'first' | 'rows'>;

/** The block that holds a row; the codes of its characters are made when it is asked for. */
function blocksIn(blocks: readonly TextBlock[]): (row: number) => Block {
  let last: Block | undefined;
  return (row) => {
    if (last && row >= last.first && row < last.first + last.rows) return last;
    const own = blocks.find(({ first, rows }) => row < first + rows);
    if (!own) throw new RangeError(`row ${row}`);
    last = { ...own, codes: codesOf(own.text), kinds: new Uint8Array(own.starts.length).fill(PLAIN) };
    return last;
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
