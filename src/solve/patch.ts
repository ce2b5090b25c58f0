import { evaluateBook } from '../lift/evaluate.ts';
import type { Place } from '../lift/lift.ts';
import {
  cellKey,
  getCell,
  setCell,
  type BookPatch,
  type CellPatch,
  type CellValue,
  type Workbook,
} from '../workbook/index.ts';

/**
 * Cells with new numbers, and every formula whose value changes with them: for `patchXlsx`. Other saved values stay as
 * they are.
 */
export function patchOf(
  book: Workbook,
  changes: readonly { readonly place: Place; readonly value: number }[],
): BookPatch {
  const after: Workbook = { ...book, sheets: book.sheets.map((s) => ({ ...s, cells: new Map(s.cells) })) };
  const patch = new Map<string, Map<number, CellPatch>>();
  const put = (sheet: number, key: number, value: CellValue): void => {
    const name = book.sheets[sheet]?.name ?? '';
    const cells = patch.get(name) ?? new Map<number, CellPatch>();
    cells.set(key, { value });
    patch.set(name, cells);
  };
  for (const {
    place: { sheet, row, column },
    value,
  } of changes) {
    const into = after.sheets[sheet];
    if (into) setCell(into, row, column, { ...getCell(into, row, column), value });
    put(sheet, cellKey(row, column), value);
  }
  const before = evaluateBook(book).values;
  evaluateBook(after).values.forEach((values, sheet) => {
    for (const [key, value] of values) {
      if (value !== null && !same(value, before[sheet]?.get(key))) put(sheet, key, value);
    }
  });
  return patch;
}

const same = (a: CellValue, b: CellValue | null | undefined): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && b !== null && a.error === b.error);
