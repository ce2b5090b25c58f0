import type { Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';
import { kindOf } from './failures.ts';
import { codeOf, type Files } from './files.ts';

/** A text may come in pieces, made while they are written. */
export type Content = string | Uint8Array | Iterable<string>;

/** What is at a path, undefined if nothing is. A link is a link here, not what it leads to. */
export const lstatOf = (path: string, files: Files): Promise<Stats | undefined> => found(files.lstat(path));
/** The same for what a link leads to. */
export const statOf = (path: string, files: Files): Promise<Stats | undefined> => found(files.stat(path));

async function found(stat: Promise<Stats>): Promise<Stats | undefined> {
  try {
    return await stat;
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

/**
 * The plain file that will be replaced, undefined if the name is free. All else is somebody's: a link could lead
 * anywhere.
 *
 * @throws GradsheetError `cannot-write` if something other than a plain file is there, `exists` if one is and may not
 *   be
 * replaced
 */
export async function replaced(path: string, replace: boolean, files: Files): Promise<Stats | undefined> {
  const before = await lstatOf(path, files);
  if (before && !before.isFile()) {
    const hint = words('Nothing was written or changed. Choose another name, or move away what is there.');
    throw new GradsheetError('cannot-write', {
      where: path,
      expected: words('a free name or a plain file'),
      received: kindOf(before),
      hint,
    });
  }
  if (before && !replace) {
    throw new GradsheetError('exists', {
      where: path,
      problem: words('{} already exists.', path),
      hint: words('Choose another name, or overwrite it: --force, or replace: true in a program.'),
    });
  }
  return before;
}

/** The folder itself, or the nearest above it that is there; then those that are missing, from the top. */
export async function nearestFolder(
  path: string,
  files: Files,
): Promise<{ readonly at: string; readonly missing: readonly string[] }> {
  const missing: string[] = [];
  let at = path;
  while (dirname(at) !== at && !(await statOf(at, files))) {
    missing.unshift(at);
    at = dirname(at);
  }
  return { at, missing };
}

/** One by one, for `mkdir` with `recursive` never returns where the system lets nobody make folders, as in /proc. */
export async function makeFolders(path: string, files: Files): Promise<void> {
  for (const folder of (await nearestFolder(path, files)).missing) {
    await files.mkdir(folder).catch((cause: unknown) => {
      if (codeOf(cause) !== 'EEXIST') throw cause; // another process was faster
    });
  }
}

/**
 * Writes a new file and returns when its bytes are on the disk, so that a full one is noticed before anything is moved.
 */
export async function writeThrough(
  path: string,
  content: Content,
  before: Stats | undefined,
  files: Files,
): Promise<void> {
  const mode = before && before.mode & 0o777;
  const file = await files.open(path, 'wx', mode);
  try {
    if (mode !== undefined) await file.chmod(mode); // also what the process's mask takes away
    const pieces = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
    for (const piece of pieces) await file.writeFile(piece); // each behind the one before
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function writeAll(
  folder: string,
  contents: Readonly<Record<string, Content>>,
  before: ReadonlyMap<string, Stats | undefined>,
  files: Files,
): Promise<void> {
  for (const [name, content] of Object.entries(contents)) {
    await writeThrough(join(folder, name), content, before.get(name), files);
  }
  await syncFolder(folder, files);
}

/** Brings the names in a folder to the disk. Not every system can, and where it cannot it does so by itself, later. */
export async function syncFolder(path: string, files: Files): Promise<void> {
  try {
    const folder = await files.open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // what was written is in its place all the same
  }
}

/** What is hidden. Where that fails it does no harm, and whoever comes next tries again. */
export async function remove(path: string, files: Files): Promise<void> {
  await files.rm(path, { recursive: true, force: true }).catch(() => undefined);
}
