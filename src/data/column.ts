import { GradsheetError } from '../errors.ts';
import { verbatim, type Words } from '../words.ts';
import { checkList } from '../util/options.ts';
import { byCodePoint, excerpt } from '../util/text.ts';
import { words } from './error-words.ts';

/** Numbers; a missing one is NaN (no other value of a table is NaN or infinite). */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  readonly values: Float64Array;
}
/** Texts as numbers into a list of the distinct ones, in order of first appearance; a missing one is -1. */
export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  readonly codes: Int32Array;
  readonly values: readonly string[];
}
export type Column = NumberColumn | TextColumn;

/** One value of a table; null where it is missing. */
export type Cell = number | string | null;
/** What a column can be made of. In lists of numbers and texts null is a missing value, and so is an empty text. */
export type ColumnValues =
  readonly (number | null)[] | readonly (string | null)[] | Float64Array | Float32Array | Int32Array | Uint8Array;

/** What a column holds, in short. */
export interface ColumnSummary {
  readonly name: string;
  readonly kind: 'number' | 'text';
  readonly rows: number;
  readonly missing: number;
  readonly distinct: number;
  /** Of number columns with at least one value. */
  readonly mean?: number;
  /** Sample standard deviation (divided by n-1), as pandas; absent for fewer than two values. */
  readonly std?: number;
  readonly min?: number;
  readonly max?: number;
  /** Of text columns: the most frequent text; of equally frequent ones the first by code point. */
  readonly top?: string;
}

/** @throws GradsheetError `not-finite` for NaN or infinity, `bad-cell` for a value of another kind than the first */
export function columnOf(name: string, values: ColumnValues): Column {
  checkList(words('column {}', name), values);
  const first = Array.prototype.find.call(values, (value: unknown) => value !== null && value !== undefined) as unknown;
  if (first !== undefined && typeof first !== 'string' && typeof first !== 'number') {
    throw new GradsheetError('bad-cell', {
      where: words('row {}, column {}', Array.prototype.indexOf.call(values, first) + 1, name),
      expected: words('a number or a text'),
      received: excerpt(first),
      ...(typeof first === 'boolean' ? { hint: words('Write true as 1 and false as 0.') } : {}),
    });
  }
  return typeof first === 'string'
    ? textColumn(name, values as ArrayLike<unknown>)
    : numberColumn(name, values as ArrayLike<unknown>);
}

export function lengthOf(column: Column): number {
  return column.kind === 'number' ? column.values.length : column.codes.length;
}

export function cellOf(column: Column, row: number): Cell {
  if (column.kind === 'text') return column.values[column.codes[row] ?? -1] ?? null;
  const value = column.values[row];
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** The values at the given rows, in that order. In loops: `from` with a function takes ten times as long. */
export function takeCells(column: Column, rows: ArrayLike<number>): Column {
  if (column.kind === 'text') {
    const codes = new Int32Array(rows.length);
    for (let i = 0; i < codes.length; i++) codes[i] = column.codes[rows[i] ?? -1] ?? -1;
    return { ...column, codes };
  }
  const values = new Float64Array(rows.length);
  for (let i = 0; i < values.length; i++) values[i] = column.values[rows[i] ?? -1] ?? NaN;
  return { ...column, values };
}

/** The rows without a value, counted from 0; at most `limit` of them. */
export function missingRows(column: Column, rows?: ArrayLike<number>, limit = Infinity): number[] {
  const found: number[] = [];
  if (rows && !hasMissing(column)) return found; // most have none, and rows come in any order
  const n = rows?.length ?? lengthOf(column);
  for (let i = 0; i < n && found.length < limit; i++) {
    const row = rows?.[i] ?? i;
    if (column.kind === 'text' ? (column.codes[row] ?? -1) < 0 : Number.isNaN(column.values[row] ?? NaN)) {
      found.push(row);
    }
  }
  return found;
}

function hasMissing(column: Column): boolean {
  if (column.kind === 'text') return column.codes.some((code) => code < 0);
  const { values } = column;
  for (let row = 0; row < values.length; row++) if (values[row] !== values[row]) return true;
  return false;
}

/** The distinct values that occur: numbers ascending, texts by code point. */
export function distinctValues(column: Column, rows?: ArrayLike<number>): readonly number[] | readonly string[] {
  const chosen = rows ? takeCells(column, rows) : column;
  if (chosen.kind === 'number') {
    return [...new Set(chosen.values.filter((value) => !Number.isNaN(value)))].sort((a, b) => a - b);
  }
  return [...new Set(chosen.codes)].flatMap((code) => chosen.values[code] ?? []).sort(byCodePoint);
}

/** How many distinct values occur. Typed arrays sort fast; a set of doubles would box every one of them. */
function distinctCount(column: Column): number {
  if (column.kind === 'number') {
    const sorted = column.values.slice().sort(); // NaN last
    return sorted.reduce((n, v, i) => n + (Number.isNaN(v) || v === sorted[i - 1] ? 0 : 1), 0);
  }
  const seen = new Uint8Array(column.values.length);
  for (const code of column.codes) if (code >= 0) seen[code] = 1;
  return seen.reduce((n, v) => n + v, 0);
}

/** The most frequent text; of equally frequent ones the first by code point. */
export function mostFrequent(column: TextColumn, rows?: ArrayLike<number>): string | undefined {
  const counts = new Float64Array(column.values.length);
  const n = rows?.length ?? column.codes.length;
  for (let i = 0; i < n; i++) {
    const code = column.codes[rows?.[i] ?? i] ?? -1;
    if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  }
  let best: string | undefined;
  let most = 0;
  column.values.forEach((value, code) => {
    const times = counts[code] ?? 0;
    if (times > most || (times === most && best !== undefined && byCodePoint(value, best) < 0)) {
      best = value;
      most = times;
    }
  });
  return best;
}

/** Of the values that are there: how many, their mean, the sum of squared deviations from it, and their bounds. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly squares: number;
  readonly min: number;
  readonly max: number;
}

/** Those of two lists as one. @see Chan, Golub & LeVeque 1983, https://doi.org/10.1080/00031305.1983.10483115 */
export function mergedMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0 || b.n === 0) return a.n === 0 ? b : a;
  const n = a.n + b.n;
  const apart = b.mean - a.mean;
  const [min, max] = [Math.min(a.min, b.min), Math.max(a.max, b.max)];
  return {
    n,
    mean: min === max ? min : a.mean + (apart * b.n) / n,
    squares: a.squares + b.squares + (apart * apart * a.n * b.n) / n,
    min,
    max,
  };
}

