// The bench as a person uses it, in real browsers.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readXlsx } from '../../src/sheet.ts';
import { browsers, isInstalled } from '../tools/browsers.ts';
import { builtStudio, closeBrowsers, downloadsTo, hands, visit, type Files } from './built.ts';

let files: Files;
beforeAll(async () => {
  files = await builtStudio();
});
afterAll(closeBrowsers);

for (const choice of browsers) {
  describe(`bench in ${choice.name}`, () => {
    const here = test.runIf(isInstalled(choice));

    here(`a number says where it comes from: formula, chain rule, numeric derivative (needs ${choice.path})`, () =>
      visit(files, choice, async (v) => {
        const h = hands(v);
        await h.open('#bench/4?epoch=3');
        await h.cell('m.1');
        await h.until('working', async () => (await h.text('.working h2')).includes('mean Δw₂'));
        expect(await h.text('.working .value')).toBe('−0.07787730174883559');
        expect(await h.text('.working .stack')).toContain('Δw₂ A−0.1076');
        expect(await h.text('.working .sum')).toContain('+0.15575');
        expect(await v.page.$$eval('.working thead b', (list) => list.map((e) => e.textContent))).toEqual([
          '∂L/∂e²',
          '∂e²/∂e',
          '∂e/∂ŷ',
          '∂ŷ/∂w₂',
          'product',
        ]);
        expect(await v.page.$$eval('.working .caption', (list) => list.map((e) => e.textContent))).toEqual([
          '1 ÷ 5',
          '2e',
          '−1',
          'Math',
        ]);
        expect(await h.text('.checks')).toMatch(
          /numeric derivative \+0\.15575 differs by \d × 10⁻¹. mean Δw₂ = −½ × gradient = −0\.07788/,
        );
        expect(await v.page.$$eval('td.read', (list) => list.map((e) => e.getAttribute('data-cell')))).toEqual([
          'd.0.1',
          'd.1.1',
          'd.2.1',
          'd.3.1',
          'd.4.1',
        ]);
        expect(await v.page.$$eval('td.by', (list) => list.map((e) => e.getAttribute('data-cell')))).toEqual(['u.1']);
        expect(v.problems).toEqual([]);
      }),
    );

    here('steps by epoch, phase and row, back again, and the address follows', () =>
      visit(files, choice, async (v) => {
        const h = hands(v);
        await h.open('#bench/4?epoch=1');
        const key = async (k: string): Promise<void> => {
          await v.page.keyboard.press(k as 'r');
        };
        const epoch = (): Promise<string> => h.text('.read b');
        await key(']');
        expect(await epoch()).toBe('2 / 8');
        expect(await h.number('loss')).toBe('0.01476');
        await key('2');
        await key(']');
        expect(await epoch()).toBe('3 / 8');
        expect(await h.text('.phases .now')).toBe('Forward');
        // the error of the epoch before, until it is reached
        expect(await v.page.$eval('[data-cell="e.0"]', (e) => e.className)).toContain('stale');
        expect(await h.number('loss')).toBe('0.01476');
        await key('1');
        await key(']');
        expect(await h.text('.phases .now')).toBe('Update'); // all rows were forward already: the step is finished
        await key(']');
        expect(await v.page.$eval('[data-cell="e.0"]', (e) => e.className)).not.toContain('stale');
        expect(await v.page.$eval('[data-cell="e.1"]', (e) => e.className)).toContain('stale');
        for (let i = 0; i < 2; i++) await key('[');
        expect(await h.number('e.0')).toBe('−0.2153'); // epoch 3 again, whole
        await key('r');
        expect(await epoch()).toBe('0 / 8');
        await h.until('address', async () => !String(await v.page.evaluate('location.hash')).includes('epoch'));
        expect(v.problems).toEqual([]);
      }),
    );

    here('typing over a number of the past opens a branch; both are kept over a reload', () =>
      visit(files, choice, async (v) => {
        const h = hands(v);
        await h.open('#bench/4?epoch=3');
        await h.cell('w.1');
        await v.page.focus('[data-cell="w.1"]');
        await v.page.keyboard.press('F2');
        await h.type('input.edit', '−0.5');
        await v.page.keyboard.press('Enter');
        await h.until('branch B', async () => (await v.page.$$('.chips button')).length === 2);
        expect(await h.number('w.1')).toBe('−0.5000');
        await v.page.focus('[data-cell="p.0"]');
        await v.page.keyboard.press('F2'); // a computed cell refuses, with a reason
        expect(await v.page.$('input.edit')).toBe(null);
        expect(await h.text('.working .refused')).toContain('This number is computed');
        await v.page.keyboard.press(']');
        const loss = await h.number('loss');
        const now = Number(await v.page.evaluate('Date.now()'));
        await h.until('the last change is kept', async () =>
          Boolean(
            await v.page.evaluate(
              `Object.entries(localStorage).some(([k, v]) => k.startsWith('gradsheet-bench') && JSON.parse(v).time > ${now})`,
            ),
          ),
        );
        await v.page.reload();
        await v.page.waitForSelector('.chips');
        expect(
          await v.page.$$eval('.chips button', (list) =>
            list.map((e) => `${e.textContent} ${e.getAttribute('aria-pressed')}`),
          ),
        ).toEqual(['A false', 'B true']);
        expect(await h.number('loss')).toBe(loss);
        await h.button('A', '.chips');
        expect(await h.number('w.1')).not.toBe('−0.5000');
        expect(v.problems).toEqual([]);
      }),
    );

    here('languages change at any moment and nothing is lost', () =>
      visit(files, choice, async (v) => {
        const h = hands(v);
        await h.open('#bench/4?epoch=3&cell=m.1');
        await h.button('中文', '.app');
        expect(await h.text('.working h2')).toContain('Δw₂ 的平均');
        expect(await v.page.$eval('html', (e) => e.getAttribute('lang'))).toBe('zh-Hant-TW');
        expect(await h.text('.read b')).toBe('3 / 8');
        await v.page.keyboard.press('l');
        expect(await h.text('.working h2')).toContain('mean Δw₂');
        expect(v.problems).toEqual([]);
      }),
    );

    here('the keyboard reaches every cell: arrows cross blocks, Enter pins, T walks to what a number reads', () =>
      visit(files, choice, async (v) => {
        const h = hands(v);
        const focused = (): Promise<unknown> => v.page.evaluate('document.activeElement.dataset.cell');
        await h.open('#bench/4?epoch=3');
        await v.page.focus('[data-cell="x.0.0"]');
        for (let i = 0; i < 4; i++) {
          const before = await focused();
          await v.page.keyboard.press('ArrowRight');
          await h.until('the next cell', async () => (await focused()) !== before);
        }
        expect(await focused()).toBe('w.0');
        await v.page.keyboard.press('ArrowDown');
        await h.until('w.1', async () => (await focused()) === 'w.1');
        await v.page.focus('[data-cell="m.1"]');
        await v.page.keyboard.press('Enter');
        await v.page.keyboard.press('t');
        await v.page.keyboard.press('ArrowLeft');
        await h.until('its first operand', async () => (await focused()) === 'd.0.1');
        await v.page.keyboard.press('ArrowRight');
        await h.until('what uses it', async () => (await focused()) === 'm.1');
        await v.page.keyboard.press('t');
        await v.page.keyboard.press('Escape');
        expect(await v.page.$('td.pin')).toBe(null);
        expect(v.problems).toEqual([]);
      }),
    );

    here('a screen reader hears a step, once a second', () =>
      visit(files, choice, async (v) => {
        const h = hands(v);
        await h.open('#bench/4?epoch=3');
        await v.page.keyboard.press(']');
        await h.until(
          'sentence',
          async () => (await h.text('[role=status].unseen')) === 'Epoch 4. Loss 0.03071, up 0.01070.',
        );
      }),
    );

    here('a diagnosis names its cells, pauses playing, and its remedy is one press that can be undone', () =>
      visit(files, choice, async (v) => {
        const h = hands(v);
        await h.open('#bench/4?epoch=1');
        await h.button('Play', '.transport');
        await h.until('finding', async () => (await v.page.$('.finding')) !== null);
        expect(await h.text('.finding h2')).toContain('Learning rate 1 is above the limit 0.855');
        expect(await h.text('.finding')).toContain('−1.339');
        await h.until('pause', async () => (await h.text('.transport .main')).includes('Play'));
        expect(await v.page.$eval('[data-cell="loss"]', (e) => e.className)).toContain('flagged');
        await h.button('Set 0.5', '.finding');
        await h.until('branch', async () => (await v.page.$$('.chips button')).length === 2);
        expect(await v.page.$eval('#rate', (e) => (e as unknown as { value: string }).value)).toBe('0.5');
        await h.button('Undo', '.applied');
        expect(await v.page.$eval('#rate', (e) => (e as unknown as { value: string }).value)).toBe('1');
      }),
    );

    here('a link opens the same weights and data elsewhere, without what a teacher has hidden', () =>
      visit(files, choice, async (v) => {
        const h = hands(v);
        await h.open('#bench/4?w=0.1,-0.2,0.3,0.05&rate=0.25&hide=play,findings&cell=w.1');
        expect(await Promise.all(['w.0', 'w.1', 'w.2', 'w.3'].map(h.number))).toEqual([
          '+0.1000',
          '−0.2000',
          '+0.3000',
          '+0.0500',
        ]);
        expect(await v.page.$eval('#rate', (e) => (e as unknown as { value: string }).value)).toBe('0.25');
        expect(await h.text('.transport .main')).not.toContain('Play');
        await h.button('Share link', '.app');
        await v.page.waitForSelector('dialog textarea');
        await v.page.evaluate(
          `[...document.querySelectorAll('dialog input[type=checkbox]')].filter((c) => !c.disabled && !c.checked && c.value === 'on').forEach((c) => c.click())`,
        );
        const link = await v.page.$eval('dialog textarea', (e) => (e as unknown as { value: string }).value);
        expect(link).toContain('w=0.1,-0.2,0.3,0.05');
        expect(link).toContain('x=0.85,0.5,0.45,0.5,');
      }),
    );

    here('two branches stand above each other, and what lies between them', () =>
      visit(files, choice, async (v) => {
        const h = hands(v);
        await h.open('#bench/4?epoch=2');
        await h.type('#rate', '0.5');
        await v.page.keyboard.press('Enter');
        await v.page.evaluate('document.activeElement.blur()');
        await v.page.keyboard.press(']');
        await v.page.keyboard.press('c');
        await v.page.waitForSelector('.compare');
        expect(await h.text('.compare header')).toContain('First difference: epoch 2, learning rate 1 → 0.5');
        const numbers = await v.page.$$eval('.compare .row', (list) =>
          list.map((row) =>
            [...row.querySelectorAll('table.is-parameter td')].map((td) =>
              Number((td.textContent ?? '').replace('−', '-')),
            ),
          ),
        );
        const [a = [], b = [], difference = []] = numbers;
        expect(a).toHaveLength(4);
        difference.forEach((d, i) => {
          expect(d).toBeCloseTo((b[i] ?? NaN) - (a[i] ?? NaN), 3);
        });
        expect(v.problems).toEqual([]);
      }),
    );
  });
}

