import { type FileGrid, textAt } from './csv-grid.ts';
import { signatureOf } from './csv-rows.ts';

/**
 * The grid without the later rows that are equal to row `first`, and the numbers of these rows: files that were put
 * together have their names between the rows, a second one perhaps behind its byte order mark.
 */
export function withoutRepeats(
  grid: FileGrid,
  first: number,
): { readonly grid: FileGrid; readonly repeats: readonly number[] } {
  const { width, rowNumbers } = grid;
  const textOf = (row: number, place: number): string => textAt(grid, row, place).replace(/^\ufeff/, '');
  const texts = Array.from({ length: width }, (_, place) => textOf(first, place));
  const { first: top, ...cells } = grid.block(first);
  const signature = signatureOf(cells, (first - top) * width);
  const repeats: number[] = [];
  for (let row = first + 1; row < grid.rows; row++) {
    const own = grid.signature(row);
    if (own !== signature && own !== 0 && signature !== 0) continue; // most rows: they are not looked at again
    if (texts.every((text, place) => textOf(row, place) === text)) repeats.push(row);
  }
  if (repeats.length === 0) return { grid, repeats };
  return { grid: grid.without(new Set(repeats)), repeats: repeats.map((row) => rowNumbers[row] ?? 0) };
}