/** The mean in two passes, so that offsets do not hurt. */
export function moments(values: Float64Array): Moments {
  let n = 0;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    n += 1;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const rough = sum / n;
  let rest = 0;
  for (const value of values) if (!Number.isNaN(value)) rest += value - rough;
  const mean = min === max ? min : rough + rest / n;
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) * (value - mean);
  return { n, mean, squares, min, max };
}

export function summaryOf(column: Column): ColumnSummary {
  const { name, kind } = column;
  const rows = lengthOf(column);
  const shared = { name, kind, rows, missing: missingRows(column).length, distinct: distinctCount(column) };
  if (column.kind === 'text') {
    const top = mostFrequent(column);
    return top === undefined ? shared : { ...shared, top };
  }
  const { n, mean, squares, min, max } = moments(column.values);
  if (n === 0) return shared;
  return { ...shared, mean, ...(n > 1 ? { std: Math.sqrt(squares / (n - 1)) } : {}), min, max };
}

function numberColumn(name: string, values: ArrayLike<unknown>): NumberColumn {
  const numbers = new Float64Array(values.length);
  for (let row = 0; row < numbers.length; row++) numbers[row] = numberAt(name, values[row], row);
  return { kind: 'number', name, values: numbers };
}

function numberAt(name: string, value: unknown, row: number): number {
  if (value === null || value === undefined) return NaN;
  if (typeof value !== 'number') throw wrongKind(name, row, words('a number'), value);
  if (!Number.isFinite(value)) {
    throw new GradsheetError('not-finite', {
      where: words('row {}, column {}', row + 1, name),
      expected: words('a finite number'),
      received: verbatim(value),
      hint: words('Use null for a missing value.'),
    });
  }
  return value;
}

function textColumn(name: string, values: ArrayLike<unknown>): TextColumn {
  const distinct = new Map<string, number>();
  const codes = Int32Array.from(values, (value, row) => {
    if (value === null || value === undefined || value === '') return -1;
    if (typeof value !== 'string') throw wrongKind(name, row, words('a text'), value);
    const code = distinct.get(value) ?? distinct.size;
    distinct.set(value, code);
    return code;
  });
  return { kind: 'text', name, codes, values: [...distinct.keys()] };
}

function wrongKind(name: string, row: number, expected: Words, value: unknown): GradsheetError {
  return new GradsheetError('bad-cell', {
    where: words('row {}, column {}', row + 1, name),
    expected: words('{}, as in the rows before', expected),
    received: typeof value === 'string' ? words('the text "{}"', value) : excerpt(value),
    hint: words('A column holds either numbers or texts.'),
  });
}
