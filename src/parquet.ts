// `gradsheet/parquet`: tables from Parquet files. What reads their compression is loaded when it is needed.
export { tableOfParquet } from './data/parquet-table.ts';
