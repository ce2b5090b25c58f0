// `gradsheet/csv`: tables from and to text files.
export {
  isNote,
  parseCsv,
  writeCsv,
  type CsvOptions,
  type CsvRead,
  type CsvWarning,
  type CsvWriteOptions,
} from './data/csv.ts';
export { csvSentence, delimiterName } from './data/csv-sentences.ts';
