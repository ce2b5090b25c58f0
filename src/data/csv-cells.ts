import { GradsheetError } from '../errors.ts';
import type { Where } from '../words.ts';
import { rearmed } from './csv-formulas.ts';
import { words } from './error-words.ts';

/** Cells of a text: each is text[start, end), without its quotes. */
export interface Cells {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Of each cell: plain, quoted, quoted with doubled quotes inside, or quoted with text after the closing quote. */
  readonly kinds: Uint8Array;
}

/** Where every cell of a CSV text lies. */
export interface CsvCells extends Cells {
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
export const CONTINUED = 3;

/** Where the first row to be cut begins. */
export interface Begin {
  /** Place in the text. */
  readonly from: number;
  /** Rows before it, which count in row numbers. */
  readonly rows: number;
}
const TOP: Begin = { from: 0, rows: 0 };

/**
 * Cuts a CSV text into cells, by RFC 4180 and what programs really write: any of the three line breaks, blanks around
 * quotes, quotes in the middle of a plain cell, text after a closing quote (`"Big" house`). The delimiter ' ' stands
 * for any run of blanks and tabs.
 *
 * @throws GradsheetError `bad-table` for a quote that is never closed; `too-large` for more cells than memory holds
 * @see RFC 4180, https://www.rfc-editor.org/rfc/rfc4180
 */
export function cutCells(
  text: string,
  delimiter: string,
  where: Where,
  { from, rows }: Begin = TOP,
  mostRows = Infinity,
): CsvCells {
  const found = new CellList();
  const firstCells = new Counts();
  const rowNumbers = new Counts();
  const lines = new Counts();
  const stop = delimiter.charCodeAt(0);
  const aligned = stop === BLANK;
  const alsoStop = aligned ? TAB : stop;
  const length = text.length;
  let i = from;
  let line = rows + 1;
  let row = rows + 1;
  let emptyRows = 0;
  let lineBreak: CsvCells['lineBreak'] | undefined;

  while (i < length && firstCells.length < mostRows) {
    const first = found.length;
    const firstLine = line;
    let empty = true;
    for (;;) {
      const start = i;
      while (text.charCodeAt(i) === BLANK) i += 1;
      if (aligned) {
        while (text.charCodeAt(i) === BLANK || text.charCodeAt(i) === TAB) i += 1;
        if (isLineEnd(text, i)) break;
      }
      if (text.charCodeAt(i) === QUOTE) {
        const cell = quotedCell(text, i + 1, stop, alsoStop);
        if (!cell) throw openQuote(text, i, { where, row, firstLine, line, column: found.length - first + 1 });
        line += lineBreaks(text, i + 1, cell.end);
        found.add(i + 1, cell.end, cell.kind);
        i = cell.next;
        empty = false;
      } else {
        for (; i < length; i++) {
          const code = text.charCodeAt(i);
          if (code > BLANK && code !== stop) {
            empty = false; // of the blanks of other scripts, a cell is trimmed later
            continue;
          }
          if (code === stop || code === alsoStop || code === LF || code === CR) break;
        }
        found.add(start, i, PLAIN);
      }
      if (i >= length || (text.charCodeAt(i) !== stop && text.charCodeAt(i) !== alsoStop)) break;
      i += 1;
    }
    if (found.length > MOST_CELLS) {
      throw new GradsheetError('too-large', {
        where,
        expected: words('at most {} cells', MOST_CELLS),
        received: words('more'),
        hint: words('Split the file, or take fewer rows or columns.'),
      });
    }
    if (i < length) {
      const ending = lineBreakAt(text, i);
      lineBreak ??= ending;
      i += ending.length;
      line += 1;
    }
    if (empty) {
      found.length = first;
      emptyRows += 1;
    } else {
      firstCells.push(first);
      rowNumbers.push(row);
      lines.push(firstLine);
    }
    row += 1;
  }
  firstCells.push(found.length);
  return {
    text,
    ...found.all(),
    firstCells: firstCells.all(),
    rowNumbers: rowNumbers.all(),
    lines: lines.all(),
    emptyRows,
    lineBreak: lineBreak ?? '\n',
  };
}

const lineBreakAt = (text: string, i: number): CsvCells['lineBreak'] =>
  text.charCodeAt(i) === LF ? '\n' : text.charCodeAt(i + 1) === LF ? '\r\n' : '\r';

function isLineEnd(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return i >= text.length || code === LF || code === CR;
}

/**
 * From behind an opening quote to the delimiter or line break (`next`) after the closing one; undefined if there is
 * none. These are functions of their own, not closures: then the loop above keeps its variables in registers.
 */
function quotedCell(
  text: string,
  start: number,
  stop: number,
  alsoStop: number,
): { end: number; kind: number; next: number } | undefined {
  let kind = QUOTED;
  let end = text.indexOf('"', start);
  while (end >= 0 && text.charCodeAt(end + 1) === QUOTE) {
    kind = DOUBLED;
    end = text.indexOf('"', end + 2);
  }
  if (end < 0) return undefined;
  const ended = (i: number): boolean =>
    isLineEnd(text, i) || text.charCodeAt(i) === stop || text.charCodeAt(i) === alsoStop;
  let next = end + 1;
  while (text.charCodeAt(next) === BLANK && stop !== BLANK) next += 1;
  if (ended(next)) return { end, kind, next };
  while (!ended(next)) next += 1;
  return { end: next, kind: CONTINUED, next };
}

function openQuote(
  text: string,
  at: number,
  {
    where,
    row,
    firstLine,
    line,
    column,
  }: { where: Where; row: number; firstLine: number; line: number; column: number },
): GradsheetError {
  return new GradsheetError('bad-table', {
    where:
      firstLine === row
        ? words('{}, row {}, column {}', where, row, column)
        : words('{}, row {} (line {}), column {}', where, row, firstLine, column),
    expected: words('a closing quote (")'),
    received: words('the end of the file'),
    hint: words('The quote was opened on line {}, before {}.', line, excerpt(text.slice(at + 1))),
  });
}

/** 9 bytes each here, 8 as numbers of a column, 12 more while they are learned from: about 1.5 GB in all. */
export const MOST_CELLS = 50_000_000;

/** A growing list of whole numbers. A plain array takes 8 bytes for each, and its copy as many while it grows. */
class Counts {
  #items = new Uint32Array(256);
  length = 0;
  push(value: number): void {
    if (this.length === this.#items.length) this.#items = longer(this.#items, Uint32Array);
    this.#items[this.length++] = value;
  }
  /** The items so far, not a copy. */
  all(): Uint32Array {
    return this.#items.subarray(0, this.length);
  }
}

/** A growing list of cells, likewise. */
class CellList {
  #starts = new Uint32Array(256);
  #ends = new Uint32Array(256);
  #kinds = new Uint8Array(256);
  length = 0;
  add(start: number, end: number, kind: number): void {
    const at = this.length;
    if (at === this.#kinds.length) {
      this.#starts = longer(this.#starts, Uint32Array);
      this.#ends = longer(this.#ends, Uint32Array);
      this.#kinds = longer(this.#kinds, Uint8Array);
    }
    this.#starts[at] = start;
    this.#ends[at] = end;
    this.#kinds[at] = kind;
    this.length = at + 1;
  }
  /** The cells so far, not a copy. */
  all(): Omit<Cells, 'text'> {
    const { length } = this;
    return {
      starts: this.#starts.subarray(0, length),
      ends: this.#ends.subarray(0, length),
      kinds: this.#kinds.subarray(0, length),
    };
  }
}

function longer<A extends Uint8Array | Uint32Array>(items: A, make: new (length: number) => A): A {
  const more = new make(items.length * 2);
  more.set(items);
  return more;
}

/**
 * The text of a cell: trimmed if it is plain, as it is if it was quoted, without the apostrophe that keeps a formula
 * from being one.
 */
export function cellText({ text, starts, ends, kinds }: Cells, cell: number): string {
  const content = text.slice(starts[cell], ends[cell]);
  switch (kinds[cell]) {
    case PLAIN:
      return content.trim();
    case DOUBLED:
      return rearmed(content.replaceAll('""', '"'));
    case CONTINUED:
      // Big" house: up to the quote that closes as within quotes, after it as a plain cell
      return content.replace(/^((?:[^"]|"")*)"(.*)$/s, (_, quoted: string, rest: string) =>
        (quoted.replaceAll('""', '"') + rest).trimEnd(),
      );
    default:
      return rearmed(content);
  }
}

/** Where a row begins in the text. @param number as `rowNumbers` has it */
export function startOfRow({ rowNumbers, firstCells, starts, kinds }: CsvCells, number: number): number {
  const first = firstCells[rowNumbers.indexOf(number)] ?? 0;
  return (starts[first] ?? 0) - (kinds[first] === PLAIN ? 0 : 1); // the quote
}

/** Is there nothing in the cell but blanks? */
export function isBlankCell({ text, starts, ends }: Cells, cell: number): boolean {
  const end = ends[cell] ?? 0;
  for (let i = starts[cell] ?? 0; i < end; i++) if (!isBlank(text.charCodeAt(i))) return false;
  return true;
}

/** Also the no-break space and the ideographic one. */
export const isBlank = (code: number): boolean => code <= 0x20 || code === 0xa0 || code === 0x3000;

const TAB = 9;
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
