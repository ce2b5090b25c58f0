import type { Formula, Workbook } from '../../workbook/index.ts';
import type { Grid } from '../grid.ts';
import { heal, type Healed } from '../heal.ts';
import { Work } from '../work.ts';
import { valuesOf, withFormulas, type Values } from './values.ts';

/** A workbook under examination: as it is, and with every mistake of its training repaired. */
export interface Case {
  readonly book: Workbook;
  readonly grid: Grid;
  readonly work: Work;
  readonly healed: Healed;
  /** All repairs together, by cell: where two mistakes met in a cell, what is right after both. */
  readonly repairs: ReadonlyMap<number, Formula>;
  readonly shown: Values;
  readonly right: Values;
}

export function examine(grid: Grid, lossAt: number | undefined, tell: (done: 'read' | 'judged' | 'repaired') => void): Case {
  const shown = valuesOf(grid);
  tell('read');
  const work = new Work(grid, lossAt);
  tell('judged');
  const healed = heal(work), repairs = new Map<number, Formula>();
  for (const m of healed.mistakes) for (const [id, f] of m.formulas) repairs.set(id, f);
  tell('repaired');
  return { book: grid.book, grid, work, healed, repairs, shown, right: repairs.size === 0 ? shown : valuesOf(grid, withFormulas(grid, repairs)) };
}

/** Numbers of cells in reading order, sheet by sheet. */
export const inOrder = (grid: Grid, ids: Iterable<number>): number[] => [...ids].map((id) => grid.cell(id)).sort((a, b) => a.sheet - b.sheet || a.row - b.row || a.column - b.column).map((c) => c.id);
export const namesOf = (grid: Grid, ids: Iterable<number>): string[] => inOrder(grid, ids).map((id) => grid.name(id));
/** What a cell holds as typed; null for a blank. */
export function typed(grid: Grid, id: number): string | null {
  const { sheet, row, column, value } = grid.cell(id), cell = grid.book.sheets[sheet]?.cells.get(row * 16_384 + column);
  if (cell?.formula !== undefined) return cell.formula;
  return value === undefined ? null : typeof value === 'object' ? value.error : typeof value === 'boolean' ? String(value).toUpperCase() : String(value);
}
