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
  /** What a part gives; where routines are printed it is one function, else it is computed in place. */
  readonly part: (part: Routine, ...x: N[]) => N;
  readonly pair: (part: PairRoutine, ...x: N[]) => Pair<N>;
  /** What a part gives for `x` where the condition holds, else y; not computed where it holds nowhere. */
  readonly where: (condition: M, part: Routine, x: readonly N[], y: N) => N;
  /** c₀ + c₁·t + c₂·t² + …, the last ones first (Horner). */
  readonly polynomial: (c: readonly number[], t: N) => N;
  /** Digit i ≥ 0 of 2/π in base 2^24. */
  readonly digit: (i: N) => N;
}

export type Routine = <N, M>(m: Arithmetic<N, M>, ...x: N[]) => N;
/** A number kept as the sum high + low, low at most half a unit in the last place of high. */
export type Pair<N> = readonly [high: N, low: N];
export type PairRoutine = <N, M>(m: Arithmetic<N, M>, ...x: N[]) => Pair<N>;
/** The routines that programs call: of one number, `pow` of two. */
export type RoutineName = 'exp' | 'log' | 'tanh' | 'sigmoid' | 'softplus' | 'sin' | 'cos' | 'erf' | 'pow';
