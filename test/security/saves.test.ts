// A process may end at any moment, by a kill or a loss of power, and others read and write meanwhile. What was saved is
// there, what was being saved is there whole or not at all, and nothing hidden stays behind.
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { GradsheetError } from '../../src/errors.ts';
import type { SavedModel } from '../../src/formats/model.ts';
import { layers, sequential } from '../../src/index.ts';
import { misalignedWorkbook } from '../../src/cli/tutorial/misaligned.ts';
import { disk, type Files } from '../../src/node/files.ts';
import { hiddenName } from '../../src/node/hidden.ts';
import { readModelFolder, writeModelFolder } from '../../src/node/model-folder.ts';
import { writeFolder, writeWhole } from '../../src/node/write.ts';
import { toSaved } from '../../src/save.ts';
import { emptySheet, setCell, writeXlsx } from '../../src/workbook/index.ts';
import { gradsheet, studentsCsv, workplace } from '../cli/cli.ts';
import { rounds } from './rounds.ts';

interface Stepped {
  readonly steps: {
    readonly count: number;
    readonly ended: boolean;
    readonly handles: readonly { readonly close: () => Promise<void> }[];
  };
  readonly files: Files;
}
// JavaScript, for it is also put before commands that Node runs as they are built
const { stepped } = (await import('./steps.mjs' as string)) as {
  readonly stepped: (files: Files, options: { readonly at: string; readonly end: () => never }) => Stepped;
};

const here = workplace();
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const dist = path('../../dist');
const main = join(dist, 'cli/main.js');

const model = sequential([layers.dense({ units: 2, inputShape: [3] })]);
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
model.build();
const saved = toSaved(model);

/** A model all of whose numbers are `i`, and a history that says `i` too. */
function numbered(i: number): SavedModel {
  return {
    ...saved,
    state: Object.fromEntries(Object.entries(saved.state).map(([name, values]) => [name, values.map(() => i)])),
    settings: { i },
  };
}
const save = (folder: string, i: number, files: Files = disk): Promise<unknown> =>
  writeModelFolder(folder, numbered(i), { replace: true, others: { 'history.csv': String(i) }, files });

/** Which model it is; all of its numbers say the same. */
function numberOf({ settings, state }: SavedModel): number {
  const i = Number(settings['i']);
  for (const [name, values] of Object.entries(state)) expect([...new Set(values)], name).toEqual([i]);
  return i;
}

/** This disk without waiting for its bytes, which only a loss of power needs. */
const quick: Files = {
  ...disk,
  open: async (...args) => {
    const file = await disk.open(...args);
    file.sync = async () => undefined;
    return file;
  },
};

/** Empty where a save just moves it. */
function historyNow(): string {
  try {
    return here.text('m', 'history.csv');
  } catch {
    return '';
  }
}

