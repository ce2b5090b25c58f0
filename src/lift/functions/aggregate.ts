// Functions of many numbers at once.
import { abs, add, div, max, min, mul, pow, sqrt, sub, type Result } from '../arithmetic.ts';
import { element, failure, isFailure, isMatrix, isNum, matrix, toNum, type Failure, type Matrix, type Num } from '../values.ts';
import { following } from './math.ts';
import { arrayOf, folded, itemsOf, known, MANY, numbersOf, rangesOf, single, toMatrix, type Call, type Fold, type FunctionRow, type Value } from './row.ts';

const sum: Fold = { name: 'sum', start: 0, step: (before, x) => add(before, x) };
const squares: Fold = { name: 'squares', start: 0, step: (before, x) => following(mul(x, x), (s) => add(before, s)) };
const product: Fold = { name: 'product', start: 1, step: (before, x) => mul(before, x) };
/** Of equal ones in a box the first has the slope, as in the largest of an axis. */
const largest: Fold = { name: 'largest', start: 0, step: (before, x, n) => (n === 0 ? x : max(x, before)) };
const smallest: Fold = { name: 'smallest', start: 0, step: (before, x, n) => (n === 0 ? x : min(x, before)) };

/** A function that is a fold over all its numbers. */
const fold = (f: Fold, end: (value: Num, count: number) => Result = (value) => value): FunctionRow => ({
  args: [1, MANY], takes: 'r', derivative: 'exact',
  rule: (args, call) => { const all = folded(f, args, call); return isFailure(all) ? all : end(all.value, all.count); },
});
/** MAX and MIN of typed arguments go from left to right; of equal ones the last has the slope, so MAX(z,0) is relu. */
const extreme = (f: Fold, of: (a: Num, b: Num) => Num): FunctionRow => ({
  ...fold(f, (value, count) => (count === 0 ? 0 : value)),
  rule: (args, call) => {
    if (args.some((a) => rangesOf(a) || isMatrix(a))) { const all = folded(f, args, call); return isFailure(all) ? all : all.value; }
    const numbers = numbersOf(args, call);
    return isFailure(numbers) ? numbers : numbers.reduce(of);
  },
});
/** A function of the list of numbers. */
const list = (rule: (numbers: readonly Num[]) => Result, derivative: FunctionRow['derivative'] = 'exact'): FunctionRow => ({
  args: [1, MANY], takes: 'r', derivative,
  rule: (args, call) => { const numbers = numbersOf(args, call); return isFailure(numbers) ? numbers : rule(numbers); },
});

export const total = (numbers: readonly Num[]): Result => {
  let s: Num = 0;
  for (const x of numbers) { const next = add(s, x); if (isFailure(next)) return next; s = next; }
  return s;
};
const mean = (numbers: readonly Num[]): Result => following(total(numbers), (t) => div(t, numbers.length));
/** Σ of a rule over numbers, or over pairs. */
const totalOf = (numbers: readonly Num[], rule: (x: Num, i: number) => Result): Result => {
  const terms: Num[] = [];
  for (const [i, x] of numbers.entries()) { const term = rule(x, i); if (isFailure(term)) return term; terms.push(term); }
  return total(terms);
};
const squareOf = (x: Num): Result => mul(x, x);
/** Σ (x - mean)². */
const spread = (numbers: readonly Num[]): Result => following(mean(numbers), (m) => totalOf(numbers, (x) => following(sub(x, m), squareOf)));
const variance = (less: 0 | 1) => (numbers: readonly Num[]): Result => (numbers.length <= less ? failure('#DIV/0!') : following(spread(numbers), (s) => div(s, numbers.length - less)));
const deviation = (less: 0 | 1) => (numbers: readonly Num[]): Result => following(variance(less)(numbers), sqrt);

const sorted = (numbers: readonly Num[]): number[] => (numbers as readonly number[]).toSorted((a, b) => a - b); // 'none': all are known
const median = (numbers: readonly Num[]): Result => {
  const s = sorted(numbers), n = s.length, upper = s[Math.floor(n / 2)] ?? 0;
  return n === 0 ? failure('#NUM!') : n % 2 === 1 ? upper : ((s[n / 2 - 1] ?? 0) + upper) / 2;
};
/** The k-th from one end, counted from 1. */
const ranked = (from: 'largest' | 'smallest'): FunctionRow => ({
  args: [2, 2], takes: 'rs', derivative: 'none',
  rule: ([values = null, k], call) => {
    const numbers = numbersOf([values], call), place = known(single(k), 1);
    if (isFailure(numbers)) return numbers;
    if (isFailure(place)) return place;
    const s = sorted(numbers), i = Math.ceil(place);
    return i < 1 || i > s.length ? failure('#NUM!') : s[from === 'smallest' ? i - 1 : s.length - i] ?? failure('#NUM!');
  },
});

// ---- arrays

