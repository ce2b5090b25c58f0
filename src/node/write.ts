import type { Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { GradsheetError } from '../errors.ts';
import { codeOf, writeFailure } from './failures.ts';
import { disk, type Files } from './files.ts';

export type Content = string | Uint8Array;
export interface WriteOptions {
  /** Whether files of these names may be replaced; default false. */
  readonly replace?: boolean;
  readonly files?: Files;
}

/**
 * Writes a file whole or not at all: beside its place first, then moved there.
 *
 * @throws GradsheetError `exists` if it is there and `replace` is not set; `cannot-write` if the disk is full or may
 *   not
 * be written to. Then everything is as it was.
 */
export async function writeWhole(
  path: string,
  content: Content,
  { replace = false, files = disk }: WriteOptions = {},
): Promise<void> {
  try {
    const place = await files.realpath(path).catch(() => path); // a link stays a link
    const before = await statOf(place, files);
    if (before?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    if (before && !replace) throw exists(path);
    await files.mkdir(dirname(place), { recursive: true });
    const beside = join(dirname(place), `.${basename(place)}.${process.pid}.tmp`);
    try {
      await writeThrough(beside, content, before?.mode, files);
      await files.rename(beside, place);
    } finally {
      await files.rm(beside, { force: true });
    }
  } catch (cause) {
    throw cause instanceof GradsheetError ? cause : writeFailure(cause, path);
  }
}

/**
 * Writes several files into a folder, all or none; files of other names in it are left alone.
 *
 * @throws GradsheetError `exists` if one is there and `replace` is not set; `cannot-write`. Then everything is as it
 *   was.
 */
export async function writeFolder(
  folder: string,
  contents: Readonly<Record<string, Content>>,
  { replace = false, files = disk }: WriteOptions = {},
): Promise<void> {
  try {
    const { there, present, staging } = await stage(folder, Object.keys(contents), replace, files);
    await files.mkdir(staging, { recursive: true });
    let lost = false;
    try {
      for (const [name, content] of Object.entries(contents)) {
        await writeThrough(join(staging, name), content, undefined, files);
      }
      if (there) await exchange(folder, staging, Object.keys(contents), new Set(present), files);
      else await files.rename(staging, folder);
    } catch (cause) {
      lost = cause instanceof GradsheetError; // the old files are still in `staging`
      throw cause;
    } finally {
      if (!lost) await files.rm(staging, { recursive: true, force: true });
    }
  } catch (cause) {
    throw cause instanceof GradsheetError ? cause : writeFailure(cause, folder);
  }
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
  try {
    const { staging } = await stage(folder, names, replace, files);
    const first = await files.mkdir(staging, { recursive: true });
    await files.rm(first ?? staging, { recursive: true, force: true });
  } catch (cause) {
    throw cause instanceof GradsheetError ? cause : writeFailure(cause, folder);
  }
}

/**
 * Where files are put together: inside an existing folder, which may be a disk of its own; beside one that is still to
 * come, to become it.
 */
async function stage(
  folder: string,
  names: readonly string[],
  replace: boolean,
  files: Files,
): Promise<{ there: boolean; present: readonly string[]; staging: string }> {
  const stat = await statOf(folder, files);
  const there = stat !== undefined;
  const present: string[] = [];
  if (stat && !stat.isDirectory()) throw Object.assign(new Error('is a file'), { code: 'ENOTDIR' });
  for (const name of names) if (there && (await statOf(join(folder, name), files))) present.push(name);
  if (present[0] !== undefined && !replace) throw exists(join(folder, present[0]));
  return {
    there,
    present,
    staging: there ? join(folder, `.gradsheet.${process.pid}.tmp`) : `${join(folder)}.${process.pid}.tmp`,
  };
}

/** Moves the staged files to their places; if one move fails, takes the earlier ones back. */
async function exchange(
  folder: string,
  staging: string,
  names: readonly string[],
  present: ReadonlySet<string>,
  files: Files,
): Promise<void> {
  const back: (() => Promise<void>)[] = [];
  const move = async (from: string, to: string): Promise<void> => {
    await files.rename(from, to);
    back.unshift(() => files.rename(to, from));
  };
  try {
    for (const name of names) {
      if (present.has(name)) await move(join(folder, name), join(staging, `${name}.before`));
      await move(join(staging, name), join(folder, name));
    }
  } catch (cause) {
    for (const undo of back) {
      await undo().catch((second: unknown) => {
        throw new GradsheetError(
          'cannot-write',
          { where: folder, expected: 'a disk that keeps working', hint: `The files that were here are in ${staging}.` },
          { cause: second },
        );
      });
    }
    throw cause;
  }
}

/** Returns when the bytes are on the disk, so that a full one is noticed before anything is moved. */
async function writeThrough(path: string, content: Content, mode: number | undefined, files: Files): Promise<void> {
  const file = await files.open(path, 'w', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function statOf(path: string, files: Files): Promise<Stats | undefined> {
  try {
    return await files.stat(path);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

const exists = (path: string): GradsheetError =>
  new GradsheetError('exists', {
    where: path,
    expected: 'a name that is not taken',
    hint: 'Choose another name, or allow replacing it (--force).',
  });
