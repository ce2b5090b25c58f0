import { encode, type EncodingNote } from '../data/encode.ts';
import type { Matrix } from '../data/matrix.ts';
import { Table, type Cell } from '../data/table.ts';
import { rowPrediction, type RowPrediction } from '../model/row-prediction.ts';
import type { Chosen } from './choose.ts';

/** What a chosen model says of the rows of a table, and what in them its training rows did not have. */
export interface TablePredictions {
  /** One per row that is predicted: all of them, but with `missing: 'drop'`. */
  readonly predictions: readonly RowPrediction[];
  /** Which rows of the table these are, from 0. */
  readonly rows: readonly number[];
  /** [rows, columns]: what the model was given. */
  readonly x: Matrix;
  readonly notes: readonly EncodingNote[];
}

/** A table, or its rows as records. */
export type TableLike = Table | readonly Readonly<Record<string, Cell>>[];
export const asTable = (rows: TableLike): Table => (rows instanceof Table ? rows : Table.of(rows));

/**
 * Predicts rows with a chosen model: numbers with their interval, classes with their probabilities. The target need
 * not be among the columns. A missing value, or one that no training row has, is noted and loses no row; a row far
 * outside of the range of the training rows has no interval, since none was measured there.
 *
 *   const { predictions } = await predictTable(chosen, [{ area: 40, district: 'Daan' }]);
 *   predictions[0]   // → { prediction: 31268, low: 28322, high: 34214 }
 *
 * @throws GradsheetError `unknown-name` for a feature that is not among the columns
 */
export async function predictTable(
  { model, preprocessing, choice }: Pick<Chosen, 'model' | 'preprocessing' | 'choice'>,
  rows: TableLike,
): Promise<TablePredictions> {
  const { x, rows: used, notes, far } = encode(preprocessing, asTable(rows), { target: false });
  const numbers = x.shape[0] === 0 ? ([] as number[][]) : await model.predict(x, { batchSize: 256 });
  const { target } = preprocessing;
  const threshold = choice.threshold?.threshold ?? 0.5;
  const predictions = numbers.map((row, i) => {
    const spread = far.has(used[i] ?? -1) ? null : choice.interval;
    return rowPrediction(row, { target, threshold, probabilities: true, spread });
  });
  return { predictions, rows: used, x, notes };
}
