import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { type ByteSource, CHUNK } from '../data/decode-text.ts';
import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';
import { readFailure } from './failures.ts';
import { disk, type Files } from './files.ts';
import { checkPlain } from './read.ts';

/**
 * The bytes of a plain file, which is read piece by piece whenever they are asked for. No handle of it stays open.
 *
 * @param name of the file where it changed, for the error
 * @throws GradsheetError `bad-file` as `readBytes`; later, if the file changes between two readings
 */
export async function fileSource(path: string, name: string = path, files: Files = disk): Promise<ByteSource> {
  try {
    checkPlain(await files.stat(path), path);
    const file = await files.open(path, FLAGS);
    try {
      const stat = await file.stat();
      checkPlain(stat, path);
      return { size: stat.size, chunks: () => chunksAt(path, stat, name) };
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw cause instanceof GradsheetError ? cause : await readFailure(cause, path, files);
  }
}

/** What took the file's place must not wait for the other end of a pipe. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

function* chunksAt(path: string, stat: Stats, name: string): Iterable<Uint8Array> {
  const buffer = new Uint8Array(Math.min(CHUNK, stat.size));
  for (let at = 0; at < stat.size;) {
    const length = readAt(path, stat, buffer, at, name);
    if (length === 0) throw changed(name);
    yield buffer.subarray(0, length);
    at += length;
  }
}

function readAt(path: string, { ino, size, mtimeMs }: Stats, buffer: Uint8Array, at: number, name: string): number {
  let file;
  try {
    file = openSync(path, FLAGS);
  } catch (cause) {
    throw changed(name, cause);
  }
  try {
    const now = fstatSync(file);
    if (now.ino !== ino || now.size !== size || now.mtimeMs !== mtimeMs) throw changed(name);
    let length = 0;
    while (length < buffer.length && at + length < size) {
      const read = readSync(file, buffer, length, buffer.length - length, at + length);
      if (read === 0) break;
      length += read;
    }
    return length;
  } finally {
    closeSync(file);
  }
}

const changed = (where: string, cause?: unknown): GradsheetError =>
  new GradsheetError(
    'bad-file',
    {
      where,
      expected: words('a file that stays the same while it is read'),
      received: words('one that changed'),
      hint: words('Try again when nothing writes to it.'),
    },
    { cause },
  );
