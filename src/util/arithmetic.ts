/**
 * What routines are written with: numbers of f64, one at a time (`libm.ts`), or WebAssembly for one or a vector of them
 * (`targets/wasm/spelling.ts`). Every operation is exact by IEEE 754 or rounds as it says, so a routine gives the same
 * bits in all of them. There are no branches: conditions choose between results.
 */

/** `N`: numbers, `M`: conditions. */
export interface Arithmetic<N, M> {
  readonly of: (x: number) => N;
  readonly add: (a: N, b: N) => N;
  readonly sub: (a: N, b: N) => N;
  readonly mul: (a: N, b: N) => N;
  readonly div: (a: N, b: N) => N;
  readonly abs: (a: N) => N;
  readonly floor: (a: N) => N;
  /** b < a ? b : a, so NaN if `a` is. */
  readonly least: (a: N, b: N) => N;
  /** a < b ? b : a, so NaN if `a` is. */
  readonly most: (a: N, b: N) => N;
  /** |a| with the sign of `b`, also of -0. */
  readonly signed: (a: N, b: N) => N;
  readonly less: (a: N, b: N) => M;
  readonly equal: (a: N, b: N) => M;
  readonly both: (a: M, b: M) => M;
  readonly not: (a: M) => M;
  /** `a` where the condition holds, else `b`. */
  readonly choose: (condition: M, a: N, b: N) => N;
  /** 2^k for a whole k for which this is a normal number; else anything. */
  readonly power2: (k: N) => N;
  /** x = ± significand · 2^exponent with 1 ≤ significand < 2, for a normal number x; else anything. */
  readonly significand: (x: N) => N;
  /** Of x > 0. */
  readonly exponent: (x: N) => N;
  /** What the routine gives for x where the condition holds, else y; not computed where it holds nowhere. */
  readonly where: (condition: M, routine: Routine, x: N, y: N) => N;
  /** Digit i ≥ 0 of 2/π in base 2^24. */
  readonly digit: (i: N) => N;
}

/** Of one number; `pow` takes two. */
export type Routine = <N, M>(m: Arithmetic<N, M>, x: N, y: N) => N;
