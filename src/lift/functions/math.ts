// Functions of single numbers, and random ones, which change by themselves.
import { LN2_HIGH, LN2_LOW } from '../../util/libm.ts';
import { abs, add, cos, div, erf, exp, floor, log, mul, neg, pow, sign, sin, sqrt, sub, tanh, type Result } from '../arithmetic.ts';
import { failure, isFailure, type Num } from '../values.ts';
import { numeric, ofOne, ofTwo, plain, type FunctionRow } from './row.ts';

/** Goes on with a result unless it is an error. */
export const following = (x: Result, next: (x: Num) => Result): Result => (isFailure(x) ? x : next(x));

const LN10 = 2.302585092994046;
const log10 = (x: Num): Result => {
  if (typeof x !== 'number') return following(log(x), (l) => div(l, LN10));
  if (x <= 0) return failure('#NUM!');
  const l = (log(x) as number) / LN10, whole = Math.round(l); // a number: x is one
  return pow(10, whole) === x ? whole : l; // exact at powers of ten
};
const logBase = (x: Num, base: Num = 10): Result => {
  if (base === 10) return log10(x);
  if (base === 2 && typeof x === 'number') return following(log(x), (l) => { const y = (l as number) / (LN2_HIGH + LN2_LOW), whole = Math.round(y); return 2 ** whole === x ? whole : y; });
  return base === 1 ? failure('#DIV/0!') : following(log(x), (a) => following(log(base), (b) => div(a, b)));
};
const cosh = (x: Num): Result => following(exp(x), (e) => following(exp(neg(x)), (f) => following(add(e, f), (s) => div(s, 2))));
/** tanh·cosh: exact near 0, where e^x - e^-x would cancel. */
const sinh = (x: Num): Result => following(tanh(x), (t) => following(cosh(x), (c) => mul(t, c)));

/** How a number with a fraction becomes whole. */
type Rounding = (size: number) => number;
const half: Rounding = (size) => Math.floor(Number((size + 0.5).toPrecision(15))); // 15 digits are what a person sees: 2.5 and not 2.4999999999999996
const up: Rounding = (size) => Math.ceil(Number(size.toPrecision(15)));
const down: Rounding = (size) => Math.floor(Number(size.toPrecision(15)));

/** To `digits` decimals, away from zero at the half. Of a node: the node, for the derivative is that of the exact number. */
const rounded = (rounding: Rounding) => (x: Num, digits: Num = 0): Result => {
  if (typeof digits !== 'number') return failure('#VALUE!');
  if (typeof x !== 'number') return x;
  const places = Math.trunc(digits), size = Math.abs(x);
  if (places > 15 || places < -308) return places < 0 ? 0 : x;
  const scale = pow(10, Math.abs(places)) as number;
  const whole = rounding(places < 0 ? size / scale : size * scale), y = places < 0 ? whole * scale : whole / scale;
  return x < 0 ? -y : y;
};
const mod = (x: Num, y: Num): Result => following(div(x, y), (q) => following(floor(q), (n) => following(mul(y, n), (whole) => sub(x, whole))));
/** To a multiple of `step`, which has the sign of x. */
const multiple = (rounding: Rounding) => (x: Num, step: Num = 1): Result => {
  if (typeof x !== 'number' || typeof step !== 'number') return x;
  if (step === 0) return 0;
  return x > 0 && step < 0 ? failure('#NUM!') : Math.sign(x) * Math.abs(step) * rounding(Math.abs(x / step));
};
const factorial = (n: number): number => { let y = 1; for (let k = 2; k <= n; k++) y *= k; return y; };
const tan = (x: Num): Result => following(sin(x), (s) => following(cos(x), (c) => div(s, c)));
const positive = (f: (x: Num) => Result) => (x: Num): Result => (typeof x === 'number' && x <= 0 ? failure('#NUM!') : f(x));
const RADIANS = Math.PI / 180;
const DEGREES = 180 / Math.PI;

/** A number that changes whenever the workbook is computed. */
const changing = (least: number, most: number): FunctionRow => ({ args: [least, most], takes: 's', derivative: 'none', volatile: true, rule: () => failure('#N/A') });

