import type { Preprocessing } from '../data/preprocessing.ts';
import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';
import type { SavedModel } from '../formats/model.ts';
import type { Model } from '../model/model.ts';
import { fromSaved } from '../model/saved.ts';
import { readModelFolder } from '../node/model-folder.ts';
import { atPath } from './paths.ts';
import { savedThreshold } from './saved-choice.ts';

/** A model as `gradsheet train` saved it, and what else its folder says. */
export interface Loaded {
  readonly saved: SavedModel;
  readonly model: Model;
  /** A prediction above it is the second of two classes. */ readonly threshold: number;
  /** Are the predictions of classes probabilities? Those of a hinge are not. */ readonly probabilities: boolean;
}

export async function loadModel(path: string, cwd: string): Promise<Loaded> {
  const saved = await atPath(path, cwd, readModelFolder);
  const hinge = saved.compiled?.losses[0]?.name === 'hinge';
  return {
    saved,
    model: fromSaved(saved),
    threshold: hinge ? 0 : (savedThreshold(saved, path) ?? 0.5),
    probabilities: !hinge,
  };
}

/** The preprocessing of a model that was trained on a table. */
export function preprocessingOf({ saved }: Loaded, path: string): Preprocessing {
  if (saved.preprocessing) return saved.preprocessing;
  throw new GradsheetError('unsupported', {
    where: path,
    expected: words('a model that was trained on a table'),
    received: words('one that was given numbers'),
    hint: words('Use it from a program: model.predict(rows).'),
  });
}
