import { GradsheetError } from '../errors.ts';
import { verbatim } from '../words.ts';
import { checkList, invalid, isList, isRecord } from '../util/options.ts';
import { words } from './error-words.ts';

/** Numbers in rows and columns, row after row, with the names of the columns: what a model is trained on. */
export interface Matrix {
  readonly data: Float64Array;
  /** [rows, columns] */
  readonly shape: readonly [number, number];
  readonly columns: readonly string[];
}

/**
 * A matrix of nested arrays. Columns without names are called `column1`, `column2` ….
 *
 *   fromRows([[180, 25], [165, 31]], ['height', 'age'])
 *
 * @throws GradsheetError `shape-mismatch` for rows of unequal length
 */
export function fromRows(rows: readonly (readonly number[])[], columns?: readonly string[]): Matrix {
  checkList('fromRows', rows);
  if (columns !== undefined) checkList(words('{}, columns', 'fromRows'), columns);
  const width = columns?.length ?? rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    checkList(words('row {}', i + 1), row);
    const text = row.find((value: unknown) => typeof value !== 'number');
    if (text !== undefined) invalid(words('row {}', i + 1), words('a number'), text);
    if (row.length !== width) {
      throw new GradsheetError('shape-mismatch', {
        where: words('row {}', i + 1),
        expected: words('{} numbers, as {}', width, columns ? words('there are columns') : words('in the first row')),
        received: verbatim(row.length),
      });
    }
    data.set(row, i * width);
  });
  return {
    data,
    shape: [rows.length, width],
    columns: columns ?? Array.from({ length: width }, (_, j) => `column${j + 1}`),
  };
}

/** The same numbers as nested arrays. */
export function toRows(matrix: Matrix): number[][] {
  if (!isRecord(matrix) || !isList(matrix.shape)) invalid('toRows', words('a matrix, as fromRows gives'), matrix);
  const {
    data,
    shape: [rows, columns],
  } = matrix;
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
}
