// `gradsheet/table`: a model for a table of one's own: its columns as numbers, rows held back, what follows from the
// target, and what the result is worth.
export { splitRows, type RowSplit, type SplitOptions } from './data/split.ts';
export { trainTestSplit, type Split, type TableSplitOptions } from './data/train-test-split.ts';
export {
  applyScaling,
  encode,
  fitPreprocessing,
  type Encoded,
  type EncodingNote,
  type Preprocessing,
  type PreprocessingOptions,
  type PreprocessingWarning,
} from './data/encode.ts';
export { understand, type Understanding } from './data/columns/understand.ts';
export { usableRows } from './data/columns/usable-rows.ts';
export { dateText } from './data/columns/date-text.ts';
export { exampleOf } from './data/columns/feature.ts';
export type { Feature, MissingRule, Role, Target, Task } from './data/preprocessing.ts';
export { planTable, taskOf, type Part, type TablePlan, type TablePlanOptions } from './model/table-plan.ts';
export { classOf, hardestRows, judge, type HardRow, type Verdict } from './model/judge.ts';
export { histogram, type Histogram } from './data/histogram.ts';
export { chooseModel, type ChooseModelOptions } from './choose/choose-model.ts';
export { predictTable, type TableLike, type TablePredictions } from './choose/predict-table.ts';
export type { RowPrediction } from './model/row-prediction.ts';
export { splitDemand } from './choose/split-demand.ts';
export type { SplitRule } from './choose/dealing.ts';
export { choiceSentences, choiceTexts } from './choose/sentences.ts';
export {
  chosenTrial,
  isSame,
  learnedOf,
  lineText,
  rankedColumns,
  rungs,
  sizeOf,
  stepsOf,
  trueRung,
  type GainSize,
  type Learned,
  type RankedColumn,
  type Step,
} from './choose/outcome.ts';
export { choicePage, type ChoiceEvidence, type ChoicePageOptions } from './choose/page/index.ts';
export type { Chosen } from './choose/choose.ts';
export type {
  Candidate,
  Choice,
  Gain,
  Importance,
  LineTerms,
  Rung,
  TableVerdict,
  TargetTold,
  Trial,
} from './choose/choice.ts';
export type { Judged } from './choose/judged.ts';
export { alone, type Crew, type Job, type JobResult } from './choose/jobs.ts';
