import { moments, type Column } from '../data/column.ts';
import type { Understanding, UnderstoodColumn } from '../data/columns/understand.ts';
import type { Table } from '../data/table.ts';
import { rowsAlike, type Alikeness } from './alike.ts';
import type { SplitRule } from './dealing.ts';
import {
  FEWEST_GROUPS,
  groupingOf,
  hasClassesApart,
  hasSeveralRows,
  isBalanced,
  looksPlanned,
  type Grouping,
} from './grouping.ts';
import { attributesOf, mayName, saysWho } from './identity.ts';
import { sharedRows } from './shared-rows.ts';
import { goesInTime, isCalendar, panelGoesInTime, periodsOf, saysWhen } from './time-order.ts';
import { unexplained, type Unexplained } from './unexplained.ts';

/**
 * Do the rows demand more than chance when some are held out? A wrong answer is worse than none, so one sign is never
 * enough:
 *
 * - time: the rows stand in the order of a date or a year, as a whole or each series for itself, and neighbours are
 *   alike in the target. Then a row held out at random lies between two that tell it, which no row of the future does.
 * - group: most values of a column have several rows, these are alike in the target, and the column is an identity: by
 *   its name (subject, patient_id, 病歷號), or by others that never change within a group (a birthday and a sex). Then a
 *   person's rows on both sides would let the model know the person.
 *
 * Where rows of a column have nearly the same target, whatever the other columns say, it may be an identity; but the
 * rows to come may be of the same districts and schools. Chance it is, and the column is named (`perhaps`); also rows
 * that share several columns (`shared`), and years over which the target changes (`later`).
 *
 * @param asked columns that a person wants as features
 */
export function splitDemand(table: Table, understood: Understanding, asked: readonly string[]): SplitRule {
  const { features, target } = understood;
  const goals = goalsOf(target);
  if (goals.length === 0 || table.rows < FEWEST_ROWS) return { by: 'random' };
  const goal = goals.length === 1 ? goals[0] : undefined; // several classes have no order
  const times = goal ? features.filter(saysWhen) : [];
  const strict = goal && times.find((time) => goesInTime(time, goal) && isLearned(goal, time));
  if (strict) return { by: 'time', column: strict.name };

  const columns = groupedColumns(table, target.name);
  const owners = columns
    .filter(({ column: { name }, grouping }) => !asked.includes(name) && hasSeveralRows(grouping))
    .map((one) => ({ ...one, ...rowsAlike(one.grouping, goals) }))
    .filter(({ isSure, alike, groups }) => isSure && alike >= 0.2 && groups >= FEWEST_GROUPS)
    .filter(({ column: { name } }) => features.some((feature) => feature.name !== name));
  const named = owners.find(({ column }) => saysWho(column.name));
  if (named) return { by: 'group', column: named.column.name };

  const panel = goal && times.find((time) => isPanel(time, goal, columns) && isLearned(goal, time));
  if (panel) return { by: 'time', column: panel.name };

  const dates = new Set(features.filter(({ role }) => role === 'date').map(({ name }) => name));
  const names = owners
    .filter(({ grouping }) => isNumber(target) || hasClassesApart(grouping, goals))
    .filter(({ column, grouping }) => !dates.has(column.name) && mayName(column, grouping, goals));
  const [entity] = names
    .map(({ column, grouping }) => ({ column, grouping, ...attributesOf(grouping, features) }))
    .filter(({ all, birthdays, grouping }) => all >= 2 && birthdays >= 1 && isBalanced(grouping))
    .sort((a, b) => b.all - a.all);
  if (entity) return { by: 'group', column: entity.column.name };
  const left = unexplained(features);
  const alike = perhapsAlike(names, goals, left);
  const shared = alike === null ? sharedRows(table, features, target.name) : null;
  const later = features.find((time) => perhapsLater(time, goals, left));
  return {
    by: 'random',
    ...(alike === null ? {} : { perhaps: alike }),
    ...(shared && !asked.includes(shared.column) ? { shared } : {}),
    ...(later ? { later: later.name } : {}),
  };
}

const FEWEST_ROWS = 50;
const MOST_CLASSES = 20;

interface GroupedColumn {
  readonly column: Column;
  readonly grouping: Grouping;
}

