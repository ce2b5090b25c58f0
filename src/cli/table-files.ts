import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { readCsv, type CsvOptions, type CsvRead } from '../data/csv.ts';
import { type ByteSource, chunksOf, headOf } from '../data/decode-text.ts';
import { GradsheetError } from '../errors.ts';
import { disk } from '../node/files.ts';
import { quoted } from '../words.ts';
import { byCodePoint } from '../util/text.ts';
import { words } from './error-words.ts';

/**
 * The files that are meant: of a pattern such as `sales-*.csv` all of its folder that it matches, in the order of their
 * names. `*` stands for any characters, `?` for one; a file that has such a name is itself meant.
 *
 * @throws GradsheetError `bad-file` for a pattern that nothing matches
 */
export async function filesNamed(typed: readonly string[], cwd: string): Promise<string[]> {
  const found = await Promise.all(typed.map((path) => matching(path, cwd)));
  return found.flat();
}

async function matching(path: string, cwd: string): Promise<string[]> {
  const pattern = basename(path);
  if (!/[*?]/.test(pattern)) return [path];
  const isFile = await disk.stat(resolve(cwd, path)).then(
    () => true,
    () => false,
  );
  if (isFile) return [path];
  const folder = dirname(path);
  const names = await readdir(resolve(cwd, folder)).catch(() => []);
  const own = names.filter((name) => regExpOf(pattern).test(name)).sort(byCodePoint);
  if (own.length > 0) return own.map((name) => (folder === '.' ? name : join(folder, name)));
  throw new GradsheetError('bad-file', {
    where: path,
    problem: words('{}: no file has such a name.', path),
    hint: words('Check the pattern and the folder.'),
  });
}

const regExpOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'su',
  );

/** A file, and its bytes. */
export interface NamedSource {
  readonly name: string;
  readonly source: ByteSource;
}

const HEAD = 2 ** 16; // bytes

/**
 * Files with the same columns as one: their rows, one file after the other, below the names of the first.
 *
 * @throws GradsheetError `bad-table` naming the file and the column where columns differ
 */
export function joined(files: readonly NamedSource[], options: CsvOptions): ByteSource {
  const heads = files.map(({ name, source }) => headRead(name, source, options));
  const [first] = heads;
  const parts = heads.map(({ skip }, i) => ({ source: files[i]?.source, skip: i === 0 ? 0 : skip }));
  if (first) for (const head of heads) checkSame(first, head);
  return {
    size: files.reduce((sum, { source }) => sum + source.size + 1, 0),
    *chunks() {
      let last = LINE_FEED;
      for (const { source, skip } of parts) {
        if (last !== LINE_FEED && last !== RETURN) yield Uint8Array.of(LINE_FEED);
        let at = 0;
        for (const chunk of source?.chunks() ?? []) {
          const rest = chunk.subarray(Math.max(0, skip - at));
          at += chunk.length;
          if (rest.length === 0) continue;
          last = rest.at(-1) ?? LINE_FEED;
          yield rest;
        }
      }
    },
  };
}

const LINE_FEED = 10;
const RETURN = 13;
const QUOTE = 34;

interface Head {
  readonly name: string;
  readonly read: CsvRead;
  /** Bytes of the line with the names, where it is sure that they are its only ones. */
  readonly skip: number;
}

function headRead(name: string, source: ByteSource, options: CsvOptions): Head {
  const bytes = headOf(source, HEAD);
  const end = source.size > bytes.length ? bytes.lastIndexOf(LINE_FEED) + 1 : bytes.length;
  const read = readCsv(chunksOf(bytes.subarray(0, end || bytes.length)), { ...options, name }).read;
  const line = bytes.subarray(0, bytes.indexOf(LINE_FEED) + 1);
  const isFirst = read.header && read.table.origin.rowNumbers?.[0] === 2 && !line.includes(QUOTE);
  return { name, read, skip: isFirst ? line.length : 0 };
}

function checkSame(first: Head, { name, read }: Head): void {
  const [wanted, own] = [first.read.table.names, read.table.names];
  const lacking = wanted.find((column) => !own.includes(column));
  const more = own.find((column) => !wanted.includes(column));
  const other = own.findIndex((column, i) => column !== wanted[i]);
  const hint = words('Files are read as one table if they have the same columns in the same order.');
  if (lacking !== undefined) {
    throw new GradsheetError('bad-table', {
      where: name,
      problem: words('{} has no column "{}", which {} has.', name, lacking, first.name),
      hint,
    });
  }
  if (more !== undefined) {
    throw new GradsheetError('bad-table', {
      where: name,
      problem: words('{} has a column "{}", which {} has not.', name, more, first.name),
      hint,
    });
  }
  if (other >= 0 || read.delimiter !== first.read.delimiter) {
    throw new GradsheetError('bad-table', {
      where: name,
      expected:
        other >= 0 ? words('the columns in the order of {}', first.name) : words('the delimiter of {}', first.name),
      received: quoted(other >= 0 ? (own[other] ?? '') : read.delimiter),
      hint,
    });
  }
}
