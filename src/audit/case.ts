import { unlessTooMuch } from '../lift/budget.ts';
import type { Formula, Workbook } from '../workbook/index.ts';
import type { Grid } from './grid.ts';
import { heal, type Healed } from './heal.ts';
import { Work, type Told } from './work.ts';
import { sameFormula } from './formulas.ts';
import { inHand } from './operand.ts';
import { valuesOf, withFormulas, type Values } from './values.ts';

/** A workbook under examination: as it is, and with every mistake of its training repaired. */
export interface Case {
  readonly book: Workbook;
  readonly grid: Grid;
  readonly work: Work;
  readonly healed: Healed;
  /** All repairs together, by cell: where two mistakes met in a cell, what is right after both. */
  readonly repairs: ReadonlyMap<number, Formula>;
  readonly right: Work;
  /** Numbers as they are, and then. */
  readonly shown: Values;
  readonly then: Values;
}

export function examine(grid: Grid, told: Told, tell: (done: 'read' | 'judged' | 'repaired') => void): Case {
  const shown = valuesOf(grid);
  tell('read');
  const work = new Work(grid, told);
  tell('judged');
  const repaired = unlessTooMuch(() => repairedCase(grid, work, shown));
  tell('repaired');
  if (repaired) return repaired;
  const left = work.judged.filter((j) => j.verdict.wrong.length > 0);
  return {
    book: grid.book,
    grid,
    work,
    healed: { work, mistakes: [], left },
    repairs: new Map(),
    right: work,
    shown,
    then: shown,
  };
}

function repairedCase(grid: Grid, work: Work, shown: Values): Case {
  const healed = plausible(work, heal(work));
  const found = new Map<number, Formula>();
  for (const m of healed.mistakes) for (const [id, f] of m.formulas) found.set(id, f);
  if (found.size === 0) {
    return { book: grid.book, grid, work, healed, repairs: found, right: healed.work, shown, then: shown };
  }
  const repairs = new Map(
    [...found]
      .map(([id, f]): [number, Formula] => [id, authored(work, id, f, false)])
      .filter(([id, f]) => !sameFormula(f, grid.cell(id).formula ?? { kind: 'missing' })),
  );
  const right =
    found.size === repairs.size && [...found].every(([id, f]) => sameFormula(f, repairs.get(id) ?? f))
      ? healed.work
      : work.with(repairs);
  const sure =
    repairs.size > 0 && right.wrong <= healed.work.wrong ? { repairs, right } : { repairs: found, right: healed.work };
  return {
    book: grid.book,
    grid,
    work,
    healed,
    ...sure,
    shown,
    then: valuesOf(grid, withFormulas(grid, sure.repairs)),
  };
}

/** Where cutting a circle brings no training to light, any of its cells may be the wrong one: no repair is named. */
function plausible(work: Work, healed: Healed): Healed {
  if (healed.work.study.training.chains.length > 0 || !healed.mistakes.some((m) => m.kind === 'circle')) return healed;
  const mistakes = healed.mistakes.filter((m) => m.kind !== 'circle');
  const formulas = new Map(mistakes.flatMap((m) => [...m.formulas]));
  return { ...healed, mistakes, work: formulas.size > 0 ? work.with(formulas) : work };
}

/** A right formula with its author's references, where these read the cell that is meant or one that repeats it. */
export function authored({ grid, study: { training } }: Work, id: number, right: Formula, anchor: boolean): Formula {
  const { formula, sheet } = grid.cell(id);
  const alike = (a: Formula, b: Formula): boolean => {
    const [x] = grid.operands(a, sheet);
    const [y] = grid.operands(b, sheet);
    return (
      a.kind === b.kind &&
      x !== undefined &&
      x.ids.length === y?.ids.length &&
      x.ids.every((r, i) => training.same(r) === training.same(y.ids[i] ?? -1))
    );
  };
  return inHand(right, formula, alike, anchor);
}

/** Numbers of cells in reading order, sheet by sheet. */
export const inOrder = (grid: Grid, ids: Iterable<number>): number[] =>
  [...ids]
    .map((id) => grid.cell(id))
    .sort((a, b) => a.sheet - b.sheet || a.row - b.row || a.column - b.column)
    .map((c) => c.id);
/** What a cell holds as typed; null for a blank. */
export function typed(grid: Grid, id: number): string | null {
  const { sheet, row, column, value } = grid.cell(id);
  const cell = grid.book.sheets[sheet]?.cells.get(row * 16_384 + column);
  if (cell?.formula !== undefined) return cell.formula;
  return value === undefined
    ? null
    : typeof value === 'object'
      ? value.error
      : typeof value === 'boolean'
        ? String(value).toUpperCase()
        : String(value);
}
