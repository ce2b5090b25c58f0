import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { fromSaved } from '../../src/model/saved.ts';
import { readModelFolder } from '../../src/node/model-folder.ts';
import { getCell, parseAddress, patchXlsx, readManifest, readXlsx, writeXlsx, cellKey } from '../../src/sheet.ts';
import { bookOf } from '../tools/book-of.ts';
import { gradsheet, likedCsv, studentsCsv, workplace } from './cli.ts';

const here = workplace();
const cli = (...args: string[]) => gradsheet(args, { cwd: here.folder() });
const studentArgs = [
  'students.csv',
  '--target',
  'roi',
  '--features',
  'english,math,science',
  '--test-size',
  '0',
  '--loss',
  'halfSquaredError',
  '--optimizer',
  'sgd',
  '--learning-rate',
  '0.5',
  '--kernel-initializer',
  'constant:0.33',
  '--batch-size',
  '5',
];

describe('import', () => {
  test('a workbook as it was written is the trained model', async () => {
    here.put('students.csv', studentsCsv);
    await cli('sheet', ...studentArgs, '--epochs', '4', '-o', 'students.xlsx');
    await cli('train', ...studentArgs, '--epochs', '4', '--on', 'reference', '--out', 'trained');
    const { exit, err, out } = await cli('import', 'students.xlsx', '-o', 'imported');
    expect(exit, err).toBe(0);
    expect(out).toContain('No weights were changed.');
    const imported = fromSaved(await readModelFolder(here.at('imported')));
    const trained = fromSaved(await readModelFolder(here.at('trained')));
    for (const [path, { data }] of Object.entries(trained.weights())) {
      data.forEach((v, i) => expect(imported.weights()[path]?.data[i]).toBeCloseTo(v, 12));
    }
    expect((await cli('predict', 'imported', 'english=0.7', 'math=0.6', 'science=0.65')).out).toBe(
      (await cli('predict', 'trained', 'english=0.7', 'math=0.6', 'science=0.65')).out,
    );
  });

  test('a first weight that was edited by hand comes back with all that follows from it', async () => {
    here.put('students.csv', studentsCsv);
    await cli('sheet', ...studentArgs, '--epochs', '3', '-o', 'students.xlsx');
    const bytes = readFileSync(here.at('students.xlsx'));
    const manifest = readManifest(readXlsx(bytes));
    const [sheet = '', cell = ''] =
      manifest?.state.find(({ name }) => name === 'dense/kernel')?.first[0]?.split('!') ?? [];
    const at = parseAddress(cell);
    expect(at).toBeDefined();
    here.put(
      'edited.xlsx',
      patchXlsx(
        bytes,
        new Map([[sheet.replaceAll("'", ''), new Map([[cellKey(at?.row ?? 0, at?.column ?? 0), { value: 0.5 }]])]]),
      ),
    );
    const { exit, json } = await cli('import', 'edited.xlsx', '-o', 'edited', '--json');
    expect(exit).toBe(0);
    expect(json()['changed']).toBeGreaterThan(2);
    // the same by hand: three steps of Δw = 0.5 · mean(error · x)
    const rows = studentsCsv
      .trim()
      .split('\n')
      .slice(1)
      .map((l) => l.split(',').slice(1).map(Number));
    let w = [0.5, 0.33, 0.33];
    let b = 0;
    for (let step = 0; step < 3; step++) {
      const errors = rows.map(
        ([p = 0, q = 0, r = 0, y = 0]) => y - (p * (w[0] ?? 0) + q * (w[1] ?? 0) + r * (w[2] ?? 0) + b),
      );
      const mean = (f: (i: number) => number): number => errors.reduce((s, e, i) => s + e * f(i), 0) / 5;
      [w, b] = [w.map((v, k) => v + 0.5 * mean((i) => rows[i]?.[k] ?? 0)), b + 0.5 * mean(() => 1)];
    }
    const weights = json()['weights']?.['dense/kernel']?.['data'] as unknown as number[];
    weights.forEach((v, i) => expect(v).toBeCloseTo(w[i] ?? NaN, 12));
  });

  test('a hidden layer, Adam and scaling come back too; a hand-made book is refused', async () => {
    here.put('liked.csv', likedCsv);
    await cli(
      'sheet',
      'liked.csv',
      '--target',
      'liked',
      '--hidden',
      '3:tanh',
      '--batch-size',
      '40',
      '--scale',
      'standard',
      '--epochs',
      '1',
      '-o',
      'liked.xlsx',
    );
    expect((await cli('import', 'liked.xlsx', '-o', 'liked-model')).exit).toBe(0);
    expect(
      (await cli('predict', 'liked-model', 'height=180', 'age=25', 'income=50000', 'considerate=1', 'distance=1')).exit,
    ).toBe(0);
    here.put('hand.xlsx', await writeXlsx(bookOf({ A1: 1, B1: '=A1*2' })));
    const { exit, json } = await cli('import', 'hand.xlsx', '--json');
    expect(exit).toBe(1);
    expect(json()['error']).toMatchObject({ code: 'unsupported', where: 'hand.xlsx' });
  });
});

