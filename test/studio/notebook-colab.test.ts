// Files of the notebook: Jupyter's own, there and back; and the one for Colab, which does in Keras what the cells did:
// it is run, and its numbers are held against ours.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isInstalled } from '../tools/browsers.ts';
import { hasModules, python } from '../tools/python.ts';
import { builtStudio, closeBrowsers, downloadsTo, visit, type Files, type Visit, downloaded } from './built.ts';
import { wrongInNotebook } from './nbformat.ts';
import { notebookHand } from './notebook-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'gradsheet-colab-'));
const keras = hasModules('keras', 'tensorflow', 'pandas', 'sklearn');
let files: Files = {};
beforeAll(async () => {
  files = await builtStudio();
});
afterAll(async () => {
  await closeBrowsers();
  rmSync(folder, { recursive: true, force: true });
});
const [chromium] = browsers;

let downloads = 0;
/** The file that a press gives. */
async function download({ page, context }: Visit, name: string, press: () => Promise<void>): Promise<string> {
  const own = join(folder, String(++downloads));
  mkdirSync(own);
  await downloadsTo({ page, context }, own);
  await press();
  return (await downloaded(join(own, name))).toString();
}
interface Saved {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly source: readonly string[];
    readonly outputs?: readonly unknown[];
  }[];
}
const sources = (text: string, type: string): string[] =>
  (JSON.parse(text) as Saved).cells.filter((c) => c.cell_type === type).map((c) => c.source.join(''));