export const math: Readonly<Record<string, FunctionRow>> = {
  ABS: ofOne(abs), SIGN: ofOne(sign, 'step'), SQRT: ofOne((x) => (typeof x === 'number' && x < 0 ? failure('#NUM!') : sqrt(x))), EXP: ofOne(exp),
  LN: ofOne(positive(log)), LOG10: ofOne(positive(log10)), LOG: numeric(1, 2, (x = 0, base) => positive((p) => logBase(p, base))(x)),
  POWER: ofTwo(pow), PI: numeric(0, 0, () => Math.PI),
  SIN: ofOne(sin), COS: ofOne(cos), TAN: ofOne(tan), SINH: ofOne(sinh), COSH: ofOne(cosh), TANH: ofOne(tanh),
  DEGREES: ofOne((x) => mul(x, DEGREES)), RADIANS: ofOne((x) => mul(x, RADIANS)),
  ERF: numeric(1, 2, (x = 0, to) => (to === undefined ? erf(x) : following(erf(to), (b) => following(erf(x), (a) => sub(b, a))))), 'ERF.PRECISE': ofOne(erf),
  ERFC: ofOne((x) => following(erf(x), (y) => sub(1, y))), 'ERFC.PRECISE': ofOne((x) => following(erf(x), (y) => sub(1, y))),
  INT: ofOne(floor, 'step'), TRUNC: numeric(1, 2, (x = 0, digits) => rounded(down)(x, digits), 'straight'),
  ROUND: numeric(2, 2, (x = 0, digits) => rounded(half)(x, digits), 'straight'),
  ROUNDUP: numeric(2, 2, (x = 0, digits) => rounded(up)(x, digits), 'straight'),
  ROUNDDOWN: numeric(2, 2, (x = 0, digits) => rounded(down)(x, digits), 'straight'),
  MROUND: numeric(2, 2, (x = 0, step = 1) => (typeof x === 'number' && typeof step === 'number' && x * step < 0 ? failure('#NUM!') : multiple(half)(x, step)), 'straight'),
  CEILING: numeric(2, 2, (x = 0, step) => multiple((s) => (typeof x === 'number' && x < 0 && typeof step === 'number' && step > 0 ? down(s) : up(s)))(x, step), 'straight'),
  FLOOR: numeric(2, 2, (x = 0, step) => multiple((s) => (typeof x === 'number' && x < 0 && typeof step === 'number' && step > 0 ? up(s) : down(s)))(x, step), 'straight'),
  MOD: ofTwo(mod), QUOTIENT: ofTwo((x, y) => following(div(x, y), (q) => following(abs(q), (a) => following(floor(a), (n) => following(sign(q), (s) => mul(s, n))))), 'step'),
  EVEN: ofOne((x) => (typeof x === 'number' ? Math.sign(x) * 2 * Math.ceil(Math.abs(x) / 2) : x), 'none'),
  ODD: ofOne((x) => (typeof x === 'number' ? (x < 0 ? -1 : 1) * (2 * Math.ceil((Math.abs(x) - 1) / 2 < 0 ? 0 : (Math.abs(x) - 1) / 2) + 1) : x), 'none'),
  FACT: ofOne((x) => (typeof x !== 'number' || x < 0 || x >= 171 ? failure('#NUM!') : factorial(Math.trunc(x))), 'none'),
  COMBIN: ofTwo((n, k) => (typeof n !== 'number' || typeof k !== 'number' || n < k || k < 0 ? failure('#NUM!') : Math.round(Array.from({ length: Math.trunc(k) }, (_, i) => (Math.trunc(n) - i) / (Math.trunc(k) - i)).reduce((a, b) => a * b, 1))), 'none'),
  DELTA: plain(1, 2, ([a, b = 0]) => (a === b ? 1 : 0)),
  'NORM.S.DIST': numeric(2, 2, (x = 0, whole = 1) => normal(x, 0, 1, whole)), NORMSDIST: ofOne((x) => normal(x, 0, 1, 1)),
  'NORM.DIST': numeric(4, 4, (x = 0, mean = 0, deviation = 1, whole = 1) => normal(x, mean, deviation, whole)), NORMDIST: numeric(4, 4, (x = 0, mean = 0, deviation = 1, whole = 1) => normal(x, mean, deviation, whole)),
  RAND: changing(0, 0), RANDBETWEEN: changing(2, 2), RANDARRAY: changing(0, 5), NOW: changing(0, 0), TODAY: changing(0, 0), INFO: changing(1, 1), CELL: changing(1, 2),
};

/** Density, or the share below x, of a normal distribution. */
function normal(x: Num, mean: Num, deviation: Num, whole: Num): Result {
  if (typeof deviation === 'number' && deviation <= 0) return failure('#NUM!');
  const z = following(sub(x, mean), (d) => div(d, deviation));
  if (whole !== 0) return following(z, (v) => following(mul(v, Math.SQRT1_2), (u) => following(erf(u), (e) => following(add(1, e), (s) => mul(0.5, s)))));
  return following(z, (v) => following(mul(v, v), (v2) => following(mul(-0.5, v2), (e) => following(exp(e), (p) => following(mul(p, 0.3989422804014327), (d) => div(d, deviation)))))); // 1/√(2π)
}