describe('the exported workbook', () => {
  const [chromium] = browsers;
  test.runIf(isInstalled(chromium))(`holds the numbers of the bench, edits included (needs ${chromium.path})`, () =>
    visit(files, chromium, async (v) => {
      const folder = mkdtempSync(join(tmpdir(), 'gradsheet-download-'));
      const h = hands(v);
      try {
        await downloadsTo(v, folder);
        await h.open('#bench/4?rate=0.5&epoch=2');
        await h.button('Export workbook', '.app');
        await h.until('size', async () => /\d cells: \d+ rows/.test(await h.text('dialog')));
        await h.button('Save', 'dialog');
        await h.until('file', () => readdirSync(folder).some((f) => f.endsWith('.xlsx')));
        const [name = ''] = readdirSync(folder);
        const book = await readXlsx(new Uint8Array(readFileSync(join(folder, name))));
        const losses = book.sheets
          .flatMap((s) => [...s.cells.values()])
          .map((c) => c.value)
          .filter((value) => typeof value === 'number');
        for (const mse of [0.012672752, 0.009162190015341382, 0.00817197707492069]) {
          expect(
            losses.some((x) => Math.abs(x - mse) < 1e-14),
            String(mse),
          ).toBe(true);
        } // NumPy's, at rate 0.5
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
  );
});
