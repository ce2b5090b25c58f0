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
  /** Always the same answer: the shares of the classes in these rows, and the class that is best; or the mean. */
  readonly baseline: Scores;
  readonly gain: Pick<Gain, 'by' | 'interval'>;
}

export interface Evaluated extends Judged {
  /** Does every class count alike? */
  readonly balanced?: boolean;
}

/** Predictions of new rows, beside always the same answer, which knows these rows: harder to beat, never easier. */
export function evaluationOf({ balanced = false, ...model }: Evaluated): Evaluation {
  const { classes, truth, costs, logarithm = false } = model;
  const task = classes === 0 ? 'regression' : classes === 2 ? 'binary' : 'multiclass';
  const scores = scoresOf(model);
  const wanted = measureOf({ task, truth, classes, costs, balanced, logarithm });
  const measure = scores[wanted] === undefined ? 'accuracy' : wanted; // rows of one class cannot be ranked
  const baseline = task === 'regression' ? meanOf(truth, logarithm) : constantOf(classes, truth, costs);
  return {
    measure,
    model: scores,
    baseline: scoresOf(baseline),
    gain: gainOf(measure, model, baseline, uniformFrom(1)),
  };
}

/** @param logarithm the mean of the logarithms: the geometric mean */
function meanOf(truth: Float64Array, logarithm: boolean): Judged {
  const middle = logarithm ? exp(mean(truth.map(log))) : mean(truth);
  return { classes: 0, truth, predicted: new Float64Array(truth.length).fill(middle), logarithm };
}

function constantOf(classes: number, truth: Float64Array, costs: Costs | undefined): Judged {
  const counts = new Float64Array(classes);
  for (const label of truth) counts[label] = (counts[label] ?? 0) + 1;
  const shares = counts.map((count) => count / truth.length);
  const [negatives = 0, positives = 0] = counts;
  const best = costs ? Number(costs.fn * positives > costs.fp * negatives) : counts.indexOf(Math.max(...counts));
  const row = classes === 2 ? shares.subarray(1) : shares;
  return {
    ...{ classes, truth },
    predicted: Float64Array.from({ length: truth.length * row.length }, (_, i) => row[i % row.length] ?? 0),
    labels: new Float64Array(truth.length).fill(best),
    ...(costs ? { costs } : {}),
  };
}
