import * as promises from 'node:fs/promises';

/** The part of Node's file system that is used here, so that a test can put a full disk in its place. */
export type Files = Pick<
  typeof promises,
  'open' | 'rename' | 'rm' | 'mkdir' | 'readdir' | 'readFile' | 'stat' | 'realpath'
>;
export const disk: Files = promises;
