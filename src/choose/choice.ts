import type { Task } from '../data/preprocessing.ts';
import type { GainMeasure } from '../statistics/gain.ts';
import type { Interval } from '../statistics/intervals.ts';
import type { Scores } from '../statistics/scores.ts';
import type { Spread } from '../model/row-prediction.ts';
import type { Costs } from '../statistics/scores/judged.ts';
import type { SplitRule } from './dealing.ts';
import type { NetworkSettings } from './network.ts';

/** From the simplest to the richest: a guess that is always the same, a line (of classes: one each), a network. */
export type Rung = 'constant' | 'line' | 'network';

/** One way to learn that was tried. Plain JSON: it is saved with the model. */
export type Candidate =
  | { readonly rung: 'constant' }
  /** The penalty on the squared slopes, with features and target in standard units. */
  | { readonly rung: 'line'; readonly penalty: number }
  | ({ readonly rung: 'network' } & NetworkSettings);

/** How a candidate did on rows it was not trained on. */
export interface Trial {
  readonly candidate: Candidate;
  /** Mean cost of the held-out rows (`costs`): bounded squared error in standard units, or of the probabilities. */
  readonly cost: number;
  /** The standard error of that mean, over the rows. */
  readonly standardError?: number;
  /** The mean cost in each fold. */
  readonly folds?: readonly number[];
  /** Passes over the rows after which the cost was least; of networks. */
  readonly epochs?: number;
  /** Was it given up after the first folds, where another one did much better? Its cost is of those alone. */
  readonly dropped?: true;
  /** Was the cost still falling at the last pass that was tried? */
  readonly unfinished?: boolean;
}

/** What a model is measured by; `larger` scores are better for all but errors. */
export type Measure = GainMeasure;

/** A rung on the rows it is judged on. */
export interface RungScore {
  readonly rung: Rung;
  readonly candidate: Candidate;
  readonly scores: Scores;
}
/** How much better one rung is than another by the verdict's measure, on the same rows; positive is better. */
export interface Gain {
  readonly of: Rung;
  readonly over: Rung;
  readonly by: number;
  /** 95 %, rows paired; null for too few rows. */
  readonly interval: Interval | null;
}

/** The tutorial's question, answered for this table: is anything better than a guess, and is a line enough? */
export interface TableVerdict {
  /**
   * How far the proof reaches. `constant`: nothing is proven to beat a guess. `line`: a model is (`overConstant` says
   * which), but no network is proven to beat a line. `network`: a network is proven to beat both.
   */
  readonly rung: Rung;
  readonly measure: Measure;
  /** Rows it was judged on: the test rows, or all of them, each by a model that had not seen it. */
  readonly rows: number;
  readonly by: 'test' | 'cross-validation';
  readonly rungs: readonly RungScore[];
  /** Of the model that the rung speaks of; where nothing is proven, of the better one. */
  readonly overConstant: Gain | null;
  /** Of the network, if there is one and a line. */
  readonly overLine: Gain | null;
}

/** How much the cost grows when a column's values are dealt to the rows at random. */
export interface Importance {
  readonly column: string;
  /** Share of the gap between the model's cost and the constant's: 1 means that all is lost without the column. */
  readonly share: number;
  readonly interval: Interval | null;
}

/** A line in the table's own units: target = intercept + Σ slope × column. Of classes, the log odds. */
export interface LineTerms {
  readonly intercept: number;
  readonly slopes: readonly { readonly column: string; readonly slope: number }[];
}

/**
 * Of two classes whose wrong answers cost differently: the second is said above a probability. What that costs is told
 * of the judged rows together, of which each was given its class by a threshold from other rows; of one half, too; and
 * of the cheaper constant answer.
 */
export interface CostThreshold extends Costs {
  readonly threshold: number;
  readonly cost: number;
  readonly costAtHalf: number;
  readonly costOfConstant: number;
}

/**
 * Which rows were held out together, and whether a person said so; else the rows demanded it. `quantity`: the column
 * that a person named as time is a number that looks like none, such as a temperature.
 */
export type SplitTold = SplitRule & { readonly asked: boolean; readonly quantity?: true };

/** That logarithms of the target are learned. */
export interface LogarithmTold {
  /** Did a person say so? */
  readonly asked: boolean;
  /** Of the target's variance, the share that the largest hundredth of the values makes up. */
  readonly tail: number;
  /** So many values of 0 count as `floor`, the least above it. */
  readonly zeros: number;
  readonly floor: number;
}

/** What is predicted, and what somebody would guess who knows no more than the rows the model was fitted on. */
export interface TargetTold {
  readonly name: string;
  /** Names of the classes; none for a number. */
  readonly classes: readonly string[];
  /** The share of each class; of a number one entry, the mean, or the geometric mean where logarithms are learned. */
  readonly guess: readonly number[];
}

/** Everything about how a model came to be, and what it is worth. Plain JSON: it is saved with the model. */
export interface Choice {
  readonly task: Task;
  /** Absent: chosen by a version that did not keep it. */
  readonly target?: TargetTold;
  readonly seed: number;
  readonly rows: { readonly train: number; readonly test: number };
  readonly folds: { readonly count: number; readonly repeats: number };
  readonly split: SplitTold;
  readonly trials: readonly Trial[];
  /** The candidate of least cost. */
  readonly best: Candidate;
  /** The simplest one whose cost is within one standard error of the best's, rows paired. */
  readonly chosen: Candidate;
  readonly verdict: TableVerdict;
  /** How far around predictions 90 % of the rows lie (split conformal); null for classes. */
  readonly interval: ({ readonly level: number; readonly coverage: number | null } & Spread) | null;
  /** Null: a number is learned as it is, and so are classes. */
  readonly logarithm: LogarithmTold | null;
  /** Columns whose far numbers are kept, since a line needs them; absent: none, limited, or a person decided. */
  readonly farNumbers?: readonly string[];
  readonly threshold: CostThreshold | null;
  readonly importance: readonly Importance[];
  /** The line, if there are not too many columns to say it. */
  readonly line: LineTerms | null;
  /** What the clock or the person cut, and how many networks were tried; null if all was tried. */
  readonly cut: { readonly reason: 'time' | 'asked'; readonly tried: number; readonly of: number } | null;
}
