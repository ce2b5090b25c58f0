import type { UnderstoodColumn } from '../data/columns/understand.ts';
import { isClock } from '../data/columns/parse-date.ts';
import { isClear, neighboursAlike, rowsAlike } from './alike.ts';
import type { Grouping } from './grouping.ts';

/** Years and times by their usual names, alone or with others; not days or hours, which may be of anything. */
const SAYS_WHEN = /^(?:t|time)$|(?:^|[\s_.-])(?:year|yr)s?(?:$|[\s_.-])|^年(?:份|度)?$|年份|年度|時間|期別/i;
/** When something began says how old it is, not when the row was written. */
const SAYS_BEGAN = /built|born|birth|found|model|remod|出生|生日|建築|建造|竣工|屋齡|到職|入學/i;

/** A date, or a number called a time or a year; a time of day comes again every day. */
export const saysWhen = ({ name, role, column, rule }: UnderstoodColumn): boolean =>
  column.kind === 'number' && !isClock(rule) && (role === 'date' || SAYS_WHEN.test(name));

/**
 * Do the rows stand in order of this time, one row for each, and are neighbours alike in the target? Then a row held
 * out at random lies between two that tell it, which no row of the future does.
 */
export function goesInTime({ role, column }: UnderstoodColumn, goal: Float64Array): boolean {
  if (column.kind !== 'number') return false;
  const { values } = column;
  const steps = new Float64Array(values.length - 1);
  const direction = Math.sign((values[1] as number) - (values[0] as number));
  for (let row = 1; row < values.length; row++) {
    const step = direction * ((values[row] as number) - (values[row - 1] as number));
    if (!(step > 0)) return false;
    steps[row - 1] = step;
  }
  if (role !== 'date' && !isRegular(steps)) return false;
  return isClear(neighboursAlike([Array.from(goal.filter((value) => !Number.isNaN(value)))]));
}

/** About so many periods of about as many rows; rows of one time are in one period. */
export function periodsOf(times: Float64Array, count: number): Grouping {
  const order = Array.from(times.keys()).sort((a, b) => (times[a] as number) - (times[b] as number));
  const of = new Int32Array(times.length);
  let [period, start] = [0, 0];
  order.forEach((row, i) => {
    if (i - start >= times.length / count && times[row] !== times[order[i - 1] ?? 0]) [period, start] = [period + 1, i];
    of[row] = period;
  });
  return { of, groups: period + 1 };
}

/** Multiples of the smallest step, and not many more than it: months, quarters, years with some left out. */
function isRegular(steps: Float64Array): boolean {
  const least = steps.reduce((a, b) => Math.min(a, b), Infinity);
  const times = steps.map((step) => step / least);
  const whole = times.every((n) => Math.abs(n - Math.round(n)) <= 0.1 * n);
  return whole && times.reduce((sum, n) => sum + n, 0) / times.length <= 3;
}

/** Dates, and years by name and size: unlike a time from 0 on, which may begin anew for everybody. */
export function isCalendar({ name, role, column }: UnderstoodColumn): boolean {
  if (column.kind !== 'number' || SAYS_BEGAN.test(name)) return false;
  if (role === 'date') return !column.values.some(Number.isNaN);
  return column.values.every((value) => value >= 1500 && value < 2200);
}

/**
 * The same of a table with several rows for each time, in one of three orders:
 *
 *   by time               2024-01-01 A, 2024-01-01 B, 2024-01-08 A …   rows of a time are alike, and so are neighbours
 *   by time, then series  the same                                     neighbours of each series are alike
 *   by series, then time  A 2024-01-01, A 2024-01-08 … B 2024-01-01    neighbours of each series are alike
 *
 * @param columns that may say which series a row belongs to
 */
