import type { Label } from '../split.ts';

/** What a missing category is filled in with where it counts as a value of its own. */
export const NO_FILL = '(missing)';

/** What was decided about a column, or is odd about it. */
export type PreprocessingWarning =
  /** It tells the model nothing. */
  | { readonly code: 'constant-column'; readonly column: string; readonly value: Label }
  /** Unscaled, and its standard deviation is `times` that of the smallest feature: it will drown the others. */
  | { readonly code: 'uneven-scales'; readonly column: string; readonly smallest: string; readonly times: number }
  /** A text column that nobody asked for, with another text in nearly every row: a name or a number of the row. */
  | { readonly code: 'left-out-column'; readonly column: string; readonly categories: number; readonly rows: number }
  /** Texts of which nearly all are in fewer than `least` rows, too few to learn from. */
  | { readonly code: 'left-out-rare'; readonly column: string; readonly categories: number; readonly least: number }
  /** The same in every row. */
  | { readonly code: 'left-out-constant'; readonly column: string; readonly value: Label }
  /** Without any value. */
  | { readonly code: 'left-out-empty'; readonly column: string }
  /** Whole numbers that only name the rows. */
  | { readonly code: 'left-out-id'; readonly column: string; readonly rows: number }
  /** The same, but used, since nothing else is left. */
  | { readonly code: 'only-id'; readonly column: string; readonly rows: number }
  /** It counts the rows, under a name that may mean something. It is used. */
  | { readonly code: 'counts-rows'; readonly column: string; readonly rows: number }
  /** Dates such as 01/02/2020 throughout. They were read month first, or day first. */
  | {
      readonly code: 'ambiguous-dates';
      readonly column: string;
      readonly text: string;
      readonly first: 'day' | 'month';
    }
  /** Dates whose years have two digits, and one of them as it was read. */
  | {
      readonly code: 'short-years';
      readonly column: string;
      readonly text: string;
      readonly value: Label;
      readonly first: 'day' | 'month';
    }
  /** Few whole numbers from 0 or 1 on: is the target classes? It was taken for a quantity. */
  | { readonly code: 'class-codes'; readonly column: string; readonly least: number; readonly most: number }
  /** Texts in a column of numbers or dates, which count as missing. `row`: the first, as the file counts. */
  | {
      readonly code: 'unreadable-cells';
      readonly column: string;
      readonly kind: 'number' | 'date' | 'time';
      readonly cells: number;
      readonly row: number;
      readonly text: string;
    }
  /** The target is computed from these columns by a formula such as `pct × all / 100`. */
  | {
      readonly code: 'computed-target';
      readonly column: string;
      readonly formula: string;
      readonly from: readonly string[];
    }
  /** A feature that alone tells the target: on a line, by ranges of numbers, by its values. */
  | { readonly code: 'tells-target'; readonly column: string; readonly how: 'line' | 'range' | 'value' }
  /** More than half as many texts as rows: probably a name or a number of the row, nothing to learn from. */
  | { readonly code: 'many-categories'; readonly column: string; readonly categories: number; readonly rows: number }
  /** Texts of few rows, which share one column. */
  | { readonly code: 'grouped-values'; readonly column: string; readonly values: number; readonly least: number }
  /** Classes that no training row has, so that they cannot be learned. */
  | { readonly code: 'untrained-classes'; readonly column: string; readonly classes: number; readonly value: Label }
  | { readonly code: 'dropped-rows'; readonly rows: number }
  /** The same where only the target is missing. */
  | { readonly code: 'no-target-rows'; readonly rows: number }
  /** Numbers far from all others, which count as a limit. */
  | {
      readonly code: 'limited-cells';
      readonly column: string;
      readonly cells: number;
      readonly low: number;
      readonly high: number;
    }
  | { readonly code: 'filled-cells'; readonly column: string; readonly cells: number; readonly value: Label }
  /** The same, with a column that says where. */
  | { readonly code: 'marked-cells'; readonly column: string; readonly cells: number; readonly value: Label };
