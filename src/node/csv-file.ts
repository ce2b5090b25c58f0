import { type CsvOptions, type CsvRead, readCsv } from '../data/csv.ts';
import { fileSource } from './file-source.ts';

/**
 * `parseCsv` of a file of any size: it is read piece by piece, so that only the columns lie in memory.
 *
 *   const { table, warnings } = await readCsvFile('students.csv');
 *
 * @param options `name` is for errors; default the path
 * @throws GradsheetError as `parseCsv`; `bad-file` if it is no plain file, or changes while it is read
 */
export async function readCsvFile(path: string, options: CsvOptions = {}): Promise<CsvRead> {
  return readCsv(await fileSource(path), { name: path, ...options }).read;
}
