/**
 * `gradsheet/save`: a model as the two files `gradsheet train` writes, in any environment (`gradsheet/node` puts them
 * on the disk), its training as a program, and a run as JSON.
 */
export { fromSaved, toSaved, type SavedExtras } from './model/saved.ts';
export { modelFiles, modelFormat, readModel, writeModel, type SavedModel } from './formats/model.ts';
export { runFromJson, runToJson } from './run/json.ts';
export { readSafetensors, writeSafetensors, type Safetensors, type StoredTensors } from './formats/safetensors.ts';
export { kerasCode, kerasNetwork } from './formats/code/keras.ts';
export { pytorchCode } from './formats/code/pytorch.ts';
export { kerasPredictor, pytorchPredictor, type TablePredicting } from './formats/code/predictor.ts';
export { typescriptCode } from './formats/code/typescript.ts';
export type { TableTraining } from './formats/code/training.ts';
/** What a program or a page that is written elsewhere says a text with. */
export { htmlText, pythonComment, pythonText } from './util/escape.ts';
