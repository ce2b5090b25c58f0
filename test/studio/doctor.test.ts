// A workbook that somebody else made, looked at and repaired in real browsers.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit, emptySheet, evaluateBook, getCell, readXlsx, setCell, writeXlsx } from '../../src/sheet.ts';
import { browsers, isInstalled } from '../tools/browsers.ts';
import { axe, builtStudio, closeBrowsers, downloadsTo, visit, type Files, downloaded } from './built.ts';
import { at, button, give, opened } from './doctor-page.ts';
import { text, until } from './page.ts';

const folder = mkdtempSync(join(tmpdir(), 'gradsheet-doctor-'));
let files: Files = {};
beforeAll(async () => {
  files = await builtStudio();
});
afterAll(async () => {
  await closeBrowsers();
  rmSync(folder, { recursive: true, force: true });
});

const cells = (page: Page, mark: string): Promise<string[]> =>
  page.$$eval(`.cell.${mark}`, (list) => list.map((e) => e.getAttribute('data-at') ?? ''));

for (const choice of browsers) {
  describe(`the doctor in ${choice.name}`, () => {
    test.runIf(isInstalled(choice))(
      `the misaligned sheet: found, marked in place, corrected in a copy (needs ${choice.path})`,
      () =>
        visit(files, choice, async (v) => {
          const { page, problems } = v;
          await opened(v);
          // the finding, and its cells on the sheet
          expect(await text(page, '.finding h2')).toContain('J3');
          expect(await text(page, '.diff dd:nth-of-type(1) b')).toBe('I3');
          expect(await text(page, '.diff dd:nth-of-type(2) b')).toBe('$I$2');
          expect(await at(page)).toMatch(/^J3/);
          expect(await text(page, '.bar code b')).toBe('I3');
          const wrong = await cells(page, 'wrong');
          const reads = await cells(page, 'reads');
          for (const r of [3, 4, 5, 6, 11, 12, 13, 14]) {
            expect(wrong).toContain(`J${r}`);
            expect(reads).toContain(`I${r}`);
          }
          expect(wrong).not.toContain('J2');
          expect(await cells(page, 'should')).toContain('I2');
          expect(await cells(page, 'affected')).toContain('K11');
          // a cell reference leads to its cell, in a part of the sheet that was not drawn
          await button(page, 'J19:J22');
          await until(page, "document.querySelector('.cell.cursor')?.getAttribute('data-at') === 'J19'");
          expect(await text(page, '.bar code b')).toBe('I19');
          // the other language, without losing the place
          await page.evaluate("document.querySelector('button[lang=zh-Hant-TW]').click()");
          await until(page, "document.querySelector('h1').textContent.includes('錯')");
          expect(await at(page)).toMatch(/^J19/);
          expect(await text(page, '.finding h2')).toMatch(/J3.*空白/);
          await page.evaluate("document.querySelector('button[lang=en]').click()");
          // repaired: the copy has no mistake, only the learning rate is too large for it
          await button(page, 'Repair 24 cells');
          await until(page, "document.querySelector('.applied') !== null");
          expect(await text(page, '.others')).toContain('No errors found');
          expect(await cells(page, 'wrong')).toEqual([]);
          await button(page, 'Undo');
          await until(page, "document.querySelectorAll('.cell.wrong').length > 0");
          // all used cells of a column
          await page.evaluate(
            "[...document.querySelectorAll('.letter')].find((l) => l.textContent === 'J').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))",
          );
          expect(await at(page)).toBe('J1:J47');
          // still here after a look at another view
          await page.evaluate("location.hash = '#data'");
          await page.waitForSelector('.sample');
          await page.evaluate("location.hash = '#doctor'");
          await page.waitForSelector('.finding');
          // and after the page was closed
          await page.reload();
          await page.waitForSelector('.finding');
          expect(await text(page, '.eyebrow')).toContain('students-misaligned.xlsx');
          expect(problems).toEqual([]);
        }),
    );
  });
}

