import { exp, log, sigmoid, softplus } from '../util/libm.ts';
import { minimize, type Smooth } from './minimize.ts';
import type { Net } from './net.ts';
import { outputsOf, takeProblem, type Problem } from './problem.ts';

/**
 * The lines of least mean log loss, each with a penalty on its squared slopes: mean(-ln p) + penalty · Σ slope².
 * From the strongest penalty to the weakest, each begins where the one before ended.
 *
 * @returns one model per penalty, in the order given
 */
export function logistic(problem: Problem, rows: ArrayLike<number>, penalties: readonly number[]): Net[] {
  const part = takeProblem(problem, rows);
  const outputs = outputsOf(problem);
  const width = part.x.shape[1];
  let weights: Float64Array = new Float64Array((width + 1) * outputs);
  const found = new Map<number, Net>();
  for (const penalty of penalties.toSorted((a, b) => b - a)) {
    weights = minimize(logLoss(part, penalty), weights);
    const kernel = weights.slice(0, width * outputs);
    found.set(penalty, [{ kernel, bias: weights.slice(width * outputs), activation: 'linear' }]);
  }
  return penalties.map((penalty) => found.get(penalty) ?? []);
}

/** Kernel [width, outputs], then bias [outputs], in one list. */
function logLoss(problem: Problem, penalty: number): Smooth {
  const { x, y, weights } = problem;
  const [rows, width] = x.shape;
  const outputs = outputsOf(problem);
  const slopes = width * outputs;
  const all = weights ? weights.reduce((sum, w) => sum + w, 0) : rows;
  const z = new Float64Array(outputs);
  return (at, gradient) => {
    let loss = 0;
    for (let i = 0; i < at.length; i++) gradient[i] = i < slopes ? 2 * penalty * (at[i] as number) : 0;
    for (let i = 0; i < slopes; i++) loss += penalty * (at[i] as number) ** 2;
    for (let row = 0; row < rows; row++) {
      const from = row * width;
      for (let k = 0; k < outputs; k++) z[k] = at[slopes + k] as number;
      for (let i = 0; i < width; i++) {
        const value = x.data[from + i] as number;
        if (value === 0) continue;
        for (let k = 0; k < outputs; k++) (z[k] as number) += value * (at[i * outputs + k] as number);
      }
      const share = (weights ? (weights[row] as number) : 1) / all;
      loss += share * rowLoss(z, y[row] as number);
      for (let i = 0; i < width; i++) {
        const value = share * (x.data[from + i] as number);
        if (value === 0) continue;
        for (let k = 0; k < outputs; k++) (gradient[i * outputs + k] as number) += value * (z[k] as number);
      }
      for (let k = 0; k < outputs; k++) (gradient[slopes + k] as number) += share * (z[k] as number);
    }
    return loss;
  };
}

/** -ln of the true class's probability; leaves in `z`, the logits, their gradient: p - 1 for the true class, else p. */
function rowLoss(z: Float64Array, truth: number): number {
  if (z.length === 1) {
    const logit = z[0] as number;
    z[0] = sigmoid(logit) - truth;
    return softplus(logit) - truth * logit;
  }
  let largest = -Infinity;
  for (const v of z) if (v > largest) largest = v;
  const own = (z[truth] as number) - largest;
  let sum = 0;
  for (let k = 0; k < z.length; k++) sum += z[k] = exp((z[k] as number) - largest);
  for (let k = 0; k < z.length; k++) (z[k] as number) /= sum;
  (z[truth] as number) -= 1;
  return log(sum) - own;
}
