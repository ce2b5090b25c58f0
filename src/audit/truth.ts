import { spend } from '../lift/budget.ts';
import { EACH, GROUPS, LANES } from './draws.ts';
import type { State, Step, Study } from './study.ts';

/**
 * How an update moves its parameter: change = a·∂L/∂w + b·(value before of a running value), a and b per group of
 * draws.
 */
export interface Move {
  readonly fits: boolean;
  /** The derivative is not 0 everywhere. */ readonly alive: boolean;
  /** a per group, then b per group; NaN where the draws do not tell. */ readonly coefficients: Float64Array;
  /** Largest difference from the fit, relative. */ readonly off: number;
}

export type Gradient = ReadonlyMap<number, Float64Array>;

const TOLERANCE = 1e-7;

/** Least squares within each group of draws; settings are the same there, so a learning rate is one number. */
export function fit(change: Float64Array, gradient: Float64Array | undefined, before: Float64Array | undefined): Move {
  const coefficients = new Float64Array(2 * GROUPS).fill(NaN);
  const scale = largest(change);
  let off = 0;
  if (!Number.isFinite(scale)) return { fits: false, alive: false, coefficients, off: Infinity };
  for (let g = 0; g < GROUPS; g++) {
    let gg = 0;
    let gv = 0;
    let vv = 0;
    let gy = 0;
    let vy = 0;
    for (let i = g * EACH; i < (g + 1) * EACH; i++) {
      const p = gradient?.[i] ?? 0;
      const v = before?.[i] ?? 0;
      const y = change[i] ?? 0;
      gg += p * p;
      gv += p * v;
      vv += v * v;
      gy += p * y;
      vy += v * y;
    }
    const det = gg * vv - gv * gv;
    let a = 0;
    let b = 0;
    if (before && det > 1e-12 * gg * vv) {
      a = (gy * vv - vy * gv) / det;
      b = (vy * gg - gy * gv) / det;
    } else if (gg > 0) a = gy / gg;
    else if (vv > 0) b = vy / vv;
    for (let i = g * EACH; i < (g + 1) * EACH; i++) {
      const e = Math.abs((change[i] ?? 0) - a * (gradient?.[i] ?? 0) - b * (before?.[i] ?? 0));
      off = Math.max(off, e / Math.max(scale, 1e-30));
    }
    if (gg > 0) coefficients[g] = a;
    if (vv > 0) coefficients[GROUPS + g] = b;
  }
  return {
    fits: off <= TOLERANCE,
    alive: coefficients.subarray(0, GROUPS).some((a) => !Number.isNaN(a)),
    coefficients,
    off,
  };
}

const largest = (x: Float64Array): number => {
  let m = 0;
  for (let i = 0; i < LANES; i++) {
    const v = Math.abs(x[i] ?? NaN);
    if (!(v <= m)) m = v;
  }
  return m;
};

/** Do two updates move in the same way? Unknown parts match anything. */
export function sameWay(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? NaN;
    const y = b[i] ?? NaN;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    if (Math.abs(x - y) > 1e-6 * Math.max(Math.abs(x), Math.abs(y)) + 1e-12) return false;
  }
  return true;
}

export interface Verdict {
  readonly loss: number;
  readonly gradient: Gradient;
  /** Per chain of the step, in order. */
  readonly moves: readonly Move[];
  /** How most parameters move. */
  readonly common: Float64Array | undefined;
  readonly wrong: readonly number[]; // indexes of chains
}

/** What each update of a step should be, by the derivative of `loss`, and which are not. */
export function judge(study: Study, step: Step, loss: number, at: State, known?: Gradient): Verdict {
  const gradient = known ?? study.adjoints(loss, at);
  const velocities = step.chains.map((c) => velocity(study, c.cells[step.step + 1] ?? 0, at));
  const runs = velocities.some((v) => v !== undefined);
  const moves = step.chains.map((c, k) => {
    const move = moveOf(step, k, gradient.get(c.cells[step.step] ?? 0), velocities[k], at);
    if (runs && !velocities[k]) move.coefficients.fill(0, GROUPS); // it has no velocity where others have one
    return move;
  });
  const common = majority(moves);
  const wrong = moves.flatMap((m, i) => (m.fits && common && sameWay(m.coefficients, common) ? [] : [i]));
  return { loss, gradient, moves, common, wrong };
}

