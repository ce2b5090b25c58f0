// A person's own table, from the file to a prediction, in real browsers.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCsv } from '../../src/csv.ts';
import { NumpyRandom, Table } from '../../src/index.ts';
import { fromSaved, readModel } from '../../src/save.ts';
import { emptySheet, readXlsx, setCell, writeXlsx } from '../../src/sheet.ts';
import { encode } from '../../src/data/encode.ts';
import { browsers, isInstalled } from '../tools/browsers.ts';
import { builtStudio, closeBrowsers, downloadsTo, visit, type Files, downloaded } from './built.ts';
import { accessible, keptUntil, press, put, text, until } from './page.ts';

const folder = mkdtempSync(join(tmpdir(), 'gradsheet-own-'));
let files: Files = {};
beforeAll(async () => {
  files = await builtStudio();
});
afterAll(async () => {
  await closeBrowsers();
  rmSync(folder, { recursive: true, force: true });
});

// y = 3·x + group, with a little noise: easy to learn, and better than a constant. Big5, as Excel in Taiwan writes it.
const np = new NumpyRandom(3);
const xs = np.rand(120);
const noise = np.randn(120);
const rows = xs.map(
  (x, i) =>
    `${x.toFixed(4)},${i % 2 === 0 ? '甲' : '乙'},${(10 + 3 * x + (i % 2) + 0.05 * (noise[i] ?? 0)).toFixed(4)}`,
);
const codes: Readonly<Record<string, number[]>> = {
  身: [0xa8, 0xad],
  高: [0xb0, 0xaa],
  組: [0xb2, 0xd5],
  別: [0xa7, 0x4f],
  分: [0xa4, 0xc0],
  數: [0xbc, 0xc6],
  甲: [0xa5, 0xd2],
  乙: [0xa4, 0x41],
};
const big5 = (text: string): Uint8Array => Uint8Array.from([...text].flatMap((c) => codes[c] ?? [c.charCodeAt(0)]));

const all = (page: Page, selector: string): Promise<string[]> =>
  page.$$eval(selector, (list) => list.map((e) => e.textContent ?? ''));
const give = async (page: Page, path: string): Promise<void> => {
  await (await page.waitForSelector('input[type=file]'))?.uploadFile(path);
};
const results = '.verdict h2';

/** The person sets what is trained. */
const setMyself = async (page: Page): Promise<void> => {
  await press(page, 'main .segments button:last-child');
  await page.waitForSelector('thead th b');
};

/** The Big5 table, opened and trained with the settings that are offered. */
async function trained(page: Page, address: string): Promise<void> {
  const file = join(folder, '分數.csv');
  writeFileSync(file, big5(`身高,組別,分數\r\n${rows.join('\r\n')}\r\n`));
  await page.goto(`${address}/#data`);
  await give(page, file);
  await setMyself(page);
  for (const next of ['input[type=radio]', '.layers', results]) {
    await press(page, '.bottom .primary');
    await page.waitForSelector(next);
  }
  await page.waitForSelector('.answer b');
}

for (const choice of browsers) {
  describe(`own data in ${choice.name}`, () => {
    test.runIf(isInstalled(choice))(
      `a Big5 table is opened, trained, judged and predicted with, and comes back with its model (needs ${choice.path})`,
      async () => {
        await visit(files, choice, async ({ page, address, problems }) => {
          await trained(page, address);
          await press(page, '.step'); // back to the data: nothing is lost
          expect(await all(page, 'thead th b')).toEqual(['身高', '組別', '分數']);
          expect(await page.$eval('select', (e) => (e as unknown as { value: string }).value)).toBe('big5');
          expect(await all(page, '.scroll tbody tr:first-child td')).toEqual([
            Number(xs[0]?.toFixed(4)).toString(),
            '甲',
            rows[0]
              ?.split(',')[2]
              ?.replace(/0+$/, '')
              .replace(/(\.\d*?)0+$/, '$1') ?? '',
          ]);
          await press(page, 'li:last-child .step');
          await page.waitForSelector(results);
          expect(await text(page, '.verdict')).toMatch(/Better than the baseline|比基準好/);
          const before = await text(page, '.answer b');
          await put(page, '#field-0', '0.9', 'input');
          await until(page, `document.querySelector('.answer b').textContent !== ${JSON.stringify(before)}`);
          // the sum that is shown adds up to the answer
          const sum = (await page.evaluate(
            `(() => { const n = (e) => Number(e.textContent.replace('−', '-')); const parts = [...document.querySelectorAll('.stack .pair')].map((p) => [...p.querySelectorAll('.operand b')].map(n)); return { said: n(document.querySelector('.operand.result b')), sum: parts.reduce((s, [w, x = 1]) => s + w * x, 0), terms: parts.length, answer: n(document.querySelector('.answer b')) }; })()`,
          )) as { said: number; sum: number; terms: number; answer: number };
          expect(sum.terms).toBeGreaterThan(1);
          expect(Math.abs(sum.sum - sum.said)).toBeLessThan(0.02); // three decimals are shown
          expect(Math.abs(sum.answer - sum.said)).toBeLessThan(0.001);
          // one level down: a hidden unit reads the columns
          await press(page, '.stack button.operand');
          await until(page, "document.querySelector('.back') !== null");
          expect(
            (await all(page, '.stack .operand.is-data small')).some(
              (name) => name === '身高' || name.startsWith('組別='),
            ),
          ).toBe(true);
          // the same in the other language, without losing the model
          await press(page, 'button[lang="zh-Hant-TW"]');
          await until(page, "document.querySelector('h1').textContent === '結果'");
          const kept = await text(page, '.answer b');
          await keptUntil(page, (work) => String(work.values['身高']) === '0.9');
          await page.reload();
          await until(page, "document.querySelector('.answer b') !== null");
          expect(await text(page, '.answer b')).toBe(kept); // file, settings, model and the row that was typed
          expect(problems).toEqual([]);
        });
      },
    );
  });
}

