import { exp, log, sigmoid, softplus } from '../util/libm.ts';
import { minimize, type Smooth } from './minimize.ts';
import type { Net } from './net.ts';
import { evenPart, outputsOf, takeProblem, type Problem } from './problem.ts';

/**
 * The lines of least mean log loss, each with a penalty on its squared slopes: mean(-ln p) + penalty · Σ slope².
 * From the strongest penalty to the weakest, each begins where the one before ended.
 *
 * @returns one model per penalty, in the order given
 */
export function logistic(problem: Problem, rows: ArrayLike<number>, penalties: readonly number[]): Net[] {
  const outputs = outputsOf(problem);
  const width = problem.x.shape[1];
  const part = takeProblem(problem, evenPart(rows, Math.max(FEWEST_ROWS, MOST_PRODUCTS / (width * outputs))));
  const products = part.y.length * width * outputs;
  const most = Math.max(FEWEST_ROUNDS, Math.min(MOST_ROUNDS, Math.round(MOST_WORK / products)));
  let weights: Float64Array = new Float64Array((width + 1) * outputs);
  const found = new Map<number, Net>();
  for (const penalty of penalties.toSorted((a, b) => b - a)) {
    weights = minimize(logLoss(part, penalty), weights, { most });
    const kernel = weights.slice(0, width * outputs);
    found.set(penalty, [{ kernel, bias: weights.slice(width * outputs), activation: 'linear' }]);
  }
  return penalties.map((penalty) => found.get(penalty) ?? []);
}

/** Rows × columns × outputs of one round: of more rows an even part tells the slopes well enough. */
const MOST_PRODUCTS = 1e7;
/** Of all rounds for one penalty, some seconds: few tables come to this before they come to the tolerance. */
const MOST_WORK = 2e8;
const MOST_ROUNDS = 200;
const FEWEST_ROUNDS = 20;
const FEWEST_ROWS = 1000;

/** Kernel [width, outputs], then bias [outputs], in one list. */
function logLoss(problem: Problem, penalty: number): Smooth {
  const { y, weights } = problem;
  const {
    data,
    shape: [rows, width],
  } = problem.x;
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
        const value = data[from + i] as number;
        if (value === 0) continue;
        for (let k = 0; k < outputs; k++) (z[k] as number) += value * (at[i * outputs + k] as number);
      }
      const share = (weights ? (weights[row] as number) : 1) / all;
      loss += share * rowLoss(z, y[row] as number);
      for (let i = 0; i < width; i++) {
        const value = share * (data[from + i] as number);
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
