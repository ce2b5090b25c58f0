import type { Column, NumberColumn, TextColumn } from '../column.ts';
import { dateOfNumber, hasShortYear, parseDate, type DateRule } from './parse-date.ts';

export interface FoundRule {
  readonly rule: DateRule;
  /** A text that is two dates, one for each reading, where nothing in the column decides. */
  readonly ambiguous?: string;
  /** A text whose year has two digits. */
  readonly short?: string;
}

/** A column as days since 1970-01-01, or as hours since midnight; a cell that is none is missing. */
export function asDays(column: Column, rule: DateRule): NumberColumn {
  if (column.kind === 'number') {
    return { ...column, values: column.values.map((value) => dateOfNumber(value, rule)) };
  }
  const days = column.values.map((text) => dateOfText(text, rule));
  return { kind: 'number', name: column.name, values: Float64Array.from(column.codes, (code) => days[code] ?? NaN) };
}

/** A file of few rows may show texts where there were numbers. */
function dateOfText(text: string, rule: DateRule): number {
  const isNumber = (rule === 'compact' || rule === 'serial' || rule === 'hhmmss') && /^\s*\d+(?:\.\d+)?\s*$/.test(text);
  return isNumber ? dateOfNumber(Number(text), rule) : parseDate(text, rule);
}

/** Of ten texts nine must be dates, and of six five: a slip does not make a column of dates one of texts. */
const ENOUGH = 0.9;
const isMostly = (dates: number, all: number): boolean => dates >= ENOUGH * all || (dates === all - 1 && dates >= 5);

/**
 * Which rule reads a column's texts as dates; null if none does. The whole column decides: where one day is above 12
 * the order of all is known.
 *
 * @param asked a person says that they are dates: then every rule that reads any of them will do
 */
export function dateRuleOf(column: Column, asked: boolean): FoundRule | null {
  if (column.kind === 'number') return ofNumbers(column, asked);
  const found = ofTexts(column.values, asked) ?? ofNumbers(asDigits(column), asked);
  return found?.rule === 'serial' ? null : found; // among words numbers of days are none
}

function ofTexts(texts: readonly string[], asked: boolean): FoundRule | null {
  const sample = texts.slice(0, 50);
  const dates = (some: readonly string[], rule: DateRule): number =>
    some.filter((text) => !Number.isNaN(parseDate(text, rule))).length;
  const may = (rule: DateRule): boolean => asked || dates(sample, rule) >= (ENOUGH / 2) * sample.length;
  const isMost = (rule: DateRule): boolean => isMostly(dates(texts, rule), texts.length);
  if (texts.length > 0 && may('clock') && isMost('clock')) return { rule: 'clock' };
  const possible = (['ymd', 'dmy', 'mdy', 'roc'] as const).filter(may);
  let best: FoundRule | null = null;
  let most = 0;
  for (const rule of possible) {
    const read = dates(texts, rule);
    if (read <= most || !(asked || isMost(rule))) continue;
    if (rule === 'roc' && !texts.some((text) => /^\s*1\d\d[-/.]/.test(text))) continue;
    best = { rule };
    most = read;
  }
  if (best?.rule !== 'dmy' && best?.rule !== 'mdy') return best;
  if (!asked && looksLikeVersions(texts)) return null;
  const found = dates(texts, 'mdy') === dates(texts, 'dmy') ? undecided(texts) : best;
  const short = texts.find((text) => hasShortYear(text) && !Number.isNaN(parseDate(text, found.rule)));
  return short === undefined ? found : { ...found, short };
}

/**
 * 1.2.10 may be a version or a chapter: with points and years of two digits, either all days and months have two digits
 * (22.07.21), or some number is too large for a month.
 */
function looksLikeVersions(texts: readonly string[]): boolean {
  const doubtful = texts.filter((text) => /^\s*\d{1,2}\.\d{1,2}\.\d{2}\s*$/.test(text));
  if (doubtful.length < ENOUGH * texts.length) return false;
  const isPadded = doubtful.every((text) => /^\s*\d\d\.\d\d\./.test(text));
  return !isPadded && !doubtful.some((text) => Number(/\d+/.exec(text)?.[0]) > 12);
}

/** Texts that spell whole numbers as these: words among days such as 1130512 make a column of texts of them. */
function asDigits({ name, values }: TextColumn): NumberColumn {
  return {
    kind: 'number',
    name,
    values: Float64Array.from(values, (text) => (/^\s*\d{5,8}\s*$/.test(text) ? Number(text) : -1)),
  };
}

/** With slashes the month is taken to come first, with hyphens and dots the day. */
function undecided(texts: readonly string[]): FoundRule {
  const ambiguous = texts.find((text) => parseDate(text, 'dmy') !== parseDate(text, 'mdy'));
  const rule = texts.some((text) => text.includes('/')) ? 'mdy' : 'dmy';
  return ambiguous === undefined ? { rule } : { rule, ambiguous };
}

/**
 * Eight digits that are days of the calendar, 20200131, but for slips, and at least five days between 1800 and 2199; or
 * six and seven, 1090131, if the name speaks of days: numbers of students look the same.
 */
function ofNumbers({ name, values }: NumberColumn, asked: boolean): FoundRule | null {
  const first = values.subarray(0, 1000).filter((v) => !Number.isNaN(v));
  const rules: readonly DateRule[] = SAYS_TIME.test(name) ? ['compact', 'hhmmss'] : ['compact'];
  const quick = first.filter((v) => rules.some((rule) => !Number.isNaN(dateOfNumber(v, rule)))).length;
  if (!asked && quick < (ENOUGH / 2) * first.length) return null;
  const given = new Set(values.filter((v) => !Number.isNaN(v)));
  if (SAYS_TIME.test(name) && areClocks(given)) return { rule: 'hhmmss' };
  const daysIn = (least: number, most: number): number =>
    [...given].filter((v) => v >= least && v <= most && !Number.isNaN(dateOfNumber(v, 'compact'))).length;
  const western = daysIn(18000101, 21991231);
  const republic = asked || SAYS_DAY.test(name) ? daysIn(10101, 1991231) : 0;
  const days = Math.max(western, republic);
  if (!isMostly(days, given.size)) return asked ? { rule: 'serial' } : null;
  return asked || days >= 5 ? { rule: 'compact' } : null;
}
const SAYS_DAY = /date|day\b|日|年月/i;

/**
 * 51200 and 235959 are times of day if the name speaks of time, every minute and second is below 60, and most have an
 * hour: seconds and minutes alone may be counts. Of arbitrary numbers below 240000 two of three are none.
 */
function areClocks(given: ReadonlySet<number>): boolean {
  const times = [...given].filter((v) => !Number.isNaN(dateOfNumber(v, 'hhmmss')));
  const withHour = times.filter((v) => v >= 10000).length;
  return given.size >= 20 && isMostly(times.length, given.size) && withHour >= 0.5 * times.length;
}
const SAYS_TIME = /time|時間|時刻/i;
