import { kFold, splitRows, stratifiedKFold, type RowSplit } from '../data/split.ts';
import { most } from '../util/lists.ts';
import { seedOf } from './ladder.ts';
import type { Problem } from './problem.ts';

/** Below this many rows a test set says little, so cross-validation answers in its place. */
export const FEWEST_TEST_ROWS = 100;
const TEST_SHARE = 0.2;

export interface Folds {
  readonly count: number;
  /** How often all rows were dealt anew. */
  readonly repeats: number;
  /** `count` × `repeats` of them. */
  readonly splits: readonly RowSplit[];
}

/**
 * Every row is held out once in each repeat. Classes keep their shares. Fewer rows are dealt more often, because
 * chance matters more there.
 */
export function foldsOf({ task, y }: Problem, seed: number): Folds {
  const rows = y.length;
  const largest = task === 'regression' ? rows : most(countsOf(y));
  const count = Math.min(5, rows, Math.max(2, largest));
  const stratified = task !== 'regression' && largest >= count; // two rows of two classes have none to share
  const repeats = rows < 150 ? 3 : rows < 500 ? 2 : 1;
  const splits = Array.from({ length: repeats }, (_, repeat) => {
    const options = { nSplits: count, shuffle: true, randomState: seedOf(seed, repeat) };
    return [...(stratified ? stratifiedKFold(y, options) : kFold(rows, options))];
  });
  return { count, repeats, splits: splits.flat() };
}

/** The rows to look at once, when all is chosen; null where there are too few. */
export function testRows(
  rows: number,
  labels: ArrayLike<number> | null,
  seed: number,
  share?: number,
): RowSplit | null {
  const size = share ?? (rows * TEST_SHARE >= FEWEST_TEST_ROWS ? TEST_SHARE : 0);
  if (size === 0) return null;
  const stratify = labels && canStratify(labels, size < 1 ? size * rows : size) ? { stratify: labels } : {};
  return splitRows(rows, { testSize: size, randomState: seed, ...stratify });
}

/** Both parts need a row of each class; a class of one row has none to share. */
function canStratify(labels: ArrayLike<number>, test: number): boolean {
  const counts = countsOf(labels);
  return counts.every((count) => count > 1) && Math.min(test, labels.length - test) >= counts.length;
}

function countsOf(labels: ArrayLike<number>): number[] {
  const counts = new Map<number, number>();
  for (let row = 0; row < labels.length; row++) counts.set(labels[row] ?? 0, (counts.get(labels[row] ?? 0) ?? 0) + 1);
  return [...counts.values()];
}
