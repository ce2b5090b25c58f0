/**
 * Every failure a user can cause, as data. Texts in both languages are made in `messages/`, at the face: an error
 * thrown
 * in the core carries a code and fields, and an English sentence built from them for stack traces.
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

export interface ErrorFields {
  /** The user's thing: file, row, column, cell, layer. "students.csv, row 58, column math" */
  readonly where?: string;
  readonly expected?: string;
  readonly received?: string;
  /** What to do. */
  readonly hint?: string;
}

/** Where: what must hold; what came. What to do. */
export class GradsheetError extends Error {
  readonly code: ErrorCode;
  readonly fields: ErrorFields;
  constructor(code: ErrorCode, fields: ErrorFields, options?: { cause?: unknown }) {
    const bounded = Object.fromEntries(
      Object.entries(fields).map(([name, text]: [string, string | undefined]) => [name, bound(text)]),
    ) as ErrorFields; // the same names
    super(sentence(bounded), options);
    this.name = 'GradsheetError';
    this.code = code;
    this.fields = bounded;
  }
}

/** A name or a value of a stranger's file may be of any length; a sentence may not. */
const bound = (text: string | undefined): string | undefined =>
  text && text.length > 1000 ? `${text.slice(0, 1000)}…` : text;

function sentence({ where, expected, received, hint }: ErrorFields): string {
  const body = [expected && `needs ${expected}`, received && `got ${received}`].filter(Boolean).join('; ');
  return [where, where && body ? ': ' : '', body, body ? '.' : '', hint && (where || body) ? ' ' : '', hint ?? ''].join(
    '',
  );
}
