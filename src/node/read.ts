import { readFailure } from './failures.ts';
import { disk, type Files } from './files.ts';

/**
 * The whole of a file.
 *
 * @throws GradsheetError `bad-file` if it is missing (with the nearest name), a folder, or not readable
 */
export async function readBytes(path: string, files: Files = disk): Promise<Uint8Array> {
  try {
    const buffer = await files.readFile(path);
    // a Buffer's `slice` does not copy, as that of every other array does
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  } catch (cause) {
    throw await readFailure(cause, path, files);
  }
}
