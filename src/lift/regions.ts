import { cellKey, keyColumn, keyRow, type Area, type Workbook } from '../workbook/index.ts';
import { Templates, type Template } from './templates.ts';

/** Cells filled from one formula: the formula of each is that of the first, moved along. */
export interface Region {
  readonly sheet: number;
  readonly area: Area;
  /** The formula of the first cell, at the top left. */
  readonly formula: string;
}

/**
 * Filled ranges: boxes of cells that hold copies of one formula, as filling down or to the right leaves them. Every
 * formula cell is in exactly one; a box is as high as it can be, then as wide.
 */
export function regions(book: Workbook, templates = new Templates(book)): Region[] {
  const found: Region[] = [];
  book.sheets.forEach((sheet, s) => {
    const keys = [...sheet.cells]
      .filter(([, cell]) => cell.formula !== undefined)
      .map(([key]) => key)
      .sort((a, b) => a - b);
    const taken = new Set<number>();
    const of = (row: number, column: number): Template | undefined =>
      taken.has(cellKey(row, column)) ? undefined : templates.of(s, cellKey(row, column));
    for (const key of keys) {
      if (taken.has(key)) continue;
      const top = keyRow(key);
      const left = keyColumn(key);
      const first = templates.of(s, key);
      if (!first) continue;
      let bottom = top;
      let right = left;
      while (of(bottom + 1, left) === first) bottom++;
      for (let whole = true; whole;) {
        for (let row = top; row <= bottom && whole; row++) whole = of(row, right + 1) === first;
        if (whole) right++;
      }
      for (let row = top; row <= bottom; row++) {
        for (let column = left; column <= right; column++) taken.add(cellKey(row, column));
      }
      found.push({ sheet: s, area: { top, left, bottom, right }, formula: sheet.cells.get(key)?.formula ?? '' });
    }
  });
  return found;
}
