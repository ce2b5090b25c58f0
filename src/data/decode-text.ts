import { GradsheetError } from '../errors.ts';
import { quoted, type Where, type Words } from '../words.ts';
import { words } from './error-words.ts';

/** Bytes that can be read from the first one, and again: an array of them, or a file. */
export interface ByteSource {
  readonly size: number;
  /** In order; each is good until the next is asked for. */
  chunks(): Iterable<Uint8Array>;
}

/** @param length of each chunk but the last */
export const chunksOf = (bytes: Uint8Array, length = CHUNK): ByteSource => ({
  size: bytes.length,
  *chunks() {
    for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
  },
});
/** Characters, or bytes, that are read at once: they stay in the cache, with what is found out about them. */
export const CHUNK = 2 ** 18;

/** A part of a text. */
export interface Piece {
  readonly text: string;
  /** The codes of its characters, if they are all ASCII. */
  readonly ascii?: Uint8Array;
}

/** A text that can be read piece by piece, and again. */
export interface DecodedText {
  /** Characters, or a few more. */
  readonly size: number;
  /** @throws GradsheetError `bad-file`, at the latest behind the last one, for an empty text or a binary file */
  pieces(): Iterable<Piece>;
  /** As the Encoding Standard names it: utf-8, utf-16le, utf-16be, big5 …; absent if the text came as text. */
  readonly encoding?: string;
  readonly byteOrderMark: boolean;
  /** No encoding was recognized: it is read as Western text (windows-1252), which any bytes are. */
  readonly guessed?: boolean;
}

interface Decoding {
  readonly where: Where;
  readonly encoding?: string | undefined;
  /** Bytes that are taken at most. */
  readonly most?: number;
}

/** The bytes are no text in the encoding in which they were read. */
class NotInEncoding extends Error {}

/**
 * What `read` makes of the text in the bytes of a file. Without a stated encoding: a byte order mark decides; else
 * UTF-16 if every second byte is zero, UTF-8 if it is valid, else Big5 if that gives mostly frequent characters, else
 * windows-1252 if what is not ASCII looks like single letters in Western words. Whether a text is valid is known when
 * all of it was read, so that `read` may be called once more, for the next encoding.
 *
 * @throws GradsheetError `bad-file` for an empty or binary file or one in another encoding, naming what it seems to be
 */
export function readText<T>(
  content: ByteSource | string,
  { where, encoding, most = Infinity }: Decoding,
  read: (text: DecodedText) => T,
): T {
  if (typeof content === 'string') {
    return readAs({ size: content.length, pieces: () => piecesOf(content) }, where, read);
  }
  const head = headOf(content, 4096);
  const binary = signatures.find(({ start }) => start.every((byte, i) => head[i] === byte));
  if (binary) throw badFile(where, words('a text file with a table'), binary.what, binary.hint);
  if (content.size > most) {
    throw new GradsheetError('too-large', {
      where,
      expected: words('at most {} MiB', most / 2 ** 20),
      received: words('{} MiB', Math.ceil(content.size / 2 ** 20)),
      hint: words('Split the file, or take fewer rows.'),
    });
  }
  const decoded = (name: string): Undecided => ({
    size: content.size,
    encoding: name.toLowerCase(),
    pieces: () => decodedPieces(content, name),
  });
  for (const name of encoding === undefined ? candidates(head) : [encoding]) {
    try {
      if (name !== 'big5' || encoding !== undefined || looksLikeBig5(content)) {
        return readAs(decoded(name), where, read);
      }
    } catch (error) {
      if (!(error instanceof NotInEncoding)) throw error;
    }
  }
  if (encoding !== undefined) {
    throw badFile(
      where,
      words('text in {}', encoding),
      words('bytes that are not'),
      words('Leave the encoding out to have it recognized.'),
    );
  }
  if (hasZeros(content)) {
    throw badFile(where, words('a text file with a table'), words('a binary file (it holds zero bytes)'));
  }
  if (looksWestern(content)) return readAs({ ...decoded(WESTERN), guessed: true }, where, read);
  throw badFile(
    where,
    words('text in UTF-8, UTF-16 or Big5'),
    words('bytes in another encoding'),
    words('Save the file as "CSV UTF-8", or state its encoding (windows-1252, shift_jis, gb18030 …).'),
  );
}

/** The whole of a text, for who needs it in one piece. */
export function decodeText(content: Uint8Array | string, where: Where, encoding?: string): string {
  const source = typeof content === 'string' ? content : chunksOf(content);
  return readText(source, { where, encoding, most: LARGEST }, ({ pieces }) =>
    Array.from(pieces(), ({ text }) => text).join(''),
  );
}

type Undecided = Omit<DecodedText, 'byteOrderMark'>;

function readAs<T>(text: Undecided, where: Where, read: (text: DecodedText) => T): T {
  const pieces = (): Iterable<Piece> => checked(text.pieces(), where);
  let byteOrderMark = false;
  for (const { text: first } of text.pieces()) {
    if (first === '') continue;
    byteOrderMark = first.startsWith(MARK);
    break;
  }
  try {
    return read({ ...text, pieces, byteOrderMark });
  } catch (error) {
    for (const { text: rest } of pieces()) void rest; // what is wrong with the text itself counts first
    throw error;
  }
}

const MARK = '\ufeff';

