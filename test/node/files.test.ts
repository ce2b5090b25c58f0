import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  lstatSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GradsheetError } from '../../src/errors.ts';
import { disk, type Files } from '../../src/node/files.ts';
import { readBytes } from '../../src/node/read.ts';
import { writeFolder, writeWhole } from '../../src/node/write.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradsheet-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (...names: string[]): string => join(folder, ...names);
const text = (...names: string[]): string => readFileSync(at(...names), 'utf8');
async function failure(run: Promise<unknown>): Promise<GradsheetError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof GradsheetError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** A disk that fails at the n-th call (from 1) of one kind, with a system error. */
function failing(kind: 'write' | 'sync' | 'rename', code: string, n = 1, ever = false): Files {
  let calls = 0;
  const fail = (): void => {
    if (++calls === n || (ever && calls > n)) throw Object.assign(new Error(`${code}: made by the test`), { code });
  };
  return {
    ...disk,
    rename: async (from, to) => {
      if (kind === 'rename') fail();
      return disk.rename(from, to);
    },
    open: async (...args: Parameters<Files['open']>) => {
      const file = await disk.open(...args);
      const write = file.writeFile.bind(file);
      const sync = file.sync.bind(file);
      file.writeFile = async (data) => {
        if (kind === 'write') {
          await write(String(data).slice(0, 1));
          fail();
        }
        return write(data);
      };
      file.sync = async () => {
        if (kind === 'sync') fail();
        return sync();
      };
      return file;
    },
  };
}

describe('a file is written whole or not at all', () => {
  test('new, with the folders on the way', async () => {
    await writeWhole(at('a', 'b', 'c.txt'), '資料');
    expect(text('a', 'b', 'c.txt')).toBe('資料');
    expect(readdirSync(at('a', 'b'))).toEqual(['c.txt']);
  });

  test('never over another, unless allowed; then its mode stays', async () => {
    writeFileSync(at('c.txt'), 'old');
    chmodSync(at('c.txt'), 0o640);
    expect(await failure(writeWhole(at('c.txt'), 'new'))).toMatchObject({
      code: 'exists',
      fields: { where: at('c.txt') },
    });
    expect(text('c.txt')).toBe('old');
    await writeWhole(at('c.txt'), 'new', { replace: true });
    expect(text('c.txt')).toBe('new');
    if (process.platform !== 'win32') expect(statSync(at('c.txt')).mode & 0o777).toBe(0o640);
  });

  test('a text in pieces is written one behind the other; one that cannot be made leaves nothing', async () => {
    await writeWhole(at('pieces.txt'), ['x,y\n', '', '資,', '料\n'.repeat(30_000)]);
    expect(readFileSync(at('pieces.txt'), 'utf8')).toBe(`x,y\n資,${'料\n'.repeat(30_000)}`);
    const before = readdirSync(at('.'));
    function* broken(): Iterable<string> {
      yield 'a';
      throw new GradsheetError('bad-file', { where: 'its source' });
    }
    expect(await failure(writeWhole(at('broken.txt'), broken()))).toMatchObject({ code: 'bad-file' });
    expect(readdirSync(at('.'))).toEqual(before);
  });
  test('a link is not followed and not replaced', async () => {
    writeFileSync(at('real.txt'), 'old');
    symlinkSync(at('real.txt'), at('link.txt'));
    expect(await failure(writeWhole(at('link.txt'), 'new', { replace: true }))).toMatchObject({
      code: 'cannot-write',
      fields: { received: 'a link' },
    });
    expect(lstatSync(at('link.txt')).isSymbolicLink()).toBe(true);
    expect(text('real.txt')).toBe('old');
  });

  test.each([
    ['write', 'ENOSPC'],
    ['sync', 'EDQUOT'],
    ['rename', 'EACCES'],
    ['write', 'EIO'],
  ] as const)('%s fails with %s: the old file is whole, nothing is left over', async (kind, code) => {
    writeFileSync(at('c.txt'), 'old');
    const error = await failure(writeWhole(at('c.txt'), 'new', { replace: true, files: failing(kind, code) }));
    expect(error.code).toBe('cannot-write');
    expect(error.fields.where).toBe(at('c.txt'));
    expect(error.fields.hint).toContain('Nothing was written or changed.');
    expect(error.fields.expected).toBe(
      code === 'EACCES'
        ? 'a place you may write to'
        : code === 'EIO'
          ? 'a place that can be written to'
          : 'more free space on the disk',
    );
    expect(text('c.txt')).toBe('old');
    expect(readdirSync(folder)).toEqual(['c.txt']);
  });

  test('a folder or a file in the way', async () => {
    mkdirSync(at('folder'));
    writeFileSync(at('file'), '');
    expect(await failure(writeWhole(at('folder'), 'x'))).toMatchObject({
      code: 'cannot-write',
      fields: { expected: 'a free name or a plain file', received: 'a folder' },
    });
    expect(await failure(writeWhole(at('file', 'c.txt'), 'x'))).toMatchObject({
      code: 'cannot-write',
      fields: { expected: 'a folder' },
    });
  });
});

