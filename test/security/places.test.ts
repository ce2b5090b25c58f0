// What stands in the place of a file: only a plain file is read, only a plain file is replaced, and no name that a
// stranger's model holds is followed.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { hiddenName } from '../../src/node/hidden.ts';
import { readModelFolder } from '../../src/node/model-folder.ts';
import { readBytes } from '../../src/node/read.ts';
import { checkFolder, writeFolder, writeWhole } from '../../src/node/write.ts';
import { gradsheet, studentsCsv, workplace } from '../cli/cli.ts';

const here = workplace();
const unix = process.platform !== 'win32';
const cli = (...args: string[]) => gradsheet([...args, '--json'], { cwd: here.folder() });
vi.setConfig({ testTimeout: 300_000 }); // commands are run by the dozen
const trained = ['train', 'students.csv', '--target', 'roi', '--epochs', '1', '--out', 'm'];

/** A person's error, in both languages, that says what to do; nothing is changed and nothing stays behind. */
async function refuses(args: readonly string[], fields: Readonly<Record<string, unknown>>): Promise<void> {
  const before = tree();
  const { exit, json, err } = await cli(...args);
  expect(exit, err).toBe(1);
  expect(json()['error']).toMatchObject(fields);
  expect(json()['error']?.['hint']).toMatch(/\w/);
  const chinese = await gradsheet([...args, '--lang', 'zh-TW'], { cwd: here.folder() });
  expect(chinese.err.replace(/[「"].*?[」"]/g, '')).not.toMatch(/\b(needs|got|the|of|is|with)\b/);
  expect(tree()).toEqual(before);
}
const tree = (): string[] => readdirSync(here.folder(), { recursive: true, encoding: 'utf8' }).sort();
const pipe = (name: string): void => {
  expect(spawnSync('mkfifo', [here.at(name)]).status).toBe(0);
};

