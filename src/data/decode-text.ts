import { GradsheetError } from '../errors.ts';
import { quoted, type Where, type Words } from '../words.ts';
import { words } from './error-words.ts';

export interface DecodedText {
  readonly text: string;
  /** As the Encoding Standard names it: utf-8, utf-16le, utf-16be, big5 …; absent if the text came as text. */
  readonly encoding?: string;
  readonly byteOrderMark: boolean;
  /** No encoding was recognized: it is read as Western text (windows-1252), which any bytes are. */
  readonly guessed?: boolean;
}

/**
 * The text in the bytes of a file. Without a stated encoding: a byte order mark decides; else UTF-16 if every second
 * byte is zero, UTF-8 if it is valid, else Big5 if that gives mostly frequent characters, else windows-1252 if what is
 * not ASCII looks like single letters in Western words.
 *
 * @throws GradsheetError `bad-file` for an empty or binary file or one in another encoding, naming what it seems to be
 */
export function decodeText(content: Uint8Array | string, where: Where, encoding?: string): DecodedText {
  const decoded = typeof content === 'string' ? marked(content) : decodeBytes(content, where, encoding);
  if (decoded.text.trim() === '') {
    throw new GradsheetError('bad-file', {
      where,
      problem: words('{}: the file is empty.', where),
      received: words('an empty file'),
      hint: words('Choose a file with a header and at least one row.'),
    });
  }
  if (decoded.text.includes('\0')) {
    throw badFile(where, words('a text file'), words('a binary file (it holds zero characters)'));
  }
  return decoded;
}

function decodeBytes(bytes: Uint8Array, where: Where, stated?: string): DecodedText {
  const binary = signatures.find(({ start }) => start.every((byte, i) => bytes[i] === byte));
  if (binary) throw badFile(where, words('a text file with a table'), binary.what, binary.hint);
  if (bytes.length > LARGEST) {
    throw new GradsheetError('too-large', {
      where,
      expected: words('at most {} MiB', LARGEST / 2 ** 20),
      received: words('{} MiB', Math.ceil(bytes.length / 2 ** 20)),
      hint: words('Split the file, or take fewer rows.'),
    });
  }
  if (stated !== undefined) {
    const text = decodeAs(stated, bytes);
    if (text === undefined) {
      throw badFile(
        where,
        words('text in {}', stated),
        words('bytes that are not'),
        words('Leave the encoding out to have it recognized.'),
      );
    }
    return { ...marked(text), encoding: stated.toLowerCase() };
  }
  for (const encoding of candidates(bytes)) {
    const text = decodeAs(encoding, bytes);
    if (text !== undefined && (encoding !== 'big5' || looksLikeBig5(bytes))) return { ...marked(text), encoding };
  }
  if (bytes.includes(0)) {
    throw badFile(where, words('a text file with a table'), words('a binary file (it holds zero bytes)'));
  }
  if (looksWestern(bytes)) {
    return { ...marked(decodeAs(WESTERN, bytes) ?? ''), encoding: WESTERN, guessed: true };
  }
  throw badFile(
    where,
    words('text in UTF-8, UTF-16 or Big5'),
    words('bytes in another encoding'),
    words('Save the file as "CSV UTF-8", or state its encoding (windows-1252, shift_jis, gb18030 …).'),
  );
}

function candidates(bytes: Uint8Array): readonly string[] {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return ['utf-16le'];
  if (a === 0xfe && b === 0xff) return ['utf-16be'];
  const zeros = [0, 0];
  for (let i = 0; i < Math.min(bytes.length, 4096); i++) if (bytes[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  // no mark, but delimiters and line breaks have a zero byte on one side
  if (odd > 0 && even === 0) return ['utf-16le'];
  if (even > 0 && odd === 0) return ['utf-16be'];
  return ['utf-8', 'big5'];
}

function decodeAs(encoding: string, bytes: Uint8Array): string | undefined {
  let decoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
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
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Nearly all Chinese text is made of Big5's symbols and first level (the 5,401 frequent characters, bytes A140 to
 * C67E),
 * while a Western letter such as ü (FC) followed by any letter lies beyond: so many bytes are valid Big5 that validity
 * alone proves little.
 */
function looksLikeBig5(bytes: Uint8Array): boolean {
  let pairs = 0;
  let frequent = 0;
  let high = 0;
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i] ?? 0;
    if (lead < 0x80) continue;
    pairs += 1;
    if (lead >= 0xa1 && lead <= 0xc6) frequent += 1;
    i += 1; // the trail byte
    if ((bytes[i] ?? 0) >= 0x80) high += 1;
  }
  // of real trail bytes more than half are no ASCII; of °C and Ö followed by letters, all are
  return frequent >= 0.7 * pairs && high > 0;
}

const WESTERN = 'windows-1252';

/** Letters with accents, ° and € stand alone between ASCII; Cyrillic, Greek, Japanese in one byte or two do not. */
function looksWestern(bytes: Uint8Array): boolean {
  let high = 0;
  let alone = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13) return false; // no text
    if (byte < 0x80) continue;
    high += 1;
    if ((bytes[i - 1] ?? 0) < 0x80 && (bytes[i + 1] ?? 0) < 0x80) alone += 1;
  }
  return alone >= 0.7 * high && high <= 0.2 * bytes.length;
}

function marked(text: string): { text: string; byteOrderMark: boolean } {
  return text.startsWith('\ufeff') ? { text: text.slice(1), byteOrderMark: true } : { text, byteOrderMark: false };
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
