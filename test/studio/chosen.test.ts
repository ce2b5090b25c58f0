// A person's own table and a model that is chosen for it, in real browsers.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NumpyRandom } from '../../src/index.ts';
import { readXlsx } from '../../src/sheet.ts';
import { browsers, isInstalled } from '../tools/browsers.ts';
import { builtStudio, chosen, closeBrowsers, downloaded, downloadsTo, visit, type Files } from './built.ts';
import { accessible, keptUntil, press, put, text, until } from './page.ts';

const folder = mkdtempSync(join(tmpdir(), 'gradsheet-chosen-'));
let files: Files = {};
beforeAll(async () => {
  files = await builtStudio();
});
afterAll(async () => {
  await closeBrowsers();
  rmSync(folder, { recursive: true, force: true });
});

// A rent that is a line of the area and the kind, with an ID, an empty column and a date beside them.
const np = new NumpyRandom(9);
const area = np.randint(20, 80, 200);
const noise = np.randn(200);
const rents = [
  'id,area,kind,listed,note,rent',
  ...area.map(
    (a, i) =>
      `${5000 + 3 * i},${a},${i % 3 === 0 ? 'flat' : 'room'},2025-0${1 + (i % 9)}-1${i % 9},,${Math.round(4000 + 250 * a + (i % 3 === 0 ? 5000 : 0) + 400 * (noise[i] ?? 0))}`,
  ),
].join('\n');

const give = async (page: Page, address: string, name: string, content: string | Uint8Array): Promise<void> => {
  const path = join(folder, name);
  writeFileSync(path, content);
  await page.goto(`${address}/#data`);
  await (await page.waitForSelector('input[type=file]'))?.uploadFile(path);
};
const done = (page: Page): Promise<unknown> =>
  until(page, "document.querySelector('.rungs') !== null && document.querySelector('.answer b') !== null");
/** The select of a column, by its name. */
const kindOf = (name: string): string => `li:has([title="${name}"]) > select`;

for (const choice of browsers) {
  test.runIf(isInstalled(choice))(
    `a table is understood, models are compared, one is chosen, explained and predicts, in ${choice.name} (needs ${choice.path})`,
    () =>
      visit(files, choice, async ({ page, address, problems }) => {
        await give(page, address, 'rents.csv', rents);
        await page.waitForSelector('.ladder .line'); // while it runs
        expect(await text(page, 'h1')).toBe('Predict rent: comparing models');
        expect(await page.$eval(kindOf('id'), (e) => (e as unknown as { value: string }).value)).toBe('id');
        expect(await text(page, `li:has([title="note"]) .note`)).toContain('no values');
        await done(page);
        expect(await text(page, '.rungs .on')).toContain('A line is enough');
        expect(await text(page, '.result h2')).toMatch(
          /^A line is enough, as far as 200 rows .*95% confidence interval/,
        );
        // one row: inside, then far outside of what was seen
        await put(page, '#value-0', '50', 'input');
        await until(page, "/between/.test(document.querySelector('.row').textContent)");
        const near = await text(page, '.answer b');
        expect(await page.$('.outside')).toBeNull();
        await put(page, '#value-0', '500', 'input');
        await page.waitForSelector('.outside');
        expect(await text(page, '#row-notes')).toMatch(/area: 500 is outside the training data/);
        expect(await text(page, '.answer b')).not.toBe(near);
        // a column is something else: all is chosen again, and what was typed stays
        await put(page, kindOf('listed'), 'out');
        await until(page, "document.querySelector('.rungs') === null");
        await done(page);
        expect(await page.$eval('#value-0', (e) => (e as unknown as { value: string }).value)).toBe('500');
        expect(await text(page, '.formula')).toMatch(/^rent = .*area/); // few enough columns to say it
        // another target, in place
        await put(page, '.bar select', 'kind');
        await until(page, "document.querySelector('h1').textContent === 'Predict kind: result'");
        expect(await page.$$eval('.row .bar', (list) => list.length)).toBe(2); // a probability for each class
        // all of it is there when the page is opened again: chosen anew, the row would be an ordinary one
        await keptUntil(page, ({ choice }) => choice?.asked.target === 'kind' && choice.model !== null);
        const sentence = await text(page, '.result h2');
        await page.reload();
        await done(page);
        expect(await text(page, '.result h2')).toBe(sentence);
        expect(await page.$eval('#value-0', (e) => (e as unknown as { value: string }).value)).toBe('500');
        expect(problems).toEqual([]);
      }),
  );
}