const everything = (): string[] =>
  readdirSync(here.folder(), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
const hidden = (): string[] => everything().filter((name) => name.includes('.gradsheet'));

const ended = spawnSync(process.execPath, ['-e', '']).pid;
/** What this process began and did not finish, as if it had ended. */
function dies(): void {
  for (const name of hidden().filter((entry) => /\.(tmp|save|done)$/.test(entry))) {
    renameSync(here.at(name), here.at(name.replace(`-${process.pid}-`, `-${ended}-`)));
  }
}

const HOWS = ['before', 'after', 'half'] as const;

/** Does `work` once for each step it has, and each time lets it end there; then `next`. */
async function atEveryStep(
  prepare: () => Promise<unknown>,
  work: (files: Files) => Promise<unknown>,
  next: (at: string) => Promise<void>,
): Promise<number> {
  let kills = 0;
  for (let step = 1; ; step++) {
    for (const how of HOWS) {
      for (const name of readdirSync(here.folder())) rmSync(here.at(name), { recursive: true });
      await prepare();
      const at = `${how} ${step}`;
      const dead = new Error(at);
      const { steps, files } = stepped(quick, {
        at,
        end: () => {
          throw dead;
        },
      });
      await work(files).catch((cause: unknown) => {
        if (!steps.ended) throw cause;
      });
      // as those of a process that ends
      for (const handle of steps.handles) await handle.close().catch(() => undefined);
      if (steps.count < step) return kills;
      kills++;
      dies();
      await next(at);
    }
  }
}

describe('a process that ends at any step of a save', () => {
  test('over a model: the old or the new one is read, with its history, the next save works, and nothing is left', async () => {
    const seen = new Set<number>();
    const whole = ['m', 'm/history.csv', 'm/model.json', 'm/weights.safetensors'];
    const kills = await atEveryStep(
      () => save(here.at('m'), 1, quick),
      (files) => save(here.at('m'), 2, files),
      async (at) => {
        if (at.startsWith('before')) {
          await save(here.at('m'), 3, quick);
          expect(numberOf(await readModelFolder(here.at('m'))), at).toBe(3);
        } else {
          const i = numberOf(await readModelFolder(here.at('m')));
          seen.add(i);
          expect(here.text('m', 'history.csv'), at).toBe(String(i));
        }
        expect(everything(), at).toEqual(whole);
      },
    );
    expect([...seen].sort()).toEqual([1, 2]);
    expect(kills).toBeGreaterThan(120);
    console.log(`ended in ${kills} places`);
  }, 600_000);

  test('of a model that cannot be moved to its place by who reads it: it is read where it is', async () => {
    const still: Files = {
      ...disk,
      rename: () => Promise.reject(new Error('read-only')),
      rm: () => Promise.reject(new Error('read-only')),
    };
    await atEveryStep(
      () => save(here.at('m'), 1, quick),
      (files) => save(here.at('m'), 2, files),
      async (at) => {
        const i = numberOf(await readModelFolder(here.at('m'), still));
        expect(numberOf(await readModelFolder(here.at('m'))), at).toBe(i);
      },
    );
  }, 600_000);

  test('of a new model: it is there whole or not at all, and nothing is left', async () => {
    await atEveryStep(
      async () => undefined,
      (files) => save(here.at('m'), 1, files),
      async (at) => {
        await writeWhole(here.at('next.txt'), '', { files: quick });
        const there = existsSync(here.at('m'));
        expect(everything(), at).toEqual([
          ...(there ? ['m', 'm/history.csv', 'm/model.json', 'm/weights.safetensors'] : []),
          'next.txt',
        ]);
        if (there) expect(numberOf(await readModelFolder(here.at('m'))), at).toBe(1);
      },
    );
  });

  test('of a file: the old or the new one is there, and nothing is left', async () => {
    await atEveryStep(
      async () => here.put('a.csv', 'old'),
      (files) => writeWhole(here.at('a.csv'), 'new', { replace: true, files }),
      async (at) => {
        await writeWhole(here.at('next.txt'), '', { files: quick });
        expect(['old', 'new'], at).toContain(here.text('a.csv'));
        expect(everything(), at).toEqual(['a.csv', 'next.txt']);
      },
    );
  });

  test('that is taken back because the disk fails: the old or the new one is read', async () => {
    const failing = (files: Files): Files => {
      let moves = 0;
      return {
        ...files,
        rename: (from, to) =>
          ++moves === 4 ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })) : files.rename(from, to),
      };
    };
    await atEveryStep(
      () => save(here.at('m'), 1, quick),
      (files) =>
        save(here.at('m'), 2, failing(files)).catch((cause: unknown) => {
          if (!(cause instanceof GradsheetError)) throw cause;
        }),
      async (at) => {
        const i = numberOf(await readModelFolder(here.at('m')));
        expect(here.text('m', 'history.csv'), at).toBe(String(i));
        expect(everything(), at).toEqual(['m', 'm/history.csv', 'm/model.json', 'm/weights.safetensors']);
      },
    );
  }, 600_000);
});

/** Commands that write, each run in a folder with a model `m`, a workbook `s.xlsx` of it and one to audit. */
const commands: Readonly<Record<string, readonly string[]>> = {
  'train over a model': ['train', 'students.csv', '--target', 'roi', '--epochs', '2', '--out', 'm', '--force'],
  'train a new model': ['train', 'students.csv', '--target', 'roi', '--epochs', '2', '--out', 'new'],
  'predict --out': ['predict', 'm', 'students.csv', '--out', 'p.csv', '--force'],
  sheet: ['sheet', 'students.csv', '--target', 'roi', '--epochs', '1', '--out', 's.xlsx', '--force'],
  fit: ['fit', 'square.xlsx', '--loss', 'B1', '--params', 'A1', '--out', 'f.xlsx'],
  'audit --fix': ['audit', 'book.xlsx', '--fix', 'fixed.xlsx', '--report', 'r.html', '--roles-out', 'roles.json'],
  'import over a model': ['import', 's.xlsx', '--out', 'm', '--force'],
  'import a new model': ['import', 's.xlsx', '--out', 'new'],
};
const command = (args: readonly string[], env: Readonly<Record<string, string>> = {}, options: object = {}) =>
  spawnSync(process.execPath, ['--import', path('kill-at.mjs'), main, ...args], {
    cwd: here.folder(),
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', ...env },
    ...options,
  });

const book = await writeXlsx(misalignedWorkbook(2, 'en').book);
const cells = emptySheet('S');
setCell(cells, 0, 0, { value: 3 });
setCell(cells, 0, 1, { formula: '=(A1-1)^2', value: 4 });
const square = await writeXlsx({ sheets: [cells], names: [] });

