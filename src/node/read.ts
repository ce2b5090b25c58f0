import { constants, type Stats } from 'node:fs';
import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';
import { kindOf, readFailure } from './failures.ts';
import { disk, type Files } from './files.ts';

/**
 * The whole of a plain file. A pipe or a device need not end, so neither is read.
 *
 * @throws GradsheetError `bad-file` if it is missing (with the nearest name), a folder, no plain file, or not readable
 */
export async function readBytes(path: string, files: Files = disk): Promise<Uint8Array> {
  try {
    checkPlain(await files.stat(path), path); // before it is opened: that alone would wait for the other end of a pipe
    // what took its place since must not wait either
    const file = await files.open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      checkPlain(await file.stat(), path);
      const buffer = await file.readFile();
      // a Buffer's `slice` does not copy, as that of every other array does
      return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw cause instanceof GradsheetError ? cause : await readFailure(cause, path, files);
  }
}

/** @throws GradsheetError `bad-file` for anything but a plain file */
export function checkPlain(stat: Stats, path: string): void {
  if (stat.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
  if (!stat.isFile()) {
    throw new GradsheetError('bad-file', {
      where: path,
      expected: words('a plain file'),
      received: kindOf(stat),
      hint: words('Save what it gives as a file, and name that.'),
    });
  }
}
