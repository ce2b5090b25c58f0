import { resolve } from 'node:path';
import { GradsheetError } from '../errors.ts';
import { disk } from '../node/files.ts';

/** Does something with a path that a person typed; an error names it as it was typed, not by the whole path. */
export async function atPath<T>(typed: string, cwd: string, work: (absolute: string) => Promise<T>): Promise<T> {
  const absolute = resolve(cwd, typed);
  try {
    return await work(absolute);
  } catch (error) {
    if (!(error instanceof GradsheetError) || !error.fields.where?.startsWith(absolute)) throw error;
    throw new GradsheetError(
      error.code,
      { ...error.fields, where: typed + error.fields.where.slice(absolute.length) },
      { cause: error },
    );
  }
}

/**
 * @throws GradsheetError `exists` for a file that is there, unless it may be replaced; asked before any work is done
 */
export async function notTaken(typed: string, cwd: string, force: boolean | undefined): Promise<void> {
  if (
    !force &&
    (await disk.stat(resolve(cwd, typed)).then(
      () => true,
      () => false,
    ))
  ) {
    throw new GradsheetError('exists', {
      where: typed,
      expected: 'a name that is not taken',
      hint: 'Choose another name, or allow replacing it (--force).',
    });
  }
}
