// `gradsheet/explain`: every number of a training, how it comes about, and what it does to the loss.
export {
  scenesOf,
  trace,
  traceScenes,
  predicting,
  type Scenes,
  type Trace,
  type TraceOptions,
} from './explain/trace.ts';
export { cellName, numberOf, rowOf, working, type Working, type WorkingOptions } from './explain/working.ts';
export { chain, numericSlope, type Chain, type Path } from './explain/chain.ts';
export { slopeExpressions, slopes } from './explain/slopes.ts';
export {
  cellAt,
  cellsIn,
  cellsOf,
  dependents,
  expression,
  mathNumber,
  mathText,
  mathTokens,
  precedents,
  ranges,
  type Cell,
  type Expression,
  type MathToken,
  type Range,
  type ScalarOp,
  type ProgramView,
  type Timeline,
  type LabelledTimeline,
} from './cells/index.ts';
export { colourOf, colours, elementText, labelText, type Colour } from './messages/labels.ts';
export { glossary, term, type TermName } from './messages/glossary.ts';
export { languageOf, languages, type Language } from './messages/language.ts';
export { History, type HistoryOptions, type StepTrace } from './run/history.ts';
export { branchOf, type Changes } from './run/replay.ts';
export { tracedHistory } from './explain/traced-history.ts';
export { orderedRows } from './run/order.ts';
export { endOf, epochMean, firstStep, stepAt, stepsOf, stepsPerEpoch, type Step } from './run/steps.ts';
export { inMemory, rowsOf, sourceOf } from './run/tables.ts';
export { elsewhere } from './explain/other-rows.ts';
export { diagnose, type DiagnoseOptions } from './explain/diagnose/diagnose.ts';
export { stabilityLimit, type StabilityLimit } from './explain/diagnose/learning-rate.ts';
export { overfitting } from './explain/diagnose/overfitting.ts';
export { gradientSizes } from './explain/diagnose/gradients.ts';
export type { Diagnosis, DiagnosisKind, Remedy } from './explain/diagnose/diagnosis.ts';
