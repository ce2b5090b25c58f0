import type { Matrix } from '../data/matrix.ts';
import { exp, sigmoid } from '../util/libm.ts';
import { most } from '../util/lists.ts';
import type { Problem } from './problem.ts';

/** One dense layer: units = activation(x · kernel + bias). Its kernel is [inputs, units], row after row. */
export interface DenseWeights {
  readonly kernel: Float64Array;
  readonly bias: Float64Array;
  readonly activation: 'linear' | 'relu';
  /** Inputs and units in so many groups, where each unit weighs the inputs of its own group only; default 1. */
  readonly groups?: number;
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

function denseForward(layer: DenseWeights, x: Float64Array, rows: number): Float64Array {
  const { kernel, bias, activation, groups = 1 } = layer;
  const units = bias.length;
  const inputs = kernel.length / units;
  const [deep, wide] = [inputs / groups, units / groups]; // of one group
  const y = new Float64Array(rows * units);
  for (let first = 0; first < units; first += wide) {
    for (let unit = first; unit < first + wide; unit += TILE) {
      const count = Math.min(TILE, first + wide - unit);
      const from = (first / wide) * deep;
      const tile = tileOf(layer, { unit, count, from, deep });
      for (let row = 0; row < rows; row++) {
        let a = tile[0] as number;
        let b = tile[1] as number;
        let c = tile[2] as number;
        let d = tile[3] as number;
        const at = row * inputs + from;
        for (let i = 0, k = TILE; i < deep; i++, k += TILE) {
          const value = x[at + i] as number; // of a matrix of that width
          a += value * (tile[k] as number);
          b += value * (tile[k + 1] as number);
          c += value * (tile[k + 2] as number);
          d += value * (tile[k + 3] as number);
        }
        const to = row * units + unit;
        y[to] = a;
        if (count > 1) y[to + 1] = b;
        if (count > 2) y[to + 2] = c;
        if (count > 3) y[to + 3] = d;
      }
    }
  }
  if (activation === 'relu') for (let i = 0; i < y.length; i++) if (!((y[i] as number) > 0)) y[i] = 0;
  return y;
}

/** So many units are summed at once, in registers: a value of a row is read once for all of them. */
const TILE = 4;

/** The biases of some units of a layer, then their weights, input after input; zeros where there are fewer units. */
function tileOf(
  { kernel, bias }: DenseWeights,
  { unit, count, from, deep }: { unit: number; count: number; from: number; deep: number },
): Float64Array {
  const tile = new Float64Array((1 + deep) * TILE);
  tile.set(bias.subarray(unit, unit + count));
  for (let i = 0; i < deep; i++) {
    const at = (from + i) * bias.length + unit;
    tile.set(kernel.subarray(at, at + count), (1 + i) * TILE);
  }
  return tile;
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

/** In standard deviations of the target: a larger error is no worse. */
export const MOST_ERROR = 5;

/**
 * What each row's prediction costs, times what the row counts: the squared error of a number; of classes that of the
 * probabilities, summed over the classes (Brier 1950). It is least, on average, for the true probabilities and, but for
 * errors beyond `MOST_ERROR`, for the true mean. No single row can outweigh all others, as one sure and wrong row does
 * in the logarithm.
 *
 * @returns [rows]
 */
export function costs({ task, classes, y, weights }: Problem, predicted: Float64Array): Float64Array {
  return y.map((truth, row) => {
    const weight = weights?.[row] ?? 1;
    if (task === 'regression') return weight * Math.min(MOST_ERROR ** 2, ((predicted[row] ?? NaN) - truth) ** 2);
    if (task === 'binary') return weight * 2 * ((predicted[row] ?? NaN) - truth) ** 2;
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += ((predicted[row * classes + k] ?? NaN) - (k === truth ? 1 : 0)) ** 2;
    return weight * sum;
  });
}
