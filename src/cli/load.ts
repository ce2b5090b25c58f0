import { resolve } from 'node:path';
import type { Preprocessing } from '../data/preprocessing.ts';
import { GradsheetError } from '../errors.ts';
import type { SavedModel } from '../formats/model.ts';
import type { Model } from '../model/model.ts';
import { fromSaved } from '../model/saved.ts';
import { readModelFolder } from '../node/model-folder.ts';
import { losses } from '../nn/losses.ts';

/** A model as `gradsheet train` saved it, and what else its folder says. */
export interface Loaded { readonly saved: SavedModel; readonly model: Model; /** A prediction above it is the second of two classes. */ readonly threshold: number }

export async function loadModel(path: string, cwd: string): Promise<Loaded> {
  const absolute = resolve(cwd, path);
  try {
    const saved = await readModelFolder(absolute), model = fromSaved(saved);
    return { saved, model, threshold: saved.compiled?.losses[0]?.name === losses.hinge().name ? 0 : 0.5 };
  } catch (error) {
    if (!(error instanceof GradsheetError) || error.fields.where === undefined) throw error;
    throw new GradsheetError(error.code, { ...error.fields, where: error.fields.where.replace(absolute, () => path) }, { cause: error });
  }
}

/** The preprocessing of a model that was trained on a table. */
export function preprocessingOf({ saved }: Loaded, path: string): Preprocessing {
  if (saved.preprocessing) return saved.preprocessing;
  throw new GradsheetError('unsupported', { where: path, expected: 'a model that was trained on a table', received: 'one that was given numbers', hint: 'Use it from a program: model.predict(rows).' });
}
