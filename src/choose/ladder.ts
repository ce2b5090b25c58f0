import type { Candidate } from './choice.ts';
import type { Problem } from './problem.ts';

/**
 * Penalties on the squared slopes of a line, in standard units. The second list is for lines that did best with the
 * least penalty of the first: classes that a line nearly parts want steep slopes, which take long to find.
 */
export const linePenalties = (task: Problem['task']): readonly [readonly number[], readonly number[]] =>
  task === 'regression'
    ? [[1e-10, 1e-6, 1e-4, 1e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1], []]
    : [
        [1e-4, 1e-3, 1e-2, 1e-1],
        [1e-7, 1e-6, 1e-5],
      ];

/**
 * The networks that are tried, from the strongest penalty to the weakest. Every table gets the same few; more rows can
 * carry more units, and need less of a penalty. The second list is for tables where the last of the first does best.
 */
export function networks(problem: Problem): readonly [readonly NetworkCandidate[], readonly NetworkCandidate[]] {
  const rows = problem.y.length;
  const batchSize = batchSizeFor(rows);
  const network = (hidden: readonly number[], penalty: number): NetworkCandidate => ({
    rung: 'network',
    hidden,
    penalty,
    learningRate: 0.005,
    batchSize,
  });
  return rows < 300
    ? [[network([16], 0.01), network([32], 0.003), network([64, 32], 0.0003)], [network([64, 32], 0.00003)]]
    : [[network([32], 0.01), network([32], 0.003), network([64, 32], 0.001)], [network([64, 32], 0.0001)]];
}

type NetworkCandidate = Candidate & { rung: 'network' };

/** About fifty steps a pass: few enough rows to move often, enough to fill the vector registers. */
function batchSizeFor(rows: number): number {
  const wanted = rows / 50;
  return [8, 16, 32, 64, 128].find((size) => size >= wanted) ?? 256;
}

/** Few rows need many passes, and many rows take long for one. */
export function mostEpochsFor({ y: { length: rows } }: Problem): number {
  return rows < 500 ? 724 : Math.max(16, Math.min(256, Math.round(1_000_000 / rows)));
}

/** The passes after which a network is looked at, each about 1.4 times the one before: 1, 2, 3, 4, 6, 8, 11, 16 … */
export function looksUpTo(most: number): readonly number[] {
  const looks: number[] = [];
  for (let power = 1; power <= most; power *= 2) {
    looks.push(power);
    const between = Math.round(power * Math.SQRT2);
    if (between > power && between <= most) looks.push(between);
  }
  return looks;
}

/** How many networks are joined to the one that is saved. */
export const MEMBERS = 4;

/** A seed of its own for each thing that is drawn; seeds may stand anywhere below 2³². */
export const seedOf = (seed: number, offset: number): number => (seed + offset) % 2 ** 32;
