import { asDays, dateRuleOf } from '../data/columns/date-rule.ts';
import { missingRows, type Column } from '../data/column.ts';
import type { RowSplit } from '../data/split.ts';
import type { Table } from '../data/table.ts';
import { GradsheetError } from '../errors.ts';
import { NumpyRandom } from '../util/numpy-random.ts';
import { quoted } from '../words.ts';
import { dealtEvenly } from './dealt-evenly.ts';
import { words } from './error-words.ts';
import type { SharedRows } from './shared-rows.ts';

/** What may make another split right. Nobody but a person knows which rows are to be predicted. */
export interface Perhaps {
  /** A column whose rows are alike in the target, which may say whose they are. */
  readonly perhaps?: string;
  /** Rows of one event, place or school. */
  readonly shared?: SharedRows;
  /** A date or a year with which the target changes. */
  readonly later?: string;
}

/** Which rows are held out together: any; the latest, by a column or as they stand; all that share a value. */
export type SplitRule =
  | ({ readonly by: 'random' } & Perhaps)
  | { readonly by: 'time'; readonly column?: string }
  | { readonly by: 'group'; readonly column: string };

/** A rule for some rows: of each the time, or the number of its group. */
export type Dealing = { readonly by: 'random' } | { readonly by: 'time' | 'group'; readonly keys: Float64Array };

/** @throws GradsheetError for a column that is not there, says no time or has one group only */
export function dealingOf(table: Table, rule: SplitRule, rows: readonly number[], least = FEWEST): Dealing {
  if (rule.by === 'random') return { by: 'random' };
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
  let groups = 0;
  return Float64Array.from(column.kind === 'number' ? column.values : column.codes, (value, row) => {
    if (missing.has(row)) return groups++;
    const place = places.get(value) ?? groups++;
    places.set(value, place);
    return place;
  });
}

/** The latest rows; rows of one time stay together. */
export function latestRows(keys: Float64Array, test: number): RowSplit {
  const order = inTime(keys);
  const cut = startOfTime(order, keys, Math.max(1, order.length - Math.max(1, Math.round(test))));
  return { train: sorted(order.slice(0, cut)), test: sorted(order.slice(cut)) };
}

/**
 * Whole groups with about so many rows, and with the classes in the shares that all rows have. A group that would go
 * far beyond is left to training.
 *
 * @param labels of classes, of each row
 */
export function wholeGroups(
  keys: Float64Array,
  test: number,
  seed: number,
  labels: ArrayLike<number> | null = null,
): RowSplit {
  const groups = shuffledGroups(keys, seed);
  const small = groups.filter((rows) => rows.length <= 1.5 * test);
  const share = Math.min(0.9, test / small.flat().length);
  const places = dealtEvenly(classCounts(small, labels), [1 - share, share]);
  const dealt = small.filter((_, i) => places[i] === 1).slice(0, groups.length - FEWEST + 1); // two to train on
  const smallest = groups.reduce((a, b) => (b.length < a.length ? b : a));
  const held = new Set(dealt.length > 0 ? dealt : [smallest]);
  const part = (isHeld: boolean): number[] => sorted(groups.filter((rows) => held.has(rows) === isHeld).flat());
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

/** Whole groups; folds of about as many rows, and with the classes in the shares that all rows have. */
export function groupFolds(
  keys: Float64Array,
  count: number,
  seed: number,
  labels: ArrayLike<number> | null = null,
): RowSplit[] {
  const groups = shuffledGroups(keys, seed);
  const folds = Math.min(count, groups.length);
  const places = dealtEvenly(classCounts(groups, labels), new Array<number>(folds).fill(1 / folds));
  const part = (is: (fold: number) => boolean): number[] => sorted(groups.filter((_, i) => is(places[i] ?? 0)).flat());
  return Array.from({ length: folds }, (_, held) => ({
    train: part((fold) => fold !== held),
    test: part((fold) => fold === held),
  })).filter(({ test }) => test.length > 0);
}

/** The largest first, since small ones even out what large ones leave; those of about one size in random order. */
function shuffledGroups(keys: Float64Array, seed: number): number[][] {
  const groups = rowsOfGroups(keys);
  const order = new NumpyRandom(seed).permutation(groups.length).map((group) => groups[group] ?? []);
  const size = (group: readonly number[]): number => 32 - Math.clz32(group.length); // in bits
  return order.sort((a, b) => size(b) - size(a));
}

/** Of each group how many rows of each class; without classes how many rows. */
function classCounts(groups: readonly (readonly number[])[], labels: ArrayLike<number> | null): number[][] {
  if (!labels) return groups.map((rows) => [rows.length]);
  const classes = Array.from(labels).reduce((most, label) => Math.max(most, label + 1), 0);
  return groups.map((rows) => {
    const counts = new Array<number>(classes).fill(0);
    for (const row of rows) counts[labels[row] ?? 0] = (counts[labels[row] ?? 0] ?? 0) + 1;
    return counts;
  });
}

/**
 * Which rows are alike, by number: those of a group, and neighbours in time (Künsch 1989: blocks of about ∛n times).
 * Null: none. What is uncertain about a mean of such rows is uncertain of the blocks, not of the rows.
 */
export function blocksOf(dealing: Dealing, rows: readonly number[]): Int32Array | null {
  if (dealing.by === 'random') return null;
  const keys = Float64Array.from(rows, (row) => dealing.keys[row] ?? NaN);
  if (dealing.by === 'group') return placesOf(keys, [...keys.keys()]);
  const order = inTime(keys);
  const byTime = placesOf(keys, order);
  const places = new Set(keys).size >= FEWEST_BLOCKS ? byTime : placesOf(Float64Array.from(keys.keys()), order);
  const count = places.reduce((most, place) => Math.max(most, place + 1), 0);
  let length = 1;
  while (length ** 3 < count && (length + 1) * FEWEST_BLOCKS <= count) length += 1;
  return places.map((place) => Math.floor(place / length));
}

/** Of fewer blocks nothing can be told of chance (`gainOf`); so few times are cut in pieces. */
export const FEWEST_BLOCKS = 6;

/** Numbers the values in the order in which the rows come. */
function placesOf(values: Float64Array, order: readonly number[]): Int32Array {
  const places = new Map<number, number>();
  for (const row of order) if (!places.has(values[row] ?? NaN)) places.set(values[row] ?? NaN, places.size);
  return Int32Array.from(values, (value) => places.get(value) ?? 0);
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
