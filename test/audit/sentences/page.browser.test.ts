// The report in browsers: both languages without script, nothing loaded, links from findings to cells and back.
import { expect, test } from 'vitest';
import { reportPage } from '../../../src/audit/page/index.ts';
import { emptySheet, setCell } from '../../../src/workbook/index.ts';
import { browsers, isInstalled, withBrowser, withServer } from '../../tools/browsers.ts';
import { audit, book } from './misaligned.ts';

for (const choice of browsers) {
  test.runIf(isInstalled(choice))(`the report in ${choice.name} (needs ${choice.path})`, async () => {
    const evil = emptySheet('Evil');
    const payload =
      '</td><script>document.title="pwned"</script><img src="/stolen" onerror="document.title=\'pwned\'">';
    setCell(evil, 0, 0, { value: payload });
    setCell(evil, 0, 1, { formula: '=A1', value: payload });
    const html = reportPage(
      {
        ...audit,
        findings: [
          ...audit.findings,
          {
            severity: 'error',
            class: 'text-number',
            cells: ['Evil!B1'],
            formula: payload,
            expected: null,
            operand: null,
            repair: [],
            consequences: [],
            cost: null,
            facts: { value: payload },
          },
        ],
      },
      { ...book, sheets: [...book.sheets, evil] },
      { name: 'students.xlsx' },
    );
    const files = { '/': { type: 'text/html; charset=utf-8', body: html } };
    await withServer(files, (address) =>
      withBrowser(choice, async (browser) => {
        const tab = await browser.newPage();
        const asked: string[] = [];
        tab.on('request', (r) => {
          const { protocol, pathname } = new URL(r.url());
          if (protocol !== 'data:') asked.push(pathname);
        }); // Firefox has a font of its own
        await tab.setViewport({ width: 1440, height: 900 });
        await tab.goto(address);
        const shown = (selector: string): Promise<boolean> => tab.$eval(selector, (e) => e.getClientRects().length > 0);
        expect([await shown('h1 [lang="en"]'), await shown('h1 [lang="zh-Hant-TW"]')]).toEqual([true, false]);
        await tab.click('label[for="zh"]');
        expect([await shown('h1 [lang="en"]'), await shown('h1 [lang="zh-Hant-TW"]')]).toEqual([false, true]);
        await tab.click('#finding-1 a[href^="#cell"]');
        // number of the finding, value
        expect(await tab.evaluate(() => document.querySelector(':target')?.textContent)).toBe('10.462000');
        expect(await tab.title()).toBe('students.xlsx · 1 error in 25 cells, 1 warning, 1 note');
        expect(await tab.$$eval('script, img', (all) => all.length)).toBe(0);
        expect(await tab.$$eval('td', (all) => all.filter((e) => e.textContent.includes('<script>')).length)).toBe(2);
        await tab.setViewport({ width: 360, height: 800 });
        // sheets scroll by themselves
        expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
        expect(asked.filter((path) => path !== '/favicon.ico')).toEqual(['/']);
      }),
    );
  });
}
