import { describe, expect, test } from 'vitest';
import { mkdirSync, readFileSync } from 'node:fs';
import { keyRow, readXlsx } from '../../src/workbook/index.ts';
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
];
const cells = (name: string): { formulas: number; values: unknown[]; sheets: string[]; rows: number } => {
  const { sheets } = readXlsx(readFileSync(here.at(name)));
  const all = sheets.flatMap((sheet) => [...sheet.cells.values()]);
  return {
    formulas: all.filter(({ formula }) => formula).length,
    values: all.map(({ value }) => value),
    sheets: sheets.map((sheet) => sheet.name),
    rows: Math.max(...[...(sheets[0]?.cells.keys() ?? [])].map(keyRow)),
  };
};

describe('sheet', () => {
  test('a table: the size first, then live formulas, with the names of the rows', async () => {
    here.put('students.csv', studentsCsv);
    const { exit, json, err } = await cli(
      'sheet',
      ...studentArgs,
      '--epochs',
      '5',
      '-o',
      'out/students.xlsx',
      '--json',
    );
    expect(exit, err).toBe(0);
    expect(err).toMatch(/The workbook will have \d steps and [\d,]+ cells\.\nWritten: out\/students\.xlsx/);
    expect(json()).toMatchObject({ command: 'sheet', file: 'out/students.xlsx', target: 'roi' });
    const { formulas, values } = cells('out/students.xlsx');
    expect(formulas).toBeGreaterThan(150);
    for (const value of ['A', 'E', 'english', 0.012672752, 0.85]) expect(values).toContain(value);
    expect(values.some((value) => typeof value === 'number' && Math.abs(value - 0.005942202187564518) < 1e-15)).toBe(
      true,
    );
  });

  test('a model: its training again, from its table, also when called from elsewhere', async () => {
    mkdirSync(here.at('models'));
    here.put('liked.csv', likedCsv);
    await cli(
      'train',
      'liked.csv',
      '--target',
      'liked',
      '--hidden',
      '5:relu',
      '--batch-size',
      '10',
      '--scale',
      'standard',
      '--seed',
      '42',
      '--epochs',
      '3',
      '--out',
      'models/liked',
      '--on',
      'reference',
    );
    const history = here
      .text('models', 'liked', 'history.csv')
      .split('\n')
      .slice(1, 3)
      .map((line) => Number(line.split(',')[2]));
    const from = (folder: string, ...args: string[]) =>
      gradsheet(['sheet', ...args, '--epochs', '2', '-o', 'liked.xlsx', '--json', '--force'], { cwd: here.at(folder) });
    const alone = await from('models', 'liked');
    expect(alone.json()['error']).toMatchObject({
      code: 'missing-input',
      where: 'liked',
      expected: 'the table "liked.csv" beside the folder of the model, or in it',
    });
    const named = await from('models', 'liked', '../liked.csv');
    expect(named.exit, named.err).toBe(0);
    here.put('models/liked.csv', likedCsv);
    const { exit, err } = await from('models/liked', 'model.json');
    expect(exit, err).toBe(0);
    expect(history.every(Number.isFinite)).toBe(true);
    expect(cells('models/liked/liked.xlsx').formulas).toBeGreaterThan(5000);
  });

  test('a model that held rows back: its own losses stand in the workbook', async () => {
    here.put('liked.csv', likedCsv);
    await cli(
      'train',
      'liked.csv',
      '--target',
      'liked',
      '--hidden',
      '3:tanh',
      '--batch-size',
      '100',
      '--scale',
      'standard',
      '--epochs',
      '3',
      '--validation-split',
      '0.5',
      '--out',
      'm',
      '--on',
      'reference',
    );
    const [head = '', ...lines] = here.text('m', 'history.csv').trim().split('\n');
    const at = head.split(',').indexOf('loss');
    const { exit, out } = await cli('sheet', 'm', '--epochs', '3', '-o', 'm.xlsx');
    expect([exit, out]).toEqual([0, expect.stringContaining('40 rows are kept for validation')]);
    const numbers = readXlsx(readFileSync(here.at('m.xlsx'))).sheets.flatMap((s) =>
      [...s.cells.values()].map(({ value }) => Number(value)),
    );
    for (const line of lines) {
      const loss = Number(line.split(',')[at]);
      expect(Math.min(...numbers.filter(Number.isFinite).map((v) => Math.abs(v - loss)))).toBeLessThan(1e-12);
    }
  });

  test('as one line per step, as matrices, and as an exercise', async () => {
    here.put('liked.csv', likedCsv);
    const sizes = new Set<string>();
    for (const layout of ['block', 'row', 'matrix']) {
      const { exit, err } = await cli(
        'sheet',
        'liked.csv',
        '--target',
        'liked',
        '--hidden',
        '3:tanh',
        '--batch-size',
        '80',
        '--scale',
        'standard',
        '--epochs',
        '1',
        '--layout',
        layout,
        '-o',
        `${layout}.xlsx`,
      );
      expect(exit, err).toBe(0);
      const { formulas, rows } = cells(`${layout}.xlsx`);
      sizes.add(`${formulas} formulas, ${rows} rows`);
    }
    expect(sizes.size).toBe(3);
    const { exit } = await cli(
      'sheet',
      'liked.csv',
      '--target',
      'liked',
      '--hidden',
      '2:tanh',
      '--batch-size',
      '80',
      '--epochs',
      '1',
      '--exercise',
      '-o',
      'exercise.xlsx',
    );
    expect(exit).toBe(0);
    expect(cells('exercise.xlsx').sheets).toContain('Check');
    expect((await cli('sheet', 'liked.csv', '--target', 'liked', '--layout', 'spiral', '-o', 'x.xlsx')).exit).toBe(1);
  });

  test('a model whose table was changed since', async () => {
    here.put('liked.csv', likedCsv);
    await cli('train', 'liked.csv', '--target', 'liked', '--epochs', '1', '--out', 'm');
    here.put('liked.csv', likedCsv.replace('188,26', '189,26'));
    const { exit, json } = await cli('sheet', 'm', '-o', 'm.xlsx', '--json');
    expect(exit).toBe(1);
    expect(json()['error']).toMatchObject({
      code: 'bad-table',
      where: 'liked.csv',
      expected: 'the table the model was trained on',
    });
    expect(here.tree()).not.toContain('m.xlsx');
  });

  test.each(['5000', '1000000'])(
    'too large, %s epochs: the limit and what to lower, and nothing is written',
    async (epochs) => {
      here.put('liked.csv', likedCsv);
      const { exit, json } = await cli(
        'sheet',
        'liked.csv',
        '--target',
        'liked',
        '--hidden',
        '5:relu',
        '--epochs',
        epochs,
        '-o',
        'x.xlsx',
        '--json',
      );
      expect(exit).toBe(1);
      expect(json()['error']).toMatchObject({ code: 'too-large', expected: 'at most 500,000 cells' });
      expect(json()['error']?.['hint']).toMatch(/Fewer epochs/);
      expect(here.tree()).toEqual(['liked.csv']);
    },
  );

  test('no name, another kind of file, a name that is taken', async () => {
    here.put('students.csv', studentsCsv);
    here.put('taken.xlsx', 'mine');
    for (const [args, code] of [
      [[], 'invalid-option'],
      [['-o', 'x.xls'], 'invalid-option'],
      [['-o', 'taken.xlsx'], 'exists'],
    ] as const) {
      const { exit, json } = await cli('sheet', ...studentArgs, ...args, '--json');
      expect(exit).toBe(1);
      expect(json()['error']?.['code']).toBe(code);
    }
    expect(here.text('taken.xlsx')).toBe('mine');
    expect((await cli('sheet', ...studentArgs, '-o', 'taken.xlsx', '--force')).exit).toBe(0);
    expect(cells('taken.xlsx').formulas).toBeGreaterThan(100);
  });

  test('labels in Chinese', async () => {
    here.put('students.csv', studentsCsv);
    await cli('sheet', ...studentArgs, '-o', 'zh.xlsx', '--lang', 'zh-TW');
    for (const word of ['預測值', '誤差']) {
      expect(
        cells('zh.xlsx').values.some((value) => typeof value === 'string' && value.includes(word)),
        word,
      ).toBe(true);
    }
  });
});
