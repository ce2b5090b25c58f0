import { keyColumn, keyRow, type Cell, type CellValue, type Workbook } from '../workbook/index.ts';
import { lift, type LiftProblem } from './lift.ts';
import { isLive } from './values.ts';

/** The values of a workbook, computed anew: what a spreadsheet shows after recalculating. */
export interface Evaluated {
  /** By the number of the sheet and `cellKey`: every formula cell. */
  readonly values: readonly ReadonlyMap<number, CellValue | null>[];
  readonly problems: readonly LiftProblem[];
}

/** Recalculates every formula. Cells that cannot be computed keep their saved value, and `problems` names them. */
export function evaluateBook(book: Workbook): Evaluated {
  const lifted = lift(book);
  const values = book.sheets.map((sheet, i) => {
    const all = new Map<number, CellValue | null>();
    for (const [key, cell] of sheet.cells) {
      if (!cell.formula && !cell.array) continue;
      const value = lifted.value({ sheet: i, row: keyRow(key), column: keyColumn(key) });
      if (!isLive(value)) all.set(key, value);
    }
    return all;
  });
  return { values, problems: lifted.problems() };
}

/** The same workbook with the values of its formulas up to date. */
export function recalculated(book: Workbook): Workbook {
  const { values } = evaluateBook(book);
  return {
    ...book,
    sheets: book.sheets.map((sheet, i) => ({
      ...sheet,
      cells: new Map(
        [...sheet.cells].map(([key, cell]): [number, Cell] => {
          const value = values[i]?.get(key);
          return [key, value === undefined || value === null ? cell : { ...cell, value }];
        }),
      ),
    })),
  };
}
