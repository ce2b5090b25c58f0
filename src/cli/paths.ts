import { resolve } from 'node:path';
import { GradsheetError } from '../errors.ts';
import { Words, type Where } from '../words.ts';
import { disk } from '../node/files.ts';
import { tidyBeside } from '../node/save.ts';
import { checkFile } from '../node/write.ts';

/**
 * Does something with a path that a person typed; an error names it as it was typed, not by the whole path. What a
 * command that was killed left beside it is removed.
 */
export async function atPath<T>(typed: string, cwd: string, work: (absolute: string) => Promise<T>): Promise<T> {
  const absolute = resolve(cwd, typed);
  await tidyBeside(absolute, disk);
  try {
    return await work(absolute);
  } catch (error) {
    if (!(error instanceof GradsheetError)) throw error;
    throw new GradsheetError(
      error.code,
      Object.fromEntries(Object.entries(error.words).map(([name, text]) => [name, renamed(text, absolute, typed)])),
      { cause: error },
    );
  }
}

/** The text with the file's name as it was typed. */
function renamed(where: Where, absolute: string, typed: string): Where {
  if (typeof where === 'string') return where.startsWith(absolute) ? typed + where.slice(absolute.length) : where;
  const values = where.values.map((value) =>
    typeof value === 'string' || value instanceof Words ? renamed(value, absolute, typed) : value,
  );
  return new Words(where.template, values);
}

/** @throws GradsheetError as `checkFile`; asked before any work is done */
export async function notTaken(typed: string, cwd: string, force = false): Promise<void> {
  await atPath(typed, cwd, (place) => checkFile(place, { replace: force }));
}
