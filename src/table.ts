// `gradsheet/table`: a model for a table of one's own: what follows from the target, and what the result is worth.
export { planTable, taskOf, type Part, type TablePlan, type TablePlanOptions } from './model/table-plan.ts';
export { classOf, hardestRows, judge, type HardRow, type Verdict } from './model/judge.ts';
export { histogram, type Histogram } from './data/histogram.ts';
