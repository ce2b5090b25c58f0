/** `gradsheet/save`: a model as the two files `gradsheet train` writes, in any environment; `gradsheet/node` puts them on the disk. */
export { fromSaved, toSaved, type SavedExtras } from './model/saved.ts';
export { modelFiles, modelFormat, readModel, writeModel, type SavedModel } from './formats/model.ts';
export { readSafetensors, writeSafetensors, type Safetensors, type StoredTensors } from './formats/safetensors.ts';
