import { GradsheetError } from '../errors.ts';
import { listedWords, verbatim, type Where, type Words } from '../words.ts';
import { cellText } from './csv-cells.ts';
import { type FileGrid, gridOf } from './csv-grid.ts';
import { kindOf } from './csv-header.ts';
import { footerLines } from './csv-footer.ts';
import type { MissingMarkers } from './csv-missing.ts';
import type { CsvRows } from './csv-rows.ts';
import type { CsvWarning } from './csv-warnings.ts';
import { words } from './error-words.ts';
import { MOST_COLUMNS } from './preprocessing.ts';

/** The rows of a file while it is found out which of them are the table. */
interface Rows {
  readonly cells: CsvRows;
  readonly widths: Uint32Array;
  /** Cells up to the last that is not empty. */
  readonly filled: Uint32Array;
  /** How many cells most rows have. */
  readonly usual: number;
  readonly missing: MissingMarkers;
}

/**
 * The table in the cells of a file: without lines of comments and titles, every row with as many cells as there are
 * columns.
 *
 * @param header is the first row known to be the names (true) or data (false)?
 * @throws GradsheetError `bad-table` for rows with more cells than columns, `too-large` for more columns than that
 */
export function tableIn(
  cells: CsvRows,
  missing: MissingMarkers,
  header: boolean | undefined,
  where: Where,
  warnings: CsvWarning[],
): FileGrid {
  const { widths, filled } = cells;
  const rows: Rows = { cells, widths, filled, usual: mostFrequent(widths), missing };
  const { kept, lead } = withoutLines(rows, header, warnings);
  const width = widthOf(rows, kept, lead, header !== false, where, warnings);
  if (width > MOST_COLUMNS) {
    throw new GradsheetError('too-large', {
      where,
      expected: words('at most {} columns', MOST_COLUMNS),
      received: verbatim(width),
      hint: words('Take fewer columns, or turn rows and columns round.'),
    });
  }
  return gridOf(cells, kept, width, lead);
}

