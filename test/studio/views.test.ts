// Every view in Firefox: it opens, does its main thing, writes no error, and axe finds nothing in either language.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isInstalled } from '../tools/browsers.ts';
import { axe, builtStudio, chosen, closeBrowsers, visit, type Files } from './built.ts';

let files: Files;
beforeAll(async () => {
  files = await builtStudio();
});
afterAll(closeBrowsers);

/** Where it is, what is there at first, what is done, and what there is then. */
const views = [
  [
    'bench',
    '#bench/2-xor-net',
    '[data-panel]',
    "document.querySelector('.step').click()",
    "document.querySelector('.read b').textContent.startsWith('1')",
  ],
  [
    'own data',
    '#data',
    '.zone',
    "document.querySelector('.sample').click()",
    "document.querySelector('.rungs .on') !== null && document.querySelector('.answer b') !== null",
  ],
  [
    'doctor',
    '#doctor',
    '.zone',
    "document.querySelector('.zone .button:nth-child(2)').click()",
    "document.querySelectorAll('.cell.wrong').length > 3",
  ],
  [
    'notebook',
    '#notebook',
    'main[data-ready] .gutter button',
    "document.querySelector('main .gutter button').click()",
    "document.querySelector('main .count')?.textContent === '[1]'",
  ],
] as const;

const [, firefox] = browsers;
describe.runIf(isInstalled(firefox))(`views in Firefox (needs ${firefox.path})`, () => {
  test.each(views.flatMap((view) => (['en', 'zh-TW'] as const).map((language) => [...view, language] as const)))(
    '%s',
    (_, hash, there, act, done, language) =>
      visit(files, firefox, async ({ page, address, problems }) => {
        await chosen({ page, address }, language);
        await page.goto(`${address}/${hash}`);
        await page.waitForSelector(there);
        await page.evaluate(act);
        await page.waitForFunction(done);
        await page.evaluate(axe);
        const found = (await page.evaluate(
          "axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + n.html.slice(0, 160))))",
        )) as string[];
        // An editor's text, which has the focus, scrolls its frame along with the caret.
        expect(found.filter((f) => !/^scrollable-region-focusable: .*cm-scroller/.test(f))).toEqual([]);
        expect(problems).toEqual([]);
      }),
  );
});
