// Any element of any named value as a scalar expression over the cells of named values.
export type { Cell, Expression, Range, Timeline } from './cell.ts';
export type { ScalarOp } from '../ir/primitives.ts';
export { blocksOf } from './blocks.ts';
export { cellAt, expression, isTimeless } from './expression.ts';
export { dependents, precedents } from './dependents.ts';
export { cellsIn, cellsOf, ranges } from './ranges.ts';
export { mathNumber, mathText, mathTokens, type MathToken } from './math.ts';
export { programView, type ProgramView, type ViewOptions } from './program-view.ts';
export { labelledTimeline, type LabelledTimeline } from './timeline.ts';
