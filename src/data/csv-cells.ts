import { GradsheetError } from '../errors.ts';
import type { Where } from '../words.ts';
import { rearmed } from './csv-formulas.ts';
import { words } from './error-words.ts';
import { Counts, longer } from './growing.ts';

/** Cells of a text: each is text[start, end), without its quotes. */
export interface Cells {
  readonly text: string;
  /**
   * Of the text, as it stands, and a line feed behind it; there may be more. An array of numbers is read several times
   * as fast as a string.
   */
  readonly codes: Uint16Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Of each cell: plain, quoted, quoted with doubled quotes inside, or quoted with text after the closing quote. */
  readonly kinds: Uint8Array;
}

/** Where the cells of whole rows lie in a CSV text, or in a page of one. */
export interface CsvCells extends Cells {
  /** The first of them, counted from 0; and how many there are. Rows without any text are left out. */
  readonly first: number;
  readonly rows: number;
  /** Of each row: its first cell; one entry more for the end. */
  readonly firstCells: Uint32Array;
  /** Of each row: its number from 1, empty rows counted, as a spreadsheet shows it. */
  readonly rowNumbers: Uint32Array;
  /** Of each row: the line it begins on, from 1; more than the row number after a line break inside quotes. */
  readonly lines: Uint32Array;
  readonly emptyRows: number;
  /** The first line break between rows; undefined for a single row. */
  readonly lineBreak: '\n' | '\r\n' | '\r' | undefined;
  /** Where the first row begins that is not cut yet. */
  readonly next: Begin;
  /** Is the row there one whose quotes the page does not close? */
  readonly isOpen: boolean;
}

export const PLAIN = 0;
export const QUOTED = 1;
export const DOUBLED = 2;
export const CONTINUED = 3;

/** Where the first row to be cut begins. */
export interface Begin {
  /** Place in the text. */
  readonly from: number;
  /** Rows and lines before it, which count in their numbers. */
  readonly rows: number;
  readonly lines: number;
}
export const TOP: Begin = { from: 0, rows: 0, lines: 0 };

interface Cut {
  readonly where: Where;
  readonly begin?: Begin;
  readonly mostRows?: number;
  /** Does more text follow? Then the last row is cut only if its line break is here, and what is behind it. */
  readonly more?: boolean;
  /** Rows before it that hold text. */
  readonly first?: number;
  /** Whose memory is used again: its cells are lost. */
  readonly spare?: CellList;
}

/** The codes of a text, and a line feed. */
export function codesOf(text: string): Uint16Array {
  const codes = new Uint16Array(text.length + 1);
  for (let i = 0; i < text.length; i++) codes[i] = text.charCodeAt(i);
  codes[text.length] = LF;
  return codes;
}

/**
 * Cuts a CSV text into cells, by RFC 4180 and what programs really write: any of the three line breaks, blanks around
 * quotes, quotes in the middle of a plain cell, text after a closing quote (`"Big" house`). The delimiter ' ' stands
 * for any run of blanks and tabs.
 *
 * @throws GradsheetError `bad-table` for a quote that is never closed
 * @see RFC 4180, https://www.rfc-editor.org/rfc/rfc4180
 */
export function cutCells(
  { text, codes }: Pick<Cells, 'text' | 'codes'>,
  delimiter: string,
  { where, begin = TOP, mostRows = Infinity, more = false, first: rowsBefore = 0, spare = new CellList() }: Cut,
): CsvCells {
  let { starts, ends, kinds } = spare; // in variables of their own they are reached faster
  let found = 0;
  const firstCells = new Counts();
  const rowNumbers = new Counts();
  const lines = new Counts();
  const stop = delimiter.charCodeAt(0);
  const aligned = stop === BLANK;
  const alsoStop = aligned ? TAB : stop;
  const { length } = text;
  let i = begin.from;
  let line = begin.lines + 1;
  let row = begin.rows + 1;
  let emptyRows = 0;
  let lineBreak: CsvCells['lineBreak'];
  let next = begin;
  let isOpen = false;

  while (i < length && firstCells.length < mostRows) {
    const first = found;
    const firstLine = line;
    let empty = true;
    for (;;) {
      const start = i;
      while (codes[i] === BLANK) i += 1;
      if (aligned) {
        while (codes[i] === BLANK || codes[i] === TAB) i += 1;
        if (isLineEnd(codes, i)) break;
      }
      if (found === starts.length) ({ starts, ends, kinds } = spare.grow());
      if (codes[i] === QUOTE) {
        const cell = quotedCell(text, codes, i + 1, stop, alsoStop);
        if (!cell && more) {
          isOpen = true;
          i = length;
          break;
        }
        if (!cell) throw openQuote(text, i, { where, row, firstLine, line, column: found - first + 1 });
        line += lineBreaks(codes, i + 1, cell.end);
        starts[found] = i + 1;
        ends[found] = cell.end;
        kinds[found++] = cell.kind;
        i = cell.next;
        empty = false;
      } else {
        i = endOfPlain(codes, i, stop, alsoStop);
        if (empty) empty = isBlankText(codes, start, i); // of the blanks of other scripts, a cell is trimmed later
        starts[found] = start;
        ends[found] = i;
        kinds[found++] = PLAIN;
      }
      if (i >= length || (codes[i] !== stop && codes[i] !== alsoStop)) break;
      i += 1;
    }
    if (more && isUnfinished(codes, i, length)) {
      found = first;
      break;
    }
    if (i < length) {
      const ending = lineBreakAt(codes, i, length);
      lineBreak ??= ending;
      i += ending.length;
      line += 1;
    }
    if (empty) {
      found = first;
      emptyRows += 1;
    } else {
      firstCells.push(first);
      rowNumbers.push(row);
      lines.push(firstLine);
    }
    next = { from: i, rows: row, lines: line - 1 };
    row += 1;
  }
  firstCells.push(found);
  return {
    text,
    codes,
    starts: starts.subarray(0, found),
    ends: ends.subarray(0, found),
    kinds: kinds.subarray(0, found),
    first: rowsBefore,
    rows: rowNumbers.length,
    firstCells: firstCells.all(),
    rowNumbers: rowNumbers.all(),
    lines: lines.all(),
    emptyRows,
    lineBreak,
    next,
    isOpen,
  };
}

