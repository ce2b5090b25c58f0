/** What gradients taught about how they change: turns a gradient into a step that goes to the bottom of a bowl. */
export interface Curvature {
  /** -H·g over the variables that may move; 0 for the others. */
  direction(gradient: Float64Array, free: readonly number[]): Float64Array;
  /** Learns from a step s and the change y of the gradient along it; sᵀy > 0. */
  learn(s: Float64Array, y: Float64Array): void;
  forget(): void;
  /** Nothing is known yet: the direction is the gradient's. */
  readonly fresh: boolean;
}

/** Above this many variables a whole matrix costs more than it brings. */
const DENSE = 200;
/** Pairs that the short memory keeps. */
const MEMORY = 20;

export const curvatureOf = (n: number): Curvature => (n <= DENSE ? dense(n) : limited(n));

export const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/**
 * BFGS: the inverse of the matrix of second derivatives, H ← (I - ρsyᵀ)·H·(I - ρysᵀ) + ρssᵀ.
 *
 * @see Nocedal & Wright 2006, Numerical Optimization, algorithm 6.1
 */
function dense(n: number): Curvature {
  let h: Float64Array[] = [];
  let fresh = true;
  const identity = (size: number): void => {
    h = Array.from({ length: n }, (_, i) => {
      const row = new Float64Array(n);
      row[i] = size;
      return row;
    });
  };
  identity(1);
  return {
    get fresh() {
      return fresh;
    },
    direction(g, free) {
      const d = new Float64Array(n);
      for (const i of free) {
        const row = h[i]!;
        let sum = 0;
        for (const j of free) sum -= row[j]! * g[j]!;
        d[i] = sum;
      }
      return d;
    },
    learn(s, y) {
      if (fresh) identity(dot(s, y) / dot(y, y)); // of the size that the first step showed
      fresh = false;
      const rho = 1 / dot(s, y);
      const hy = Float64Array.from(h, (row) => dot(row, y));
      const yhy = dot(y, hy);
      h.forEach((row, i) => {
        for (let j = 0; j < n; j++) {
          row[j] = row[j]! - rho * (hy[i]! * s[j]! + s[i]! * hy[j]!) + rho * (1 + rho * yhy) * s[i]! * s[j]!;
        }
      });
    },
    forget() {
      identity(1);
      fresh = true;
    },
  };
}

/** L-BFGS: the same from the last pairs alone. @see Nocedal & Wright 2006, algorithm 7.4 */
function limited(n: number): Curvature {
  let pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  return {
    get fresh() {
      return pairs.length === 0;
    },
    direction(g, free) {
      const d = new Float64Array(n);
      const shares: number[] = [];
      const add = (v: Float64Array, share: number): void => {
        for (const i of free) d[i] = d[i]! + share * v[i]!;
      };
      for (const i of free) d[i] = -g[i]!;
      for (const { s, y, rho } of pairs.toReversed()) {
        const share = rho * dot(s, d);
        shares.push(share);
        add(y, -share);
      }
      const last = pairs.at(-1);
      if (last) {
        const size = dot(last.s, last.y) / dot(last.y, last.y);
        for (const i of free) d[i] = d[i]! * size;
      }
      for (const { s, y, rho } of pairs) add(s, (shares.pop() ?? 0) - rho * dot(y, d));
      return d;
    },
    learn(s, y) {
      pairs = [...pairs.slice(1 - MEMORY), { s, y, rho: 1 / dot(s, y) }];
    },
    forget() {
      pairs = [];
    },
  };
}
