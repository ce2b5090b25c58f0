import { most } from '../../util/lists.ts';
import type { Step, Study } from '../study.ts';
import { Numbers } from '../numbers.ts';

/** More parameters than this have no matrix of second derivatives here. */
const MOST_PARAMETERS = 200;

/**
 * Largest eigenvalue of the second derivatives of a step's loss by its parameters, at given numbers: differences of the
 * gradient, all columns at once. NaN where a number is missing.
 */
export function largestCurvature(
  study: Study,
  { chains, step }: Step,
  loss: number,
  number: (id: number) => number,
): number {
  const at = chains.map((c) => c.cells[step] ?? -1);
  const n = at.length;
  const rank = new Map(at.map((id, k) => [id, k]));
  if (n === 0 || n > MOST_PARAMETERS) return NaN;
  const size = at.map((id) => 1e-4 * Math.max(1, Math.abs(number(id))));
  const leaf = (id: number): Float64Array => {
    const v = new Float64Array(2 * n).fill(number(id));
    const k = rank.get(id);
    if (k !== undefined) {
      v[k] = (v[k] ?? 0) + (size[k] ?? 0);
      v[n + k] = (v[n + k] ?? 0) - (size[k] ?? 0);
    }
    return v;
  };
  const gradient = new Numbers(study, 2 * n, leaf, leaf).gradient(loss);
  const second = at.map((id) => {
    const g = gradient.get(id);
    return Float64Array.from(size, (h, k) => (g ? ((g[k] ?? 0) - (g[n + k] ?? 0)) / (2 * h) : 0));
  });
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const mean = ((second[i]?.[k] ?? 0) + (second[k]?.[i] ?? 0)) / 2;
      (second[i] as Float64Array)[k] = mean;
      (second[k] as Float64Array)[i] = mean;
    }
  }
  return most(eigenvalues(second));
}

/** Eigenvalues of a symmetric matrix, by Jacobi's rotations (1846). The matrix is overwritten. */
export function eigenvalues(a: readonly Float64Array[]): number[] {
  const n = a.length;
  const at = (i: number, k: number): number => a[i]?.[k] ?? 0;
  const put = (i: number, k: number, v: number): void => {
    (a[i] as Float64Array)[k] = v;
  };
  if (a.some((row) => row.some((x) => !Number.isFinite(x)))) return [NaN];
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let all = 0;
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        const s = at(i, k) ** 2;
        all += s;
        if (i !== k) off += s;
      }
    }
    if (off <= 1e-26 * all) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (at(p, q) === 0) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const x = at(k, p);
          const y = at(k, q);
          put(k, p, c * x - s * y);
          put(k, q, s * x + c * y);
        }
        for (let k = 0; k < n; k++) {
          const x = at(p, k);
          const y = at(q, k);
          put(p, k, c * x - s * y);
          put(q, k, s * x + c * y);
        }
      }
    }
  }
  return a.map((_, i) => at(i, i));
}
