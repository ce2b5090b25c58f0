import type { Candidate } from './choice.ts';

/** What one rung predicted of the rows that are judged, none of which it had seen. */
export interface Answer {
  readonly candidate: Candidate;
  /** [rows × outputs], in the target's units, or probabilities. */
  readonly predicted: Float64Array;
  /** [rows]: the classes by a threshold that other rows gave, where costs are given. */
  readonly labels?: Float64Array;
}

/** What the rungs said of rows that none of them was fitted on. */
export interface Judged {
  readonly by: 'test' | 'cross-validation';
  /** Are numbers judged by the errors of their logarithms? */
  readonly logarithm?: boolean;
  /** How many; 0: the target is a number. */
  readonly classes: number;
  /** [rows]: the number in the target's units, or the class. */
  readonly truth: Float64Array;
  /** One per rung; no network where none was tried. */
  readonly answers: readonly Answer[];
  /** [rows]: numbers of blocks of rows that are alike; null: there are none. */
  readonly blocks: Int32Array | null;
}
