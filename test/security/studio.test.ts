// What strangers' files, links and cells can do to the Studio's page: keep it busy, fill it, or speak in its name.
// Nothing here
// is measured in seconds: work that never ends is given to it, and elements are counted.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ElementHandle, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtStudio, closeBrowsers, visit, type Files } from '../studio/built.ts';
import { notebookHand } from '../studio/notebook-page.ts';
import { press } from '../studio/page.ts';
import { browsers, isInstalled } from '../tools/browsers.ts';

const folder = mkdtempSync(join(tmpdir(), 'gradsheet-security-'));
let files: Files = {};
beforeAll(async () => {
  files = await builtStudio();
});
afterAll(async () => {
  await closeBrowsers();
  rmSync(folder, { recursive: true, force: true });
});

/** The Studio whose Workers never come back from a file of this name. */
const neverReading = (name: string): Files =>
  Object.fromEntries(
    Object.entries(files).map(([path, file]) => {
      if (!/\/(train|doctor)\.worker/.test(path)) return [path, file];
      const stub = `self.addEventListener('message', ({ data }) => { if ((data.ask ?? data).name === '${name}') for (;;); });\n`;
      return [path, { ...file, body: Buffer.concat([Buffer.from(stub), file.body]) }];
    }),
  );
const open = async (page: Page, selector: string, name: string, content: string | Uint8Array): Promise<void> => {
  const path = join(folder, name);
  writeFileSync(path, content);
  const input = (await page.waitForSelector(selector)) as ElementHandle<HTMLInputElement> | null;
  await input?.uploadFile(path);
};
const elements = (page: Page): Promise<number> =>
  page.evaluate("document.querySelectorAll('*').length") as Promise<number>;
type Serve = (folder: string) => Promise<{ readonly url: string; readonly close: () => Promise<void> }>;
const small = 'a,b\n1,2\n2,3\n3,5\n4,4\n5,6\n';

/** What makes large pieces that nobody counts, another global object, or a connection. */
const gone = [
  'Worker',
  'SharedWorker',
  'structuredClone',
  'MessageChannel',
  'BroadcastChannel',
  'Blob',
  'Response',
  'FileReaderSync',
  'ImageData',
  'OffscreenCanvas',
  'ReadableStream',
  'fetch',
  'indexedDB',
  'crypto',
  'SharedArrayBuffer',
  'importScripts',
  'caches',
  'navigator',
];

