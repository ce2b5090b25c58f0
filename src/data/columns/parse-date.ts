import { daysOf } from './calendar.ts';

/**
 * How a column writes its dates. 2020-01-31, 31-Jan-2020 and 民國109年1月31日 are read under every rule; the rule says
 * what 01/02/2020 is (`dmy`, `mdy`), that 109/01/31 counts years of the Republic of China (`roc`, from 1912), or what a
 * number is (`compact`: 20200131 or 1090131; `serial`: a spreadsheet's days since 1899-12-30). A column of times of day
 * has no days: `clock` is 08:30, `hhmmss` also the number 83000; both are hours since midnight.
 */
export type DateRule = 'ymd' | 'dmy' | 'mdy' | 'roc' | 'compact' | 'serial' | 'clock' | 'hhmmss';
export const dateRules: readonly DateRule[] = ['ymd', 'dmy', 'mdy', 'roc', 'compact', 'serial', 'clock', 'hhmmss'];

/** Are they times of day, without a day? */
export const isClock = (rule: DateRule | undefined): boolean => rule === 'clock' || rule === 'hhmmss';

/** What a column of numbers holds, by how it writes dates, if it does. */
export const kindRead = (rule: DateRule | undefined): 'number' | 'date' | 'time' =>
  rule === undefined ? 'number' : isClock(rule) ? 'time' : 'date';

/**
 * Days since 1970-01-01; NaN for a text that is no date. A time of day alone is a fraction of a day, or hours by the
 * rules for times. A time zone is not converted: what the clock showed is what people and machines went by.
 *
 *   parseDate('31/01/2020 08:30', 'dmy')   // → 18292.354166666668
 */
export function parseDate(text: string, rule: DateRule): number {
  const plain = text.normalize('NFKC').trim();
  if (plain.length > LONGEST) return NaN;
  const time = TIME.exec(plain);
  if (!time) return isClock(rule) ? NaN : dayOf(plain, rule);
  const clock = clockOf(time);
  if (isClock(rule)) return time.index === 0 ? 24 * clock : NaN;
  const before = plain.slice(0, time.index).replace(/[T\s,]+$/, '');
  return before === '' ? clock : dayOf(before, rule) + clock;
}

/**
 * Days since 1970-01-01 of a number, or hours since midnight, where a column of numbers is dates or times; NaN for one
 * that is none.
 */
export function dateOfNumber(value: number, rule: DateRule): number {
  if (rule === 'serial') return value > 60 && value < 2958466 ? value - 25569 : NaN; // to the year 9999
  if (!Number.isInteger(value) || rule === 'clock') return NaN;
  if (rule === 'hhmmss') return hoursOf(value);
  if (value >= 10000101 && value <= 99991231) return ofDigits(value, 0);
  return value >= 10101 && value <= 9991231 ? ofDigits(value, ROC) : NaN;
}

const LONGEST = 60;
const ROC = 1911;
const TIME =
  /(?:^|[T\s,])(上午|下午)?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm|a\.m\.|p\.m\.)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;

/** @returns the share of a day; NaN for 25:00 */
function clockOf([, chinese, hour = '', minute = '', second = '0', fraction = '0', half]: RegExpExecArray): number {
  const afternoon = chinese === '下午' || half?.toLowerCase().startsWith('p') === true;
  const twelve = chinese !== undefined || half !== undefined;
  const h = twelve ? (Number(hour) % 12) + (afternoon ? 12 : 0) : Number(hour);
  if (h > 23 || (twelve && Number(hour) > 12) || Number(minute) > 59 || Number(second) > 60) return NaN;
  return (h * 3600 + Number(minute) * 60 + Number(`${second}.${fraction}`)) / 86400;
}

function dayOf(text: string, rule: DateRule): number {
  const [year, month, day] = partsOf(text, rule) ?? [NaN, NaN, NaN];
  return daysOf(year, month, day);
}

