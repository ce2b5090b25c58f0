import { savesWith, type Model, type SaveOptions } from '../model/model.ts';
import { fromSaved, toSaved } from '../model/saved.ts';
import { checkBoolean, checkOptions, checkText, anyValue } from '../util/options.ts';
import { readModelFolder, writeModelFolder } from './model-folder.ts';

/**
 * Saves a model in a folder: its layers, weights and optimizer, so that training goes on where it was. `model.save`
 * does this.
 *
 * @throws GradsheetError `not-ready` before `compile`, and as `writeModelFolder`
 */
export async function saveModel(model: Model, folder: string, options: SaveOptions = {}): Promise<void> {
  checkOptions('save', options, {
    replace: checkBoolean,
    preprocessing: anyValue,
    history: anyValue,
    settings: anyValue,
  });
  const { replace = false, ...extras } = options;
  await writeModelFolder(folder, toSaved(model, extras), { replace });
}

/**
 * A model that `saveModel`, `model.save` or `gradsheet train` wrote, ready to predict and to be trained further.
 *
 *   const model = await loadModel('liked-model');
 *
 * @throws GradsheetError as `readModelFolder`
 */
export async function loadModel(folder: string): Promise<Model> {
  return fromSaved(await readModelFolder(checkText('loadModel', folder)));
}

savesWith(saveModel);
