import { widthOf } from '../data/encode.ts';
import type { Feature } from '../data/preprocessing.ts';
import { NumpyRandom } from '../util/numpy-random.ts';
import type { Importance } from './choice.ts';
import type { Folds } from './folds.ts';
import { costs, predictions, type Net } from './net.ts';
import { takeProblem, type Problem } from './problem.ts';
import type { Held } from './trials.ts';

/** Products in all: so many take about a third of a second. */
const MOST_PRODUCTS = 1e8;

/**
 * How much worse the held-out rows are predicted when one column's values are dealt to other rows: each fold by the
 * model of the other folds, so that nothing learned by heart counts.
 *
 * @param constant what the constant guess costs on the same rows, per row
 * @see Breiman 2001, Machine Learning 45 (1), section 10; Fisher, Rudin & Dominici 2019, JMLR 20 (177)
 */
export function importances(
  problem: Problem,
  folds: Folds,
  held: Held,
  constant: number,
  features: readonly Feature[],
  seed: number,
): Importance[] {
  const products = held.nets[0] ? size(held.nets[0]) : 0;
  const most = Math.max(20, Math.floor(MOST_PRODUCTS / (products * features.length * folds.count)));
  const gap = Math.max(constant - held.trial.cost, 1e-12);
  let first = 0;
  return features.map((feature) => {
    const width = widthOf(feature);
    const more = folds.splits.slice(0, folds.count).flatMap(({ test }, fold) => {
      const part = takeProblem(problem, test.slice(0, most));
      const net = held.nets[fold] ?? [];
      const dealt = {
        ...part,
        x: dealtColumns(part.x, folds.held ? problem.x : part.x, first, width, new NumpyRandom(seed + fold)),
      };
      const before = costs(part, predictions(part, net, part.x));
      return Array.from(costs(dealt, predictions(dealt, net, dealt.x)), (cost, row) => cost - (before[row] as number));
    });
    first += width;
    const n = more.length;
    const mean = more.reduce((sum, v) => sum + v, 0) / n;
    const error = Math.sqrt(more.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n / n);
    return {
      column: feature.name,
      share: mean / gap,
      interval: { low: (mean - 1.96 * error) / gap, high: (mean + 1.96 * error) / gap, level: 0.95 },
    };
  });
}

/** @param values whose values are dealt: of rows that are one short time, those of all times */
function dealtColumns(
  x: Problem['x'],
  values: Problem['x'],
  first: number,
  width: number,
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

const size = (net: Net): number => net.reduce((sum, { kernel }) => sum + kernel.length, 0);
