import { plain } from '../messages/numbers.ts';
import { classScores, numberScores, type ScoreName, type Scores } from '../statistics/scores.ts';
import { exp } from '../util/libm.ts';
import { mean } from '../util/lists.ts';
import type { Task } from '../data/preprocessing.ts';
import type { Candidate, Choice, Gain, Importance, LineTerms, Measure, Rung, TableVerdict, Trial } from './choice.ts';
import { isProven } from './verdict.ts';

/** What a verdict comes to: one of these sentences. */
export type Outcome =
  | { readonly kind: 'network-beats-line'; readonly gain: Gain }
  /** The network is proven to beat the guess, but not a line (null: there was none). */
  | { readonly kind: 'network-beats-guess'; readonly gain: Gain; readonly overLine: Gain | null }
  | { readonly kind: 'line-is-enough'; readonly gain: Gain; readonly overLine: Gain | null }
  /** Better on these rows, but chance may have done it. */
  | { readonly kind: 'not-proven'; readonly gain: Gain }
  | { readonly kind: 'nothing-better'; readonly gain: Gain | null };

export function outcomeOf({ rung, overConstant, overLine }: TableVerdict): Outcome {
  if (rung === 'network' && overLine) return { kind: 'network-beats-line', gain: overLine };
  if (overConstant && isProven(overConstant)) {
    const kind = overConstant.of === 'network' ? 'network-beats-guess' : 'line-is-enough';
    return { kind, gain: overConstant, overLine };
  }
  if (overConstant && overConstant.by > 0 && !isWorse(overConstant)) return { kind: 'not-proven', gain: overConstant };
  return { kind: 'nothing-better', gain: overConstant };
}

/** Is anything proven to beat the guess? */
export function hasGain({ verdict }: Pick<Choice, 'verdict'>): boolean {
  const { kind } = outcomeOf(verdict);
  return kind !== 'not-proven' && kind !== 'nothing-better';
}

/** Written as 0%, a share is none. */
const LEAST_SHARE = 0.005;

/** A column, and whether it is sure that the model is worse without it. */
export interface RankedColumn extends Importance {
  readonly seen: boolean;
}

/**
 * The columns that matter, the most important first; then those of which nothing is seen, in the same order. None where
 * the model gains nothing over the guess: shares of a gain that is not there mean nothing.
 */
export function rankedColumns(choice: Pick<Choice, 'verdict' | 'importance'>): RankedColumn[] {
  if (!hasGain(choice)) return [];
  return choice.importance
    .map((one) => ({ ...one, seen: one.share >= LEAST_SHARE && (one.interval === null || one.interval.low > 0) }))
    .sort((a, b) => Number(b.seen) - Number(a.seen) || b.share - a.share);
}

/** Is the whole interval below 0? */
export const isWorse = (gain: Gain): boolean => gain.interval !== null && gain.interval.high < 0;

/** Is one model richer than the other? */
export const isRicher = (one: Rung, other: Rung): boolean => rungs.indexOf(one) > rungs.indexOf(other);

/** A class that few rows have, and what makes a model find more of it. */
export interface RareClass {
  readonly name: string;
  readonly common: string;
  /** Does the chosen model give every row the common class? */
  readonly never: boolean;
  /** Of two classes, what `--cost` may say: missing one is as bad as so many false alarms. */
  readonly cost: string | null;
  readonly times: number;
}

/** The rarest class, where accuracy says nothing; null where a person said already what counts. */
export function rareClass({
  verdict,
  chosen,
  target,
}: Pick<Choice, 'verdict' | 'chosen' | 'target'>): RareClass | null {
  if (!target || verdict.measure !== 'rocAuc' || chosen.rung === 'constant') return null;
  const { guess, classes } = target;
  const [least, most] = [guess.indexOf(Math.min(...guess)), guess.indexOf(Math.max(...guess))];
  const times = Math.max(2, Number(((guess[most] ?? 1) / (guess[least] || 1)).toPrecision(1))); // a round number
  const cost = least === 1 ? `fp=1,fn=${times}` : `fp=${times},fn=1`;
  const [own, constant] = [chosen.rung, 'constant'].map((of) => verdict.rungs.find(({ rung }) => rung === of)?.scores);
  return {
    name: classes[least] ?? '',
    common: classes[most] ?? '',
    never: own !== undefined && constant !== undefined && isAsRight(own, constant),
    cost: classes.length === 2 ? cost : null,
    times,
  };
}

/** As often, and as often in the mean class: of two classes, only what always says the same is as right as a guess. */
const isAsRight = (a: Scores, b: Scores): boolean =>
  a.accuracy === b.accuracy && Math.abs((a.balancedAccuracy ?? NaN) - (b.balancedAccuracy ?? NaN)) < 1e-9;

/** What is learned, as sentences tell it apart. */
export type Learned = Task | 'logarithm';
export const learnedOf = ({ task, verdict }: Pick<Choice, 'task' | 'verdict'>): Learned =>
  verdict.measure === 'logRmse' ? 'logarithm' : task;

