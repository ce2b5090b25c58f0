// Money over time. Signs as in every spreadsheet program: what is paid is negative.
import { add, div, log, mul, neg, pow, sub, type Result } from '../arithmetic.ts';
import { failure, isFailure, toNum, type Num } from '../values.ts';
import { following } from './math.ts';
import { known, MANY, numbersOf, numeric, single, type FunctionRow } from './row.ts';

/** (1+rate)^n. */
const growth = (rate: Num, n: Num): Result => following(add(1, rate), (r) => pow(r, n));
/** ((1+rate)^n - 1)/rate · (1 + rate if paid at the beginning): the value of n payments of 1 at the end. */
const annuity = (rate: Num, n: Num, begin: Num): Result => following(growth(rate, n), (q) => following(sub(q, 1), (d) => following(div(d, rate), (a) => (begin === 0 ? a : following(add(1, rate), (r) => mul(a, r))))));

const payment = (rate: Num = 0, n: Num = 0, present: Num = 0, future: Num = 0, begin: Num = 0): Result => {
  if (rate === 0) return following(add(present, future), (s) => following(div(s, n), (p) => neg(p)));
  return following(growth(rate, n), (q) => following(mul(present, q), (p) => following(add(p, future), (s) => following(annuity(rate, n, begin), (a) => following(div(s, a), (y) => neg(y))))));
};
const futureValue = (rate: Num = 0, n: Num = 0, paid: Num = 0, present: Num = 0, begin: Num = 0): Result => {
  if (rate === 0) return following(mul(paid, n), (p) => following(add(present, p), (s) => neg(s)));
  return following(growth(rate, n), (q) => following(mul(present, q), (p) => following(annuity(rate, n, begin), (a) => following(mul(paid, a), (f) => following(add(p, f), (s) => neg(s))))));
};
const presentValue = (rate: Num = 0, n: Num = 0, paid: Num = 0, future: Num = 0, begin: Num = 0): Result => {
  if (rate === 0) return following(mul(paid, n), (p) => following(add(future, p), (s) => neg(s)));
  return following(annuity(rate, n, begin), (a) => following(mul(paid, a), (f) => following(add(future, f), (s) => following(growth(rate, n), (q) => following(div(s, q), (y) => neg(y))))));
};
/** Interest within payment number `period`. */
const interest = (rate: Num = 0, period: Num = 1, n: Num = 0, present: Num = 0, future: Num = 0, begin: Num = 0): Result => {
  if (begin !== 0 && period === 1) return 0;
  return following(payment(rate, n, present, future, begin), (p) => following(sub(period, 1), (k) => following(futureValue(rate, k, p, present, begin), (owed) => following(mul(owed, rate), (i) => (begin === 0 ? i : following(add(1, rate), (r) => div(i, r)))))));
};
const flag = (x: Num | undefined): Num | undefined => (typeof x === 'number' && x !== 0 ? 1 : x);

/** Rate at which payments are worth nothing today; found by Newton's method, so it has a value but no program. */
function internalRate(paid: readonly number[], guess: number): Result {
  let rate = guess;
  for (let step = 0; step < 100; step++) {
    let value = 0, slope = 0, discount = 1;
    for (const [i, p] of paid.entries()) {
      value += p * discount;
      slope -= i * p * discount / (1 + rate);
      discount /= 1 + rate;
    }
    const next = rate - value / slope;
    if (!(next > -1) || next - next !== 0) return failure('#NUM!');
    if (Math.abs(next - rate) < 1e-14 * Math.max(1, Math.abs(next))) return next;
    rate = next;
  }
  return failure('#NUM!');
}
/** Rate per period of an annuity, by the secant method on its balance. */
function annuityRate(n: number, paid: number, present: number, future: number, begin: number, guess: number): Result {
  const balance = (rate: number): number => {
    const f = futureValue(rate, n, paid, present, begin);
    return typeof f === 'number' ? -f + future : NaN;
  };
  let a = guess, b = guess === 0 ? 0.01 : guess * 1.1, fa = balance(a);
  for (let step = 0; step < 100; step++) {
    const fb = balance(b), next = b - fb * (b - a) / (fb - fa);
    if (fb === 0 || Math.abs(b - a) < 1e-15) return b;
    if (next - next !== 0 || next <= -1) return failure('#NUM!');
    [a, fa, b] = [b, fb, next];
  }
  return failure('#NUM!');
}

export const finance: Readonly<Record<string, FunctionRow>> = {
  PMT: numeric(3, 5, (rate, n, present, future, begin) => payment(rate, n, present, future, flag(begin))),
  FV: numeric(3, 5, (rate, n, paid, present, begin) => futureValue(rate, n, paid, present, flag(begin))),
  PV: numeric(3, 5, (rate, n, paid, future, begin) => presentValue(rate, n, paid, future, flag(begin))),
  IPMT: numeric(4, 6, (rate, period, n, present, future, begin) => interest(rate, period, n, present, future, flag(begin))),
  PPMT: numeric(4, 6, (rate, period, n, present, future, begin) => following(payment(rate, n, present, future, flag(begin)), (p) => following(interest(rate, period, n, present, future, flag(begin)), (i) => sub(p, i)))),
  NPV: { args: [2, MANY], takes: 'sr', derivative: 'exact', rule: ([first = null, ...values], call) => {
    const rate = toNum(single(first)), paid = numbersOf(values, call);
    if (isFailure(rate)) return rate;
    if (isFailure(paid)) return paid;
    let value: Num = 0;
    for (const [i, p] of paid.entries()) {
      const next: Result = following(growth(rate, i + 1), (q) => following(div(p, q), (d) => add(value, d)));
      if (isFailure(next)) return next;
      value = next;
    }
    return value;
  } },
  IRR: { args: [1, 2], takes: 'rs', derivative: 'none', rule: ([values = null, guess], call) => {
    const paid = numbersOf([values], call), start = known(guess === undefined ? undefined : single(guess), 0.1);
    if (isFailure(paid)) return paid;
    return isFailure(start) ? start : internalRate(paid as readonly number[], start); // 'none': known
  } },
  RATE: numeric(3, 6, (n, paid, present, future = 0, begin = 0, guess = 0.1) => annuityRate(n as number, paid as number, present as number, future as number, begin === 0 ? 0 : 1, guess as number), 'none'),
  NPER: numeric(3, 5, (rate, paid, present, future, begin) => periods(rate, paid, present, future, flag(begin))),
  EFFECT: numeric(2, 2, (rate = 0, n = 1) => (typeof n !== 'number' ? failure('#VALUE!') : following(div(rate, Math.trunc(n)), (r) => following(growth(r, Math.trunc(n)), (q) => sub(q, 1))))),
  SLN: numeric(3, 3, (cost = 0, rest = 0, life = 0) => following(sub(cost, rest), (d) => div(d, life))),
};

function periods(rate: Num = 0, paid: Num = 0, present: Num = 0, future: Num = 0, begin: Num = 0): Result {
  if (rate === 0) return following(add(present, future), (s) => following(div(s, paid), (n) => neg(n)));
  const due = begin === 0 ? paid : following(add(1, rate), (r) => mul(paid, r));
  return following(due, (d) => following(mul(future, rate), (f) => following(sub(d, f), (top) => following(mul(present, rate), (p) => following(add(d, p), (bottom) => following(div(top, bottom), (q) => following(add(1, rate), (r) => ratio(q, r))))))));
}
/** ln q / ln r. */
const ratio = (q: Num, r: Num): Result => following(log(q), (a) => following(log(r), (b) => div(a, b)));