describe('fit', () => {
  const book = { A1: 1, A2: 4, A3: 3, B1: '=(A1-2)^2+(A2+1)^2+A3*0', B2: '=B1*10' };
  test('the best values in a copy, with everything that follows up to date, and the slopes', async () => {
    here.put('book.xlsx', await writeXlsx(bookOf(book)));
    const before = readFileSync(here.at('book.xlsx'));
    const { exit, err, json } = await cli(
      'fit',
      'book.xlsx',
      '--loss',
      'B1',
      '--params',
      'A1:A2',
      '-o',
      'best.xlsx',
      '--json',
    );
    expect(exit, err).toBe(0);
    expect(json()).toMatchObject({ command: 'fit', goal: { cell: 'Sheet1!B1', before: 26 }, ended: 'gradient' });
    const sheet = readXlsx(readFileSync(here.at('best.xlsx'))).sheets[0];
    const value = (row: number, column: number): unknown => sheet && getCell(sheet, row, column)?.value;
    expect(value(0, 0)).toBeCloseTo(2, 7);
    expect(value(1, 0)).toBeCloseTo(-1, 7);
    expect(value(1, 1)).toBeCloseTo(0, 6);
    expect(sheet && getCell(sheet, 0, 1)?.formula).toBe('=(A1-2)^2+(A2+1)^2+A3*0');
    expect(readFileSync(here.at('book.xlsx')).equals(before)).toBe(true);
  });
  test('a largest value within bounds, a value to equal, in Chinese', async () => {
    here.put('book.xlsx', await writeXlsx(bookOf(book)));
    const most = await cli(
      'fit',
      'book.xlsx',
      '--loss',
      'Sheet1!B1',
      '--params',
      'A1,A2',
      '--goal',
      'max',
      '--bounds',
      '0:3,0:5',
      '-o',
      'most.xlsx',
      '--lang',
      'zh-TW',
    );
    expect(most.exit, most.err).toBe(0);
    expect(most.out).toContain('已寫出：most.xlsx');
    expect(
      (
        await cli('fit', 'book.xlsx', '--loss', 'B2', '--params', 'A1', '--goal', '300', '-o', 'equal.xlsx', '--json')
      ).json()['goal']?.['after'],
    ).toBeCloseTo(300, 4);
  });
  test('what is missing or wrong is said, and nothing is written', async () => {
    here.put('book.xlsx', await writeXlsx(bookOf(book)));
    for (const args of [
      ['--params', 'A1', '-o', 'x.xlsx'],
      ['--loss', 'B1', '-o', 'x.xlsx'],
      ['--loss', 'B1', '--params', 'A1'],
      ['--loss', 'B1', '--params', 'B2', '-o', 'x.xlsx'],
      ['--loss', 'B1', '--params', 'A1', '--goal', 'small', '-o', 'x.xlsx'],
      ['--loss', 'B1', '--params', 'A1', '--bounds', '3', '-o', 'x.xlsx'],
      ['--loss', 'Other!B1', '--params', 'A1', '-o', 'x.xlsx'],
    ]) {
      for (const language of ['en', 'zh-TW']) {
        const { exit, json } = await cli('fit', 'book.xlsx', ...args, '--json', '--lang', language);
        expect(exit, args.join(' ')).toBe(1);
        expect(json()['error']).toHaveProperty('code');
      }
    }
    expect(here.tree()).toEqual(['book.xlsx']);
  });
});
