import { resolve } from 'node:path';
import { GradsheetError } from '../errors.ts';

/** Does something with a path that a person typed; an error names it as it was typed, not by the whole path. */
export async function atPath<T>(typed: string, cwd: string, work: (absolute: string) => Promise<T>): Promise<T> {
  const absolute = resolve(cwd, typed);
  try {
    return await work(absolute);
  } catch (error) {
    if (!(error instanceof GradsheetError) || !error.fields.where?.startsWith(absolute)) throw error;
    throw new GradsheetError(error.code, { ...error.fields, where: typed + error.fields.where.slice(absolute.length) }, { cause: error });
  }
}
