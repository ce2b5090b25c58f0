import { lift, type LiftProblem } from '../lift/lift.ts';
import { isLive } from '../lift/values.ts';
import { cellKey, print, type CellValue, type Formula, type Workbook } from '../workbook/index.ts';
import { TOO_LARGE, type Grid } from './grid.ts';

/** What the cells of a grid hold, computed anew; where that cannot be done, what was saved. */
export interface Values {
  of(id: number): CellValue | null;
  /** NaN where there is none. */
  number(id: number): number;
  readonly problems: readonly LiftProblem[];
}

export function valuesOf(grid: Grid, book: Workbook = grid.book): Values {
  const lifted = lift(small(grid, book));
  const values = grid.cells.map(({ content, sheet, row, column, value }): CellValue | null => {
    if (content !== 'formula' && content !== 'filled') return value ?? null;
    const v = lifted.value({ sheet, row, column });
    return isLive(v) ? (value ?? null) : v;
  });
  return {
    of: (id) => values[id] ?? null,
    number: (id) => {
      const v = values[id];
      return typeof v === 'number' ? v : typeof v === 'boolean' ? Number(v) : NaN;
    },
    problems: lifted.problems(),
  };
}

/** Formulas over the limits of a grid are not computed: their saved values stay. */
function small(grid: Grid, book: Workbook): Workbook {
  const large = [...grid.unreadable].filter(([, reason]) => reason === TOO_LARGE).map(([id]) => grid.cell(id));
  if (large.length === 0) return book;
  const sheets = book.sheets.map((s) => ({ ...s, cells: new Map(s.cells) }));
  for (const { sheet, row, column, value } of large) {
    sheets[sheet]?.cells.set(cellKey(row, column), value === undefined ? {} : { value });
  }
  return { ...book, sheets };
}

/** The workbook with other formulas in some cells of its grid; their saved values go. */
export function withFormulas(grid: Grid, formulas: ReadonlyMap<number, Formula>): Workbook {
  const sheets = grid.book.sheets.map((s) => ({ ...s, cells: new Map(s.cells) }));
  for (const [id, formula] of formulas) {
    const { sheet, row, column } = grid.cell(id);
    const cells = sheets[sheet]?.cells;
    const key = cellKey(row, column);
    const { formula: _, value: __, ...rest } = cells?.get(key) ?? {};
    cells?.set(key, { ...rest, formula: `=${print(formula)}` });
  }
  return { ...grid.book, sheets };
}
