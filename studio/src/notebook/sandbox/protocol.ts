/**
 * What crosses between the page and the sandbox: plain data. What comes from the sandbox may be forged; see
 * `sandbox-messages.ts`.
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

export type SandboxMessage =
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
/** Nor larger tables, where a name is longest at `MOST_NAME`. */
export const MOST_CELLS = 100; // rows, and columns
export const MOST_NAME = 400; // characters
/** Nor more points in one plot, of all its curves, or more curves. */
export const MOST_POINTS = 100_000;
export const MOST_CURVES = 40;
/** Nor more numbers beside a bar. */
export const MOST_LOGS = 40;
/** Nor larger files. */
export const MOST_FILE = 1 << 28; // bytes
/** Nor more variables in the list, or names inside one. */
export const MOST_VARIABLES = 500;
export const MOST_MEMBERS = 100;
/** Nor a longer program in Python: lines, and characters of all of them. */
export const MOST_PYTHON = { lines: 100_000, characters: 20_000_000 } as const;
