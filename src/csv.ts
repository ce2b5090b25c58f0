// `gradsheet/csv`: tables from and to text files.
export {
  parseCsv,
  writeCsv,
  type CsvOptions,
  type CsvRead,
  type CsvWarning,
  type CsvWriteOptions,
} from './data/csv.ts';
