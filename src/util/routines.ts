/**
 * exp, log, tanh, sigmoid, softplus, erf, sin, cos and pow in f64: each is written once, over an `Arithmetic`, from
 * which come the functions of `libm.ts` and those in WebAssembly, for one number and for vectors. Those of f32 are in
 * `routines-f32.ts`.
 *
 * Conditions choose between results that are all computed; what is not chosen may be anything.
 */
import type { Arithmetic, Pair, Routine, RoutineName } from './arithmetic.ts';
import * as tables from './routine-tables.ts';

const exp = <N, M>(m: Arithmetic<N, M>, x: N): N => m.pair(expPair, x)[0];

const log = <N, M>(m: Arithmetic<N, M>, x: N): N => logOf(m, x, m.pair(logPair, x)[0]);
/** y for 0 < x < ∞; -∞ for 0, NaN below. */
export const logOf = <N, M>(m: Arithmetic<N, M>, x: N, y: N): N => {
  const { of, less, choose } = m;
  const above = choose(less(x, of(Infinity)), y, x);
  return choose(less(of(0), x), above, choose(m.equal(x, of(0)), of(-Infinity), of(NaN)));
};

/** tanh a = (1 - e^(-2a)) / (1 + e^(-2a)) for a > ¼. */
const tanh = <N, M>(m: Arithmetic<N, M>, x: N): N => {
  const { of, add, mul } = m;
  const a = m.abs(x);
  const z = mul(a, a);
  const near = add(a, mul(a, mul(z, m.polynomial(tables.tangent, z))));
  const [e, tail] = m.pair(expPair, mul(of(-2), a));
  const far = quotient(m, oneLess(m, e, tail), onePlus(m, e, tail));
  return m.signed(m.choose(m.less(of(0.25), a), far, near), x);
};

/** 1/(1 + e^-x), and for x < 0 the same as e^x/(1 + e^x). */
const sigmoid = <N, M>(m: Arithmetic<N, M>, x: N): N => {
  const { of, choose } = m;
  const negative = m.less(x, of(0));
  const [e, tail] = m.pair(expPair, m.sub(of(0), m.abs(x)));
  const n: Pair<typeof x> = [choose(negative, e, of(1)), choose(negative, tail, of(0))];
  return quotient(m, n, onePlus(m, e, tail));
};

/** max(x, 0) + log(1 + e^-|x|), and log(u + uLow) = log u + log(1 + w). */
const softplus = <N, M>(m: Arithmetic<N, M>, x: N): N => {
  const { of, add, sub, mul } = m;
  const [u, uLow] = onePlus(m, ...m.pair(expPair, sub(of(0), m.abs(x))));
  const w = m.div(uLow, u);
  const [l, low] = m.pair(logPair, u);
  const lLow = add(low, sub(w, mul(mul(of(0.5), w), w)));
  const [y, rest] = m.pair(sum, m.most(x, of(0)), l);
  return m.choose(m.less(of(40), x), x, add(y, add(rest, lLow)));
};

/** Beyond 7/8, 1 - e^-p. */
const erf = <N, M>(m: Arithmetic<N, M>, x: N): N => {
  const { of, add, sub, mul } = m;
  const a = m.abs(x);
  const near = add(a, mul(a, m.polynomial(tables.errorNear, mul(a, a))));
  const t = sub(m.least(a, of(6)), of(0.875)); // 1 - erf(6) is less than half a unit in the last place of 1
  const [e, tail] = m.pair(expPair, sub(of(0), m.polynomial(tables.errorFar, t)));
  return m.signed(m.choose(m.less(of(0.875), a), add(...oneLess(m, e, tail)), near), x);
};

const sin = <N, M>(m: Arithmetic<N, M>, x: N): N => {
  const { of, choose } = m;
  const y = m.part(turned, x, of(0));
  // and keeps -0; x³/6 is less than half a unit in the last place
  return choose(m.less(of(1e-9), m.abs(x)), y, x);
};
/** cos x = sin(x + π/2). */
const cos = <N, M>(m: Arithmetic<N, M>, x: N): N => m.part(turned, x, m.of(1));

/** sin(x + turns·π/2) for any x; NaN at ±∞. */
const turned = <N, M>(m: Arithmetic<N, M>, x: N, turns: N): N => {
  const { of, add, less } = m;
  const n = round(m, m.mul(x, of(tables.twoOverPi)));
  const [r, low] = m.pair(reduced, x, n);
  const y = m.part(quarterTurn, r, low, add(n, turns));
  return m.where(m.not(less(m.abs(x), of(2 ** 20))), turnedLarge, [x, turns], y);
};
/** The same for |x| ≥ 2^20. */
export const turnedLarge = <N, M>(m: Arithmetic<N, M>, x: N, turns: N): N => {
  const { of, add, mul, less, choose } = m;
  const sign = choose(less(x, of(0)), of(-1), of(1));
  const [r, low, n] = reducedLarge(m, m.abs(x));
  const y = m.part(quarterTurn, mul(sign, r), mul(sign, low), add(mul(sign, n), turns));
  return choose(less(m.abs(x), of(Infinity)), y, of(NaN));
};

