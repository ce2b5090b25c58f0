import { widthOf } from '../data/encode.ts';
import type { Feature } from '../data/preprocessing.ts';
import type { Importance } from './choice.ts';
import { bootstrapIntervals, type Interval } from '../statistics/intervals.ts';
import { uniformFrom } from '../statistics/uniform.ts';
import { mean } from '../util/lists.ts';
import { blocksOf, FEWEST_BLOCKS, type Dealing } from './dealing.ts';
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
  { crew, seed, dealing }: { crew: Crew; seed: number; dealing: Dealing },
): Promise<Importance[]> {
  const products = held.nets[0] ? size(held.nets[0]) : 0;
  const most = Math.max(20, MOST_PRODUCTS / (products * features.length * folds.count));
  const gap = Math.max(constant - held.trial.cost, 1e-12);
  const widths = features.map(widthOf);
  const rows = folds.splits.slice(0, folds.count).map(({ test }) => evenPart(test, most));
  const perFold = await Promise.all(
    rows.map((part, fold) => {
      const net = held.nets[fold] ?? [];
      const job = { net, rows: part, widths, seed: seedOf(seed, fold), ofAll: folds.held !== null };
      return crew.work(problem, { kind: 'permuting', ...job });
    }),
  );
  const shares = features.map((_, at) => perFold.flatMap((more) => Array.from(more[at] ?? [], (cost) => cost / gap)));
  const blocks = blocksOf(dealing, rows.flat());
  const intervals = blocks ? ofBlocks(shares, blocks, seed) : shares.map(ofRows);
  return features.map(({ name }, at) => ({
    column: name,
    share: mean(shares[at] ?? []),
    interval: intervals[at] ?? null,
  }));
}

/** Of the mean of numbers that have nothing to do with each other. */
function ofRows(values: readonly number[]): Interval {
  const n = values.length;
  const middle = mean(values);
  const error = Math.sqrt(values.reduce((sum, v) => sum + (v - middle) ** 2, 0) / n / n);
  return { low: middle - 1.96 * error, high: middle + 1.96 * error, level: 0.95 };
}

/**
 * Of the means of several columns, by resampling whole blocks of rows that are alike; none of few blocks.
 *
 * @param columns [columns][rows]
 * @param blocks [rows]
 */
export function ofBlocks(columns: readonly (readonly number[])[], blocks: Int32Array, seed: number): Interval[] {
  const count = blocks.reduce((most, block) => Math.max(most, block + 1), 0);
  if (count < FEWEST_BLOCKS) return [];
  const sizes = sumsOf(new Array<number>(blocks.length).fill(1), blocks, count);
  const sums = columns.map((values) => sumsOf(values, blocks, count));
  const means = (chosen: Int32Array): number[] => {
    let rows = 0;
    for (const block of chosen) rows += sizes[block] as number;
    return sums.map((sum) => chosen.reduce((all, block) => all + (sum[block] as number), 0) / rows);
  };
  return bootstrapIntervals(count, means, uniformFrom(seed), { draws: DRAWS });
}

const DRAWS = 1000;

function sumsOf(values: readonly number[], blocks: Int32Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  blocks.forEach((block, row) => {
    (sums[block] as number) += values[row] as number;
  });
  return sums;
}

const size = (net: Net): number => net.reduce((sum, { kernel }) => sum + kernel.length, 0);
