/** A value and its exact gradient at a point; a value that is not finite means the point is outside what can be computed. */
export type Objective = (x: Float64Array) => { readonly value: number; readonly gradient: Float64Array };

export interface Bounds { readonly low: number; readonly high: number }
export interface MinimizeOptions {
  /** Per variable; default without bounds. */
  readonly bounds?: readonly Bounds[];
  /** Most iterations; default 500. */
  readonly steps?: number;
  /** Done when no component of the projected gradient is above this times max(1, |value|); default 1e-9. */
  readonly tolerance?: number;
  readonly onStep?: (p: { readonly step: number; readonly value: number; readonly x: Float64Array }) => void;
  readonly stop?: () => boolean;
}
export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly steps: number;
  readonly evaluations: number;
  /** `gradient`: no direction goes down; `value`: no step made it smaller; `steps`: the limit was reached; `stopped`: asked to. */
  readonly ended: 'gradient' | 'value' | 'steps' | 'stopped';
}

/**
 * The smallest value near a start, by BFGS with a projected line search: curvature is learned from the gradients, so a
 * smooth problem of a few variables takes tens of steps where plain descent takes thousands.
 *
 * Variables held at a bound by the gradient stand still in that iteration; the others move along -H·∇, cut at the bounds.
 *
 * @see Nocedal & Wright 2006, Numerical Optimization, algorithm 6.1 and section 16.7
 */
export function minimize(f: Objective, start: ArrayLike<number>, options: MinimizeOptions = {}): Minimum {
  const { bounds = [], steps = 500, tolerance = 1e-9 } = options, n = start.length;
  const clip = (x: Float64Array): Float64Array => x.map((v, i) => Math.min(Math.max(v, bounds[i]?.low ?? -Infinity), bounds[i]?.high ?? Infinity));
  let x = clip(Float64Array.from(start)), now = f(x), evaluations = 1, step = 0, stalled = 0;
  let h = identity(n), fresh = true; // fresh: no curvature known yet
  const done = (ended: Minimum['ended']): Minimum => ({ x, value: now.value, gradient: now.gradient, steps: step, evaluations, ended });
  while (step < steps) {
    if (options.stop?.()) return done('stopped');
    const g = now.gradient, free = freeVariables(x, g, bounds);
    const worst = Math.max(0, ...free.map((i) => Math.abs(g[i] ?? 0)));
    if (!(worst > tolerance * Math.max(1, Math.abs(now.value)))) return done('gradient');
    let d = direction(h, g, free, n);
    if (!(dot(d, g) < 0)) { h = identity(n); fresh = true; d = direction(h, g, free, n); } // not downhill: forget the curvature
    const found = lineSearch(f, clip, x, now, d, fresh ? Math.min(1, 1 / worst) : 1);
    evaluations += found.evaluations;
    if (!found.to) {
      if (fresh) return done('value');
      h = identity(n); fresh = true; // once more along the gradient itself
      continue;
    }
    const s = found.x.map((v, i) => v - (x[i] ?? 0)), y = found.to.gradient.map((v, i) => v - (g[i] ?? 0));
    if (fresh) { const scale = dot(s, y) / dot(y, y); if (scale > 0 && Number.isFinite(scale)) h = h.map((row) => row.map((v) => v * scale)); }
    if (dot(s, y) > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y))) { update(h, s, y); fresh = false; }
    stalled = now.value - found.to.value <= 1e-15 * Math.abs(now.value) ? stalled + 1 : 0;
    [x, now] = [found.x, found.to];
    step++;
    options.onStep?.({ step, value: now.value, x });
    if (stalled >= 5) return done('value');
  }
  return done('steps');
}

const identity = (n: number): Float64Array[] => Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0);

/** Variables that a small step downhill moves: not those at a bound that it would leave. */
function freeVariables(x: Float64Array, g: Float64Array, bounds: readonly Bounds[]): number[] {
  const free: number[] = [];
  x.forEach((v, i) => { if (!((v <= (bounds[i]?.low ?? -Infinity) && (g[i] ?? 0) > 0) || (v >= (bounds[i]?.high ?? Infinity) && (g[i] ?? 0) < 0))) free.push(i); });
  return free;
}

function direction(h: readonly Float64Array[], g: Float64Array, free: readonly number[], n: number): Float64Array {
  const d = new Float64Array(n);
  for (const i of free) for (const j of free) d[i] = (d[i] ?? 0) - (h[i]?.[j] ?? 0) * (g[j] ?? 0);
  return d;
}

interface Found { readonly x: Float64Array; readonly to: ReturnType<Objective> | null; readonly evaluations: number }

/** Doubles or halves the step until the value falls enough (Armijo) and the slope has flattened (Wolfe), if it can. */
function lineSearch(f: Objective, clip: (x: Float64Array) => Float64Array, x: Float64Array, from: ReturnType<Objective>, d: Float64Array, first: number): Found {
  const slope = dot(d, from.gradient);
  let low = 0, high = Infinity, t = first, evaluations = 0;
  let best: Found = { x, to: null, evaluations };
  for (let tries = 0; tries < 60; tries++) {
    const at = clip(x.map((v, i) => v + t * (d[i] ?? 0))), to = f(at);
    evaluations++;
    const moved = at.map((v, i) => v - (x[i] ?? 0));
    const enough = Number.isFinite(to.value) && to.gradient.every(Number.isFinite) && to.value <= from.value + 1e-4 * dot(moved, from.gradient);
    if (enough && (best.to === null || to.value < best.to.value)) best = { x: at, to, evaluations };
    if (!enough) high = t;
    else if (dot(d, to.gradient) < 0.9 * slope && high === Infinity && tries < 20) low = t;
    else if (dot(d, to.gradient) < 0.9 * slope && high < Infinity) low = t;
    else break;
    t = high === Infinity ? 2 * t : (low + high) / 2;
    if (t === low || t === high) break;
  }
  return { ...best, evaluations };
}

/** H ← (I - ρsyᵀ)·H·(I - ρysᵀ) + ρssᵀ */
function update(h: readonly Float64Array[], s: Float64Array, y: Float64Array): void {
  const rho = 1 / dot(s, y), hy = Float64Array.from(h, (row) => dot(row, y)), yhy = dot(y, hy);
  h.forEach((row, i) => row.forEach((v, j) => {
    row[j] = v - rho * ((hy[i] ?? 0) * (s[j] ?? 0) + (s[i] ?? 0) * (hy[j] ?? 0)) + rho * (1 + rho * yhy) * (s[i] ?? 0) * (s[j] ?? 0);
  }));
}