const pow = <N, M>(m: Arithmetic<N, M>, x: N, y: N): N => {
  const { of, add, mul, floor, less, equal, both, not, choose } = m;
  const zero = of(0);
  const one = of(1);
  const infinity = of(Infinity);
  const half = mul(of(0.5), y);
  const a = m.abs(x);
  const whole = equal(floor(y), y);
  // |log x| ≥ 2^-53 or x = 1: beyond, all is 0, 1 or ∞
  const t = m.most(m.least(y, of(tables.powLimit)), of(-tables.powLimit));
  const [l, lLow] = m.pair(logExact, a);
  const [p, pLow] = m.pair(product, t, l);
  const e = m.pair(expPair, p, add(pLow, mul(t, lLow)))[0];
  const finite = choose(less(of(710), p), infinity, choose(less(p, of(-746)), zero, e));
  const above = less(zero, y);
  const ofZero = choose(above, zero, infinity);
  const ofInfinity = choose(above, infinity, zero);
  const size = choose(equal(a, zero), ofZero, choose(equal(a, infinity), ofInfinity, finite));
  const odd = both(whole, not(equal(floor(half), half)));
  const negative = both(odd, less(m.signed(one, x), zero));
  const signed = m.signed(size, choose(negative, of(-1), one));
  const root = both(both(less(x, zero), less(of(-Infinity), x)), not(whole)); // of a negative number
  const unclear = both(equal(a, one), equal(m.abs(y), infinity));
  const known = choose(unclear, of(NaN), choose(root, of(NaN), signed));
  const numbers = both(equal(x, x), equal(y, y));
  return choose(equal(y, zero), one, choose(numbers, known, of(NaN)));
};

export const routines: Readonly<Record<RoutineName, Routine>> = {
  exp,
  log,
  tanh,
  sigmoid,
  softplus,
  sin,
  cos,
  erf,
  pow,
};

/** e^(x + more) as a pair; `more` is a small correction to x. */
function expPair<N, M>(m: Arithmetic<N, M>, x: N, more?: N): Pair<N> {
  const { of, add, sub, mul } = m;
  const t = m.most(m.least(x, of(710)), of(-746));
  const k = round(m, mul(t, of(Math.LOG2E)));
  const a = sub(t, mul(k, of(tables.ln2Pair[0])));
  const kLow = mul(k, of(tables.ln2Pair[1]));
  const b = more === undefined ? kLow : sub(kLow, more);
  const r = sub(a, b);
  const c = sub(sub(a, r), b); // t + more = k·ln 2 + r + c
  const p = mul(mul(r, r), m.polynomial(tables.exponential, r));
  // e^(r + c) = 1 + r + p + c·(1 + r)
  const [s, sLow] = joined(m, of(1), r);
  const [y, yLow] = joined(m, s, add(sLow, add(p, add(c, mul(c, r)))));
  const half = m.floor(mul(of(0.5), k));
  const first = m.power2(half);
  const second = m.power2(sub(k, half));
  // in two factors, because 2^k alone may overflow, or may not be a normal number
  const scaled = (v: N): N => mul(mul(v, first), second);
  return [scaled(y), scaled(yLow)];
}

/** log(x) as a pair, for 0 < x < ∞: log s = f - f²/2 + q·(f²/2 + z·P(z)). */
function logPair<N, M>(m: Arithmetic<N, M>, x: N): Pair<N> {
  const { of, add, sub, mul } = m;
  const [f, k] = nearOne(m, x);
  const q = m.div(f, add(of(2), f));
  const z = mul(q, q);
  const square = mul(mul(of(0.5), f), f);
  const [h, hLow] = joined(m, mul(k, of(tables.ln2Pair[0])), f);
  const bent = sub(mul(q, add(square, mul(z, m.polynomial(tables.logarithm, z)))), square);
  return joined(m, h, add(hLow, add(bent, mul(k, of(tables.ln2Pair[1])))));
}

/** x = (1 + f) · 2^k with √½ ≤ 1 + f < √2, for 0 < x < ∞. */
function nearOne<N, M>(m: Arithmetic<N, M>, x: N): readonly [f: N, k: N] {
  const { of, sub, mul, less, choose } = m;
  const small = less(x, of(2 ** -1022));
  const normal = choose(small, mul(x, of(2 ** 54)), x);
  const s = m.significand(normal);
  const big = less(of(Math.SQRT2), s);
  const k = sub(m.exponent(normal), choose(small, of(54), of(0)));
  return [sub(choose(big, mul(of(0.5), s), s), of(1)), m.add(k, choose(big, of(1), of(0)))];
}

