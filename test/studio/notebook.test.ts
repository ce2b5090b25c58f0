// The notebook in real browsers: the same numbers as in Node, state, stop, limits, files, links.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isInstalled } from '../tools/browsers.ts';
import { builtStudio, closeBrowsers, visit, type Files } from './built.ts';
import { notebookHand } from './notebook-page.ts';

let files: Files = {};
let node: typeof import('../../examples/liked.ts');
/** What the example prints in Node. */
const said: string[] = [];
beforeAll(async () => {
  files = await builtStudio();
  const { log } = console;
  console.log = (...values: unknown[]) => {
    said.push(values.join(' '));
  };
  node = await import('../../examples/liked.ts').finally(() => {
    console.log = log;
  });
});
afterAll(closeBrowsers);

for (const choice of browsers) {
  describe.runIf(isInstalled(choice))(`notebook in ${choice.name} (needs ${choice.path})`, () => {
    test('the example says what the same program says in Node, and is that program', () =>
      visit(files, choice, async ({ page, address, problems }) => {
        const hand = notebookHand(page, address);
        await hand.open();
        const program = readFileSync(fileURLToPath(new URL('../../examples/liked.ts', import.meta.url)), 'utf8')
          .replaceAll(/^(\/\/ The tutorial.*|export )/gm, '')
          .replaceAll(/\s+/g, '');
        const shown = await page.$$eval('.cell.code .editor', (list) =>
          list
            .map((e) => [...(e.shadowRoot?.querySelectorAll('.cm-line') ?? [])].map((l) => l.textContent).join('\n'))
            .join('\n'),
        );
        expect(shown.replaceAll(/\s+/g, '')).toBe(program);
        await hand.press('.bar .primary');
        await hand.done();
        expect(await hand.states()).toEqual(['done', 'done', 'done', 'done']);
        expect([await hand.output(6), await hand.output(8)]).toEqual(said);
        // every number of the training, as the table behind the curve shows it
        await hand.press('.cell:nth-of-type(4) figure .button');
        const rows = await page.$$eval('.cell:nth-of-type(4) figure tbody tr', (list) =>
          list.map((r) => [...r.children].map((c) => c.textContent).join(' ')),
        );
        expect(rows).toEqual(
          (node.history.history['loss'] ?? []).map((v, i) => `${i + 1} ${String(Number(v.toPrecision(6)))}`),
        );
        const variables = await page.$$eval('aside dl > div', (list) =>
          Object.fromEntries(
            list.map((d) => [d.querySelector('.name')?.textContent ?? '', d.querySelector('dd')?.textContent ?? '']),
          ),
        );
        expect(variables['loss']).toBe(String(node.loss));
        expect(variables['accuracy']).toBe(String(node.accuracy));
        expect(variables['p']).toBe(String(node.p));
        expect(problems).toEqual([]);
      }));

    test('state is kept, values and tables are shown, an error ends Run all', () =>
      visit(files, choice, async ({ page, address, problems }) => {
        const hand = notebookHand(page, address);
        await hand.open();
        await hand.cells(
          "import { Table } from 'gradsheet';\nlet total: number = 1;\nconst add = (n: number): void => { total += n; };",
          'add(41);\ntotal',
          "Table.of({ name: ['a', '<b>b</b>'], x: [1.5, -2] })",
          'plot({ down: [3, 2, 1] }, { title: "falls", x: "step" });\nfile("a.txt", "hello");\nconsole.log("said", { a: 1 }); console.error("warned");',
          'const first = 1;\n\nthrow new RangeError("too much");',
          '"never"',
        );
        await hand.press('.bar .primary');
        await hand.done();
        expect(await hand.states()).toEqual(['done', 'done', 'done', 'done', 'error', 'idle']);
        expect(await hand.output(2)).toBe('42');
        expect(await page.$$eval('.cell:nth-of-type(3) td', (list) => list.map((e) => e.textContent))).toEqual([
          'a',
          '1.5',
          '<b>b</b>',
          '−2',
        ]);
        expect(await hand.output(4)).toMatch(/falls[^]*step[^]*a\.txt \(5 B\)[^]*said \{ a: 1 \}[^]*warned/);
        expect(await hand.output(5)).toMatch(/RangeError: too much\s+line 3/);
        await hand.run(2); // once more: the state was kept
        await hand.done();
        expect(await hand.output(2)).toBe('83');
        expect(problems).toEqual([]);
      }));

    test('an endless loop stops at once, and what is lost is said', () =>
      visit(files, choice, async ({ page, address, problems }) => {
        const hand = notebookHand(page, address);
        await hand.open();
        await hand.cells('const kept = 5;', 'for (;;) {}', 'typeof kept');
        await hand.run(1);
        await hand.done();
        await hand.run(2);
        await hand.holds("document.querySelector('[data-state=running] .time')?.textContent.includes('0.3')");
        await hand.run(3);
        const began = Date.now();
        await hand.press('.bar .button:nth-child(2)');
        await hand.holds("document.querySelector('[data-state=stopped] .outputs')?.textContent.includes('Stopped')");
        expect(await hand.states()).toEqual(['done', 'stopped', 'idle']);
        expect(await page.$$eval('.locked', (list) => list.map((e) => e.textContent?.trim()))).toEqual([
          '! Variables of earlier cells are gone. Run them again.'.replace(' ', ''),
        ]);
        expect(Date.now() - began).toBeLessThan(30_000); // half the time limit of a cell, which would end it too
        await hand.run(3); // a new sandbox works, and knows nothing
        await hand.done();
        expect(await hand.output(3)).toBe('undefined');
        expect(problems).toEqual([]);
      }));

    test('limits of time, memory and output', () =>
      visit(files, choice, async ({ page, address, problems }) => {
        const hand = notebookHand(page, address);
        await hand.open();
        await hand.cells(
          'const held: Float64Array[] = [];\nfor (;;) held.push(new Float64Array(10_000_000));',
          'const pages = new WebAssembly.Memory({ initial: 1 });\nfor (;;) pages.grow(1000);',
          'new ArrayBuffer(2 ** 31)',
          'for (let i = 0; i < 1000; i++) console.log(i);\nconsole.log("x".repeat(1e6));',
          'const fine = new Float64Array(1000).length + new Uint8Array([1, 2, 3]).length; fine',
          'while (true) await new Promise((r) => setTimeout(r, 50));',
        );
        for (const n of [1, 2, 3, 4, 5]) {
          await hand.run(n);
          await hand.done();
        }
        for (const n of [1, 2, 3]) expect(await hand.output(n)).toContain('RangeError: A program may hold 1024 MiB');
        expect(await page.$$eval('.cell:nth-of-type(4) pre', (list) => list.map((e) => e.textContent))).toEqual([
          ...Array.from({ length: 199 }, (_, i) => String(i)),
          '…',
        ]);
        expect(await hand.output(5)).toBe('1003');
        await page.select('.limit select', '10');
        const began = Date.now();
        await hand.run(6);
        await hand.done();
        expect(Date.now() - began).toBeGreaterThan(9_500);
        expect(Date.now() - began).toBeLessThan(50_000); // less than the usual limit
        expect(await hand.output(6)).toContain('longer than the time limit');
        expect(problems).toEqual([]);
      }));

    test('keys: Shift+Enter, Ctrl+Enter, Esc, arrows, Enter, Delete and its undo', () =>
      visit(files, choice, async ({ page, address, problems }) => {
        const hand = notebookHand(page, address);
        const focused = (): Promise<string> =>
          page.evaluate(
            "(() => { const e = document.activeElement; return e.classList.contains('editor') ? 'editor of ' + e.closest('.cell').getAttribute('aria-label') : e.getAttribute('aria-label') ?? e.tagName; })()",
          ) as Promise<string>;
        const chord = async (modifier: 'Shift' | 'Control', key: 'Enter'): Promise<void> => {
          await page.keyboard.down(modifier);
          await page.keyboard.press(key);
          await page.keyboard.up(modifier);
          await new Promise((r) => {
            setTimeout(r, 120);
          });
        };
        await hand.open();
        await hand.cells('1 + 1', '2 + 2');
        await page.focus('.cell:nth-of-type(1) .editor >>> .cm-content');
        await chord('Control', 'Enter');
        await hand.done();
        expect([await hand.output(1), await focused()]).toEqual(['2', 'editor of Cell 1']);
        await chord('Shift', 'Enter');
        expect(await focused()).toBe('editor of Cell 2');
        await chord('Shift', 'Enter'); // at the end: a new cell
        await hand.done();
        expect([await hand.output(2), await focused()]).toEqual(['4', 'editor of Cell 3']);
        await page.keyboard.press('Escape');
        expect(await focused()).toBe('Cell 3');
        await page.keyboard.press('ArrowUp');
        await hand.holds("document.activeElement.getAttribute('aria-label') === 'Cell 2'");
        await page.keyboard.press('Enter');
        expect(await focused()).toBe('editor of Cell 2');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Delete');
        await hand.holds("document.querySelectorAll('.cell').length === 2");
        await hand.press('.notice .button');
        await hand.holds("document.querySelectorAll('.cell').length === 3");
        expect(await hand.output(2)).toBe('4');
        expect(problems).toEqual([]);
      }));

    test('completion: names of a module, members, options, their values, variables', () =>
      visit(files, choice, async ({ page, address, problems }) => {
        const hand = notebookHand(page, address);
        await hand.open();
        await hand.cells(
          "import { layers, sequential } from 'gradsheet';\nconst network = sequential([layers.dense({ units: 1, inputShape: [1] })]);",
          "import {  } from 'gradsheet';",
        );
        await hand.run(1);
        await hand.done();
        /** Until the list that belongs to all that was typed is there; one for less may stand before it. */
        const offers = async (one: string): Promise<void> => {
          const list =
            "[...[...document.querySelectorAll('.editor')][1].shadowRoot.querySelectorAll('.cm-completionLabel')].map((e) => e.textContent)";
          await page.waitForFunction(`${list}.includes(${JSON.stringify(one)})`);
          await page.keyboard.press('Escape');
          await page.waitForFunction(`${list}.length === 0`);
        };
        await hand.focus(2);
        await page.keyboard.press('Home');
        for (let i = 0; i < 'import { '.length; i++) await page.keyboard.press('ArrowRight');
        await page.keyboard.type('NumpyR');
        await offers('NumpyRandom');
        for (const [typed, one] of [
          ["import { x } from 'gradsheet/st", 'gradsheet/statistics'],
          ['layers.den', 'dense'],
          ['layers.dense({ kern', 'kernelInitializer'],
          ["layers.dense({ units: 1, activation: 're", 'relu'],
          ['netw', 'network'],
          ['network.comp', 'compile'],
          ["network.compile({ loss: 'binaryC", 'binaryCrossentropy'],
          ['seq', 'sequential'],
        ] as const) {
          await hand.type(2, typed);
          await offers(one);
        }
        expect(problems).toEqual([]);
      }));
  });
}