/** How one update moves. */
export function moveOf(
  step: Step,
  chain: number,
  gradient: Float64Array | undefined,
  before: Float64Array | undefined,
  at: State,
): Move {
  const cells = step.chains[chain]?.cells;
  const old = at.value(cells?.[step.step] ?? -1);
  const now = at.next(cells?.[step.step + 1] ?? -1);
  if (!old || !now) {
    return { fits: false, alive: false, coefficients: new Float64Array(2 * GROUPS).fill(NaN), off: Infinity };
  }
  const change = new Float64Array(LANES);
  for (let i = 0; i < LANES; i++) change[i] = (now[i] ?? NaN) - (old[i] ?? NaN);
  return fit(change, gradient, before);
}

/** What the running value that an update comes from was in the step before. */
export function velocity(study: Study, update: number, at: State): Float64Array | undefined {
  if (study.blocks.running.size === 0) return undefined;
  const seen = new Set<number>();
  const stack = [update];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    spend(1);
    for (const r of at.function(id)?.reads ?? []) {
      if (study.isOld(id, r)) return study.draws.old.get(study.training.same(r));
      if (!study.training.place.has(at.source(r))) stack.push(r);
    }
  }
  return undefined;
}

/** The commonest way to move, but for not moving at all. */
function majority(moves: readonly Move[]): Float64Array | undefined {
  const ways: { of: Float64Array; count: number }[] = [];
  for (const { fits, coefficients } of moves) {
    const a = coefficients.subarray(0, GROUPS);
    if (!fits || a.some((x) => Number.isNaN(x)) || a.every((x) => Math.abs(x) < 1e-12)) continue;
    const known = ways.find((w) => sameWay(w.of, coefficients));
    if (known) known.count++;
    else ways.push({ of: coefficients, count: 1 });
  }
  ways.sort((a, b) => b.count - a.count);
  return ways[0]?.of;
}

/**
 * The number that training makes small in a step: of all formulas beside the updates, the one whose derivatives most
 * updates follow; of equal ones the last computed.
 */
export function findLoss(study: Study, step: Step): { readonly loss: number; readonly verdict: Verdict } | undefined {
  const candidates = study.asideOf(step);
  let best: { loss: number; verdict: Verdict; right: number; reach: number; plain: number } | undefined;
  // of very many, those that nothing else is made of, and of these those that come from most
  const ends =
    candidates.length <= 100 ? candidates : candidates.filter((id) => (study.graph.readers[id] ?? []).length === 0);
  const widest =
    ends.length <= 100
      ? ends
      : ends
          .map((id) => ({ id, size: study.ordered(id, study.state).length }))
          .sort((a, b) => a.size - b.size)
          .slice(-100)
          .map(({ id }) => id);
  for (const loss of widest) {
    const verdict = judge(study, step, loss, study.state);
    const right = step.chains.length - verdict.wrong.length;
    const reach = step.chains.filter((c) => largest(verdict.gradient.get(c.cells[step.step] ?? 0) ?? zero) > 0).length;
    const plain = /^SQRT\(/.test(study.graph.form(loss)) ? 0 : 1;
    if (reach === 0) continue;
    if (
      !best ||
      right > best.right ||
      (right === best.right && (reach > best.reach || (reach === best.reach && plain >= best.plain)))
    ) {
      best = { loss, verdict, right, reach, plain };
    }
  }
  if (best) return best;
  // no derivative anywhere: a cell without a value stands between; then what most parameters lead to
  const behind = candidates
    .map((loss) => ({
      loss,
      reach: parametersBehind(study, loss).size,
      plain: /^SQRT\(/.test(study.graph.form(loss)) ? 0 : 1,
    }))
    .sort((a, b) => b.reach - a.reach || b.plain - a.plain || b.loss - a.loss)[0];
  return behind && behind.reach > 0
    ? { loss: behind.loss, verdict: judge(study, step, behind.loss, study.state) }
    : undefined;
}
function parametersBehind(study: Study, id: number): Set<number> {
  const found = new Set<number>();
  const seen = new Set<number>();
  const stack = [id];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    spend(1);
    for (const r of study.graph.reads[at] ?? []) {
      const p = study.training.same(r);
      if (study.training.place.has(p)) found.add(p);
      else stack.push(r);
    }
  }
  return found;
}
const zero = new Float64Array(LANES);
