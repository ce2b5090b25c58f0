import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';
import { modelFiles, readModel, writeModel, type SavedModel } from '../formats/model.ts';
import { readFailure } from './failures.ts';
import { codeOf, disk, type Files } from './files.ts';
import { statOf } from './place.ts';
import { readBytes } from './read.ts';
import { placesOf, recover } from './save.ts';
import { writeFolder, type Content, type WriteOptions } from './write.ts';

/** What a person may read of the training, beside the files of the model. */
export const historyFile = 'history.csv';

export interface ModelFolderOptions extends WriteOptions {
  /** More files that belong to the model: its history. */
  readonly others?: Readonly<Record<string, Content>>;
  readonly version?: string;
}

/** Writes `model.json`, `weights.safetensors` and other files into a folder, all or none. */
export async function writeModelFolder(
  folder: string,
  saved: SavedModel,
  { others = {}, version, ...options }: ModelFolderOptions = {},
): Promise<readonly string[]> {
  const { model, weights } = writeModel(saved, version);
  const contents = { [modelFiles.model]: model, [modelFiles.weights]: weights, ...others };
  await writeFolder(folder, contents, options);
  return Object.keys(contents);
}

/**
 * The model in a folder; the path of its `model.json` will do too. While other processes save there, it is one of their
 * models or the one before, never parts of two. What a process that ended left behind is brought to its end first.
 *
 * @throws GradsheetError `bad-file` if a file is missing or damaged, and as `readModel`
 */
export async function readModelFolder(path: string, files: Files = disk): Promise<SavedModel> {
  const folder = basename(path) === modelFiles.model ? dirname(path) : path;
  const failure = async (cause: unknown): Promise<never> => {
    const failed = await readFailure(cause, folder, files);
    if (codeOf(cause) !== 'ENOENT') throw failed;
    const problem = words('{}: no such model folder.', folder);
    throw new GradsheetError(failed.code, { ...failed.words, problem }, { cause });
  };
  const stat = await files.stat(folder).catch(failure);
  if (!stat.isDirectory()) {
    throw new GradsheetError('bad-file', {
      where: path,
      expected: words('the folder of a model'),
      received: words('a file'),
      hint: words('Name the folder that `gradsheet train` wrote.'),
    });
  }
  await recover(folder, [modelFiles.model, modelFiles.weights, historyFile], files);
  for (let tries = 1; ; tries++) {
    const before = await standing(folder, files);
    const [model, weights] = await Promise.allSettled(before.map((file) => readBytes(file.path, files)));
    const after = await standing(folder, files);
    if (before.every(({ stamp }, i) => stamp === after[i]?.stamp)) {
      return readModel({ model: settled(model), weights: settled(weights) }, folder);
    }
    if (tries === TRIES) {
      const hint = words('Try again when fewer trainings save there.');
      throw new GradsheetError('bad-file', {
        where: path,
        expected: words('a model that stays the same while it is read'),
        hint,
      });
    }
    await wait(1); // ms
  }
}

const TRIES = 1000;

/**
 * Where the two files of the model are now, and which ones they are. What is read between two equal answers belongs
 * together: at any moment they are those of one save, and a file that is replaced is another one.
 */
async function standing(
  folder: string,
  files: Files,
): Promise<readonly { readonly path: string; readonly stamp: string }[]> {
  const found = [];
  for (const name of [modelFiles.model, modelFiles.weights]) {
    let path = join(folder, name);
    let stamp = '';
    for (const place of await placesOf(folder, name, files)) {
      const stat = await statOf(place, files);
      if (!stat) continue;
      path = place;
      stamp = [place, stat.dev, stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs].join(' ');
      break;
    }
    found.push({ path, stamp });
  }
  return found;
}

function settled(read: PromiseSettledResult<Uint8Array> | undefined): Uint8Array {
  if (read?.status === 'fulfilled') return read.value;
  throw read?.reason;
}
