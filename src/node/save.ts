import { randomInt } from 'node:crypto';
import type { Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';
import { codeOf, type Files } from './files.ts';
import { hiddenName, hiddenOf, lives, type Hidden } from './hidden.ts';
import { remove, replaced, syncFolder, writeAll, type Content } from './place.ts';

/*
 * A save of several files into a folder that is there (docs/decisions/0008-saves.md):
 *
 *   m/.gradsheet-….save/new/   the new files are written here, and brought to the disk
 *   m/.gradsheet-….done/new/   renamed: from here on the save counts. Whoever reads looks here first
 *   m/model.json               each file is moved to its place; what was there goes to `old`, in case a move fails
 *
 * Whatever moment a process ends in, the next one drops a `save` and completes a `done`: moves can be made by anybody,
 * in
 * any order, also by several at a time, because the name of each save is its own.
 */
const NEW = 'new';
const OLD = 'old';

/** @throws GradsheetError as `writeFolder` */
export async function saveInto(
  folder: string,
  contents: Readonly<Record<string, Content>>,
  replace: boolean,
  files: Files,
): Promise<void> {
  const names = Object.keys(contents);
  const save = await begin(folder, names, files);
  const before = new Map<string, Stats | undefined>();
  try {
    for (const name of names) before.set(name, await replaced(join(folder, name), replace, files));
    await files.mkdir(join(save, NEW));
    await files.mkdir(join(save, OLD));
    await writeAll(join(save, NEW), contents, before, files);
    await syncFolder(save, files);
  } catch (cause) {
    await remove(save, files);
    throw cause;
  }
  await commit(folder, save, before, files);
}

/**
 * The one rename that makes the save count, and the moves after it; if one fails, all are taken back.
 *
 * @throws GradsheetError `cannot-write` if they cannot be taken back either: then the save counts
 */
async function commit(
  folder: string,
  save: string,
  before: ReadonlyMap<string, Stats | undefined>,
  files: Files,
): Promise<void> {
  const done = save.replace(/save$/, 'done');
  const back: (() => Promise<void>)[] = [];
  const move = async (from: string, to: string): Promise<void> => {
    await files.rename(from, to);
    back.unshift(() => files.rename(to, from));
  };
  try {
    await move(save, done);
    await syncFolder(folder, files);
    for (const [name, stat] of before) {
      if (stat) await move(join(folder, name), join(done, OLD, name));
      await move(join(done, NEW, name), join(folder, name));
    }
  } catch (cause) {
    for (const undo of back) {
      await undo().catch((second: unknown) => {
        throw unmoved(folder, done, second);
      });
    }
    await remove(save, files);
    throw cause;
  }
  await syncFolder(folder, files);
  await remove(done, files);
}

const unmoved = (folder: string, done: string, cause: unknown): GradsheetError => {
  const hint = words(
    'The new files are in {}. The next command that uses this folder puts them in their places.',
    done,
  );
  return new GradsheetError(
    'cannot-write',
    { where: folder, problem: words('{}: writing failed; the disk may be failing.', folder), hint },
    { cause },
  );
};

const TRIES = 100;
const PAUSE = [25, 75] as const; // ms

/**
 * Makes the folder of a save. First it is announced, then seen whether another is there: of two that begin together at
 * least one sees the other, so never do both go on.
 *
 * @throws GradsheetError `cannot-write` if another process is saving there and does not come to an end
 */
async function begin(folder: string, names: readonly string[], files: Files): Promise<string> {
  for (let tries = 1; ; tries++) {
    await recover(folder, names, files);
    const mine = hiddenName('save');
    const path = join(folder, mine);
    await files.mkdir(path);
    const other = (await hiddenIn(folder, files)).find(({ name, kind }) => kind !== 'tmp' && name !== mine);
    if (!other) return path;
    await remove(path, files);
    if (tries === TRIES) throw busy(folder, other);
    await wait(randomInt(...PAUSE)); // not the same for both, or they would meet again and again
  }
}

const busy = (folder: string, { name, pid }: Hidden): GradsheetError =>
  new GradsheetError('cannot-write', {
    where: folder,
    expected: words('a folder that nobody else is saving to'),
    received: words('one that process {} is saving to', pid),
    hint: words('Nothing was written or changed. Try again; if that process has long ended, delete {} there.', name),
  });

/**
 * Brings what dead processes left in a folder to its end: complete saves are moved to their places, all else is
 * removed.
 * What cannot be brought to its end now stays for the next who comes; nobody's work fails for it.
 *
 * @param names files that a save may hold. One with others is left alone: a folder from a stranger may have been made
 *   to
 * look like it, and may lie among files of the person
 */
export async function recover(folder: string, names: readonly string[], files: Files): Promise<void> {
  const left = await hiddenIn(folder, files).catch(() => []);
  for (const hidden of left) {
    // another was faster, or this one may not write here
    await end(folder, hidden, names, files).catch(() => undefined);
  }
}

async function end(folder: string, hidden: Hidden, names: readonly string[], files: Files): Promise<void> {
  const path = join(folder, hidden.name);
  const age = Date.now() - (await files.lstat(path)).mtimeMs;
  if (lives(hidden, age)) return;
  if (hidden.kind === 'done' && !(await complete(folder, path, names, files))) return;
  await remove(path, files);
}

async function complete(folder: string, done: string, names: readonly string[], files: Files): Promise<boolean> {
  const left = await namesIn(join(done, NEW), files);
  if (!left.every((name) => names.includes(name))) return false;
  for (const name of left) {
    await files.rename(join(done, NEW, name), join(folder, name)).catch((cause: unknown) => {
      if (codeOf(cause) !== 'ENOENT') throw cause; // another process moved it
    });
  }
  await syncFolder(folder, files);
  return true;
}

/** Where a file of a folder is to be read: a save that is complete counts before all of it is in its place. */
export async function placesOf(folder: string, name: string, files: Files): Promise<readonly string[]> {
  const done = (await hiddenIn(folder, files)).filter(({ kind }) => kind === 'done');
  return [...done.map((save) => join(folder, save.name, NEW, name)), join(folder, name)];
}

const hiddenIn = async (folder: string, files: Files): Promise<Hidden[]> =>
  (await namesIn(folder, files)).map(hiddenOf).filter((hidden) => hidden !== undefined);

async function namesIn(folder: string, files: Files): Promise<readonly string[]> {
  try {
    return await files.readdir(folder);
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(cause))) return [];
    throw cause;
  }
}

/** What dead processes left beside a file that a person names. */
export const tidyBeside = (path: string, files: Files): Promise<void> => recover(dirname(path), [], files);
