import { gunzipSync } from 'node:zlib';
import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';

/** The path that stands for standard input. */
export const STANDARD_INPUT = '-';

const LARGEST = 2 ** 28; // bytes, as of a file

/** @throws GradsheetError `too-large` */
export async function readInput(input: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of input) {
    length += part.length;
    if (length > LARGEST) throw tooLarge('stdin');
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/**
 * The content of a gzip archive; any other file as it is.
 *
 * @throws GradsheetError `too-large`; `bad-file` for a damaged archive
 */
export function unpacked(bytes: Uint8Array, name: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return new Uint8Array(gunzipSync(bytes, { maxOutputLength: LARGEST }));
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(name);
    throw new GradsheetError(
      'bad-file',
      { where: name, expected: words('a whole gzip archive'), received: words('a damaged one') },
      { cause },
    );
  }
}

const tooLarge = (where: string): GradsheetError =>
  new GradsheetError('too-large', {
    where,
    expected: words('at most {} MiB', LARGEST / 2 ** 20),
    received: words('more'),
    hint: words('Split the file, or take fewer rows.'),
  });