export function panelGoesInTime(times: Float64Array, goal: Float64Array, columns: readonly Grouping[]): boolean {
  const isLong = ({ means }: Series): boolean => meanLength(means) >= FEWEST_TIMES;
  const all = seriesOf(times, goal, { of: new Int32Array(times.length), groups: 1 }, times.length);
  if (all && isLong(all) && isClear(neighboursAlike(all.means)) && cellsAlike(all, goal)) return true;
  const isSeries = (column: Grouping): boolean => {
    if (column.groups < 2 || column.groups * FEWEST_TIMES > times.length) return false;
    if (all && times.length < 0.5 * column.groups * all.cells.groups) return false; // few rows are seldom of one time
    const series = seriesOf(times, goal, column, FEW * times.length);
    return series !== null && isLong(series) && isClear(neighboursAlike(series.means));
  };
  return columns.some((column) => isSeries(column) || (!all && isSeries(runsOf(column))));
}

/** In a series, on average. */
const FEWEST_TIMES = 5;
/** A share of the rows: somebody wrote a row twice. */
const FEW = 0.01;

interface Series {
  /** Of each series the mean target at each time, in the table's order. */
  readonly means: readonly (readonly number[])[];
  /** Rows of one series and time. */
  readonly cells: Grouping;
}

/**
 * Null if the times of a series go up and down, or those of one up and of another down, or if a row has no series.
 *
 * @param mostTies so many rows may have the time of the one before in their series
 */
function seriesOf(times: Float64Array, goal: Float64Array, { of, groups }: Grouping, mostTies: number): Series | null {
  const last = new Int32Array(groups).fill(-1); // row
  const cells = new Int32Array(times.length);
  let [count, direction, ties] = [0, 0, 0];
  for (let row = 0; row < times.length; row++) {
    const group = of[row] as number;
    if (group < 0) return null;
    const before = last[group] as number;
    last[group] = row;
    const step = before < 0 ? 0 : Math.sign((times[row] as number) - (times[before] as number));
    const isTie = before >= 0 && step === 0;
    if (isTie) ties += 1;
    if (step * direction < 0 || ties > mostTies) return null;
    direction ||= step;
    cells[row] = isTie ? (cells[before] as number) : count++;
  }
  return { means: meansOf(goal, of, groups, cells, count), cells: { of: cells, groups: count } };
}

function meansOf(goal: Float64Array, of: Int32Array, groups: number, cells: Int32Array, count: number): number[][] {
  const sums = new Float64Array(count);
  const sizes = new Int32Array(count);
  const groupOf = new Int32Array(count);
  cells.forEach((cell, row) => {
    groupOf[cell] = of[row] as number;
    if (Number.isNaN(goal[row])) return;
    (sums[cell] as number) += goal[row] as number;
    (sizes[cell] as number) += 1;
  });
  const means = Array.from({ length: groups }, (): number[] => []);
  groupOf.forEach((group, cell) => {
    if (sizes[cell] !== 0) means[group]?.push((sums[cell] as number) / (sizes[cell] as number));
  });
  return means;
}

/** A group of its own for each stretch of rows of one group: shop 1 of one town, then shop 1 of the next. */
function runsOf({ of }: Grouping): Grouping {
  const runs = new Int32Array(of.length);
  let groups = 0;
  for (let row = 0; row < of.length; row++) {
    if (row === 0 || of[row] !== of[row - 1]) groups += 1;
    runs[row] = (of[row] as number) < 0 ? -1 : groups - 1;
  }
  return { of: runs, groups };
}

/**
 * Rows of one time, where there are several; some likeness is enough, for a row held out has all of them. If they are
 * the same, and rise or fall with every time, then the target is another word for the time: the age of a coin.
 */
function cellsAlike({ cells, means: [means = []] }: Series, goal: Float64Array): boolean {
  if (cells.groups > 0.8 * cells.of.length) return true;
  const { alike, isSure } = rowsAlike(cells, [goal]);
  const steps = means.slice(1).map((mean, i) => Math.sign(mean - (means[i] as number)));
  const isTime = alike > 1 - 1e-9 && steps.every((step) => step === steps[0]);
  return alike >= 0.2 && isSure && !isTime;
}

const meanLength = (series: readonly (readonly number[])[]): number =>
  series.reduce((sum, { length }) => sum + length, 0) / series.length;
