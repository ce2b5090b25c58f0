import type { Where, Words } from './words.ts';

/**
 * Every failure a user can cause, as data: a code and words. The core makes the English sentence of them, for stack
 * traces; the faces make that of another language (messages/errors.ts).
 */
export type ErrorCode =
  | 'shape-mismatch' // sizes do not fit together
  | 'missing-input' // a feed, a table or a state value was not given
  | 'unsupported' // a target, format or function does not do this
  | 'invalid-option' // an option has an impossible value
  | 'bad-file' // a file is missing, unreadable, truncated or not what it claims to be
  | 'bad-table' // ragged rows, duplicate headers, text in a number column …
  | 'bad-cell' // one value of a table
  | 'unknown-name' // no such column, layer, sheet …
  | 'exists' // would overwrite something
  | 'cannot-write' // no space, no permission
  | 'not-finite' // NaN or infinity where a number is needed
  | 'not-ready' // called too early: before compile, before fit
  | 'too-large' // over a stated limit
  | 'no-device' // the machine lacks what is asked for
  | 'interrupted'; // stopped by the person

/** What an error says, in English. */
export interface ErrorFields {
  /** The user's thing: file, row, column, cell, layer. "students.csv, row 58, column math" */
  readonly where?: string;
  /** What is wrong, as a sentence of its own. What was expected and received is then for programs, if it is given. */
  readonly problem?: string;
  readonly expected?: string;
  readonly received?: string;
  /** What to do. */
  readonly hint?: string;
}

/** What an error says, in every language. */
export interface ErrorWords {
  readonly where?: Where;
  readonly problem?: Words;
  readonly expected?: Words;
  readonly received?: Words;
  readonly hint?: Words;
}

/** Where: what must hold; what came. What to do. A problem that is met often has a sentence of its own. */
export class GradsheetError extends Error {
  readonly code: ErrorCode;
  readonly fields: ErrorFields;
  /** What `fields` are the English of. */
  readonly words: ErrorWords;
  constructor(code: ErrorCode, said: ErrorWords, options?: { cause?: unknown }) {
    const fields = Object.fromEntries(
      Object.entries(said).map(([name, text]) => [name, bound(String(text))]),
    ) as ErrorFields; // the same names
    super(sentence(fields), options);
    this.name = 'GradsheetError';
    this.code = code;
    this.fields = fields;
    this.words = said;
  }
}

/** A name or a value of a stranger's file may be of any length; a sentence may not. */
export const bound = (text: string): string => (text.length > 1000 ? `${text.slice(0, 1000)}…` : text);

function sentence({ where, problem, expected, received, hint }: ErrorFields): string {
  if (problem) return hint ? `${problem} ${hint}` : problem;
  const body = [expected && `needs ${expected}`, received && `got ${received}`].filter(Boolean).join('; ');
  return [where, where && body ? ': ' : '', body, body ? '.' : '', hint && (where || body) ? ' ' : '', hint ?? ''].join(
    '',
  );
}
