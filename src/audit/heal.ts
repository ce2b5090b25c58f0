import { unlessTooMuch } from '../lift/budget.ts';
import type { Formula } from '../workbook/index.ts';
import { isAdaptive } from './adaptive.ts';
import { most as longest } from '../util/lists.ts';
import { breakCircle, repairsFor } from './circles.ts';
import type { EditKind } from './edits.ts';
import { remap } from './formulas.ts';
import { sameMeaning } from './meaning.ts';
import { mislabelled } from './metrics.ts';
import { oddOnes } from './odd.ts';
import { addedTargets, readBlanks } from './plain.ts';
import { Search } from './search.ts';
import type { Judged, Work } from './work.ts';

/** One mistake: the formulas that were wrong, and what they should be. */
export interface Mistake {
  /**
   * How it was found: by the edit that repairs a step; a circle; a blank read; unlike its like in other steps; a metric
   * not what it is called.
   */
  readonly kind: EditKind | 'circle' | 'blank' | 'alone' | 'metric';
  readonly run: number;
  readonly step: number;
  /** Cell → right formula. */
  readonly formulas: ReadonlyMap<number, Formula>;
  /** The workbook before this repair, to say what was wrong. */
  readonly before: Work;
}
export interface Healed {
  readonly work: Work;
  readonly mistakes: readonly Mistake[];
  /** Updates that no single change explains. */ readonly left: readonly Judged[];
}

/** Repairs one mistake after the other, the one that explains most first, until every update matches the derivative. */
export function heal(start: Work, limit = 12): Healed {
  const healing: Healing = { work: start, mistakes: [], left: [] };
  const done = unlessTooMuch(() => {
    repair(healing, limit);
    return true;
  });
  return done ? healing : { ...healing, left: healing.work.judged.filter((j) => j.verdict.wrong.length > 0) };
}
/** How far it has come. */
interface Healing {
  work: Work;
  readonly mistakes: Mistake[];
  left: readonly Judged[];
}

function repair(h: Healing, limit: number): void {
  const { mistakes } = h;
  const hopeless = new Set<string>();
  const note = (mistake: Omit<Mistake, 'before'>, next: Work): void => {
    mistakes.push({ ...mistake, before: h.work });
    h.work = next;
  };
  const rounds = Math.min(limit, repairsFor(h.work.grid.cells.length));
  while (mistakes.length < rounds) {
    const next = firstCircle(h.work);
    if (!next) break;
    note({ kind: 'circle', ...next.at, formulas: next.formulas }, next.work);
  }
  const adaptive = new Set([...new Set(h.work.judged.map((j) => j.step.run))].filter((run) => isAdaptive(h.work, run)));
  while (mistakes.length < limit) {
    const { work } = h;
    const judged = nextStep(work, hopeless, adaptive);
    if (!judged) break;
    const { run, step } = judged.step;
    const all = work.judged.filter((j) => j.step.run === run).map((j) => j.step.step);
    const others = [...new Set([step - 1, step + 1, all[0] ?? 0, step - 2, step + 2, all.at(-1) ?? 0])].filter(
      (t) => t !== step && all.includes(t),
    );
    const found = new Search(work.study, work.analogs, judged.step, judged.loss, judged.verdict).run(
      others,
      new Set(
        others.filter((t) =>
          work.judged.some((j) => j.step.run === run && j.step.step === t && j.verdict.wrong.length === 0),
        ),
      ),
    );
    const next = found && everywhere(work, judged, found.edit.changes);
    if (!next) {
      hopeless.add(`${run},${step}`);
      if (hopeless.size > 4) break;
      continue;
    }
    note({ kind: found.edit.kind, run, step, formulas: next.formulas }, next.work);
  }
  h.left = h.work.judged.filter((j) => j.verdict.wrong.length > 0);
  for (const [kind, formulas] of [
    ['blank', readBlanks(h.work)],
    ['operator', addedTargets(h.work)],
  ] as const) {
    const id = formulas?.keys().next().value;
    if (!formulas || id === undefined) continue;
    const { run, home } = h.work.study.blocks;
    note({ kind, run: Math.max(0, run[id] ?? 0), step: Math.max(0, home[id] ?? 0), formulas }, h.work.with(formulas));
  }
  for (const { run, step, formulas } of oddOnes(h.work)) {
    note({ kind: 'alone', run, step, formulas }, h.work.with(formulas));
  }
  const metrics = mislabelled(h.work);
  if (metrics.size > 0) note({ kind: 'metric', run: 0, step: 0, formulas: metrics }, h.work.with(metrics));
}

