// What the command line says of columns, and that one odd cell loses no file.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { gradsheet, workplace, type Result } from './cli.ts';

const here = workplace();
const cli = (...args: string[]): Promise<Result> => gradsheet(args, { cwd: here.folder() });
const put = (name: string): void =>
  here.put(name, readFileSync(new URL(`../data/cases/${name}`, import.meta.url), 'utf8'));
const train = (name: string, target: string, ...more: string[]): Promise<Result> =>
  cli('train', name, '--target', target, '--epochs', '2', '--out', 'm', '--force', ...more);

describe('tables that could not be trained on, or were misunderstood', () => {
  test.each<[string, string, readonly string[], readonly string[], readonly string[]]>([
    ['rare-category.csv', 'y', ['--split-seed', '1'], ['1 value is new, such as "c" in row 8'], ['沒見過', '「c」']],
    ['dates.csv', 'y', [], ['when     date', 'days since 2020-01-01; day of the week'], ['日期', '起的天數；星期幾']],
    ['number-id.csv', 'y', [], ['Column id is left out: an ID', '--as id=number'], ['「id」欄不用：這是編號']],
    ['empty-column.csv', 'y', [], ['Column empty is left out: it has no values.'], ['整欄都沒有值']],
    ['class-codes.csv', 'kind', [], ['has only the values 1 to 3', '--as kind=category'], ['只有 1 到 3 這幾種值']],
    [
      'class-codes.csv',
      'kind',
      ['--as', 'kind=category'],
      ['3 classes, "1", "2", "3" → softmax'],
      ['softmax', 'categoricalCrossentropy'],
    ],
    ['sorted-classes.csv', 'kind', [], ['3 classes, "p", "q", "r"', 'Column a alone tells the target'], ['就知道目標']],
  ])('%s %#', async (name, target, more, english, chinese) => {
    put(name);
    const en = await train(name, target, ...more);
    expect(en.exit, en.err).toBe(0);
    for (const text of english) expect(en.out).toContain(text);
    const zh = await train(name, target, ...more, '--lang', 'zh-TW');
    expect(zh.exit, zh.err).toBe(0);
    for (const text of chinese) expect(zh.out).toContain(text);
  });
});

const rows = Array.from({ length: 60 }, (_, i) => {
  const day = new Date(Date.UTC(2019, 0, 1 + 9 * i)).toISOString().slice(0, 10);
  return `${day},${i % 7 === 0 ? '' : (i * 37) % 23},${['a', 'b', 'c'][i % 3]},${i % 2 === 0 ? 'yes' : 'no'}`;
});
const shop = ['when,area,city,sold', ...rows].join('\n');

describe('free text', () => {
  const nouns = 'red blue warm house near river garden old big small quiet new street corner park'.split(' ');
  const text = (i: number): string => [0, 1, 3, 7, 8].map((k) => nouns[(i + k * (1 + (i % 2))) % 15]).join(' ');
  const notes = ['x,note,y', ...Array.from({ length: 60 }, (_, i) => `${i % 7},${text(i)} nr${i},${i % 5}`)].join('\n');
  test('that is left out of a row or a table has no words, and strange words are said', async () => {
    here.put('notes.csv', notes);
    await train('notes.csv', 'y', '--as', 'y=number');
    for (const row of [['x=3'], ['x=3', 'note=']]) {
      const { exit, out, err } = await cli('predict', 'm', ...row);
      expect(exit, err).toBe(0);
      expect(out).toContain('Column note: 1 row has no text (row 1), which counts as one without words.');
    }
    expect((await cli('predict', 'm', 'x=3', '--lang', 'zh-TW')).out).toContain('「note」欄：1 列沒有文字（第 1 列）');
    const strange = await cli('predict', 'm', 'x=3', 'note=Qwxyzzz');
    expect(strange.out).toContain('no word of "Qwxyzzz" (row 1) is in the training rows');
    expect((await cli('predict', 'm', 'x=3', 'note=red house')).out).not.toContain('no word of');
    await train('notes.csv', 'y', '--as', 'y=number', '--missing', 'error');
    const { exit, err } = await cli('predict', 'm', 'x=3', '--lang', 'zh-TW');
    expect([exit, err]).toEqual([1, '錯誤：gradsheet predict：缺少「note」的值。\n']);
  });
  test('that is all there is, but taken for names: the columns and the way out are said', async () => {
    here.put('cities.csv', ['city,y', ...Array.from({ length: 30 }, (_, i) => `Town${i},${i % 2}`)].join('\n'));
    const { exit, err } = await train('cities.csv', 'y');
    expect(exit).toBe(1);
    expect(err).toContain('In "city", nearly every row has a text that few or no others have.');
    expect(err).toContain('add --as city=text');
    expect((await train('cities.csv', 'y', '--lang', 'zh-TW')).err).toContain('請加上 --as city=text');
    expect((await train('cities.csv', 'y', '--as', 'city=text')).exit).toBe(0);
  });
});

test('rows without a target are said to lack the target, not values', async () => {
  here.put('gaps.csv', shop.replaceAll('yes', '').replaceAll('c,no', 'c,maybe'));
  expect((await train('gaps.csv', 'sold')).out).toContain('30 rows without a target value were left out.');
  const { out } = await cli('evaluate', 'm', 'gaps.csv', '--lang', 'zh-TW');
  expect(out).toContain('略過沒有目標值的 30 列。');
  expect(out).not.toContain('有缺值');
});

