import type { Costs } from '../statistics/scores/judged.ts';
import { fitCandidate, type Ladder } from './climb.ts';
import { blocksOf, type Dealing } from './dealing.ts';
import type { Folds } from './folds.ts';
import type { Crew } from './jobs.ts';
import type { Answer, Judged } from './judged.ts';
import { predictions, type Net } from './net.ts';
import { outputsOf, type Problem } from './problem.ts';
import type { FittedTable } from './table-problem.ts';
import { fromStandard, type TargetUnits } from './target-units.ts';
import { atThreshold, crossFitted, thresholdOf, type Threshold } from './threshold.ts';
import { constantNet, type Held } from './trials.ts';

/** Every rung, fitted on the training rows, on the test rows. A threshold comes from the training rows' folds. */
export async function judgeOnTest(
  { problem, units }: FittedTable,
  test: Problem,
  ladder: Ladder,
  { crew, seed, folds, costs, blocks }: How,
): Promise<Judged> {
  const answers = rungsOf(ladder).map(async (held): Promise<Answer> => {
    const { candidate } = held.trial;
    const net =
      candidate.rung === 'constant' ? plainGuess(problem) : await fitCandidate(problem, held.trial, { crew, seed });
    const predicted = inUnits(test, predictions(test, net, test.x), units);
    const labels = costs && atThreshold(predicted, foundThreshold(problem, folds, held, costs));
    return { candidate, predicted, ...(labels ? { labels } : {}) };
  });
  return {
    by: 'test',
    logarithm: units.scale === 'log',
    classes: test.classes,
    truth: inUnits(test, test.y, units),
    answers: await Promise.all(answers),
    blocks,
  };
}

interface How {
  readonly crew: Crew;
  readonly seed: number;
  readonly folds: Folds;
  readonly costs: Costs | undefined;
  /** Which test rows are alike. */
  readonly blocks: Int32Array | null;
}

/** Every rung on all rows, each by the models of the folds that had not seen it. */
export function judgeOnFolds(
  { problem, units }: FittedTable,
  folds: Folds,
  ladder: Ladder,
  { costs, dealing }: { costs: Costs | undefined; dealing: Dealing },
): Judged {
  const places = folds.held && new Map(folds.held.map((row, place) => [row, place]));
  const parts = folds.splits.slice(0, folds.count).map(({ test }) => test.map((row) => places?.get(row) ?? row));
  return {
    by: 'cross-validation',
    logarithm: units.scale === 'log',
    classes: problem.classes,
    truth: inUnits(problem, folds.held ? take(problem.y, folds.held, 1) : problem.y, units),
    answers: rungsOf(ladder).map((held) => {
      const { truth, predicted } = outOfFold(problem, folds, held);
      return {
        candidate: held.trial.candidate,
        predicted: inUnits(problem, predicted, units),
        ...(costs ? { labels: crossFitted(truth, predicted, parts, costs) } : {}),
      };
    }),
    blocks: blocksOf(dealing, folds.held ?? Array.from(problem.y.keys())),
  };
}

/** What a rung says of the rows that were held out, each by a model that had not seen it, and what is true of them. */
export function heldRows(problem: Problem, { held }: Folds, { predicted }: Held): Rows {
  if (!held) return { truth: problem.y, predicted };
  return { truth: take(problem.y, held, 1), predicted: take(predicted, held, outputsOf(problem)) };
}

interface Rows {
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
}

/**
 * The same with one constant for all folds: where each has its own, the guess of a fold is low just where its rows are
 * high. But nobody knows the mean of the future: where folds go forward in time, each has its own.
 */
function outOfFold(problem: Problem, folds: Folds, rung: Held): Rows {
  const rows = heldRows(problem, folds, rung);
  if (rung.trial.candidate.rung !== 'constant' || (folds.held && problem.task === 'regression')) return rows;
  const guess = predictions(problem, plainGuess(problem), problem.x);
  return { ...rows, predicted: guess.subarray(0, rows.predicted.length) };
}

/** The threshold of a rung from rows it was not fitted on. */
export function foundThreshold(problem: Problem, folds: Folds, rung: Held, costs: Costs): Threshold {
  const { truth, predicted } = outOfFold(problem, folds, rung);
  return thresholdOf(truth, predicted, costs);
}

const take = (values: Float64Array, rows: readonly number[], width: number): Float64Array =>
  Float64Array.from({ length: rows.length * width }, (_, i) => {
    const at = (rows[Math.floor(i / width)] ?? 0) * width + (i % width);
    return values[at] ?? NaN;
  });

/** What a person would guess, whatever weights the classes have in training. */
const plainGuess = (problem: Problem): Net =>
  constantNet(
    { ...problem, weights: null },
    Array.from(problem.y, (_, row) => row),
  );

const rungsOf = ({ constant, line, network }: Ladder): readonly Held[] =>
  network ? [constant, line, network] : [constant, line];

/** Numbers in the target's units; probabilities and classes as they are. */
const inUnits = ({ task }: Problem, values: Float64Array, units: TargetUnits): Float64Array =>
  task === 'regression' ? fromStandard(values, units) : values;