const chromium = browsers[0];
describe.runIf(isInstalled(chromium))(`own data (needs ${chromium.path})`, () => {
  test('every format is saved and holds what it says', async () => {
    await visit(files, chromium, async ({ page, address, problems, context }) => {
      await trained(page, address);
      const said = await text(page, '.answer b');
      await downloadsTo({ page, context }, folder);
      const save = async (format: string, name: string): Promise<Uint8Array> => {
        await press(page, `dialog input[value="${format}"]`);
        await until(page, "!document.querySelector('dialog .primary').disabled");
        await page.click('dialog .primary'); // a real click: browsers refuse several downloads that nobody asked for
        await until(page, `document.querySelector('.said').textContent.includes(${JSON.stringify(name)})`);
        return downloaded(join(folder, name));
      };
      await press(page, '.head .end .button:last-child');
      const zip = unzipSync(await save('model', '分數-model.zip'));
      const file = (name: string): Uint8Array => zip[name] ?? new Uint8Array();
      const saved = readModel({ model: file('model.json'), weights: file('weights.safetensors') });
      const preprocessing = saved.preprocessing;
      if (!preprocessing) throw new Error('the preprocessing is missing');
      const values = await page.$$eval('#field-0, #field-1', (list) =>
        list.map((e) => (e as unknown as { value: string }).value),
      );
      const [[p = NaN] = []] = await fromSaved(saved).predict(
        encode(preprocessing, Table.of({ 身高: [Number(values[0])], 組別: [values[1] ?? ''] }), { target: false }).x,
      );
      expect(Math.abs(p - Number(said))).toBeLessThan(0.01); // the model in the file says what the page says
      const predictions = parseCsv(await save('predictions', '分數-predictions.csv')).table;
      expect(predictions.names).toEqual(['身高', '組別', '分數', '分數 (predicted)']);
      expect(predictions.rows).toBe(120);
      for (const [format, name, holds] of [
        ['typescript', '分數.ts', 'planTable(table'],
        ['keras', '分數_keras.py', 'pd.read_csv("分數.csv", encoding="big5"'],
        ['pytorch', '分數_pytorch.py', 'class KerasAdam'],
      ] as const) {
        expect(new TextDecoder().decode(await save(format, name))).toContain(holds);
      }
      const book = readXlsx(await save('workbook', '分數.xlsx'));
      expect(book.sheets.flatMap((s) => [...s.cells.values()]).filter((c) => c.formula).length).toBeGreaterThan(1000);
      expect(problems).toEqual([]);
    });
  });

  test('a training that is cancelled and goes on ends with the same bits as one that was not', async () => {
    await visit(files, chromium, async ({ page, address, problems }) => {
      const file = join(folder, 'long.csv');
      const random = new NumpyRandom(5);
      const x = random.rand(6000);
      writeFileSync(
        file,
        `a,b,y\n${x.map((v, i) => `${v.toFixed(5)},${(i % 7) / 7},${(2 * v - (i % 7) / 5).toFixed(5)}`).join('\n')}\n`,
      );
      await page.goto(`${address}/#data`);
      await give(page, file);
      await setMyself(page);
      await press(page, '.bottom .primary');
      await press(page, '.bottom .primary');
      await page.waitForSelector('.layers');
      await put(page, '.rows label:nth-child(3) input', '400');
      await put(page, '.rows label:nth-child(4) input', '8');
      await press(page, '.bottom .primary');
      // cancelled by the page itself, in the moment it sees the second epoch: the Worker waits for no test
      await until(
        page,
        "/[2-9]|1\\d/.test(document.querySelector('.facts span')?.textContent.match(/\\d+/)?.[0] ?? '') && (document.querySelector('.row .button').click(), true)",
      );
      await page.waitForSelector(results);
      expect(await text(page, '.verdict')).toMatch(/stopped after \d+ of 400/);
      // the page closes and opens again: the model is still there, and goes on
      await keptUntil(page, (work) => work.model !== null);
      await page.reload();
      await page.waitForSelector(results);
      await press(page, '.verdict .actions .button:last-child');
      await page.waitForSelector('.row progress');
      await until(page, "document.querySelector('.verdict h2') !== null");
      const losses = (): Promise<string[]> =>
        page.evaluate(
          "(async () => { const b = [...document.querySelectorAll('figure .button')].find((e) => e.getAttribute('aria-pressed') === 'false'); b.click(); await new Promise((r) => setTimeout(r, 50)); const cells = [...document.querySelectorAll('figure table tbody tr')].map((r) => r.textContent); document.querySelector('figure .button').click(); return cells; })()",
        ) as Promise<string[]>;
      const interrupted = await losses();
      expect(interrupted.length).toBe(400);
      await press(page, '.verdict .actions .button:nth-child(2)'); // train again, from the beginning
      await page.waitForSelector('.row progress');
      await until(page, "document.querySelector('.verdict h2') !== null");
      expect(await losses()).toEqual(interrupted);
      expect(problems).toEqual([]);
    });
  });

  test('a workbook is opened, a sheet is chosen, classes in numbers are classes when a person says so', async () => {
    await visit(files, chromium, async ({ page, address, problems }) => {
      const sheet = emptySheet('points');
      const other = emptySheet('notes');
      setCell(other, 0, 0, { value: 'nothing here' });
      ['a', 'b', 'class'].forEach((name, c) => {
        setCell(sheet, 0, c, { value: name });
      });
      for (let i = 0; i < 90; i++) {
        [i % 10, (i * 7) % 11, 1 + (i % 3)].forEach((v, c) => {
          setCell(sheet, i + 1, c, { value: v });
        });
      }
      const path = join(folder, 'points.xlsx');
      writeFileSync(path, await writeXlsx({ sheets: [other, sheet], names: [] }));
      await page.goto(`${address}/#data`);
      await give(page, path);
      await page.waitForSelector('[role=alert]'); // the first sheet is no table, and that is said
      await page.goto('about:blank');
      writeFileSync(path, await writeXlsx({ sheets: [sheet, other], names: [] }));
      await page.goto(`${address}/#data`);
      await give(page, path);
      await setMyself(page);
      expect(await all(page, 'thead th b')).toEqual(['a', 'b', 'class']);
      await press(page, '.bottom .primary');
      await page.waitForSelector('.meant select');
      await put(page, '.meant select', 'classes');
      await until(page, "/Softmax/.test(document.querySelector('.meant').textContent)");
      await press(page, '.bottom .primary');
      await page.waitForSelector('.layers');
      await press(page, '.bottom .primary');
      await page.waitForSelector(results);
      expect(await page.$$eval('.few tbody tr', (list) => list.length)).toBe(3);
      expect(problems).toEqual([]);
    });
  });

  test('what is wrong with a file is said, and the table that was open stays', async () => {
    await visit(files, chromium, async ({ page, address, problems }) => {
      const bad = join(folder, 'ragged.csv');
      writeFileSync(bad, 'a,b,c\n1,2,3\n4,5,6\n7,8,9,10\n1,2,3\n');
      await trained(page, address);
      await press(page, '.step');
      await give(page, bad);
      await page.waitForSelector('[role=alert]');
      expect(await text(page, '[role=alert]')).toMatch(/ragged\.csv, row 4.*4 columns.*3/);
      expect(await all(page, 'thead th b')).toEqual(['身高', '組別', '分數']);
      expect(problems).toEqual([]);
    });
  });

  for (const language of ['en', 'zh-TW'] as const) {
    test(`every step is accessible and fits a phone (${language})`, async () => {
      await visit(files, chromium, async ({ page, address, problems }) => {
        await page.evaluateOnNewDocument(`localStorage.setItem('gradsheet-language', '${language}')`);
        const fits = async (step: string): Promise<void> => {
          expect(await accessible(page), step).toEqual([]);
          await page.setViewport({ width: 360, height: 740 });
          await new Promise((r) => {
            setTimeout(r, 60);
          });
          expect(await page.evaluate('document.documentElement.scrollWidth'), step).toBeLessThanOrEqual(360);
          expect(await accessible(page), `${step}, 360`).toEqual([]);
          await page.setViewport({ width: 1440, height: 900 });
          await new Promise((r) => {
            setTimeout(r, 60);
          });
        };
        await page.goto(`${address}/#data`);
        await page.waitForSelector('.zone');
        await fits('empty');
        await press(page, 'li:last-child .sample');
        await setMyself(page);
        await fits('data');
        await press(page, '.bottom .primary');
        await page.waitForSelector('input[type=radio]');
        await fits('target');
        await press(page, '.bottom .primary');
        await page.waitForSelector('.layers');
        await fits('network');
        await press(page, '.bottom .primary');
        await page.waitForSelector('.answer b');
        await fits('results');
        await press(page, '.head .end .button:last-child');
        await page.waitForSelector('dialog pre');
        await fits('export');
        expect(problems).toEqual([]);
      });
    });
  }
});
