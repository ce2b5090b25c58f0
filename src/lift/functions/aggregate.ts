// Functions of many numbers at once.
import { areaSize } from '../../workbook/index.ts';
import { spend } from '../budget.ts';
import { add, calculate, div, less, m, max, min, mul, where, type Result } from '../arithmetic.ts';
import {
  element,
  failure,
  isFailure,
  isFlag,
  isMatrix,
  isNum,
  isPerhaps,
  matrix,
  toNum,
  type Failure,
  type Matrix,
  type Num,
} from '../values.ts';
import {
  arrayOf,
  folded,
  itemsOf,
  known,
  MANY,
  numbersOf,
  rangesOf,
  Refused,
  single,
  toMatrix,
  type Call,
  type Fold,
  type FunctionRow,
  type Value,
} from './row.ts';

const sum: Fold = { name: 'sum', start: 0, neutral: 0, step: (before, x) => add(before, x) };
const counted: Fold = { name: 'counted', start: 0, step: sum.step };
const squares: Fold = {
  name: 'squares',
  start: 0,
  neutral: 0,
  step: (before, x) => calculate(() => m.add(before, m.square(x))),
};
const product: Fold = { name: 'product', start: 1, neutral: 1, step: (before, x) => mul(before, x) };
/** Of equal ones in a box the first has the slope, as in the largest of an axis. */
const largest: Fold = { name: 'largest', start: 0, step: (before, x, n) => (n === 0 ? x : max(x, before)) };
const smallest: Fold = { name: 'smallest', start: 0, step: (before, x, n) => (n === 0 ? x : min(x, before)) };

/** A function that is a fold over all its numbers. */
const fold = (f: Fold, end: (value: Num, count: number) => Result = (value) => value): FunctionRow => ({
  args: [1, MANY],
  takes: 'r',
  derivative: 'exact',
  rule: (args, call) => {
    const all = folded(f, args, call);
    return isFailure(all) ? all : end(all.value, all.count);
  },
});
/** MAX and MIN of single arguments go from left to right; of equal ones the last has the slope, so MAX(z,0) is relu. */
const extreme = (f: Fold, of: (a: Num, b: Num) => Num): FunctionRow => ({
  ...fold(f, (value, count) => (count === 0 ? 0 : value)),
  rule: (args, call) => {
    if (args.some((a) => isMatrix(a) || (rangesOf(a) ?? []).some(({ area }) => areaSize(area) > 1))) {
      const all = folded(f, args, call);
      return isFailure(all) ? all : all.value;
    }
    const numbers = numbersOf(args, call);
    return isFailure(numbers) ? numbers : numbers.length === 0 ? 0 : numbers.reduce(of);
  },
});
/** A function of the list of numbers. */
const list = (
  rule: (numbers: readonly Num[]) => Num,
  derivative: FunctionRow['derivative'] = 'exact',
): FunctionRow => ({
  args: [1, MANY],
  takes: 'r',
  derivative,
  rule: (args, call) => {
    const numbers = numbersOf(args, call);
    return isFailure(numbers) ? numbers : calculate(() => rule(numbers));
  },
});

/** Σ (x - mean)². */
const spread = (numbers: readonly Num[]): Num => {
  const mean = m.mean(numbers);
  return m.sum(numbers.map((x) => m.square(m.sub(x, mean))));
};
/** `less` 1: of a sample. */
const variance =
  (less: 0 | 1) =>
  (numbers: readonly Num[]): Num =>
    numbers.length <= less ? m.fail(failure('#DIV/0!')) : m.div(spread(numbers), numbers.length - less);
const deviation =
  (less: 0 | 1) =>
  (numbers: readonly Num[]): Num =>
    m.sqrt(variance(less)(numbers));

/** A number that must be above 0. */
const above0 = (x: Num): Num =>
  typeof x !== 'number' ? where(less(0, x), x, NaN) : x > 0 ? x : m.fail(failure('#NUM!'));

