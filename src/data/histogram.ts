import { checkNumber, invalid, isList, isRecord } from '../util/options.ts';
import { words } from './error-words.ts';
import type { Column } from './column.ts';

/** How the values of a column lie. */
export type Histogram =
  /** Rows per span: `counts.length` equal spans from `low` to `high`, each without its end, the last one with it. */
  | { readonly kind: 'number'; readonly low: number; readonly high: number; readonly counts: readonly number[] }
  /** The most frequent texts, the most frequent first. */
  | { readonly kind: 'text'; readonly values: readonly string[]; readonly counts: readonly number[] };

/**
 * Rows per span of numbers, or per text. Missing values are not counted.
 *
 *   histogram(Table.of({ age: [18, 20, 39] }).column('age'), 3)   // → { low: 18, high: 39, counts: [2, 0, 1] }
 *
 * @param bars spans of numbers, or texts at most
 */
export function histogram(column: Column, bars = 12): Histogram {
  if (!isRecord(column) || !isList(column.values)) {
    invalid('histogram, column', words('a column of a table, as table.column gives'), column);
  }
  checkNumber('histogram, bars', bars, { least: 1, whole: true });
  return column.kind === 'number' ? spans(column.values, bars) : frequencies(column.codes, column.values, bars);
}

function spans(values: Float64Array, bars: number): Histogram {
  let low = Infinity;
  let high = -Infinity;
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  } // NaN is neither
  const counts = new Array<number>(bars).fill(0);
  const width = (high - low) / bars;
  for (const v of values) {
    if (Number.isNaN(v)) continue;
    const at = width > 0 ? Math.min(bars - 1, Math.floor((v - low) / width)) : 0;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { kind: 'number', low, high, counts };
}

function frequencies(codes: Int32Array, values: readonly string[], bars: number): Histogram {
  const counts = new Int32Array(values.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  const most = Array.from(counts, (count, code) => ({ count, code }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.code - b.code)
    .slice(0, bars);
  return { kind: 'text', values: most.map(({ code }) => values[code] ?? ''), counts: most.map(({ count }) => count) };
}