describe('what is written', () => {
  test('a folder in the place of a file stays, with all that is in it, also with --force', async () => {
    here.put('students.csv', studentsCsv);
    for (const name of ['model.json', 'weights.safetensors', 'history.csv']) {
      mkdirSync(here.at('m', name), { recursive: true });
      here.put(`m/${name}/keep.txt`, 'precious');
      await refuses([...trained, '--force'], { code: 'cannot-write', where: `m/${name}`, received: 'a folder' });
      expect(here.text('m', name, 'keep.txt')).toBe('precious');
      rmSync(here.at('m'), { recursive: true });
    }
    mkdirSync(here.at('p.csv'));
    await cli(...trained);
    await refuses(['predict', 'm', 'students.csv', '-o', 'p.csv', '-f'], {
      code: 'cannot-write',
      where: 'p.csv',
      received: 'a folder',
    });
  });

  test.runIf(unix)('a link, one that leads nowhere too, and a pipe stay, with and without --force', async () => {
    here.put('students.csv', studentsCsv);
    here.put('victim', 'precious');
    await cli(...trained);
    symlinkSync('victim', here.at('link.csv'));
    symlinkSync('nowhere', here.at('dangling.csv'));
    pipe('pipe.csv');
    for (const more of [[], ['--force']]) {
      for (const [name, received] of [
        ['link.csv', 'a link'],
        ['dangling.csv', 'a link'],
        ['pipe.csv', 'a pipe'],
      ] as const) {
        await refuses(['predict', 'm', 'students.csv', '-o', name, ...more], {
          code: 'cannot-write',
          where: name,
          received,
        });
      }
    }
    mkdirSync(here.at('d'));
    for (const to of ['../victim', '../nowhere']) {
      symlinkSync(to, here.at('d', 'weights.safetensors'));
      await refuses([...trained.slice(0, -1), 'd', '--force'], {
        code: 'cannot-write',
        where: 'd/weights.safetensors',
        received: 'a link',
      });
      expect(lstatSync(here.at('d/weights.safetensors')).isSymbolicLink()).toBe(true);
      rmSync(here.at('d/weights.safetensors'));
    }
    expect(here.text('victim')).toBe('precious');
  });

  test.runIf(unix)(
    'the name of what is written first cannot be foreseen, and what already has it is not followed',
    async () => {
      const names = Array.from({ length: 1000 }, () => hiddenName('tmp'));
      expect(new Set(names).size).toBe(1000);
      for (const name of names) expect(name).toMatch(/-[0-9a-f]{16}\.tmp$/);
      here.put('victim', 'precious');
      const { disk } = await import('../../src/node/files.ts');
      const planted = {
        ...disk,
        open: async (...args: Parameters<typeof disk.open>) => {
          if (args[1] === 'wx') symlinkSync(here.at('victim'), String(args[0]));
          return disk.open(...args);
        },
      };
      await expect(writeWhole(here.at('p.csv'), 'new', { files: planted })).rejects.toMatchObject({
        code: 'cannot-write',
      });
      await expect(writeFolder(here.at('m'), { a: 'new' }, { files: planted })).rejects.toMatchObject({
        code: 'cannot-write',
      });
      expect(here.text('victim')).toBe('precious');
    },
  );

  test.runIf(unix)('a file that is replaced leaves its mode, alone and in a folder', async () => {
    for (const mode of [0o600, 0o640, 0o666]) {
      // the last is more than the usual mask lets a new file have
      here.put('a.txt', 'old');
      chmodSync(here.at('a.txt'), mode);
      await writeWhole(here.at('a.txt'), 'new', { replace: true });
      expect(statSync(here.at('a.txt')).mode & 0o777).toBe(mode);
      await writeFolder(here.at('m'), { a: 'old' }, { replace: true });
      chmodSync(here.at('m/a'), mode);
      await writeFolder(here.at('m'), { a: 'new' }, { replace: true });
      expect(statSync(here.at('m/a')).mode & 0o777).toBe(mode);
    }
  });

  test.runIf(process.platform === 'linux')(
    'a place where nobody can make folders: refused at once, before any work',
    async () => {
      here.put('students.csv', studentsCsv);
      await cli(...trained);
      for (const place of ['/proc/x', '/proc/x/y']) {
        const { exit, err } = await cli(...trained.slice(0, -1), place);
        expect(exit, err).toBe(1);
        expect(err).not.toContain('Epoch');
        expect((await cli('predict', 'm', 'students.csv', '-o', `${place}/p.csv`)).exit).toBe(1);
      }
      await expect(checkFolder('/proc/x', ['a'])).rejects.toMatchObject({ code: 'cannot-write' });
    },
  );

  test('names that no system takes are errors that say so', async () => {
    here.put('students.csv', studentsCsv);
    await cli(...trained);
    const long = `${'n'.repeat(300)}.csv`;
    await refuses(['predict', 'm', 'students.csv', '-o', long], {
      code: 'cannot-write',
      where: long,
      expected: 'a shorter name',
    });
    await refuses(['predict', 'm', 'students.csv', '-o', 'a\0b.csv'], {
      code: 'cannot-write',
      expected: 'a name without zero characters',
    });
    await refuses([...trained.slice(0, -1), long], { code: 'cannot-write', expected: 'a shorter name' });
    await refuses([...trained.slice(0, -1), 'a\0b'], {
      code: 'cannot-write',
      expected: 'a name without zero characters',
    });
    await refuses(['predict', 'm', 'students.csv', '-o', 'students.csv/p.csv'], {
      code: 'cannot-write',
      expected: 'a folder',
    });
    const most = `${'n'.repeat(251)}.csv`; // as long as names may be: what is written first has a name of its own
    expect((await cli('predict', 'm', 'students.csv', '-o', most)).exit).toBe(0);
  });
});

