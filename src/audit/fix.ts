import { lift, type Lifted } from '../lift/lift.ts';
import { MOST_FILLED } from '../lift/refused.ts';
import { isLive } from '../lift/values.ts';
import {
  areaSize,
  cellKey,
  getCell,
  keyColumn,
  keyRow,
  parseReference,
  patchXlsx,
  readXlsx,
  setCell,
  type BookPatch,
  type Cell,
  type CellPatch,
  type CellValue,
  type Workbook,
} from '../workbook/index.ts';
import type { Audit, Finding } from './report.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

/** A formula to write into a cell. */
export type Change = Finding['repair'][number];

/**
 * The changes of an audit, each cell once: where two mistakes met in a cell, what is right after both were repaired.
 */
export function changesOf({ findings }: Pick<Audit, 'findings'>): Change[] {
  const changes = new Map<string, Change>();
  for (const { severity, repair } of findings) {
    if (severity === 'error') for (const change of repair) changes.set(change.cell, change);
  }
  return [...changes.values()];
}

/**
 * The file with its wrong formulas repaired. Only they change, and the saved values of what depends on them; every
 * other
 * part of the file is as it was, byte for byte.
 *
 * @throws GradsheetError as `patchXlsx`
 */
export function fixBook(
  bytes: Uint8Array,
  audit: Pick<Audit, 'findings'>,
  where: Where = words('workbook'),
): Uint8Array {
  const changes = changesOf(audit);
  return changes.length === 0 ? bytes : patchXlsx(bytes, fixPatch(readXlsx(bytes, where), changes), where);
}

/** The same workbook as data, with the repaired formulas and what follows from them. */
export function repairedBook(book: Workbook, changes: readonly Change[]): Workbook {
  const patch = fixPatch(book, changes);
  return {
    ...book,
    sheets: book.sheets.map((sheet) => {
      const cells = new Map(sheet.cells);
      for (const [key, { formula, value }] of patch.get(sheet.name) ?? []) {
        const { value: _, formula: old, ...rest } = cells.get(key) ?? {};
        cells.set(key, {
          ...rest,
          ...(typeof formula === 'string'
            ? { formula }
            : old === undefined || formula === null
              ? {}
              : { formula: old }),
          ...(value === undefined ? {} : { value }),
        });
      }
      return { ...sheet, cells };
    }),
  };
}

/** New formulas, with the value of every cell that is another one now. */
function fixPatch(saved: Workbook, changes: readonly Change[]): BookPatch {
  const book: Workbook = { ...saved, sheets: saved.sheets.map((s) => ({ ...s, cells: withFilled(s.cells) })) };
  const after: Workbook = { ...book, sheets: book.sheets.map((s) => ({ ...s, cells: new Map(s.cells) })) };
  const patch = new Map<string, Map<number, CellPatch>>();
  const formulas = new Map<string, string>();
  for (const { cell, formula } of changes) {
    const at = parseReference(cell);
    const sheet = after.sheets.find((s) => s.name === at?.sheet);
    if (!at || !sheet) continue;
    const { row, column } = { row: at.area.top, column: at.area.left };
    const old = getCell(sheet, row, column);
    setCell(sheet, row, column, {
      ...(old?.array && { array: old.array }),
      ...(old?.style && { style: old.style }),
      formula,
    });
    formulas.set(`${sheet.name}\n${cellKey(row, column)}`, formula);
  }
  const before = lift(book);
  const now = lift(after);
  after.sheets.forEach((sheet, s) => {
    const cells = new Map<number, CellPatch>();
    for (const key of computed(sheet.cells)) {
      const formula = formulas.get(`${sheet.name}\n${key}`);
      const value = valueOf(now, s, key);
      if (formula === undefined && (value === undefined || same(value, valueOf(before, s, key)))) continue;
      cells.set(key, { ...(formula === undefined ? {} : { formula }), ...(value === undefined ? {} : { value }) });
    }
    if (cells.size > 0) patch.set(sheet.name, cells);
  });
  return patch;
}

/**
 * Some programs write only the corner of an array formula; sums over a range find the rest where cells stand for it.
 */
function withFilled(cells: ReadonlyMap<number, Cell>): Map<number, Cell> {
  const all = new Map(cells);
  for (const key of computed(cells)) if (!all.has(key)) all.set(key, {});
  return all;
}

/** Cells with a formula of their own, and those that an array formula fills. */
function computed(cells: ReadonlyMap<number, Cell>): Set<number> {
  const keys = new Set<number>();
  let filled = 0;
  for (const [key, { formula, array }] of cells) {
    if (formula !== undefined) keys.add(key);
    if (array) filled += areaSize(array);
    if (array && filled <= MOST_FILLED) {
      for (let row = array.top; row <= array.bottom; row++) {
        for (let column = array.left; column <= array.right; column++) keys.add(cellKey(row, column));
      }
    }
  }
  return keys;
}

/** Undefined where it cannot be computed: the saved value stays. */
function valueOf(lifted: Lifted, sheet: number, key: number): CellValue | undefined {
  const value = lifted.value({ sheet, row: keyRow(key), column: keyColumn(key) });
  return isLive(value) || value === null ? undefined : value;
}
const same = (a: CellValue, b: CellValue | undefined): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && a.error === b.error);
