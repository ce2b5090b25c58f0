// Money over time. Signs as in every spreadsheet program: what is paid is negative.
import { calculate, less, m, where, type Result } from '../arithmetic.ts';
import { spend } from '../budget.ts';
import { failure, isFailure, toNum, type Num } from '../values.ts';
import { known, MANY, numbersOf, numeric, Refused, single, type FunctionRow } from './row.ts';

/** (1+rate)^n. */
const growth = (rate: Num, n: Num): Num => m.pow(m.add(1, rate), n);
/** Once more by 1 + rate for what is paid at the beginning of each period. */
const due = (x: Num, rate: Num, begin: Num): Num => (begin === 0 ? x : m.mul(x, m.add(1, rate)));
/** Value at the end of n payments of 1. */
const annuity = (rate: Num, n: Num, begin: Num): Num =>
  rate === 0 ? n : due(where(rate, m.div(m.sub(growth(rate, n), 1), rate), n), rate, begin);

const payment = (rate: Num, n: Num, present: Num, future: Num, begin: Num): Num =>
  n === 0
    ? m.fail(failure('#NUM!'))
    : m.neg(m.div(m.add(m.mul(present, growth(rate, n)), future), annuity(rate, n, begin)));
const futureValue = (rate: Num, n: Num, paid: Num, present: Num, begin: Num): Num =>
  m.neg(m.add(m.mul(present, growth(rate, n)), m.mul(paid, annuity(rate, n, begin))));
const presentValue = (rate: Num, n: Num, paid: Num, future: Num, begin: Num): Num =>
  m.neg(m.div(m.add(future, m.mul(paid, annuity(rate, n, begin))), growth(rate, n)));
/** Interest within one payment. */
const interest = (rate: Num, period: Num, n: Num, present: Num, future: Num, begin: Num): Num => {
  if (begin !== 0 && period === 1) return 0;
  const owed = m.mul(
    futureValue(rate, m.sub(period, 1), payment(rate, n, present, future, begin), present, begin),
    rate,
  );
  return begin === 0 ? owed : m.div(owed, m.add(1, rate));
};
/** A payment of the term, counted from 1. */
const inTerm = (period: Num, n: Num, value: () => Num): Num => {
  if (typeof period === 'number' && typeof n === 'number') {
    return period < 1 || period > n ? m.fail(failure('#NUM!')) : value();
  }
  return where(less(period, 1), NaN, where(less(n, period), NaN, value()));
};
/** Number of payments. */
const periods = (rate: Num, paid: Num, present: Num, future: Num, begin: Num): Num => {
  if (rate === 0) return m.neg(m.div(m.add(present, future), paid));
  const each = due(paid, rate, begin);
  return m.div(
    m.log(m.div(m.sub(each, m.mul(future, rate)), m.add(each, m.mul(present, rate)))),
    m.log(m.add(1, rate)),
  );
};
const flag = (x: Num | undefined): Num | undefined => {
  if (typeof x === 'object') throw new Refused('not-constant');
  return x !== undefined && x !== 0 ? 1 : x;
};

/** Rate at which payments are worth nothing today; found by Newton's method, so it has a value but no program. */
function internalRate(paid: readonly number[], guess: number): Result {
  let rate = guess;
  for (let step = 0; step < 100; step++) {
    let value = 0;
    let slope = 0;
    let discount = 1;
    spend(paid.length);
    for (const [i, p] of paid.entries()) {
      value += p * discount;
      slope -= (i * p * discount) / (1 + rate);
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
    const f = calculate(() => m.add(m.neg(futureValue(rate, n, paid, present, begin)), future));
    return typeof f === 'number' ? f : NaN;
  };
  let a = guess;
  let b = guess === 0 ? 0.01 : guess * 1.1;
  let fa = balance(a);
  for (let step = 0; step < 100; step++) {
    const fb = balance(b);
    const next = b - (fb * (b - a)) / (fb - fa);
    if (fb === 0 || Math.abs(b - a) < 1e-15) return b;
    if (next - next !== 0 || next <= -1) return failure('#NUM!');
    [a, fa, b] = [b, fb, next];
  }
  return failure('#NUM!');
}

/** A function of money: numbers that were left out are 0, and the last says by 0 or 1 when payments are due. */
const money = (least: number, most: number, rule: (...x: [Num, Num, Num, Num, Num, Num]) => Num): FunctionRow =>
  numeric(least, most, (...x) =>
    calculate(() => {
      const numbers = Array.from({ length: 6 }, (_, i) => (i === most - 1 ? flag(x[i]) : x[i]) ?? 0);
      return rule(...(numbers as [Num, Num, Num, Num, Num, Num])); // of length 6
    }),
  );

export const finance: Readonly<Record<string, FunctionRow>> = {
  PMT: money(3, 5, payment),
  FV: money(3, 5, futureValue),
  PV: money(3, 5, presentValue),
  IPMT: money(4, 6, (rate, period, n, ...rest) => inTerm(period, n, () => interest(rate, period, n, ...rest))),
  NPER: money(3, 5, periods),
  PPMT: money(4, 6, (rate, period, n, present, future, begin) =>
    inTerm(period, n, () =>
      m.sub(payment(rate, n, present, future, begin), interest(rate, period, n, present, future, begin)),
    ),
  ),
  NPV: {
    args: [2, MANY],
    takes: 'sr',
    derivative: 'exact',
    shared: true,
    rule: ([first = null, ...values], call) => {
      const rate = toNum(single(first));
      const paid = numbersOf(values, call);
      if (isFailure(rate)) return rate;
      return isFailure(paid) ? paid : calculate(() => m.sum(paid.map((p, i) => m.div(p, growth(rate, i + 1)))));
    },
  },
  IRR: {
    args: [1, 2],
    takes: 'rs',
    derivative: 'none',
    shared: true,
    rule: ([values = null, guess], call) => {
      const paid = numbersOf([values], call);
      const start = known(guess === undefined ? undefined : single(guess), 0.1);
      if (isFailure(paid)) return paid;
      return isFailure(start) ? start : internalRate(paid as readonly number[], start); // 'none': known
    },
  },
  RATE: numeric(
    3,
    6,
    (n, paid, present, future = 0, begin = 0, guess = 0.1) =>
      annuityRate(
        n as number,
        paid as number,
        present as number,
        future as number,
        begin === 0 ? 0 : 1,
        guess as number,
      ),
    'none',
  ),
  EFFECT: numeric(2, 2, (rate = 0, n = 1) =>
    typeof n !== 'number'
      ? failure('#VALUE!')
      : n < 1 || (typeof rate === 'number' && rate <= 0)
        ? failure('#NUM!')
        : calculate(() => m.sub(growth(m.div(rate, Math.trunc(n)), Math.trunc(n)), 1)),
  ),
  SLN: numeric(3, 3, (cost = 0, rest = 0, life = 0) => calculate(() => m.div(m.sub(cost, rest), life))),
};
