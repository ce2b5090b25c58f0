import { GradsheetError } from '../errors.ts';
import type { Where } from '../words.ts';
import { type Begin, CellList, codesOf, cutCells, type CsvCells } from './csv-cells.ts';
import { type Head, holdsEnough } from './csv-dialect.ts';
import type { DecodedText, Piece } from './decode-text.ts';
import { words } from './error-words.ts';

/** Rows that follow one another in a file: so many as were read at once. */
export type Page = CsvCells;

/** How the text of a file is cut. */
export interface Cutting {
  readonly delimiter: string;
  readonly where: Where;
  readonly begin: Begin;
  /** Rows of the first page, at least: those that are gone through column by column. */
  readonly firstRows: number;
}

const HEAD = 2 ** 16; // characters, at least
const LONGEST_ROW = 2 ** 28; // characters: half of the longest string of some engines
const LARGEST_FIRST = 2 ** 26; // characters
const MOST_CELLS = 400_000_000; // 8 bytes each, as numbers of a column

/** So much of a text that its dialect can be told. */
export function headOf({ pieces }: DecodedText, skipRows: number): Head {
  let text = '';
  let wanted = HEAD;
  for (const piece of pieces()) {
    if (text.length >= wanted) {
      if (holdsEnough(text, skipRows) || text.length > LONGEST_ROW / 4) {
        return { text, codes: codesOf(text), more: true };
      }
      wanted = 2 * text.length;
    }
    text += piece.text;
  }
  return { text, codes: codesOf(text), more: false };
}

/**
 * The rows of a text, page by page. The first page stays as it is; the others share their memory, so that each is good
 * until the next one is asked for.
 *
 * @throws GradsheetError `bad-table` for a quote that is never closed; `too-large` for more than memory holds
 */
export function* cutPages({ pieces }: DecodedText, { delimiter, where, begin, firstRows }: Cutting): Iterable<Page> {
  const text = new PageText();
  let spare = new CellList();
  let at = { ...begin, from: 0 };
  let skipped = 0;
  let first = 0;
  let isFirst = true;
  let cells = 0;
  let wanted = 0;
  const cut = (more: boolean): Page => {
    const page = cutCells(text.whole, delimiter, { where, begin: at, more, first, spare });
    cells += page.starts.length;
    if (cells > MOST_CELLS) {
      throw new GradsheetError('too-large', {
        where,
        expected: words('at most {} cells', MOST_CELLS),
        received: words('more'),
        hint: words('Split the file, or take fewer rows or columns.'),
      });
    }
    return page;
  };
  for (const piece of pieces()) {
    const left = begin.from - skipped;
    if (left > 0) {
      skipped += Math.min(left, piece.text.length);
      if (left < piece.text.length) text.append({ text: piece.text.slice(left) });
      continue;
    }
    if (text.length > 0 && text.length >= wanted) {
      const page = cut(true);
      const { next } = page;
      const isShort = isFirst && page.rows < firstRows && text.length < LARGEST_FIRST;
      if (next.from === 0 || isShort) {
        if (text.length > LONGEST_ROW) throw tooLong(where);
        wanted = 2 * text.length; // long rows
        cells -= page.starts.length;
      } else {
        wanted = 0;
        yield page;
        text.dropTo(next.from, isFirst);
        if (isFirst) spare = new CellList();
        isFirst = false;
        first += page.rows;
        at = { ...next, from: 0 };
      }
    }
    text.append(piece);
  }
  yield cut(false);
}

/** The text of a page, in memory that is used again. */
class PageText {
  #text = '';
  /** The last piece of it, and where that begins. */
  #last = { text: '', begin: 0 };
  #codes = new Uint16Array(2 ** 16);

  get length(): number {
    return this.#text.length;
  }
  get whole(): { readonly text: string; readonly codes: Uint16Array } {
    return { text: this.#text, codes: this.#codes };
  }
  append({ text, ascii }: Piece): void {
    const begin = this.#text.length;
    const end = begin + text.length;
    if (end >= this.#codes.length) {
      const more = new Uint16Array(Math.max(end + 2 ** 12, 2 * begin));
      more.set(this.#codes.subarray(0, begin));
      this.#codes = more;
    }
    if (ascii) this.#codes.set(ascii, begin);
    else for (let i = begin; i < end; i++) this.#codes[i] = text.charCodeAt(i - begin);
    this.#codes[end] = LINE_FEED;
    this.#text += text;
    this.#last = { text, begin };
  }
  /** @param keep the memory of what was there, so that this must be elsewhere */
  dropTo(from: number, keep: boolean): void {
    const { text, begin } = this.#last;
    const length = this.#text.length - from;
    if (keep) {
      const codes = new Uint16Array(this.#codes.length);
      codes.set(this.#codes.subarray(from, from + length));
      this.#codes = codes;
    } else this.#codes.copyWithin(0, from, from + length);
    this.#codes[length] = LINE_FEED;
    // of the last piece, since a joined text is copied when it is first sliced
    this.#text = from >= begin ? text.slice(from - begin) : this.#text.slice(from);
    this.#last = { text: this.#text, begin: 0 };
  }
}

const LINE_FEED = 10;

const tooLong = (where: Where): GradsheetError =>
  new GradsheetError('too-large', {
    where,
    expected: words('at most {} MiB', LONGEST_ROW / 2 ** 20),
    received: words('more'),
    hint: words('Split the file, or take fewer rows.'),
  });
