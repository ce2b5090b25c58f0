/**
 * The same functions for numbers of f32: computed in f64, whose 29 more bits hold every error on the way, and rounded
 * once. So the polynomials are short, and nothing is kept in two parts.
 */
import type { Arithmetic, Routine, RoutineName } from './arithmetic.ts';
import * as tables from './routine-tables.ts';
import { logOf, ofQuarter, round, routines, turnedLarge } from './routines.ts';

const { short } = tables;

const exp = <N, M>(m: Arithmetic<N, M>, x: N): N => power(m, x);

const log = <N, M>(m: Arithmetic<N, M>, x: N): N => {
  const { of, add, sub, mul, less, choose } = m;
  const s = m.significand(x);
  const big = less(of(Math.SQRT2), s);
  const k = add(m.exponent(x), choose(big, of(1), of(0)));
  const f = sub(choose(big, mul(of(0.5), s), s), of(1));
  const y = add(mul(k, of(Math.LN2)), twiceAtanh(m, m.div(f, add(of(2), f)), short.logarithm));
  return logOf(m, x, y);
};

/** u/(u + 2) for u = e^2x - 1. */
const tanh = <N, M>(m: Arithmetic<N, M>, x: N): N => {
  const u = powerLess1(m, m.add(x, x));
  return m.div(u, m.add(u, m.of(2)));
};

/** e^x/(1 + e^x). */
const sigmoid = <N, M>(m: Arithmetic<N, M>, x: N): N => {
  const e = power(m, x);
  return m.div(e, m.add(m.of(1), e));
};

/** max(x, 0) + log(1 + e) with e = e^-|x|; log(1 + e) = 2·atanh(e/(2 + e)). */
const softplus = <N, M>(m: Arithmetic<N, M>, x: N): N => {
  const { of, add } = m;
  const e = power(m, m.sub(of(0), m.abs(x)));
  return add(m.most(x, of(0)), twiceAtanh(m, m.div(e, add(of(2), e)), short.logarithmWide));
};

const erf = <N, M>(m: Arithmetic<N, M>, x: N): N => {
  const { of, sub, mul } = m;
  const a = m.least(m.abs(x), of(4));
  return m.signed(powerLess1(m, mul(sub(of(0), a), m.polynomial(short.error, a))), x);
};

const sin = <N, M>(m: Arithmetic<N, M>, x: N): N => {
  // near 0, x³/6 is less than a hundredth of a unit in the last place; and keeps -0
  return m.choose(m.less(m.abs(x), m.of(2 ** -14)), x, turned(m, x, 0));
};
/** cos x = sin(x + π/2). */
const cos = <N, M>(m: Arithmetic<N, M>, x: N): N => turned(m, x, 1);

export const routinesF32: Readonly<Record<RoutineName, Routine>> = {
  ...routines,
  exp,
  log,
  tanh,
  sigmoid,
  softplus,
  sin,
  cos,
  erf,
};

/** x = r + k·ln 2, p = e^r - 1, s = 2^k, so that e^x = (1 + p)·s. Beyond ±104, e^x is 0 or ∞ in f32. */
function powerParts<N, M>(m: Arithmetic<N, M>, x: N): readonly [p: N, s: N] {
  const { of, add, sub, mul } = m;
  const t = m.most(m.least(x, of(104)), of(-104));
  const k = round(m, mul(t, of(Math.LOG2E)));
  const r = sub(t, mul(k, of(Math.LN2)));
  return [mul(r, add(of(1), mul(r, m.polynomial(short.exponential, r)))), m.power2(k)];
}
/** e^x. */
function power<N, M>(m: Arithmetic<N, M>, x: N): N {
  const [p, s] = powerParts(m, x);
  return m.mul(m.add(m.of(1), p), s);
}
/** e^x - 1, and -0 for -0. */
function powerLess1<N, M>(m: Arithmetic<N, M>, x: N): N {
  const [p, s] = powerParts(m, x);
  return m.sub(m.mul(p, s), m.sub(m.of(1), s));
}

/** 2·atanh(s). */
function twiceAtanh<N, M>(m: Arithmetic<N, M>, s: N, c: readonly number[]): N {
  const { add, mul } = m;
  const z = mul(s, s);
  return add(add(s, s), mul(s, mul(z, m.polynomial(c, z))));
}

/** sin(x + turns·π/2). Below 2^20 the first part of π/2 times its number is exact. */
function turned<N, M>(m: Arithmetic<N, M>, x: N, turns: 0 | 1): N {
  const { of, add, sub, mul } = m;
  const n = round(m, mul(x, of(tables.twoOverPi)));
  const r = sub(sub(x, mul(n, of(tables.halfPi[0]))), mul(n, of(tables.halfPi[1])));
  const z = mul(r, r);
  const odd = add(r, mul(r, mul(z, m.polynomial(short.sine, z))));
  const even = add(sub(of(1), mul(of(0.5), z)), mul(mul(z, z), m.polynomial(short.cosine, z)));
  const y = ofQuarter(m, turns === 0 ? n : add(n, of(1)), odd, even);
  return m.where(m.not(m.less(m.abs(x), of(2 ** 20))), turnedLarge, [x, of(turns)], y);
}
