// The built command as a process of its own: exit codes, signals, pipes, a disk that is full.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { readModelFolder } from '../../src/node/model-folder.ts';
import { likedCsv, studentsCsv, workplace } from './cli.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const here = workplace();
beforeAll(() => {
  expect(existsSync(main), 'dist/ is missing: npm test builds it').toBe(true);
});

/** Runs it to its end. */
const run = (...args: string[]) =>
  spawnSync(process.execPath, [main, ...args], {
    cwd: here.folder(),
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
const train = [
  'train',
  'liked.csv',
  '--target',
  'liked',
  '--hidden',
  '5:relu',
  '--batch-size',
  '10',
  '--scale',
  'standard',
  '--out',
  'm',
];

describe('the built command', () => {
  test('trains, and prints one JSON document', () => {
    here.put('students.csv', studentsCsv);
    const { status, stdout, stderr } = run(
      'train',
      'students.csv',
      '--target',
      'roi',
      '--features',
      'english,math,science',
      '--epochs',
      '3',
      '--json',
    );
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ command: 'train', epochs: 3 });
    expect(stderr).toContain('Epoch 3/3');
    expect(run('--help').stdout).toContain('gradsheet COMMAND');
    expect(run('trian').status).toBe(1);
  });

  test('Ctrl-C: 130, and a model that predicts', async () => {
    here.put('liked.csv', likedCsv);
    const stopped = async (delay: number): Promise<{ code: unknown; out: string }> => {
      const child = spawn(process.execPath, [main, ...train, '--epochs', '100000000'], { cwd: here.folder() });
      let out = '';
      child.stdout.on('data', (data: Buffer) => {
        if (out === '') setTimeout(() => child.kill('SIGINT'), delay);
        out += data.toString();
      });
      const code = await new Promise((resolve) => {
        child.on('exit', (exit, signal) => {
          resolve(exit ?? signal);
        });
      });
      return { code, out };
    };
    let { code, out } = await stopped(300);
    // Before the training begins there is nothing to keep and the signal ends the process: a slow machine gets longer.
    for (let delay = 1000; code === 'SIGINT' && delay < 60_000; delay *= 3) ({ code, out } = await stopped(delay));
    expect(code, out).toBe(130);
    expect(out).toContain('Ctrl-C');
    expect((await readModelFolder(here.at('m'))).history?.epoch.length).toBeGreaterThan(0);
    expect(run('predict', 'm', 'height=180', 'age=25', 'income=50000', 'considerate=1', 'distance=1').status).toBe(0);
  });

  test('a reader that has seen enough is no error', () => {
    here.put('liked.csv', likedCsv);
    const { status, stderr } = spawnSync(
      'bash',
      ['-c', 'set -o pipefail; "$0" "$@" | head -1', process.execPath, main, ...train, '--epochs', '2000'],
      { cwd: here.folder(), encoding: 'utf8' },
    );
    expect(status, stderr).toBe(0);
    expect(stderr).toBe('');
    expect(existsSync(here.at('m/model.json'))).toBe(true); // it went on, unheard
  });

  test('standard output that cannot be written is an error in a sentence', () => {
    here.put('liked.csv', likedCsv);
    const { status, stderr } = spawnSync(
      'bash',
      ['-c', '"$0" "$@" >/dev/full', process.execPath, main, ...train, '--epochs', '1'],
      { cwd: here.folder(), encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^gradsheet: .*ENOSPC.*\n$/)]);
    expect(existsSync(here.at('m/model.json'))).toBe(true);
  });

  test('a disk without room: an error that says so, and nothing half-written', () => {
    here.put('liked.csv', likedCsv);
    const { status, stderr } = spawnSync(
      'bash',
      ['-c', 'ulimit -f 1; "$0" "$@"', process.execPath, main, ...train, '--epochs', '1'],
      { cwd: here.folder(), encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
    );
    expect(status).toBe(1);
    expect(stderr).toContain('Error: m: needs more free space on the disk. Nothing was written or changed.');
    expect(here.tree()).toEqual(['liked.csv']);
  });
});
