import { moments, type NumberColumn } from '../column.ts';
import { cos, sin } from '../../util/libm.ts';
import { shareOfYear, weekday } from './calendar.ts';
import { partWidth, type DateFeature, type DatePart, type MissingRule } from './feature.ts';
import { put, type Into } from './into.ts';
import { isClock, type DateRule } from './parse-date.ts';

/**
 * A date is the days since the first training row, a quantity, and the parts that come again within the training rows:
 *
 * - the season, a place on a circle, if they span a year: a month has no edge at which the world changes;
 * - the day of the week, a column for each, if they span two weeks: Saturday is not "between" Friday and Sunday;
 * - the time of day, a place on a circle, if it varies and they span two days.
 *
 * What does not come again the days say already. At most 1 + 2 + 7 + 2 columns. Times of day are hours since midnight,
 * a quantity and no more.
 *
 * @param days of the training rows, since 1970-01-01; or hours
 */
export function fitDate(name: string, days: Float64Array, rule: DateRule, missing: MissingRule): DateFeature {
  const there = moments(days);
  const gaps = days.length - there.n;
  const first = there.n === 0 || isClock(rule) ? 0 : there.min;
  const fill = there.n === 0 ? 0 : moments(days.map((day) => day - first)).mean;
  const { n, mean, squares, min, max } = moments(days.map((day) => (Number.isNaN(day) ? fill : day - first)));
  return {
    name,
    kind: 'date',
    rule,
    first,
    parts: isClock(rule) ? [] : partsOf(days, there.max - there.min),
    mean,
    std: Math.sqrt(squares / n),
    min,
    max,
    ...(missing === 'mean' || missing === 'mark' ? { fill } : {}),
    ...(gaps > 0 ? { gaps } : {}),
    ...(gaps > 0 && missing === 'mark' ? { mark: true } : {}),
  };
}

function partsOf(days: Float64Array, span: number): DatePart[] {
  const there = days.filter((day) => !Number.isNaN(day));
  const differ = (part: (day: number) => number): boolean => new Set(there.map(part)).size > 1;
  const parts: DatePart[] = [];
  if (span >= 365 && differ(shareOfYear)) parts.push('season');
  if (span >= 14 && differ(weekday)) parts.push('weekday');
  if (span >= 2 && differ(clock)) parts.push('clock');
  return parts;
}

/** Where there is no date the parts are 0: in the middle of each circle, on no day of the week. */
export function putDate(
  into: Into,
  { values }: NumberColumn,
  rows: readonly number[],
  { first, parts, fill, mark }: DateFeature,
): void {
  rows.forEach((row, i) => {
    const day = values[row] ?? NaN;
    const lacking = Number.isNaN(day);
    put(into, i, 0, lacking ? (fill ?? NaN) : day - first);
    let place = 1;
    for (const part of parts) {
      if (!lacking) putPart(part, day, (at, value) => put(into, i, place + at, value));
      place += partWidth[part];
    }
    if (mark && lacking) put(into, i, place, 1);
  });
}

function putPart(part: DatePart, day: number, write: (at: number, value: number) => void): void {
  if (part === 'weekday') {
    write(weekday(day), 1);
    return;
  }
  const angle = 2 * Math.PI * (part === 'season' ? shareOfYear(day) : clock(day));
  write(0, sin(angle));
  write(1, cos(angle));
}

const clock = (day: number): number => day - Math.floor(day);
