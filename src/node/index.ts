/** `gradsheet/node`: models and tables in files, written whole or not at all. */
export { readBytes } from './read.ts';
export { readCsvFile } from './csv-file.ts';
export { writeFolder, writeWhole, type Content, type WriteOptions } from './write.ts';
export { readModelFolder, writeModelFolder, type ModelFolderOptions } from './model-folder.ts';
export { loadModel, saveModel } from './models.ts';
export { tableOfParquet } from '../data/parquet-table.ts';