function groupedColumns(table: Table, target: string): GroupedColumn[] {
  return table.columns.flatMap((column) => {
    const grouping = column.name === target ? null : groupingOf(column);
    return grouping ? [{ column, grouping }] : [];
  });
}

/** Numbers as they are; of two classes 0 and 1; of more, each class against all others. */
function goalsOf(target: UnderstoodColumn): Float64Array[] {
  const { column } = target;
  if (column.kind === 'number' && isNumber(target)) return [column.values];
  const grouping = groupingOf(column);
  if (!grouping || grouping.groups < 2 || grouping.groups > MOST_CLASSES) return [];
  const { of, groups } = grouping;
  const classes = Array.from({ length: groups === 2 ? 1 : groups }, (_, k) => (groups === 2 ? 1 : k));
  return classes.map((k) => Float64Array.from(of, (group) => (group < 0 ? NaN : Number(group === k))));
}

const isNumber = ({ column, role }: UnderstoodColumn): boolean => column.kind === 'number' && role !== 'category';

/** Of two classes both must be in every sixth of the times: else the first folds would have one class to learn from. */
function isLearned(goal: Float64Array, { column }: UnderstoodColumn): boolean {
  if (column.kind !== 'number') return false;
  const classes = new Set<number>();
  for (const value of goal) if (!Number.isNaN(value) && classes.add(value).size > 2) return true;
  const { values } = column;
  const order = Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number));
  return Array.from({ length: 6 }, (_, k) => {
    const part = order.slice((order.length * k) / 6, (order.length * (k + 1)) / 6).map((row) => goal[row]);
    return [...classes].every((value) => part.includes(value));
  }).every(Boolean);
}

function isPanel(time: UnderstoodColumn, goal: Float64Array, columns: readonly GroupedColumn[]): boolean {
  if (time.column.kind !== 'number' || !isCalendar(time)) return false;
  const series = columns.filter(({ column }) => column.name !== time.name).map(({ grouping }) => grouping);
  return panelGoesInTime(time.column.values, goal, series);
}

/** The column whose rows are most alike beyond what a line on the others explains, if that is plain to see. */
function perhapsAlike(
  names: readonly (GroupedColumn & Alikeness)[],
  goals: readonly Float64Array[],
  left: Unexplained,
): string | null {
  const [best] = names
    .toSorted((a, b) => b.alike - a.alike)
    .slice(0, MOST_TRIED)
    .map(({ column, grouping }) => ({ column, grouping, ...rowsAlike(grouping, left(goals, column.name)) }))
    .filter((one) => one.isSure && isPlain(one))
    .sort((a, b) => b.alike - a.alike);
  return best?.column.name ?? null;
}

/**
 * Several years, over which the target changes in a way that a line does not explain, whatever goes up or down with
 * time: only the latest rows tell whether what was learned still holds.
 */
function perhapsLater(time: UnderstoodColumn, goals: readonly Float64Array[], left: Unexplained): boolean {
  const { column, role } = time;
  if (column.kind !== 'number' || !saysWhen(time) || !isCalendar(time)) return false;
  const years = new Set(role === 'date' ? column.values.map((day) => Math.floor(day / 365.25)) : column.values);
  if (years.size < FEWEST_YEARS || !goals.every((goal) => isLearned(goal, time))) return false;
  const rest = left(goals, null);
  const { alike, isSure } = rowsAlike(periodsOf(column.values, PERIODS), rest);
  return isSure && alike >= LEAST_CHANGE && rest.some((values) => moments(values).squares >= LEFT * values.length);
}

const FEWEST_YEARS = 3;
const PERIODS = 10;
/** Between periods, of the variance that is left. */
const LEAST_CHANGE = 0.005;
/** Of the variance: what a penalty leaves of a line that fits is less. */
const LEFT = 0.01;

/** Texts name something. Numbers may count or measure, so more is asked of them. */
const isPlain = ({ column, grouping, alike }: GroupedColumn & Alikeness): boolean =>
  column.kind === 'text'
    ? alike >= 0.5 && grouping.groups >= 2 * FEWEST_GROUPS
    : alike >= 0.8 && looksPlanned(grouping);

const MOST_TRIED = 3;
