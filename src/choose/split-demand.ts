import { lengthOf, type Column } from '../data/column.ts';
import type { Understanding, UnderstoodColumn } from '../data/columns/understand.ts';
import type { Table } from '../data/table.ts';
import type { SplitRule } from './dealing.ts';

/**
 * Do the rows demand more than chance when some are held out? Two signs are needed for each answer, because a wrong one
 * is worse than none:
 *
 * - time: the rows stand in the order of a date or a year, one row for each, and neighbours are alike in the target.
 *   Then a row held out at random lies between two that tell it, which no row of the future does.
 * - group: a column says by its name who a row belongs to (subject, patient_id, 病歷號), most values have several rows,
 *   and those are alike in the target. Then a person's rows on both sides would let the model know the person.
 */
export function splitDemand(table: Table, { features, target }: Understanding, asked: readonly string[]): SplitRule {
  const goal = asNumbers(target.column);
  if (!goal || table.rows < FEWEST_ROWS) return { by: 'random' };
  const time = features.find(isTime);
  const isLearned = target.column.kind === 'number' || isMixed(goal);
  if (time && isLearned && neighboursAlike(goal)) return { by: 'time', column: time.name };
  const group = table.columns.find(
    (column) =>
      column.name !== target.name && !asked.includes(column.name) && isIdentity(column) && rowsAlike(column, goal),
  );
  const others = features.filter(({ name }) => name !== group?.name);
  return group && others.length > 0 ? { by: 'group', column: group.name } : { by: 'random' };
}

const FEWEST_ROWS = 50;

/** Numbers as they are; of two classes 0 and 1. Of more, which have no order, null. */
function asNumbers(column: Column): Float64Array | null {
  if (column.kind === 'number') return column.values;
  return column.values.length === 2 ? Float64Array.from(column.codes, (code) => (code < 0 ? NaN : code)) : null;
}

/** Years and times by their usual names, alone or with others; not days or hours, which may be of anything. */
const SAYS_WHEN = /^(?:t|time)$|(?:^|[\s_.-])(?:year|yr)s?(?:$|[\s_.-])|^年(?:份|度)?$|年份|年度|時間|期別/i;

function isTime({ name, role, column }: UnderstoodColumn): boolean {
  if (column.kind !== 'number') return false;
  const steps = Array.from(column.values.subarray(1), (value, row) => value - (column.values[row] ?? NaN));
  if (!steps.every((step) => step > 0) && !steps.every((step) => step < 0)) return false;
  return role === 'date' || (SAYS_WHEN.test(name) && isRegular(steps.map(Math.abs)));
}

/** Multiples of the smallest step, and not many more than it: months, quarters, years with some left out. */
function isRegular(steps: readonly number[]): boolean {
  const least = steps.reduce((a, b) => Math.min(a, b), Infinity);
  const times = steps.map((step) => step / least);
  const whole = times.every((n) => Math.abs(n - Math.round(n)) <= 0.1 * n);
  return whole && times.reduce((sum, n) => sum + n, 0) / times.length <= 3;
}

/** Correlation of each row's target with the next one's, well above what chance gives. */
function neighboursAlike(values: Float64Array): boolean {
  const there = values.filter((value) => !Number.isNaN(value));
  const mean = there.reduce((sum, v) => sum + v, 0) / there.length;
  let [products, squares] = [0, 0];
  there.forEach((v, row) => {
    squares += (v - mean) ** 2;
    if (row > 0) products += (v - mean) * ((there[row - 1] ?? 0) - mean);
  });
  return squares > 0 && products / squares >= Math.max(0.5, 4 / Math.sqrt(there.length));
}

/** Are both classes in every sixth of the rows? Else the first folds would have one class to learn from. */
const isMixed = (classes: Float64Array): boolean =>
  Array.from({ length: 6 }, (_, k) => {
    const part = classes.subarray((classes.length * k) / 6, (classes.length * (k + 1)) / 6);
    return part.includes(0) && part.includes(1);
  }).every(Boolean);

const WHO =
  'subj(?:ect)?|patient|pat|participant|person|individual|indiv|respondent|student|pupil|household|hh|hhid|family|twin|litter|animal|rat|mouse|customer|client|user';
const WHO_ID = `${WHO}|pt|child|kid|infant|mother|member|employee|worker|player|driver|case`;
const SAYS_WHO = new RegExp(
  `^(?:id|uid|(?:${WHO})(?:[\\s_.-]*(?:no|num(?:ber)?|code))?|(?:${WHO_ID})[\\s_.-]*ids?)$|^(?:受試者|病人|患者|個案|學生|客戶|會員|用戶|使用者|員工|家戶)(?:編號|代號|號碼|ID)?$|學號|病歷號|身分證|身份證|^戶號$`,
  'i',
);

/** Names or whole numbers of at least ten, of which nearly all have several rows. */
function isIdentity(column: Column): boolean {
  if (!SAYS_WHO.test(column.name.normalize('NFKC').trim())) return false;
  if (column.kind === 'number' && !column.values.every((v) => Number.isNaN(v) || Number.isInteger(v))) return false;
  const rows = lengthOf(column);
  const sizes = sizesOf(column);
  if (sizes.size < 10 || sizes.size > rows / 2) return false;
  const several = [...sizes.values()].reduce((sum, size) => sum + (size > 1 ? size : 0), 0);
  return several >= 0.8 * rows;
}

function sizesOf(column: Column): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const key of keysOf(column)) if (key !== null) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  return sizes;
}

const keysOf = (column: Column): (number | null)[] =>
  column.kind === 'number'
    ? Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
    : Array.from(column.codes, (code) => (code < 0 ? null : code));

/**
 * Intraclass correlation of the target: (B - W) / (B + (m - 1) W), of the mean squares between and within groups. At
 * least 0.2, and B above W by more than chance: F = B / W has about √(2/(k - 1) + 2/(n - k)) of spread around 1.
 *
 * @see Fisher 1925, Statistical Methods for Research Workers, chapter 7
 */
function rowsAlike(column: Column, goal: Float64Array): boolean {
  const groups = new Map<number, { n: number; sum: number }>();
  const near = goal.find((value) => !Number.isNaN(value)) ?? 0; // far from 0, squares lose their digits
  let [n, sum, squares] = [0, 0, 0];
  keysOf(column).forEach((key, row) => {
    const value = (goal[row] ?? NaN) - near;
    if (key === null || Number.isNaN(value)) return;
    const group = groups.get(key) ?? { n: 0, sum: 0 };
    groups.set(key, { n: group.n + 1, sum: group.sum + value });
    n += 1;
    sum += value;
    squares += value * value;
  });
  const k = groups.size;
  if (k < 10 || n <= k) return false;
  const byGroup = [...groups.values()].reduce((all, group) => all + group.sum ** 2 / group.n, 0);
  const between = (byGroup - sum ** 2 / n) / (k - 1);
  const within = Math.max(0, squares - byGroup) / (n - k);
  const size = n / k;
  const alike = (between - within) / (between + (size - 1) * within);
  return alike >= 0.2 && between > within * (1 + 4 * Math.sqrt(2 / (k - 1) + 2 / (n - k)));
}
