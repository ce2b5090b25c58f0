import { verbatim, listedWords, quoted, Words } from '../words.ts';
import { words } from './error-words.ts';

/**
 * The candidate a person most likely meant, or undefined if none is near: at most a third of the longer name differs.
 * Case and surrounding blanks do not count.
 *
 *   nearest('heigth', ['height', 'age'])   // → 'height'
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const wanted = folded(name);
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    if (candidate.length > LONGEST_NAME) continue;
    const other = folded(candidate);
    const limit = Math.max(1, Math.floor(Math.max(wanted.length, other.length) / 3));
    if (Math.abs(wanted.length - other.length) > limit) continue; // the distance is at least that
    const distance = editDistance(wanted, other);
    if (distance <= limit && distance < least && distance < wanted.length) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/**
 * The smallest number of insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`, where no
 * part is edited twice ("optimal string alignment").
 */
export function editDistance(a: ArrayLike<string>, b: ArrayLike<string>): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, at(before, j - 2) + 1);
      }
      row.push(least);
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
}

/** Columns a text takes in a terminal: 2 for an East Asian wide character, 0 for a mark on the letter before it. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    width += /\p{Mark}|\p{Default_Ignorable_Code_Point}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** `text` with blanks up to `width` columns, on the right, or on the left for numbers. */
export function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

/** Order by Unicode code point, as Python sorts text: the same on every machine, unlike order by locale. */
export function byCodePoint(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** The beginning of a text that may be of any length. */
export const brief = (text: string, limit = 60): string => (text.length > limit ? `${text.slice(0, limit)}…` : text);

/** The beginning of any value as JSON, for the "got …" of an error: short, however long or deep the value is. */
export function excerpt(value: unknown, limit = 60): Words {
  if (value instanceof Words) return value;
  if (value === undefined) return words('nothing');
  if (typeof value === 'function') return words('a function');
  if (typeof value === 'number') return verbatim(value);
  if (typeof value === 'string') return quoted(JSON.stringify(brief(value, limit)).slice(1, -1));
  let left = limit; // so many values are looked at, which bounds the depth too
  try {
    const text = JSON.stringify(value, (_, v: unknown) =>
      left-- > 0 ? (typeof v === 'string' ? v.slice(0, limit) : v) : '…',
    );
    return verbatim(brief(text, limit));
  } catch {
    return words('an object that contains itself');
  }
}

/** "a", "b" and 3 more: a list that stays short in an error. */
export function listed(items: readonly string[], limit = 5): Words {
  const shown = items.slice(0, limit).map(quoted);
  const rest = items.length - shown.length;
  if (rest > 0) return words('{} and {} more', listedWords(shown), rest);
  const last = shown.at(-1);
  return last && shown.length > 1 ? words('{} and {}', listedWords(shown.slice(0, -1)), last) : listedWords(shown);
}

// Wide by Unicode's East Asian Width: Hangul, kana, ideographs, full-width forms, and pictures.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

// Names that a person types; the distance of two longer ones takes their product in time.
const LONGEST_NAME = 200;

function folded(name: string): readonly string[] {
  return [...name.normalize('NFKC').trim().toLowerCase()];
}

// A surrogate (half of a code point above U+FFFF) must come after U+E000 … U+FFFF, although its code unit is smaller.
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x2800 : unit;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
