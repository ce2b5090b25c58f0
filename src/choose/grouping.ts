import type { Column } from '../data/column.ts';

/** Rows by group: of each row the number of its group, from 0; -1: none. */
export interface Grouping {
  readonly of: Int32Array;
  readonly groups: number;
}

/** Rows by the values of a column of texts or whole numbers; null for other numbers. A missing value is no group. */
export function groupingOf(column: Column): Grouping | null {
  if (column.kind === 'text') return { of: column.codes, groups: column.values.length };
  let [least, most] = [Infinity, -Infinity];
  const rows = column.values.length;
  for (let row = 0; row < rows; row++) {
    const value = column.values[row] as number;
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return null;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (most < least) return null;
  return most - least < 4 * rows ? byPlace(column.values, least, most - least + 1) : byMap(column.values);
}

/** The same of any column; null for numbers most of which are met once. */
export function valuesGrouping(column: Column): Grouping | null {
  return groupingOf(column) ?? (column.kind === 'number' ? byMap(column.values, column.values.length / 2) : null);
}

/** Numbers that lie close: a list is quicker than a map. */
function byPlace(values: Float64Array, least: number, width: number): Grouping {
  const places = new Int32Array(width).fill(-1);
  let groups = 0;
  const of = new Int32Array(values.length).fill(-1);
  for (let row = 0; row < values.length; row++) {
    const place = (values[row] as number) - least;
    if (Number.isNaN(place)) continue;
    if ((places[place] as number) < 0) places[place] = groups++;
    of[row] = places[place] as number;
  }
  return { of, groups };
}

/** @param most groups; null if there are more */
function byMap(values: Float64Array): Grouping;
function byMap(values: Float64Array, most: number): Grouping | null;
function byMap(values: Float64Array, most = Infinity): Grouping | null {
  const places = new Map<number, number>();
  const of = new Int32Array(values.length).fill(-1);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    if (place >= most) return null;
    of[row] = place;
  }
  return { of, groups: places.size };
}

/** At least ten groups, and nearly all rows in groups of several. */
export function hasSeveralRows(grouping: Grouping): boolean {
  const rows = grouping.of.length;
  const sizes = sizesOf(grouping);
  const several = sizes.reduce((sum, size) => sum + (size > 1 ? size : 0), 0);
  return sizes.length >= FEWEST_GROUPS && sizes.length <= rows / 2 && several >= 0.8 * rows;
}

export const FEWEST_GROUPS = 10;

/**
 * Is each class in several groups? A class of one bureau alone cannot be learned from the other bureaus.
 *
 * @param classes [classes][rows]: 1 for a row of the class; of two classes one list
 */
export function hasClassesApart({ of, groups }: Grouping, classes: readonly Float64Array[]): boolean {
  const kinds = classes.length === 1 ? [0, 1] : [1];
  return classes.every((goal) =>
    kinds.every((kind) => {
      const met = new Uint8Array(groups);
      for (let row = 0; row < of.length; row++) {
        if (goal[row] === kind && (of[row] as number) >= 0) met[of[row] as number] = 1;
      }
      return met.reduce((sum, one) => sum + one, 0) >= FEWEST_OF_CLASS;
    }),
  );
}

/** So many folds there are. */
const FEWEST_OF_CLASS = 5;

/** Does no group have more than a quarter of the rows? Else few groups are left to learn from, or to be judged on. */
export function isBalanced(grouping: Grouping): boolean {
  return sizesOf(grouping).every((size) => size <= grouping.of.length / 4);
}

/**
 * Many groups of few rows each, and of about as many: measured several times. Kinds, such as towns and brands, are few,
 * or some are much more frequent than others.
 */
export function looksPlanned(grouping: Grouping): boolean {
  const sizes = sizesOf(grouping);
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const squares = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / sizes.length;
  return sizes.length >= 30 && mean <= 20 && Math.sqrt(squares) <= 0.75 * mean;
}

/** Of the groups that have rows. */
function sizesOf({ of, groups }: Grouping): number[] {
  const sizes = new Int32Array(groups);
  for (let row = 0; row < of.length; row++) {
    const group = of[row] as number;
    if (group >= 0) (sizes[group] as number) += 1;
  }
  const found: number[] = [];
  for (const size of sizes) if (size > 0) found.push(size);
  return found;
}
