import { resolve } from 'node:path';
import { GradsheetError } from '../errors.ts';
import { disk } from '../node/files.ts';
import { tidyBeside } from '../node/save.ts';
import { checkFile } from '../node/write.ts';

/**
 * Does something with a path that a person typed; an error names it as it was typed, not by the whole path. What a
 * command
 * that was killed left beside it is removed.
 */
export async function atPath<T>(typed: string, cwd: string, work: (absolute: string) => Promise<T>): Promise<T> {
  const absolute = resolve(cwd, typed);
  await tidyBeside(absolute, disk);
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

/** @throws GradsheetError as `checkFile`; asked before any work is done */
export async function notTaken(typed: string, cwd: string, force = false): Promise<void> {
  await atPath(typed, cwd, (place) => checkFile(place, { replace: force }));
}
