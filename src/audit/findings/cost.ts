import { most } from '../../util/lists.ts';
import type { Formula } from '../../workbook/index.ts';
import { LANES } from '../draws.ts';
import { isFunction, type CellFunction } from '../functions.ts';
import type { Mistake } from '../heal.ts';
import { lossCells } from '../loss-cells.ts';
import type { Cost } from '../report.ts';
import type { Step, Study } from '../study.ts';
import type { Case } from '../case.ts';
import { Numbers } from '../numbers.ts';

const MOST_STEPS = 40;

/**
 * What one mistake does where all else is right: how far the step that it leads to is from the right one, and the loss
 * at
 * the end. A step is the change of the parameters that the mistake reaches; its error is |wrong - right| / |right|.
 */
export function costOf(c: Case, m: Mistake): Cost | null {
  const { study } = c.right;
  const changed = asItWas(c, m);
  const all = study.steps();
  const steps = all.filter((s) => s.run === m.run);
  const near = steps.filter((s) => s.step === m.step);
  const shown =
    steps.length > MOST_STEPS ? [...steps.slice(0, MOST_STEPS / 2), ...near, ...steps.slice(-MOST_STEPS / 2)] : steps;
  const number = (id: number): Float64Array => Float64Array.of(orZero(c.shown.number(id)));
  const atShown = shown.flatMap((s) => error(study, s, changed, 1, number, number)).filter(Number.isFinite);
  const drawn =
    (of: ReadonlyMap<number, Float64Array>) =>
    (id: number): Float64Array =>
      of.get(id) ?? new Float64Array(LANES).fill(orZero(c.shown.number(id)));
  const redrawn = near
    .flatMap((s) => error(study, s, changed, LANES, drawn(study.draws.values), drawn(study.draws.old)))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const cost = {
    gradientShown: atShown.length > 0 ? most(atShown) : null,
    gradientRedrawn: redrawn.length > 0 ? middle(redrawn) : null,
    loss: lastLoss(c, m.run),
  };
  return cost.gradientShown === null && cost.gradientRedrawn === null && cost.loss === null ? null : cost;
}

/** The loss of the last step that has one, as it is and with everything repaired. */
export function lastLoss({ grid, right: work, shown, then }: Case, run: number): Cost['loss'] {
  const id = lossCells(work, run).at(-1);
  if (id === undefined) return null;
  const is = shown.number(id);
  const should = then.number(id);
  return Number.isNaN(is) ? null : { cell: grid.name(id), shown: is, right: Number.isNaN(should) ? null : should };
}

/** The formulas that a mistake put in the place of the right ones. */
function asItWas({ right: work }: Case, m: Mistake): Map<number, CellFunction> {
  const out = new Map<number, CellFunction>();
  for (const id of m.formulas.keys()) {
    const was = m.before.grid.cell(id);
    const formula: Formula = was.formula ?? { kind: 'number', value: m.before.grid.numberOf(id) };
    const f = work.graph.functions.make(formula, was.formula ? was.operands : [], was, was.array);
    if (isFunction(f)) out.set(id, f);
  }
  return out;
}

/**
 * Relative error of a step's changes, one number for each set of numbers; of those parameters whose change is another
 * one.
 */
function error(
  study: Study,
  { chains, step }: Step,
  changed: ReadonlyMap<number, CellFunction>,
  lanes: number,
  leaf: (id: number) => Float64Array,
  old: (id: number) => Float64Array,
): number[] {
  const right = new Numbers(study, lanes, leaf, old);
  const wrong = new Numbers(study, lanes, leaf, old, changed);
  const off = new Float64Array(lanes);
  const size = new Float64Array(lanes);
  const whole = new Float64Array(lanes);
  for (const { cells } of chains) {
    const before = leaf(cells[step] ?? -1);
    const a = right.result(cells[step + 1] ?? -1);
    const b = wrong.result(cells[step + 1] ?? -1);
    for (let k = 0; k < lanes; k++) {
      const should = (a[k] ?? 0) - (before[k] ?? 0);
      const d = (b[k] ?? 0) - (a[k] ?? 0);
      whole[k] = (whole[k] ?? 0) + should * should;
      if (Math.abs(d) <= 1e-13 * Math.max(Math.abs(a[k] ?? 0), Math.abs(b[k] ?? 0))) continue; // rounding
      off[k] = (off[k] ?? 0) + d * d;
      size[k] = (size[k] ?? 0) + should * should;
    }
  }
  return Array.from(off, (d, k) =>
    d === 0 ? 0 : Math.sqrt(d / ((size[k] ?? 0) > 0 ? (size[k] ?? 0) : (whole[k] ?? 0))),
  );
}
const orZero = (x: number): number => (Number.isNaN(x) ? 0 : x);
const middle = (sorted: readonly number[]): number => {
  const n = sorted.length;
  return ((sorted[(n - 1) >> 1] ?? 0) + (sorted[n >> 1] ?? 0)) / 2;
};
