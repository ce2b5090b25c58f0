import { GradsheetError } from '../errors.ts';

// What every engine refuses alike.

/** @throws GradsheetError `shape-mismatch` */
export function checkLength(where: string, got: number, want: number): void {
  if (got !== want) {
    throw new GradsheetError('shape-mismatch', { where, expected: `${want} numbers`, received: String(got) });
  }
}

/** @throws GradsheetError `unknown-name` */
export const unknownName = (name: string, known: Iterable<string>): never => {
  throw new GradsheetError('unknown-name', { where: `"${name}"`, expected: `one of ${[...known].join(', ')}` });
};

/** @throws GradsheetError `missing-input` */
export const missingInput = (name: string, numbers: number): never => {
  throw new GradsheetError('missing-input', {
    where: `input "${name}"`,
    expected: `${numbers} numbers`,
    received: 'nothing',
  });
};
