import { asDays, dateRuleOf } from '../data/columns/date-rule.ts';
import { missingRows, type Column } from '../data/column.ts';
import type { RowSplit } from '../data/split.ts';
import type { Table } from '../data/table.ts';
import { GradsheetError } from '../errors.ts';
import { NumpyRandom } from '../util/numpy-random.ts';
import { quoted } from '../words.ts';
import { words } from './error-words.ts';

/** Which rows are held out together: any; the latest, by a column or as they stand; all that share a value. */
export type SplitRule =
  | { readonly by: 'random' }
  | { readonly by: 'time'; readonly column?: string }
  | { readonly by: 'group'; readonly column: string };

/** A rule for some rows: of each the time, or the number of its group. */
export type Dealing = { readonly by: 'random' } | { readonly by: 'time' | 'group'; readonly keys: Float64Array };

/** @throws GradsheetError for a column that is not there, says no time or has one group only */
export function dealingOf(table: Table, rule: SplitRule, rows: readonly number[], least = FEWEST): Dealing {
  if (rule.by === 'random') return rule;
  const column = rule.column === undefined ? null : table.column(rule.column);
  const all = column && (rule.by === 'time' ? timesOf(table, column) : groupsOf(column));
  const keys = Float64Array.from(rows, (row) => (all ? (all[row] ?? NaN) : row));
  const distinct = new Set(keys).size;
  if (distinct >= least) return { by: rule.by, keys };
  throw new GradsheetError('invalid-option', {
    where: words('split'),
    expected:
      rule.by === 'time' ? words('rows of at least {} different times', least) : words('at least {} groups', least),
    received: words('{}', distinct),
  });
}

/** A test part, and two folds of what is left. */
const FEWEST = 3;

/** Days, or numbers as they are. What has no time comes first. */
function timesOf(table: Table, column: Column): Float64Array {
  const rule = column.kind === 'number' ? null : dateRuleOf(column, true);
  const read = rule ? asDays(column, rule.rule) : column;
  if (read.kind === 'number') return read.values.map((value) => (Number.isNaN(value) ? -Infinity : value));
  throw new GradsheetError('bad-cell', {
    where: table.where({ row: 0, column: column.name }),
    expected: words('a date or a number'),
    received: quoted(read.values[0] ?? ''),
  });
}

/** A row without a value is a group of its own. */
function groupsOf(column: Column): Float64Array {
  const missing = new Set(missingRows(column));
  const places = new Map<number, number>();
  return Float64Array.from(column.kind === 'number' ? column.values : column.codes, (value, row) => {
    const key = missing.has(row) ? -1 - row : value;
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place;
  });
}

/** The latest rows; rows of one time stay together. */
export function latestRows(keys: Float64Array, test: number): RowSplit {
  const order = inTime(keys);
  const cut = startOfTime(order, keys, Math.max(1, order.length - Math.max(1, Math.round(test))));
  return { train: sorted(order.slice(0, cut)), test: sorted(order.slice(cut)) };
}

/** Groups in random order, until they have so many rows; one that would go far beyond is passed over. */
export function wholeGroups(keys: Float64Array, test: number, seed: number): RowSplit {
  const groups = rowsOfGroups(keys);
  const sizeOf = (group: number): number => groups[group]?.length ?? 0;
  const order = new NumpyRandom(seed).permutation(groups.length);
  const chosen = new Set<number>();
  let rows = 0;
  for (const group of order) {
    if (rows >= test || chosen.size >= groups.length - FEWEST + 1 || rows + sizeOf(group) > 1.5 * test) continue;
    chosen.add(group);
    rows += sizeOf(group);
  }
  if (chosen.size === 0) chosen.add(order.reduce((a, b) => (sizeOf(b) < sizeOf(a) ? b : a)));
  const part = (held: boolean): number[] => sorted(groups.filter((_, group) => chosen.has(group) === held).flat());
  return { train: part(false), test: part(true) };
}

/**
 * Each fold is trained on what was before it. The earliest part has nothing before it and is never held out. The latest
 * fold comes first: it has most to learn from, so it says most where not all are looked at.
 */
export function forwardFolds(keys: Float64Array, count: number): RowSplit[] {
  const order = inTime(keys);
  const cuts = Array.from({ length: count }, (_, k) =>
    startOfTime(order, keys, Math.round((order.length * (k + 1)) / (count + 1))),
  );
  const places = [...new Set([...cuts, order.length])].filter((cut) => cut > 0);
  return places
    .slice(0, -1)
    .map((cut, k) => ({ train: sorted(order.slice(0, cut)), test: sorted(order.slice(cut, places[k + 1])) }))
    .reverse();
}

/** Groups in random order, each to the fold that has the fewest rows. */
export function groupFolds(keys: Float64Array, count: number, seed: number): RowSplit[] {
  const groups = rowsOfGroups(keys);
  const folds = Array.from({ length: Math.min(count, groups.length) }, (): number[] => []);
  for (const group of new NumpyRandom(seed).permutation(groups.length)) {
    const least = folds.reduce((a, b) => (b.length < a.length ? b : a));
    least.push(...(groups[group] ?? []));
  }
  return folds.map((test, held) => ({
    train: sorted(folds.filter((_, fold) => fold !== held).flat()),
    test: sorted(test),
  }));
}

/**
 * Which rows are alike, by number: those of a group, and neighbours in time (Künsch 1989: blocks of about ∛n rows).
 * Null: none. What is uncertain about a mean of such rows is uncertain of the blocks, not of the rows.
 */
export function blocksOf(dealing: Dealing, rows: readonly number[]): Int32Array | null {
  if (dealing.by === 'random') return null;
  const keys = Float64Array.from(rows, (row) => dealing.keys[row] ?? NaN);
  if (dealing.by === 'group') {
    const places = new Map<number, number>();
    for (const key of keys) if (!places.has(key)) places.set(key, places.size);
    return Int32Array.from(keys, (key) => places.get(key) ?? 0);
  }
  let length = 1;
  while (length ** 3 < keys.length) length += 1;
  const blocks = new Int32Array(keys.length);
  inTime(keys).forEach((row, place) => {
    blocks[row] = Math.floor(place / length);
  });
  return blocks;
}

const inTime = (keys: Float64Array): number[] =>
  Array.from(keys.keys()).sort((a, b) => (keys[a] === keys[b] ? a - b : (keys[a] ?? 0) < (keys[b] ?? 0) ? -1 : 1));

/** The first place of the time at `place`; of the next time, where that would leave nothing before it. */
function startOfTime(order: readonly number[], keys: Float64Array, place: number): number {
  const at = (i: number): number => keys[order[i] ?? 0] ?? NaN;
  let start = place;
  while (start > 0 && at(start - 1) === at(place)) start -= 1;
  if (start > 0) return start;
  let next = place;
  while (next < order.length && at(next) === at(place)) next += 1;
  return next;
}

function rowsOfGroups(keys: Float64Array): number[][] {
  const groups = new Map<number, number[]>();
  keys.forEach((key, row) => {
    const rows = groups.get(key) ?? [];
    groups.set(key, rows);
    rows.push(row);
  });
  return [...groups.values()];
}

const sorted = (rows: readonly number[]): number[] => rows.toSorted((a, b) => a - b);
