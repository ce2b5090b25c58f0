/**
 * Words of 32 bits at the beginning of a run's memory, by which its threads find each other (`threads/driver.ts`). What
 * different threads write at the same time lies 64 bytes apart, in different lines of the cache.
 */
import { constantBytes } from './routines.ts';

export const controlAt = Math.ceil(constantBytes / 64) * 64;
const line = (n: number): number => controlAt + 64 * n;

export const control = {
  /** The program that is running, times 2^16, and how many pieces of its stage nobody has taken yet. */
  open: line(0),
  /** Pieces that are not done. */
  pending: line(1),
  /** The number of the stage's first piece; where the feeds and results of this step lie. */
  first: line(2),
  feeds: line(2) + 4,
  results: line(2) + 8,
  /** Helpers that sleep until there are pieces. */
  sleepers: line(3),
  /** 1 while the first thread sleeps until the pieces are done. */
  waiting: line(4),
  /** Helpers that are there. */
  ready: line(5),
  /** 1: a helper met an error, and the piece it had will never be done. */
  failed: line(5) + 4,
  /** Pieces that helpers took, all told. */
  helped: line(5) + 8,
} as const;
export const controlBytes = 64 * 6;
