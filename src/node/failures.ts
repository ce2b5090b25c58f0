import type { Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { GradsheetError } from '../errors.ts';
import { nearest } from '../util/text.ts';
import { codeOf, type Files } from './files.ts';

/** A failed reading in a person's words; a missing file gets the nearest name in its folder. */
export async function readFailure(cause: unknown, path: string, files: Files): Promise<GradsheetError> {
  const bad = (expected: string, hint: string): GradsheetError =>
    new GradsheetError('bad-file', { where: path, expected, hint }, { cause });
  switch (codeOf(cause)) {
    case 'ENOENT': {
      const near = nearest(basename(path), await files.readdir(dirname(path)).catch(() => []));
      return bad(
        'a file that exists',
        near === undefined ? 'Check the name and the folder.' : `Did you mean "${near}"?`,
      );
    }
    case 'EISDIR':
      return bad('a file, not a folder', 'Name a file in it.');
    case 'ENOTDIR':
      return bad('a file that exists', 'A part of the path is a file, not a folder.');
    case 'ELOOP':
      return bad('a file that exists', 'A link in the path leads back to itself.');
    case 'ENAMETOOLONG':
      return bad('a shorter name', 'Check the name and the folder.');
    case 'ERR_INVALID_ARG_VALUE':
      return bad('a name without zero characters', 'Check the name and the folder.');
    case 'EACCES':
    case 'EPERM':
      return bad('a file you may read', 'Ask its owner for permission, or copy it.');
    case 'ERR_FS_FILE_TOO_LARGE':
      return new GradsheetError(
        'too-large',
        { where: path, expected: 'at most 2 GiB', hint: 'Split the file.' },
        { cause },
      );
    default:
      return bad('a file that can be read', `The system says: ${messageOf(cause)}.`);
  }
}

/** A failed writing in a person's words. What was there before is still there. */
export function writeFailure(cause: unknown, path: string): GradsheetError {
  const bad = (expected: string, hint: string): GradsheetError =>
    new GradsheetError('cannot-write', { where: path, expected, hint }, { cause });
  switch (codeOf(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return bad(
        'more free space on the disk',
        'Nothing was written or changed. Free some space, or choose another folder.',
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return bad('a place you may write to', 'Nothing was written or changed. Choose another folder.');
    case 'ENOTDIR':
    case 'EEXIST':
      return bad('a folder', 'A part of the path is a file, not a folder.');
    case 'EISDIR':
      return bad('a file, not a folder', 'Choose another name.');
    case 'ELOOP':
      return bad('a folder', 'A link in the path leads back to itself.');
    case 'ENAMETOOLONG':
      return bad('a shorter name', 'Choose another name.');
    case 'ERR_INVALID_ARG_VALUE':
      return bad('a name without zero characters', 'Choose another name.');
    default:
      return bad(
        'a place that can be written to',
        `Nothing was written or changed. The system says: ${messageOf(cause)}.`,
      );
  }
}

/** What stands where a plain file is needed, in a person's word. */
export function kindOf(stat: Stats): string {
  if (stat.isDirectory()) return 'a folder';
  if (stat.isSymbolicLink()) return 'a link';
  if (stat.isFIFO()) return 'a pipe';
  return stat.isSocket() ? 'a socket' : 'a device';
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
