import type { Answer } from './verdict.ts';

/** What the rungs said of rows that none of them was fitted on. */
export interface Judged {
  readonly by: 'test' | 'cross-validation';
  readonly classes: number;
  /** [rows]: the number in the target's units, or the class. */
  readonly truth: Float64Array;
  /** One per rung; no network where none was tried. */
  readonly answers: readonly Answer[];
  /** [rows]: numbers of blocks of rows that are alike, where there are such. */
  readonly blocks?: Int32Array;
}
