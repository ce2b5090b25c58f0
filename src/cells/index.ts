// Any element of any named value as a scalar expression over the cells of named values.
export type { Cell, Expression, Range, Story } from './cell.ts';
export type { ScalarOp } from '../ir/primitives.ts';
export { blocksOf } from './blocks.ts';
export { cellAt, expression, isTimeless } from './expression.ts';
export { dependents, precedents } from './dependents.ts';
export { cellsIn, cellsOf, ranges } from './ranges.ts';
export { mathNumber, mathText, mathTokens, type MathToken } from './math.ts';
export { shown, type Shown, type ShownOptions } from './shown.ts';
export { tell, type Told } from './story.ts';
