import type { Matrix } from '../data/matrix.ts';
import { exp, sigmoid } from '../util/libm.ts';
import { most } from '../util/lists.ts';
import type { Problem } from './problem.ts';

/** One dense layer: units = activation(x · kernel + bias). Its kernel is [inputs, units], row after row. */
export interface DenseWeights {
  readonly kernel: Float64Array;
  readonly bias: Float64Array;
  readonly activation: 'linear' | 'relu';
}
/**
 * What every rung of the ladder ends in: dense layers. A constant is one layer whose kernel is 0, a line is one layer,
 * a network has hidden ones. The last gives a number in standard units, or the logits of the classes.
 */
export type Net = readonly DenseWeights[];

/** @returns per row, what the last layer gives: [rows, outputs] */
export function forward(net: Net, x: Matrix): Float64Array {
  const [rows] = x.shape;
  return net.reduce((values, layer) => denseForward(layer, values, rows), x.data);
}

function denseForward({ kernel, bias, activation }: DenseWeights, x: Float64Array, rows: number): Float64Array {
  const units = bias.length;
  const inputs = kernel.length / units;
  const y = new Float64Array(rows * units);
  for (let row = 0; row < rows; row++) {
    const at = row * units;
    y.set(bias, at);
    for (let i = 0; i < inputs; i++) {
      const value = x[row * inputs + i] as number; // of a matrix of that width
      if (value === 0) continue; // most columns of categories
      for (let unit = 0; unit < units; unit++) {
        (y[at + unit] as number) += value * (kernel[i * units + unit] as number);
      }
    }
  }
  return activation === 'relu' ? y.map((v) => (v > 0 ? v : 0)) : y;
}

/** What the model says of each row: a number, the probability of the second of two classes, or of each of more. */
export function predictions({ task, classes }: Pick<Problem, 'task' | 'classes'>, net: Net, x: Matrix): Float64Array {
  const z = forward(net, x);
  if (task === 'regression') return z;
  if (task === 'binary') return z.map(sigmoid);
  for (let at = 0; at < z.length; at += classes) softmax(z.subarray(at, at + classes));
  return z;
}

function softmax(logits: Float64Array): void {
  const largest = most(logits);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += logits[i] = exp((logits[i] as number) - largest);
  for (let i = 0; i < logits.length; i++) (logits[i] as number) /= sum;
}

/**
 * What each row's prediction costs: the squared error of a number; of classes that of the probabilities, summed over
 * the classes (Brier 1950). Both are least, on average, for the true mean or the true probabilities, and no single row
 * can outweigh all others, as one sure and wrong row does in the logarithm.
 *
 * @returns [rows]
 */
export function costs({ task, classes, y }: Problem, predicted: Float64Array): Float64Array {
  return y.map((truth, row) => {
    if (task === 'regression') return ((predicted[row] ?? NaN) - truth) ** 2;
    if (task === 'binary') return 2 * ((predicted[row] ?? NaN) - truth) ** 2;
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += ((predicted[row * classes + k] ?? NaN) - (k === truth ? 1 : 0)) ** 2;
    return sum;
  });
}
