import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shelf } from '../data/column-values.ts';
import { GradsheetError } from '../errors.ts';
import { verbatim } from '../words.ts';
import { words } from './error-words.ts';

/** A shelf in a file of the system's temporary folder, which nothing leaves behind. */
export interface FileShelf {
  readonly put: Shelf;
  /** Bytes so far. */
  readonly size: () => number;
  readonly close: () => void;
}

/**
 * The file has no name from the moment it is open: whatever ends the process takes it away. Where a file that is open
 * cannot lose its name (Windows), `close` and the process's end do.
 *
 * @throws GradsheetError `bad-file` from `put`, as where the disk is full
 */
export function fileShelf(folder: string = tmpdir()): FileShelf {
  const place = mkdtempSync(join(folder, 'gradsheet-'));
  const file = openSync(join(place, 'columns'), 'w+', 0o600);
  const remove = (): void => {
    try {
      rmSync(place, { recursive: true, force: true });
    } catch {
      // it is still open: later
    }
  };
  remove();
  process.on('exit', remove);
  let size = 0;
  return {
    put(bytes) {
      const at = size;
      const { length } = bytes;
      try {
        for (let done = 0; done < length;) done += writeSync(file, bytes, done, length - done, at + done);
      } catch (cause) {
        throw failed(folder, cause);
      }
      size += length;
      return () => {
        const { buffer } = readWhole(file, at, length, folder);
        return buffer;
      };
    },
    size: () => size,
    close() {
      process.off('exit', remove);
      closeSync(file);
      remove();
    },
  };
}

function readWhole(file: number, at: number, length: number, folder: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  try {
    for (let done = 0; done < length;) {
      const read = readSync(file, bytes, done, length - done, at + done);
      if (read === 0) throw new Error(`the file ends at ${at + done}`);
      done += read;
    }
  } catch (cause) {
    throw failed(folder, cause);
  }
  return bytes;
}

const failed = (folder: string, cause: unknown): GradsheetError =>
  new GradsheetError(
    'bad-file',
    {
      where: folder,
      expected: words('room for the columns of a large table, as long as it is used'),
      received: verbatim(cause instanceof Error ? cause.message : String(cause)),
      hint: words('Make room there, or name another folder in TMPDIR.'),
    },
    { cause },
  );
