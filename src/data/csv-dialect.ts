import type { Where } from '../words.ts';
import { type Begin, type Cells, cellText, type CsvCells, cutCells } from './csv-cells.ts';
import { looksLikeNumber } from './csv-numbers.ts';

/** Blanks, and any number of them: fixed columns. */
export const ALIGNED = ' ';
const DELIMITERS = [',', ';', '\t', '|'];
const SAMPLE = 50; // rows

/** The beginning of a text; more of it may follow. */
export interface Head extends Pick<Cells, 'text' | 'codes'> {
  readonly more: boolean;
}

/** After so many lines, by any of the three line breaks. */
export function afterLines({ text }: Head, { from, rows }: Begin, lines: number): Begin {
  let i = from;
  let n = 0;
  for (; n < lines && i < text.length; n++) {
    const breaks = /\r\n|\r|\n/g;
    breaks.lastIndex = i;
    i = breaks.exec(text) ? breaks.lastIndex : text.length;
  }
  return { from: i, rows: rows + n, lines: rows + n };
}

/** Does the text hold enough rows to tell its dialect, whatever its quotes are? */
export function holdsEnough(text: string, skipRows: number): boolean {
  const filledLines = text.match(/[^\r\n][\r\n]/g) ?? [];
  return filledLines.length > skipRows + 2 * SAMPLE;
}

/** Excel's first line that names the delimiter: `sep=;`. */
export function delimiterLine({ text }: Head, { from }: Begin): string | undefined {
  const line = /"?sep=([^\r\n0-9])"?(?=[\r\n])/iy;
  line.lastIndex = from;
  return line.exec(text)?.[1];
}

/**
 * The delimiter that cuts the first rows most evenly; of equally even ones the one that gives more columns. If none
 * cuts them (one column, or quotes that do not close), the one that the first line holds most often. Blanks only where
 * they leave mostly numbers.
 */
export function recognizedDelimiter(head: Head, where: Where, begin: Begin): string {
  const line = /[^\r\n]*/y;
  line.lastIndex = begin.from;
  const [firstLine = ''] = line.exec(head.text) ?? [];
  const scored = DELIMITERS.map((delimiter) => ({
    delimiter,
    ...evenness(head, delimiter, where, begin),
    count: firstLine.split(delimiter).length,
  }));
  const [first, second] = scored.toSorted((a, b) => b.even - a.even || b.width - a.width || b.count - a.count);
  // 1,5;2,5 is cut evenly by both
  const best = first?.delimiter === ',' && second?.even === first.even && second.decimals ? second : first;
  const blanks = evenness(head, ALIGNED, where, begin);
  const cut = best !== undefined && best.even > 0;
  const alone = !cut && blanks.mostly && (blanks.numbers >= 0.7 || (blanks.even === 1 && blanks.numeric));
  const better = cut && blanks.numbers >= 0.7 && blanks.even >= best.even && blanks.width > best.width;
  return alone || better ? ALIGNED : (best?.delimiter ?? ',');
}

function areDecimals(cells: CsvCells): boolean {
  const texts = Array.from(cells.starts, (_, cell) => cellText(cells, cell)).filter((text) => text.includes(','));
  return texts.length > 0 && texts.filter((text) => looksLikeNumber(text, true)).length >= 0.9 * texts.length;
}

/** Cells in each row. */
const widthsOf = ({ firstCells }: CsvCells): Uint32Array =>
  firstCells.slice(1).map((end, row) => end - (firstCells[row] ?? 0));

interface Evenness {
  /** Share of rows that have as many cells as most; less where the first has not. */
  readonly even: number;
  readonly width: number;
  /** Do cells hold a comma, and nearly always as a decimal comma? */
  readonly decimals: boolean;
  /** Have at most one row in ten another number of cells, or one at all? */
  readonly mostly: boolean;
  /** Share of numbers among the cells below the first row. */
  readonly numbers: number;
  /** Is some column of numbers only? */
  readonly numeric: boolean;
}
const UNCUT: Evenness = { even: 0, width: 0, decimals: false, mostly: false, numbers: 0, numeric: false };

function evenness(head: Head, delimiter: string, where: Where, begin: Begin): Evenness {
  let cells;
  try {
    cells = cutCells(head, delimiter, { where, begin, mostRows: SAMPLE, more: head.more });
  } catch {
    return UNCUT; // quotes that do not fit this delimiter; the error that matters comes when all is cut
  }
  if (cells.isOpen) return UNCUT;
  const all = [...widthsOf(cells)];
  let comments = 0;
  while (comments < all.length && /^[#%]/.test(cellText(cells, cells.firstCells[comments] ?? 0))) comments += 1;
  const widths = all.slice(comments);
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [usual, times] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? [0, 0];
  if (usual < 2) return UNCUT;
  const even = (times / widths.length) * (widths[0] === usual ? 1 : 0.8);
  if (delimiter !== ALIGNED) return { ...UNCUT, even, width: usual, decimals: areDecimals(cells) };
  const below = widths
    .slice(1)
    .map((width, row) =>
      Array.from({ length: width }, (_, place) =>
        looksLikeNumber(cellText(cells, (cells.firstCells[comments + row + 1] ?? 0) + place)),
      ),
    );
  const flat = below.flat();
  return {
    even,
    width: usual,
    decimals: false,
    mostly: widths.length - times <= Math.max(1, 0.1 * widths.length),
    numbers: flat.filter(Boolean).length / Math.max(1, flat.length),
    numeric: below.length > 0 && below.some((first) => first.some((_, place) => below.every((row) => row[place]))),
  };
}
