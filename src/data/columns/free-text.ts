import type { TextColumn } from '../column.ts';
import { log } from '../../util/libm.ts';
import { murmur } from '../../util/murmur.ts';
import type { TextFeature } from './feature.ts';
import { put, type Into } from './into.ts';
import { tokensOf } from './tokens.ts';

/** Fewer rows cannot tell so many columns apart. */
const widthFor = (rows: number): number => (rows < 1000 ? 32 : 64);

/** A text becomes few numbers whatever it says: nothing is learned here but their count. */
export function fitText({ name, codes, values }: TextColumn): TextFeature {
  const gaps = codes.reduce((n, code) => n + (code < 0 ? 1 : 0), 0);
  const example = values[codes.find((code) => code >= 0) ?? -1] ?? '';
  return {
    name,
    kind: 'text',
    width: widthFor(codes.length),
    example: Array.from(example).slice(0, 60).join(''),
    seen: seenWords([...new Set(codes)].map((code) => values[code] ?? '')),
    ...(gaps > 0 ? { gaps } : {}),
  };
}

/** Digits of `seenWords`. */
export const MOST_SEEN = 2 ** 14;

/**
 * The words of texts as bits in hexadecimal digits: a word sets the one on which its hash falls. There are 64 for each
 * word, as far as they go, so that a strange word is taken for one of them in one of 64 cases.
 */
export function seenWords(texts: readonly string[]): string {
  const tokens = new Set<string>();
  for (const text of texts) for (const token of tokensOf(text)) tokens.add(token);
  let bits = 64;
  while (bits < 64 * tokens.size && bits < 4 * MOST_SEEN) bits *= 2;
  const digits = new Uint8Array(bits / 4);
  for (const token of tokens) {
    const at = placeOf(token, bits);
    digits[at >> 2] = (digits[at >> 2] ?? 0) | (1 << (at & 3));
  }
  return Array.from(digits, (digit) => digit.toString(16)).join('');
}

/** Has the text words, and none of them among those seen? */
export function isAllStrange(text: string, seen: string): boolean {
  const isSeen = (token: string): boolean => {
    const at = placeOf(token, 4 * seen.length);
    return ((parseInt(seen.charAt(at >> 2), 16) >> (at & 3)) & 1) === 1;
  };
  const tokens = tokensOf(text);
  return tokens.length > 0 && !tokens.some(isSeen);
}

const placeOf = (token: string, bits: number): number => (murmur(token) >>> 0) % bits;

/**
 * Hashed words: each word falls on one of the columns with a sign, both by its hash, and adds 1 + ln(how often it
 * comes) there; the row is scaled to length 1. Words that fall on one column are told apart by others of their texts. A
 * text without words is 0 throughout.
 *
 * @see scikit-learn 1.2, `sklearn/feature_extraction/_hash.py` (FeatureHasher), of which this is the arithmetic;
 *   Weinberger et al., "Feature Hashing for Large Scale Multitask Learning" (2009)
 */
export function hashedWords(text: string, width: number): Float64Array {
  const counts = new Map<string, number>();
  for (const token of tokensOf(text)) counts.set(token, (counts.get(token) ?? 0) + 1);
  const row = new Float64Array(width);
  for (const [token, n] of counts) {
    const hash = murmur(token);
    const place = Math.abs(hash) % width;
    row[place] = (row[place] ?? 0) + (hash >= 0 ? 1 : -1) * (1 + log(n));
  }
  const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? row.map((value) => value / length) : row;
}

export function putText(
  into: Into,
  { codes, values }: TextColumn,
  rows: readonly number[],
  { width }: TextFeature,
): void {
  const hashed = new Map<number, Float64Array>();
  rows.forEach((row, i) => {
    const code = codes[row] ?? -1;
    if (code < 0) return;
    const numbers = hashed.get(code) ?? hashedWords(values[code] ?? '', width);
    hashed.set(code, numbers);
    numbers.forEach((value, place) => put(into, i, place, value));
  });
}

/**
 * Are these texts to be read, not names to be told apart? Most rows have their own, of several words, and most words
 * come again in another text: of names and codes they do not.
 */
export function looksLikeText({ codes, values }: TextColumn): boolean {
  const rows = codes.reduce((n, code) => n + (code < 0 ? 0 : 1), 0);
  if (rows < 20 || values.length < 0.5 * rows) return false;
  const some = values.slice(0, 1000).map((text) => new Set(tokensOf(text)));
  const texts = new Map<string, number>();
  for (const tokens of some) for (const token of tokens) texts.set(token, (texts.get(token) ?? 0) + 1);
  const all = some.reduce((n, tokens) => n + tokens.size, 0);
  const again = [...texts.values()].reduce((sum, n) => sum + (n > 1 ? n : 0), 0);
  return all >= 4 * some.length && again >= 0.5 * all;
}