const chromium = browsers[0];
describe.runIf(isInstalled(chromium))(`the doctor (needs ${chromium.path})`, () => {
  test('the fixed copy, the report and the roles are saved and hold what they say', () =>
    visit(files, chromium, async (v) => {
      const { page, problems } = v;
      await downloadsTo(v, folder);
      const saved = (name: string): Promise<Uint8Array> => downloaded(join(folder, name));
      await opened(v);
      const press = async (words: string): Promise<void> => {
        await (await page.waitForSelector(`xpath/.//main//button[contains(., "${words}")]`))?.click();
      }; // a real click: browsers refuse several downloads that nobody asked for
      await press('Download the repaired copy');
      const fixed = readXlsx(await saved('students-misaligned-fixed.xlsx'));
      const sheet = fixed.sheets[0] ?? emptySheet('none');
      for (let epoch = 0; epoch < 6; epoch++) {
        for (let i = 2; i <= 5; i++) {
          expect(getCell(sheet, epoch * 8 + i, 9)?.formula).toContain(`$I$${epoch * 8 + 2}`);
        }
      }
      // the last MSE with every formula right, as docs/misaligned-sheet.md has it
      expect(getCell(sheet, 46, 11)?.value).toBeCloseTo(0.0509, 4);
      expect(evaluateBook(fixed).values[0]?.get(46 * 16_384 + 11)).toBe(getCell(sheet, 46, 11)?.value);
      expect(audit(fixed).summary.errors).toBe(0);
      await until(page, "document.querySelector('.said')?.textContent.includes('fixed.xlsx')");
      await press('Report');
      const report = new TextDecoder().decode(await saved('students-misaligned.html'));
      expect(report).toMatch(/^<!doctype html>/);
      expect(report).toContain('$I$2');
      expect(report).not.toContain('<script');
      expect(problems).toEqual([]);
    }));

  test('what is wrong with a file is said, and the workbook that was open stays', () =>
    visit(files, chromium, async (v) => {
      const { page, problems } = v;
      await opened(v);
      const path = join(folder, 'notes.xlsx');
      writeFileSync(path, 'this is no workbook');
      await give(page, path);
      await page.waitForSelector('[role=alert]');
      expect(await text(page, '[role=alert]')).toContain('notes.xlsx');
      expect(await text(page, '.eyebrow')).toContain('students-misaligned.xlsx');
      await page.evaluate("document.querySelector('button[lang=zh-Hant-TW]').click()");
      await until(page, "/[一-鿿]/.test(document.querySelector('[role=alert]').textContent)");
      expect(problems).toEqual([]);
    }));

  test('a large workbook scrolls, a workbook without training says so, and an examination can be cancelled', () =>
    visit(files, chromium, async (v) => {
      const { page, problems } = v;
      const sheet = emptySheet('Numbers');
      const path = join(folder, 'numbers.xlsx');
      setCell(sheet, 0, 0, { value: 'n' });
      setCell(sheet, 1, 0, { value: 1 });
      for (let r = 2; r <= 20_000; r++) setCell(sheet, r, 0, { formula: `=A${r}+1`, value: r });
      writeFileSync(path, await writeXlsx({ sheets: [sheet], names: [] }));
      await opened(v);
      await give(page, path);
      await page.waitForSelector('.working .button');
      await page.evaluate("document.querySelector('.working .button').click()");
      await until(page, "document.querySelector('.working') === null");
      expect(await text(page, '.eyebrow')).toContain('students-misaligned.xlsx'); // as before
      expect(await page.$('[role=alert]')).toBeNull();
      await give(page, path);
      await until(page, "document.querySelector('.eyebrow').textContent.includes('numbers.xlsx')");
      await page.focus('[role=grid]');
      await page.keyboard.down('Control');
      await page.keyboard.press('End');
      await page.keyboard.up('Control');
      for (const key of ['ArrowUp', 'ArrowUp', 'Home'] as const) await page.keyboard.press(key);
      await until(page, "document.querySelector('.cell.cursor') !== null");
      expect(await at(page)).toMatch(/^A2000\d$/);
      expect(await page.$$eval('.cell', (list) => list.length)).toBeLessThan(3000); // only what is in view is drawn
      expect(problems).toEqual([]);
    }));

  test.each(['en', 'zh-TW'] as const)(
    'axe finds nothing, nothing is cut or too wide, targets are large enough, %s',
    (language) =>
      visit(files, chromium, async (v) => {
        const { page, problems } = v;
        const wrong: string[] = [];
        await page.setBypassCSP(true); // axe is put into the page by the test
        for (const width of [1440, 768, 360]) {
          for (const theme of ['light', 'dark'] as const) {
            await opened(v, language, width);
            await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
            await new Promise((r) => {
              setTimeout(r, 250);
            });
            await page.evaluate(axe);
            const found = (await page.evaluate(
              "axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(' | ')))",
            )) as string[];
            wrong.push(...found.map((f) => `${width} ${theme}: ${f}`));
            const wide = (await page.evaluate('document.documentElement.scrollWidth - innerWidth')) as number;
            if (wide > 0) wrong.push(`${width}: ${wide} px too wide`);
            const cut = await page.$$eval('.cell.number', (list) =>
              list
                .filter(
                  (e) =>
                    (e as unknown as { scrollWidth: number }).scrollWidth >
                    (e as unknown as { clientWidth: number }).clientWidth + 1,
                )
                .map((e) => e.textContent ?? ''),
            );
            wrong.push(...cut.map((c) => `${width}: ${c} is cut`));
            const least = width === 360 ? 44 : 24;
            const small = (await page.evaluate(
              `[...document.querySelectorAll('main :is(button, select, a)')].filter((e) => e.checkVisibility() && !e.closest('[role=grid]')).map((e) => [e.getBoundingClientRect(), e]).filter(([r]) => r.height < ${least} || r.width < 24).map(([r, e]) => e.textContent.trim() + ' ' + Math.round(r.width) + '×' + Math.round(r.height))`,
            )) as string[];
            wrong.push(...small.map((s) => `${width}: ${s} is small`));
          }
        }
        expect(wrong).toEqual([]);
        expect(problems).toEqual([]);
      }),
  );
});
