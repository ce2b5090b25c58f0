import { crc32, gunzipSync } from 'node:zlib';
import { type ByteSource, CHUNK } from '../data/decode-text.ts';
import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';

/** The path that stands for standard input. */
export const STANDARD_INPUT = '-';

const LARGEST = 2 ** 28; // bytes of an archive's content, which may be much longer than itself
const LONGEST_INPUT = 2 ** 31; // bytes

/**
 * All that comes in, held in memory, since it cannot be read again.
 *
 * @throws GradsheetError `too-large`
 */
export async function readInput(input: AsyncIterable<Uint8Array>): Promise<ByteSource> {
  const parts: Uint8Array[] = [];
  let size = 0;
  let room = 0; // left in the last part
  for await (const bytes of input) {
    for (let at = 0; at < bytes.length;) {
      if (room === 0) parts.push(new Uint8Array((room = CHUNK)));
      const taken = bytes.subarray(at, at + room);
      parts.at(-1)?.set(taken, CHUNK - room);
      room -= taken.length;
      at += taken.length;
      size += taken.length;
    }
    if (size > LONGEST_INPUT) throw tooLarge('stdin', LONGEST_INPUT);
  }
  const last = parts.pop();
  if (last) parts.push(last.subarray(0, CHUNK - room));
  return { size, chunks: () => parts };
}

/** All bytes in one array. */
export function wholeOf({ size, chunks }: ByteSource): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks()) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** The same bytes; when all of them were read once, their check is known. */
export class CheckedSource implements ByteSource {
  readonly #source: ByteSource;
  #crc32: number | undefined;

  constructor(source: ByteSource) {
    this.#source = source;
  }
  get size(): number {
    return this.#source.size;
  }
  readonly chunks = (): Iterable<Uint8Array> => (this.#crc32 === undefined ? this.#summed() : this.#source.chunks());

  *#summed(): Iterable<Uint8Array> {
    let crc = 0;
    for (const chunk of this.#source.chunks()) {
      crc = crc32(chunk, crc);
      yield chunk;
    }
    this.#crc32 = crc;
  }

  get crc32(): number {
    if (this.#crc32 === undefined) for (const chunk of this.#summed()) void chunk;
    return this.#crc32 ?? 0;
  }
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
    if ((cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(name, LARGEST);
    throw new GradsheetError(
      'bad-file',
      { where: name, expected: words('a whole gzip archive'), received: words('a damaged one') },
      { cause },
    );
  }
}

const tooLarge = (where: string, most: number): GradsheetError =>
  new GradsheetError('too-large', {
    where,
    expected: words('at most {} MiB', most / 2 ** 20),
    received: words('more'),
    hint: words('Split the file, or take fewer rows.'),
  });
