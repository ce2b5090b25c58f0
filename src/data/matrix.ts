import { GradsheetError } from '../errors.ts';

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
  const width = columns?.length ?? rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    if (row.length !== width) throw new GradsheetError('shape-mismatch', { where: `row ${i + 1}`, expected: `${width} numbers, as ${columns ? 'there are columns' : 'in the first row'}`, received: String(row.length) });
    data.set(row, i * width);
  });
  return { data, shape: [rows.length, width], columns: columns ?? Array.from({ length: width }, (_, j) => `column${j + 1}`) };
}

/** The same numbers as nested arrays. */
export function toRows({ data, shape: [rows, columns] }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
}

/** The rows of the given numbers, counted from 0, in that order. */
export function takeRows(matrix: Matrix, rows: ArrayLike<number>): Matrix {
  const width = matrix.shape[1], data = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    if (!(row >= 0 && row < matrix.shape[0])) throw new GradsheetError('shape-mismatch', { where: 'takeRows', expected: `row numbers from 0 to ${matrix.shape[0] - 1}`, received: String(row) });
    data.set(matrix.data.subarray(row * width, (row + 1) * width), i * width);
  }
  return { ...matrix, data, shape: [rows.length, width] };
}