/** A circle opened, with the step it lies in. */
function firstCircle(work: Work):
  | {
      readonly work: Work;
      readonly formulas: Map<number, Formula>;
      readonly at: { readonly run: number; readonly step: number };
    }
  | undefined {
  const next = work.graph.circles.length > 0 ? breakCircle(work) : undefined;
  const id = next?.formulas.keys().next().value;
  return next && id !== undefined
    ? {
        ...next,
        at: {
          run: Math.max(0, next.work.study.blocks.run[id] ?? 0),
          step: Math.max(0, next.work.study.blocks.home[id] ?? 0),
        },
      }
    : undefined;
}

/** The step to look at: one amid wrong ones, so that its neighbours show whether the mistake is everywhere. */
function nextStep(work: Work, hopeless: ReadonlySet<string>, beyond: ReadonlySet<number>): Judged | undefined {
  const wrong = work.judged.filter(
    (j) => j.verdict.wrong.length > 0 && !beyond.has(j.step.run) && !hopeless.has(`${j.step.run},${j.step.step}`),
  );
  const run = wrong[0]?.step.run;
  const own = wrong.filter((j) => j.step.run === run);
  // a step with few wrong updates shows the mistake best; of equal ones the second
  const least = -longest(own.map((j) => -j.verdict.wrong.length));
  const best = own.filter((j) => j.verdict.wrong.length === least);
  return best[Math.min(1, best.length - 1)];
}

/** The same repair in all steps where it changes anything and makes nothing worse. */
function everywhere(
  work: Work,
  judged: Judged,
  changes: ReadonlyMap<number, Formula>,
): { work: Work; formulas: Map<number, Formula> } | undefined {
  const { run, step } = judged.step;
  const wrongOf = (w: Work): Map<string, number> =>
    new Map(w.judged.map((j) => [`${j.step.run},${j.step.step}`, j.verdict.wrong.length]));
  const before = wrongOf(work);
  const worse = (w: Work): string[] =>
    w.judged.flatMap((j) => {
      const k = `${j.step.run},${j.step.step}`;
      return j.verdict.wrong.length > (before.get(k) ?? Infinity) ? [k] : [];
    });
  let best: { work: Work; formulas: Map<number, Formula> } | undefined;
  for (const keepData of [false, true]) {
    let formulas = spread(work, run, step, changes, keepData, () => true);
    let next = work.with(formulas);
    const bad = new Set(worse(next));
    if (bad.size > 0) {
      // some steps were right as they were
      formulas = spread(
        work,
        run,
        step,
        changes,
        keepData,
        (t) => !bad.has(`${run},${t}`) && (before.get(`${run},${t}`) ?? 0) > 0,
      );
      next = work.with(formulas);
      if (worse(next).length > 0) continue;
    }
    if (
      next.wrong < work.wrong &&
      (!best || next.wrong < best.work.wrong || (next.wrong === best.work.wrong && formulas.size < best.formulas.size))
    ) {
      best = { work: next, formulas };
    }
  }
  return best;
}

function spread(
  work: Work,
  run: number,
  step: number,
  changes: ReadonlyMap<number, Formula>,
  keepData: boolean,
  wanted: (step: number) => boolean,
): Map<number, Formula> {
  const { grid, study, analogs } = work;
  const out = new Map(changes);
  const most = longest(study.training.chains.filter((c) => c.run === run).map((c) => c.cells.length));
  for (let t = 0; t < most; t++) {
    if (t === step || !wanted(t)) continue;
    for (const [id, formula] of changes) {
      const way = analogs.way(run, step, t);
      const cell = grid.cell(id);
      const there = study.training.place.has(id)
        ? analogs.of(id, run, step, t, false)
        : way && cell.row + way[1] >= 0 && cell.column + way[2] >= 0
          ? grid.find(cell.sheet + way[0], cell.row + way[1], cell.column + way[2])
          : undefined;
      const target = there === undefined ? undefined : grid.cell(there);
      if (
        there === undefined ||
        !target ||
        out.has(there) ||
        (target.content !== 'formula' && (target.content !== 'number' || study.training.place.get(there)?.step === 0))
      ) {
        continue;
      } // first values are typed in
      const f = remap(grid, formula, grid.operands(formula, cell.sheet), target, (r) =>
        analogs.of(r, run, step, t, keepData),
      );
      if (f && !(target.formula && sameMeaning(work, there, target.formula, f))) out.set(there, f);
    }
  }
  return out;
}
