// Spreadsheets as data: cells, formulas, files. Knows nothing of tensors.
export * from './address.ts';
export * from './book.ts';
export * from './formula/ast.ts';
export { parse } from './formula/parse.ts';
export { print } from './formula/print.ts';
export { copier, shift } from './formula/shift.ts';
export { MAX_FORMULA_LENGTH } from './formula/tokenize.ts';
export { MAX_TEXT_LENGTH } from './xlsx/cell-xml.ts';
export { readXlsx } from './xlsx/read.ts';
export { MAX_CELLS } from './xlsx/read-sheet.ts';
export { isDateFormat } from './xlsx/styles.ts';
export { writeXlsx } from './xlsx/write.ts';
export type { BookPatch, CellPatch } from './xlsx/patch.ts';
export { patchXlsx } from './xlsx/patch.ts';
