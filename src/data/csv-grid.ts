import { type Cells, type CsvCells, isBlankCell, PLAIN } from './csv-cells.ts';

/** Cells in rows of equal length: cell `row * width + place`. */
export interface Grid extends Cells {
  readonly width: number;
  readonly rows: number;
  /** Of each row: its number from 1, as a spreadsheet shows it. */
  readonly rowNumbers: Uint32Array;
}

/** Cells in each row. */
export const widthsOf = ({ firstCells }: CsvCells): Uint32Array =>
  firstCells.slice(1).map((end, row) => end - (firstCells[row] ?? 0));

/** Cells in each row up to its last one that is not empty. */
export function filledWidthsOf(cells: CsvCells, widths: Uint32Array): Uint32Array {
  return widths.map((width, row) => {
    const first = cells.firstCells[row] ?? 0;
    let filled = width;
    while (filled > 0 && isBlankCell(cells, first + filled - 1)) filled -= 1;
    return filled;
  });
}

/**
 * These rows, each with `width` cells: what is missing at the end is empty, what is too much is left out.
 *
 * @param lead empty cells before the first row's own: a header that names all columns but the first; or, below 0, cells
 *   of it that are left out
 */
export function gridOf(cells: CsvCells, rows: Uint32Array, width: number, lead = 0): Grid {
  const { text, firstCells } = cells;
  const rowNumbers = rows.map((row) => cells.rowNumbers[row] ?? 0);
  const [first = 0] = rows;
  const begin = firstCells[first] ?? 0;
  const even = lead === 0 && rows.every((row, i) => row === first + i && (firstCells[row] ?? 0) === begin + i * width);
  const end = begin + rows.length * width;
  if (even && firstCells[first + rows.length] === end) {
    return {
      text,
      starts: cells.starts.subarray(begin, end),
      ends: cells.ends.subarray(begin, end),
      kinds: cells.kinds.subarray(begin, end),
      width,
      rows: rows.length,
      rowNumbers,
    };
  }
  const size = rows.length * width;
  const [starts, ends, kinds] = [new Uint32Array(size), new Uint32Array(size), new Uint8Array(size).fill(PLAIN)];
  rows.forEach((row, i) => {
    const from = (firstCells[row] ?? 0) + (i === 0 ? Math.max(0, -lead) : 0);
    const before = i === 0 ? Math.max(0, lead) : 0;
    const taken = Math.min(width - before, (firstCells[row + 1] ?? 0) - from);
    const to = i * width + before;
    starts.set(cells.starts.subarray(from, from + taken), to);
    ends.set(cells.ends.subarray(from, from + taken), to);
    kinds.set(cells.kinds.subarray(from, from + taken), to);
  });
  return { text, starts, ends, kinds, width, rows: rows.length, rowNumbers };
}
