// Inverse functions of the circle and of the hyperbola. No primitive has them: each is made of others, so that targets
// need nothing new, and its slope is exact. Values: within 3 ulp (2.7 at most of 440,000 arguments, against mpmath).
import type { Node } from '../../ir/node.ts';
import * as ops from '../../ir/ops.ts';
import { asNode, calculate, less, m, where, type Result } from '../arithmetic.ts';
import { failure, type Num } from '../values.ts';
import { ofOne, ofTwo, type FunctionRow } from './row.ts';

const HALF_PI = Math.PI / 2;
const LARGE = 2 ** 28;

/** The value as it is, with the slope by x given instead of its own. */
const sloping = (x: Num, value: Num, slope: () => Num): Num =>
  typeof x === 'number'
    ? value
    : ops.add(ops.stop(asNode(value)), ops.mul(ops.sub(x, ops.stop(x)), ops.stop(asNode(slope()))));
const plus = (x: Num, ...powers: readonly number[]): Num =>
  powers.reduceRight<Num>((sum, c) => m.add(c, m.mul(x, sum)), 0);
/** x and -x changed alike; the slope at 0 is that of the right side. */
const odd = (x: Num, rule: (size: Num) => Num): Num => {
  const below = less(x, 0);
  const y = rule(where(below, m.neg(x), x));
  return where(below, m.neg(y), y);
};

/**
 * arctan t for |t| ≤ 1: a first guess y within 0.005, and the angle that is left, from its tangent (t·cos y - sin y) /
 * (cos y + t·sin y), by its series. What rounding did to the guess is left over as well, so it does not count.
 */
function within(t: Num): Num {
  const square = m.square(t);
  const guess = m.div(t, m.add(1, m.mul(0.28125, square)));
  const s = m.sin(guess);
  const c = m.cos(guess);
  const rest = m.div(m.sub(m.mul(t, c), s), m.add(c, m.mul(t, s)));
  return sloping(t, m.add(guess, m.mul(rest, plus(m.square(rest), 1, -1 / 3, 1 / 5, -1 / 7))), () =>
    m.div(1, m.add(1, square)),
  );
}
/**
 * The angle of the point (x, y) beside the line at 45 degrees, where y/x would be more than 1 or less than -1, is
 * counted from the other axis.
 */
function steep(x: Num, y: Num): { readonly isSteep: Num; readonly angle: Num } {
  const isSteep = less(m.abs(x), m.abs(y));
  return { isSteep, angle: within(m.div(where(isSteep, x, y), where(isSteep, y, x))) };
}
export function arctan(x: Num): Num {
  const { isSteep, angle } = steep(1, x);
  return where(isSteep, m.sub(where(less(x, 0), -HALF_PI, HALF_PI), angle), angle);
}
function angleOf(x: Num, y: Num): Result {
  if (x === 0 && y === 0) return failure('#DIV/0!');
  return calculate(() => {
    const { isSteep, angle } = steep(x, y);
    const below = less(y, 0);
    return where(
      isSteep,
      m.sub(where(below, -HALF_PI, HALF_PI), angle),
      m.add(angle, where(less(x, 0), where(below, -Math.PI, Math.PI), 0)),
    );
  });
}

/** The other side of a right triangle with hypotenuse 1. */
const otherSide = (x: Num): Num => m.sqrt(m.mul(m.sub(1, x), m.add(1, x)));
const isAtMostOne = (x: Num): boolean => typeof x !== 'number' || Math.abs(x) <= 1;
const arcsin = (x: Num): Result =>
  !isAtMostOne(x)
    ? failure('#NUM!')
    : Math.abs(x as number) === 1
      ? (x as number) * HALF_PI
      : calculate(() => arctan(m.div(x, otherSide(x))));
const arccos = (x: Num): Result =>
  !isAtMostOne(x)
    ? failure('#NUM!')
    : x === -1
      ? Math.PI
      : calculate(() => m.mul(2, arctan(m.sqrt(m.div(m.sub(1, x), m.add(1, x))))));

/** ln(1 + u), exact for small u too: what rounding took from 1 + u is put right (Kahan). */
function logOnePlus(u: Num): Num {
  const w = m.add(1, u);
  const plain = w === 0 ? m.fail(failure('#NUM!')) : m.log(w);
  if (typeof u === 'number') return w === 1 ? u : m.div(m.mul(plain, u), m.sub(w, 1));
  const lost: Node = ops.sub(asNode(w), 1);
  const right = ops.where(lost, ops.div(ops.mul(asNode(plain), u), lost), u);
  return sloping(u, right, () => m.div(1, w));
}
/** Far out both grow as ln 2x. */
const farOut = (x: Num, near: (x: Num) => Num): Num => {
  const far = less(LARGE, x);
  return where(far, m.add(m.log(x), Math.LN2), near(where(far, 1, x)));
};
const arsinh = (x: Num): Result =>
  calculate(() =>
    odd(x, (s) =>
      s === 0
        ? 0
        : farOut(s, (n) => {
            const square = m.square(n);
            return logOnePlus(m.add(n, m.div(square, m.add(1, m.sqrt(m.add(1, square))))));
          }),
    ),
  );
const arcosh = (x: Num): Result =>
  typeof x === 'number' && x < 1
    ? failure('#NUM!')
    : calculate(() =>
        farOut(x, (n) => {
          const t = m.sub(n, 1);
          return logOnePlus(m.add(t, m.sqrt(m.mul(t, m.add(t, 2)))));
        }),
      );
const artanh = (x: Num): Result =>
  typeof x === 'number' && Math.abs(x) >= 1
    ? failure('#NUM!')
    : calculate(() => odd(x, (s) => m.mul(0.5, logOnePlus(m.div(m.mul(2, s), m.sub(1, s))))));

export const inverse: Readonly<Record<string, FunctionRow>> = {
  ATAN: ofOne((x) => calculate(() => arctan(x))),
  ATAN2: ofTwo(angleOf),
  ASIN: ofOne(arcsin),
  ACOS: ofOne(arccos),
  ASINH: ofOne(arsinh),
  ACOSH: ofOne(arcosh),
  ATANH: ofOne(artanh),
};
