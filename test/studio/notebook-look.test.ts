// The notebook for everybody: accessible in both languages and themes, on a phone, offline, and without weight for the
// bench.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isInstalled } from '../tools/browsers.ts';
import { axe, builtStudio, closeBrowsers, visit, type Files } from './built.ts';
import { notebookHand } from './notebook-page.ts';

let files: Files = {};
beforeAll(async () => {
  files = await builtStudio();
});
afterAll(closeBrowsers);
const [chromium] = browsers;
const here = test.runIf(isInstalled(chromium));
const violations =
  "axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140) + ' ' + n.failureSummary).join(' | ')))";
const pause = (ms: number): Promise<void> =>
  new Promise((r) => {
    setTimeout(r, ms);
  });

describe.each([
  ['en', 'light'],
  ['en', 'dark'],
  ['zh-TW', 'light'],
  ['zh-TW', 'dark'],
] as const)('%s, %s', (language, theme) => {
  here(`axe finds nothing, nothing is wider than its window, targets are large enough (needs ${chromium.path})`, () =>
    visit(files, chromium, async ({ page, address, problems }) => {
      const hand = notebookHand(page, address, language, theme);
      const wrong: string[] = [];
      await page.setBypassCSP(true); // axe is put into the page by the test
      const look = async (what: string): Promise<void> => {
        for (const width of [1440, 768, 360]) {
          await page.setViewport({ width, height: 900 });
          await pause(250);
          wrong.push(...((await page.evaluate(violations)) as string[]).map((v) => `${what} at ${width}: ${v}`));
          const wide = (await page.evaluate('document.documentElement.scrollWidth - innerWidth')) as number;
          if (wide > 0) wrong.push(`${what} at ${width}: ${wide} px too wide`);
          // tools of a cell and of a chart are 40 px on a phone, everything else 44
          const least = width === 360 ? 40 : 24;
          const small = (await page.evaluate(
            `[...document.querySelectorAll('main button, main select, main input')].filter((e) => e.checkVisibility({ opacityProperty: true }) && !e.closest('figure') && !e.matches('.cellref')).map((e) => [e.getBoundingClientRect(), e]).filter(([r]) => r.height > 0 && (r.height < ${least} || r.width < 24)).map(([r, e]) => (e.textContent.trim() || e.getAttribute('aria-label')) + ' ' + Math.round(r.width) + '×' + Math.round(r.height))`,
          )) as string[];
          wrong.push(...small.map((s) => `${what} at ${width}: ${s}`));
        }
        await page.setViewport({ width: 1440, height: 900 });
      };
      await hand.open();
      await page.evaluate(axe);
      await look('before');
      await hand.press('.bar .primary');
      await hand.done();
      await look('after');
      await hand.press('.file > .button');
      await look('file menu');
      await hand.press('.file > .button');
      await hand.cells(
        'null.x;',
        "show([[1, 2], [3, 4]]); file('a.csv', 'a'); plot([[0.5, 1], [-1, 2]]);",
        'for (;;) {}',
      );
      for (const n of [1, 2]) {
        await hand.run(n);
        await hand.done();
      }
      await hand.run(3);
      await pause(200);
      await hand.press('.bar .button:nth-child(2)');
      await hand.press('.cell:nth-of-type(2) .tools .button:last-child');
      await look('errors, stopped, deleted');
      await hand.press('.app .share');
      await pause(300);
      await look('share');
      expect(wrong).toEqual([]);
      expect(problems).toEqual([]);
    }),
  );
});

describe.each(browsers)('in $name', (choice) => {
  test.runIf(isInstalled(choice))(
    `the language changes without losing anything, the address and the page say where one is (needs ${choice.path})`,
    () =>
      visit(files, choice, async ({ page, address, problems }) => {
        const hand = notebookHand(page, address);
        await hand.open();
        await hand.press('.bar .primary');
        await hand.done();
        const said = await hand.output(6);
        await hand.press('button[lang="zh-Hant-TW"]');
        await hand.holds("document.querySelector('h1').textContent === '筆記本'");
        expect(await page.$eval('.cell.text', (e) => e.textContent)).toContain('誰會被喜歡');
        expect(await hand.output(6)).toBe(said);
        expect(await page.title()).toBe('筆記本 · Gradsheet');
        await pause(700);
        await page.reload(); // nothing is lost: cells, outputs, counts
        await hand.holds("document.querySelectorAll('main[data-ready=true] .cell').length === 8");
        expect(await hand.output(6)).toBe(said);
        expect(await page.$$eval('.count', (list) => list.map((e) => e.textContent))).toEqual([
          '[1]',
          '[2]',
          '[3]',
          '[4]',
        ]);
        expect(problems).toEqual([]);
      }),
  );

  test.runIf(isInstalled(choice))(`cells run offline after the first visit (needs ${choice.path})`, () => {
    const served = { ...files };
    return visit(served, choice, async ({ page, address, problems }) => {
      const hand = notebookHand(page, address);
      await hand.open();
      await hand.run(2); // what the page loads late is loaded
      await hand.done();
      for (
        let i = 0;
        i < 100 &&
        (await page.evaluate('navigator.serviceWorker.getRegistration().then((r) => r?.active?.state)')) !==
          'activated';
        i++
      ) {
        await pause(50);
      }
      for (const name of Object.keys(served)) delete served[name]; // the server knows nothing any more
      await page.reload();
      await hand.holds("document.querySelector('main[data-ready=true] .cell') !== null");
      await hand.press('.bar .primary');
      await hand.done();
      expect(await hand.states()).toEqual(['done', 'done', 'done', 'done']);
      expect(problems.filter((p) => !p.includes('favicon') && !p.includes('404'))).toEqual([]);
    });
  });
});

test('the notebook adds nothing to the first load but its name, and what it loads has a limit', () => {
  const names = Object.keys(files);
  const size = (part: string): number => {
    const name = names.find((n) => n.includes(part) && n.endsWith('.js'));
    return name ? gzipSync(files[name]?.body ?? '').length : 0;
  };
  const index = new TextDecoder().decode(files['/']?.body);
  const first = names.filter((n) => n.endsWith('.js') && index.includes(n.slice(1)));
  expect(first.length).toBeGreaterThan(0);
  const text = first.map((n) => new TextDecoder().decode(files[n]?.body)).join('\n');
  for (const part of ['cm-content', 'adoptedStyleSheets', 'sandbox.html']) {
    expect(text.includes(part), part).toBe(false);
  }
  expect(first.reduce((n, f) => n + gzipSync(files[f]?.body ?? '').length, 0)).toBeLessThanOrEqual(204 * 1024);
  expect(size('NotebookView-')).toBeGreaterThan(10_000);
  expect(size('NotebookView-')).toBeLessThan(240 * 1024);
  expect(size('runtime.worker-')).toBeGreaterThan(10_000);
  expect(size('runtime.worker-')).toBeLessThan(510 * 1024); // all of the library, and what compiles a cell
});
