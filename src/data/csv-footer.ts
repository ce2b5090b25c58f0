import { PLAIN } from './csv-cells.ts';
import { kindOf } from './csv-header.ts';
import type { MissingMarkers } from './csv-missing.ts';
import type { CsvRows } from './csv-rows.ts';

/** Lines below a table are few. */
const MOST_LINES = 10;
const FEWEST_ROWS = 5;
const SAMPLE = 200; // rows

/**
 * How many of the last rows are no rows of the table but what stands below it: the date of the data, a source, a
 * remark. Such a row has a text in its first cell and nothing else; no other row has that little; and the text is of
 * another kind than the column: the column is of numbers (or dates, which begin with digits), or the text is much
 * longer than all others, or says that it is a remark.
 *
 *   發生年度,發生時間,天候
 *   2018,184400,晴
 *   資料提供日期：111年09月28日,,          ← 1
 *
 * A name with nothing behind it, at the end of a column of names, is a row of which nothing is known; so is any text
 * with empty quotes behind it.
 *
 * @param rows of the table, its header first
 * @param filled cells of each row up to the last that is not empty
 */
export function footerLines(
  cells: CsvRows,
  rows: Uint32Array,
  filled: Uint32Array,
  usual: number,
  missing: MissingMarkers,
): number {
  if (usual < 2) return 0;
  const isLone = (row: number): boolean =>
    filled[row] === 1 && !isWritten(cells, row) && kindOf(first(row), missing) === 'text';
  const first = (row: number): string => cells.firstText(row);
  let last = rows.length;
  while (last > 2 && rows.length - last <= MOST_LINES && isLone(rows[last - 1] ?? 0)) last -= 1;
  const lines = rows.length - last;
  if (lines === 0 || lines > MOST_LINES) return 0;
  const others = rows.subarray(1, last);
  if (others.length < FEWEST_ROWS || others.some((row) => (filled[row] ?? 0) <= 1)) return 0;
  const own = Array.from(others.subarray(0, SAMPLE), first).filter((text) => !missing.amongNumbers.has(text));
  const counted = own.filter((text) => /^\s*[-+]?\d/.test(text)).length;
  const texts = Array.from(rows.subarray(last), first);
  if (own.length > 0 && counted >= 0.9 * own.length) {
    return texts.every((text) => !/^\s*[-+]?\d/.test(text)) ? lines : 0;
  }
  const longest = others.reduce((most, row) => Math.max(most, first(row).length), 0);
  const isLong = (text: string): boolean => usual > 2 && text.length > 1.5 * longest;
  return texts.every((text) => isLong(text) || REMARK.test(text)) ? lines : 0;
}

/** `Ann,"",`: so `writeCsv` says that it is a row of the table. Where a program quotes all cells, that says nothing. */
function isWritten(cells: CsvRows, row: number): boolean {
  const width = cells.widths[row] ?? 0;
  const { kinds, firstCells, first: top } = cells.page(row);
  const first = firstCells[row - top] ?? 0;
  return width > 1 && kinds[first + 1] !== PLAIN && (width === 2 || kinds[first + 2] === PLAIN);
}

/** Source: …, 註：…, * …; not a name. */
const REMARK =
  /^\s*(?:\*|※|\(?(?:sources?|notes?|remarks?|footnotes?|data (?:source|from|as of)|last updated?|updated|generated|downloaded|copyright|quelle|stand|hinweis|anmerkung)\b.*[:：.]|©|註|注[:：]|附註|備註|說明|資料(?:來源|提供|時間|日期|更新)|單位[:：]|合計說明)/i;
