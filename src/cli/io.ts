/**
 * Where a command writes; what it writes is cleaned on the way (`terminal.ts`). `columns`: the width of the terminal,
 * or of a page if it is none.
 */
export interface Sink {
  readonly write: (text: string) => void;
  readonly isTTY: boolean;
  readonly columns: number;
}

/** Everything a command has of the world, so that a test can give it another one. */
export interface Io {
  readonly out: Sink;
  readonly err: Sink;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
  /** Milliseconds, for durations only. */
  readonly now: () => number;
  /** The language of the machine, where no variable says one: `Intl`'s. */
  readonly locale: string;
  /** What the person answers; an empty text for none. Absent where nobody sits at the terminal. */
  readonly ask?: (question: string) => Promise<string>;
}
