import { kFold, splitRows, stratifiedKFold, type RowSplit } from '../data/split.ts';
import { most } from '../util/lists.ts';
import { forwardFolds, groupFolds, latestRows, wholeGroups, type Dealing } from './dealing.ts';
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
  /** Rows that are held out once in each repeat; null: all. */
  readonly held: readonly number[] | null;
}

/**
 * Every row is held out once in each repeat, but for the earliest where folds go forward in time. Classes keep their
 * shares, as far as whole groups allow. Fewer rows are dealt more often, because chance matters more there.
 */
export function foldsOf({ task, y }: Problem, seed: number, dealing: Dealing = { by: 'random' }): Folds {
  const rows = y.length;
  const largest = task === 'regression' ? rows : most(countsOf(y));
  const count = Math.min(5, rows, Math.max(2, largest));
  const stratified = task !== 'regression' && largest >= count; // two rows of two classes have none to share
  if (dealing.by === 'time') {
    const forward = forwardFolds(dealing.keys, count);
    return {
      count: forward.length,
      repeats: 1,
      splits: forward,
      held: forward.flatMap(({ test }) => test).sort(ascending),
    };
  }
  const labels = task === 'regression' ? null : y;
  const repeats = rows < 150 ? 3 : rows < 500 ? 2 : 1;
  if (dealing.by === 'group') {
    const dealt = Array.from({ length: repeats }, (_, repeat) =>
      groupFolds(dealing.keys, count, seedOf(seed, repeat), labels),
    );
    return { count: dealt[0]?.length ?? 0, repeats, splits: dealt.flat(), held: null };
  }
  const splits = Array.from({ length: repeats }, (_, repeat) => {
    const options = { nSplits: count, shuffle: true, randomState: seedOf(seed, repeat) };
    return [...(stratified ? stratifiedKFold(y, options) : kFold(rows, options))];
  });
  return { count, repeats, splits: splits.flat(), held: null };
}

const ascending = (a: number, b: number): number => a - b;

/** The rows to look at once, when all is chosen; null where there are too few. */
export function testRows(
  rows: number,
  labels: ArrayLike<number> | null,
  seed: number,
  share?: number,
  dealing: Dealing = { by: 'random' },
): RowSplit | null {
  const size = share ?? (rows * TEST_SHARE >= FEWEST_TEST_ROWS ? TEST_SHARE : 0);
  if (size === 0) return null;
  const stratify = labels && canStratify(labels, size < 1 ? size * rows : size) ? { stratify: labels } : {};
  const split = splitRows(rows, { testSize: size, randomState: seed, ...stratify });
  if (dealing.by === 'random') return split;
  return dealing.by === 'time'
    ? latestRows(dealing.keys, split.test.length)
    : wholeGroups(dealing.keys, split.test.length, seed, labels);
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
