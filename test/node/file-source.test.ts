// Files that are read piece by piece: whole, more than once, and not while somebody changes them.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CheckedSource, readInput, wholeOf } from '../../src/cli/table-bytes.ts';
import { CHUNK } from '../../src/data/decode-text.ts';
import { parseCsv } from '../../src/data/csv.ts';
import { readCsvFile } from '../../src/node/csv-file.ts';
import { fileSource } from '../../src/node/file-source.ts';
import { crc32 } from '../../src/util/crc32.ts';

const folder = mkdtempSync(join(tmpdir(), 'file-source-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const put = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const some = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * i) % 251);

test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])('%i bytes come whole, and again', async (length) => {
  const bytes = some(length);
  const source = new CheckedSource(await fileSource(put('whole', bytes)));
  expect(source.size).toBe(length);
  for (let time = 0; time < 2; time++) expect(Buffer.compare(wholeOf(source), bytes)).toBe(0);
  expect(source.crc32).toBe(crc32(bytes));
});

test('a file that changes between two pieces is refused', async () => {
  const path = put('changing', some(2 * CHUNK));
  const source = await fileSource(path, 'changing.csv');
  const chunks = source.chunks()[Symbol.iterator]();
  chunks.next();
  writeFileSync(path, some(2 * CHUNK + 1));
  expect(() => chunks.next()).toThrow(
    /^changing\.csv: needs a file that stays the same while it is read; got one that changed/,
  );
  utimesSync(path, 1, 1);
  rmSync(path);
  expect(() => wholeOf(source)).toThrow(/one that changed/);
});

test('what is missing or a folder is refused, as of every file', async () => {
  await expect(fileSource(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'bad-file' });
  mkdirSync(join(folder, 'f'));
  await expect(fileSource(join(folder, 'f'))).rejects.toMatchObject({ code: 'bad-file' });
});

test('standard input is held in pieces of one length', async () => {
  const bytes = some(2 * CHUNK + 99);
  const source = await readInput(
    (async function* () {
      await Promise.resolve();
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
    })(),
  );
  expect(Buffer.compare(wholeOf(source), bytes)).toBe(0);
  expect(Array.from(source.chunks(), ({ length }) => length)).toEqual([CHUNK, CHUNK, 99]);
});

test('a table of several pieces is the one that its bytes are', async () => {
  const rows = Array.from({ length: 40_000 }, (_, i) => `${i},${i / 7},${'abcdefg'.slice(i % 5)}`);
  const bytes = new TextEncoder().encode(`n,x,kind\n${rows.join('\n')}\nabc,1,\nSource: somebody,,\n`);
  expect(bytes.length).toBeGreaterThan(3 * CHUNK);
  const path = put('t.csv', bytes);
  const read = await readCsvFile(path, { name: 't.csv' });
  expect(read).toEqual(parseCsv(bytes, { name: 't.csv' }));
  expect(read.warnings.map(({ code }) => code)).toEqual(['footer-lines', 'bad-cells']);
  await expect(readCsvFile(put('e.csv', new Uint8Array()))).rejects.toMatchObject({ code: 'bad-file' });
});
