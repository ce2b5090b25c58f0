import { GradsheetError } from '../errors.ts';
import {
  cellName,
  copier,
  keyColumn,
  keyRow,
  MAX_COLUMNS,
  parse,
  type Cell,
  type Sheet,
  type Workbook,
} from '../workbook/index.ts';
import { spend } from './budget.ts';
import { ARRAY, compile, ONE, type Code } from './compile.ts';

/**
 * A formula read once, for every cell that holds a copy of it: references without `$` count from `row` and `column`.
 */
export interface Template {
  readonly text: string;
  readonly row: number;
  readonly column: number;
  readonly array: boolean;
  /** null: the text is no formula; `problem` says why. */
  readonly code: Code | null;
  readonly problem?: GradsheetError;
  /** The text as it reads that many rows and columns away. */
  copy(rows: number, columns: number): string;
}

/**
 * Finds for each formula the template of a neighbour that it is a copy of, so that a column filled down is read once.
 */
export class Templates {
  readonly #book: Workbook;
  readonly #of: Map<number, Template>[];
  constructor(book: Workbook) {
    this.#book = book;
    this.#of = book.sheets.map(() => new Map());
  }

  /** The template of a cell that has a formula; undefined where there is none. */
  of(sheet: number, key: number): Template | undefined {
    const all = this.#of[sheet];
    const known = all?.get(key);
    if (known || !all) return known;
    const here: Sheet | undefined = this.#book.sheets[sheet];
    const cell = here?.cells.get(key);
    if (!here || cell?.formula === undefined) return undefined;
    const found =
      neighbours
        .map((step) => all.get(key + step))
        .find((t, i, others) => t && others.indexOf(t) === i && isCopy(t, cell, cell.formula ?? '', key)) ??
      make(here.name, key, cell, cell.formula);
    all.set(key, found);
    return found;
  }
}

// above, below, left, right: steps between keys of cells
const neighbours = [-MAX_COLUMNS, MAX_COLUMNS, -1, 1] as const;

const isCopy = (t: Template, cell: Cell, text: string, key: number): boolean =>
  t.array === (cell.array !== undefined) &&
  t.code !== null &&
  ((text === t.text && keyRow(key) === t.row && keyColumn(key) === t.column) ||
    text === t.copy(keyRow(key) - t.row, keyColumn(key) - t.column));

function make(sheet: string, key: number, cell: Cell, text: string): Template {
  spend(text.length);
  const row = keyRow(key);
  const column = keyColumn(key);
  const array = cell.array !== undefined;
  let copies: ((rows: number, columns: number) => string) | undefined;
  const common = {
    text,
    row,
    column,
    array,
    copy: (rows: number, columns: number): string => (copies ??= copier(text))(rows, columns),
  };
  try {
    return { ...common, code: compile(parse(text, cellName(sheet, row, column)), array ? ARRAY : ONE) };
  } catch (problem) {
    if (!(problem instanceof GradsheetError)) throw problem;
    return { ...common, code: null, problem };
  }
}