const sameSize = (a: Matrix, b: Matrix): boolean => a.rows === b.rows && a.columns === b.columns;
/** Σ of products of elements in the same places; texts and blanks count as 0. */
const sumProduct: FunctionRow = {
  args: [1, MANY], takes: 'a', derivative: 'exact',
  rule: (args, call) => {
    const arrays = args.map((a) => toMatrix(arrayOf(a, call))), [first] = arrays;
    if (!first || !arrays.every((a) => sameSize(a, first))) return failure('#VALUE!');
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
  const a: Num[] = [], b: Num[] = [];
  for (const [i, p] of x.items.entries()) {
    const q = y.items[i] ?? null;
    if (isFailure(p)) return p;
    if (isFailure(q)) return q;
    if (isNum(p) && isNum(q)) { a.push(p); b.push(q); }
  }
  return { a, b };
}
const paired = (rule: (a: readonly Num[], b: readonly Num[]) => Result, derivative: FunctionRow['derivative'] = 'exact'): FunctionRow => ({
  args: [2, 2], takes: 'a', derivative,
  rule: (args, call) => { const p = pairs(args, call); return isFailure(p) ? p : p.a.length === 0 ? failure('#DIV/0!') : rule(p.a, p.b); },
});
const at = (b: readonly Num[], i: number): Num => b[i] ?? 0;
/** Σ (x - mean x)·(y - mean y). */
const common = (a: readonly Num[], b: readonly Num[]): Result => following(mean(a), (p) => following(mean(b), (q) => totalOf(a, (x, i) => following(sub(x, p), (u) => following(sub(at(b, i), q), (v) => mul(u, v))))));
const correlation = (a: readonly Num[], b: readonly Num[]): Result => following(spread(a), (p) => following(spread(b), (q) => following(mul(p, q), (pq) => following(sqrt(pq), (d) => following(common(a, b), (c) => div(c, d))))));
const slope = (y: readonly Num[], x: readonly Num[]): Result => following(common(x, y), (c) => following(spread(x), (s) => div(c, s)));

const product2: FunctionRow = {
  args: [2, 2], takes: 'a', derivative: 'exact',
  rule: ([x, y], call) => {
    const a = toMatrix(arrayOf(x, call)), b = toMatrix(arrayOf(y, call));
    if (a.columns !== b.rows) return failure('#VALUE!');
    for (const { items } of [a, b]) for (const item of items) { if (isFailure(item)) return item; if (!isNum(item)) return failure('#VALUE!'); }
    return matrix(a.rows, b.columns, (r, c) => totalOf(Array.from({ length: a.columns }, (_, k) => k), (_, k) => mul(a.items[r * a.columns + k] as Num, b.items[k * b.columns + c] as Num))); // checked above
  },
};
const transpose: FunctionRow = {
  args: [1, 1], takes: 'a', derivative: 'exact',
  rule: ([x], call) => { const a = arrayOf(x, call); return isMatrix(a) ? matrix(a.columns, a.rows, (r, c) => element(a, c, r) ?? 0) : a; },
};

// ---- counting

/** How many items pass; the count is a constant of the program. */
const counting = (passes: (item: ReturnType<typeof itemsOf>[number]) => boolean, typed: (item: ReturnType<typeof itemsOf>[number]) => boolean = passes): FunctionRow => ({
  args: [1, MANY], takes: 'r', derivative: 'exact',
  rule: (args, call) => {
    let n = 0;
    for (const arg of args) for (const item of itemsOf([arg], call)) if ((rangesOf(arg) || isMatrix(arg) ? passes : typed)(item)) n++;
    return n;
  },
});

export const aggregate: Readonly<Record<string, FunctionRow>> = {
  SUM: fold(sum), AVERAGE: fold(sum, (value, count) => div(value, count)), PRODUCT: fold(product, (value, count) => (count === 0 ? 0 : value)), SUMSQ: fold(squares),
  MAX: extreme(largest, max), MIN: extreme(smallest, min),
  COUNT: counting(isNum, (item) => isNum(item) || typeof item === 'boolean' || (typeof item === 'string' && !isFailure(toNum(item)))),
  COUNTA: counting((item) => item !== null), COUNTBLANK: counting((item) => item === null || item === ''),
  DEVSQ: list((numbers) => (numbers.length === 0 ? failure('#NUM!') : spread(numbers))),
  VAR: list(variance(1)), 'VAR.S': list(variance(1)), VARP: list(variance(0)), 'VAR.P': list(variance(0)),
  STDEV: list(deviation(1)), 'STDEV.S': list(deviation(1)), STDEVP: list(deviation(0)), 'STDEV.P': list(deviation(0)),
  AVEDEV: list((numbers) => following(mean(numbers), (m) => following(totalOf(numbers, (x) => following(sub(x, m), abs)), (s) => div(s, numbers.length)))),
  GEOMEAN: list((numbers) => following(folding(product, numbers), (p) => pow(p, 1 / numbers.length))),
  HARMEAN: list((numbers) => following(totalOf(numbers, (x) => div(1, x)), (s) => div(numbers.length, s))),
  MEDIAN: list(median, 'none'), LARGE: ranked('largest'), SMALL: ranked('smallest'),
  SUMPRODUCT: sumProduct, MMULT: product2, TRANSPOSE: transpose,
  SUMXMY2: paired((a, b) => totalOf(a, (x, i) => following(sub(x, at(b, i)), squareOf))),
  SUMX2MY2: paired((a, b) => totalOf(a, (x, i) => following(squareOf(x), (p) => following(squareOf(at(b, i)), (q) => sub(p, q))))),
  SUMX2PY2: paired((a, b) => totalOf(a, (x, i) => following(squareOf(x), (p) => following(squareOf(at(b, i)), (q) => add(p, q))))),
  CORREL: paired(correlation), PEARSON: paired(correlation), RSQ: paired((a, b) => following(correlation(a, b), squareOf)), SLOPE: paired(slope),
  INTERCEPT: paired((y, x) => following(slope(y, x), (s) => following(mean(y), (my) => following(mean(x), (mx) => following(mul(s, mx), (t) => sub(my, t)))))),
  COVAR: paired((a, b) => following(common(a, b), (c) => div(c, a.length))), 'COVARIANCE.P': paired((a, b) => following(common(a, b), (c) => div(c, a.length))),
  'COVARIANCE.S': paired((a, b) => following(common(a, b), (c) => div(c, a.length - 1))),
};

function folding(f: Fold, numbers: readonly Num[]): Result {
  let value: Num = f.start;
  for (const [i, x] of numbers.entries()) { const next = f.step(value, x, i); if (isFailure(next)) return next; value = next; }
  return value;
}
