// `gradsheet/csv`: tables from and to text files, JSON among them.
export {
  isNote,
  parseCsv,
  writeCsv,
  type CsvOptions,
  type CsvRead,
  type CsvWarning,
  type CsvWriteOptions,
} from './data/csv.ts';
export { looksLikeJson, tableOfJson, type JsonTableOptions } from './data/json-table.ts';
export { csvSentence, delimiterName } from './data/csv-sentences.ts';
