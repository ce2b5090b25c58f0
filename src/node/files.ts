import * as promises from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** The part of Node's file system that is used here, so that a test can put a full disk in its place. */
export type Files = Pick<typeof promises, 'open' | 'rename' | 'rm' | 'mkdir' | 'readdir' | 'stat' | 'lstat'>;
export const disk: Files = process.platform === 'win32' ? { ...promises, rename } : promises;

/** Windows refuses to move what a reader or a virus scanner has open just now. */
async function rename(...paths: Parameters<Files['rename']>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await promises.rename(...paths);
    } catch (cause) {
      if (tries === 50 || !['EACCES', 'EBUSY', 'EPERM'].includes(codeOf(cause))) throw cause;
      await wait(20);
    }
  }
}

export const codeOf = (cause: unknown): string => (cause instanceof Error && 'code' in cause ? String(cause.code) : '');