/** The line feed behind the text is none of it. */
const lineBreakAt = (codes: Uint16Array, i: number, length: number): '\n' | '\r\n' | '\r' =>
  codes[i] === LF ? '\n' : i + 1 < length && codes[i + 1] === LF ? '\r\n' : '\r';

/** Stands here the end of the text, or a break to which the first character behind it may belong? */
const isUnfinished = (codes: Uint16Array, i: number, length: number): boolean =>
  i >= length || (codes[i] === CR && i + 1 === length);

const isLineEnd = (codes: Uint16Array, i: number): boolean => codes[i] === LF || codes[i] === CR;

/** A function of its own is compiled long before the loop that calls it. */
function endOfPlain(codes: Uint16Array, start: number, stop: number, alsoStop: number): number {
  for (let i = start; ; i++) {
    const code = codes[i] as number;
    if ((code <= COMMA || code === stop) && !isOfCell(code, stop, alsoStop)) return i;
  }
}

const isOfCell = (code: number, stop: number, alsoStop: number): boolean =>
  code !== stop && code !== LF && code !== CR && code !== alsoStop;

function isBlankText(codes: Uint16Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((codes[i] as number) > BLANK) return false;
  return true;
}

/**
 * From behind an opening quote to the delimiter or line break (`next`) after the closing one; undefined if there is
 * none. These are functions of their own, not closures: then the loop above keeps its variables in registers.
 */
function quotedCell(
  text: string,
  codes: Uint16Array,
  start: number,
  stop: number,
  alsoStop: number,
): { end: number; kind: number; next: number } | undefined {
  let kind = QUOTED;
  let end = text.indexOf('"', start);
  while (end >= 0 && codes[end + 1] === QUOTE) {
    kind = DOUBLED;
    end = text.indexOf('"', end + 2);
  }
  if (end < 0) return undefined;
  const ended = (i: number): boolean => isLineEnd(codes, i) || codes[i] === stop || codes[i] === alsoStop;
  let next = end + 1;
  while (codes[next] === BLANK && stop !== BLANK) next += 1;
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

/** Of a table whose values come one by one: 9 bytes each here, 8 as numbers of a column, and the values themselves. */
export const MOST_CELLS = 50_000_000;

/** Room for cells. */
export class CellList {
  starts = new Uint32Array(256);
  ends = new Uint32Array(256);
  kinds = new Uint8Array(256);
  /** Twice as much. */
  grow(): this {
    this.starts = longer(this.starts, Uint32Array);
    this.ends = longer(this.ends, Uint32Array);
    this.kinds = longer(this.kinds, Uint8Array);
    return this;
  }
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

/** Where a row begins in the text. */
export function startOfRow({ firstCells, starts, kinds }: CsvCells, row: number): number {
  const first = firstCells[row] ?? 0;
  return (starts[first] ?? 0) - (kinds[first] === PLAIN ? 0 : 1); // the quote
}

/** Is there nothing in the cell but blanks? */
export function isBlankCell({ codes, starts, ends }: Cells, cell: number): boolean {
  const end = ends[cell] ?? 0;
  for (let i = starts[cell] ?? 0; i < end; i++) if (!isBlank(codes[i] ?? 0)) return false;
  return true;
}

/** Also the no-break space and the ideographic one. */
export const isBlank = (code: number): boolean => code <= 0x20 || code === 0xa0 || code === 0x3000;

const TAB = 9;
const LF = 10;
const CR = 13;
const BLANK = 32;
const QUOTE = 34;
const COMMA = 44; // few characters of texts and numbers come before it

function lineBreaks(codes: Uint16Array, start: number, end: number): number {
  let n = 0;
  for (let i = start; i < end; i++) {
    if (codes[i] === LF || (codes[i] === CR && codes[i + 1] !== LF)) n += 1;
  }
  return n;
}

function excerpt(text: string): string {
  const line = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  return line.length > 20 ? `"${line.slice(0, 20)}…"` : `"${line}"`;
}