function mostFrequent(numbers: Uint32Array): number {
  const [first = 0] = numbers;
  if (numbers.every((n) => n === first)) return first;
  const counts = new Map<number, number>();
  for (const n of numbers) counts.set(n, (counts.get(n) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? first;
}

const firstText = ({ cells }: Rows, row: number): string => cells.firstText(row);
const isComment = ({ cells }: Rows, row: number): boolean => cells.isComment(row);

/** Names, as far as one row tells: texts throughout, but for blanks. */
function looksLikeNames({ cells, filled, missing }: Rows, row: number): boolean {
  const page = cells.page(row);
  const first = page.firstCells[row - page.first] ?? 0;
  let texts = 0;
  for (let place = 0; place < (filled[row] ?? 0); place++) {
    const kind = kindOf(cellText(page, first + place), missing);
    if (kind === 'number') return false;
    if (kind === 'text') texts += 1;
  }
  return texts > 0;
}

/** Title lines are few. */
const MOST_TITLES = 50;

/**
 * The rows of the table. A comment begins with # or %. A title has at most half as many cells as the rows of the table,
 * or a single one, and names below it; what stands below the table, `footerLines` finds. A comment right above the data
 * with as many cells as they have is the header: `# x y z`.
 */
function withoutLines(
  rows: Rows,
  header: boolean | undefined,
  warnings: CsvWarning[],
): { kept: Uint32Array; lead: number } {
  const { widths, filled, usual } = rows;
  const count = widths.length;
  const comments: number[] = [];
  const titles: number[] = [];
  // Where only such rows follow, it is a column of texts that begin with # or %, and these are no comments.
  const lastOther = widths.findLastIndex((_, row) => !isComment(rows, row));
  let top = 0;
  for (; top < count - 1; top++) {
    if (isComment(rows, top)) {
      const next = top + 1;
      const own = (widths[top] ?? 0) - (isMark(rows, top) ? 1 : 0);
      const isHeader = own === usual && usual > 1 && !isComment(rows, next) && !looksLikeNames(rows, next);
      const isTable = widths[top] === usual && firstText(rows, top).length > 1 && header === true;
      if (isHeader || isTable || top > lastOther) break;
      comments.push(top);
      continue;
    }
    const size = filled[top] ?? 0;
    const few = size < usual && (size === 1 || size * 2 <= usual);
    if (!few || top - comments.length > MOST_TITLES || !titleBelow(rows, top, header)) break;
    titles.push(top);
  }
  const table = new Uint32Array(count - top);
  let length = 0;
  for (let row = top; row < count; row++) {
    if (row > top && widths[row] !== usual && isComment(rows, row)) comments.push(row);
    else table[length++] = row;
  }
  const whole = table.subarray(0, length);
  const kept = whole.subarray(0, length - footerLines(rows.cells, whole, filled, usual, rows.missing));
  tell(rows, 'comment', comments, warnings);
  tell(rows, 'title', titles, warnings);
  tell(rows, 'footer', [...whole.subarray(kept.length)], warnings);
  const lead = header === false ? 0 : isMark(rows, top) && (widths[top] ?? 0) > usual ? -1 : leadOf(rows, kept);
  return { kept, lead };
}

/** A first cell that only marks the line: `#   x   y`, cut at blanks. */
const isMark = (rows: Rows, row: number): boolean => isComment(rows, row) && firstText(rows, row).length === 1;

/** Below a title is a row with as many cells as the table has: names, or data where the title is much too short. */
function titleBelow(rows: Rows, top: number, header: boolean | undefined): boolean {
  const { filled, widths, usual } = rows;
  for (let row = top + 1; row < Math.min(widths.length - 1, top + MOST_TITLES); row++) {
    if (widths[row] !== usual || (filled[row] ?? 0) * 2 <= usual) continue;
    return looksLikeNames(rows, row) || ((header === false || usual > (filled[top] ?? 0) + 1) && usual > 2);
  }
  return false;
}

function tell(
  { cells }: Rows,
  what: 'comment' | 'title' | 'footer',
  skipped: readonly number[],
  warnings: CsvWarning[],
): void {
  const [first] = skipped;
  if (first === undefined) return;
  const row = cells.rowNumbers[first] ?? 0;
  const text = cells.firstText(first);
  const place = { rows: skipped.length, row, text };
  warnings.push(what === 'footer' ? { code: 'footer-lines', ...place } : { code: 'skipped-lines', what, ...place });
}

/** How many names the header has too few, if all rows have as many cells more: those of the first columns. */
function leadOf({ widths, filled }: Rows, kept: Uint32Array): number {
  const [header = 0, first = 0] = kept;
  const lead = (widths[first] ?? 0) - (widths[header] ?? 0);
  const longer = kept.length > 1 && lead > 0;
  const all = longer && kept.every((row, i) => i === 0 || widths[row] === widths[first]);
  // cells that are empty in every row have no name because they are no column
  return all && kept.some((row, i) => i > 0 && (filled[row] ?? 0) > (widths[header] ?? 0)) ? lead : 0;
}

/** How many columns there are. */
function widthOf(
  rows: Rows,
  kept: Uint32Array,
  lead: number,
  header: boolean,
  where: Where,
  warnings: CsvWarning[],
): number {
  const { cells, widths, filled, usual } = rows;
  const [top = 0] = kept;
  const most = header ? (widths[top] ?? 0) + lead : usual;
  let widest = 0;
  let short = 0;
  let firstShort = -1;
  let long = 0;
  let firstLong = -1;
  for (const row of kept) {
    const own = (widths[row] ?? 0) + (row === top ? lead : 0);
    const used = (filled[row] ?? 0) + (row === top ? lead : 0);
    if (used > widest) widest = used;
    if (used > most) throw tooLong(rows, kept, most, where, header);
    if (own < most) {
      short += 1;
      if (firstShort < 0) firstShort = row;
    } else if (own > most) {
      long += 1;
      if (firstLong < 0) firstLong = row;
    }
  }
  const numberOf = (row: number): number => cells.rowNumbers[row] ?? 0;
  if (short > 0 && widest === most) warnings.push({ code: 'short-rows', rows: short, row: numberOf(firstShort) });
  if (long > 0) warnings.push({ code: 'long-rows', rows: long, row: numberOf(firstLong) });
  // a delimiter at the end of every row makes no column
  return header ? Math.min(most, widest) : most;
}

function tooLong(
  { cells, filled }: Rows,
  kept: Uint32Array,
  most: number,
  where: Where,
  header: boolean,
): GradsheetError {
  const { rowNumbers, lines } = cells;
  const long = [...kept].filter((row) => (filled[row] ?? 0) > most);
  const [row = 0] = long;
  const number = rowNumbers[row] ?? 0;
  const line = lines[row] ?? 0;
  const place = line === number ? words('row {}', number) : words('row {} (line {})', number, line);
  const ragged = words('{}, {}', where, place);
  const columns = (n: number): Words => (n === 1 ? words('1 column') : words('{} columns', n));
  const shown = long.slice(0, 5).map((other) => verbatim(rowNumbers[other] ?? 0));
  const width = filled[row] ?? 0;
  const listed = long.length > shown.length ? words('{} …', listedWords(shown)) : listedWords(shown);
  return new GradsheetError('bad-table', {
    where: ragged,
    problem:
      long.length === 1
        ? header
          ? words('{}: {}; the header has {}.', ragged, columns(width), most)
          : words('{}: {}; most rows have {}.', ragged, columns(width), most)
        : header
          ? words(
              '{}: {}; the header has {}, and {} rows have more ({}).',
              ragged,
              columns(width),
              most,
              long.length,
              listed,
            )
          : words(
              '{}: {}; most rows have {}, and {} rows have more ({}).',
              ragged,
              columns(width),
              most,
              long.length,
              listed,
            ),
    expected: columns(most),
    received: verbatim(width),
    hint: words('Put a cell in quotes if it contains the delimiter.'),
  });
}
