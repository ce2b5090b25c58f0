import type { Node } from '../ir/node.ts';
import type { ScalarOp } from '../ir/primitives.ts';
import type { Program } from '../ir/program.ts';

/** One number: element `at` of a value, at moment `t[0]`; tables and settings do not change, so their `t` is empty. */
export interface Cell {
  readonly value: Node;
  readonly at: readonly number[];
  readonly t: readonly number[];
}

/** A box of cells of one value: every position from `from` to `to`, ends included, axis by axis. */
export interface Range {
  readonly value: Node;
  readonly t: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** What a cell computes: a scalar tree over cells. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  /** Computed from nothing: data, a first weight, a setting, a drawn number. */
  | { readonly kind: 'given' }
  | { readonly kind: 'cell'; readonly cell: Cell }
  | { readonly kind: 'op'; readonly op: ScalarOp; readonly args: readonly Expression[] }
  /** The cell of `from` (a column of cells along its first axis) with number `index`, counted from 0; 0 outside. */
  | { readonly kind: 'pick'; readonly from: Range; readonly index: Expression }
  /** Terms added, or the largest of them, from left to right. */
  | { readonly kind: 'fold'; readonly combine: 'add' | 'max'; readonly terms: readonly Expression[] };

/**
 * Programs that follow each other in time: step t reads as state what step t - 1 gave. What comes last may be a program
 * that only reads (a prediction with the final weights).
 */
export interface Timeline {
  /** The program of moment t, counted from 0. */
  readonly program: (t: number) => Program;
  readonly length: number;
  /** Values that have cells of their own; all others are inlined into the expressions that read them. */
  readonly blocks: ReadonlySet<Node>;
  /** Numbers of a feed that are known and need no cells, such as row numbers; null: it has cells. */
  readonly known?: (input: Node<'input'>, t: number) => ArrayLike<number> | null;
}