/** A gain as a person reads it: of an error a share of the other's, of accuracy points of 100. */
export interface GainSize {
  readonly measure: Measure;
  readonly unit: 'share' | 'points' | 'area' | 'weight';
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

export function sizeOf({ measure, rungs }: TableVerdict, { over, by, interval }: Gain): GainSize {
  const unit = units[measure];
  const error = rungs.find(({ rung }) => rung === over)?.scores[measure === 'logRmse' ? 'logRmse' : 'rmse'] ?? 0;
  const factor = unit === 'points' ? 100 : unit !== 'share' ? 1 : error > 0 ? 1 / error : 0;
  return {
    measure,
    unit,
    value: by * factor,
    low: interval && interval.low * factor,
    high: interval && Math.min(unit === 'share' ? 1 : Infinity, interval.high * factor), // no error falls below 0
  };
}

const units: Readonly<Record<Measure, GainSize['unit']>> = {
  rmse: 'share',
  logRmse: 'share',
  accuracy: 'points',
  balancedAccuracy: 'points',
  rocAuc: 'area',
  cost: 'weight', // an interval of a share could pass 100%
};

/** Where one class has most of the rows, being right often is no merit, and is not spoken of. */
export const scoresTold = (measure: Measure, scores: readonly Scores[]): ScoreName[] =>
  [...numberScores, ...classScores].filter(
    (name) => scores.some((of) => of[name] !== undefined) && !(name === 'accuracy' && measure === 'rocAuc'),
  );

/** A score as both languages write it. R² has four decimals, since it may miss 0 by a rounding. */
export function scoreText(name: ScoreName, value: number): string {
  if (name === 'r2') return (Number(value.toFixed(4)) + 0).toFixed(4); // -0 + 0 is 0
  if (name === 'logRmse') return `× ${plain(exp(value), 3)}`; // a factor, which a person can picture
  if (name === 'rmse' || name === 'mae' || name === 'cost') return plain(value);
  return (Math.abs(value) < 1e-12 ? 0 : value).toFixed(4); // 0: what rounding leaves
}

/** A model of the ladder, beside the constant: what a bar of it shows. */
export interface Step {
  readonly candidate: Candidate;
  readonly trial: Trial;
  /** Its error as a share of the constant's: of the root of the mean costs of numbers, else of the mean costs. */
  readonly error: number;
  /** The same of each fold, where they were kept, and the standard error of `error`. */
  readonly folds: readonly number[];
  readonly standardError: number | null;
  readonly chosen: boolean;
  readonly best: boolean;
}

/** Of each rung and size of network the best trial, from the simplest to the richest. */
export function stepsOf(
  trials: readonly Trial[],
  chosen: Candidate,
  best: Candidate,
  { squared }: { readonly squared: boolean },
): Step[] {
  const constant = trials.find(({ candidate }) => candidate.rung === 'constant');
  const share = (cost: number, guess = constant?.cost ?? NaN): number =>
    squared ? Math.sqrt(cost / guess) : cost / guess;
  const groups = new Map<string, Trial>();
  for (const trial of trials) {
    const known = groups.get(sizeName(trial.candidate));
    const isBetter = known && !isSame(known.candidate, chosen) && trial.cost < known.cost;
    // the same settings once more: on all folds, where the first look was at some
    const isAgain = known && isSame(known.candidate, trial.candidate);
    if (!known || isAgain || isBetter || isSame(trial.candidate, chosen)) groups.set(sizeName(trial.candidate), trial);
  }
  return [...groups.values()].map((trial) => ({
    candidate: trial.candidate,
    trial,
    error: share(trial.cost, onFirstFolds(constant, trial)),
    folds: (trial.folds ?? []).map((cost) => share(cost)),
    // d√c = dc / 2√c
    standardError:
      trial.standardError === undefined || !constant
        ? null
        : trial.standardError / constant.cost / (squared ? 2 * share(trial.cost) : 1),
    chosen: isSame(trial.candidate, chosen),
    best: isSame(trial.candidate, best),
  }));
}

/** What the guess costs on the folds that a network was looked at; undefined: on all. */
function onFirstFolds(constant: Trial | undefined, { folds }: Trial): number | undefined {
  if (!constant?.folds || !folds || folds.length >= constant.folds.length) return undefined;
  return mean(constant.folds.slice(0, folds.length));
}

/** The trial of the model that is taken; of two with the same settings the later one, which was looked at closer. */
export const chosenTrial = ({ trials, chosen }: Pick<Choice, 'trials' | 'chosen'>): Trial | undefined =>
  trials.findLast(({ candidate }) => isSame(candidate, chosen));

/** Candidates are plain data, made in one place: equal ones have equal texts. */
export const isSame = (a: Candidate, b: Candidate): boolean => JSON.stringify(a) === JSON.stringify(b);
const sizeName = (candidate: Candidate): string => `${candidate.rung} ${hiddenOf(candidate).join()}`;
export const hiddenOf = (candidate: Candidate): readonly number[] =>
  candidate.rung === 'network' ? candidate.hidden : [];

export const rungs: readonly Rung[] = ['constant', 'line', 'network'];

/** The model that the verdict speaks for. */
export const provenRung = ({ rung, overConstant }: TableVerdict): Rung =>
  rung === 'constant' ? rung : (overConstant?.of ?? rung);

/** The one of the three answers that is true; none where a network beats the guess, but no line is proven to. */
export const trueRung = (verdict: TableVerdict): Rung | null =>
  provenRung(verdict) === verdict.rung ? verdict.rung : null;

/**
 * The line as a formula: `20000 + 100 · x - 3 · y`. Numbers have so many digits that what is left out of each is less
 * than a hundred-thousandth of it.
 */
export const lineText = ({ intercept, slopes }: LineTerms): string =>
  [
    shortest(intercept),
    ...slopes.map(({ column, slope }) => `${slope < 0 ? '-' : '+'} ${shortest(Math.abs(slope))} · ${column}`),
  ].join(' ');
const shortest = (value: number): string => String(Number(value.toPrecision(6)));

/** 11 and 0.4: whole percents where they are many. */
export const amount = (value: number): string =>
  Math.abs(value) < 9.95 ? String(Number(Math.abs(value).toFixed(1))) : Math.abs(value).toFixed(0);
