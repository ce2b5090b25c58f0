import { NumpyRandom } from '../util/numpy-random.ts';
import { costs, predictions, type Net } from './net.ts';
import { takeProblem, type Problem } from './problem.ts';

/** A net, rows it had not seen, and which of its columns are dealt to other rows together. */
export interface Permuting {
  readonly net: Net;
  readonly rows: readonly number[];
  /** How many columns each feature became, in their order. */
  readonly widths: readonly number[];
  readonly seed: number;
  /** Are the values those of all rows of the problem? Rows of one short time hold few of them. */
  readonly ofAll: boolean;
}

/** Of each feature, how much more each row costs when the feature's values are dealt to other rows. */
export function costsOfPermuting(problem: Problem, { net, rows, widths, seed, ofAll }: Permuting): Float64Array[] {
  const part = takeProblem(problem, rows);
  const before = costs(part, predictions(part, net, part.x));
  let first = 0;
  return widths.map((width) => {
    const x = permuted(part.x, ofAll ? problem.x : part.x, { first, width }, new NumpyRandom(seed));
    first += width;
    return costs(part, predictions(part, net, x)).map((cost, row) => cost - (before[row] as number));
  });
}

function permuted(
  x: Problem['x'],
  values: Problem['x'],
  { first, width }: { first: number; width: number },
  random: NumpyRandom,
): Problem['x'] {
  const [rows, columns] = x.shape;
  const order = random.permutation(values.shape[0]).slice(0, rows);
  const data = x.data.slice();
  order.forEach((from, row) => {
    data.set(values.data.subarray(from * columns + first, from * columns + first + width), row * columns + first);
  });
  return { ...x, data };
}