// 'none': all are known
const sorted = (numbers: readonly Num[]): number[] => (numbers as readonly number[]).toSorted((a, b) => a - b);
const median = (numbers: readonly Num[]): Num => {
  const s = sorted(numbers);
  const n = s.length;
  const upper = s[Math.floor(n / 2)] ?? 0;
  return n === 0 ? m.fail(failure('#NUM!')) : n % 2 === 1 ? upper : ((s[n / 2 - 1] ?? 0) + upper) / 2;
};
/** The k-th from one end, counted from 1. */
const ranked = (from: 'largest' | 'smallest'): FunctionRow => ({
  args: [2, 2],
  takes: 'rs',
  derivative: 'none',
  rule: ([values = null, k], call) => {
    const numbers = numbersOf([values], call);
    const place = known(single(k), 1);
    if (isFailure(numbers)) return numbers;
    if (isFailure(place)) return place;
    const s = sorted(numbers);
    const i = Math.ceil(place);
    return i < 1 || i > s.length
      ? failure('#NUM!')
      : (s[from === 'smallest' ? i - 1 : s.length - i] ?? failure('#NUM!'));
  },
});

// ---- arrays

const sameSize = (a: Matrix, b: Matrix): boolean => a.rows === b.rows && a.columns === b.columns;
/** Σ of products of elements in the same places; texts and blanks count as 0. */
const sumProduct: FunctionRow = {
  args: [1, MANY],
  takes: 'a',
  derivative: 'exact',
  rule: (args, call) => {
    const arrays = args.map((a) => toMatrix(arrayOf(a, call)));
    const [first] = arrays;
    if (!first || !arrays.every((a) => sameSize(a, first))) return failure('#VALUE!');
    spend(first.items.length * arrays.length);
    let s: Num = 0;
    for (let i = 0; i < first.items.length; i++) {
      let term: Num = 1;
      for (const { items } of arrays) {
        const item = items[i] ?? null;
        if (isFailure(item)) return item;
        const next: Result = mul(term, isNum(item) ? item : 0);
        if (isFailure(next)) return next;
        term = next;
      }
      const next: Result = add(s, term);
      if (isFailure(next)) return next;
      s = next;
    }
    return s;
  },
};
/** Pairs of elements of two arrays of one size, of which both are numbers. */
function pairs(args: readonly Value[], call: Call): { a: Num[]; b: Num[] } | Failure {
  const [x, y] = args.map((v) => toMatrix(arrayOf(v, call)));
  if (!x || !y || x.items.length !== y.items.length) return failure('#N/A');
  const a: Num[] = [];
  const b: Num[] = [];
  spend(2 * x.items.length);
  for (const [i, p] of x.items.entries()) {
    const q = y.items[i] ?? null;
    if (isFailure(p)) return p;
    if (isFailure(q)) return q;
    if (isNum(p) && isNum(q)) {
      a.push(p);
      b.push(q);
    }
  }
  return { a, b };
}
const paired = (rule: (a: readonly Num[], b: readonly Num[]) => Num): FunctionRow => ({
  args: [2, 2],
  takes: 'a',
  derivative: 'exact',
  rule: (args, call) => {
    const p = pairs(args, call);
    return isFailure(p) ? p : p.a.length === 0 ? failure('#DIV/0!') : calculate(() => rule(p.a, p.b));
  },
});
/** Σ of a rule over pairs. */
const over = (a: readonly Num[], b: readonly Num[], rule: (x: Num, y: Num) => Num): Num =>
  m.sum(a.map((x, i) => rule(x, b[i] ?? 0)));
/** Σ (x - mean x)·(y - mean y). */
const common = (a: readonly Num[], b: readonly Num[]): Num => {
  const [p, q] = [m.mean(a), m.mean(b)];
  return over(a, b, (x, y) => m.mul(m.sub(x, p), m.sub(y, q)));
};
const correlation = (a: readonly Num[], b: readonly Num[]): Num =>
  m.div(common(a, b), m.sqrt(m.mul(spread(a), spread(b))));
const slope = (y: readonly Num[], x: readonly Num[]): Num => m.div(common(x, y), spread(x));

const product2: FunctionRow = {
  args: [2, 2],
  takes: 'a',
  derivative: 'exact',
  rule: ([x, y], call) => {
    const a = toMatrix(arrayOf(x, call));
    const b = toMatrix(arrayOf(y, call));
    if (a.columns !== b.rows) return failure('#VALUE!');
    for (const { items } of [a, b]) {
      for (const item of items) {
        if (isFailure(item)) return item;
        if (!isNum(item)) return failure('#VALUE!');
      }
    }
    spend(a.items.length * b.columns);
    const at = (x: Matrix, r: number, c: number): Num => x.items[r * x.columns + c] as Num; // checked above
    return matrix(a.rows, b.columns, (r, c) =>
      calculate(() => m.sum(Array.from({ length: a.columns }, (_, k) => m.mul(at(a, r, k), at(b, k, c))))),
    );
  },
};
const transpose: FunctionRow = {
  args: [1, 1],
  takes: 'a',
  derivative: 'exact',
  rule: ([x], call) => {
    const a = arrayOf(x, call);
    return isMatrix(a) ? matrix(a.columns, a.rows, (r, c) => element(a, c, r) ?? 0) : a;
  },
};

