// Spreadsheets as data: cells, formulas, files. Knows nothing of tensors.
export * from './address.ts';
export * from './book.ts';
export * from './formula/ast.ts';
export { parse } from './formula/parse.ts';
export { print } from './formula/print.ts';
export { copier, shift } from './formula/shift.ts';
export { MAX_FORMULA_LENGTH } from './formula/tokenize.ts';
