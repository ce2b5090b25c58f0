import { cellText, isBlank } from './csv-cells.ts';
import type { Grid } from './csv-grid.ts';

/**
 * The grid without the later rows that are equal to row `first`, and the numbers of these rows: files that were put
 * together have their names between the rows, a second one perhaps behind its byte order mark.
 */
export function withoutRepeats(
  grid: Grid,
  first: number,
): { readonly grid: Grid; readonly repeats: readonly number[] } {
  const { width, rows, rowNumbers } = grid;
  const texts = Array.from({ length: width }, (_, place) => textAt(grid, first, place));
  const begin = codeAt(grid, first);
  const same = (row: number): boolean => {
    const code = codeAt(grid, row);
    if (code !== begin && code !== MARK && !isBlank(code)) return false; // most rows: no text is made of them
    return texts.every((text, place) => textAt(grid, row, place) === text);
  };
  const repeats: number[] = [];
  for (let row = first + 1; row < rows; row++) if (same(row)) repeats.push(row);
  if (repeats.length === 0) return { grid, repeats };
  return { grid: withoutRows(grid, new Set(repeats)), repeats: repeats.map((row) => rowNumbers[row] ?? 0) };
}

const MARK = 0xfeff;
const codeAt = ({ text, starts, width }: Grid, row: number): number => text.charCodeAt(starts[row * width] ?? 0);

const textAt = (grid: Grid, row: number, place: number): string =>
  cellText(grid, row * grid.width + place).replace(/^\ufeff/, '');

function withoutRows(grid: Grid, lost: ReadonlySet<number>): Grid {
  const { width } = grid;
  const kept = grid.rowNumbers.map((_, row) => row).filter((row) => !lost.has(row));
  const rows = kept.length;
  const cells = <List extends Uint32Array | Uint8Array>(list: List, taken: List): List => {
    kept.forEach((row, i) => taken.set(list.subarray(row * width, (row + 1) * width), i * width));
    return taken;
  };
  const size = rows * width;
  return {
    text: grid.text,
    starts: cells(grid.starts, new Uint32Array(size)),
    ends: cells(grid.ends, new Uint32Array(size)),
    kinds: cells(grid.kinds, new Uint8Array(size)),
    width,
    rows,
    rowNumbers: kept.map((row) => grid.rowNumbers[row] ?? 0),
  };
}
