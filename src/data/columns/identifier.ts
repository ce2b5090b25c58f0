import type { NumberColumn } from '../column.ts';

/**
 * Does a column of numbers only name the rows? Its name says so and nearly every row has another whole number; or it
 * has one of the names that tables give to their first column, and its numbers lie as close as a count. Numbers of any
 * other name stay, however they are spread: a measurement must not be lost. A few may be missing.
 *
 *   namesRows({ name: 'patient_id', values: [842302, 851475, …] })   // → true
 */
export function namesRows({ name, values: all }: NumberColumn): boolean {
  const plain = name.normalize('NFKC').trim();
  const says = SAYS_ID.test(plain) || CAMEL_ID.test(plain);
  const may = plain === 'X' || MAY_COUNT.test(plain);
  if (!says && !may) return false; // most columns: no number is looked at
  const values = all.filter((value) => !Number.isNaN(value));
  if (values.length < 0.9 * all.length) return false;
  return (says || isDense(values)) && values.length >= 5 && differ(values);
}

/** 0, 1, 2 … or 1, 2, 3 … from the first row to the last. */
export function countsRows({ values }: NumberColumn): boolean {
  const [first = NaN] = values;
  return values.length >= 5 && (first === 0 || first === 1) && values.every((value, row) => value === first + row);
}

/** Time counts on, too, and is worth learning from. */
export const saysTime = (name: string): boolean =>
  /^t$|time|year|month|week|day|date|hour|minute|second|quarter|period|step|epoch|時|年|月|日|週|期|季/i.test(name);

/** Also what maps call their rows: OBJECTID, FID. */
const SAYS_ID =
  /(?:^|[\s_.-])(?:id|ids|uid|uuid|guid)$|^(?:object|f|g|o)id$|^row[\s_.-]?(?:names?|id|no\.?|num(?:ber)?)$|^unnamed: ?\d+$|^(?:serial|sl|s|sr|record)[\s_.-]*(?:no\.?|num(?:ber)?)$|編號|序號|流水號|學號|身分證|身份證/i;
/** `PassengerId`, but not `grid`. */
const CAMEL_ID = /[a-z](?:Id|ID)$/;
/** A capital X is what R calls a column without a name; a small one is anybody's variable. */
const MAY_COUNT =
  /^(?:|v1|column ?1|\.\.\.1|index|idx|no\.?|nr\.?|num(?:ber)?|#|obs(?:ervation)?|case|subject|item|row|record|seq(?:uence)?|項次|次序)$/i;

/** A count of rows, in whatever order they are now, of which half may be gone. */
function isDense(values: Float64Array): boolean {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least < 2 * values.length;
}

/** Whole numbers, of which at least nine of ten are unique. */
function differ(values: Float64Array): boolean {
  if (!values.every(Number.isInteger)) return false;
  const seen = new Set(values);
  return seen.size >= 0.9 * values.length;
}
