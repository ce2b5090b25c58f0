import { stepsOf, type Candidate, type Choice } from 'gradsheet/table';
import type { LadderNow } from '../worker/protocol.ts';

/** A model of the ladder as a bar shows it. Errors are shares of the baseline's. */
export interface LadderRow {
  readonly candidate: Candidate;
  /** Null where no fold is done. */
  readonly error: number | null;
  readonly folds: readonly number[];
  readonly standardError: number | null;
  readonly chosen: boolean;
  /** Is it being tried now? */
  readonly running: boolean;
}

/** Of a choice that is made. */
export const rowsOf = ({ task, trials, chosen, best }: Choice): LadderRow[] =>
  stepsOf(trials, chosen, best, { squared: task === 'regression' }).map((step) => ({ ...step, running: false }));

/** The best one and its standard error: simpler models left of it are as good, as far as these rows show. */
export function limitOf({ task, trials, chosen, best }: Choice): number | null {
  const step = stepsOf(trials, chosen, best, { squared: task === 'regression' }).find((one) => one.best);
  return step?.standardError ? step.error + step.standardError : null;
}

/** Of a choice that is being made: all that were tried, and below them the one that runs. */
export function rowsNow({ task, trials, trying }: LadderNow): LadderRow[] {
  const [constant] = trials;
  if (!constant || !task) return [];
  const squared = task === 'regression';
  const best = trials.reduce((a, b) => (b.cost < a.cost ? b : a), constant).candidate;
  const tried = stepsOf(trials, best, best, { squared }).map((step) => ({ ...step, chosen: false, running: false }));
  if (!trying) return tried;
  const folds = trying.folds.map((cost) => (squared ? Math.sqrt(cost / constant.cost) : cost / constant.cost));
  const row: LadderRow = {
    candidate: trying.candidate,
    error: folds.reduce((sum, v) => sum + v, 0) / folds.length,
    folds,
    standardError: null,
    chosen: false,
    running: true,
  };
  // one bar for each size of network
  return [...tried.filter(({ candidate }) => sizeOf(candidate) !== sizeOf(trying.candidate)), row];
}

/** What the widest bar shows. */
export const widthOf = (rows: readonly LadderRow[]): number =>
  Math.max(...rows.flatMap(({ error, standardError, folds }) => [(error ?? 0) + (standardError ?? 0), ...folds]), 0.01);

const sizeOf = (candidate: Candidate): string =>
  candidate.rung === 'network' ? candidate.hidden.join() : candidate.rung;
