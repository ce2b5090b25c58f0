import { most as longest } from '../util/lists.ts';
import { print, type Formula } from '../workbook/index.ts';
import { remap, sameFormula } from './formulas.ts';
import { sameMeaning } from './meaning.ts';
import type { Work } from './work.ts';

export interface Odd {
  readonly run: number;
  readonly step: number;
  readonly formulas: Map<number, Formula>;
}

/**
 * Formulas unlike those that do the same in the other steps: mistakes that no update shows, because nothing of the
 * training
 * comes from them or because the step has no updates any more.
 */
export function oddOnes(work: Work): Odd[] {
  const found = new Map<string, Odd>();
  const { study } = work;
  for (let run = 0; run < study.training.runs; run++) {
    const most = longest(study.training.chains.filter((c) => c.run === run).map((c) => c.cells.length));
    if (most < 3) continue; // of two that differ, either may be right
    const middle = most >> 1;
    const done = new Set<number>();
    for (const from of [middle, middle - 1]) {
      for (const id of study.cellsOf({ run, step: from })) {
        if (done.has(id) || !comparable(work, id)) continue;
        const others: { readonly step: number; readonly at: number; readonly right: Formula | null }[] = [];
        for (let t = 0; t < most; t++) {
          if (t !== from) {
            const other = compare(work, run, id, from, t);
            if (other) {
              others.push({ step: t, ...other });
              done.add(other.at);
            }
          }
        }
        const odd = others.filter((o) => o.right !== null);
        if (odd.length === 0 || others.length < 2) continue;
        if (2 * odd.length > others.length) {
          // then this one is
          const right = agreed(odd.map((o) => expected(work, run, o.at, o.step, from, id)));
          if (right && odd.length === others.length) note(found, run, from, id, right);
        } else for (const o of odd) if (o.right) note(found, run, o.step, o.at, o.right);
      }
    }
  }
  return [...found.values()];
}
/**
 * What most of them say; undefined where each says another thing, as with rows of data that are computed for each step.
 */
function agreed(formulas: readonly (Formula | null | undefined)[]): Formula | undefined {
  const votes = new Map<string, { readonly formula: Formula; count: number }>();
  for (const f of formulas) {
    if (f) {
      const text = print(f);
      const vote = votes.get(text);
      if (vote) vote.count++;
      else votes.set(text, { formula: f, count: 1 });
    }
  }
  return [...votes.values()].find(({ count }) => count >= 2 && 2 * count > formulas.length)?.formula;
}
function note(found: Map<string, Odd>, run: number, step: number, id: number, right: Formula): void {
  const key = `${run},${step}`;
  const odd = found.get(key) ?? { run, step, formulas: new Map<number, Formula>() };
  odd.formulas.set(id, right);
  found.set(key, odd);
}

/** Updates are judged by the derivative, and cells that only repeat another begin with a number. */
function comparable({ grid, graph, study }: Work, id: number): boolean {
  const { training } = study;
  return grid.cell(id).content === 'formula' && !training.place.has(id) && graph.repeated(id) === undefined;
}
/** The cell that does the same in another step, and the formula that it should have; null if it has it. */
function compare(
  work: Work,
  run: number,
  id: number,
  from: number,
  to: number,
): { readonly at: number; readonly right: Formula | null } | undefined {
  const { grid, analogs, study } = work;
  const cell = grid.cell(id);
  const way = analogs.way(run, from, to);
  const at = way && grid.find(cell.sheet + way[0], cell.row + way[1], cell.column + way[2]);
  if (at === undefined) return undefined;
  const there = grid.cell(at);
  if (
    (there.content !== 'formula' && there.content !== 'number') ||
    study.training.place.has(study.training.same(at))
  ) {
    return undefined;
  }
  // the first value of what runs through the steps
  if (there.content === 'number' && study.blocks.running.has(at)) return undefined;
  if (
    there.content === 'formula' &&
    (work.graph.repeated(at) !== undefined || (to === 0 && work.graph.form(at) !== work.graph.form(id)))
  ) {
    return undefined;
  } // a first step may be made in its own way
  const right = expected(work, run, id, from, to, at);
  return right === undefined ? undefined : { at, right };
}
function expected(
  work: Work,
  run: number,
  id: number,
  from: number,
  to: number,
  at: number,
): Formula | null | undefined {
  const { grid, analogs } = work;
  const { formula, operands } = grid.cell(id);
  const there = grid.cell(at);
  let first: Formula | undefined;
  for (const keepData of [false, true]) {
    const f = formula && remap(grid, formula, operands, there, (r) => analogs.of(r, run, from, to, keepData));
    if (!f) continue;
    if (there.formula && (sameFormula(there.formula, f) || sameMeaning(work, at, there.formula, f))) return null;
    first ??= f;
  }
  return first;
}