const furnished = mkdtempSync(join(tmpdir(), 'gradsheet-furnished-'));
afterAll(() => rmSync(furnished, { recursive: true }));

async function furnish(): Promise<void> {
  for (const name of readdirSync(here.folder())) rmSync(here.at(name), { recursive: true });
  if (readdirSync(furnished).length > 0) {
    cpSync(furnished, here.folder(), { recursive: true });
    return;
  }
  here.put('students.csv', studentsCsv);
  here.put('p.csv', 'old');
  here.put('book.xlsx', book);
  here.put('square.xlsx', square);
  const { exit, err } = await gradsheet(['train', 'students.csv', '--target', 'roi', '--epochs', '1', '--out', 'm'], {
    cwd: here.folder(),
  });
  expect(exit, err).toBe(0);
  const sheet = await gradsheet(['sheet', 'students.csv', '--target', 'roi', '--epochs', '1', '--out', 's.xlsx'], {
    cwd: here.folder(),
  });
  expect(sheet.exit, sheet.err).toBe(0);
  cpSync(here.folder(), furnished, { recursive: true });
}

/** All files and what they hold; hidden ones too. */
const contents = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    everything()
      .filter((name) => statSync(here.at(name)).isFile())
      .map((name) => [name, readFileSync(here.at(name)).toString('latin1')]),
  );

/**
 * The next command; then each file is as it was or as the whole command leaves it, and those of a model go together.
 */
async function checkNext(
  before: ReturnType<typeof contents>,
  after: ReturnType<typeof contents>,
  at: string,
): Promise<void> {
  const { exit, err } = await gradsheet(['summary', 'm'], { cwd: here.folder() });
  expect(exit, `${at}: ${err}`).toBe(0);
  const now = contents();
  for (const group of [
    ['m/model.json', 'm/weights.safetensors', 'm/history.csv'],
    ['new/model.json', 'new/weights.safetensors', 'new/history.csv'],
    ...Object.keys({ ...after, ...now }).map((name) => [name]),
  ]) {
    const is = (other: ReturnType<typeof contents>): boolean => group.every((name) => now[name] === other[name]);
    expect(is(before) || is(after), `${at}: ${group.join(', ')}`).toBe(true);
  }
  expect(
    everything().filter((name) => name.includes('.gradsheet')),
    at,
  ).toEqual([]);
}

describe('a command that is killed', () => {
  test.each(Object.keys(commands))(
    '%s: what it writes is as before or as after, and the next command leaves nothing',
    async (name) => {
      expect(existsSync(main), 'dist/ is missing: npm test builds it').toBe(true);
      const args = commands[name] ?? [];
      await furnish();
      const before = contents();
      const whole = command(args, { COUNT_TO: join(here.folder(), '..', `${process.pid}-steps`) });
      expect(whole.status, whole.stderr).toBe(name.startsWith('audit') ? 1 : 0); // of a workbook with errors
      const after = contents();
      const steps = Number(readFileSync(join(here.folder(), '..', `${process.pid}-steps`), 'utf8'));
      rmSync(join(here.folder(), '..', `${process.pid}-steps`));
      const all = Array.from({ length: steps }, (_, i) => HOWS.map((how) => `${how} ${i + 1}`)).flat();
      for (const at of all.slice(rounds(-4, 0)).slice(0, rounds(1, all.length))) {
        await furnish();
        const { status, signal, stderr } = command(args, { KILL_AT: at });
        expect(signal ?? status, stderr).toBe('SIGKILL');
        await checkNext(before, after, `${name}, ${at} of ${steps}`);
      }
      console.log(`${name}: ${steps} steps, killed in ${rounds(1, all.length)} places`);
    },
    rounds(600_000, 3_600_000),
  );

  test(
    'while it saves again and again, at a random moment',
    async () => {
      await save(here.at('m'), 0);
      let seed = 20261; // of Lehmer's generator
      let inside = 0;
      for (let round = 1; round <= rounds(5, 300); round++) {
        const args = [path('save-again.mjs'), dist, here.at('m'), `${round}0000`, '9999'];
        const writer = spawn(process.execPath, args, { stdio: 'ignore' });
        const end = new Promise((resolve) => writer.on('exit', resolve));
        try {
          while (writer.exitCode === null && !historyNow().startsWith(`${round}0`)) await wait(1); // it begins
          seed = (seed * 48271) % 2147483647;
          await wait(seed % 50);
          expect(writer.exitCode).toBe(null);
        } finally {
          writer.kill('SIGKILL');
          await end;
        }
        inside += hidden().length > 0 ? 1 : 0;
        const i = numberOf(await readModelFolder(here.at('m')));
        expect(here.text('m', 'history.csv'), `round ${round}`).toBe(String(i));
        expect(everything(), `round ${round}`).toEqual(['m', 'm/history.csv', 'm/model.json', 'm/weights.safetensors']);
      }
      console.log(`${rounds(5, 300)} kills, ${inside} of them in the middle of a save`);
    },
    rounds(600_000, 3_600_000),
  );
});

