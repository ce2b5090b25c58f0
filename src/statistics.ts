// `gradsheet/statistics`: is a model better than a constant guess, and how sure is that? Folds to ask it on every row.
export {
  judgeClassification,
  judgeRegression,
  FEWEST_ROWS,
  type ClassificationVerdict,
  type ConstantClass,
  type ConstantNumber,
  type Measure,
  type RegressionOptions,
  type RegressionVerdict,
} from './statistics/baseline.ts';
export {
  binomialInterval,
  bootstrapIntervals,
  comparePaired,
  type Interval,
  type PairedComparison,
} from './statistics/intervals.ts';
export { kFold, stratifiedKFold, type FoldOptions, type RowSplit } from './data/split.ts';
