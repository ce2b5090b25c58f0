import type { Costs } from '../statistics/scores/judged.ts';
import { limitsOf, type Spread } from '../model/row-prediction.ts';
import { exp } from '../util/libm.ts';
import { confusionOf, costOf } from '../statistics/scores/labels.ts';
import type { Choice, CostThreshold, Importance, LineTerms, TargetTold } from './choice.ts';
import type { Answer, Judged } from './judged.ts';
import type { FittedTable } from './table-problem.ts';
import type { Ladder } from './climb.ts';
import { conformalHalfWidth } from './conformal.ts';
import type { Folds } from './folds.ts';
import type { Net } from './net.ts';
import { foundThreshold, heldRows } from './judge.ts';
import { fromStandard, type TargetUnits } from './target-units.ts';
import { atThreshold } from './threshold.ts';
import { verdictOf } from './verdict.ts';

const LEVEL = 0.9;
const MOST_TERMS = 12;

/** Everything there is to say about a choice, as plain data. */
export function choiceOf({
  whole,
  part,
  folds,
  ladder,
  judged,
  seed,
  final,
  importance,
  costs,
  split,
  logarithm,
}: {
  whole: FittedTable;
  part: FittedTable;
  folds: Folds;
  ladder: Ladder;
  judged: Judged;
  seed: number;
  final: Net;
  importance: readonly Importance[];
  costs: Costs | undefined;
  split: Choice['split'];
  logarithm: Choice['logarithm'];
}): Choice {
  const { problem } = part;
  const { chosen } = ladder;
  return {
    task: problem.task,
    target: targetTold(whole),
    seed,
    rows: { train: problem.y.length, test: judged.by === 'test' ? judged.truth.length : 0 },
    folds: { count: folds.count, repeats: folds.repeats },
    trials: ladder.trials,
    best: ladder.best.trial.candidate,
    chosen: chosen.trial.candidate,
    split,
    logarithm,
    verdict: verdictOf({ task: problem.task, ...judged, seed, costs, balanced: problem.weights !== null }),
    interval: intervalOf(part, folds, ladder, judged),
    threshold: costs ? thresholdFor(part, folds, ladder, judged, costs) : null,
    importance,
    line: chosen.trial.candidate.rung === 'line' ? lineTerms(whole, final) : null,
    cut: ladder.cut,
  };
}

function targetTold({ problem, preprocessing, units, target: values }: FittedTable): TargetTold {
  const { target } = preprocessing;
  const classes = target.kind === 'number' ? [] : target.values.map(String);
  if (problem.task === 'regression') return { name: target.name, classes, guess: [...fromStandard(ZERO, units)] };
  const counts = classes.map(() => 0);
  for (const label of values) counts[label] = (counts[label] ?? 0) + 1;
  return { name: target.name, classes, guess: counts.map((count) => count / values.length) };
}

/** The mean, in standard units. */
const ZERO = new Float64Array(1);

function thresholdFor(
  { problem }: FittedTable,
  folds: Folds,
  { chosen }: Ladder,
  judged: Judged,
  costs: Costs,
): CostThreshold {
  const { threshold } = foundThreshold(problem, folds, chosen, costs);
  const answerOf = (rung: string): Answer | undefined =>
    judged.answers.find(({ candidate }) => candidate.rung === rung);
  const own = answerOf(chosen.trial.candidate.rung);
  const cost = (labels: Float64Array = new Float64Array(0)): number =>
    costOf(confusionOf(judged.classes, judged.truth, labels), costs);
  return {
    ...costs,
    threshold,
    cost: cost(own?.labels),
    costAtHalf: cost(own && atThreshold(own.predicted, { threshold: 0.5 })),
    costOfConstant: cost(answerOf('constant')?.labels),
  };
}

function intervalOf(
  { problem, units }: FittedTable,
  folds: Folds,
  { chosen }: Ladder,
  judged: Judged,
): Choice['interval'] {
  if (problem.task !== 'regression') return null;
  const { truth, predicted } = heldRows(problem, folds, chosen);
  const errors = truth.map((v, row) => v - (predicted[row] as number));
  const halfWidth = Math.max(conformalHalfWidth(errors, LEVEL), roundingOf(problem.y, units));
  if (!Number.isFinite(halfWidth)) return null;
  const answer = judged.answers.find(({ candidate }) => candidate.rung === chosen.trial.candidate.rung);
  const spread: Spread =
    units.scale === 'log' ? { factor: exp(halfWidth * units.deviation) } : { halfWidth: halfWidth * units.deviation };
  const inside = judged.truth.filter((v, row) => {
    const { low, high } = limitsOf(answer?.predicted[row] ?? NaN, spread);
    return low <= v && v <= high;
  });
  return {
    level: LEVEL,
    ...spread,
    coverage: judged.by === 'test' ? inside.length / judged.truth.length : null,
  };
}

/**
 * What a saved model's arithmetic leaves open, in standard units: it computes in 32 bits, and eight roundings of half a
 * unit in the last place are more than a prediction was seen to suffer. Where a target is exactly a line of the
 * features, errors on other rows are smaller, and an interval of their width would hold no row.
 */
function roundingOf(y: Float64Array, { mean, deviation }: TargetUnits): number {
  const largest = y.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return 8 * 2 ** -24 * (Math.abs(mean) / deviation + largest);
}

/** The line without its scaling: target = intercept + Σ slope × column; or the logarithm of the target. */
function lineTerms({ problem, preprocessing, units }: FittedTable, [layer]: Net): LineTerms | null {
  const { columns, scaling } = preprocessing;
  if (!layer || problem.task === 'multiclass' || columns.length > MOST_TERMS) return null;
  const slopes = columns.map((column, i) => ({
    column,
    slope: ((layer.kernel[i] as number) * units.deviation) / (scaling.divisor[i] ?? 1),
  }));
  const shift = slopes.reduce((sum, { slope }, i) => sum + slope * (scaling.offset[i] ?? 0), 0);
  return { intercept: units.mean + units.deviation * (layer.bias[0] as number) - shift, slopes };
}
