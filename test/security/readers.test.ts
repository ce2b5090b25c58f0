// Strangers' files through every command that reads them: mutated models, descriptions of workbooks, tables. Each drill
// runs
// in a process of its own, which names the seed before each case: a hang or a death is found too.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { rounds } from './rounds.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = `${root}.cache/drills/readers.mjs`;
beforeAll(async () => {
  await build({
    entryPoints: [`${root}test/security/drills/readers.ts`],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile: program,
    logLevel: 'error',
  });
});

interface Report {
  readonly failed: readonly object[];
  readonly seed: number;
  readonly last: {
    readonly fine: number;
    readonly refused: number;
    readonly slowest: { readonly seconds: number; readonly what: string };
    readonly rss: number;
  } | null;
  readonly ended: string;
}
const long = process.env['GRADSHEET_DRILLS'] === '1';

/**
 * Where one case takes a minute, the process is ended and its seed told; in the short form only the test's own limit
 * counts.
 */
const drill = (kind: string, from: number, to: number): Promise<Report> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--max-old-space-size=700', program, kind, String(from), String(to)], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const failed: object[] = [];
    let seed = -1;
    let last: Report['last'] = null;
    let rest = '';
    let errors = '';
    let watch: NodeJS.Timeout | undefined;
    const rewind = (): void => {
      clearTimeout(watch);
      if (long) watch = setTimeout(() => child.kill('SIGKILL'), 60_000);
    };
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const message of lines.map((line) => JSON.parse(line) as { seed?: number; failed?: number })) {
        rewind();
        if (message.seed !== undefined) seed = message.seed;
        else if (message.failed !== undefined) failed.push(message);
        else last = message as Report['last'];
      }
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(watch);
      resolve({
        failed,
        seed,
        last,
        ended: code === 0 ? 'well' : `${signal ?? code} at seed ${seed}: ${errors.slice(-2000)}`,
      });
    });
  });

describe('files that a stranger changed are read or refused in a sentence, in bounded time and memory', () => {
  test.each([
    ['models', 'model', rounds(40, 8000)],
    ['descriptions of workbooks', 'manifest', rounds(15, 3000)],
    ['tables', 'csv', rounds(60, 5000)],
  ])(
    '%s',
    async (_, kind, cases) => {
      const { failed, last, ended } = await drill(kind, 0, cases);
      expect(failed).toEqual([]);
      expect(ended).toBe('well');
      expect(last?.rss, 'MiB').toBeLessThan(1024);
      if (long) {
        console.log(`${kind}: seeds 0 to ${cases - 1}`, last);
        expect(last?.slowest.seconds, last?.slowest.what).toBeLessThan(5);
      }
    },
    long ? 3_600_000 : 300_000,
  );
});
