import type { RowSplit } from '../data/split.ts';
import type { Trial } from './choice.ts';
import type { Folds } from './folds.ts';
import { mean } from '../util/lists.ts';
import type { Crew, Look } from './jobs.ts';
import { joined } from './joined.ts';
import { linePenalties, looksUpTo, MEMBERS, mostEpochsFor, networks, seedOf } from './ladder.ts';
import { costs, predictions, type Net } from './net.ts';
import type { NetworkSettings } from './network.ts';
import { log } from '../util/libm.ts';
import { outputsOf, takeProblem, type Problem } from './problem.ts';

/** A candidate on rows it had not seen: every row once in each repeat. */
export interface Held {
  readonly trial: Trial;
  /** Of each fold the model of the other rows. */
  readonly nets: readonly Net[];
  /** [rows, outputs], of the first repeat: what one model says, as the one that is saved will. */
  readonly predicted: Float64Array;
  /** Of each row that was held out, the mean over the repeats. */
  readonly costs: Float64Array;
}

/** What the person sees while the ladder runs, and how they end it. */
export interface Watch {
  readonly onTrial?: (trial: Trial) => void;
  /** Asked before each network and the weaker lines: why no more are to be tried; null: go on. */
  readonly stop?: () => Cut;
}
/** Who left something out; null: nobody. */
export type Cut = 'time' | 'asked' | null;

/** The best guess that is always the same: the mean, or the shares of the classes. */
export function constantNet(problem: Problem, rows: ArrayLike<number>): Net {
  const { task, classes, x, y, weights } = takeProblem(problem, rows);
  const outputs = outputsOf(problem);
  const kernel = new Float64Array(x.shape[1] * outputs);
  const weightOf = (row: number): number => weights?.[row] ?? 1;
  const all = y.reduce((sum, _, row) => sum + weightOf(row), 0);
  const share = (wanted: (v: number) => number): number =>
    y.reduce((sum, v, row) => sum + weightOf(row) * wanted(v), 0) / all;
  if (task === 'regression') return [{ kernel, bias: Float64Array.of(share((v) => v)), activation: 'linear' }];
  const shares = Array.from({ length: classes }, (_, k) => share((v) => (v === k ? 1 : 0)));
  const logits = shares.map((p) => log(Math.max(p, 1e-6)));
  const bias = task === 'binary' ? [(logits[1] ?? 0) - (logits[0] ?? 0)] : logits;
  return [{ kernel, bias: Float64Array.from(bias), activation: 'linear' }];
}

/** What the models of the folds say of the rows they were not trained on. */
export function heldOut(problem: Problem, folds: Folds, trial: Omit<Trial, 'cost'>, nets: readonly Net[]): Held {
  const outputs = outputsOf(problem);
  const predicted = new Float64Array(problem.y.length * outputs);
  const cost = new Float64Array(problem.y.length);
  const perFold = nets.map((net, i) => {
    const rows = folds.splits[i]?.test ?? [];
    const part = takeProblem(problem, rows);
    const said = predictions(part, net, part.x);
    const costly = costs(part, said);
    rows.forEach((row, at) => {
      (cost[row] as number) += (costly[at] as number) / folds.repeats;
      for (let k = 0; k < outputs; k++) {
        if (i < folds.count) predicted[row * outputs + k] = said[at * outputs + k] as number;
      }
    });
    return mean(costly);
  });
  const costly = folds.held ? Float64Array.from(folds.held, (row) => cost[row] as number) : cost;
  const told = { cost: mean(costly), standardError: standardError(costly), folds: perFold };
  return { trial: { ...trial, ...told }, nets, predicted, costs: costly };
}

/** Of the mean of the values: √(variance / n). */
function standardError(values: Float64Array): number {
  const center = mean(values);
  const squares = values.reduce((sum, v) => sum + (v - center) * (v - center), 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1) / values.length);
}

/** The line with the penalty that does best on the held-out rows, and why weaker penalties were left out. */
export async function tryLines(
  problem: Problem,
  folds: Folds,
  crew: Crew,
  { stop }: Watch,
): Promise<{ line: Held; cut: Cut }> {
  const [usual, weaker] = linePenalties(problem.task);
  const best = least(await linesWith(usual, problem, folds, crew));
  if (weaker.length === 0 || penaltyOf(best) !== Math.min(...usual)) return { line: best, cut: null };
  const cut = stop?.() ?? null;
  return { line: cut ? best : least([best, ...(await linesWith(weaker, problem, folds, crew))]), cut };
}

const penaltyOf = ({ trial: { candidate } }: Held): number => (candidate.rung === 'line' ? candidate.penalty : NaN);

async function linesWith(
  penalties: readonly number[],
  problem: Problem,
  folds: Folds,
  crew: Crew,
): Promise<readonly Held[]> {
  const perFold = await Promise.all(
    folds.splits.map(({ train }) => crew.work(problem, { kind: 'lines', rows: train, penalties })),
  );
  return penalties.map((penalty, i) =>
    heldOut(
      problem,
      folds,
      { candidate: { rung: 'line', penalty } },
      perFold.map((nets) => nets[i] ?? []),
    ),
  );
}

/** How networks are looked for. */
export interface Search {
  readonly seed: number;
  readonly watch: Watch;
  /** Default: as many as so many rows need. */
  readonly mostEpochs?: number | undefined;
}

type Looks = readonly Look[];

