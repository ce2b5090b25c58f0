import type { Label } from '../split.ts';

/** What did not fit the training rows, and what was made of it. `row` is the first one, counted from 0 in the table. */
export type EncodingNote =
  /** A text that no training row has. It counts as "other", or as none of the known ones. */
  | (Odd & { readonly code: 'unseen-value'; readonly other: boolean })
  /** What cannot be read as the column is: a text among numbers or dates. It counts as missing. */
  | (Odd & { readonly code: 'unreadable-value'; readonly kind: 'number' | 'date' | 'time' })
  /** No value, where every training row has one. */
  | {
      readonly code: 'filled-value';
      readonly column: string;
      readonly row: number;
      readonly cells: number;
      readonly value: Label;
    }
  /** Below or above all training rows; of dates as texts. */
  | {
      readonly code: 'outside-range';
      readonly column: string;
      readonly row: number;
      readonly value: Label;
      readonly cells: number;
      readonly low: Label;
      readonly high: Label;
    }
  /** No text, where every training row has one. It counts as one without words. */
  | { readonly code: 'empty-text'; readonly column: string; readonly row: number; readonly cells: number }
  /** A text of which no word is in the training rows. */
  | (Odd & { readonly code: 'unseen-words' })
  /** A class that no training row has: these rows are left out. */
  | (Odd & { readonly code: 'unseen-class' })
  | { readonly code: 'dropped-rows'; readonly rows: number }
  /** The same where only the target is missing. */
  | { readonly code: 'no-target-rows'; readonly rows: number };

interface Odd {
  readonly column: string;
  readonly row: number;
  readonly text: string;
  readonly cells: number;
}
