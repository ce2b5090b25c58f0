import { dot } from '../util/lists.ts';

/** A function of many numbers and its gradient, which is written into the second argument. */
export type Smooth = (at: Float64Array, gradient: Float64Array) => number;

const KEPT = 10; // steps that the curvature is guessed from

/**
 * The lowest place of a convex, smooth function: L-BFGS, with steps halved until they pay (Armijo).
 *
 * @param from where to begin
 * @param tolerance ends when no part of the gradient is larger
 * @see Nocedal & Wright 2006, Numerical Optimization, 2nd edition, algorithms 7.4 and 7.5
 */
export function minimize(f: Smooth, from: Float64Array, { tolerance = 1e-5, most = 200 } = {}): Float64Array {
  let at: Float64Array = from.slice();
  let gradient: Float64Array = new Float64Array(at.length);
  let value = f(at, gradient);
  const pairs: { step: Float64Array; change: Float64Array; curvature: number }[] = [];
  for (let round = 0; round < most && gradient.some((g) => Math.abs(g) > tolerance); round++) {
    const direction = descent(gradient, pairs);
    const slope = dot(direction, gradient);
    const nextGradient = new Float64Array(at.length);
    let size = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    let next = moved(at, direction, size);
    let nextValue = f(next, nextGradient);
    for (let tries = 0; !(nextValue <= value + 1e-4 * size * slope); tries++) {
      if (tries === 30) return at; // rounding: no lower place is seen from here
      size /= 2;
      next = moved(at, direction, size);
      nextValue = f(next, nextGradient);
    }
    const step = next.map((v, i) => v - (at[i] as number));
    const change = nextGradient.map((v, i) => v - (gradient[i] as number));
    const curvature = dot(step, change);
    if (curvature > 1e-12 * dot(change, change)) pairs.push({ step, change, curvature });
    if (pairs.length > KEPT) pairs.shift();
    at = next;
    gradient = nextGradient;
    value = nextValue;
  }
  return at;
}

/** The two loops of L-BFGS: minus the gradient, bent by what the last steps taught about the curvature. */
function descent(
  gradient: Float64Array,
  pairs: readonly { step: Float64Array; change: Float64Array; curvature: number }[],
): Float64Array {
  const q = gradient.slice();
  const shares = pairs.toReversed().map(({ step, change, curvature }) => {
    const share = dot(step, q) / curvature;
    for (let i = 0; i < q.length; i++) (q[i] as number) -= share * (change[i] as number);
    return share;
  });
  const last = pairs.at(-1);
  const scale = last ? last.curvature / dot(last.change, last.change) : 1;
  for (let i = 0; i < q.length; i++) (q[i] as number) *= scale;
  pairs.forEach(({ step, change, curvature }, k) => {
    const more = (shares[pairs.length - 1 - k] as number) - dot(change, q) / curvature;
    for (let i = 0; i < q.length; i++) (q[i] as number) += more * (step[i] as number);
  });
  return q.map((v) => -v);
}

const moved = (at: Float64Array, direction: Float64Array, size: number): Float64Array =>
  at.map((v, i) => v + size * (direction[i] as number));
