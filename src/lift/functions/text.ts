// Texts and dates: values only.
import { MAX_TEXT_LENGTH } from '../../workbook/index.ts';
import { spendText } from '../budget.ts';
import {
  cellText,
  failure,
  isFailure,
  isMatrix,
  isNum,
  textNumber,
  toFlag,
  toNum,
  toText,
  type Failure,
  type Scalar,
} from '../values.ts';
import { itemsOf, MANY, numeric, plain, single, type FunctionRow } from './row.ts';

type Known = Exclude<Scalar, Failure>;
const text = (v: Known | undefined): string => {
  // 'none': no nodes
  const found = toText((v ?? null) as Exclude<Known, object>);
  spendText(found.length);
  return found;
};
const number = (v: Known | undefined, otherwise: number): number | Failure => {
  const x = v === undefined ? otherwise : toNum(v);
  return isFailure(x) ? x : Math.trunc(x as number);
};
const withNumber = (v: Known | undefined, otherwise: number, least: number, rule: (n: number) => Scalar): Scalar => {
  const n = number(v, otherwise);
  return isFailure(n) ? n : n < least ? failure('#VALUE!') : rule(n);
};
const position = (found: number): Scalar => (found < 0 ? failure('#VALUE!') : found + 1);
/** Joins cells as well as single values. */
const concat: FunctionRow = {
  args: [1, MANY],
  takes: 'r',
  derivative: 'none',
  shared: true,
  rule: (args, call) => {
    const items = itemsOf(args, call);
    return (
      items.find(isFailure) ??
      joined(
        items.map((v) => text(v as Known)),
        '',
      )
    );
  },
};
/** Texts in a row, if a cell can hold them: never made beyond that. */
function joined(parts: readonly string[], separator: string): Scalar {
  const length = parts.reduce((n, part) => n + part.length + separator.length, -separator.length);
  return length > MAX_TEXT_LENGTH ? failure('#VALUE!') : cellText(parts.join(separator));
}
/** A part of a text replaced wherever it stands, or only the `which`-th time, counted from 1; none is empty. */
function substituted(whole: string, part: string, other: string, which: number | undefined): Scalar {
  if (whole.length > MAX_TEXT_LENGTH) return failure('#VALUE!');
  const pieces = whole.split(part);
  if (which === undefined) return joined(pieces, other);
  if (which >= pieces.length) return cellText(whole);
  return joined([pieces.slice(0, which).join(part), pieces.slice(which).join(part)], other);
}

/** Days from 1899-12-30, which is day 0 after 1900-02-28 (spreadsheets have a 1900-02-29 that never was). */
const DAY = 86_400_000;
const EPOCH = Date.UTC(1899, 11, 30);
const serial = (year: number, month: number, day: number): Scalar => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day); // years below 100 mean something else to Date.UTC
  const value = (date.getTime() - EPOCH) / DAY;
  return value < 0 || value - value !== 0 ? failure('#NUM!') : value;
};
const dateOf = (day: number): Date => new Date(EPOCH + Math.floor(day) * DAY);
const part = (of: (d: Date) => number): FunctionRow => plain(1, 1, ([v]) => withNumber(v, 0, 0, (n) => of(dateOf(n))));
/** The same day some months later, or the last of that month. */
const monthsLater = (day: number, months: number, last: boolean): Scalar => {
  const d = dateOf(day);
  const wanted = last ? 31 : d.getUTCDate();
  const y = d.getUTCFullYear();
  const m = d.getUTCMonth() + months;
  return serial(y, m + 1, Math.min(wanted, new Date(Date.UTC(y, m + 1, 0)).getUTCDate()));
};