/** Year, month, day as they are written, years made whole. */
function partsOf(text: string, rule: DateRule): readonly [number, number, number] | null {
  let found = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (found) return [Number(found[1]), Number(found[3]), Number(found[4])];
  found = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (found) return [Number(found[1]), Number(found[2]), Number(found[3])];
  found = /^(\d{4})[-/](\d{1,2})$/.exec(text);
  if (found) return [Number(found[1]), Number(found[2]), 1];
  found = /^(\d{4})[-\s]?Q([1-4])$/i.exec(text);
  if (found) return [Number(found[1]), 3 * Number(found[2]) - 2, 1];
  found = /^(?:中華)?(民國)?\s*(\d{1,4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?$/.exec(text);
  if (found) {
    const [, republic, year = ''] = found;
    return [
      Number(year) + (republic !== undefined || year.length < 4 ? ROC : 0),
      Number(found[3]),
      Number(found[4] ?? '1'),
    ];
  }
  found = /^(?:中華)?民國\s*(\d{1,3})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (found) return [Number(found[1]) + ROC, Number(found[3]), Number(found[4])];
  return named(text) ?? numbers(text, rule);
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const FULL = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** 31-Jan-2020, 31 January 2020, Jan 31st, 2020, Jan 2020, each after a day of the week. */
function named(text: string): readonly [number, number, number] | null {
  const rest = text.replace(/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+/i, '');
  let found = /^(\d{1,2})(?:st|nd|rd|th)?[-\s/.]*([a-z]+)\.?[-\s/.,]*(\d{4}|\d{2})$/i.exec(rest);
  if (found) return [whole(found[3] ?? ''), monthOf(found[2] ?? ''), Number(found[1])];
  found = /^([a-z]+)\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/i.exec(rest);
  if (found) return [Number(found[3]), monthOf(found[1] ?? ''), Number(found[2])];
  found = /^([a-z]+)\.?[-\s,]+(\d{4})$/i.exec(rest);
  return found ? [Number(found[2]), monthOf(found[1] ?? ''), 1] : null;
}

function monthOf(name: string): number {
  const lower = name.toLowerCase();
  const full = FULL.indexOf(lower);
  return 1 + (full >= 0 ? full : lower === 'sept' ? 8 : MONTHS.indexOf(lower));
}

/** 31/01/2020, 01/31/2020, 31.01.20, 109/01/31. */
function numbers(text: string, rule: DateRule): readonly [number, number, number] | null {
  const found = /^(\d{1,3})([-/.])(\d{1,2})\2(\d{4}|\d{2}|\d)$/.exec(text);
  if (!found) return null;
  const [, first = '', , second = '', third = ''] = found;
  if (rule === 'roc') {
    return first.length > 1 && third.length < 3 ? [Number(first) + ROC, Number(second), Number(third)] : null;
  }
  if (first.length === 3 || third.length === 1) return null;
  if (rule === 'dmy') return [whole(third), Number(second), Number(first)];
  return rule === 'mdy' ? [whole(third), Number(first), Number(second)] : null;
}

/** 31/01/20 or 31.01.20: a date whose year has two digits. */
export const hasShortYear = (text: string): boolean =>
  /^\d{1,2}([-/.])\d{1,2}\1\d{2}(?!\d)/.test(text.normalize('NFKC').trim());

/** Two digits are a year from 1969 to 2068, as POSIX has it. */
const whole = (year: string): number => Number(year) + (year.length > 2 ? 0 : Number(year) < 69 ? 2000 : 1900);

/** 51200 → 5.2 */
function hoursOf(value: number): number {
  const [hour, minute, second] = [Math.floor(value / 10000), Math.floor(value / 100) % 100, value % 100];
  return value >= 0 && hour < 24 && minute < 60 && second < 60 ? hour + (minute * 60 + second) / 3600 : NaN;
}

function ofDigits(value: number, add: number): number {
  return daysOf(Math.floor(value / 10000) + add, Math.floor(value / 100) % 100, value % 100);
}
