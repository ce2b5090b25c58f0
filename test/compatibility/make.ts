// Writes the folder of the version at hand: see README.md.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { writeModelFolder } from '../../src/node/index.ts';
import { toSaved } from '../../src/save.ts';
import { browsers } from '../tools/browsers.ts';
import { gradsheet } from '../cli/cli.ts';
import { builtStudio, closeBrowsers, hands, visit, type Files } from '../studio/built.ts';
import { give } from '../studio/doctor-page.ts';
import { press } from '../studio/page.ts';
import { notebookHand } from '../studio/notebook-page.ts';
import { commands, networks, notebookCells } from './examples.ts';
import { storageOf } from '../studio/storage.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const { version } = JSON.parse(readFileSync(here('../../package.json'), 'utf8')) as { version: string };
const folder = here(version);
if (existsSync(folder)) throw new Error(`${version} has been written; a folder that is there is never made again.`);
mkdirSync(`${folder}/studio`, { recursive: true });
const json = (name: string, value: unknown): void =>
  writeFileSync(`${folder}/${name}`, `${JSON.stringify(value, null, 1)}\n`);
const run = async (...args: string[]): Promise<unknown> => {
  const { exit, err, json: parsed } = await gradsheet([...args, '--json'], { cwd: folder });
  expect(exit, err).toBe(0);
  return parsed();
};

test('models and workbooks of the command line', async () => {
  const predictions: Record<string, unknown> = {};
  for (const [name, { table, args }] of Object.entries(commands)) {
    writeFileSync(`${folder}/${name}.csv`, table);
    await run('train', `${name}.csv`, ...args, '--out', `${name}-model`);
    await run('sheet', `${name}-model`, '--epochs', args.at(-1) ?? '', '--out', `${name}.xlsx`);
    predictions[name] = await run('predict', `${name}-model`, `${name}.csv`);
  }
  json('predictions.json', predictions);
});

test('models of the library', async () => {
  const predictions: Record<string, unknown> = {};
  for (const [name, { make, x, y, optimizer, loss }] of Object.entries(networks)) {
    const model = make();
    model.compile({ optimizer, loss });
    const history = await model.fit(x() as never, y(), { epochs: 4, batchSize: 8, seed: 5 });
    await writeModelFolder(`${folder}/${name}-model`, toSaved(model, { history }));
    predictions[name] = await model.predict(x() as never);
  }
  json('library-predictions.json', predictions);
});

const [chromium] = browsers;
let files: Files = {};
afterAll(closeBrowsers);

test('what the Studio keeps, and its links', async () => {
  files = await builtStudio();
  if (!chromium) throw new Error('no browser');
  await visit(files, chromium, async (v) => {
    const { page, address } = v;
    const hand = hands(v);
    // A changed learning rate in lesson 4, one epoch later.
    await hand.open('#bench/4?rate=0.3&epoch=3&cell=m.1');
    const link = await page.evaluate('location.hash');
    await page.keyboard.press(']');
    await hand.until('the bench is kept', async () =>
      Boolean(await page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('gradsheet-bench'))")),
    );
    const epoch = await hand.text('.read b');
    const loss = await hand.number('loss');
    // A table of one's own, trained.
    await page.goto(`${address}/#data`);
    await (await page.waitForSelector('input[type=file]'))?.uploadFile(`${folder}/flowers.csv`);
    await press(page, 'main .segments button:last-child'); // set it yourself
    await page.waitForSelector('thead th b');
    for (const next of ['input[type=radio]', '.layers', '.verdict h2']) {
      await press(page, '.bottom .primary');
      await page.waitForSelector(next);
    }
    await page.waitForSelector('.answer b');
    const answer = await page.$eval('.answer b', (e) => e.textContent);
    // A workbook in the doctor's view.
    await page.goto('about:blank');
    await page.goto(`${address}/#doctor`);
    await give(page, here('../../examples/students-misaligned.xlsx'));
    await page.waitForSelector('.finding');
    const findings = await page.$$eval('.finding', (list) => list.length);
    // A notebook, and its link.
    const notebook = notebookHand(page, address);
    await notebook.open();
    await notebook.cells(...notebookCells);
    await notebook.run(1);
    await notebook.done();
    await new Promise((r) => {
      setTimeout(r, 1500);
    });
    await notebook.press('.app .share');
    const shared = await page.waitForFunction(
      "[...document.querySelectorAll('textarea')].map((e) => e.value).find((t) => t.includes('#notebook'))",
    );
    const notebookLink = String(await shared.jsonValue()).replace(/^[^#]*/, '');
    json('studio/kept.json', await storageOf(page));
    json('studio/links.json', { bench: link, notebook: notebookLink });
    json('studio/seen.json', { epoch, loss, answer, findings });
  });
});
