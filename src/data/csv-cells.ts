import { GradsheetError } from '../errors.ts';
import { verbatim, type Where } from '../words.ts';
import { rearmed } from './csv-formulas.ts';
import { words } from './error-words.ts';

/** Where every cell of a CSV text lies: a cell is text[start, end), without its quotes. */
export interface CsvCells {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Of each cell: plain, quoted, or quoted with doubled quotes inside. */
  readonly kinds: Uint8Array;
  /** Of each row: its first cell; one entry more for the end. Rows without any text are left out. */
  readonly firstCells: Uint32Array;
  /** Of each row: its number from 1, empty rows counted, as a spreadsheet shows it. */
  readonly rowNumbers: Uint32Array;
  /** Of each row: the line it begins on, from 1; more than the row number after a line break inside quotes. */
  readonly lines: Uint32Array;
  readonly emptyRows: number;
  /** The first line break between rows. */
  readonly lineBreak: '\n' | '\r\n' | '\r';
}

export const PLAIN = 0;
export const QUOTED = 1;
export const DOUBLED = 2;

/**
 * Cuts a CSV text into cells, by RFC 4180 and what programs really write: any of the three line breaks, blanks around
 * quotes, quotes in the middle of a plain cell.
 *
 * @throws GradsheetError `bad-table` for a quote that is never closed, or text after a closing quote; `too-large` for
 *   more cells than memory holds
 * @see RFC 4180, https://www.rfc-editor.org/rfc/rfc4180
 */
export function cutCells(text: string, delimiter: string, where: Where, mostRows = Infinity): CsvCells {
  const starts = new Counts(Uint32Array);
  const ends = new Counts(Uint32Array);
  const kinds = new Counts(Uint8Array);
  const firstCells = new Counts(Uint32Array);
  const rowNumbers = new Counts(Uint32Array);
  const lines = new Counts(Uint32Array);
  const stop = delimiter.charCodeAt(0);
  const length = text.length;
  let i = 0;
  let line = 1;
  let row = 1;
  let emptyRows = 0;
  let lineBreak: CsvCells['lineBreak'] | undefined;

  while (i < length && firstCells.length < mostRows) {
    const first = starts.length;
    const firstLine = line;
    let empty = true;
    for (;;) {
      const start = i;
      while (text.charCodeAt(i) === BLANK) i += 1;
      if (text.charCodeAt(i) === QUOTE) {
        quotedCell(first, firstLine);
        empty = false;
      } else {
        for (; i < length; i++) {
          const code = text.charCodeAt(i);
          if (code === stop || code === LF || code === CR) break;
          if (code > BLANK) empty = false; // of the blanks of other scripts, a cell is trimmed later
        }
        starts.push(start);
        ends.push(i);
        kinds.push(PLAIN);
      }
      if (i >= length || text.charCodeAt(i) !== stop) break;
      i += 1;
    }
    if (starts.length > MOST_CELLS) {
      throw new GradsheetError('too-large', {
        where,
        expected: words('at most {} cells', MOST_CELLS),
        received: words('more'),
        hint: words('Split the file, or take fewer rows or columns.'),
      });
    }
    if (i < length) {
      const found = text.charCodeAt(i) === LF ? '\n' : text.charCodeAt(i + 1) === LF ? '\r\n' : '\r';
      lineBreak ??= found;
      i += found.length;
      line += 1;
    }
    if (empty) {
      starts.length = ends.length = kinds.length = first;
      emptyRows += 1;
    } else {
      firstCells.push(first);
      rowNumbers.push(row);
      lines.push(firstLine);
    }
    row += 1;
  }
  firstCells.push(starts.length);
  return {
    text,
    starts: starts.all(),
    ends: ends.all(),
    kinds: kinds.all(),
    firstCells: firstCells.all(),
    rowNumbers: rowNumbers.all(),
    lines: lines.all(),
    emptyRows,
    lineBreak: lineBreak ?? '\n',
  };

  /** From an opening quote to the delimiter or line break after the closing one. */
  function quotedCell(first: number, firstLine: number): void {
    const start = i + 1;
    const column = starts.length - first + 1;
    const begun = line;
    let kind = QUOTED;
    let end = text.indexOf('"', start);
    while (end >= 0 && text.charCodeAt(end + 1) === QUOTE) {
      kind = DOUBLED;
      end = text.indexOf('"', end + 2);
    }
    const place =
      firstLine === row
        ? words('{}, row {}, column {}', where, row, column)
        : words('{}, row {} (line {}), column {}', where, row, firstLine, column);
    if (end < 0) {
      throw new GradsheetError('bad-table', {
        where: place,
        expected: words('a closing quote (")'),
        received: words('the end of the file'),
        hint: words('The quote was opened on line {}, before {}.', begun, excerpt(text.slice(start))),
      });
    }
    line += lineBreaks(text, start, end);
    starts.push(start);
    ends.push(end);
    kinds.push(kind);
    for (i = end + 1; text.charCodeAt(i) === BLANK;) i += 1;
    const code = text.charCodeAt(i);
    if (i < length && code !== stop && code !== LF && code !== CR) {
      throw new GradsheetError('bad-table', {
        where: place,
        expected: words('a delimiter or the end of the row after the closing quote'),
        received: verbatim(excerpt(text.slice(i))),
        hint: words('A quote inside a quoted cell is written twice ("").'),
      });
    }
  }
}

/** 9 bytes each here, 8 as numbers of a column, 12 more while they are learned from: about 1.5 GB in all. */
const MOST_CELLS = 50_000_000;

/** A growing list of whole numbers. A plain array takes 8 bytes for each, and its copy as many while it grows. */
class Counts<A extends Uint8Array | Uint32Array> {
  readonly #make: new (length: number) => A;
  #items: A;
  length = 0;
  constructor(make: new (length: number) => A) {
    this.#make = make;
    this.#items = new make(256);
  }
  push(value: number): void {
    if (this.length === this.#items.length) {
      const longer = new this.#make(this.length * 2);
      longer.set(this.#items);
      this.#items = longer;
    }
    this.#items[this.length++] = value;
  }
  /** The items so far, not a copy. */
  all(): A {
    return this.#items.subarray(0, this.length) as A;
  }
}

/**
 * The text of a cell: trimmed if it is plain, as it is if it was quoted, without the apostrophe that keeps a formula
 * from being one.
 */
export function cellText({ text, starts, ends, kinds }: CsvCells, cell: number): string {
  const content = text.slice(starts[cell], ends[cell]);
  const kind = kinds[cell];
  return kind === PLAIN ? content.trim() : rearmed(kind === DOUBLED ? content.replaceAll('""', '"') : content);
}

const LF = 10;
const CR = 13;
const BLANK = 32;
const QUOTE = 34;

function lineBreaks(text: string, start: number, end: number): number {
  let n = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === LF || (code === CR && text.charCodeAt(i + 1) !== LF)) n += 1;
  }
  return n;
}

function excerpt(text: string): string {
  const line = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  return line.length > 20 ? `"${line.slice(0, 20)}…"` : `"${line}"`;
}
