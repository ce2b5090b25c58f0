import { dirname, join } from 'node:path';
import { GradsheetError } from '../errors.ts';
import { writeFailure } from './failures.ts';
import { disk, type Files } from './files.ts';
import { hiddenName } from './hidden.ts';
import {
  makeFolders,
  nearestFolder,
  remove,
  replaced,
  statOf,
  syncFolder,
  writeAll,
  writeThrough,
  type Content,
} from './place.ts';
import { recover, saveInto, tidyBeside } from './save.ts';

export type { Content } from './place.ts';
export interface WriteOptions {
  /** Whether plain files of these names may be replaced; default false. */
  readonly replace?: boolean;
  readonly files?: Files;
}

/**
 * Writes a file whole or not at all: beside its place first, then moved there. A file it replaces leaves it its mode.
 *
 * @throws GradsheetError `exists` if it is there and `replace` is not set; `cannot-write` if something else is there, a
 * link too, if the disk is full or may not be written to. Then everything is as it was.
 */
export async function writeWhole(
  path: string,
  content: Content,
  { replace = false, files = disk }: WriteOptions = {},
): Promise<void> {
  await told(path, async () => {
    const before = await replaced(path, replace, files);
    await makeFolders(dirname(path), files);
    await tidyBeside(path, files);
    const beside = join(dirname(path), hiddenName('tmp'));
    try {
      await writeThrough(beside, content, before, files);
      await files.rename(beside, path);
    } finally {
      await remove(beside, files);
    }
    await syncFolder(dirname(path), files);
  });
}

/**
 * Would `writeWhole` find its place? Asked before long work, whose result would be lost.
 *
 * @throws GradsheetError as `writeWhole`; nothing is written
 */
export async function checkFile(path: string, { replace = false, files = disk }: WriteOptions = {}): Promise<void> {
  await told(path, () => replaced(path, replace, files));
}

/**
 * Writes several files into a folder, all or none; files of other names in it are left alone. Of several processes that
 * write to one folder each waits for the other.
 *
 * @throws GradsheetError `exists` if one is there and `replace` is not set; `cannot-write`, also if another process is
 * saving there and does not come to an end. Then everything is as it was.
 */
export async function writeFolder(
  folder: string,
  contents: Readonly<Record<string, Content>>,
  { replace = false, files = disk }: WriteOptions = {},
): Promise<void> {
  await told(folder, async () => {
    await makeFolders(dirname(folder), files);
    await tidyBeside(folder, files);
    if (!(await isFolder(folder, files)) && (await created(folder, contents, files))) return;
    await saveInto(folder, contents, replace, files);
  });
}

/**
 * Would `writeFolder` find its place? Asked before long work, whose result would be lost.
 *
 * @throws GradsheetError as `writeFolder`; nothing is left behind
 */
export async function checkFolder(
  folder: string,
  names: readonly string[],
  { replace = false, files = disk }: WriteOptions = {},
): Promise<void> {
  await told(folder, async () => {
    const { at, missing } = await nearestFolder(folder, files);
    if (missing.length === 0) {
      await isFolder(folder, files);
      await recover(folder, names, files);
      for (const name of names) await replaced(join(folder, name), replace, files);
    }
    const probe = join(at, hiddenName('tmp'));
    try {
      await files.mkdir(probe);
    } finally {
      await remove(probe, files);
    }
  });
}

/** A new folder appears with all that is in it. @returns false if another process made one of its name meanwhile */
async function created(folder: string, contents: Readonly<Record<string, Content>>, files: Files): Promise<boolean> {
  const beside = join(dirname(folder), hiddenName('tmp'));
  try {
    await files.mkdir(beside);
    await writeAll(beside, contents, new Map(), files);
    await files.rename(beside, folder);
  } catch (cause) {
    if (await isFolder(folder, files)) return false;
    throw cause;
  } finally {
    await remove(beside, files);
  }
  await syncFolder(dirname(folder), files);
  return true;
}

async function isFolder(path: string, files: Files): Promise<boolean> {
  const stat = await statOf(path, files);
  if (stat && !stat.isDirectory()) throw Object.assign(new Error('is a file'), { code: 'ENOTDIR' });
  return stat !== undefined;
}

/** Every failure in a person's words. */
async function told(path: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw cause instanceof GradsheetError ? cause : writeFailure(cause, path);
  }
}
