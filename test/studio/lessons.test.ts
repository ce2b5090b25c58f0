// Every lesson done to its end by what a learner does, in real browsers.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isInstalled } from '../tools/browsers.ts';
import { builtStudio, closeBrowsers, hands, visit, type Files, type Hands, type Visit } from './built.ts';

let files: Files;
beforeAll(async () => {
  files = await builtStudio();
});
afterAll(closeBrowsers);

const done = (v: Visit): Promise<number> => v.page.$$eval('.lesson li.done', (list) => list.length);
const step = (h: Hands): Promise<void> => h.press('.step');
const finished = async (v: Visit, h: Hands, tasks: number): Promise<void> => {
  await h.until(`${tasks} tasks`, async () => (await done(v)) >= tasks);
};
/** Background and letters. */
const colours = (v: Visit, selector: string): Promise<unknown> =>
  v.page.evaluate(
    `(() => { const s = getComputedStyle(document.querySelector('${selector}')); return [s.backgroundColor, s.color]; })()`,
  );
const isDisabled = (v: Visit): Promise<boolean> =>
  v.page.$eval('.step', (e) => e.getAttribute('aria-disabled') === 'true');

for (const choice of browsers) {
  describe(`lessons in ${choice.name}`, () => {
    const here = test.runIf(isInstalled(choice));

    here(`1: a neuron draws a line (needs ${choice.path})`, () =>
      visit(files, choice, async (v) => {
        const h = hands(v);
        await h.open('#bench/1');
        await step(h);
        await finished(v, h, 1);
        await h.button('Epoch', '.sizes');
        for (let i = 0; i < 6 && (await done(v)) < 2; i++) {
          await step(h);
          await new Promise((r) => {
            setTimeout(r, 60);
          });
        }
        await finished(v, h, 2);
        await h.button('Prove it', '.lesson');
        await h.until('proof', async () => (await v.page.$('.proof')) !== null);
        expect(await h.text('.proof')).toMatch(/0\.4 × Hours − 1\.2 is above 0 for one side/);
        await h.button('Done', '.lesson');
        await h.button('Spam', '.lesson');
        expect(await h.text('.lesson .hint')).toContain('a line can decide this');
        await h.button('A lamp', '.lesson');
        await finished(v, h, 4);
        expect(await h.text('.lesson')).toContain('Next: XOR');
        expect(v.problems).toEqual([]);
      }),
    );

    here('2: no line can, two layers can', () =>
      visit(files, choice, async (v) => {
        const h = hands(v);
        await h.open('#bench/2');
        expect(await isDisabled(v)).toBe(true); // first the guess
        await h.button('No, never', '.lesson');
        expect(await isDisabled(v)).toBe(false);
        for (let i = 0; i < 8; i++) await step(h);
        await finished(v, h, 2);
        await h.button('Prove it', '.lesson');
        await h.until('proof', async () => (await v.page.$('.proof')) !== null);
        expect(await h.text('.proof')).toMatch(
          /\(1\/2, 1\/2\).*1\/2 × \(0, 1\) \+ 1\/2 × \(1, 0\).*1\/2 × \(0, 0\) \+ 1\/2 × \(1, 1\)/,
        );
        await h.button('Done', '.lesson');
        await h.button('Open on the bench', '.lesson');
        await h.until('network', async () => (await v.page.$('[data-panel=a1]')) !== null);
        for (let i = 0; i < 150 && (await done(v)) < 4; i++) await step(h);
        await finished(v, h, 4);
        await h.cell('a1.1.0');
        await finished(v, h, 5);
        expect(v.problems).toEqual([]);
      }),
    );

    here('3: a gradient vanishes, a unit dies, both are cured', () =>
      visit(files, choice, async (v) => {
        const h = hands(v);
        await h.open('#bench/3');
        for (const f of ['sigmoid', 'tanh', 'relu', 'leakyRelu', 'softmax']) {
          await v.page.select('.pictures .choose select', f);
        }
        await finished(v, h, 1);
        await h.button('z = 5', '.lesson');
        expect(await h.text('.lesson .hint')).toContain('flat');
        await h.button('z = 0', '.lesson');
        await finished(v, h, 2);
        expect(await h.text('.lesson')).not.toContain('undefined'); // its numbers are on another bench
        await h.button('Open on the bench', '.lesson');
        await h.until('deep network', async () => (await v.page.$('[data-panel=d1]')) !== null);
        expect(await h.text('.lesson .about')).toMatch(/gradient of the first layer is 1\.6 × 10⁻⁶/);
        await h.cell('m1.0.0');
        await finished(v, h, 3);
        await v.page.select('#choice-activation', 'tanh');
        await finished(v, h, 4);
        await h.button('Open on the bench', '.lesson');
        await h.until('dead unit', async () =>
          (await h.text('.finding h2').catch(() => '')).includes('Unit 2 of layer 1 is dead'),
        );
        await h.cell('a1.0.0');
        expect(await h.text('.lesson .hint')).toContain('still has an output above 0');
        await h.cell('a1.0.1');
        await finished(v, h, 5);
        await h.button('Use leaky ReLU', '.finding');
        await finished(v, h, 6);
        expect(v.problems).toEqual([]);
      }),
    );

    here('4: training in a spreadsheet, in Chinese', () =>
      visit(files, choice, async (v) => {
        const h = hands(v, 'zh-TW');
        await h.open('#bench/4');
        expect(await isDisabled(v)).toBe(true);
        expect(await h.text('.waits')).toBe('請先在課程卡上選擇你的預測。'); // it says why, and stays readable
        const before = await colours(v, '.step');
        await v.page.hover('.step');
        expect(await colours(v, '.step')).toEqual(before);
        expect(new Set(before as string[]).size).toBe(2);
        expect(await h.text('[data-cell="m.1"]')).toBe('–'); // what would give the answer away is not computed yet
        await h.button('變小', '.lesson');
        await step(h);
        await v.page.$eval('tr:has([data-cell="w.1"]) th', (e) => {
          (e as unknown as { click(): void }).click(); // the name stands for its number
        });
        await finished(v, h, 2);
        expect(await v.page.$('.waits')).toBeNull();
        expect(await h.text('.lesson .result')).toContain('w₂ 變大了 0.0512，和你的預測不同');
        await step(h);
        await h.type('#rate', '0.5');
        await v.page.keyboard.press('Enter');
        for (let i = 0; i < 3; i++) await step(h);
        await finished(v, h, 3);
        await h.button('開啟沒對齊的工作表', '.lesson');
        await h.cell('e.1');
        expect(await h.text('.lesson .hint')).toContain('再往左看');
        await h.cell('p.1');
        await finished(v, h, 4);
        expect(await v.page.$('.lesson .answer')).toBeNull(); // no answer is taken from the misaligned sheet
        await h.button('回到正確的訓練', '.lesson');
        await h.until('the form', async () => (await v.page.$('.lesson .answer')) !== null);
        expect(await h.text('.chips [aria-pressed=true]')).toBe('B'); // with rate 0.5: the last that is right
        const w = await Promise.all(
          ['w.0', 'w.1', 'w.2', 'w.3'].map(async (id) => Number((await h.number(id)).replace('−', '-'))),
        );
        const answer = [0.7, 0.6, 0.65, 1].reduce((s, x, i) => s + x * (w[i] ?? NaN), 0);
        await h.type('.lesson .answer', (answer + 0.1).toFixed(4));
        await h.button('檢查', '.lesson');
        expect(await h.text('.lesson .hint')).toContain('還不對');
        await h.type('.lesson .answer', answer.toFixed(4));
        await h.button('檢查', '.lesson');
        await finished(v, h, 5);
        expect(v.problems).toEqual([]);
      }),
    );

    here('5: nothing beats a coin on a coin', () =>
      visit(files, choice, async (v) => {
        const h = hands(v);
        await h.open('#bench/5');
        await h.button('About 15', '.lesson');
        await v.page.$eval('[role=slider]', (e) => {
          (e as unknown as { focus(): void }).focus();
        });
        for (let i = 0; i < 5; i++) {
          await v.page.keyboard.press('PageUp');
          await h.until('epochs run', async () => (await h.text('.step')) === 'Step');
        }
        await h.until('epoch 50', async () => (await h.text('.read b')).startsWith('50'));
        await finished(v, h, 2);
        await h.button('Show the result', '.lesson');
        await finished(v, h, 3);
        expect(await h.text('.lesson .result')).toMatch(
          /Not better than the baseline: \d+ of 20 right; always guessing the same class gets \d+\./,
        );
        await h.button('50 epochs are too few', '.lesson');
        expect(await h.text('.lesson .hint')).toContain('memorize');
        await h.button('The column', '.lesson');
        await h.button('Show the code', '.lesson');
        expect(await h.text('dialog')).toContain('Dense(5, activation="relu")');
        await v.page.keyboard.press('Escape');
        await finished(v, h, 5);
        expect(v.problems).toEqual([]);
      }),
    );

    here('6: a table of her own, trained, judged and asked', () =>
      visit(files, choice, async (v) => {
        const h = hands(v);
        const next = (): Promise<void> => h.press('.bottom .primary');
        const tasks = (): Promise<number> => v.page.$$eval('main li.done', (list) => list.length);
        await h.open('#bench/6');
        expect(await done(v)).toBe(0);
        await h.button('Open your data', '.lesson');
        await h.button('Paste a table', 'main');
        const rows = Array.from({ length: 60 }, (_, i) => `${i % 10},${(i * 7) % 11},${2 * (i % 10) + ((i * 7) % 11)}`);
        await h.type('textarea', '');
        await v.page.$eval(
          'textarea',
          (e, text) => {
            const field = e as unknown as { value: string; dispatchEvent(e: Event): void };
            field.value = text;
            field.dispatchEvent(new Event('input', { bubbles: true }));
          },
          `a,b,sum\n${rows.join('\n')}\n`,
        );
        await h.button('Use these rows', 'main');
        await h.until('the table is open', async () => (await tasks()) === 1);
        await next();
        await next();
        await v.page.waitForSelector('.layers');
        await next();
        await h.until('trained', async () => (await tasks()) === 2);
        await h.button('Not better', 'main'); // it is: the sum of two columns is easy
        expect(await h.text('main .hint')).toContain('title of the result');
        await h.button('Better', 'main ol + .actions');
        await h.until('judged', async () => (await tasks()) === 3);
        await h.type('#field-0', '4');
        await h.until('asked', async () => (await tasks()) === 4);
        await h.open('#bench/6');
        expect(await done(v)).toBe(4);
        expect(v.problems).toEqual([]);
      }),
    );
  });
}
