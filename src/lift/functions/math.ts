// Functions of single numbers, and those whose value changes by itself.
import type { Node } from '../../ir/node.ts';
import * as ops from '../../ir/ops.ts';
import {
  abs,
  asNode,
  calculate,
  cos,
  erf,
  exp,
  finite,
  floor,
  log,
  m,
  mul,
  pow,
  sign,
  sin,
  sqrt,
  tanh,
  type Result,
} from '../arithmetic.ts';
import { failure, type Num } from '../values.ts';
import { numeric, ofOne, ofTwo, plain, Refused, type FunctionRow } from './row.ts';

const positive =
  (f: (x: Num) => Result) =>
  (x: Num): Result =>
    typeof x === 'number' && x <= 0 ? failure('#NUM!') : f(x);
/** Logarithm to a base; exact at its whole powers. */
const logTo = (x: Num, base: Num): Result => {
  const y = calculate(() => m.div(m.log(x), base === 10 ? Math.LN10 : m.log(base)));
  if (typeof y !== 'number') return y;
  const whole = Math.round(y);
  return pow(base, whole) === x ? whole : y;
};
const cosh = (x: Num): Result => calculate(() => m.div(m.add(m.exp(x), m.exp(m.neg(x))), 2));
/** tanh·cosh: exact near 0, where e^x - e^-x would cancel. */
const sinh = (x: Num): Result => calculate(() => m.mul(m.tanh(x), m.div(m.add(m.exp(x), m.exp(m.neg(x))), 2)));

/** How a size (a number without its sign) with a fraction becomes whole. */
interface Rounding {
  readonly known: (size: number) => number;
  readonly node: (size: Node) => Node;
}
// 15 digits are what a person sees: 2.5 and not 2.4999999999999996
const seen = (size: number): number => Number(size.toPrecision(15));
const half: Rounding = { known: (size) => Math.floor(seen(size + 0.5)), node: (size) => ops.floor(ops.add(size, 0.5)) };
const up: Rounding = { known: (size) => Math.ceil(seen(size)), node: (size) => ops.neg(ops.floor(ops.neg(size))) };
const down: Rounding = { known: (size) => Math.floor(seen(size)), node: (size) => ops.floor(size) };

/** The rounded node, with the slope of the node itself: y + (x - x), where the second x has none. */
const straight = (x: Node, y: Node): Node => ops.add(y, ops.sub(x, ops.stop(x)));
/** A number made whole in units of `unit`, or of 1/`unit`; the sign stays. */
function inUnits(rounding: Rounding, x: Num, unit: number, parts: boolean): Num {
  if (typeof x === 'number') {
    const whole = rounding.known(parts ? Math.abs(x) * unit : Math.abs(x) / unit);
    return Math.sign(x) * (parts ? whole / unit : whole * unit);
  }
  const size = ops.abs(x);
  const whole = rounding.node(parts ? ops.mul(size, unit) : ops.div(size, unit));
  return straight(x, ops.mul(ops.sign(x), parts ? ops.div(whole, unit) : ops.mul(whole, unit)));
}
/** To a number of decimals. */
const rounded = (rounding: Rounding, least: number): FunctionRow =>
  numeric(
    least,
    2,
    (x = 0, digits = 0) => {
      if (typeof digits !== 'number') throw new Refused('not-constant');
      const places = Math.trunc(digits);
      const unit = pow(10, Math.min(300, Math.abs(places))) as number; // finite
      return places > 15 && typeof x === 'number' ? x : inUnits(rounding, x, unit, places >= 0);
    },
    'straight',
  );
/** To a multiple; `below`: how a number below 0 is rounded to a positive step; `ofZero`: to a step of 0. */
const multiple = (above: Rounding, below: Rounding, ofZero: (x: Num) => Result = () => 0): FunctionRow =>
  numeric(
    2,
    2,
    (x = 0, step = 1) => {
      if (typeof step !== 'number') throw new Refused('not-constant');
      if (step === 0) return ofZero(x);
      const [p, n] = [above, step > 0 ? below : above].map((r) => inUnits(r, x, Math.abs(step), false)) as [Num, Num];
      return typeof x === 'number'
        ? x > 0 && step < 0
          ? failure('#NUM!')
          : x < 0
            ? n
            : p
        : ops.where(ops.less(x, 0), asNode(n), asNode(p));
    },
    'straight',
  );

const factorial = (n: number): number => {
  let y = 1;
  for (let k = 2; k <= n; k++) y *= k;
  return y;
};
/** n·(n-1)⋯(n-k+1) / k!, each product a whole number on the way; beyond all numbers soon, if k is large. */
const choices = (n: number, k: number): number => {
  let y = 1;
  for (let i = 1; i <= Math.min(k, n - k) && y < Infinity; i++) y = (y * (n - Math.min(k, n - k) + i)) / i;
  return y;
};
/** The next whole number away from 0 that is even (0) or odd (1). */
const parity =
  (odd: 0 | 1) =>
  (x: Num): Result => {
    const size = Math.abs(x as number);
    const y = 2 * Math.ceil((size - odd) / 2) + odd; // 'none': known
    return (x as number) < 0 ? -y : y;
  };

