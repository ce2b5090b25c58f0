import type { Matrix } from '../data/matrix.ts';
import type { Task } from '../data/preprocessing.ts';

/**
 * A table as numbers, ready to be learned from. Both sides are in standard units, so that one set of rates and
 * penalties fits every table.
 */
export interface Problem {
  readonly task: Task;
  /** [rows, columns], scaled. */
  readonly x: Matrix;
  /** Of each row: the number to predict in standard units, or its class, counted from 0. */
  readonly y: Float64Array;
  /** How many classes; 0 for a number. */
  readonly classes: number;
  /** What each row counts; null: all alike. */
  readonly weights: Float64Array | null;
}

/** How many numbers a model gives for a row: one, or one per class where there are more than two. */
export const outputsOf = ({ task, classes }: Problem): number => (task === 'multiclass' ? classes : 1);

/** At most so many of the rows, as far apart as they can be: a table may be sorted. */
export function evenPart(rows: ArrayLike<number>, most: number): number[] {
  const count = Math.min(rows.length, Math.floor(most));
  return Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)] ?? 0);
}

/** Some rows of a matrix, in the given order. */
export function takeRows({ data, shape: [, width], columns }: Matrix, rows: ArrayLike<number>): Matrix {
  const taken = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] ?? 0) * width;
    for (let k = 0; k < width; k++) taken[i * width + k] = data[from + k] as number; // few: quicker than `set`
  }
  return { data: taken, shape: [rows.length, width], columns };
}

/** The same problem with some of its rows. */
export function takeProblem(problem: Problem, rows: ArrayLike<number>): Problem {
  const take = (values: Float64Array): Float64Array => {
    const taken = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i] ?? 0] ?? NaN;
    return taken;
  };
  return {
    ...problem,
    x: takeRows(problem.x, rows),
    y: take(problem.y),
    weights: problem.weights && take(problem.weights),
  };
}
