import type { Column } from '../data/column.ts';
import { correlation } from '../data/columns/correlation.ts';
import { saysTime } from '../data/columns/identifier.ts';
import type { UnderstoodColumn } from '../data/columns/understand.ts';
import type { Table } from '../data/table.ts';
import { FEWEST_GROUPS, hasSeveralRows, isBalanced, valuesGrouping, type Grouping } from './grouping.ts';

/** A column, and others that have one value for each of its values. */
export interface SharedRows {
  readonly column: string;
  readonly same: readonly string[];
}

/**
 * Several rows of one event, place or school: columns that agree in the same groups of rows, of which two are numbers
 * that measure different things. A name and its code, or a number and its logarithm, do not count: they are one column,
 * written twice.
 *
 *   sharedRows(accidents, features, 'fled')   // → { column: 'place', same: ['longitude', 'latitude'] }
 *
 * The target need not be alike in such rows. But whatever is learned of an event by heart holds for all its rows, on
 * both sides of a test that is dealt at random.
 */
export function sharedRows(table: Table, features: readonly UnderstoodColumn[], target: string): SharedRows | null {
  const dates = new Set(features.filter(({ role }) => role === 'date').map(({ name }) => name));
  const left = table.columns
    .filter(({ name }) => name !== target && !dates.has(name) && !saysTime(name))
    .slice(0, MOST_COLUMNS)
    .flatMap(grouped)
    .sort((a, b) => a.grouping.groups - b.grouping.groups);
  while (left.length > 1) {
    const [first] = left.splice(0, 1);
    if (!first) return null;
    const same = left.filter((other) => agree(first.grouping, other.grouping));
    if (haveNumbersApart([first, ...same])) return told([first, ...same], table);
    for (const one of same) left.splice(left.indexOf(one), 1);
  }
  return null;
}

interface Grouped {
  readonly column: Column;
  readonly grouping: Grouping;
}

/** Looked at, of a table with many columns. */
const MOST_COLUMNS = 200;
/** A share of the rows, or of the groups: two accidents at one place, a slip. */
const FEW = 0.02;

function grouped(column: Column): Grouped[] {
  const grouping = valuesGrouping(column);
  const isEvent = grouping && grouping.groups >= 2 * FEWEST_GROUPS && hasSeveralRows(grouping) && isBalanced(grouping);
  return isEvent ? [{ column, grouping }] : [];
}

/** Does each tell the other, but for few rows? */
const agree = (a: Grouping, b: Grouping): boolean =>
  b.groups - a.groups <= FEW * b.groups && tells(a, b) && tells(b, a);

function tells(a: Grouping, b: Grouping): boolean {
  const known = new Int32Array(a.groups).fill(-1);
  let wrong = 0;
  for (let row = 0; row < a.of.length; row++) {
    const [from, to] = [a.of[row] as number, b.of[row] as number];
    if (from < 0 || to < 0) continue;
    if ((known[from] as number) < 0) known[from] = to;
    else if (known[from] !== to) wrong += 1;
    if (wrong > FEW * a.of.length) return false;
  }
  return true;
}

function haveNumbersApart(same: readonly Grouped[]): boolean {
  const [first, ...others] = same.flatMap(({ column }) => (column.kind === 'number' ? [column.values] : []));
  return first !== undefined && others.some((values) => Math.abs(rankCorrelation(first, values)) < SAME);
}

/** Numbers whose ranks are correlated so much measure one thing: the odds of two outcomes, each rounded. */
const SAME = 0.9;

/** As Spearman's, but equal values have one rank, and ranks have no gaps. */
const rankCorrelation = (a: Float64Array, b: Float64Array): number =>
  correlation(ranks(a), ranks(b), Array.from(a.keys()));

function ranks(values: Float64Array): Float64Array {
  const places = new Map([...new Set(values.toSorted())].map((value, place) => [value, place]));
  return values.map((value) => (Number.isNaN(value) ? NaN : (places.get(value) ?? NaN)));
}

/** The column that a person knows an event by: a text, or a whole number. */
function told(same: readonly Grouped[], table: Table): SharedRows {
  const place = ({ column }: Grouped): number =>
    column.kind === 'text' ? 0 : column.values.every((v) => Number.isInteger(v) || Number.isNaN(v)) ? 1 : 2;
  const order = new Map(table.columns.map(({ name }, i) => [name, i]));
  const [first, ...others] = same
    .toSorted((a, b) => (order.get(a.column.name) ?? 0) - (order.get(b.column.name) ?? 0))
    .sort((a, b) => place(a) - place(b))
    .map(({ column }) => column.name);
  return { column: first ?? '', same: others };
}
