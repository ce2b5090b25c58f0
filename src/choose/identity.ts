import type { Column } from '../data/column.ts';
import { saysTime } from '../data/columns/identifier.ts';
import { isClock } from '../data/columns/parse-date.ts';
import type { UnderstoodColumn } from '../data/columns/understand.ts';
import { neighboursAlike } from './alike.ts';
import type { Grouping } from './grouping.ts';

const WHO =
  'subj(?:ect)?|patient|pat|participant|person|individual|indiv|respondent|student|pupil|household|hh|hhid|family|twin|litter|animal|rat|mouse|customer|client|user|user[\\s_.-]*name|player|athlete';
const WHO_ID = `${WHO}|pt|child|kid|infant|mother|member|employee|worker|driver|case`;
const SAYS_WHO = new RegExp(
  `^(?:id|uid|(?:${WHO})(?:[\\s_.-]*(?:no|num(?:ber)?|code))?|(?:${WHO_ID})[\\s_.-]*ids?)$|^(?:受試者|病人|患者|個案|學生|客戶|會員|用戶|使用者|球員|選手|員工|家戶)(?:編號|代號|號碼|名稱|姓名|ID)?$|學號|病歷號|身分證|身份證|^戶號$`,
  'i',
);

/** Does a column's name say who a row belongs to? */
export const saysWho = (name: string): boolean => SAYS_WHO.test(name.normalize('NFKC').trim());

/**
 * May a column be a name, whatever it is called? Texts may. Numbers may if they are no quantity: where 7 and 8 are no
 * more alike in the target than 7 and 70. A time is none.
 */
export function mayName(
  { name, ...column }: Column,
  { of, groups }: Grouping,
  goals: readonly Float64Array[],
): boolean {
  if (saysTime(name)) return false;
  if (column.kind === 'text') return true;
  if (column.values.every((value) => Number.isNaN(value) || (value >= 1500 && value < 2200))) return false; // years
  const values = new Float64Array(groups);
  for (let row = 0; row < of.length; row++) {
    if ((of[row] as number) >= 0) values[of[row] as number] = column.values[row] as number;
  }
  const order = Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number));
  return goals.every((goal) => {
    const means = meansOf({ of, groups }, goal);
    return (
      neighboursAlike([order.map((group) => means[group] as number).filter((mean) => !Number.isNaN(mean))]).alike <= 0.5
    );
  });
}

function meansOf({ of, groups }: Grouping, goal: Float64Array): Float64Array {
  const sums = new Float64Array(groups);
  const sizes = new Int32Array(groups);
  for (let row = 0; row < of.length; row++) {
    const [group, value] = [of[row] as number, goal[row] as number];
    if (group < 0 || Number.isNaN(value)) continue;
    (sums[group] as number) += value;
    (sizes[group] as number) += 1;
  }
  return sums.map((sum, group) => sum / (sizes[group] as number));
}

/** How many columns never change within a group, as a birthday or a sex does not. */
export interface Attributes {
  readonly all: number;
  /** How many of them are dates of more than ten days. Numbers may be codes of kinds, or measure a district. */
  readonly birthdays: number;
}

export function attributesOf(grouping: Grouping, features: readonly UnderstoodColumn[]): Attributes {
  const found = features.flatMap((feature) => attributeOf(grouping, feature) ?? []);
  return { all: found.length, birthdays: found.filter(({ isBirthday }) => isBirthday).length };
}

function attributeOf(
  grouping: Grouping,
  { role, column, rule }: UnderstoodColumn,
): { readonly isBirthday: boolean } | null {
  const values = valuesOfGroups(grouping, column);
  if (!values) return null;
  const rows = new Map<number, number>();
  const sizes = new Int32Array(grouping.groups);
  for (const group of grouping.of) if (group >= 0) (sizes[group] as number) += 1;
  let [known, again] = [0, 0];
  values.forEach((value, group) => {
    const size = sizes[group] as number;
    if (Number.isNaN(value) || size === 0) return;
    rows.set(value, (rows.get(value) ?? 0) + size);
    known += size;
    again += size - 1;
  });
  let same = 0; // the chance that two rows share a value
  for (const n of rows.values()) same += (n / known) ** 2;
  if (!(again * (1 - same) >= MANY)) return null; // by chance it may never change
  const isWhole = column.kind === 'number' && role === 'number' && [...rows.keys()].every(Number.isInteger);
  const isCopy = rows.size === sizes.filter((size) => size > 0).length && (column.kind === 'text' || isWhole);
  return isCopy ? null : { isBirthday: role === 'date' && !isClock(rule) && rows.size > 10 };
}

/** So many rows, at least, would have another value than the one before in their group, were values dealt at random. */
const MANY = 10;

/** The value of each group; null if some group has two. A missing value is like any. */
function valuesOfGroups({ of, groups }: Grouping, column: Column): Float64Array | null {
  const values = new Float64Array(groups).fill(NaN);
  const cells: ArrayLike<number> = column.kind === 'number' ? column.values : column.codes;
  for (let row = 0; row < of.length; row++) {
    const group = of[row] as number;
    const value = cells[row] as number;
    if (group < 0 || Number.isNaN(value) || (column.kind === 'text' && value < 0)) continue;
    if (Number.isNaN(values[group])) values[group] = value;
    else if (values[group] !== value) return null;
  }
  return values;
}
