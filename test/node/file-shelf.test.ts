import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileShelf } from '../../src/node/file-shelf.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradsheet-shelf-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what was put there comes back, in any order, and nothing is left', () => {
  const shelf = fileShelf(folder);
  const put = [3, 0, 70_000].map((length) => Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 255));
  const taken = put.map((bytes) => shelf.put(bytes));
  for (const i of [2, 0, 1, 2]) expect(new Uint8Array(taken[i]?.() ?? new ArrayBuffer(1))).toEqual(put[i]);
  expect(shelf.size()).toBe(70_003);
  shelf.close();
  expect(readdirSync(folder)).toEqual([]);
  expect(() => taken[0]?.()).toThrow('room for the columns of a large table');
});

describe.skipIf(process.platform === 'win32')('however the process ends, nothing is left', () => {
  /** A program that puts something there, and says so. */
  async function program(end: string): Promise<string> {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { fileShelf } from './src/node/file-shelf.ts';
          const shelf = fileShelf(process.argv[1]);
          shelf.put(new Uint8Array(100_000));
          console.log('there');
          ${end}`,
        resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      write: false,
    });
    return outputFiles[0]?.text ?? '';
  }
  const started = async (end: string): Promise<ReturnType<typeof spawn>> => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', await program(end), folder]);
    await new Promise((there) => child.stdout.once('data', there));
    return child;
  };

  test('an error', async () => {
    const child = await started("throw new Error('on purpose');");
    expect(await new Promise((ended) => child.once('exit', ended))).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });
  test('a kill', async () => {
    const child = await started('setTimeout(() => undefined, 20_000);');
    expect(readdirSync(folder)).toEqual([]); // not even while it is used
    child.kill('SIGKILL');
    await new Promise((ended) => child.once('exit', ended));
    expect(readdirSync(folder)).toEqual([]);
  });
});
