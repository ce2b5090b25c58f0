import type { FileMetaData } from 'hyparquet';
import { MOST_CELLS } from './csv-cells.ts';
import type { CsvWarning } from './csv.ts';
import { type Cell, type JsonTableOptions, RecordCells, type RecordsRead } from './json-table.ts';
import type { Table } from './table.ts';
import { GradsheetError } from '../errors.ts';
import { verbatim, type Where } from '../words.ts';
import { brief } from '../util/text.ts';
import { words } from './error-words.ts';

/**
 * The table in a Parquet file. Texts stay texts, whatever they look like; dates become texts such as 2024-05-31.
 *
 * @throws GradsheetError `bad-file` for a damaged file; `bad-table` for a column of lists or records; `too-large`
 * @see https://parquet.apache.org/docs/file-format
 */
export async function tableOfParquet(
  bytes: Uint8Array,
  options: JsonTableOptions = {},
): Promise<{ table: Table; warnings: readonly CsvWarning[] }> {
  const { table, warnings } = await readParquet(bytes, options);
  return { table, warnings };
}

/** `tableOfParquet`, and the cells it read. */
export async function readParquet(bytes: Uint8Array, options: JsonTableOptions): Promise<RecordsRead> {
  const where = options.name ?? words('table');
  const { parquetMetadata, parquetReadObjects, parquetSchema } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const file = {
    byteLength: bytes.length,
    slice: (start: number, end?: number) => Uint8Array.from(bytes.subarray(start, end)).buffer,
  };
  const metadata = await damagedUnless(where, () => parquetMetadata(file.slice(0)));
  const columns = await damagedUnless(where, () => parquetSchema(metadata).children);
  const nested = columns.find(({ children, element }) => children.length > 0 || element.repetition_type === 'REPEATED');
  if (nested) {
    throw new GradsheetError('bad-table', {
      where: words('{}, column {}', where, nested.element.name),
      expected: words('numbers or texts'),
      received: words('lists or records'),
      hint: words('Leave the column out, or write its values as columns of their own.'),
    });
  }
  const rows = await damagedUnless(where, () => rowsOf(metadata));
  if (rows * columns.length > MOST_CELLS) {
    throw new GradsheetError('too-large', {
      where,
      expected: words('at most {} cells', MOST_CELLS),
      received: verbatim(rows * columns.length),
      hint: words('Split the file, or take fewer rows.'),
    });
  }
  const names = columns.map(({ element }) => element.name);
  const cells = new RecordCells(names, options);
  cells.checkSize(rows);
  const texts = new Set<string>();
  let rowStart = 0;
  for (const { num_rows: count } of metadata.row_groups) {
    const rowEnd = rowStart + Number(count);
    const group = { file, metadata, compressors, rowStart, rowEnd };
    const read = rowEnd === rowStart ? [] : await damagedUnless(where, () => parquetReadObjects(group));
    const records = read.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => {
          if (typeof value === 'string') texts.add(name);
          return [name, cellOf(value)];
        }),
      ),
    );
    cells.add(
      records,
      Uint32Array.from(records, (_, i) => rowStart + i + 1),
    );
    rowStart = rowEnd;
  }
  const types = { ...Object.fromEntries([...texts].map((name) => [name, 'text' as const])), ...options.types };
  return cells.table({ ...options, types });
}

/** As many as its groups say, by which it is read. A file of two minds is damaged, or made to fill the memory. */
function rowsOf({ num_rows: all, row_groups: groups }: FileMetaData): number {
  const counts = groups.map((group) => Number(group.num_rows));
  const rows = counts.reduce((sum, count) => sum + count, 0);
  if (rows !== Number(all) || counts.some((count) => count < 0)) throw new Error(`${all} rows, ${rows} in its groups`);
  return rows;
}

function cellOf(value: unknown): Cell {
  // an infinite number stays one: the rules for cells tell of it
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : dayOf(value);
  return value === undefined || value === null ? null : brief(JSON.stringify(value) ?? '');
}

/** 2024-05-31; with a time of day, if it has one. */
const dayOf = (date: Date): string =>
  date
    .toISOString()
    .replace(/T00:00:00\.000Z$/, '')
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '');

async function damagedUnless<T>(where: Where, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new GradsheetError(
      'bad-file',
      { where, expected: words('a whole Parquet file'), received: words('a damaged one') },
      { cause },
    );
  }
}
