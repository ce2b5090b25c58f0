import type { Trial } from './choice.ts';
import type { Folds } from './folds.ts';
import type { Crew } from './jobs.ts';
import { constantNet, fitMembers, heldOut, holdNetwork, scoutNetworks, simplestGood, tryLines } from './trials.ts';
import type { Held, Search } from './trials.ts';
import type { Net } from './net.ts';
import type { Problem } from './problem.ts';

/** What was tried on the training rows, the best of each rung, and which is taken. */
export interface Ladder {
  readonly constant: Held;
  readonly line: Held;
  /** Null if the clock or the person left no time for one. */
  readonly network: Held | null;
  readonly trials: readonly Trial[];
  readonly best: Held;
  readonly chosen: Held;
  readonly cut: { readonly reason: 'time' | 'asked'; readonly tried: number; readonly of: number } | null;
}

/** Tries every rung, the simplest first, by cross-validation. */
export async function climb(
  problem: Problem,
  folds: Folds,
  { crew, ...search }: { crew: Crew } & Search,
): Promise<Ladder> {
  const { watch, seed } = search;
  const constant = heldOut(
    problem,
    folds,
    { candidate: { rung: 'constant' } },
    folds.splits.map(({ train }) => constantNet(problem, train)),
  );
  watch.onTrial?.(constant.trial);
  const [lines, scouted] = await Promise.all([
    tryLines(problem, folds, crew, watch).then((found) => {
      watch.onTrial?.(found.line.trial);
      return found;
    }),
    scoutNetworks(problem, folds, crew, search),
  ]);
  const promising = scouted.trials
    .filter(({ dropped }) => !dropped)
    .reduce<Trial | null>((a, b) => (a && a.cost <= b.cost ? a : b), null);
  const joined = promising && (await holdNetwork(problem, folds, crew, promising, seed));
  const network = joined?.nets.every((net) => net.length > 0) ? joined : null; // some may have grown without bound
  if (network) watch.onTrial?.(network.trial);
  const { line } = lines;
  const cut = scouted.cut ?? lines.cut;
  const held = [constant, line, ...(network ? [network] : [])];
  return {
    constant,
    line,
    network,
    trials: [constant.trial, line.trial, ...scouted.trials, ...(network ? [network.trial] : [])],
    best: held.reduce((a, b) => (b.trial.cost < a.trial.cost ? b : a)),
    chosen: simplestGood(held),
    cut: cut && { reason: cut, tried: scouted.trials.length, of: scouted.of },
  };
}

/** A candidate fitted on all rows of a problem. */
export async function fitCandidate(
  problem: Problem,
  { candidate, epochs = 1 }: Trial,
  { crew, seed }: { crew: Crew; seed: number },
): Promise<Net> {
  const rows = Array.from(problem.y, (_, row) => row);
  if (candidate.rung === 'constant') return constantNet(problem, rows);
  if (candidate.rung === 'line') {
    const [net = []] = await crew.work(problem, { kind: 'lines', rows, penalties: [candidate.penalty] });
    return net;
  }
  const { rung: _, ...settings } = candidate;
  return fitMembers(problem, rows, { settings, epochs, seed }, crew);
}