describe('several processes and one model', () => {
  test(
    'readers beside two writers never fail and never see parts of two saves',
    async () => {
      await save(here.at('m'), 0);
      const times = rounds(30, 2000);
      const writers = [1, 1_000_000].map((from) => {
        const child = spawn(
          process.execPath,
          [path('save-again.mjs'), dist, here.at('m'), String(from), String(times)],
          { stdio: ['ignore', 'ignore', 'pipe'] },
        );
        let failure = '';
        child.stderr.on('data', (data: Buffer) => {
          failure += data.toString();
        });
        return {
          failed: () => failure,
          end: new Promise<number | null>((resolve) => {
            child.on('exit', resolve);
          }),
        };
      });
      let running = true;
      const end = Promise.all(writers.map((writer) => writer.end)).then((codes) => {
        running = false;
        return codes;
      });
      const seen = new Set<number>();
      let reads = 0;
      while (running) {
        seen.add(numberOf(await readModelFolder(here.at('m'))));
        reads++;
      }
      expect(await end, writers.map((writer) => writer.failed()).join()).toEqual([0, 0]);
      const last = numberOf(await readModelFolder(here.at('m')));
      expect(here.text('m', 'history.csv')).toBe(String(last));
      expect([times, 999_999 + times]).toContain(last);
      expect(everything()).toEqual(['m', 'm/history.csv', 'm/model.json', 'm/weights.safetensors']);
      expect(reads).toBeGreaterThan(0);
      console.log(`${reads} reads beside ${2 * times} saves, ${seen.size} different models seen`);
    },
    rounds(600_000, 3_600_000),
  );

  test('a second writer is refused where the first does not come to an end, and says what to do', async () => {
    await save(here.at('m'), 1);
    const name = hiddenName('save');
    mkdirSync(here.at('m', name));
    await expect(save(here.at('m'), 2)).rejects.toMatchObject({
      code: 'cannot-write',
      fields: {
        received: `one that process ${process.pid} is saving to`,
        hint: expect.stringContaining(`delete ${name} there`),
      },
    });
    expect(numberOf(await readModelFolder(here.at('m')))).toBe(1);
    renameSync(here.at('m', name), here.at('m', name.replace(`-${process.pid}-`, `-${ended}-`)));
    await save(here.at('m'), 3);
    expect(numberOf(await readModelFolder(here.at('m')))).toBe(3);
    expect(hidden()).toEqual([]);
  }, 60_000);

  test('another process that has the number of one that ended does not hold its lock; another machine does, for an hour', async () => {
    await save(here.at('m'), 1);
    const mine = /^(\.gradsheet-)([0-9a-f]+)-(\d+)-(\d+)-(.*)$/.exec(hiddenName('save')) ?? [];
    const [, head, , pid, birth, rest] = mine;
    const reused = `${head}${mine[2]}-${pid}-${Number(birth) + 1}-${rest}`;
    const foreign = `${head}00000000-${pid}-${birth}-${rest}`;
    if (birth !== '0') mkdirSync(here.at('m', reused));
    mkdirSync(here.at('m', foreign));
    await readModelFolder(here.at('m'));
    expect(hidden()).toEqual([`m/${foreign}`]);
    utimesSync(here.at('m', foreign), new Date(), new Date(Date.now() - 3_700_000));
    await readModelFolder(here.at('m'));
    expect(hidden()).toEqual([]);
  });

  test('of two first saves without leave to replace, one is refused', async () => {
    for (let round = 0; round < rounds(10, 200); round++) {
      const folder = here.at(`m${round}`);
      const contents = (i: number) => ({ a: String(i), b: String(i) });
      const ends = await Promise.allSettled([1, 2, 3].map((i) => writeFolder(folder, contents(i))));
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'exists' });
      expect(readFileSync(join(folder, 'a'), 'utf8')).toBe(readFileSync(join(folder, 'b'), 'utf8'));
    }
  });

  test('what looks like an unfinished save of other files is not put among the files of a person', async () => {
    await save(here.at('m'), 1);
    const planted = here.at('m', hiddenName('done').replace(`-${process.pid}-`, `-${ended}-`), 'new');
    mkdirSync(planted, { recursive: true });
    writeFileSync(join(planted, '.bashrc'), 'echo mine');
    await readModelFolder(here.at('m'));
    await gradsheet(['summary', 'm/model.json'], { cwd: here.folder() });
    expect(existsSync(here.at('m', '.bashrc'))).toBe(false);
    expect(existsSync(join(planted, '.bashrc'))).toBe(true);
  });
});