describe('several files, all or none', () => {
  test('a new folder', async () => {
    await writeFolder(at('m'), { 'model.json': '{}', 'weights.safetensors': Uint8Array.of(1, 2) });
    expect(readdirSync(folder)).toEqual(['m']);
    expect(readdirSync(at('m')).sort()).toEqual(['model.json', 'weights.safetensors']);
  });

  test('into a folder with other files, which stay; not over files of the same name', async () => {
    mkdirSync(at('m'));
    writeFileSync(at('m', 'notes.txt'), 'mine');
    await writeFolder(at('m'), { a: '1', b: '2' });
    expect(await failure(writeFolder(at('m'), { b: '3', c: '4' }))).toMatchObject({
      code: 'exists',
      fields: { where: at('m', 'b') },
    });
    expect(text('m', 'b')).toBe('2');
    await writeFolder(at('m'), { b: '3', c: '4' }, { replace: true });
    expect(readdirSync(at('m')).sort()).toEqual(['a', 'b', 'c', 'notes.txt']);
    expect([text('m', 'a'), text('m', 'b'), text('m', 'c'), text('m', 'notes.txt')]).toEqual(['1', '3', '4', 'mine']);
  });

  test.each([
    ['write', 1],
    ['write', 2],
    ['sync', 2],
    ['rename', 1],
    ['rename', 2],
    ['rename', 3],
    ['rename', 4],
    ['rename', 5],
  ] as const)('%s number %i fails: the old files are back, nothing is left over', async (kind, n) => {
    await writeFolder(at('m'), { a: 'old a', b: 'old b' });
    const error = await failure(
      writeFolder(at('m'), { a: 'new a', b: 'new b' }, { replace: true, files: failing(kind, 'ENOSPC', n) }),
    );
    expect(error).toMatchObject({
      code: 'cannot-write',
      fields: { where: at('m'), expected: 'more free space on the disk' },
    });
    expect(readdirSync(at('m')).sort()).toEqual(['a', 'b']);
    expect([text('m', 'a'), text('m', 'b')]).toEqual(['old a', 'old b']);
  });

  test('a disk that then refuses to move them back: the new files count, and the error says where they are', async () => {
    await writeFolder(at('m'), { a: 'old a', b: 'old b' });
    const error = await failure(
      writeFolder(at('m'), { a: 'new a', b: 'new b' }, { replace: true, files: failing('rename', 'EIO', 4, true) }),
    );
    const done = at('m', readdirSync(at('m')).find((name) => name.endsWith('.done')) ?? '');
    expect(error.fields.hint).toBe(
      `The new files are in ${done}. The next command that uses this folder puts them in their places.`,
    );
    expect([text('m', 'a'), text('m', 'b'), readFileSync(join(done, 'new', 'b'), 'utf8')]).toEqual([
      'new a',
      'old b',
      'new b',
    ]);
  });

  test('a new folder on a full disk leaves nothing', async () => {
    await failure(writeFolder(at('m'), { a: '1', b: '2' }, { files: failing('write', 'ENOSPC', 2) }));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a file where the folder should be', async () => {
    writeFileSync(at('m'), 'mine');
    expect(await failure(writeFolder(at('m'), { a: '1' }, { replace: true }))).toMatchObject({
      code: 'cannot-write',
      fields: { where: at('m'), expected: 'a folder' },
    });
    expect(text('m')).toBe('mine');
  });
});

describe('reading', () => {
  test('a missing file gets the nearest name', async () => {
    writeFileSync(at('students.csv'), 'a\n1\n');
    expect(new TextDecoder().decode(await readBytes(at('students.csv')))).toBe('a\n1\n');
    expect(await failure(readBytes(at('student.csv')))).toMatchObject({
      code: 'bad-file',
      fields: {
        where: at('student.csv'),
        problem: `${at('student.csv')}: file not found.`,
        hint: 'Did you mean "students.csv"?',
      },
    });
    expect(await failure(readBytes(at('nowhere', 'x.csv')))).toMatchObject({
      code: 'bad-file',
      fields: { hint: 'Check the name and the folder.' },
    });
  });

  test('a folder, a path through a file, a file that may not be read', async () => {
    mkdirSync(at('folder'));
    writeFileSync(at('file'), '');
    expect(await failure(readBytes(at('folder')))).toMatchObject({
      code: 'bad-file',
      fields: { expected: 'a file, not a folder' },
    });
    expect(await failure(readBytes(at('file', 'x.csv')))).toMatchObject({
      code: 'bad-file',
      fields: { hint: 'A part of the path is a file, not a folder.' },
    });
    const locked: Files = {
      ...disk,
      open: () => Promise.reject(Object.assign(new Error('EACCES'), { code: 'EACCES' })),
    };
    expect(await failure(readBytes(at('file'), locked))).toMatchObject({
      code: 'bad-file',
      fields: { expected: 'a file you may read' },
    });
  });
});