// ---- counting

/** How many items pass; the count is a constant of the program. */
const counting = (
  passes: (item: ReturnType<typeof itemsOf>[number]) => boolean,
  typed: (item: ReturnType<typeof itemsOf>[number]) => boolean = passes,
): FunctionRow => ({
  args: [1, MANY],
  takes: 'r',
  derivative: 'exact',
  rule: (args, call) => {
    let n = 0;
    for (const arg of args) {
      for (const item of itemsOf([arg], call)) {
        if (isPerhaps(item)) throw new Refused('not-constant');
        else if ((rangesOf(arg) || isMatrix(arg) ? passes : typed)(item)) n++;
      }
    }
    return n;
  },
});

const rows: Readonly<Record<string, FunctionRow>> = {
  SUM: fold(sum),
  AVERAGE: fold(counted, (value, count) => div(value, count)),
  PRODUCT: fold(product, (value, count) => (count === 0 ? 0 : value)),
  SUMSQ: fold(squares),
  MAX: extreme(largest, max),
  MIN: extreme(smallest, min),
  COUNT: counting(
    isNum,
    (item) =>
      isNum(item) || typeof item === 'boolean' || isFlag(item) || (typeof item === 'string' && !isFailure(toNum(item))),
  ),
  COUNTA: counting((item) => item !== null),
  COUNTBLANK: { ...counting((item) => item === null || item === ''), args: [1, 1] },
  DEVSQ: list((numbers) => (numbers.length === 0 ? m.fail(failure('#NUM!')) : spread(numbers))),
  VAR: list(variance(1)),
  'VAR.S': list(variance(1)),
  VARP: list(variance(0)),
  'VAR.P': list(variance(0)),
  STDEV: list(deviation(1)),
  'STDEV.S': list(deviation(1)),
  STDEVP: list(deviation(0)),
  'STDEV.P': list(deviation(0)),
  AVEDEV: list((numbers) => {
    const mean = m.mean(numbers);
    return m.mean(numbers.map((x) => m.abs(m.sub(x, mean))));
  }),
  GEOMEAN: list((numbers) => m.exp(m.mean(numbers.map(m.log)))),
  HARMEAN: list((numbers) => m.div(1, m.mean(numbers.map((x) => m.div(1, above0(x)))))),
  MEDIAN: list(median, 'none'),
  LARGE: ranked('largest'),
  SMALL: ranked('smallest'),
  SUMPRODUCT: sumProduct,
  MMULT: product2,
  TRANSPOSE: transpose,
  SUMXMY2: paired((a, b) => over(a, b, (x, y) => m.square(m.sub(x, y)))),
  SUMX2MY2: paired((a, b) => over(a, b, (x, y) => m.sub(m.square(x), m.square(y)))),
  SUMX2PY2: paired((a, b) => over(a, b, (x, y) => m.add(m.square(x), m.square(y)))),
  CORREL: paired(correlation),
  PEARSON: paired(correlation),
  RSQ: paired((a, b) => m.square(correlation(a, b))),
  SLOPE: paired(slope),
  INTERCEPT: paired((y, x) => m.sub(m.mean(y), m.mul(slope(y, x), m.mean(x)))),
  COVAR: paired((a, b) => m.div(common(a, b), a.length)),
  'COVARIANCE.P': paired((a, b) => m.div(common(a, b), a.length)),
  'COVARIANCE.S': paired((a, b) => m.div(common(a, b), a.length - 1)),
};
/**
 * All of them read many cells, and every cell of a column may ask for the same: `(A2-AVERAGE(A$2:A$9))/STDEV(A$2:A$9)`.
 */
export const aggregate: Readonly<Record<string, FunctionRow>> = Object.fromEntries(
  Object.entries(rows).map(([name, row]) => [name, { ...row, shared: true }]),
);
