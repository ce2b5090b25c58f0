import { spend } from '../lift/budget.ts';
import type { Formula } from '../workbook/index.ts';
import { replaceOperand } from './formulas.ts';
import type { GridCell } from './grid.ts';
import { Lines } from './lines.ts';
import type { Work } from './work.ts';

/**
 * Errors that add target and prediction where they should subtract. The updates then match the derivative of a loss
 * that
 * nobody means, so that no draw tells.
 */
export function addedTargets(work: Work): Map<number, Formula> {
  const { study, graph } = work;
  const { grid } = graph;
  const { training, draws } = study;
  const out = new Map<number, Formula>();
  for (const { step, loss } of work.judged) {
    let lines: Lines | undefined;
    for (const id of study.ordered(loss, study.state)) {
      const f = graph.function[id];
      const { formula, content } = grid.cell(id);
      if (
        !f ||
        content !== 'formula' ||
        formula?.kind !== 'binary' ||
        formula.op !== '+' ||
        f.reads.length !== 2 ||
        f.tape.valueSteps !== 1
      ) {
        continue;
      }
      const [target, ...more] = f.reads
        .map((r) => training.same(r))
        .filter((r) => draws.kinds.get(r) === 'data' || draws.kinds.get(r) === 'flag');
      if (target === undefined || more.length > 0 || f.reads.some((r) => training.place.has(training.same(r)))) {
        continue;
      }
      const isFeature =
        graph.readers[target]?.some((r) => graph.reads[r]?.some((x) => training.place.has(training.same(x)))) ?? false;
      lines ??= new Lines(study, study.cellsOf(step));
      if (!isFeature && lines.count > 1 && lines.tags.has(target)) out.set(id, { ...formula, op: '-' });
    }
  }
  return out;
}

/**
 * Formulas of the training that read a blank cell, where a value that nobody reads stands in their line: that is what
 * they
 * should read, if the updates are right then.
 */
export function readBlanks(work: Work): Map<number, Formula> | undefined {
  const { study, graph } = work;
  const { grid } = graph;
  const blanks: { readonly cell: GridCell; readonly index: number; readonly words: readonly number[] }[] = [];
  const used = new Set([
    ...study.backward,
    ...work.judged.flatMap((j) => study.ordered(j.loss, study.state)),
    ...study.aside,
  ]);
  const isBlank = (id: number): boolean =>
    grid.cell(id).operands.some((o) => o.ids.length === 1 && grid.cell(o.ids[0] ?? id).content === 'blank');
  const forms = new Set([...used].filter(isBlank).map((id) => graph.form(id)));
  if (forms.size === 0) return undefined;
  // and what is made alike in a last step
  for (const id of graph.order) if (forms.has(graph.form(id)) && isBlank(id)) used.add(id);
  for (const id of used) {
    const cell = grid.cell(id);
    if (cell.content !== 'formula' || cell.array) continue;
    cell.operands.forEach((o, index) => {
      if (o.ids.length === 1 && grid.cell(o.ids[0] ?? id).content === 'blank') {
        blanks.push({ cell, index, words: unread(work, cell) });
      }
    });
  }
  if (blanks.length === 0) return undefined;
  const before = alive(work);
  for (let k = 0; k < 4; k++) {
    const formulas = new Map<number, Formula>();
    for (const { cell, index, words } of blanks) {
      const word = words[k];
      const now = formulas.get(cell.id) ?? cell.formula;
      if (word !== undefined && now) {
        formulas.set(cell.id, replaceOperand(grid, now, index, cell, { first: word, last: word }));
      }
    }
    if (formulas.size === 0) return undefined;
    const next = work.with(formulas);
    if (
      next.graph.circles.length === 0 &&
      next.wrong <= work.wrong &&
      next.unjudged.length <= work.unjudged.length &&
      alive(next) >= before
    ) {
      return formulas;
    }
  }
  return undefined;
}
const alive = (work: Work): number =>
  work.judged.reduce((n, j) => n + j.verdict.moves.filter((m) => m.alive).length, 0);
/** Numbers and formulas in the row or column of a cell that no formula reads but to repeat them, nearest first. */
function unread({ grid, graph, study }: Work, { id, sheet, row, column }: GridCell): number[] {
  const out: { readonly id: number; readonly far: number }[] = [];
  const home = study.blocks.home[id] ?? -1;
  for (const axis of ['row', 'column'] as const) {
    for (let d = 1; d < 400; d++) {
      for (const way of [-d, d]) {
        const at = axis === 'row' ? grid.find(sheet, row, column + way) : grid.find(sheet, row + way, column);
        const c = at === undefined ? undefined : grid.cell(at);
        if (
          at === undefined ||
          !c ||
          (c.content !== 'number' && c.content !== 'formula') ||
          (graph.readers[at] ?? []).some((r) => graph.repeated(r) !== at) ||
          study.training.place.has(at)
        ) {
          continue;
        }
        const other = study.blocks.home[at] ?? -1;
        if ((other >= 0 && home >= 0 && other !== home) || dependsOn(at, id, graph.reads)) continue;
        out.push({ id: at, far: d + (other >= 0 ? 0 : 1000) }); // first what the step itself makes in vain
      }
    }
  }
  return out.sort((a, b) => a.far - b.far).map((x) => x.id);
}
function dependsOn(from: number, on: number, reads: readonly (readonly number[])[]): boolean {
  const seen = new Set<number>();
  const stack = [from];
  for (let at = stack.pop(); at !== undefined && seen.size < 4000; at = stack.pop()) {
    spend(1);
    if (at === on) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    for (const r of reads[at] ?? []) stack.push(r);
  }
  return false;
}
