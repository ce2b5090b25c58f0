import { curvatureOf, dot } from './curvature.ts';

/**
 * A value and its exact gradient at a point; a value that is not finite means the point is outside what can be
 * computed.
 */
export type Objective = (x: Float64Array) => { readonly value: number; readonly gradient: Float64Array };

export interface Bounds {
  readonly low: number;
  readonly high: number;
}
export interface Moment {
  readonly step: number;
  readonly value: number;
  readonly x: Float64Array;
}
export interface SearchOptions {
  /** Per variable; default without bounds. */
  readonly bounds?: readonly Bounds[];
  /** Most steps; default 500. */
  readonly steps?: number;
  /**
   * Done when no component of the gradient that could be followed is above this times max(1, |value|); default 1e-9.
   */
  readonly tolerance?: number;
}
export interface MinimizeOptions extends SearchOptions {
  readonly onStep?: (p: Moment) => void;
  readonly stop?: () => boolean;
}
export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly steps: number;
  readonly evaluations: number;
  /**
   * `gradient`: no direction goes down; `value`: no step made it smaller; `steps`: the limit was reached; `stopped`:
   * asked to.
   */
  readonly ended: 'gradient' | 'value' | 'steps' | 'stopped';
}
/** Steps as they are made; who takes them may answer `true` to end the search. */
export type Search = Generator<Moment, Minimum, boolean | undefined>;

/** The smallest value near a start: `minimizing`, run to its end. */
export function minimize(
  f: Objective,
  start: ArrayLike<number>,
  { onStep, stop, ...options }: MinimizeOptions = {},
): Minimum {
  const search = minimizing(f, start, options);
  for (let next = search.next(); ; next = search.next(stop?.() ?? false)) {
    if (next.done) return next.value;
    onStep?.(next.value);
  }
}

/**
 * Steps to the smallest value near a start, by BFGS (L-BFGS for many variables) with a projected line search: curvature
 * is learned from the gradients, so a smooth problem of a few variables takes tens of steps where plain descent takes
 * thousands.
 *
 * Variables held at a bound by the gradient stand still in that step; the others move along -H·∇, cut at the bounds.
 *
 * @see Nocedal & Wright 2006, Numerical Optimization, algorithm 6.1 and section 16.7
 */
export function* minimizing(f: Objective, start: ArrayLike<number>, options: SearchOptions = {}): Search {
  const { bounds, steps = 500, tolerance = 1e-9 } = options;
  const curvature = curvatureOf(start.length);
  let x = within(Float64Array.from(start), bounds);
  let now = f(x);
  let evaluations = 1;
  let step = 0;
  let stalled = 0;
  const done = (ended: Minimum['ended']): Minimum => ({
    x,
    value: now.value,
    gradient: now.gradient,
    steps: step,
    evaluations,
    ended,
  });
  // no slope to follow, which is not a slope of 0; later points are finite
  if (!now.gradient.every(Number.isFinite)) return done('value');
  while (step < steps) {
    const g = now.gradient;
    const free = freeVariables(x, g, bounds);
    const worst = steepest(g, free);
    if (!(worst > tolerance * Math.max(1, Math.abs(now.value)))) return done('gradient');
    let d = curvature.direction(g, free);
    if (!(dot(d, g) < 0)) {
      curvature.forget();
      d = curvature.direction(g, free);
    } // not downhill
    const found = lineSearch(f, bounds, x, now, d, curvature.fresh ? Math.min(1, 1 / worst) : 1);
    evaluations += found.evaluations;
    if (!found.to) {
      if (curvature.fresh) return done(flat(worst, now.value) ? 'gradient' : 'value');
      curvature.forget(); // once more along the gradient itself
      continue;
    }
    const s = minus(found.x, x);
    const y = minus(found.to.gradient, g);
    if (dot(s, y) > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y))) curvature.learn(s, y);
    stalled = now.value - found.to.value <= 1e-15 * Math.abs(now.value) ? stalled + 1 : 0;
    [x, now] = [found.x, found.to];
    step++;
    if (yield { step, value: now.value, x }) return done('stopped');
    if (stalled >= 5) {
      return done(
        flat(steepest(now.gradient, freeVariables(x, now.gradient, bounds)), now.value) ? 'gradient' : 'value',
      );
    }
  }
  return done('steps');
}

/** As flat as values can show: at a gradient of √ε the next step is below the rounding of the value. */
const flat = (worst: number, value: number): boolean => worst <= 1e-6 * Math.max(1, Math.abs(value));
const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v - (b[i] ?? 0));
export const within = (x: Float64Array, bounds: readonly Bounds[] | undefined): Float64Array =>
  bounds ? x.map((v, i) => Math.min(Math.max(v, bounds[i]?.low ?? -Infinity), bounds[i]?.high ?? Infinity)) : x;
/** The largest component of a gradient over some variables. */
export const steepest = (g: Float64Array, free: readonly number[]): number =>
  free.reduce((most, i) => Math.max(most, Math.abs(g[i] ?? 0)), 0);

/** Variables that a small step downhill moves: not those at a bound that it would leave. */
export function freeVariables(x: Float64Array, g: Float64Array, bounds: readonly Bounds[] | undefined): number[] {
  const free: number[] = [];
  x.forEach((v, i) => {
    if (!(
      (v <= (bounds?.[i]?.low ?? -Infinity) && (g[i] ?? 0) > 0) ||
      (v >= (bounds?.[i]?.high ?? Infinity) && (g[i] ?? 0) < 0)
    )) {
      free.push(i);
    }
  });
  return free;
}

interface Found {
  readonly x: Float64Array;
  readonly to: ReturnType<Objective> | null;
  readonly evaluations: number;
}

/** Doubles or halves the step until the value falls enough (Armijo) and the slope has flattened (Wolfe), if it can. */
function lineSearch(
  f: Objective,
  bounds: readonly Bounds[] | undefined,
  x: Float64Array,
  from: ReturnType<Objective>,
  d: Float64Array,
  first: number,
): Found {
  const slope = dot(d, from.gradient);
  let low = 0;
  let high = Infinity;
  let t = first;
  let evaluations = 0;
  let best: Found = { x, to: null, evaluations };
  for (let tries = 0; tries < 60; tries++) {
    const at = within(
      x.map((v, i) => v + t * (d[i] ?? 0)),
      bounds,
    );
    const to = f(at);
    evaluations++;
    const enough =
      Number.isFinite(to.value) &&
      to.gradient.every(Number.isFinite) &&
      to.value <= from.value + 1e-4 * dot(minus(at, x), from.gradient);
    if (enough && (best.to === null || to.value < best.to.value)) best = { x: at, to, evaluations };
    if (!enough) high = t;
    else if (dot(d, to.gradient) < 0.9 * slope && (high < Infinity || tries < 20)) low = t;
    else break;
    t = high === Infinity ? 2 * t : (low + high) / 2;
    if (t === low || t === high) break;
  }
  return { ...best, evaluations };
}
