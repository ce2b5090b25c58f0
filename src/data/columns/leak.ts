import type { Column, NumberColumn, TextColumn } from '../column.ts';
import { computedFrom } from './computed.ts';
import { correlation } from './correlation.ts';
import type { UnderstoodColumn } from './understand.ts';
import type { PreprocessingWarning } from './warning.ts';

type Leak = PreprocessingWarning & { readonly code: 'tells-target' };

/** Which features tell the target, alone or by a formula. Of several features: the only one is all there is. */
export function leaksOf(
  features: readonly UnderstoodColumn[],
  target: Column,
  classes: boolean,
  rows: readonly number[],
): PreprocessingWarning[] {
  if (features.length < 2) return [];
  const alone = features.flatMap((feature) => leakOf(feature, target, classes, rows));
  return alone.length > 0 || classes || target.kind !== 'number' ? alone : computedFrom(features, target, rows);
}

/**
 * Does a feature alone tell the target? Then it may be the target in another form, which nobody has when there is
 * something to predict. Only said: on a straight line it is as it should be.
 *
 * @param rows the training rows
 */
function leakOf(
  { name, column, role }: UnderstoodColumn,
  target: Column,
  classes: boolean,
  rows: readonly number[],
): Leak[] {
  if (rows.length < 20 || role === 'text') return [];
  if (!classes) {
    if (column.kind !== 'number' || target.kind !== 'number') return [];
    const r = Math.abs(correlation(column.values, target.values, rows));
    return r > 0.9999 ? [{ code: 'tells-target', column: name, how: 'line' }] : [];
  }
  const classAt = (row: number): number => (target.kind === 'number' ? target.values[row] : target.codes[row]) ?? NaN;
  const told = column.kind === 'number' ? partsClasses(column, classAt, rows) : namesClasses(column, classAt, rows);
  return told ? [{ code: 'tells-target', column: name, how: column.kind === 'number' ? 'range' : 'value' }] : [];
}

/** Has each class a range of numbers of its own, without overlap? */
function partsClasses({ values }: NumberColumn, classAt: (row: number) => number, rows: readonly number[]): boolean {
  const ranges = new Map<number, Range>();
  for (let i = 0; i < rows.length; i++) {
    if (i === SOME && !areApart(ranges)) return false; // ranges only grow
    const row = rows[i] ?? -1;
    const value = values[row] ?? NaN;
    if (Number.isNaN(value)) continue;
    const range = ranges.get(classAt(row));
    if (!range) ranges.set(classAt(row), { low: value, high: value });
    else {
      if (value < range.low) range.low = value;
      if (value > range.high) range.high = value;
    }
  }
  return ranges.size > 1 && areApart(ranges);
}

const SOME = 1000; // rows

interface Range {
  low: number;
  high: number;
}

function areApart(ranges: ReadonlyMap<number, Range>): boolean {
  const sorted = [...ranges.values()].sort((a, b) => a.low - b.low);
  return sorted.every(({ low }, i) => i === 0 || low > (sorted[i - 1]?.high ?? NaN));
}

/** Has each text one class only, and rows enough that this is no chance? */
function namesClasses({ codes }: TextColumn, classAt: (row: number) => number, rows: readonly number[]): boolean {
  const classOf = new Map<number, number>();
  for (const row of rows) {
    const code = codes[row] ?? -1;
    if (code < 0) continue;
    const known = classOf.get(code);
    if (known !== undefined && known !== classAt(row)) return false;
    classOf.set(code, classAt(row));
  }
  return classOf.size > 1 && rows.length >= 5 * classOf.size;
}