describe('one odd cell loses no file', () => {
  const odd = 'when,area,city,sold\n2020-05-05,5,a,yes\nsoon,7,z,no\n2020-05-07,,b,perhaps\n';
  test('predict says what did not fit, in both languages and in JSON', async () => {
    here.put('shop.csv', shop);
    here.put('odd.csv', odd);
    expect((await train('shop.csv', 'sold')).out).toContain('missing, marked');
    const en = await cli('predict', 'm', 'odd.csv');
    expect(en.exit, en.err).toBe(0);
    expect(en.out).toContain('Column when: 1 cell, such as "soon" in row 3, cannot be read as a date');
    expect(en.out).toContain('Column city: 1 value is new, such as "z" in row 3');
    const { json } = await cli('predict', 'm', 'odd.csv', '--json');
    expect(json()['predictions']).toHaveLength(3);
    expect(json()['notes']).toHaveLength(2);
    const zh = await cli('predict', 'm', 'odd.csv', '--lang', 'zh-TW');
    expect(zh.out).toContain('「when」欄：1 格讀不成日期，例如第 3 列的「soon」，當作缺值。');
  });
  test('evaluate leaves a row of an unknown class out, and says so', async () => {
    here.put('shop.csv', shop);
    here.put('odd.csv', odd);
    await train('shop.csv', 'sold');
    const { exit, out, err } = await cli('evaluate', 'm', 'odd.csv');
    expect(exit, err).toBe(0);
    expect(out).toContain('1 row was left out: class "perhaps" (row 4) is not among the classes that the model knows.');
    expect((await cli('evaluate', 'm', 'odd.csv', '--json')).json()['rows']).toBe(2);
  });
  test('--missing error keeps refusing all of it', async () => {
    here.put('shop.csv', shop.replaceAll(/,,/g, ',1,'));
    here.put('odd.csv', odd);
    expect((await train('shop.csv', 'sold', '--missing', 'error')).exit).toBe(0);
    const { exit, err } = await cli('predict', 'm', 'odd.csv');
    expect(exit).toBe(1);
    expect(err).toContain('odd.csv, row 3, column when: needs a date; got "soon"');
  });
  test('predict warns outside of the range seen in training, one line a column', async () => {
    here.put('shop.csv', shop);
    here.put('far.csv', 'when,area,city\n2019-05-05,5,a\n2031-05-05,500,b\n2019-05-07,-1,b\n');
    await train('shop.csv', 'sold', '--test-size', '0');
    const { out } = await cli('predict', 'm', 'far.csv');
    expect(out).toContain('Column when: 1 value, such as 2031-05-05 in row 3, is outside the range seen in training');
    expect(out).toContain('(2019-01-01 to 2020-06-15)');
    expect(out).toContain('Column area: 2 values, such as 500 in row 3, are outside the range seen in training');
    expect(out).toContain('(0 to 22), where the model is less reliable.');
    const zh = await cli('predict', 'm', 'when=2019-02-02', 'area=22.0000001', 'city=a', '--lang', 'zh-TW');
    expect(zh.out).toContain('「area」欄：1 個值超出訓練資料的範圍（0 到 22），例如第 1 列的 22.0000001；');
    const { json } = await cli('predict', 'm', 'far.csv', '--json');
    expect(json()['notes']).toContainEqual({
      code: 'outside-range',
      column: 'area',
      row: 1,
      value: 500,
      cells: 2,
      low: 0,
      high: 22,
    });
  });
  test('one row may leave values out, which is said', async () => {
    here.put('shop.csv', shop);
    await train('shop.csv', 'sold');
    const { exit, out, err } = await cli('predict', 'm', 'when=2020-02-02', 'city=q');
    expect(exit, err).toBe(0);
    expect(out).toContain('Column city: 1 value is new, such as "q"');
    expect(out).toMatch(/sold: (yes|no)/);
  });
});

test('--exclude and --as say what columns are, and mistakes in them are refused', async () => {
  here.put('shop.csv', shop);
  const { json } = await train('shop.csv', 'sold', '--exclude', 'city', '--as', 'when=category,area=text', '--json');
  const features = json()['features'] as unknown as { name: string; kind: string }[];
  expect(features.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['when category', 'area text']);
  expect((await train('shop.csv', 'sold', '--as', 'area=numbr')).err).toContain('Did you mean "number"?');
  expect((await train('shop.csv', 'sold', '--as', 'area')).err).toContain('COLUMN=KIND');
  expect((await train('shop.csv', 'sold', '--as', 'ares=number')).err).toContain('Did you mean "area"?');
  expect((await train('shop.csv', 'sold', '--exclude', 'citty')).err).toContain('Did you mean "city"?');
});

test('a workbook of a training on dates, marks and categories comes back as its model', async () => {
  here.put('shop.csv', shop);
  await train('shop.csv', 'sold');
  const written = await cli('sheet', 'm', 'shop.csv', '--epochs', '1', '-o', 'shop.xlsx');
  expect(written.exit, written.err).toBe(0);
  const back = await cli('import', 'shop.xlsx', '-o', 'back');
  expect(back.exit, back.err).toBe(0);
  const { exit, out, err } = await cli('predict', 'back', 'shop.csv');
  expect(exit, err).toBe(0);
  expect(out).toContain('sold_predicted');
});