/** log(x) for 0 < x < ∞ as a pair with about 68 correct bits: what is left after a product with up to 745 in `pow`. */
function logExact<N, M>(m: Arithmetic<N, M>, x: N): Pair<N> {
  const { of, add, sub, mul, div } = m;
  const [f, k] = nearOne(m, x);
  const [d, dLow] = joined(m, of(2), f);
  const s = div(f, d);
  const [sd, sdLow] = m.pair(product, s, d);
  const sLow = div(sub(sub(sub(f, sd), sdLow), mul(s, dLow)), d);
  const [z, zTail] = m.pair(product, s, s);
  const zLow = add(zTail, mul(mul(of(2), s), sLow));
  const t = mul(z, m.polynomial(tables.logTail, z));
  const [b, bTail] = joined(m, of(tables.twoFifths[0]), t);
  const bLow = add(bTail, of(tables.twoFifths[1]));
  const [u, uLow] = m.pair(productOfPairs, z, zLow, b, bLow);
  const [c, cTail] = joined(m, of(tables.twoThirds[0]), u);
  const cLow = add(cTail, add(of(tables.twoThirds[1]), uLow));
  const [w, wLow] = m.pair(productOfPairs, z, zLow, c, cLow);
  const [v, vLow] = m.pair(productOfPairs, s, sLow, w, wLow); // log(1 + f) = 2s + v
  const [h, hLow] = m.pair(sum, mul(k, of(tables.ln2Pair[0])), mul(of(2), s));
  const [g, gLow] = m.pair(sum, h, v);
  return joined(m, g, add(add(gLow, hLow), add(mul(k, of(tables.ln2Pair[1])), add(mul(of(2), sLow), vLow))));
}

/** x less n times π/2, n the nearest whole number, for |x| < 2^20: at most π/4. */
function reduced<N, M>(m: Arithmetic<N, M>, x: N, n: N): Pair<N> {
  const { of, add, mul } = m;
  const times = (part: number): N => mul(n, of(-part));
  // the first difference is exact
  const [a, aLow] = m.pair(sum, add(x, times(tables.halfPi[0])), times(tables.halfPi[1]));
  const [b, bLow] = m.pair(sum, a, times(tables.halfPi[2]));
  return joined(m, b, add(add(bLow, aLow), times(tables.halfPi[3])));
}

/**
 * The same for x ≥ 2^20 (there it may be a little more), where n·π/2 needs more bits than we have: x·2/π
 * modulo 4, of which only the digits that matter are multiplied.
 * @see Payne & Hanek 1983, "Radian reduction for trigonometric functions"
 */
function reducedLarge<N, M>(m: Arithmetic<N, M>, x: N): readonly [...Pair<N>, n: N] {
  const { of, add, sub, mul, floor, power2 } = m;
  const e = sub(m.exponent(x), of(52)); // x = X · 2^e, X a whole number of 53 bits in digits x2, x1, x0
  const half = floor(mul(of(0.5), e));
  const whole = mul(mul(x, power2(sub(of(0), half))), power2(sub(half, e)));
  const x2 = floor(mul(whole, of(2 ** -48)));
  const left = sub(whole, mul(x2, of(2 ** 48)));
  const x1 = floor(mul(left, of(2 ** -24)));
  const x0 = sub(left, mul(x1, of(2 ** 24)));
  const first = m.most(floor(m.div(sub(e, of(2)), of(24))), of(0)); // the digits before give multiples of 4
  const digit = (i: number): N => (i < 0 ? of(0) : m.digit(add(first, of(i))));
  const pieces: N[] = []; // the last first: pieces[9 - p] · 2^(scale - 24·p)
  let carry = of(0);
  for (let p = 9; p >= 0; p--) {
    const products = add(add(mul(x0, digit(p - 2)), mul(x1, digit(p - 1))), mul(x2, digit(p)));
    const t = add(products, carry);
    carry = floor(mul(t, of(2 ** -24)));
    pieces.push(sub(t, mul(carry, of(2 ** 24))));
  }
  const scale = power2(add(sub(e, mul(of(24), add(first, of(1)))), of(48)));
  const at = (p: number): N => mul(mul(pieces[9 - p]!, scale), of(2 ** (-24 * p)));
  const modulo4 = (t: N): N => sub(t, mul(of(4), floor(mul(of(0.25), t))));
  const head = add(modulo4(at(0)), modulo4(at(1)));
  const n1 = round(m, head);
  const next = modulo4(at(2));
  const n2 = round(m, next);
  const [s, sLow] = m.pair(sum, sub(head, n1), sub(next, n2));
  const [a, aLow] = m.pair(sum, s, add(at(3), at(4)));
  const n3 = round(m, a);
  const [b, bLow] = m.pair(sum, sub(a, n3), sLow);
  const [c, cLow] = m.pair(sum, b, add(at(5), at(6)));
  const quarters = joined(m, c, add(add(add(cLow, bLow), aLow), add(add(at(7), at(8)), at(9))));
  const [high, low] = tables.halfPiPair;
  const pair = m.pair(productOfPairs, ...quarters, of(high), of(low));
  return [...pair, add(add(n1, n2), n3)];
}

