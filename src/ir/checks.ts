import { GradsheetError } from '../errors.ts';
import { verbatim, listedNames, type Where } from '../words.ts';
import { words } from './error-words.ts';

// What every engine refuses alike.

/** @throws GradsheetError `shape-mismatch` */
export function checkLength(where: Where, got: number, want: number): void {
  if (got !== want) {
    throw new GradsheetError('shape-mismatch', {
      where,
      expected: words('{} numbers', want),
      received: verbatim(got),
    });
  }
}

/** @throws GradsheetError `unknown-name` */
export const unknownName = (name: string, known: Iterable<string>, where: Where = `"${name}"`): never => {
  throw new GradsheetError('unknown-name', {
    where,
    expected: words('one of {}', listedNames([...known])),
  });
};

/** @throws GradsheetError `missing-input` */
export const missingInput = (name: string, numbers: number): never => {
  throw new GradsheetError('missing-input', {
    where: words('input "{}"', name),
    expected: words('{} numbers', numbers),
    received: words('nothing'),
  });
};