export const texts: Readonly<Record<string, FunctionRow>> = {
  CONCATENATE: concat,
  CONCAT: concat,
  TEXTJOIN: {
    args: [3, MANY],
    takes: 'ssr',
    derivative: 'none',
    shared: true,
    rule: ([separator = null, skip = null, ...rest], call) => {
      const items = itemsOf(rest, call);
      const skips = toFlag(single(skip));
      const failed = items.find(isFailure) ?? (isFailure(skips) ? skips : undefined);
      if (failed || isFailure(separator) || isMatrix(separator)) return failed ?? failure('#VALUE!');
      return joined(
        items.map((v) => text(v as Known)).filter((t) => skips === false || t !== ''),
        text(separator as Known),
      );
    },
  },
  LEN: plain(1, 1, ([t]) => text(t).length),
  TRIM: plain(1, 1, ([t]) => text(t).trim().replace(/ +/g, ' ')),
  UPPER: plain(1, 1, ([t]) => cellText(text(t).toUpperCase())),
  LOWER: plain(1, 1, ([t]) => cellText(text(t).toLowerCase())),
  LEFT: plain(1, 2, ([t, n]) => withNumber(n, 1, 0, (k) => text(t).slice(0, k))),
  RIGHT: plain(1, 2, ([t, n]) => withNumber(n, 1, 0, (k) => (k === 0 ? '' : text(t).slice(-k)))),
  MID: plain(3, 3, ([t, from, n]) =>
    withNumber(from, 1, 1, (f) => withNumber(n, 0, 0, (k) => text(t).slice(f - 1, f - 1 + k))),
  ),
  REPT: plain(2, 2, ([t, n]) =>
    withNumber(n, 0, 0, (k) =>
      k * text(t).length > MAX_TEXT_LENGTH ? failure('#VALUE!') : text(t) === '' ? '' : cellText(text(t).repeat(k)),
    ),
  ),
  EXACT: plain(2, 2, ([a, b]) => text(a) === text(b)),
  CHAR: plain(1, 1, ([n]) => withNumber(n, 1, 1, (k) => (k > 255 ? failure('#VALUE!') : String.fromCharCode(k)))),
  CODE: plain(1, 1, ([t]) => (text(t) === '' ? failure('#VALUE!') : text(t).charCodeAt(0))),
  FIND: plain(2, 3, ([what, where, from]) =>
    withNumber(from, 1, 1, (k) => position(text(where).indexOf(text(what), k - 1))),
  ),
  SEARCH: plain(2, 3, ([what, where, from]) =>
    withNumber(from, 1, 1, (k) =>
      position(
        text(where)
          .toUpperCase()
          .indexOf(text(what).toUpperCase(), k - 1),
      ),
    ),
  ),
  SUBSTITUTE: plain(3, 4, ([t, from, to, which]) => {
    if (text(from) === '') return cellText(text(t));
    if (which === undefined) return substituted(text(t), text(from), text(to), undefined);
    return withNumber(which, 1, 1, (k) => substituted(text(t), text(from), text(to), k));
  }),
  VALUE: plain(1, 1, ([t]) => (isNum(t ?? null) ? (t as number) : (textNumber(text(t)) ?? failure('#VALUE!')))),
  NUMBERVALUE: plain(1, 1, ([t]) => textNumber(text(t)) ?? failure('#VALUE!')),
  DATE: numeric(
    3,
    3,
    (y = 0, m = 1, d = 1) =>
      serial(
        Math.trunc(y as number) + ((y as number) < 1900 ? 1900 : 0),
        Math.trunc(m as number),
        Math.trunc(d as number),
      ) as number | Failure,
    'none',
  ),
  YEAR: part((d) => d.getUTCFullYear()),
  MONTH: part((d) => d.getUTCMonth() + 1),
  DAY: part((d) => d.getUTCDate()),
  WEEKDAY: plain(1, 2, ([v, type]) =>
    withNumber(v, 0, 0, (n) =>
      withNumber(type, 1, 1, (t) => {
        const sunday = dateOf(n).getUTCDay();
        return t === 1 ? sunday + 1 : t === 2 ? ((sunday + 6) % 7) + 1 : t === 3 ? (sunday + 6) % 7 : failure('#NUM!');
      }),
    ),
  ),
  DAYS: numeric(2, 2, (end = 0, start = 0) => Math.trunc(end as number) - Math.trunc(start as number), 'none'),
  EDATE: plain(2, 2, ([d, m]) =>
    withNumber(d, 0, 0, (day) => withNumber(m, 0, -Infinity, (months) => monthsLater(day, months, false))),
  ),
  EOMONTH: plain(2, 2, ([d, m]) =>
    withNumber(d, 0, 0, (day) => withNumber(m, 0, -Infinity, (months) => monthsLater(day, months, true))),
  ),
};
