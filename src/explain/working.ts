import {
  cellsIn,
  dependents,
  expression,
  mathNumber,
  mathText,
  precedents,
  type Cell,
  type Range,
} from '../cells/index.ts';
import { offset } from '../ir/shape.ts';
import { elementText, labelText } from '../messages/labels.ts';
import type { Language } from '../messages/language.ts';
import type { Trace } from './trace.ts';

/** How one number comes about: the same formula with names and with numbers, what it reads and what reads it. */
export interface Working {
  readonly cell: Cell;
  /** `Δw2, A` */
  readonly name: string;
  /** `權重變化`, `weight change dense_1` */
  readonly title: string;
  readonly value: number;
  /** `e × math`; null for a number that was given: data, a first weight, a setting. */
  readonly formula: string | null;
  /** `−0.2153 × 0.5` */
  readonly numbers: string | null;
  readonly reads: readonly Range[];
  readonly readBy: readonly Range[];
}

export interface WorkingOptions {
  readonly language?: Language;
  /** What the rows of the table are called; default: their numbers. */
  readonly rowNames?: readonly string[];
  /** How a number is written; default: all its digits. */
  readonly number?: (value: number, cell: Cell) => string;
  /** Longer sums are shortened; default 8 terms. */
  readonly longest?: number;
}

/** The number of a cell. */
export const numberOf = (t: Trace, { value, at, t: [moment = 0] }: Cell): number =>
  t.numbers(value, moment)[offset(value.shape, at)] ?? NaN;

/**
 * How a cell comes about.
 *
 *   working(t, cell).formula   // → 'e × math'
 *   working(t, cell).numbers   // → '−0.2153 × 0.5'
 */
export function working(t: Trace, cell: Cell, options: WorkingOptions = {}): Working {
  const { language = 'en', longest = 8, number = mathNumber } = options;
  const label = t.label(cell.value);
  const e = expression(t, cell);
  const rows = new Set(
    cellsIn(e)
      .map((c) => rowOf(t, c))
      .filter((r) => r !== null),
  );
  const called = (c: Cell): string =>
    // rows are told apart where there are several
    rows.size > 1 ? cellName(t, c, options) : elementText(t.label(c.value), c.at, c.value.shape);
  return {
    cell,
    title: labelText(label, language),
    name: cellName(t, cell, options),
    value: numberOf(t, cell),
    formula: e.kind === 'given' ? null : mathText(e, called, { longest }),
    numbers: e.kind === 'given' ? null : mathText(e, (c) => number(numberOf(t, c), c), { longest }),
    reads: precedents(t, cell),
    readBy: dependents(t, cell),
  };
}

/** `w2`; with the row it belongs to: `Δw2, A`; `mean Δw2`. */
export function cellName(t: Trace, cell: Cell, { rowNames, language = 'en' }: WorkingOptions = {}): string {
  const row = rowOf(t, cell);
  const label = t.label(cell.value);
  const symbol = elementText(label, cell.at, cell.value.shape);
  // its terms have the same symbol
  const name = label.role !== 'average' ? symbol : language === 'zh-TW' ? `${symbol} 平均` : `mean ${symbol}`;
  return row === null ? name : `${name}, ${rowNames?.[row] ?? row + 1}`;
}

/** The row of the table that a cell belongs to, counted from 0; null if it belongs to none. */
export function rowOf(t: Trace, { value, at, t: [moment] }: Cell): number | null {
  const axis = t.label(value).axes.findIndex((a) => a.kind === 'row');
  const place = at[axis];
  if (place === undefined) return null;
  return moment === undefined ? place : ((t.steps[moment] ?? t.steps.at(-1))?.rows[place] ?? place);
}