/** Density, or the share below x, of a normal distribution. */
const normal = (x: Num, mean: Num, deviation: Num, whole: Num): Result => {
  if (typeof deviation === 'number' && deviation <= 0) return failure('#NUM!');
  if (typeof whole !== 'number') throw new Refused('not-constant');
  return calculate(() => {
    const z = m.div(m.sub(x, mean), deviation);
    if (whole !== 0) return m.mul(0.5, m.add(1, m.erf(m.mul(z, Math.SQRT1_2))));
    return m.div(m.mul(m.exp(m.mul(-0.5, m.square(z))), 0.3989422804014327), deviation); // 1/√(2π)
  });
};
const distribution = numeric(4, 4, (x = 0, mean = 0, deviation = 1, whole = 1) => normal(x, mean, deviation, whole));
const rest: FunctionRow = ofOne((x) => calculate(() => m.sub(1, m.erf(x))));

/** A value that changes whenever the workbook is computed. */
const changing = (least: number, most: number): FunctionRow => ({
  args: [least, most],
  takes: 's',
  derivative: 'none',
  volatile: true,
  rule: () => failure('#N/A'),
});

export const math: Readonly<Record<string, FunctionRow>> = {
  ABS: ofOne(abs),
  SIGN: ofOne(sign, 'step'),
  SQRT: ofOne((x) => (typeof x === 'number' && x < 0 ? failure('#NUM!') : sqrt(x))),
  EXP: ofOne(exp),
  LN: ofOne(positive(log)),
  LOG10: ofOne(positive((x) => logTo(x, 10))),
  LOG: numeric(1, 2, (x = 0, base = 10) => positive((p) => logTo(p, base))(x)),
  POWER: ofTwo(pow),
  PI: numeric(0, 0, () => Math.PI),
  SIN: ofOne(sin),
  COS: ofOne(cos),
  TAN: ofOne((x) => calculate(() => m.div(m.sin(x), m.cos(x)))),
  SINH: ofOne(sinh),
  COSH: ofOne(cosh),
  TANH: ofOne(tanh),
  DEGREES: ofOne((x) => mul(x, 180 / Math.PI)),
  RADIANS: ofOne((x) => mul(x, Math.PI / 180)),
  ERF: numeric(1, 2, (x = 0, to) => (to === undefined ? erf(x) : calculate(() => m.sub(m.erf(to), m.erf(x))))),
  'ERF.PRECISE': ofOne(erf),
  ERFC: rest,
  'ERFC.PRECISE': rest,
  'NORM.S.DIST': numeric(2, 2, (x = 0, whole = 1) => normal(x, 0, 1, whole)),
  NORMSDIST: ofOne((x) => normal(x, 0, 1, 1)),
  'NORM.DIST': distribution,
  NORMDIST: distribution,
  INT: ofOne(floor, 'step'),
  TRUNC: rounded(down, 1),
  ROUND: rounded(half, 2),
  ROUNDUP: rounded(up, 2),
  ROUNDDOWN: rounded(down, 2),
  MROUND: multiple(half, half),
  CEILING: multiple(up, down),
  FLOOR: multiple(down, up, (x) => (x === 0 ? 0 : failure('#DIV/0!'))),
  MOD: ofTwo((x, y) => calculate(() => m.sub(x, m.mul(y, m.floor(m.div(x, y)))))),
  QUOTIENT: ofTwo(
    (x, y) =>
      calculate(() => {
        const q = m.div(x, y);
        return m.mul(m.sign(q), m.floor(m.abs(q)));
      }),
    'step',
  ),
  EVEN: ofOne(parity(0), 'none'),
  ODD: ofOne(parity(1), 'none'),
  FACT: ofOne(
    (x) => ((x as number) < 0 || (x as number) >= 171 ? failure('#NUM!') : factorial(Math.trunc(x as number))),
    'none',
  ),
  COMBIN: ofTwo(
    (n, k) =>
      (n as number) < (k as number) || (k as number) < 0
        ? failure('#NUM!')
        : finite(choices(Math.trunc(n as number), Math.trunc(k as number))),
    'none',
  ),
  DELTA: plain(1, 2, ([a, b = 0]) => (a === b ? 1 : 0)),
  RAND: changing(0, 0),
  RANDBETWEEN: changing(2, 2),
  RANDARRAY: changing(0, 5),
  NOW: changing(0, 0),
  TODAY: changing(0, 0),
  INFO: changing(1, 1),
  CELL: changing(1, 2),
};