/** sin(r + n·π/2) for |r| ≤ π/4 and a whole number n. */
function quarterTurn<N, M>(m: Arithmetic<N, M>, r: N, tail: N, n: N): N {
  const { of, add, sub, mul } = m;
  const z = mul(r, r);
  const half = mul(of(0.5), z);
  const [w, wLow] = oneLess(m, half);
  const bent = sub(mul(mul(z, z), m.polynomial(tables.cosine, z)), mul(r, tail));
  const even = add(w, add(wLow, bent));
  const odd = add(r, add(mul(r, mul(z, m.polynomial(tables.sine, z))), mul(tail, w)));
  return ofQuarter(m, n, odd, even);
}

/** The sine in quarter n, of which the sine and cosine of the rest are given. */
export function ofQuarter<N, M>(m: Arithmetic<N, M>, n: N, sine: N, cosine: N): N {
  const { of, mul, floor } = m;
  const quarters = mul(of(0.5), n);
  const halves = floor(quarters);
  const y = m.choose(m.equal(halves, quarters), sine, cosine);
  const turned = mul(of(0.5), halves);
  return m.choose(m.equal(floor(turned), turned), y, m.sub(of(0), y));
}

/** 1 + e + tail as a pair, for 0 ≤ e ≤ 1. */
function onePlus<N, M>(m: Arithmetic<N, M>, e: N, tail: N): Pair<N> {
  const [d, low] = joined(m, m.of(1), e);
  return [d, m.add(low, tail)];
}

/** 1 - e - tail as a pair, for 0 ≤ e ≤ 1. */
function oneLess<N, M>(m: Arithmetic<N, M>, e: N, tail?: N): Pair<N> {
  const one = m.of(1);
  const n = m.sub(one, e);
  const low = m.sub(m.sub(one, n), e);
  return [n, tail === undefined ? low : m.sub(low, tail)];
}

/** a + b as an exact pair, if |a| ≥ |b| (Dekker). */
function joined<N, M>(m: Arithmetic<N, M>, a: N, b: N): Pair<N> {
  const y = m.add(a, b);
  return [y, m.add(m.sub(a, y), b)];
}

/** n/d of pairs, rounded almost correctly: the remainder is taken exactly. */
function quotient<N, M>(m: Arithmetic<N, M>, [n, nLow]: Pair<N>, [d, dLow]: Pair<N>): N {
  const { add, sub, mul, div } = m;
  const q = div(n, d);
  const [p, pLow] = m.pair(product, q, d);
  const rest = add(sub(sub(n, p), pLow), sub(nLow, mul(q, dLow)));
  return add(q, div(rest, d));
}

/** a·b as an exact pair. */
function product<N, M>(m: Arithmetic<N, M>, a: N, b: N): Pair<N> {
  const { add, sub, mul } = m;
  const p = mul(a, b);
  const split = (x: N): Pair<N> => {
    const u = mul(m.of(tables.splitter), x);
    const head = sub(u, sub(u, x));
    return [head, sub(x, head)];
  };
  const [a1, a2] = split(a);
  const [b1, b2] = split(b);
  return [p, add(add(add(sub(mul(a1, b1), p), mul(a1, b2)), mul(a2, b1)), mul(a2, b2))];
}

/** The product of two pairs as a pair. */
function productOfPairs<N, M>(m: Arithmetic<N, M>, a: N, aLow: N, b: N, bLow: N): Pair<N> {
  const { add, mul } = m;
  const [p, pLow] = m.pair(product, a, b);
  return joined(m, p, add(pLow, add(mul(a, bLow), mul(aLow, b))));
}

/** a + b as an exact pair (Knuth). */
function sum<N, M>(m: Arithmetic<N, M>, a: N, b: N): Pair<N> {
  const { add, sub } = m;
  const s = add(a, b);
  const part = sub(s, a);
  return [s, add(sub(a, sub(s, part)), sub(b, part))];
}

/** The nearest whole number. */
export function round<N, M>(m: Arithmetic<N, M>, x: N): N {
  const rounder = m.of(tables.rounder);
  return m.sub(m.add(x, rounder), rounder);
}