describe.each(browsers)('the Studio in $name', (choice) => {
  const on = test.runIf(isInstalled(choice));

  on('a table that is never read can be cancelled, and another does not wait for it', () =>
    visit(neverReading('endless.csv'), choice, async ({ page, address, problems }) => {
      await page.goto(`${address}/#data`);
      const input = 'input[type=file]';
      const columns = () => page.$$eval('thead th b', (l) => l.length);
      await open(page, input, 'endless.csv', small);
      await press(page, '.working .button');
      await page.waitForFunction("!document.querySelector('.working')");
      expect(await page.$$eval('[role=alert]', (l) => l.length)).toBe(0);
      await open(page, input, 'endless.csv', small);
      await page.waitForSelector('.working');
      await open(page, input, 'small.csv', small);
      await press(page, 'main .segments button:last-child'); // set it yourself
      await page.waitForSelector('thead th b');
      expect(await columns()).toBe(2);
      await open(page, input, 'endless.csv', small); // what was open stays open, and can be worked with
      await page.waitForSelector('.working');
      await press(page, '.working .button');
      await page.waitForFunction("!document.querySelector('.working')");
      await press(page, '.bottom .primary');
      await page.waitForSelector('input[type=radio]');
      expect(problems).toEqual([]);
    }),
  );

  on('a workbook that is never examined can be cancelled, and another does not wait for it', () =>
    visit(neverReading('endless.xlsx'), choice, async ({ page, address, problems }) => {
      await page.goto(`${address}/#doctor`);
      const input = 'main > input[type=file]';
      await open(page, input, 'endless.xlsx', small);
      await press(page, '.working .button');
      await page.waitForFunction("!document.querySelector('.working')");
      await open(page, input, 'endless.xlsx', small);
      await page.waitForSelector('.working');
      await open(page, input, 'small.xlsx', small); // no workbook: the doctor says so, as it could not if it waited
      await page.waitForSelector('[role=alert]');
      await page.waitForFunction("!document.querySelector('.working')");
      await open(page, input, 'endless.xlsx', small);
      await page.waitForSelector('.working');
      await press(page, '.zone .primary + .button'); // the example
      await page.waitForSelector('.finding');
      expect(problems).toEqual([]);
    }),
  );

  on('the elements of a page do not grow with the columns, classes and texts of a table', () =>
    visit(files, choice, async ({ page, address, problems }) => {
      const table = (columns: number, rows: number): string => {
        const names = Array.from({ length: columns }, (_, i) => `c${i}`);
        const row = (r: number): string =>
          names.map((_, c) => (c === columns - 1 ? `k${r % (rows / 4)}` : String((r * 7 + c) % 11))).join(',');
        return `${names.join(',')}\n${Array.from({ length: rows }, (_, r) => row(r)).join('\n')}\n`;
      };
      const counts: number[][] = [];
      for (const [columns, rows] of [
        [400, 240],
        [2000, 480],
      ] as const) {
        await page.goto(`${address}/#data`);
        await open(page, 'input[type=file]', `${columns}.csv`, table(columns, rows));
        await page.waitForFunction(`document.querySelector('.eyebrow')?.textContent.includes('${columns}.csv')`);
        await page.waitForSelector('main .segments button:last-child');
        expect(await elements(page)).toBeLessThan(6000); // where a model is chosen
        await press(page, 'main .segments button:last-child'); // set it yourself
        await page.waitForSelector('thead th b');
        const seen = [await elements(page)];
        await press(page, '.bottom .primary');
        await page.waitForSelector('input[type=radio]');
        seen.push(await elements(page));
        counts.push(seen);
        if (columns === 400) await press(page, '.bottom .button'); // back to the file
      }
      const [few = [], many = []] = counts;
      many.forEach((n, step) =>
        expect(Math.abs(n - (few[step] ?? 0)), `step ${step}: ${few[step]} and ${n}`).toBeLessThan(50),
      );
      expect(Math.max(...few, ...many)).toBeLessThan(6000);
      await page.$eval('.list', () => undefined);
      await page.type('input[type=search]', 'c1999');
      await page.waitForFunction(
        "document.querySelector('.list').textContent.includes('c1999') && document.querySelectorAll('.list input[type=radio]').length === 1",
      );
      expect(problems).toEqual([]);
    }),
  );

  on('every address gives a page', () =>
    visit(files, choice, async ({ page, address, problems }) => {
      const odd = [
        '#%',
        '#%E0%A4%A',
        '#__proto__/constructor',
        '#bench/%',
        '#?%',
        '#bench/4?epoch=1&batch=0.5',
        '#bench/4?epoch=-1&batch=NaN',
        '#bench/4?epoch=1e9&phase=loss&sample=99',
        '#data/%?lesson',
        '#bench/4?w=1,,&x=%&cell=%5B',
        '#notebook?n=%',
        `#notebook?n=${'A'.repeat(20_000)}`,
      ];
      for (const hash of odd) {
        await page.goto('about:blank');
        await page.goto(`${address}/${hash}`);
        await page.waitForFunction("document.querySelector('main')?.innerText.length > 20");
      }
      expect(problems).toEqual([]);
    }),
  );

  // The line to the page, caught when the runtime uses it.
  const caught = `const caught: MessagePort[] = [];
const post = MessagePort.prototype.postMessage;
MessagePort.prototype.postMessage = function (this: MessagePort, ...a: any[]) { caught.push(this); return (post as any).apply(this, a); } as any;
const send = (output: any) => { (post as any).call(caught[0], { id: 2, output }); };
console.log('x');`;

  on('forged outputs are bounded: what is too large is none, and there is an end', () =>
    visit(files, choice, async ({ page, address, problems }) => {
      const hand = notebookHand(page, address);
      await hand.open();
      await hand.cells(
        caught,
        `
const many = (n: number, one: (i: number) => any) => Array.from({ length: n }, (_, i) => one(i));
send({ kind: 'progress', fit: 1, epoch: 0, epochs: 1, part: 0, logs: Object.fromEntries(many(1e5, (i) => ['k' + i, i])) });
const points = many(1e5, (x) => ({ x, y: x }));
send({ kind: 'lines', title: '', xTitle: '', series: many(40, (i) => ({ name: 's' + i, points })) });
send({ kind: 'lines', title: '', xTitle: '', series: [{ name: 'far', points: [{ x: 1, y: 1e20 }, { x: 2, y: 1e20 }] }, { name: 'far', points: [{ x: 1, y: 1e300 }, { x: 1, y: -1e308 }] }] });
send({ kind: 'lines', title: '', xTitle: '', series: [{ name: 'near', points: many(50_000, () => ({ x: 1, y: 1 })) }] });
send({ kind: 'text', stream: 'log', text: 'x'.repeat(30_000) });
for (let i = 0; i < 12; i++) send({ kind: 'table', title: '', headers: [], rows: many(100, () => many(100, () => 'cell')), more: 0, numbers: [] });
for (let i = 0; i < 300; i++) send({ kind: 'progress', fit: i, epoch: 0, epochs: 1, part: 0, logs: {} });
'sent'`,
      );
      await hand.run(1);
      await hand.done();
      await hand.run(2);
      await hand.done();
      expect(await hand.states()).toEqual(['done', 'done']);
      expect(await page.$$eval('.cell:nth-of-type(2) .outputs > *', (l) => l.length)).toBeLessThan(202);
      expect(await page.$$eval('.metric', (l) => l.length)).toBe(0);
      expect(await page.$$eval('figure', (l) => l.length)).toBe(2);
      expect(await elements(page)).toBeLessThan(100_000);
      expect(await page.$$eval('.cell:nth-of-type(2) pre', (l) => l.map((e) => e.textContent))).toEqual(['…']);
      expect(problems).toEqual([]);
    }),
  );

  on('a message that takes for ever to read keeps nobody waiting: a cell can be stopped', () =>
    visit(files, choice, async ({ page, address, problems }) => {
      const hand = notebookHand(page, address);
      await hand.open();
      await hand.cells(
        caught,
        "for (;;) { for (let i = 0; i < 20; i++) send({ kind: 'progress', fit: 1, epoch: 0, epochs: 1, part: 0, logs: Object.fromEntries(Array.from({ length: 20_000 }, (_, k) => ['k' + k, k])) }); await new Promise((r) => setTimeout(r)); }",
        '1 + 1',
      );
      await hand.run(1);
      await hand.done();
      await hand.run(2);
      await page.waitForFunction("document.querySelectorAll('[data-state]')[1].dataset.state === 'running'");
      await hand.run(2); // Stop
      await hand.done();
      await hand.run(3);
      await hand.done();
      expect(await hand.output(3)).toBe('2');
      expect(problems).toEqual([]);
    }),
  );

  on('a program finds the language and little else, and its memory is counted', () =>
    visit(files, choice, async ({ page, address, problems }) => {
      const hand = notebookHand(page, address);
      await hand.open();
      await hand.cells(
        `console.log(JSON.stringify(${JSON.stringify(gone)}.filter((name) => (globalThis as any)[name] !== undefined)), Object.keys(WebAssembly).join());`,
        'const U = (Uint8Array.prototype as any).constructor; new U(1.5e9).length',
        'const a: any = new Uint8Array(5e8); a.constructor = undefined; [a.slice(), a.slice()].length',
      );
      for (const n of [1, 2, 3]) {
        await hand.run(n);
        await hand.done();
      }
      expect(await hand.output(1)).toBe('[] Memory');
      for (const n of [2, 3]) expect(await hand.output(n)).toContain('RangeError: A program may hold 1024 MiB');
      expect(problems).toEqual([]);
    }),
  );

  on('what goes to Colab is what a cell computes, whatever it says that it did', () =>
    visit(files, choice, async ({ page, address, problems }) => {
      const hand = notebookHand(page, address);
      await hand.open();
      const saving =
        'globalThis.saved = []; { const real = URL.createObjectURL; URL.createObjectURL = (b) => { void b.text?.().then((t) => saved.push(t)); return real.call(URL, b); }; } 0';
      await page.evaluate(saving);
      const colab = async (): Promise<string> => {
        await page.evaluate('saved.length = 0');
        await hand.menu('colab');
        await page.waitForFunction('saved.length > 0');
        return page.evaluate('saved[0]') as Promise<string>;
      };
      await hand.press('.bar .primary'); // the example: an honest notebook loses nothing
      await hand.done();
      const honest = await colab();
      for (const line of [
        'rng = np.random.RandomState(42)',
        'model = keras.Sequential([',
        'model.set_weights([',
        'print(model.evaluate(',
      ]) {
        expect(honest).toContain(line);
      }
      await hand.cells(
        `const real = MessagePort.prototype.postMessage;
MessagePort.prototype.postMessage = function (this: MessagePort, m: any, ...a: any[]) {
  if (m?.python) m = { ...m, python: { lines: ['import os; os.system("id")'], imports: ['import keras\\nimport os; os.system("id")'] } };
  return (real as any).call(this, m, ...a);
} as any;
1 + 1`,
        '/* \r!os.system("id")\u2028!id\u0085!id\r\n!id */ 2',
      );
      await hand.run(1);
      await hand.done();
      await hand.run(2);
      await hand.done();
      const code = (JSON.parse(await colab()) as { cells: { cell_type: string; source: string[] }[] }).cells
        .filter((c) => c.cell_type === 'code')
        .map((c) => c.source.join(''));
      expect(code.length).toBe(3);
      for (const line of code
        .slice(1)
        .join('\n')
        .split(/[\r\n\f\v\u0085\u2028\u2029]/)) {
        expect(line).toMatch(/^#|^$/);
      }
      expect(code[0]).toBe('import keras');
      expect(problems).toEqual([]);
    }),
  );

  on('the notebook runs in what npm start serves', () =>
    visit(files, choice, async ({ page, problems }) => {
      const root = join(folder, `site-${choice.name}`);
      for (const [path, { body }] of Object.entries(files)) {
        const to = join(root, path === '/' ? 'index.html' : path);
        mkdirSync(dirname(to), { recursive: true });
        writeFileSync(to, body);
      }
      // plain JavaScript
      const { serve } = (await import(new URL('../../scripts/serve.mjs', import.meta.url).href)) as { serve: Serve };
      const { url, close } = await serve(root);
      try {
        const hand = notebookHand(page, url.slice(0, -1));
        await hand.open();
        await hand.cells("import { Table } from 'gradsheet';\nTable.of({ a: [1, 2] }).rows");
        await hand.run(1);
        await hand.done();
        expect(await hand.output(1)).toBe('2');
        expect(problems).toEqual([]);
      } finally {
        await close();
      }
    }),
  );
});