describe('what is read', () => {
  test.runIf(unix)('a pipe, a socket or a device is never read, in the place of any file', async () => {
    here.put('students.csv', studentsCsv);
    await cli(...trained);
    pipe('pipe');
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(here.at('socket'), resolve);
    });
    try {
      for (const [name, received] of [
        ['pipe', 'a pipe'],
        ['socket', 'a socket'],
        ['/dev/zero', 'a device'],
      ] as const) {
        const fields = { code: 'bad-file', where: name, expected: 'a plain file', received };
        await refuses(['train', name, '--target', 'y'], fields);
        await refuses(['predict', 'm', name], fields);
        await refuses(['evaluate', 'm', name], fields);
        await refuses(['separable', name, '--target', 'y'], fields);
        await refuses(['sheet', 'm', name, '-o', 's.xlsx'], fields);
        await refuses(['fit', name, '--loss', 'A1', '--params', 'A2', '-o', 'f.xlsx'], fields);
        await refuses(['audit', name], fields);
        await refuses(['import', name, '-o', 'n'], fields);
      }
    } finally {
      server.close();
    }
    for (const name of ['model.json', 'weights.safetensors']) {
      const folder = here.at(`with-${name}`);
      mkdirSync(folder);
      for (const other of readdirSync(here.at('m'))) {
        if (other !== name) writeFileSync(`${folder}/${other}`, readFileSync(here.at('m', other)));
      }
      pipe(`with-${name}/${name}`);
      await expect(readModelFolder(folder)).rejects.toMatchObject({ code: 'bad-file', fields: { received: 'a pipe' } });
    }
  });

  test.runIf(unix)(
    'a link to a plain file is read; one that leads back to itself is an error that says so',
    async () => {
      here.put('a.csv', 'x');
      symlinkSync('a.csv', here.at('b.csv'));
      symlinkSync('loop.csv', here.at('loop.csv'));
      expect(new TextDecoder().decode(await readBytes(here.at('b.csv')))).toBe('x');
      await refuses(['train', 'loop.csv', '--target', 'y'], {
        code: 'bad-file',
        hint: 'A link in the path leads back to itself.',
      });
      await refuses(['summary', 'loop.csv'], { code: 'bad-file', hint: 'A link in the path leads back to itself.' });
    },
  );

  test('names that no system takes are errors that say so', async () => {
    for (const [name, expected] of [
      ['n'.repeat(300), 'a shorter name'],
      ['a\0b', 'a name without zero characters'],
    ] as const) {
      await refuses(['train', name, '--target', 'y'], { code: 'bad-file', expected });
      await refuses(['summary', name], { code: 'bad-file', expected });
      await refuses(['audit', name], { code: 'bad-file', expected });
    }
    mkdirSync(here.at('folder'));
    await refuses(['train', 'folder', '--target', 'y'], { code: 'bad-file', expected: 'a file, not a folder' });
  });
});

describe('the table that a model names', () => {
  const settings = (change: Readonly<Record<string, unknown>>): void => {
    const model = JSON.parse(here.text('m', 'model.json')) as { settings: Record<string, unknown> };
    here.put('m/model.json', JSON.stringify({ ...model, settings: { ...model.settings, ...change } }));
  };
  const sheet = ['sheet', 'm', '-o', 's.xlsx', '--epochs', '1'];

  test('is read beside its folder or in it, where training leaves it', async () => {
    here.put('students.csv', studentsCsv);
    await cli(...trained);
    expect(here.text('m', 'model.json')).not.toContain('..'); // and says nothing of where that was
    expect((await cli(...sheet)).exit).toBe(0);
  });

  test('is read nowhere else: it holds a name, not a path; the person may name it', async () => {
    here.put('students.csv', studentsCsv);
    await cli(...trained);
    mkdirSync(here.at('data'));
    here.put('data/students.csv', studentsCsv);
    const names = [
      '../data/students.csv',
      'data/students.csv',
      here.at('data/students.csv'),
      '..',
      '.',
      '',
      '../../../../../../etc/passwd',
      '\\\\host\\share\\t.csv',
      'C:t.csv',
      'a\0b',
      'n'.repeat(10_000),
    ];
    for (const table of names) {
      settings({ table, tablePath: table });
      await refuses(sheet, {
        code: 'missing-input',
        where: 'm',
        received: 'none',
        hint: 'Name the table after the model: gradsheet sheet MODEL TABLE -o FILE.xlsx.',
      });
    }
    for (const table of [5, null, {}]) {
      settings({ table });
      const { exit, json } = await cli(...sheet);
      expect(exit).toBe(1);
      expect(['bad-file', 'unsupported']).toContain(json()['error']?.['code']);
    }
    settings({ table: 'gone.csv' });
    const named = await cli('sheet', 'm', 'data/students.csv', '-o', 's.xlsx', '--epochs', '1');
    expect(named.exit, named.err).toBe(0);
    await refuses(['sheet', 'students.csv', 'data/students.csv', '--target', 'roi', '-o', 't.xlsx'], {
      code: 'invalid-option',
      expected: 'one table, or a model and its table',
    });
  });

  test.runIf(unix)('is not read through a link, nor from a pipe', async () => {
    here.put('students.csv', studentsCsv);
    await cli(...trained);
    symlinkSync('students.csv', here.at('link.csv'));
    pipe('pipe.csv');
    for (const table of ['link.csv', 'pipe.csv']) {
      settings({ table });
      await refuses(sheet, { code: 'missing-input', where: 'm' });
    }
  });
});
