import { widthOf } from '../data/encode.ts';
import type { Feature } from '../data/preprocessing.ts';
import type { Importance } from './choice.ts';
import type { Folds } from './folds.ts';
import type { Crew } from './jobs.ts';
import { seedOf } from './ladder.ts';
import type { Net } from './net.ts';
import { evenPart, type Problem } from './problem.ts';
import type { Held } from './trials.ts';

/** Products in all: so many take about a third of a second. */
const MOST_PRODUCTS = 1e8;

/**
 * How much worse the held-out rows are predicted when one column's values are dealt to other rows: each fold by the
 * model of the other folds, so that nothing learned by heart counts.
 *
 * @param constant what the constant guess costs on the same rows
 * @see Breiman 2001, Machine Learning 45 (1), section 10; Fisher, Rudin & Dominici 2019, JMLR 20 (177)
 */
export async function importances(
  problem: Problem,
  folds: Folds,
  { held, constant, features }: { held: Held; constant: number; features: readonly Feature[] },
  { crew, seed }: { crew: Crew; seed: number },
): Promise<Importance[]> {
  const products = held.nets[0] ? size(held.nets[0]) : 0;
  const most = Math.max(20, MOST_PRODUCTS / (products * features.length * folds.count));
  const gap = Math.max(constant - held.trial.cost, 1e-12);
  const widths = features.map(widthOf);
  const perFold = await Promise.all(
    folds.splits.slice(0, folds.count).map(({ test }, fold) => {
      const net = held.nets[fold] ?? [];
      const job = { net, rows: evenPart(test, most), widths, seed: seedOf(seed, fold), ofAll: folds.held !== null };
      return crew.work(problem, { kind: 'permuting', ...job });
    }),
  );
  return features.map(({ name }, at) => {
    const more = perFold.flatMap((costly) => Array.from(costly[at] ?? []));
    const n = more.length;
    const mean = more.reduce((sum, v) => sum + v, 0) / n;
    const error = Math.sqrt(more.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n / n);
    return {
      column: name,
      share: mean / gap,
      interval: { low: (mean - 1.96 * error) / gap, high: (mean + 1.96 * error) / gap, level: 0.95 },
    };
  });
}

const size = (net: Net): number => net.reduce((sum, { kernel }) => sum + kernel.length, 0);
