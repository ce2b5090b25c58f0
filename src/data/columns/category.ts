import { mostFrequent, type TextColumn } from '../column.ts';
import { byCodePoint } from '../../util/text.ts';
import type { CategoryFeature, MissingRule } from './feature.ts';
import { put, type Into } from './into.ts';

export interface Grouping {
  /** Least rows that a text needs for a column of its own. */
  readonly rare: number;
  /** Most columns of their own; the most frequent texts have them, of equally frequent ones the first by code point. */
  readonly most: number;
}

/**
 * A column for each text of the training rows; rare ones share one (infrequent ones, in scikit-learn).
 *
 *   fitCategory(['a', 'a', 'b', 'c'], { rare: 2 })   // → values ['a'], other: 2
 */
export function fitCategory(column: TextColumn, missing: MissingRule, { rare, most }: Grouping): CategoryFeature {
  const { counts, gaps } = countsOf(column);
  const ranked = [...counts].sort(([a, n], [b, m]) => m - n || byCodePoint(a, b));
  const own = ranked.filter(([, n], i) => n >= rare && i < most).map(([text]) => text);
  const grouped = ranked.length - own.length;
  const fill = mostFrequent(column);
  const mark = gaps > 0 && missing === 'mark';
  return {
    name: column.name,
    kind: 'category',
    values: own.sort(byCodePoint),
    ...(grouped > 0 ? { other: grouped } : {}),
    ...(fill !== undefined && !mark && (missing === 'mean' || missing === 'mark') ? { fill } : {}),
    ...(gaps > 0 ? { gaps } : {}),
    ...(mark ? { mark: true } : {}),
  };
}

/** @returns the rows that have a text which is not among the known ones */
export function putCategory(
  into: Into,
  { codes, values: texts }: TextColumn,
  rows: readonly number[],
  { values, other, fill, mark }: CategoryFeature,
  known: ReadonlyMap<string, number>,
): void {
  const otherPlace = other === undefined ? -1 : values.length;
  const lackingPlace = mark ? values.length + (other === undefined ? 0 : 1) : -1;
  const placeOf = (text: string): number => known.get(text) ?? otherPlace;
  const places = texts.map(placeOf);
  const filled = fill === undefined ? lackingPlace : placeOf(fill);
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i] ?? -1] ?? -1;
    const place = code < 0 ? filled : (places[code] ?? -1);
    if (place >= 0) put(into, i, place, 1);
  }
}

function countsOf({ codes, values }: TextColumn): { counts: ReadonlyMap<string, number>; gaps: number } {
  const counts = new Map<string, number>();
  const byCode = new Float64Array(values.length);
  let gaps = 0;
  for (const code of codes) {
    if (code < 0) gaps += 1;
    else byCode[code] = (byCode[code] ?? 0) + 1;
  }
  values.forEach((text, code) => {
    const n = byCode[code] ?? 0;
    if (n > 0) counts.set(text, n);
  });
  return { counts, gaps };
}
