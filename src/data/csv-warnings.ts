/**
 * What was done between a file and its table where a person might have expected something else. Row numbers count as a
 * spreadsheet does.
 */
export type CsvWarning =
  /**
   * Texts such as 1,5 throughout, which stayed texts: probably numbers, to be read with `decimalComma`. `thousands`:
   * every comma may as well part thousands, as in 4,107.
   */
  | {
      readonly code: 'decimal-comma';
      readonly column: string;
      readonly row: number;
      readonly text: string;
      readonly thousands?: boolean;
    }
  /** Read as texts, although at least half of the cells are numbers. */
  | {
      readonly code: 'mixed-column';
      readonly column: string;
      readonly numbers: number;
      readonly texts: number;
      readonly row: number;
      readonly text: string;
    }
  /** Texts in a column of numbers, read as missing values. */
  | CellsNote<'bad-cells'>
  /** Infinite or too large numbers, read as missing values. */
  | CellsNote<'infinite-cells'>
  /** Numbers in a dress, such as $1,200 or 12%. */
  | {
      readonly code: 'dressed-numbers';
      readonly column: string;
      readonly row: number;
      readonly text: string;
      readonly value: number;
    }
  /** Commas were taken for decimal commas in the whole file. */
  | { readonly code: 'decimal-comma-found'; readonly column: string; readonly row: number; readonly text: string }
  /** Texts that stood for missing values, other than the blank, NA, NaN, null and their spellings. */
  | { readonly code: 'missing-markers'; readonly markers: readonly Marker[] }
  /** Bytes in no encoding that can be recognized, read as Western text. */
  | { readonly code: 'encoding-guessed'; readonly encoding: string }
  /** Excel's first line `sep=;`. */
  | { readonly code: 'delimiter-line'; readonly delimiter: string }
  /** Lines of comments or titles that are not of the table. */
  | {
      readonly code: 'skipped-lines';
      readonly what: 'comment' | 'title';
      readonly rows: number;
      readonly row: number;
      readonly text: string;
    }
  /** Lines below the table that are not of it. */
  | { readonly code: 'footer-lines'; readonly rows: number; readonly row: number; readonly text: string }
  /** The first row was taken for data: `text` is its beginning. */
  | { readonly code: 'no-header'; readonly text: string }
  /** The first row was taken for names although all are numbers: years, or 0, 1, 2 …. */
  | { readonly code: 'number-header'; readonly text: string }
  /** A second row of names above the numbers, skipped. */
  | { readonly code: 'second-header'; readonly row: number; readonly text: string }
  /** Rows equal to that of the names, left out. */
  | { readonly code: 'repeated-header'; readonly rows: readonly number[] }
  /** Columns without a name, and what they are called. */
  | { readonly code: 'blank-names'; readonly names: readonly string[] }
  /** Columns of equal names, and what the later ones are called. */
  | { readonly code: 'double-names'; readonly names: readonly { readonly from: string; readonly to: string }[] }
  /** Rows with fewer cells than columns, filled with missing values. */
  | { readonly code: 'short-rows'; readonly rows: number; readonly row: number }
  /** Rows with more cells than columns, all of them empty. */
  | { readonly code: 'long-rows'; readonly rows: number; readonly row: number };

interface CellsNote<Code extends string> {
  readonly code: Code;
  readonly column: string;
  readonly cells: number;
  /** Of the first such cell. */
  readonly row: number;
  readonly text: string;
}

/** A text that stood for a missing value, and in how many cells. */
export interface Marker {
  readonly text: string;
  readonly cells: number;
}

const GRAVE: ReadonlySet<CsvWarning['code']> = new Set([
  'decimal-comma',
  'mixed-column',
  'bad-cells',
  'infinite-cells',
  'encoding-guessed',
  'short-rows',
]);

/** Is it only to be known (a note), or may a value be wrong or lost (a warning)? */
export const isNote = ({ code }: CsvWarning): boolean => !GRAVE.has(code);
