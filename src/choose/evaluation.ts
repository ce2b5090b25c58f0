import { gainOf } from '../statistics/gain.ts';
import { scoresOf, type Scores } from '../statistics/scores.ts';
import type { Costs, Judged } from '../statistics/scores/judged.ts';
import { uniformFrom } from '../statistics/uniform.ts';
import { exp, log } from '../util/libm.ts';
import { mean } from '../util/lists.ts';
import type { Gain, Measure } from './choice.ts';
import { measureOf } from './verdict.ts';

/** What predictions are worth, by the measure that a verdict on these rows would have. */
export interface Evaluation {
  readonly measure: Measure;
  readonly model: Scores;
  /** Always the same answer: the shares of the classes, and the class that is best by them; or the mean. */
  readonly baseline: Scores;
  readonly gain: Pick<Gain, 'by' | 'interval'>;
}

export interface Evaluated extends Judged {
  /** Does every class count alike? */
  readonly balanced?: boolean;
  /**
   * What the training rows tell: the share of each class, or the mean, of logarithms the geometric one. Absent: of
   * these rows, which is harder to beat, never easier.
   */
  readonly guess?: readonly number[];
}

/** Predictions of new rows, beside always the same answer. */
export function evaluationOf({ balanced = false, guess, ...model }: Evaluated): Evaluation {
  const { classes, truth, costs, logarithm = false } = model;
  const task = classes === 0 ? 'regression' : classes === 2 ? 'binary' : 'multiclass';
  const scores = scoresOf(model);
  const wanted = measureOf({ task, truth, classes, costs, balanced, logarithm });
  const measure = scores[wanted] === undefined ? 'accuracy' : wanted; // rows of one class cannot be ranked
  const baseline =
    task === 'regression'
      ? always(truth, guess?.[0] ?? meanOf(truth, logarithm), logarithm)
      : constantOf(truth, guess ?? sharesOf(classes, truth), costs);
  return {
    measure,
    model: scores,
    baseline: scoresOf(baseline),
    gain: gainOf(measure, model, baseline, uniformFrom(1)),
  };
}

/** @param logarithm the mean of the logarithms: the geometric mean */
const meanOf = (truth: Float64Array, logarithm: boolean): number =>
  logarithm ? exp(mean(truth.map(log))) : mean(truth);

const always = (truth: Float64Array, guess: number, logarithm: boolean): Judged => ({
  classes: 0,
  truth,
  predicted: new Float64Array(truth.length).fill(guess),
  logarithm,
});

function sharesOf(classes: number, truth: Float64Array): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of truth) counts[label] = (counts[label] ?? 0) + 1;
  return counts.map((count) => count / truth.length);
}

function constantOf(truth: Float64Array, shares: readonly number[], costs: Costs | undefined): Judged {
  const classes = shares.length;
  const [negatives = 0, positives = 0] = shares;
  const best = costs ? Number(costs.fn * positives > costs.fp * negatives) : shares.indexOf(Math.max(...shares));
  const row = classes === 2 ? shares.slice(1) : shares;
  return {
    ...{ classes, truth },
    predicted: Float64Array.from({ length: truth.length * row.length }, (_, i) => row[i % row.length] ?? 0),
    labels: new Float64Array(truth.length).fill(best),
    ...(costs ? { costs } : {}),
  };
}
