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
import { filesNamed, joined, type NamedSource } from './table-files.ts';
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
  path: string | readonly string[],
  cwd: string,
  options: Values<typeof reading>,
  { wanted, input = process.stdin, keepCells = false }: Reading = {},
): Promise<TableFile> {
  const { name, source, files } = await sourceOf(path, cwd, options, input);
  if (wanted !== undefined && source.crc32 !== wanted) {
    throw new GradsheetError('bad-table', {
      where: String(path),
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
  return { ...csvFile(name, read, source.crc32, files), ...kept(cells) };
}

/**
 * The table in a CSV file, its columns on a shelf instead of in memory.
 *
 * @param least bytes of the file
 * @returns null for a smaller file, and for one that is no plain text: these lie in memory anyway
 */
export async function readLargeTable(
  path: string | readonly string[],
  cwd: string,
  options: Values<typeof reading>,
  { least, shelf }: { readonly least: number; readonly shelf: () => Shelf },
): Promise<TableFile<LargeTable> | null> {
  if (String(path) === STANDARD_INPUT) return null;
  const { name, source, files } = await sourceOf(path, cwd, options, process.stdin);
  if (source.size < least || [GZIP, ZIP, PARQUET].some((start) => startsWith(source, start))) return null;
  if (isJson(source)) return null;
  const { read } = readLargeCsv(source, shelf(), csvOptions(name, options));
  return csvFile(name, read, source.crc32, files);
}

/** The bytes that a person names: of one file, or the rows of several. */
async function sourceOf(
  typed: string | readonly string[],
  cwd: string,
  options: Values<typeof reading>,
  input: AsyncIterable<Uint8Array>,
): Promise<{ readonly name: string; readonly source: CheckedSource; readonly files: number }> {
  const asked = [typed].flat();
  const paths = asked.length === 1 && asked[0] === STANDARD_INPUT ? asked : await filesNamed(asked, cwd);
  const files = await Promise.all(paths.map((path) => named(path, cwd, input)));
  const [first] = files;
  if (first && files.length === 1) return { ...first, source: new CheckedSource(first.source), files: 1 };
  const other = files.find(({ source }) => !isPlain(source));
  if (other) {
    throw new GradsheetError('unsupported', {
      where: other.name,
      expected: words('text files with a delimiter, where several are one table'),
      received: words('another kind of file'),
      hint: words('Give this file alone.'),
    });
  }
  const name = asked.length === 1 ? basename(asked[0] ?? '') : severalNames(files);
  return { name, source: new CheckedSource(joined(files, csvOptions(name, options))), files: files.length };
}

const severalNames = ([first, ...others]: readonly NamedSource[]): string =>
  [first?.name ?? '', ...(others.length > 2 ? [String(others.length)] : others.map(({ name }) => name))].join(' + ');

async function named(path: string, cwd: string, input: AsyncIterable<Uint8Array>): Promise<NamedSource> {
  if (path === STANDARD_INPUT) return { name: 'stdin', source: await readInput(input) };
  return { name: basename(path), source: await atPath(path, cwd, (place) => fileSource(place, path)) };
}

/** No archive, workbook, Parquet file, records, nor text of two bytes a character. */
const isPlain = (source: ByteSource): boolean =>
  ![GZIP, ZIP, PARQUET, ...WIDE].some((start) => startsWith(source, start)) && !isJson(source);

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
  files: number,
): TableFile<T> => ({
  name,
  table,
  crc32,
  form: { kind: 'csv', encoding, byteOrderMark, delimiter },
  emptyRows,
  // of several files each has the names
  warnings: warnings.filter((w) => files === 1 || w.code !== 'repeated-header' || w.rows.length !== files - 1),
});

const GZIP = [0x1f, 0x8b];
const ZIP = [0x50, 0x4b];
/** UTF-16 */
const WIDE = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];
/** "PAR1" */
const PARQUET = [0x50, 0x41, 0x52, 0x31];

function startsWith(source: ByteSource, start: readonly number[]): boolean {
  const head = headOf(source, start.length);
  return start.every((byte, i) => head[i] === byte);
}