/** Without the byte order mark; an error if there is no text in it, or a binary file. */
function* checked(pieces: Iterable<Piece>, where: Where): Iterable<Piece> {
  let isFirst = true;
  let isBlank = true;
  let isBinary = false;
  for (const piece of pieces) {
    if (piece.text === '') continue;
    const whole = isFirst && piece.text.startsWith(MARK) ? { text: piece.text.slice(1) } : piece;
    isFirst = false;
    isBlank &&= whole.text.trim() === '';
    isBinary ||= whole.text.includes('\0');
    if (!isBinary) yield whole; // else only: is the rest text in this encoding?
  }
  if (isBlank) {
    throw new GradsheetError('bad-file', {
      where,
      problem: words('{}: the file is empty.', where),
      received: words('an empty file'),
      hint: words('Choose a file with a header and at least one row.'),
    });
  }
  if (isBinary) throw badFile(where, words('a text file'), words('a binary file (it holds zero characters)'));
}

function* piecesOf(text: string): Iterable<Piece> {
  for (let at = 0; at < text.length; at += CHUNK) yield { text: text.slice(at, at + CHUNK) };
}

function* decodedPieces(source: ByteSource, encoding: string): Iterable<Piece> {
  const decoder = decoderFor(encoding);
  const isUtf8 = decoder.encoding === 'utf-8';
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw new NotInEncoding();
    }
  };
  for (const bytes of source.chunks()) {
    const text = decode(bytes);
    // of UTF-8 every other character has more bytes than codes; the first may have begun in the chunk before
    const isAscii = isUtf8 && text.length === bytes.length && (bytes[0] ?? 0) < 0x80;
    yield isAscii ? { text, ascii: bytes } : { text };
  }
  yield { text: decode() };
}

/** The first bytes, or all of fewer. */
export function headOf(source: ByteSource, most: number): Uint8Array {
  const head = new Uint8Array(Math.min(most, source.size));
  let length = 0;
  for (const chunk of source.chunks()) {
    const own = chunk.subarray(0, head.length - length);
    head.set(own, length);
    length += own.length;
    if (length === head.length) break;
  }
  return head.subarray(0, length);
}

function hasZeros(source: ByteSource): boolean {
  for (const chunk of source.chunks()) if (chunk.includes(0)) return true;
  return false;
}

function candidates(bytes: Uint8Array): readonly string[] {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return ['utf-16le'];
  if (a === 0xfe && b === 0xff) return ['utf-16be'];
  const zeros = [0, 0];
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  // no mark, but delimiters and line breaks have a zero byte on one side
  if (odd > 0 && even === 0) return ['utf-16le'];
  if (even > 0 && odd === 0) return ['utf-16be'];
  return ['utf-8', 'big5'];
}

function decoderFor(encoding: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  } catch (cause) {
    throw new GradsheetError(
      'invalid-option',
      {
        where: words('encoding'),
        expected: words('a name of the Encoding Standard (utf-8, utf-16le, big5 …)'),
        received: quoted(encoding),
      },
      { cause },
    );
  }
}

/**
 * Nearly all Chinese text is made of Big5's symbols and first level (the 5,401 frequent characters, bytes A140 to
 * C67E),
 * while a Western letter such as ü (FC) followed by any letter lies beyond: so many bytes are valid Big5 that validity
 * alone proves little.
 */
function looksLikeBig5(source: ByteSource): boolean {
  let pairs = 0;
  let frequent = 0;
  let high = 0;
  let isTrail = false;
  for (const chunk of source.chunks()) {
    for (const byte of chunk) {
      if (isTrail) {
        if (byte >= 0x80) high += 1;
        isTrail = false;
      } else if (byte >= 0x80) {
        pairs += 1;
        if (byte >= 0xa1 && byte <= 0xc6) frequent += 1;
        isTrail = true;
      }
    }
  }
  // of real trail bytes more than half are no ASCII; of °C and Ö followed by letters, all are
  return frequent >= 0.7 * pairs && high > 0;
}

const WESTERN = 'windows-1252';

/** Letters with accents, ° and € stand alone between ASCII; Cyrillic, Greek, Japanese in one byte or two do not. */
function looksWestern(source: ByteSource): boolean {
  let high = 0;
  let alone = 0;
  let run = 0; // bytes that are not ASCII, up to here
  for (const chunk of source.chunks()) {
    for (const byte of chunk) {
      if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13) return false; // no text
      if (byte >= 0x80) {
        high += 1;
        run += 1;
      } else {
        if (run === 1) alone += 1;
        run = 0;
      }
    }
  }
  if (run === 1) alone += 1;
  return alone >= 0.7 * high && high <= 0.2 * source.size;
}

const LARGEST = 2 ** 28; // bytes: twice as many characters would pass the longest string of some engines
const SAVE_AS_CSV = words('Open it in the spreadsheet program and save the sheet as "CSV UTF-8".');
const signatures: readonly { start: readonly number[]; what: Words; hint?: Words }[] = [
  { start: [0x50, 0x4b, 0x03, 0x04], what: words('a workbook (xlsx, ods) or another zip archive'), hint: SAVE_AS_CSV },
  { start: [0xd0, 0xcf, 0x11, 0xe0], what: words('an old workbook (xls)'), hint: SAVE_AS_CSV },
  { start: [0x1f, 0x8b], what: words('a gzip archive'), hint: words('Unpack it first.') },
  { start: [0x25, 0x50, 0x44, 0x46], what: words('a PDF document') },
  { start: [0x50, 0x41, 0x52, 0x31], what: words('a Parquet file') },
  { start: [0x89, 0x50, 0x4e, 0x47], what: words('a PNG picture') },
];

function badFile(where: Where, expected: Words, received: Words, hint?: Words): GradsheetError {
  return new GradsheetError('bad-file', { where, expected, received, ...(hint === undefined ? {} : { hint }) });
}
