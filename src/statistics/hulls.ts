import { rational, type Rational } from './rational.ts';

/** Do the convex hulls of two sets of points meet? Either way with what proves it, in whole numbers and fractions. */
export type HullVerdict =
  /** Weights of rows (each class's sum is 1) that make the same point from both classes. */
  | { readonly meet: true; readonly weights: ReadonlyMap<number, Rational> }
  /** normal · x is larger for every row of class 1 than for any row of class 0. */
  | { readonly meet: false; readonly normal: readonly bigint[] };

/**
 * Decides by the first phase of the simplex method, exactly: is there λ ≥ 0 with
 *
 *   Σ₁ λᵢ·xᵢ - Σ₀ λᵢ·xᵢ = 0      Σ₁ λᵢ = 1      Σ₀ λᵢ = 1      (Σ₁ over the rows of class 1, Σ₀ of class 0)
 *
 * If not, the multipliers y of the last basis are a proof too (Farkas' lemma): their first entries are a direction in
 * which the classes lie apart. Bland's rule (the first column that improves enters) cannot cycle, so the search ends;
 * how soon
 * depends on `order`: with the rows that a floating-point solver found important first, it is a few pivots.
 *
 * The basis' inverse is kept in whole numbers over one denominator, which every pivot divides exactly (Edmonds 1967,
 * the
 * rule of Bareiss' elimination), so no fraction is ever reduced.
 *
 * @param points x [rows, features], whole numbers
 * @param labels class of each row, 0 or 1; both occur
 * @param order all row numbers, the most promising first
 */
export function decideHulls(
  points: readonly (readonly bigint[])[],
  labels: readonly (0 | 1)[],
  order: readonly number[],
): HullVerdict {
  const features = points[0]?.length ?? 0;
  const basis = new Basis(features);
  const column = (row: number): bigint[] => {
    const x = points[row] ?? [];
    return labels[row] === 1 ? [...x, 1n, 0n] : [...x.map((v) => -v), 0n, 1n];
  };
  for (;;) {
    if (basis.infeasibility() === 0n) return { meet: true, weights: basis.weights() };
    const y = basis.multipliers();
    const entering = order.findIndex((row) => price(y, points[row] ?? [], labels[row] === 1, features) > 0n);
    const row = order[entering];
    if (row === undefined) return { meet: false, normal: y.slice(0, features).map((v) => -v) };
    basis.pivot(row, entering, column(row));
  }
}

/** y · column, without making the column. */
function price(y: readonly bigint[], x: readonly bigint[], isOne: boolean, features: number): bigint {
  let sum = 0n;
  for (let j = 0; j < features; j++) sum += y[j]! * x[j]!;
  return isOne ? sum + y[features]! : y[features + 1]! - sum;
}

/**
 * A simplex basis of features + 2 equations: `inverse` / `denominator` is B⁻¹, `level` / `denominator` the basic
 * values.
 */
class Basis {
  private readonly inverse: bigint[][];
  private readonly level: bigint[];
  private denominator = 1n;
  /** Row of the table that each basic variable stands for; null for an artificial variable. */
  private readonly rows: (number | null)[];
  /** Position in Bland's order; artificial variables come first and, once out, do not return. */
  private readonly rank: number[];

  constructor(features: number) {
    const size = features + 2;
    this.inverse = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1n : 0n)));
    this.level = Array.from({ length: size }, (_, i) => (i < features ? 0n : 1n));
    this.rows = Array.from({ length: size }, () => null);
    this.rank = Array.from({ length: size }, (_, i) => i - size);
  }

  /** Sum of the artificial variables, times the denominator: 0 when the equations hold. */
  infeasibility(): bigint {
    return this.level.reduce((sum, v, i) => (this.rows[i] === null ? sum + v : sum), 0n);
  }

  multipliers(): bigint[] {
    return this.level.map((_, k) =>
      this.inverse.reduce((sum, line, i) => (this.rows[i] === null ? sum + line[k]! : sum), 0n),
    );
  }

  weights(): Map<number, Rational> {
    const weights = new Map<number, Rational>();
    this.rows.forEach((row, i) => {
      const level = this.level[i] ?? 0n;
      if (row !== null && level > 0n) weights.set(row, rational(level, this.denominator));
    });
    return weights;
  }

  /** Brings a column into the basis; the ratio test keeps every level at 0 or above. */
  pivot(row: number, rank: number, column: readonly bigint[]): void {
    const entering = this.inverse.map((line) => line.reduce((sum, v, k) => sum + v * column[k]!, 0n));
    let leaving = -1;
    entering.forEach((p, i) => {
      if (p <= 0n) return;
      if (leaving < 0) {
        leaving = i;
        return;
      }
      const here = this.level[i]! * entering[leaving]!;
      const best = this.level[leaving]! * p;
      if (here < best || (here === best && this.rank[i]! < this.rank[leaving]!)) leaving = i;
    });
    // A column with a positive price lowers a sum that cannot fall below 0, so some level must block it.
    if (leaving < 0) throw new RangeError('decideHulls: no level blocks the entering column');
    const pivot = entering[leaving]!;
    const line = this.inverse[leaving]!;
    const level = this.level[leaving]!;
    for (let i = 0; i < entering.length; i++) {
      if (i === leaving) continue;
      const factor = entering[i]!;
      const other = this.inverse[i]!;
      for (let k = 0; k < other.length; k++) other[k] = (other[k]! * pivot - factor * line[k]!) / this.denominator;
      this.level[i] = (this.level[i]! * pivot - factor * level) / this.denominator;
    }
    this.denominator = pivot;
    this.rows[leaving] = row;
    this.rank[leaving] = rank;
  }
}