/** All networks of the ladder on the folds, each looked at on its way. */
export async function scoutNetworks(
  problem: Problem,
  folds: Folds,
  crew: Crew,
  { seed, watch, mostEpochs = mostEpochsFor(problem) }: Search,
): Promise<{ trials: readonly Trial[]; of: number; cut: Cut }> {
  const [usual, weaker] = networks(problem);
  const candidates = [...usual];
  const at = looksUpTo(mostEpochs);
  const splits = scoutedSplits(folds, problem);
  const few = problem.y.length < RACED_ROWS ? splits.length : FIRST_FOLDS;
  const trials: Trial[] = [];
  const scout = ({ rung: _, ...settings }: (typeof usual)[number], from: number, to: number): Promise<Looks[]> =>
    Promise.all(
      splits
        .slice(from, to)
        .map((split, i) => crew.work(problem, { kind: 'scout', split, settings, at, seed: seedOf(seed, from + i) })),
    );
  let leastEarly = Infinity;
  let cut: Cut = null;
  let ahead: Promise<Looks[]> | null = null;
  for (const [i, candidate] of candidates.entries()) {
    cut = watch.stop?.() ?? null;
    if (cut) break;
    const begun: Promise<Looks[]> = ahead ?? scout(candidate, 0, few);
    const following = candidates[i + 1];
    // no thread waits for the last fold of this one; where there is only one, it would only do more after a cut
    ahead = crew.size > 1 && following ? scout(following, 0, few) : null;
    ahead?.catch(() => undefined); // of a candidate that the cut leaves out
    const first = await begun;
    const early = bestLook(first, at).cost;
    const dropped = few < splits.length && early > leastEarly * HOPELESS;
    leastEarly = Math.min(leastEarly, early);
    const looks = dropped ? first : [...first, ...(await scout(candidate, few, splits.length))];
    const trial = { candidate, ...bestLook(looks, at), ...(dropped ? { dropped: true as const } : {}) };
    trials.push(trial);
    if (i === usual.length - 1 && trials.every(({ cost }) => trial.cost <= cost)) candidates.push(...weaker);
    watch.onTrial?.(trial);
  }
  return { trials, of: candidates.length, cut };
}

/** The networks of a trial's settings on every fold, joined. */
export async function holdNetwork(
  problem: Problem,
  folds: Folds,
  crew: Crew,
  trial: Trial,
  seed: number,
): Promise<Held> {
  const { candidate, epochs = 1 } = trial;
  if (candidate.rung !== 'network') throw new Error('only a network can be joined');
  const { rung: _, ...settings } = candidate;
  const nets = await Promise.all(
    folds.splits.map(({ train }, i) =>
      fitMembers(problem, train, { settings, epochs, seed: seedOf(seed, 1000 * i) }, crew),
    ),
  );
  return heldOut(problem, folds, trial, nets);
}

/** Networks of some rows, each from a seed of its own, joined to the one that is judged and saved. */
export async function fitMembers(
  problem: Problem,
  rows: readonly number[],
  { settings, epochs, seed }: { settings: NetworkSettings; epochs: number; seed: number },
  crew: Crew,
): Promise<Net> {
  const seeds = Array.from({ length: MEMBERS }, (_, i) => seedOf(seed, 100 + i));
  const fit = (one: number): Promise<Net> => crew.work(problem, { kind: 'network', rows, settings, epochs, seed: one });
  return joined(await Promise.all(seeds.map(fit)));
}

/** A network that is this much worse than another on the first folds is not tried on the rest. */
const FIRST_FOLDS = 2;
const HOPELESS = 1.05;
/** Of fewer rows the first folds say too little. */
const RACED_ROWS = 500;

const MANY_ROWS = 4000;
/** Of many rows one fold says enough to tell the networks apart; of few, chance would decide. */
const scoutedSplits = ({ splits, count }: Folds, { y }: Problem): readonly RowSplit[] =>
  splits.slice(0, y.length >= MANY_ROWS ? 1 : count);

/** The number of passes with the least mean cost, among those every fold came to. */
function bestLook(folds: readonly (readonly Look[])[], at: readonly number[]): Omit<Trial, 'candidate'> {
  const reached = at.filter((epoch) => folds.every((looks) => looks.some((look) => look.epoch === epoch)));
  const costsAt = (epoch: number): number[] =>
    folds.map((looks) => looks.find((look) => look.epoch === epoch)?.cost ?? NaN);
  const costAt = (epoch: number): number => mean(costsAt(epoch));
  const best = reached.reduce((a, b) => (costAt(b) < costAt(a) ? b : a), reached[0] ?? 1);
  const unfinished = best === at.at(-1) ? { unfinished: true } : {};
  return { cost: costAt(best), folds: costsAt(best), epochs: best, ...unfinished };
}

const least = (held: readonly Held[]): Held => held.reduce((a, b) => (b.trial.cost < a.trial.cost ? b : a));

/**
 * The simplest whose cost is at most one standard error above the least, rows paired: what chance may have given.
 *
 * @param simplestFirst with their costs of the same rows
 * @see Hastie, Tibshirani & Friedman 2009, section 7.10
 */
export function simplestGood(simplestFirst: readonly Held[]): Held {
  const best = least(simplestFirst);
  const good = simplestFirst.find((held) => {
    const more = held.costs.map((cost, row) => cost - (best.costs[row] as number));
    const mean0 = mean(more);
    const variance = mean(more.map((v) => (v - mean0) ** 2));
    return mean0 <= Math.sqrt(variance / more.length);
  });
  return good ?? best;
}
