import { gainOf } from '../statistics/gain.ts';
import { scoresOf, type Scores } from '../statistics/scores.ts';
import type { Costs, Judged } from '../statistics/scores/judged.ts';
import { uniformFrom } from '../statistics/uniform.ts';
import type { Gain, Measure } from './choice.ts';
import { measureOf } from './verdict.ts';

/** What classes that were predicted are worth, by the measure that a verdict on these rows would have. */
export interface Evaluation {
  readonly measure: Measure;
  readonly model: Scores;
  /** Always the same answer: the shares of the classes in these rows, and the class that is best. */
  readonly baseline: Scores;
  readonly gain: Pick<Gain, 'by' | 'interval'>;
}

export interface Classified extends Judged {
  readonly labels: Float64Array;
  /** Does every class count alike? */
  readonly balanced: boolean;
}

/** Classes of new rows, beside always the same answer. The baseline knows these rows: harder to beat, never easier. */
export function evaluationOf({ balanced, ...model }: Classified): Evaluation {
  const { classes, truth, costs } = model;
  const task = classes === 2 ? 'binary' : 'multiclass';
  const scores = scoresOf(model);
  const wanted = measureOf({ task, truth, classes, costs, balanced });
  const measure = scores[wanted] === undefined ? 'accuracy' : wanted; // rows of one class cannot be ranked
  const baseline = constantOf(classes, truth, costs);
  return {
    measure,
    model: scores,
    baseline: scoresOf(baseline),
    gain: gainOf(measure, model, baseline, uniformFrom(1)),
  };
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
