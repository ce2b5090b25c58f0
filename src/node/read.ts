import { readFailure } from './failures.ts';
import { disk, type Files } from './files.ts';

/**
 * The whole of a file.
 *
 * @throws GradsheetError `bad-file` if it is missing (with the nearest name), a folder, or not readable
 */
export async function readBytes(path: string, files: Files = disk): Promise<Uint8Array> {
  try {
    return await files.readFile(path);
  } catch (cause) {
    throw await readFailure(cause, path, files);
  }
}
