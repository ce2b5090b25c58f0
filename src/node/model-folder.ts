import { join } from 'node:path';
import { GradsheetError } from '../errors.ts';
import { modelFiles, readModel, writeModel, type SavedModel } from '../formats/model.ts';
import { codeOf } from './failures.ts';
import { disk } from './files.ts';
import { readBytes } from './read.ts';
import { writeFolder, type Content, type WriteOptions } from './write.ts';

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
 * The model in a folder; the path of its `model.json` will do too.
 *
 * @throws GradsheetError `bad-file` if a file is missing or damaged, and as `readModel`
 */
export async function readModelFolder(path: string): Promise<SavedModel> {
  const folder = path.endsWith(modelFiles.model) ? path.slice(0, -modelFiles.model.length) || '.' : path;
  const kind = await disk.stat(folder).then(
    (stat) => (stat.isDirectory() ? 'folder' : 'file'),
    (cause: unknown) => (codeOf(cause) === 'ENOENT' ? 'missing' : 'file'),
  );
  if (kind === 'file') {
    throw new GradsheetError('bad-file', {
      where: path,
      expected: 'the folder of a model',
      received: 'a file',
      hint: 'Name the folder that `gradsheet train` wrote.',
    });
  }
  const model = await readBytes(kind === 'missing' ? folder : join(folder, modelFiles.model));
  return readModel({ model, weights: await readBytes(join(folder, modelFiles.weights)) }, folder);
}
