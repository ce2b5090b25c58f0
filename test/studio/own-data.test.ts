// A person's own table, from the file to a prediction, in a real browser.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'puppeteer-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readXlsx } from '../../src/sheet.ts';
import { NumpyRandom } from '../../src/index.ts';
import { browsers, isInstalled, withBrowser, withServer } from '../tools/browsers.ts';

const folder = mkdtempSync(join(tmpdir(), 'gradsheet-studio-'));
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wasm': 'application/wasm', '.webmanifest': 'application/manifest+json' };
let files: Record<string, { type: string; body: Uint8Array }> = {};

beforeAll(async () => {
  const out = join(folder, 'dist');
  await build({ configFile: fileURLToPath(new URL('../../studio/vite.config.ts', import.meta.url)), logLevel: 'silent', build: { outDir: out, emptyOutDir: true } });
  files = Object.fromEntries(readdirSync(out, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((f) => f.isFile()).map((f) => {
    const path = join(f.parentPath, f.name), name = `/${path.slice(out.length + 1).replaceAll('\\', '/')}`;
    return [name === '/index.html' ? '/' : name, { type: types[extname(name)] ?? 'application/octet-stream', body: readFileSync(path) }];
  }));
}, 60_000);
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

// y = 3·x + group, with a little noise: easy to learn, and better than a constant. Big5, as Excel in Taiwan writes it.
const np = new NumpyRandom(3), xs = np.rand(120), noise = np.randn(120);
const rows = xs.map((x, i) => `${x.toFixed(4)},${i % 2 === 0 ? '甲' : '乙'},${(10 + 3 * x + (i % 2) + 0.05 * (noise[i] ?? 0)).toFixed(4)}`);
const big5: Readonly<Record<string, number[]>> = { 身: [0xa8, 0xad], 高: [0xb0, 0xaa], 組: [0xb2, 0xd5], 別: [0xa7, 0x4f], 分: [0xa4, 0xc0], 數: [0xbc, 0xc6], 甲: [0xa5, 0xd2], 乙: [0xa4, 0x41] };
const bytes = (text: string): Uint8Array => Uint8Array.from([...text].flatMap((c) => big5[c] ?? [c.charCodeAt(0)]));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const press = async (page: Page, selector: string): Promise<void> => { await page.waitForSelector(selector); await page.$eval(selector, (e) => { (e as unknown as { click(): void }).click(); }); };
const text = (page: Page, selector: string): Promise<string> => page.$eval(selector, (e) => e.textContent ?? '');
const results = '.verdict h2';

for (const choice of browsers) {
  describe(`own data in ${choice.name}`, () => {
    test.runIf(isInstalled(choice))(`a Big5 table is opened, trained, judged, predicted with and exported (needs ${choice.path})`, async () => {
      const file = join(folder, '分數.csv');
      writeFileSync(file, bytes(`身高,組別,分數\r\n${rows.join('\r\n')}\r\n`));
      await withServer(files, (address) => withBrowser(choice, async (browser) => {
        const page = await browser.newPage(), problems: string[] = [];
        page.on('pageerror', (e) => problems.push(String(e)));
        page.on('console', (m) => { if (m.type() === 'error' && !m.text().includes('favicon')) problems.push(m.text()); });
        await page.goto(`${address}/#data`);
        await page.waitForSelector('input[type=file]');
        await (await page.$('input[type=file]'))?.uploadFile(file);
        await page.waitForSelector('thead th b');
        expect(await page.$$eval('thead th b', (list) => list.map((e) => e.textContent))).toEqual(['身高', '組別', '分數']);
        expect(await page.$eval('select', (e) => (e as unknown as { value: string }).value)).toBe('big5');
        await press(page, '.bottom .primary'); // → target: the last column
        await page.waitForSelector('input[type=radio]');
        expect(await page.$$eval('input[type=radio]', (list) => list.filter((e) => (e as unknown as { checked: boolean }).checked).map((e) => e.getAttribute('value')))).toEqual(['分數']);
        await press(page, '.bottom .primary'); // → network
        await page.waitForSelector('.layer');
        await press(page, '.bottom .primary'); // → train → results
        await page.waitForSelector(results, { timeout: 30_000 });
        const verdict = await text(page, '.verdict');
        expect(verdict).toMatch(/baseline|基準/);
        const before = await text(page, '.answer b');
        await page.$eval('#field-身高', (e) => { const input = e as unknown as { value: string; dispatchEvent(e: Event): void }; input.value = '0.9'; input.dispatchEvent(new Event('input', { bubbles: true })); });
        await page.waitForFunction(`document.querySelector('.answer b').textContent !== ${JSON.stringify(before)}`);
        // the same in Chinese, without losing the model
        await press(page, 'button[lang="zh-Hant-TW"]');
        await page.waitForFunction("document.querySelector('h1').textContent === '結果'");
        expect(await text(page, '.answer b')).not.toBe(before);
        if (choice.browser === 'chrome') {
          await page.evaluate(axe);
          const found = await page.evaluate('axe.run(document, { runOnly: ["wcag2a", "wcag2aa"] }).then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ")).join(", ")))') as string[];
          expect(found).toEqual([]);
          const session = await page.createCDPSession();
          await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder, eventsEnabled: true });
          const done = new Promise<void>((ready) => { session.on('Browser.downloadProgress', (e) => { if (e.state === 'completed') ready(); }); });
          await press(page, '.head .end .button');
          await done;
          const book = readXlsx(readFileSync(join(folder, '分數.xlsx')));
          expect(book.sheets.flatMap((s) => [...s.cells.values()]).filter((c) => c.formula).length).toBeGreaterThan(1000);
        }
        // what was opened comes back with the page
        await page.reload();
        await page.waitForFunction("document.querySelector('.eyebrow')?.textContent.includes('分數.csv')");
        expect(problems).toEqual([]);
      }));
    }, 120_000);
  });
}
