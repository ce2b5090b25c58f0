import { expect, test } from 'vitest';
import { readModelFolder } from '../../src/node/model-folder.ts';
import { gradsheet, workplace } from './cli.ts';

const here = workplace();
const cli = (...args: string[]) => gradsheet(args, { cwd: here.folder() });

const rows = 400;
const csv = ['a,b,city,y']
  .concat(
    Array.from({ length: rows }, (_, i) => {
      const [a, b] = [(i * 37) % 101, (i * 61) % 89];
      return `${a / 8},${b},${['Taipei', 'Tainan', ''][i % 3]},${i % 50 === 9 ? '' : a + 2 * b}`;
    }),
  )
  .join('\n');
const told = ['train', 'a.csv', '--target', 'y', '--scale', 'standard', '--epochs', '3', '--batch-size', '16', '--hidden', '4:tanh']; // prettier-ignore

test('a buffer for all rows: the numbers of a training in memory, and the same model', async () => {
  here.put('a.csv', csv);
  const args = [...told, '--test-size', '0', '--json', '--out'];
  const [memory, parts] = [await cli(...args, 'memory'), await cli(...args, 'parts', '--buffer', '400')];
  expect([memory.exit, parts.exit]).toEqual([0, 0]);
  expect(parts.json()['history']).toEqual(memory.json()['history']);
  expect(parts.json()['features']).toEqual(memory.json()['features']);
  const [one, two] = [await readModelFolder(here.at('memory')), await readModelFolder(here.at('parts'))];
  expect(two.state).toEqual(one.state);
  expect(two.preprocessing).toEqual(one.preprocessing);
});

test('it is said that the rows are read in parts, and why; the model predicts', async () => {
  here.put('a.csv', csv);
  const args = [...told, '--buffer', '100', '--test-size', '50'];
  const { exit, out, err } = await cli(...args, '--out', 'm');
  expect([exit, err]).toEqual([0, '']);
  expect(out).toContain('342 for training, 50 for testing'); // 8 have no target
  expect(out).toContain(
    'The rows are read in parts: 96 of them are shuffled at a time; what the columns are was decided on 350.',
  );
  const chinese = await cli(...args, '--out', 'm2', '--lang', 'zh-TW');
  expect(chinese.out).toContain('分段讀取資料列：每次打亂 96 列；各欄是什麼，由其中 350 列判斷。');
  expect((await cli('predict', 'm', 'a.csv')).out).toContain('y_predicted');
  const sheet = await cli('sheet', 'm', '-o', 'm.xlsx');
  expect([sheet.exit, sheet.err]).toEqual([1, expect.stringContaining('was read in parts')]);
  const again = await cli(...args, '--out', 'm3', '--json');
  expect(again.json()['rows']).toEqual({ train: 342, test: 50 });
  expect(await readModelFolder(here.at('m3'))).toMatchObject({ state: (await readModelFolder(here.at('m'))).state });
});

test('early stopping has validation rows of its own', async () => {
  here.put('a.csv', csv);
  const { json } = await cli(...told, '--buffer', '64', '--early-stopping', '2', '--out', 'm', '--json');
  expect(json()['history']?.['val_loss']).toHaveLength(3);
  expect(json()['settings']).toMatchObject({ validationSplit: 0.2, earlyStopping: 2 });
});

test('a table that lies in memory anyway, and errors as ever', async () => {
  const records = Array.from({ length: 40 }, (_, i) => ({ a: i, y: 3 * i }));
  here.put('a.json', JSON.stringify(records));
  const { exit, out } = await cli('train', 'a.json', '--target', 'y', '--buffer', '8', '--batch-size', '4');
  expect([exit, out.includes('The rows are read in parts: 8 of them')]).toEqual([0, true]);
  here.put('a.csv', csv);
  const errors = await Promise.all(
    [[], ['--buffer', '50']].map(
      async (more) => (await cli('train', 'a.csv', '--target', 'z', '--epochs', '1', ...more)).err,
    ),
  );
  expect(errors[1]).toBe(errors[0]);
  expect(errors[0]).toContain('no column "z"');
  expect((await cli(...told, '--buffer', '0')).err).toContain('--buffer');
});

test('Ctrl-C keeps what was learned', async () => {
  here.put('a.csv', csv);
  const controller = new AbortController();
  const onWrite = (text: string): void => {
    if (text.includes('Epoch   1')) controller.abort();
  };
  const stopping = { cwd: here.folder(), signal: controller.signal, onWrite };
  const { exit, out } = await gradsheet(
    [...told.slice(0, 6), '--epochs', '500', '--buffer', '64', '--out', 'm'],
    stopping,
  );
  expect(exit).toBe(130);
  expect(out).toContain('Stopped with Ctrl-C');
  expect((await readModelFolder(here.at('m'))).state['dense/kernel']).toBeDefined();
});
