/**
 * Solves (A + ridge·I) x = b for a symmetric, positive definite A.
 *
 * @param a [n, n], row after row; only its lower half is read
 * @param b [n]
 * @returns x [n]; null if the matrix is not positive definite to rounding
 * @see Golub & Van Loan 2013, Matrix Computations, 4th edition, section 4.2
 */
export function solvePositive(a: Float64Array, b: Float64Array, ridge: number): Float64Array | null {
  const n = b.length;
  const l = a.slice();
  for (let j = 0; j < n; j++) {
    let pivot = (l[j * n + j] as number) + ridge;
    for (let k = 0; k < j; k++) pivot -= (l[j * n + k] as number) ** 2;
    if (!(pivot > 0)) return null;
    const root = Math.sqrt(pivot);
    l[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = l[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (l[i * n + k] as number) * (l[j * n + k] as number);
      l[i * n + j] = sum / root;
    }
  }
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    let sum = x[i] as number;
    for (let k = 0; k < i; k++) sum -= (l[i * n + k] as number) * (x[k] as number);
    x[i] = sum / (l[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (l[k * n + i] as number) * (x[k] as number);
    x[i] = sum / (l[i * n + i] as number);
  }
  return x;
}
