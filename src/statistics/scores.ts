import { labelsOf, type Judged } from './scores/judged.ts';
import { accuracyOf, balancedAccuracyOf, confusionOf, costOf, f1Of } from './scores/labels.ts';
import { logRmse, mae, r2, rmse } from './scores/numbers.ts';
import { calibrationErrorOf, logLossOf, reliabilityOf } from './scores/probabilities.ts';
import { prAucOf, rankedClasses, rocAucOf } from './scores/ranking.ts';

export const numberScores = [
  'logRmse', // where logarithms are judged
  'r2',
  'rmse',
  'mae',
] as const;
export const classScores = [
  'cost', // of a row, on average
  'accuracy',
  'balancedAccuracy',
  'f1',
  'rocAuc',
  'prAuc',
  'logLoss',
  'calibrationError',
] as const;
export type ScoreName = (typeof numberScores)[number] | (typeof classScores)[number];
export type Scores = Readonly<Partial<Record<ScoreName, number>>>;

/**
 * Everything there is to say in numbers about predictions. The names are scikit-learn's, and so are the values, but for
 * the cost and the error of logarithms, of which it has none, and scores that mean nothing on these rows (R² of a
 * target that never changes, areas of a single class): those are left out.
 */
export function scoresOf(of: Judged): Scores {
  return Object.fromEntries(Object.entries(allScores(of)).filter(([, value]) => Number.isFinite(value)));
}

function allScores(of: Judged): Scores {
  if (of.classes === 0) {
    return { ...(of.logarithm ? { logRmse: logRmse(of) } : {}), r2: r2(of), rmse: rmse(of), mae: mae(of) };
  }
  const confusion = confusionOf(of.classes, of.truth, labelsOf(of));
  const ranked = rankedClasses(of);
  return {
    ...(of.costs ? { cost: costOf(confusion, of.costs) / of.truth.length } : {}),
    accuracy: accuracyOf(confusion),
    balancedAccuracy: balancedAccuracyOf(confusion),
    f1: f1Of(confusion),
    rocAuc: rocAucOf(ranked),
    prAuc: prAucOf(ranked),
    logLoss: logLossOf(of),
    calibrationError: calibrationErrorOf(reliabilityOf(of)),
  };
}
