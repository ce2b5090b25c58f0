import { fitCandidate, type Ladder } from './climb.ts';
import type { Folds } from './folds.ts';
import type { Crew } from './jobs.ts';
import type { Judged } from './judged.ts';
import { predictions, type Net } from './net.ts';
import type { Problem } from './problem.ts';
import type { FittedTable, TargetUnits } from './table-problem.ts';
import { atThreshold, crossFitted, thresholdOf, type Costs } from './threshold.ts';
import { constantNet, type Held } from './trials.ts';
import type { Answer } from './verdict.ts';

/** Every rung, fitted on the training rows, on the test rows. A threshold comes from the training rows' folds. */
export async function judgeOnTest(
  { problem, units }: FittedTable,
  test: Problem,
  ladder: Ladder,
  { crew, seed, costs }: { crew: Crew; seed: number; costs: Costs | undefined },
): Promise<Judged> {
  const answers = rungsOf(ladder).map(async (held): Promise<Answer> => {
    const { candidate } = held.trial;
    const net =
      candidate.rung === 'constant' ? plainGuess(problem) : await fitCandidate(problem, held.trial, { crew, seed });
    const predicted = inUnits(test, predictions(test, net, test.x), units);
    const labels = costs && atThreshold(predicted, thresholdOf(problem.y, outOfFold(problem, held), costs));
    return { candidate, predicted, ...(labels ? { labels } : {}) };
  });
  return {
    by: 'test',
    classes: test.classes,
    truth: inUnits(test, test.y, units),
    answers: await Promise.all(answers),
  };
}

/** Every rung on all rows, each by the models of the folds that had not seen it. */
export function judgeOnFolds(
  { problem, units }: FittedTable,
  folds: Folds,
  ladder: Ladder,
  costs: Costs | undefined,
): Judged {
  const parts = folds.splits.slice(0, folds.count).map(({ test }) => test);
  return {
    by: 'cross-validation',
    classes: problem.classes,
    truth: inUnits(problem, problem.y, units),
    answers: rungsOf(ladder).map((held) => {
      const predicted = outOfFold(problem, held);
      return {
        candidate: held.trial.candidate,
        predicted: inUnits(problem, predicted, units),
        ...(costs ? { labels: crossFitted(problem.y, predicted, parts, costs) } : {}),
      };
    }),
  };
}

/**
 * What a rung says of rows it was not fitted on. The constant is one for all folds: where each has its own, the guess
 * of a fold is low just where its rows are high.
 */
export const outOfFold = (problem: Problem, { trial, predicted }: Held): Float64Array =>
  trial.candidate.rung === 'constant' ? predictions(problem, plainGuess(problem), problem.x) : predicted;

/** What a person would guess, whatever weights the classes have in training. */
const plainGuess = (problem: Problem): Net =>
  constantNet(
    { ...problem, weights: null },
    Array.from(problem.y, (_, row) => row),
  );

const rungsOf = ({ constant, line, network }: Ladder): readonly Held[] =>
  network ? [constant, line, network] : [constant, line];

/** Numbers in the target's units; probabilities and classes as they are. */
const inUnits = ({ task }: Problem, values: Float64Array, { offset, scale }: TargetUnits): Float64Array =>
  task === 'regression' ? values.map((v) => offset + scale * v) : values;
