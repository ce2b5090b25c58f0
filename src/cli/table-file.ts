import { basename } from 'node:path';
import type { Shelf } from '../data/column-values.ts';
import { readCsv, readLargeCsv, type CsvNotes, type CsvOptions, type CsvWarning } from '../data/csv.ts';
import type { FileCells } from '../data/csv-copy.ts';
import { type ByteSource, chunksOf, headOf } from '../data/decode-text.ts';
import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';
import type { LargeTable } from '../data/large-table.ts';
import type { Table } from '../data/table.ts';
import { looksLikeJson, readJson } from '../data/json-table.ts';
import { fileSource } from '../node/file-source.ts';
import type { reading, Values } from './commands.ts';
import { atPath } from './paths.ts';
import { CheckedSource, readInput, STANDARD_INPUT, unpacked, wholeOf } from './table-bytes.ts';

/** A table and how its file was read, to be told to the person. */
export interface TableFile<T = Table> {
  readonly name: string;
  readonly table: T;
  /** Of the file's bytes: says later whether it is still the same table. */
  readonly crc32: number;
  readonly form:
    | {
        readonly kind: 'csv';
        readonly encoding: string;
        readonly byteOrderMark: boolean;
        readonly delimiter: string;
      }
    | { readonly kind: 'xlsx'; readonly sheet: string }
    | { readonly kind: 'json' }
    | { readonly kind: 'parquet' };
  readonly emptyRows: number;
  readonly warnings: readonly CsvWarning[];
  /** What a copy is made of, where one was asked for: it holds the text of the whole file. */
  readonly cells?: FileCells;
}

/** How a file is read besides what the person says of it. */
interface Reading {
  /** The check of the only file that will do: of another not a word is read or told. */
  readonly wanted?: number;
  readonly input?: AsyncIterable<Uint8Array>;
  readonly keepCells?: boolean;
}

/**
 * Reads a CSV file, a sheet of a workbook, a Parquet file or records in JSON, also compressed by gzip; which of them,
 * its first bytes say. The path - is standard input.
 */
export async function readTable(
  path: string,
  cwd: string,
  options: Values<typeof reading>,
  { wanted, input = process.stdin, keepCells = false }: Reading = {},
): Promise<TableFile> {
  const name = nameOf(path);
  const source = await sourceAt(path, cwd, input);
  if (wanted !== undefined && source.crc32 !== wanted) {
    throw new GradsheetError('bad-table', {
      where: path,
      expected: words('the table the model was trained on'),
      received: words('one that was changed since'),
      hint: words('Train again, or name the table and its --target instead of the model.'),
    });
  }
  const isArchive = startsWith(source, GZIP);
  const content = isArchive ? chunksOf(unpacked(wholeOf(source), name)) : source;
  const kept = (cells: FileCells): Pick<TableFile, 'cells'> => (keepCells ? { cells } : {});
  const stated = statedOf(options);
  if (startsWith(content, ZIP)) {
    const [{ readXlsx }, { readSheet }] = await Promise.all([
      import('../workbook/index.ts'),
      import('../data/sheet-table.ts'),
    ]);
    const { read, cells } = readSheet(readXlsx(wholeOf(content), name), name, options.sheet, stated);
    const { table, sheet, emptyRows, warnings } = read;
    return { name, table, form: { kind: 'xlsx', sheet }, emptyRows, warnings, crc32: source.crc32, ...kept(cells) };
  }
  if (startsWith(content, PARQUET)) {
    const { readParquet } = await import('../data/parquet-table.ts');
    const { table, warnings, cells } = await readParquet(wholeOf(content), { name, ...stated });
    return { name, table, form: { kind: 'parquet' }, emptyRows: 0, warnings, crc32: source.crc32, ...kept(cells) };
  }
  if (isJson(content)) {
    const encoding = options.encoding === undefined ? {} : { encoding: options.encoding };
    const { table, warnings, cells } = readJson(wholeOf(content), { name, ...encoding, ...stated });
    return { name, table, form: { kind: 'json' }, emptyRows: 0, warnings, crc32: source.crc32, ...kept(cells) };
  }
  const { read, cells } = readCsv(content, csvOptions(name, options));
  return { ...csvFile(name, read, source.crc32), ...kept(cells) };
}

/**
 * The table in a CSV file, its columns on a shelf instead of in memory.
 *
 * @param least bytes of the file
 * @returns null for a smaller file, and for one that is no plain text: these lie in memory anyway
 */
export async function readLargeTable(
  path: string,
  cwd: string,
  options: Values<typeof reading>,
  { least, shelf }: { readonly least: number; readonly shelf: () => Shelf },
): Promise<TableFile<LargeTable> | null> {
  if (path === STANDARD_INPUT) return null;
  const source = await sourceAt(path, cwd, process.stdin);
  if (source.size < least || [GZIP, ZIP, PARQUET].some((start) => startsWith(source, start))) return null;
  if (isJson(source)) return null;
  const name = nameOf(path);
  const { read } = readLargeCsv(source, shelf(), csvOptions(name, options));
  return csvFile(name, read, source.crc32);
}

const nameOf = (path: string): string => (path === STANDARD_INPUT ? 'stdin' : basename(path));

const sourceAt = async (path: string, cwd: string, input: AsyncIterable<Uint8Array>): Promise<CheckedSource> =>
  new CheckedSource(
    path === STANDARD_INPUT ? await readInput(input) : await atPath(path, cwd, (place) => fileSource(place, path)),
  );

const isJson = (source: ByteSource): boolean => looksLikeJson(new TextDecoder().decode(headOf(source, 200)));

const statedOf = (
  options: Values<typeof reading>,
): Pick<CsvOptions, 'thousands' | 'missingValues' | 'skipRows' | 'header'> => ({
  ...(options.thousands === undefined ? {} : { thousands: options.thousands }),
  ...(options['missing-values'] === undefined ? {} : { missingValues: options['missing-values'] }),
  ...(options['skip-rows'] === undefined ? {} : { skipRows: options['skip-rows'] }),
  ...(options['no-header'] ? { header: false } : options.header ? { header: true } : {}),
});

const csvOptions = (name: string, options: Values<typeof reading>): CsvOptions => ({
  name,
  ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
  ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter.replace('\\t', '\t') }),
  ...(options['decimal-comma'] ? { decimalComma: true } : {}),
  ...statedOf(options),
});

const csvFile = <T>(
  name: string,
  { table, encoding = 'utf-8', byteOrderMark, delimiter, emptyRows, warnings }: CsvNotes & { readonly table: T },
  crc32: number,
): TableFile<T> => ({
  name,
  table,
  crc32,
  form: { kind: 'csv', encoding, byteOrderMark, delimiter },
  emptyRows,
  warnings,
});

const GZIP = [0x1f, 0x8b];
const ZIP = [0x50, 0x4b];
/** "PAR1" */
const PARQUET = [0x50, 0x41, 0x52, 0x31];

function startsWith(source: ByteSource, start: readonly number[]): boolean {
  const head = headOf(source, start.length);
  return start.every((byte, i) => head[i] === byte);
}
