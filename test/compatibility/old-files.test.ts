// Whatever an earlier version wrote is opened by this one, and means the same: see README.md.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readModelFolder } from '../../src/node/index.ts';
import { fromSaved } from '../../src/save.ts';
import { gradsheet } from '../cli/cli.ts';
import { builtStudio, closeBrowsers, visit, type Files } from '../studio/built.ts';
import { browsers, isInstalled } from '../tools/browsers.ts';
import { networks } from './examples.ts';
import { putStorage, type Storage } from '../studio/storage.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const versions = readdirSync(here).filter((name) => /^\d+\.\d+\.\d+$/.test(name));
test('there are old files', () => expect(versions).toContain('0.1.0'));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradsheet-old-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Numbers within 1e-6 of their size, everything else the same. */
function expectSame(now: unknown, then: unknown, where: string): void {
  if (typeof then === 'number') expect(Math.abs((now as number) - then), where).toBeLessThan(1e-6 * Math.max(1, then));
  else if (typeof then === 'object' && then !== null) {
    for (const [key, value] of Object.entries(then)) {
      expectSame((now as Readonly<Record<string, unknown>>)[key], value, `${where}.${key}`);
    }
  } else expect(now, where).toBe(then);
}

describe.each(versions)('files of version %s', (version) => {
  const at = (name: string): string => join(here, version, name);
  const json = (name: string): Readonly<Record<string, unknown>> =>
    JSON.parse(readFileSync(at(name), 'utf8')) as Readonly<Record<string, unknown>>;
  const run = async (...args: string[]): Promise<unknown> => {
    const result = await gradsheet([...args, '--json'], { cwd: folder });
    expect(result.exit, result.err).toBe(0);
    return result.json();
  };
  const said = (result: unknown): unknown => (result as { readonly predictions: unknown }).predictions;
  const commands = json('predictions.json');
  const library = json('library-predictions.json');

  test.each(Object.keys(commands))(
    'the model %s predicts the same, and its training is written again',
    async (name) => {
      cpSync(at(`${name}-model`), join(folder, `${name}-model`), { recursive: true });
      cpSync(at(`${name}.csv`), join(folder, `${name}.csv`));
      expectSame(said(await run('predict', `${name}-model`, `${name}.csv`)), said(commands[name]), name);
      await run('sheet', `${name}-model`, '--out', 'again.xlsx');
    },
  );
  test.each(Object.keys(commands))('the workbook %s is a model again', async (name) => {
    await run('import', at(`${name}.xlsx`), '--out', 'imported');
    expectSame(said(await run('predict', 'imported', at(`${name}.csv`))), said(commands[name]), name);
  });
  test('the doctor finds nothing wrong with the workbook students', async () => {
    await run('audit', at('students.xlsx'));
  });
  test.each(Object.keys(library))('the network %s predicts the same, and trains on', async (name) => {
    const { x, y } = networks[name] ?? { x: () => [], y: () => [] };
    const model = fromSaved(await readModelFolder(at(`${name}-model`)));
    expectSame(await model.predict(x() as never), library[name], name);
    await model.fit(x() as never, y(), { epochs: 1 });
  });
});

let files: Files = {};
beforeAll(async () => {
  files = await builtStudio();
});
afterAll(closeBrowsers);

for (const choice of browsers) {
  describe.each(versions)(`what the Studio of version %s kept, in ${choice.name}`, (version) => {
    const json = <T>(name: string): T => JSON.parse(readFileSync(join(here, version, 'studio', name), 'utf8')) as T;
    const links = json<{ readonly bench: string; readonly notebook: string }>('links.json');
    const seen = json<Readonly<Record<'epoch' | 'loss' | 'answer' | 'findings', string>>>('seen.json');

    test.runIf(isInstalled(choice))(`comes back, and its links open (needs ${choice.path})`, async () => {
      await visit(files, choice, async ({ page, address, problems }) => {
        await page.goto(`${address}/icon.svg`); // the same origin, without the Studio's scripts
        await putStorage(page, json<Storage>('kept.json'));
        const open = async (hash: string, shown: string): Promise<void> => {
          await page.goto('about:blank');
          await page.goto(`${address}/${hash}`);
          await page.waitForFunction(shown);
        };
        await open('#data', "document.querySelector('.answer b') !== null");
        expect(await page.$eval('.answer b', (e) => e.textContent)).toBe(seen.answer);
        await open('#doctor', `document.querySelectorAll('.finding').length === ${seen.findings}`);
        await open('#notebook', "document.querySelector('main[data-ready=true] .cell') !== null");
        expect(await page.evaluate("document.querySelectorAll('.cell').length")).toBe(2);
        const text = (selector: string): Promise<string | null> => page.$eval(selector, (e) => e.textContent);
        await open('#bench/4', `document.querySelector('.read b')?.textContent.trim() === '${seen.epoch}'`);
        expect((await text('[data-cell="loss"] .num'))?.trim()).toBe(seen.loss);
        await open(links.bench, "document.querySelector('[data-panel]') !== null");
        await page.waitForFunction('/epoch=3/.test(location.hash)');
        await open(links.notebook, "document.querySelector('main[data-ready=true] .cell') !== null");
        expect(await page.evaluate("document.querySelectorAll('.cell').length")).toBe(2);
        expect(problems).toEqual([]);
      });
    });
  });
}