const chromium = browsers[0];
describe.runIf(isInstalled(chromium))(`a chosen model (needs ${chromium.path})`, () => {
  test('Stop takes the best so far, and that is said', () =>
    visit(files, chromium, async ({ page, address, problems }) => {
      const many = Array.from({ length: 6000 }, (_, i) => `${i % 13},${(i * 7) % 101},${(i * i) % 97}`);
      await give(page, address, 'many.csv', `a,b,y\n${many.join('\n')}\n`);
      await page.waitForSelector('.ladder .line');
      await press(page, '.two .button');
      await page.waitForSelector('.left progress'); // what is still to be done, and how much is left
      expect(await text(page, '.two [role=status]')).toMatch(/^No more models are tried\./);
      expect(await text(page, '.left')).toMatch(/^\d+ of \d+ done/);
      await done(page);
      expect(await text(page, '.result')).toMatch(/You stopped after \d of \d networks/);
      expect(problems).toEqual([]);
    }));

  test('a choice is given up for "Set it yourself" and begins again on the way back; another file begins anew', () =>
    visit(files, chromium, async ({ page, address, problems }) => {
      const many = Array.from({ length: 3000 }, (_, i) => `${i % 13},${(i * 7) % 101},${(i * i) % 97}`);
      await give(page, address, 'many.csv', `a,b,y\n${many.join('\n')}\n`);
      await page.waitForSelector('.ladder .line');
      await put(page, kindOf('a'), 'out');
      await press(page, 'main .segments button:last-child');
      await page.waitForSelector('thead th b');
      expect(await page.$('[role=alert]')).toBeNull();
      await keptUntil(page, ({ way, choice }) => way === 'told' && choice?.asked.exclude[0] === 'a');
      await page.reload();
      await page.waitForSelector('thead th b');
      await press(page, 'main .segments button:first-child');
      await done(page);
      expect(await page.$eval(kindOf('a'), (e) => (e as unknown as { value: string }).value)).toBe('out');
      await press(page, '.bar .end .button');
      await page.waitForSelector('.zone');
      await page.reload();
      await page.waitForSelector('.zone');
      await press(page, '.sample');
      await done(page);
      expect(await text(page, 'h1')).toBe('Predict rent: result');
      expect(problems).toEqual([]);
    }));

  test('the model and all predictions are saved', () =>
    visit(files, chromium, async ({ page, address, problems, context }) => {
      await give(page, address, 'rents.csv', rents);
      await done(page);
      await downloadsTo({ page, context }, folder);
      await page.click('.result .actions .button:nth-child(1)');
      expect((await downloaded(join(folder, 'rents-model.zip'))).length).toBeGreaterThan(1000);
      await page.click('.result .actions .button:nth-child(2)');
      const csv = (await downloaded(join(folder, 'rents-predictions.csv'))).toString();
      expect(csv.split('\n')[0]).toContain('rent (predicted),rent (low),rent (high)');
      expect(problems).toEqual([]);
    }));

  test('it is saved in every format, the report in both languages and the programs with their weights', () =>
    visit(files, chromium, async ({ page, address, problems, context }) => {
      await give(page, address, 'rents.csv', rents);
      await done(page);
      await downloadsTo({ page, context }, folder);
      const save = async (format: string, name: string): Promise<Buffer> => {
        await press(page, `[name=format][value=${format}]`);
        await page.waitForSelector('dialog .button.primary:not(:disabled)');
        await page.click('dialog .button.primary'); // a real click: browsers refuse several downloads that nobody asked for
        return downloaded(join(folder, name));
      };
      const sentence = await text(page, '.result h2');
      await press(page, '.result .actions .button:nth-child(3)');
      const report = (await save('report', 'rents-report.html')).toString();
      expect(report).toContain(sentence.slice(0, 40));
      expect(report).toContain('一條線就夠了');
      await press(page, '[name=format][value=workbook]');
      await until(page, "/cells: /.test(document.querySelector('dialog .size').textContent)");
      expect(await page.$eval('dialog .number', (e) => (e as unknown as { value: string }).value)).toBe('200');
      await put(page, 'dialog .number', '20');
      const book = readXlsx(await save('workbook', 'rents.xlsx'));
      expect(book.sheets.length).toBeGreaterThan(1);
      const zip = unzipSync(await save('keras', 'rents-keras.zip'));
      expect(Object.keys(zip)).toEqual(['rents_keras.py', 'weights.safetensors']);
      expect(await text(page, 'dialog pre')).toContain('model.set_weights(');
      expect((await save('pytorch', 'rents-pytorch.zip')).length).toBeGreaterThan(1000);
      expect(problems).toEqual([]);
    }));

  test('free text, which no Python program reads, is refused in a sentence where the program would stand', () =>
    visit(files, chromium, async ({ page, address, problems }) => {
      const places = ['near the park', 'by the sea', 'with a garden', 'old and dark'];
      const rows = Array.from(
        { length: 80 },
        (_, i) => `"${places[i % 4] ?? ''}, number ${i} of the street",${i % 9},${i}`,
      );
      await give(page, address, 'notes.csv', ['note,x,y', ...rows].join('\n'));
      await done(page);
      await put(page, kindOf('note'), 'text');
      await until(page, "document.querySelector('.rungs') === null");
      await done(page);
      await press(page, '.result .actions .button:nth-child(3)');
      await press(page, '[name=format][value=keras]');
      await until(page, "/free text/.test(document.querySelector('dialog .said').textContent)");
      expect(await page.$('dialog pre')).toBeNull();
      await press(page, '[name=format][value=report]');
      expect(await text(page, 'dialog .said')).toBe('');
      expect(problems).toEqual([]);
    }));

  test('what counts is set in a part that begins closed, kept with the table and shown in the result', () =>
    visit(files, chromium, async ({ page, address, problems }) => {
      const rows = Array.from({ length: 150 }, (_, i) => {
        const x = (i * 37) % 100;
        return `${x},site ${i % 12},${x > 70 || i % 17 === 0 ? 'yes' : 'no'}`;
      });
      await give(page, address, 'sick.csv', ['x,site,sick', ...rows].join('\n'));
      await done(page);
      expect(await page.$eval('.counts', (e) => (e as unknown as { open: boolean }).open)).toBe(false);
      expect(await text(page, '.result')).not.toContain('Set by you');
      // by keyboard: open it, and write one number only
      await page.focus('.counts summary');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.counts input');
      await page.keyboard.press('Tab');
      await page.keyboard.type('1');
      await page.keyboard.press('Enter');
      expect(await text(page, '#miss-wrong')).toBe('Enter a number above 0.');
      await page.keyboard.press('Tab');
      await page.keyboard.type('20');
      await put(page, '.counts fieldset:nth-of-type(2) select', 'group');
      await put(page, '.counts fieldset:nth-of-type(2) label:nth-of-type(2) select', 'site');
      await page.keyboard.press('Enter');
      await until(page, "document.querySelector('.rungs') === null");
      await done(page);
      expect(await page.evaluate("document.activeElement.matches('.counts summary')")).toBe(true);
      const said = 'a false alarm counts 1, a miss 20 · all rows of a value of site held out together';
      expect(await text(page, '.counts summary')).toContain(said);
      expect(await text(page, '.result .said')).toBe(`Set by you: ${said}`);
      expect(await text(page, '.result')).toContain('each wrong "yes" counts 1, each missed "yes" 20');
      await keptUntil(page, ({ choice }) => choice?.asked.counts?.costs?.fn === 20 && choice.model !== null);
      await page.reload();
      await done(page);
      expect(await text(page, '.result .said')).toBe(`Set by you: ${said}`);
      await press(page, '.result .actions .button:nth-child(3)'); // the report, of what was kept
      await press(page, 'dialog .button.primary:not(:disabled)');
      await until(page, "/Saved as sick-report/.test(document.querySelector('dialog .said').textContent)");
      await page.keyboard.press('Escape');
      // what the library refuses is a sentence of its own
      await press(page, '.counts summary');
      await put(page, '.counts fieldset:nth-of-type(2) label:nth-of-type(2) select', 'x');
      await put(page, '.counts fieldset:nth-of-type(2) select', 'time');
      await put(page, '.counts fieldset:nth-of-type(2) label:nth-of-type(2) select', 'site');
      await press(page, '.counts [type=submit]');
      await page.waitForSelector('main [role=alert]');
      expect(await text(page, 'main [role=alert]')).toMatch(/site.*needs a date or a number/);
      expect(await page.$eval('.counts', (e) => (e as unknown as { open: boolean }).open)).toBe(true);
      await press(page, '.counts [type=button]');
      await done(page);
      expect(await page.$('.result .said')).toBeNull();
      expect(problems).toEqual([]);
    }));

  test('a target of which nothing can be learned is refused in a sentence, and another one is chosen in place', () =>
    visit(files, chromium, async ({ page, address, problems }) => {
      const rows = Array.from({ length: 40 }, (_, i) => `${i % 7},${(i * 5) % 11},1`);
      await give(page, address, 'same.csv', `x,a,b\n${rows.join('\n')}\n`);
      await done(page); // b is the same in every row: a is taken
      await put(page, '.bar select', 'b');
      await page.waitForSelector('[role=alert]');
      expect(await page.$('.rungs')).toBeNull();
      await put(page, '.bar select', 'a');
      await done(page);
      expect(await page.$('[role=alert]')).toBeNull();
      expect(problems).toEqual([]);
    }));

  for (const language of ['en', 'zh-TW'] as const) {
    test(`every state is accessible and fits every width (${language})`, () =>
      visit(files, chromium, async ({ page, address, problems }) => {
        const fits = async (state: string): Promise<void> => {
          for (const width of [360, 768, 1440]) {
            await page.setViewport({ width, height: 900 });
            await new Promise((r) => {
              setTimeout(r, 100);
            });
            const wide = await page.evaluate('document.documentElement.scrollWidth');
            expect(wide, `${state}, ${width}`).toBeLessThanOrEqual(width);
            expect(await accessible(page), `${state}, ${width}`).toEqual([]);
          }
        };
        for (const theme of ['light', 'dark'] as const) {
          await chosen({ page, address }, language, theme);
          await page.goto(`${address}/#data`);
          await page.waitForSelector('.zone, .rungs');
          if (theme === 'light') {
            await fits('empty');
            await press(page, '.sample');
            await page.waitForSelector('.ladder .line');
            expect(await accessible(page), 'running').toEqual([]);
          }
          await done(page);
          await put(page, '#value-1', '5000', 'input');
          await page.waitForSelector('.outside');
          await fits(`result, ${theme}`);
          await press(page, '.counts summary');
          await put(page, '.counts fieldset:last-of-type input', '-1', 'input');
          await press(page, '.counts [type=submit]');
          await page.waitForSelector('.counts .wrong');
          await fits(`what counts, ${theme}`);
          await press(page, '.result .actions .button:nth-child(3)');
          for (const format of ['report', 'workbook', 'keras']) {
            await press(page, `[name=format][value=${format}]`);
            await page.waitForSelector('dialog .button.primary:not(:disabled)');
            await fits(`${format}, ${theme}`);
          }
          await page.keyboard.press('Escape');
        }
        const small = (await page.evaluate(
          `[...document.querySelectorAll('main button, main select, main input:not([hidden])')].filter((e) => e.checkVisibility()).map((e) => [(e.type === 'checkbox' ? e.closest('label') : e).getBoundingClientRect(), e]).filter(([r]) => r.height < 24).map(([r, e]) => (e.getAttribute('aria-label') ?? e.textContent) + ' ' + Math.round(r.height))`,
        )) as string[];
        expect(small).toEqual([]);
        expect(problems).toEqual([]);
      }));
  }
});
