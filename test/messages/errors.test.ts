import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { GradsheetError } from '../../src/errors.ts';
import { errorText } from '../../src/messages/errors.ts';
import { phrases } from '../../src/messages/errors.zh-TW.ts';
import { translator } from '../../src/messages/phrases.ts';
import { errorTexts } from './error-texts.ts';

const src = fileURLToPath(new URL('../../src', import.meta.url)).replace(/\/$/, '');

describe('the texts of errors', () => {
  test('a person reads where, what must hold, what came, what to do', () => {
    const error = new GradsheetError('bad-table', {
      where: 'students.csv, row 58',
      expected: '6 columns, as the other rows',
      received: '7',
      hint: '2 rows differ: 58, 60. A cell that holds the delimiter must be in quotes.',
    });
    expect(errorText(error, 'en')).toBe(
      'students.csv, row 58: needs 6 columns, as the other rows; got 7. 2 rows differ: 58, 60. A cell that holds the delimiter must be in quotes.',
    );
    expect(errorText(error, 'zh-TW')).toBe(
      'students.csv，第 58 列：需要跟其他列一樣有 6 欄，實際是 7。有 2 列不一樣：第 58, 60 列。儲存格裡如果有分隔符號，整格要加引號。看看那一列是不是多了逗號。',
    );
  });

  test('a part without a translation stays English', () => {
    const error = new GradsheetError('unsupported', {
      where: 'row 3',
      expected: 'something nobody translated',
      hint: 'Check the name and the folder. Then see.',
    });
    expect(errorText(error, 'zh-TW')).toBe('第 3 列：需要 something nobody translated。請檢查檔名和資料夾。 Then see.');
  });

  test('only a hint', () => {
    expect(errorText(new GradsheetError('interrupted', { where: 'x.csv', hint: 'See --help.' }), 'zh-TW')).toBe(
      'x.csv：用法請看 --help。',
    );
  });

  test('a phrase may hold phrases, and the one that says most wins', () => {
    const translate = translator({ 'a {}': '一個{0}', 'a {} of {}': '{1}的{0}', 'number {}': '數字 {0}', row: '列' });
    expect(translate('a row')).toBe('一個列');
    expect(translate('a number 3 of row')).toBe('列的數字 3');
    expect(translate('nothing')).toBeUndefined();
  });
});

// What a person can meet: all but what only makers of programs see.
const faced = [
  'data',
  'node',
  'cli',
  'formats',
  'statistics',
  'workbook',
  'util/zip.ts',
  'targets',
  'run',
  'model',
  'nn',
  'train',
  'lift',
  'solve',
  'audit',
];

test('every error text that a person can meet has a Chinese one', () => {
  const translate = translator(phrases);
  const words = (text: string): boolean => /[a-z]{2}/i.test(text.replaceAll('{}', ''));
  const identifier = (text: string): boolean => /^[\w.-]+$/.test(text); // an option as it is written in a program
  const missing = new Set<string>();
  for (const { field, text, place } of errorTexts(src, faced)) {
    const parts = field === 'where' ? text.split(', ') : text.split(/(?<=[.?]) (?=[A-Z])/);
    for (const part of parts) {
      if (
        words(part) &&
        !(field === 'where' && identifier(part)) &&
        translate(part.replaceAll('{}', '7')) === undefined &&
        !Object.hasOwn(phrases, part)
      ) {
        missing.add(`${field}: ${part}   (${place})`);
      }
    }
  }
  expect([...missing]).toEqual([]);
});

test('every phrase uses its numbers in its translation, and no others', () => {
  for (const [english, chinese] of Object.entries(phrases)) {
    const holes = english.split(/\{#?\}/).length - 1;
    const used = [...chinese.matchAll(/\{(\d+)\}/g)].map((match) => Number(match[1]));
    if (english.startsWith('Correct the cell{}')) continue; // English endings: "cell(s)", "it" or "them"
    expect(used.sort(), english).toEqual(Array.from({ length: holes }, (_, i) => i));
  }
});
