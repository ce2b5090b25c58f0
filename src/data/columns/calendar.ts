// Days are counted from 1970-01-01; a time of day is a fraction of one. The Gregorian calendar holds for every year.

/** @returns NaN for a day that the calendar does not have */
export function daysOf(year: number, month: number, day: number): number {
  if (month < 1 || month > 12 || day < 1 || day > monthLength(year, month)) return NaN;
  // years begin in March, so that the leap day comes last (Hinnant, "chrono-compatible low-level date algorithms")
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export function dayAt(days: number): CalendarDay {
  const z = Math.floor(days) + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** How far the year has gone: 0 at its first midnight, nearly 1 at its last. */
export function shareOfYear(days: number): number {
  const { year } = dayAt(days);
  const first = daysOf(year, 1, 1);
  return (days - first) / (daysOf(year + 1, 1, 1) - first);
}

/** 0 on a Monday, 6 on a Sunday. */
export const weekday = (days: number): number => (((Math.floor(days) + 3) % 7) + 7) % 7;

/** 2020-01-31, or with a time of day, to the second: 2020-01-31 08:30:00. */
export function isoText(days: number): string {
  const seconds = Math.round((days - Math.floor(days)) * 86400);
  const { year, month, day } = dayAt(Math.floor(days) + Math.floor(seconds / 86400));
  const two = (n: number): string => String(n).padStart(2, '0');
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  const rest = seconds % 86400;
  if (rest === 0) return date;
  return `${date} ${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
}

function monthLength(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}
