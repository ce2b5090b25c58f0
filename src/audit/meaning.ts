import type { Formula } from '../workbook/index.ts';
import { sameFormula } from './formulas.ts';
import { isFunction } from './functions.ts';
import type { Work } from './work.ts';

/** Do two formulas of a cell compute the same from the same parameters and data, though by way of other cells? */
export function sameMeaning(work: Work, id: number, a: Formula, b: Formula): boolean {
  if (sameFormula(a, b)) return true;
  const { grid, graph, study } = work;
  const cell = grid.cell(id);
  const [f, g] = [a, b].map((x) => graph.functions.make(x, grid.operands(x, cell.sheet), cell, cell.array));
  return (
    f !== undefined &&
    g !== undefined &&
    isFunction(f) &&
    isFunction(g) &&
    f.tape === g.tape &&
    f.reads.every((r, i) => study.training.same(r) === study.training.same(g.reads[i] ?? -1))
  );
}
