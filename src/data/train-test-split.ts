import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';
import { anyValue, checkOptions } from '../util/options.ts';
import { checkChosen, checkTable } from './check-table.ts';
import { cellOf } from './column.ts';
import { encode, fitPreprocessing } from './encode.ts';
import type { Matrix } from './matrix.ts';
import { type Label, type SplitOptions, splitChecks, splitRows } from './split.ts';
import type { Table } from './table.ts';

export interface TableSplitOptions extends Omit<SplitOptions, 'stratify'> {
  readonly target: string;
  /** Default: all other columns but texts that name the row. */
  readonly features?: readonly string[];
  /** True, or the name of a column: both parts get the same shares of its values. Default false. */
  readonly stratify?: boolean | string;
}

/** One part of a split table. */
export interface Split {
  readonly table: Table;
  /** [rows, features]: numbers as they are; a text column becomes a column of 0 and 1 for each of its values. */
  readonly x: Matrix;
  /** [rows, 1]: numbers as they are, of two texts 0 and 1; [rows, classes] for more texts. */
  readonly y: Matrix;
  /** Which rows of the whole table these are, from 0. */
  readonly rows: readonly number[];
}

/**
 * A table in a part to train on and a part to test on: the same rows in the same order as scikit-learn's
 * `train_test_split(X, y, test_size=…, random_state=…)`.
 *
 *   const { train, test } = trainTestSplit(table, { target: 'liked', testSize: 0.2, randomState: 42 });
 *
 * Nothing is scaled here, so nothing is learnt from the test rows (the list of texts of a column is taken from all
 * rows).
 *
 * @throws GradsheetError as `splitRows` and `fitPreprocessing`
 */
export function trainTestSplit(table: Table, options: TableSplitOptions): { train: Split; test: Split } {
  checkTable('trainTestSplit', table);
  checkOptions('trainTestSplit', options, { ...splitChecks, target: anyValue, features: anyValue });
  const { target, features, stratify = false, ...rest } = options;
  checkChosen(table, target, features);
  const numeric = table.column(target).kind === 'number';
  const all = Array.from({ length: table.rows }, (_, row) => row);
  const preprocessing = fitPreprocessing(table, all, {
    target,
    ...(features ? { features } : {}),
    ...(numeric ? { task: 'regression' } : {}),
  });
  const labels = stratify === false ? undefined : labelsOf(table, stratify === true ? target : stratify);
  const { train, test } = splitRows(table.rows, labels ? { ...rest, stratify: labels } : rest);
  const part = (rows: readonly number[]): Split => {
    const { x, y } = encode(preprocessing, table, { rows, target: true });
    if (!y) throw new GradsheetError('not-ready', { where: 'trainTestSplit', expected: words('a target') });
    return { table: table.take(rows), x, y, rows };
  };
  return { train: part(train), test: part(test) };
}

function labelsOf(table: Table, name: string): Label[] {
  const column = table.column(name);
  return Array.from({ length: table.rows }, (_, row) => {
    const value = cellOf(column, row);
    if (value === null) {
      throw new GradsheetError('bad-cell', {
        where: table.where({ row, column: name }),
        expected: words('a value to stratify by'),
        received: words('a missing value'),
      });
    }
    return value;
  });
}
