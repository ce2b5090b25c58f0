import type { Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { GradsheetError } from '../errors.ts';
import type { Words } from '../words.ts';
import { nearest } from '../util/text.ts';
import { codeOf, type Files } from './files.ts';
import { words } from './error-words.ts';

/** A failed reading in a person's words; a missing file gets the nearest name in its folder. */
export async function readFailure(cause: unknown, path: string, files: Files): Promise<GradsheetError> {
  const bad = (expected: Words, hint: Words): GradsheetError =>
    new GradsheetError('bad-file', { where: path, expected, hint }, { cause });
  switch (codeOf(cause)) {
    case 'ENOENT': {
      const near = nearest(basename(path), await files.readdir(dirname(path)).catch(() => []));
      return new GradsheetError(
        'bad-file',
        {
          where: path,
          problem: words('{}: file not found.', path),
          hint: near === undefined ? words('Check the name and the folder.') : words('Did you mean "{}"?', near),
        },
        { cause },
      );
    }
    case 'EISDIR':
      return bad(words('a file, not a folder'), words('Name a file in it.'));
    case 'ENOTDIR':
      return bad(words('a file that exists'), words('A part of the path is a file, not a folder.'));
    case 'ELOOP':
      return bad(words('a file that exists'), words('A link in the path leads back to itself.'));
    case 'ENAMETOOLONG':
      return bad(words('a shorter name'), words('Check the name and the folder.'));
    case 'ERR_INVALID_ARG_VALUE':
      return bad(words('a name without zero characters'), words('Check the name and the folder.'));
    case 'EACCES':
    case 'EPERM':
      return bad(words('a file you may read'), words('Ask its owner for permission, or copy it.'));
    case 'ERR_FS_FILE_TOO_LARGE':
      return new GradsheetError(
        'too-large',
        { where: path, expected: words('at most 2 GiB'), hint: words('Split the file.') },
        { cause },
      );
    default:
      return bad(words('a file that can be read'), words('System message: {}.', messageOf(cause)));
  }
}

/** A failed writing in a person's words. What was there before is still there. */
export function writeFailure(cause: unknown, path: string): GradsheetError {
  const bad = (expected: Words, hint: Words): GradsheetError =>
    new GradsheetError('cannot-write', { where: path, expected, hint }, { cause });
  switch (codeOf(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return bad(
        words('more free space on the disk'),
        words('Nothing was written or changed. Free some space, or choose another folder.'),
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return bad(words('a place you may write to'), words('Nothing was written or changed. Choose another folder.'));
    case 'ENOTDIR':
    case 'EEXIST':
      return bad(words('a folder'), words('A part of the path is a file, not a folder.'));
    case 'EISDIR':
      return bad(words('a file, not a folder'), words('Choose another name.'));
    case 'ELOOP':
      return bad(words('a folder'), words('A link in the path leads back to itself.'));
    case 'ENAMETOOLONG':
      return bad(words('a shorter name'), words('Choose another name.'));
    case 'ERR_INVALID_ARG_VALUE':
      return bad(words('a name without zero characters'), words('Choose another name.'));
    default:
      return bad(
        words('a place that can be written to'),
        words('Nothing was written or changed. System message: {}.', messageOf(cause)),
      );
  }
}

/** What stands where a plain file is needed, in a person's word. */
export function kindOf(stat: Stats): Words {
  if (stat.isDirectory()) return words('a folder');
  if (stat.isSymbolicLink()) return words('a link');
  if (stat.isFIFO()) return words('a pipe');
  return stat.isSocket() ? words('a socket') : words('a device');
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
