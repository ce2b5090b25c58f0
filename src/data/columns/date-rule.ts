import type { Column, NumberColumn } from '../column.ts';
import { dateOfNumber, parseDate, type DateRule } from './parse-date.ts';

export interface FoundRule {
  readonly rule: DateRule;
  /** A text that is two dates, one for each reading, where nothing in the column decides. */
  readonly ambiguous?: string;
}

/** A column as days since 1970-01-01; a cell that is no date is missing. */
export function asDays(column: Column, rule: DateRule): NumberColumn {
  if (column.kind === 'number') {
    return { ...column, values: column.values.map((value) => dateOfNumber(value, rule)) };
  }
  const days = column.values.map((text) => dateOfText(text, rule));
  return { kind: 'number', name: column.name, values: Float64Array.from(column.codes, (code) => days[code] ?? NaN) };
}

/** A file of few rows may show texts where there were numbers. */
function dateOfText(text: string, rule: DateRule): number {
  const isNumber = (rule === 'compact' || rule === 'serial') && /^\s*\d+(?:\.\d+)?\s*$/.test(text);
  return isNumber ? dateOfNumber(Number(text), rule) : parseDate(text, rule);
}

/** Of ten texts nine must be dates: a stray note does not make a column of dates one of texts. */
const ENOUGH = 0.9;

/**
 * Which rule reads a column's texts as dates; null if none does. The whole column decides: where one day is above 12
 * the order of all is known.
 *
 * @param asked a person says that they are dates: then every rule that reads any of them will do
 */
export function dateRuleOf(column: Column, asked: boolean): FoundRule | null {
  return column.kind === 'number' ? ofNumbers(column, asked) : ofTexts(column.values, asked);
}

function ofTexts(texts: readonly string[], asked: boolean): FoundRule | null {
  const sample = texts.slice(0, 50);
  const least = asked ? 0 : ENOUGH;
  const share = (some: readonly string[], rule: DateRule): number =>
    some.filter((text) => !Number.isNaN(parseDate(text, rule))).length / some.length;
  const possible = (['ymd', 'dmy', 'mdy', 'roc'] as const).filter(
    (rule) => share(sample, rule) >= (texts.length > sample.length ? least / 2 : least),
  );
  let best: FoundRule | null = null;
  let most = 0;
  for (const rule of possible) {
    const read = share(texts, rule);
    if (read <= most || read < least) continue;
    if (rule === 'roc' && !texts.some((text) => /^\s*1\d\d[-/.]/.test(text))) continue;
    best = { rule };
    most = read;
  }
  if (best?.rule !== 'dmy' && best?.rule !== 'mdy') return best;
  return share(texts, 'mdy') === share(texts, 'dmy') ? undecided(texts) : best;
}

/** With slashes the month is taken to come first, with hyphens and dots the day. */
function undecided(texts: readonly string[]): FoundRule {
  const ambiguous = texts.find((text) => parseDate(text, 'dmy') !== parseDate(text, 'mdy'));
  const rule = texts.some((text) => text.includes('/')) ? 'mdy' : 'dmy';
  return ambiguous === undefined ? { rule } : { rule, ambiguous };
}

/** Eight digits throughout that are all days of the calendar, 20200131, of at least five days between 1800 and 2199. */
function ofNumbers({ name, values }: NumberColumn, asked: boolean): FoundRule | null {
  const inside = (least: number, most: number): boolean =>
    values.every((v) => Number.isNaN(v) || (v >= least && v <= most && !Number.isNaN(dateOfNumber(v, 'compact'))));
  const western = inside(18000101, 21991231);
  const republic = !western && (asked || /date|日期|年月日/i.test(name)) && inside(10101, 1991231);
  if (!western && !republic) return asked ? { rule: 'serial' } : null;
  const distinct = new Set(values.filter((v) => !Number.isNaN(v))).size;
  return asked || distinct >= 5 ? { rule: 'compact' } : null;
}
