// IronCalc as a further opinion on formulas: an engine of its own, in WebAssembly.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initSync, Model } from '@ironcalc/wasm';
import { keyColumn, keyRow, type Workbook } from '../../src/workbook/index.ts';

export type IronCalcValue = number | string | boolean | { readonly error: string };

const file = createRequire(import.meta.url).resolve('@ironcalc/wasm/wasm_bg.wasm');
let ready = false;

/** Computes a book of one sheet. Values by row and column, numbers with 15 digits. */
export function ironCalculate(book: Workbook): (row: number, column: number) => IronCalcValue {
  if (!ready) initSync({ module: readFileSync(file) });
  ready = true;
  const model = new Model('book', 'en', 'UTC', 'en');
  for (const [key, cell] of book.sheets[0]?.cells ?? []) {
    const row = keyRow(key) + 1;
    const column = keyColumn(key) + 1;
    const { value } = cell;
    const text =
      cell.formula ??
      (typeof value === 'boolean'
        ? String(value).toUpperCase()
        : typeof value === 'string' && /^[0-9=]/.test(value)
          ? `'${value}`
          : String(value));
    if (cell.array) {
      model.setUserArrayFormula(
        0,
        row,
        column,
        cell.array.right - cell.array.left + 1,
        cell.array.bottom - cell.array.top + 1,
        text,
      );
    } else model.setUserInput(0, row, column, text);
    model.updateRangeStyle({ sheet: 0, row, column, width: 1, height: 1 }, 'num_fmt', '0.00000000000000E+00');
  }
  model.evaluate();
  return (row, column) => {
    const text = model.getFormattedCellValue(0, row + 1, column + 1);
    const type = model.getCellType(0, row + 1, column + 1);
    return type === 1 ? Number(text) : type === 4 ? text === 'TRUE' : type === 16 ? { error: text } : text;
  };
}
