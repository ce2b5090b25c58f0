/**
 * What crosses between the page and the sandbox: plain data. What comes from the sandbox may be forged; see `told.ts`.
 */

/** A cell to run. */
export interface Job {
  readonly id: number;
  readonly source: string;
}

export type Output =
  | { readonly kind: 'text'; readonly text: string; readonly stream: 'log' | 'error' | 'value' }
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly headers: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** Rows that are not shown. */ readonly more: number;
      readonly numbers: readonly boolean[];
    }
  | {
      readonly kind: 'lines';
      readonly title: string;
      readonly xTitle: string;
      readonly series: readonly {
        readonly name: string;
        readonly points: readonly { readonly x: number; readonly y: number }[];
      }[];
    }
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array }
  /** One bar per fit: the newest takes the place of the one before. */
  | {
      readonly kind: 'progress';
      readonly fit: number;
      readonly epoch: number;
      readonly epochs: number;
      readonly part: number;
      readonly logs: Readonly<Record<string, number>>;
    };

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  /** Names inside, for completion. */ readonly members: readonly string[];
}

export interface Failure {
  readonly text: string;
  readonly zh: string | null;
  readonly line: number | null;
}

/** What a cell did, as Python with Keras; one line per item. */
export interface Python {
  readonly lines: readonly string[];
  readonly imports: readonly string[];
}

export type Told =
  | { readonly ready: true }
  | { readonly broken: string }
  | { readonly id: number; readonly output: Output }
  | {
      readonly id: number;
      readonly done: Failure | null;
      readonly variables: readonly Variable[];
      readonly python: Python;
    };

/** A program may not hold more than this. */
export const MEMORY = 1 << 30; // bytes
/** Nor show more than this under one cell. */
export const MOST_OUTPUTS = 200;
/** Nor more characters in one piece. */
export const MOST_TEXT = 20_000;
