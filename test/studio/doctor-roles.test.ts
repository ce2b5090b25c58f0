// What the cells of a workbook are for, shown and corrected; what is unwise in it, said.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptySheet, getCell, readXlsx, rolesFrom, setCell, writeXlsx } from '../../src/sheet.ts';
import { browsers, isInstalled } from '../tools/browsers.ts';
import { builtStudio, closeBrowsers, downloadsTo, visit, type Files, downloaded } from './built.ts';
import { at, button, give, opened } from './doctor-page.ts';
import { text, until } from './page.ts';

const folder = mkdtempSync(join(tmpdir(), 'gradsheet-doctor-'));
const misaligned = fileURLToPath(new URL('../../examples/students-misaligned.xlsx', import.meta.url));
let files: Files = {};
beforeAll(async () => {
  files = await builtStudio();
});
afterAll(async () => {
  await closeBrowsers();
  rmSync(folder, { recursive: true, force: true });
});

const chromium = browsers[0];
describe.runIf(isInstalled(chromium))(`the doctor's roles (needs ${chromium.path})`, () => {
  test('roles are corrected on the sheet, taken back, and loaded from a file', () =>
    visit(files, chromium, async (v) => {
      const { page, problems } = v;
      await opened(v);
      // Select A2:A6 with the keyboard, and say that it is a setting.
      await page.focus('[role=grid]');
      await page.keyboard.down('Control');
      await page.keyboard.press('Home');
      await page.keyboard.up('Control');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.down('Shift');
      for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
      await page.keyboard.up('Shift');
      expect(await at(page)).toBe('A2:A6');
      await page.select('#role-choice', 'setting');
      await button(page, 'Set and check again');
      await until(page, "document.querySelector('.told')?.textContent.includes('Training!A2:A6')");
      expect(
        await page.$$eval('.cell.role.is-parameter', (list) => list.map((e) => e.getAttribute('data-at'))),
      ).toEqual(expect.arrayContaining(['A2', 'A6']));
      await button(page, 'Clear');
      await until(page, "document.querySelector('.told') === null");
      const path = join(folder, 'mine.json');
      writeFileSync(path, JSON.stringify([{ role: 'setting', ranges: ['Training!A10:A14'] }]));
      await (await page.waitForSelector('section input[type=file]'))?.uploadFile(path);
      await until(page, "document.querySelector('.told')?.textContent.includes('Training!A10:A14')");
      writeFileSync(path, '{ "role": 3 }');
      await (await page.waitForSelector('section input[type=file]'))?.uploadFile(path);
      await until(page, "document.querySelector('[role=alert]') !== null");
      expect(await text(page, '[role=alert]')).toContain('mine.json');
      expect(problems).toEqual([]);
    }));

  test('a role chip selects its cells; a click on a wrong cell opens its finding; Enter does the same', () =>
    visit(files, chromium, async (v) => {
      const { page, problems } = v;
      await opened(v);
      const book = readXlsx(readFileSync(misaligned));
      const [training = emptySheet('none')] = book.sheets;
      const path = join(folder, 'two.xlsx');
      // a second mistake: an error with the wrong sign
      setCell(training, 11, 10, { ...getCell(training, 11, 10), formula: '=E12+J12' });
      writeFileSync(path, await writeXlsx(book));
      await give(page, path);
      await until(page, "document.querySelector('.eyebrow').textContent.includes('two.xlsx')");
      await page.evaluate(
        "[...document.querySelectorAll('.head button')].find((b) => b.textContent.includes('prediction')).click()",
      );
      expect(await at(page)).toBe('J2:J6');
      expect(await page.$eval('#role-choice', (e) => (e as unknown as { value: string }).value)).toBe('prediction');
      const title = (): Promise<string> => text(page, '.finding h2');
      const other = async (): Promise<void> => {
        await page.evaluate("document.querySelector('.others li button').click()");
      };
      const press = async (cell: string): Promise<void> => {
        await (await page.waitForSelector(`.cell[data-at=${cell}]`))?.click();
      };
      await press('J4');
      const first = await title();
      await press('K12');
      expect(await title()).not.toBe(first);
      await other();
      expect(await title()).toBe(first);
      await press('K12');
      expect(await title()).not.toBe(first);
      await page.keyboard.press('ArrowLeft'); // to J12
      await page.keyboard.press('Enter');
      await until(
        page,
        `document.querySelector('.finding h2').textContent.replace(/\\s+/g, ' ').trim() === ${JSON.stringify(first)}`,
      );
      expect(problems).toEqual([]);
    }));

  test('the roles are saved as the command line reads them', () =>
    visit(files, chromium, async (v) => {
      const { page, problems } = v;
      const path = join(folder, 'roles.json');
      await downloadsTo(v, folder);
      await opened(v);
      await button(page, 'Save roles');
      const roles = rolesFrom((await downloaded(path)).toString(), readXlsx(readFileSync(misaligned)));
      expect(
        roles
          .filter((r) => r.role === 'prediction')
          .flatMap((r) => r.ranges)
          .join(' '),
      ).toContain('J2:J6');
      expect(problems).toEqual([]);
    }));

  test('once the formulas are right, the learning rate is too large; a book without training says so', () =>
    visit(files, chromium, async (v) => {
      const { page, problems } = v;
      const sheet = emptySheet('Numbers');
      const path = join(folder, 'numbers.xlsx');
      await opened(v);
      await button(page, 'Repair 24 cells');
      await until(page, "document.querySelector('.applied') !== null");
      expect(await text(page, '.side')).toMatch(/learning rate 1.*0\.855|Learning rate 1.*0\.855/);
      setCell(sheet, 0, 0, { value: 1 });
      setCell(sheet, 1, 0, { formula: '=A1+1', value: 2 });
      writeFileSync(path, await writeXlsx({ sheets: [sheet], names: [] }));
      await give(page, path);
      await until(page, "document.querySelector('.eyebrow').textContent.includes('numbers.xlsx')");
      expect(await text(page, '.side')).toMatch(/No training was found/);
      expect(problems).toEqual([]);
    }));
});
