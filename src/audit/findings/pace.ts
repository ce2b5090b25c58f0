import { LANES } from '../draws.ts';
import type { Part } from '../roles/part.ts';
import type { Step } from '../study.ts';
import type { Judged } from '../work.ts';
import type { Case } from '../case.ts';
import { Numbers } from '../numbers.ts';

/** How fast a run goes: w moves by -(rate · factor) · ∂loss/∂w. */
export interface Pace {
  /** The cell of the learning rate; undefined where the gradient itself is added. */
  readonly cell: number | undefined;
  /** The number in it; 1 without a cell. */
  readonly rate: number;
  /**
   * Of the book's own convention: 1 for the derivative of the loss shown, 0.5 for ½ of it, …; below 0 for going uphill.
   */
  readonly factor: number;
  /** What is kept of the last change: 0.9 of momentum; 0 without. */
  readonly kept: number;
}

/** Undefined for a run without right updates. */
export function paceOf(c: Case, judged: Judged, roles: ReadonlyMap<number, Part>): Pace | undefined {
  const { study } = c.right;
  const { step, verdict } = judged;
  const { common } = verdict;
  if (!common) return undefined;
  const cell = [...roles].find(
    ([id, p]) =>
      p.role === 'learning-rate' && (p.run === undefined || p.run === step.run) && c.grid.cells[id] !== undefined,
  )?.[0];
  const rate = cell === undefined ? 1 : c.then.number(cell);
  const runs = [...study.blocks.running].some((id) => study.blocks.run[id] === step.run);
  const drawn = cell === undefined ? undefined : study.draws.values.get(cell);
  const each = LANES / (common.length / 2);
  const factors = [...common.subarray(0, common.length / 2)].map((a, g) => -a / (drawn?.[g * each] ?? 1));
  const [factor = NaN] = factors;
  if (!runs && factors.every((f) => Math.abs(f - factor) <= 1e-6 * Math.abs(factor))) {
    return { cell, rate, factor, kept: 0 };
  }
  // a number that is no learning rate stands in between: then the step at the numbers shown tells
  const kept = runs ? keptOf(c, step) : 0;
  const whole = lengthOfStep(c, step, judged.loss);
  return Number.isFinite(whole) && rate !== 0 && kept !== undefined
    ? { cell, rate, factor: whole / rate, kept }
    : undefined;
}

/** How much of a running value goes on into the next one, at the numbers shown. */
function keptOf(c: Case, { chains, step }: Step): number | undefined {
  const { study, graph } = c.right;
  const seen = new Set<number>();
  const stack = chains.map((x) => x.cells[step + 1] ?? -1);
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const reads = graph.function[id]?.reads ?? [];
    const velocity = id;
    if (reads.some((r) => study.isOld(velocity, r))) {
      const from = (old: number): number =>
        new Numbers(
          study,
          1,
          (x) => Float64Array.of(c.then.number(x)),
          () => Float64Array.of(old),
        ).result(velocity)[0] ?? NaN;
      const kept = from(1) - from(0);
      return Number.isFinite(kept) ? kept : undefined;
    }
    for (const r of reads) if (!study.training.place.has(study.training.same(r))) stack.push(r);
  }
  return undefined;
}

/** -change / derivative, at the numbers shown, without what goes on from the step before. */
function lengthOfStep(c: Case, { chains, step }: Step, loss: number): number {
  const leaf = (id: number): Float64Array => Float64Array.of(c.then.number(id));
  const numbers = new Numbers(c.right.study, 1, leaf, () => Float64Array.of(0));
  const gradient = numbers.gradient(loss);
  let gy = 0;
  let gg = 0;
  for (const { cells } of chains) {
    const p = cells[step] ?? -1;
    const d = gradient.get(p)?.[0] ?? 0;
    gy += d * ((numbers.result(cells[step + 1] ?? -1)[0] ?? NaN) - (leaf(p)[0] ?? NaN));
    gg += d * d;
  }
  return -gy / gg;
}