describe.runIf(isInstalled(chromium))(`files of the notebook (needs ${chromium.path})`, () => {
  test(".ipynb: valid by Jupyter's rules, and the same when it is opened again", () =>
    visit(files, chromium, async (v) => {
      const hand = notebookHand(v.page, v.address);
      await hand.open();
      await hand.cells(
        "console.log('one\\ntwo'); console.error('warned');\n({ a: 1 })",
        "import { Table } from 'gradsheet';\nTable.of({ name: ['<a>', 'b'], x: [1, -2] })",
        'plot({ falls: [3, NaN, 1] }, { x: "step" })',
        'null.x;',
        '// 中文、emoji 🙂 and "quotes" \\ stay',
      );
      for (const n of [1, 2, 3, 4, 5]) {
        await hand.run(n);
        await hand.done();
      }
      await hand.press('.add .button:nth-child(2)');
      await v.page.waitForSelector('.cell textarea');
      await v.page.type('.cell textarea', '# A text\n\n- with **parts**');
      await v.page.keyboard.press('Escape');
      const outputs = (): Promise<string[]> => Promise.all([1, 2, 3, 4, 5].map((n) => hand.output(n)));
      const shown = await outputs();
      const name = 'cells.ipynb';
      const first = await download(v, name, () => hand.menu('save'));
      expect(wrongInNotebook(first)).toEqual([]);
      expect(sources(first, 'markdown')).toEqual(['# A text\n\n- with **parts**']);
      await hand.file(name, first);
      await hand.holds("document.querySelectorAll('.cell').length === 6 && document.querySelector('.notice') !== null");
      expect((await outputs()).map((o) => o.replace(/\s+line \d+$/, ''))).toEqual(
        shown.map((o) => o.replace(/\s+line \d+$/, '')),
      ); // which line it was is not in the format
      expect(
        await v.page.$eval('.cell.text', (e) => [...e.querySelectorAll('h2, li b')].map((x) => x.textContent)),
      ).toEqual(['A text', 'parts']);
      expect(JSON.parse(await download(v, name, () => hand.menu('save')))).toEqual(JSON.parse(first));
      // what others write: sources as one text, other languages, pictures, outputs of newer kinds
      await hand.file(
        'other.ipynb',
        JSON.stringify({
          nbformat: 4,
          nbformat_minor: 2,
          metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
          cells: [
            { cell_type: 'markdown', metadata: {}, source: 'one *text* <img src=x onerror=alert(1)>' },
            { cell_type: 'raw', metadata: {}, source: ['raw'] },
            {
              cell_type: 'code',
              metadata: {},
              execution_count: 7,
              source: 'print(1)',
              outputs: [
                { output_type: 'stream', name: 'stdout', text: ['1\n'] },
                {
                  output_type: 'display_data',
                  metadata: {},
                  data: {
                    'image/png':
                      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
                    'text/plain': 'a picture',
                  },
                },
                {
                  output_type: 'display_data',
                  metadata: {},
                  data: { 'text/html': '<script>alert(1)</script>', 'text/plain': ['plain'] },
                },
                { output_type: 'later', x: 1 },
              ],
            },
          ],
        }),
      );
      await hand.holds(
        "document.querySelectorAll('.cell').length === 3 && document.querySelector('.count')?.textContent === '[7]'",
      );
      expect(await hand.output(3)).toMatch(/^1\s+plain$/);
      await hand.holds("document.querySelector('.outputs img').naturalWidth === 1");
      expect(await v.page.$eval('.cell.text', (e) => e.textContent?.trim())).toContain(
        'one *text* <img src=x onerror=alert(1)>',
      );
      for (const [bad, says] of [
        ['{', 'is not JSON'],
        ['{"nbformat": 3, "worksheets": []}', 'not a Jupyter notebook of format 4'],
      ] as const) {
        await hand.file('bad.ipynb', bad);
        await hand.holds(`document.querySelector('[role=alert]')?.textContent.includes(${JSON.stringify(says)})`);
        expect(await v.page.$$eval('.cell', (l) => l.length)).toBe(3); // what was open stays
      }
      expect(v.problems).toEqual([]);
    }));

  /** Runs a Colab notebook's cells in one Python, and gives what each printed. */
  const runColab = (text: string): string[] => {
    const path = join(folder, 'colab.ipynb');
    writeFileSync(path, text);
    const run =
      "import json, sys, io, contextlib\ncells, out = json.load(open(sys.argv[1]))['cells'], []\nscope = {}\nfor cell in cells:\n    if cell['cell_type'] != 'code': continue\n    said = io.StringIO()\n    with contextlib.redirect_stdout(said): exec(compile(''.join(cell['source']), 'cell', 'exec'), scope)\n    out.append(said.getvalue())\nprint(json.dumps(out))";
    const out = execFileSync(python, ['-c', run, path], {
      encoding: 'utf8',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', KERAS_BACKEND: 'tensorflow', CUDA_VISIBLE_DEVICES: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return JSON.parse(out.trim().split('\n').at(-1) ?? '[]') as string[];
  };
  const losses = (printed: string): number[] => [...printed.matchAll(/'loss': ([\d.e-]+)/g)].map((m) => Number(m[1]));
  /** Both sides compute in float32, in another order of additions; see test/formats/code.test.ts. */
  const close = (got: readonly number[], wanted: readonly number[], tolerance = 3e-6): void => {
    expect(got.length).toBe(wanted.length);
    got.forEach((g, i) => {
      const w = wanted[i] ?? NaN;
      expect(Math.abs(g - w) / Math.max(1, Math.abs(w)), `${i}: ${g} for ${w}`).toBeLessThan(tolerance);
    });
  };
  const variable = (v: Visit, name: string): Promise<string> =>
    v.page.$$eval(
      'aside dl > div',
      (list, n) =>
        list.find((d) => d.querySelector('.name')?.textContent === n)?.querySelector('dd')?.textContent ?? '',
      name,
    );

  test.runIf(keras)(
    'Colab: the liked program in Keras falls the same way and ends the same way (needs .cache/python with Keras, TensorFlow, pandas, scikit-learn)',
    () =>
      visit(files, chromium, async (v) => {
        const hand = notebookHand(v.page, v.address, 'zh-TW');
        await hand.open();
        await hand.press('.file > .button');
        expect(
          await v.page.$eval(
            '[data-item=colab]',
            (e) => (e as HTMLButtonElement).disabled && (e.textContent ?? '').includes('先按'),
          ),
        ).toBe(true); // nothing ran so far
        await hand.press('.file > .button');
        await hand.press('.bar .primary');
        await hand.done();
        const text = await download(v, '未命名 - Keras.ipynb', () => hand.menu('colab'));
        expect(wrongInNotebook(text)).toEqual([]);
        const code = sources(text, 'code').join('\n');
        for (const line of [
          'rng = np.random.RandomState(42)',
          'height = rng.randint(150, 200, 100)',
          '"height": height,',
          'x_train, x_test, y_train, y_test = (',
          'train_test_split(table.drop(columns="liked"), table[["liked"]], test_size=0.2, random_state=42)',
          'model = keras.Sequential([',
          'keras.layers.Dense(5, activation="relu"),',
          'loss="binary_crossentropy", metrics=["accuracy"]',
        ]) {
          expect(code).toContain(line);
        }
        expect(sources(text, 'markdown').join()).toContain('誰會被喜歡');
        const printed = runColab(text);
        await hand.press('.cell:nth-of-type(4) figure .button');
        const ours = await v.page.$$eval('.cell:nth-of-type(4) figure tbody td', (list) =>
          list.map((e) => Number(e.textContent)),
        );
        expect(ours.length).toBe(50);
        // Incomes are not scaled: a last bit grows a little with every step (4e-5 after 22 epochs; another seed is
        // apart by tens of per cent),
        // and when the loss has fallen from 7000 to a few, steps jump from side to side and the two no longer meet:
        // there the shape must do.
        const theirs = losses(printed[2] ?? '');
        expect(theirs.length).toBe(50);
        close(theirs.slice(0, 22), ours.slice(0, 22), 1e-4);
        for (const end of [theirs.slice(40), ours.slice(40)]) expect(Math.max(...end)).toBeLessThan(20);
        const [tested = NaN] = losses(printed[3] ?? '');
        expect(tested).toBeLessThan(20);
        expect(
          Math.abs(Number(/'accuracy': ([\d.]+)/.exec(printed[3] ?? '')?.[1]) - Number(await variable(v, 'accuracy'))),
        ).toBeLessThan(0.2501); // 20 coin flips
        const p = Number(/\[\[([\d.e-]+)\]\]/.exec(printed[3] ?? '')?.[1]);
        expect(p > 0 && p < 1).toBe(true);
        expect(v.problems).toEqual([]);
      }),
  );

  test.runIf(keras)(
    "Colab: numbers of one's own, weights of one's own, another fit, and what cannot be written down",
    () =>
      visit(files, chromium, async (v) => {
        const hand = notebookHand(v.page, v.address);
        await hand.open();
        await hand.cells(
          "import { layers, sequential, optimizers, NumpyRandom } from 'gradsheet';\nconst random = new NumpyRandom(5), xs = random.rand(60);\nconst inputs = xs.map((x) => [x, x * x]), targets = xs.map((x) => [2 * x - 1]);",
          "const net = sequential([layers.dense({ units: 3, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1 })]);\nnet.compile({ optimizer: optimizers.sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });\nnet.build(null, 9);\nnet.setWeights({ 'dense_1/bias': [0.25] });\nconst first = await net.fit(inputs, targets, { epochs: 4, batchSize: 16, seed: 3 });\nconst second = await net.fit(inputs, targets, { epochs: 3, shuffle: false, validationSplit: 0.25 });\nconst last = second.history['loss']!.at(-1);\nconst begin = first.history['loss']![0];\nconst held = second.history['val_loss']!.at(-1);",
          "const odd = sequential([layers.dense({ units: 2, inputShape: [2], kernelRegularizer: 'l2' }), layers.dense({ units: 1 })]);\nodd.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });\nawait odd.fit(inputs, targets, { epochs: 2 });",
          "console.log('nothing to do with it')",
        );
        await hand.press('.bar .primary');
        await hand.done();
        expect(await hand.states()).toEqual(['done', 'done', 'done', 'done']);
        const text = await download(v, 'cells - Keras.ipynb', () => hand.menu('colab'));
        const code = sources(text, 'code');
        expect(wrongInNotebook(text)).toEqual([]);
        expect(code[3]).toMatch(/^# .*penalties/);
        expect(code[4]).toBe("# This cell used no table and no network.\n# console.log('nothing to do with it')");
        const printed = runColab(text);
        const printedLosses = losses(printed[2] ?? '');
        expect(printedLosses.length).toBe(7);
        close(
          [
            printedLosses[0] ?? NaN,
            printedLosses[6] ?? NaN,
            Number([...(printed[2] ?? '').matchAll(/'val_loss': ([\d.e-]+)/g)].at(-1)?.[1]),
          ],
          [Number(await variable(v, 'begin')), Number(await variable(v, 'last')), Number(await variable(v, 'held'))],
        );
        // a cell that changed since it ran is not written down
        await hand.type(4, 'const other = 1;');
        await hand.press('.file > .button');
        expect(await v.page.$eval('[data-item=colab]', (e) => (e as HTMLButtonElement).disabled)).toBe(true);
        expect(v.problems).toEqual([]);
      }),
  );
});
