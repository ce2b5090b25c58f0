import type { Matrix } from '../data/matrix.ts';
import { dot } from '../util/lists.ts';
import { solvePositive } from './cholesky.ts';
import type { Net } from './net.ts';
import { takeProblem, type Problem } from './problem.ts';

/**
 * The lines of least squared error, each with a penalty on its squared slopes: mean(error²) + penalty · Σ slope².
 * Solved in closed form; with more columns than rows through the rows, where the same solution has fewer unknowns.
 *
 * @param rows which rows of the problem
 * @returns one line per penalty
 * @see Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, 2nd edition, sections 3.4.1 and 18.3.5
 */
export function ridge(problem: Problem, rows: ArrayLike<number>, penalties: readonly number[]): Net[] {
  const { x, y } = takeProblem(problem, rows);
  const [n, width] = x.shape;
  const means = columnMeans(x);
  const mean = y.reduce((sum, v) => sum + v, 0) / n;
  const centred = { ...x, data: x.data.map((v, i) => v - (means[i % width] ?? 0)) };
  const targets = y.map((v) => v - mean);
  const solve = width <= n ? byColumns(centred, targets) : byRows(centred, targets);
  return penalties.map((penalty) => {
    const kernel = solve(penalty * n);
    const bias = Float64Array.of(mean - dot(kernel, means));
    return [{ kernel, bias, activation: 'linear' }];
  });
}

type Solve = (ridge: number) => Float64Array;

function byColumns(x: Matrix, y: Float64Array): Solve {
  const [rows, width] = x.shape;
  const gram = new Float64Array(width * width);
  const products = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    for (let i = 0; i < width; i++) {
      const value = x.data[at + i] as number;
      if (value === 0) continue;
      (products[i] as number) += value * (y[row] as number);
      for (let j = 0; j <= i; j++) (gram[i * width + j] as number) += value * (x.data[at + j] as number);
    }
  }
  return (ridge) => solvePositive(gram, products, ridge) ?? new Float64Array(width);
}

function byRows(x: Matrix, y: Float64Array): Solve {
  const [rows, width] = x.shape;
  const rowOf = (row: number): Float64Array => x.data.subarray(row * width, (row + 1) * width);
  const gram = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j <= i; j++) gram[i * rows + j] = dot(rowOf(i), rowOf(j));
  return (ridge) => {
    const shares = solvePositive(gram, y, ridge) ?? new Float64Array(rows);
    const kernel = new Float64Array(width);
    for (let row = 0; row < rows; row++) {
      const share = shares[row] as number;
      for (let i = 0; i < width; i++) (kernel[i] as number) += share * (x.data[row * width + i] as number);
    }
    return kernel;
  };
}

function columnMeans({ data, shape: [rows, width] }: Matrix): Float64Array {
  const means = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) (means[i] as number) += data[row * width + i] as number;
  }
  return means.map((sum) => sum / rows);
}
