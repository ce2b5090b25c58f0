import { columnOf, type Cell, type Column, type ColumnValues } from '../data/column.ts';
import { type Copy, copyWith } from '../data/csv-copy.ts';
import { writeCsv } from '../data/csv-write.ts';
import { Table } from '../data/table.ts';
import type { RowPrediction } from '../model/row-prediction.ts';
import type { Preprocessing } from '../data/preprocessing.ts';
import { addedColumns } from './prediction-rows.ts';
import type { TableFile } from './table-file.ts';

export interface WrittenPredictions extends Copy {
  /** Of the table that was read, where the file that is written has another. */
  readonly encoding?: string;
}

/**
 * The table as it was read, every cell with its own text, and what was predicted beside it: nothing in rows without a
 * prediction. A file with a byte order mark gets one, and so does a workbook's or one in another encoding than UTF-8,
 * since Excel takes it for UTF-8 only then.
 *
 * @param file null for one row of NAME=VALUE
 * @param rows of the table: one for each result
 */
export function withPredictions(
  file: Pick<TableFile, 'form' | 'cells'> | null,
  table: Table,
  { target, rows, results }: { target: Preprocessing['target']; rows: readonly number[]; results: RowPrediction[] },
  keepFormulas: boolean,
): WrittenPredictions {
  const added = addedColumns(target, results).map(([name, values]): Column => {
    const all = new Array<Cell>(table.rows).fill(null);
    rows.forEach((row, i) => (all[row] = values[i] ?? null));
    return columnOf(name, all as ColumnValues);
  });
  if (!file?.cells) {
    const text = writeCsv(replacing(table, added), { keepFormulas });
    return { pieces: () => [text], disarmed: () => 0 };
  }
  const { form, cells } = file;
  const { pieces, disarmed } = copyWith(cells, added, keepFormulas);
  const other = form.kind === 'csv' && !/^utf-?8$/i.test(form.encoding);
  const isMarked = form.kind === 'xlsx' || other || (form.kind === 'csv' && form.byteOrderMark);
  return {
    *pieces() {
      if (isMarked) yield '\ufeff';
      yield* pieces();
    },
    disarmed,
    ...(other ? { encoding: form.encoding } : {}),
  };
}

/** With these columns at the end. */
function replacing(table: Table, added: readonly Column[]): Table {
  const names = new Set(added.map(({ name }) => name));
  return Table.fromColumns([...table.columns.filter(({ name }) => !names.has(name)), ...added]);
}
