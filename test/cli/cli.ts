import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';

export interface Result {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  readonly json: () => Json;
}
/** Parsed JSON, read freely by tests. */
export interface Json {
  readonly [key: string]: Json;
}

/** A folder of its own for each test of a file. */
export function workplace(): {
  at: (...names: string[]) => string;
  put: (name: string, content: string | Uint8Array) => void;
  text: (...names: string[]) => string;
  tree: () => readonly string[];
  folder: () => string;
} {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gradsheet-cli-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const at = (...names: string[]): string => join(folder, ...names);
  return {
    at,
    folder: () => folder,
    put: (name, content) => writeFileSync(at(name), content),
    text: (...names) => readFileSync(at(...names), 'utf8'),
    tree: () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => !statSync(at(name)).isDirectory())
        .map((name) => name.replaceAll('\\', '/'))
        .sort(),
  };
}

export interface World {
  readonly cwd: string;
  readonly env?: Io['env'];
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly signal?: AbortSignal;
  readonly onWrite?: (text: string) => void;
  readonly ask?: Io['ask'];
}

/** The command line in this process, with a world of the test's own. */
export async function gradsheet(
  args: readonly string[],
  { cwd, env = {}, isTTY = false, columns = 100, signal = new AbortController().signal, onWrite, ask }: World,
): Promise<Result> {
  const written = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => ({
    write: (text: string) => {
      written[name] += text;
      onWrite?.(text);
    },
    isTTY,
    columns,
  });
  const exit = await run(args, {
    out: sink('out'),
    err: sink('err'),
    cwd,
    env,
    signal,
    now: () => performance.now(),
    locale: 'en-US',
    ...(ask ? { ask } : {}),
  });
  return { exit, ...written, json: () => JSON.parse(written.out) as Json };
}

export const studentsCsv =
  'student,english,math,science,roi\nA,0.85,0.5,0.45,0.5\nB,0.65,0.4,0.35,0.39\nC,0.55,0.75,0.8,0.76\nD,0.35,0.98,0.97,0.92\nE,0.5,0.9,0.88,0.89\n';

const liked = JSON.parse(readFileSync(new URL('../vectors/liked.json', import.meta.url), 'utf8')) as {
  data: Record<string, number[]>;
  train_indices: number[];
  test_indices: number[];
};
export const likedGolden = liked;
export const likedCsv = [
  Object.keys(liked.data).join(','),
  ...(liked.data['height'] ?? []).map((_, row) =>
    Object.values(liked.data)
      .map((column) => column[row])
      .join(','),
  ),
].join('\n');
