import { zipSync } from 'fflate';
import type { Table } from 'gradsheet';
import { writeCsv } from 'gradsheet/csv';
import { modelFiles } from 'gradsheet/save';
import type { Exported, ModelFiles } from './protocol.ts';

/** A file's name without its ending. */
export const baseOf = (name: string): string => name.replace(/\.[^.]*$/, '') || 'model';

/** @param name of the table's file */
export const modelZip = (name: string, { model, weights }: ModelFiles): Exported => ({
  name: `${baseOf(name)}-model.zip`,
  type: 'application/zip',
  bytes: zipSync({ [modelFiles.model]: new TextEncoder().encode(model), [modelFiles.weights]: weights }),
});

/** A table, and beside its columns what was predicted, each under a name that is free. */
export function predictionsCsv(
  name: string,
  table: Table,
  columns: readonly (readonly [name: string, values: readonly number[] | readonly string[]])[],
): Exported {
  const all = columns.reduce((to, [wanted, values]) => {
    let free = wanted;
    while (to.has(free)) free += '_';
    return to.withColumn(free, values);
  }, table);
  const bytes = new TextEncoder().encode(writeCsv(all, { byteOrderMark: true }));
  return { name: `${baseOf(name)}-predictions.csv`, type: 'text/csv', bytes };
}
