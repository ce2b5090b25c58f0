import { describe, expect, test } from 'vitest';
import { boxes, columns, wrapped } from '../../src/cli/boxes.ts';
import { generalHelp } from '../../src/cli/help.ts';
import { en } from '../../src/cli/messages.en.ts';
import { chinese } from '../../src/cli/messages.zh-TW.ts';
import { bytes, count, duration, metric, percent, perStep, plain } from '../../src/cli/numbers.ts';
import { plot } from '../../src/cli/plot.ts';
import { styleOf } from '../../src/cli/style.ts';
import { cleaned, visibleWidth } from '../../src/cli/terminal.ts';

test.each([en, chinese])('the general help fits 80 columns', (say) => {
  const plain = styleOf({ write: () => undefined, isTTY: false, columns: 80 }, {});
  const lines = generalHelp(say, plain).split('\n');
  expect(lines.filter((line) => visibleWidth(line) > 80)).toEqual([]);
});

describe('numbers as a person reads them', () => {
  test.each([
    [0.123456, '0.1235'],
    [0.001, '1.0000e-3'],
    [0, '0.0000'],
    [-12.5, '-12.5000'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '-∞'],
  ])('metric %f', (value, text) => expect(metric(value)).toBe(text));
  test.each([
    [62882.76, '62,883'],
    [0.46249999, '0.4625'],
    [1234.5, '1235'],
    [0, '0'],
    [1e-7, '1e-7'],
    [2.5e20, '2.5e20'],
    [-97000, '-97,000'],
    [12, '12'],
  ])('plain %f', (value, text) => expect(plain(value)).toBe(text));
  test('durations, shares, sizes', () => {
    expect([12, 65, 3723].map(duration)).toEqual(['12s', '1:05', '1:02:03']);
    expect([2, 0.004, 350e-6, 7.25e-6].map(perStep)).toEqual(['2s/step', '4ms/step', '350us/step', '7.3us/step']);
    expect([percent(0.5514, 20), percent(0.5514, 1000)]).toEqual(['55%', '55.1%']);
    expect([count(1234567), bytes(29970), bytes(144)]).toEqual(['1,234,567', '29.27 KB', '144.00 B']);
  });
});

describe('tables', () => {
  test('wide characters take two columns, paint takes none', () => {
    const { bold } = styleOf({ write: () => {}, isTTY: true, columns: 80 }, {});
    const text = boxes({
      head: ['層', 'n'],
      rows: [
        [bold('激活函數'), '1'],
        ['x', '123'],
      ],
      align: ['left', 'right'],
    });
    expect(new Set(text.split('\n').map(visibleWidth)).size).toBe(1);
    expect(cleaned(text).split('\n')[3]).toBe('│ \u001b[1m激活函數\u001b[22m │   1 │');
  });
  test('columns', () =>
    expect(
      columns(
        [
          ['a', '1'],
          ['欄位', '22'],
        ],
        ['left', 'right'],
      ),
    ).toBe('a      1\n欄位  22'));
  test('lines break between words and between Chinese characters, never before closing or after opening marks', () => {
    expect(wrapped('one two three', 7)).toBe('one two\nthree');
    const lines = wrapped('把資料（英文、數學）都放進去，看看結果。', 12).split('\n');
    expect(lines.join('')).toBe('把資料（英文、數學）都放進去，看看結果。');
    for (const line of lines) {
      expect(line).not.toMatch(/^[，。、）]/);
      expect(line).not.toMatch(/（$/);
      expect(visibleWidth(line)).toBeLessThanOrEqual(14);
    }
  });
});

describe('plot', () => {
  test('a training of more epochs than a call takes arguments', () => {
    expect(
      plot([{ name: 'loss', values: Array.from({ length: 300_000 }, (_, i) => 1 / (1 + i)) }], {
        width: 40,
        height: 6,
        along: String,
      }),
    ).toContain('loss');
  });
  const falling = { name: 'loss', values: [4, 3, 2, 1] };
  test('falls from the top left to the bottom right, with its name at its end', () => {
    const lines = plot([falling], { width: 30, height: 7, along: (n) => `epoch ${n}` }).split('\n');
    expect(lines[0]).toMatch(/^ *4 ┤[⠁⠉⠑]/);
    expect(lines[4]).toMatch(/^ *1 ┤ .*loss$/);
    expect(lines.at(-1)).toMatch(/^ +1 +epoch 4$/);
  });
  test('a NaN is a gap, and no finite value gives no picture', () => {
    expect(plot([{ name: 'a', values: [1, NaN, 1] }], { width: 20, height: 5, along: String })).toMatch(/⠄? +/);
    expect(plot([{ name: 'a', values: [NaN] }], { width: 20, height: 5, along: String })).toBe('');
  });
  test('equal ratios have equal heights on a logarithmic scale', () => {
    const rows = plot([{ name: 'a', values: [100, 10, 1] }], { width: 40, height: 11, along: String, log: true })
      .split('\n')
      .slice(0, 9);
    const middle = rows.findIndex((row) => /^.{3} ?┤/.test(row) && row.includes('10 ┤') && !row.includes('100'));
    expect(middle).toBe(4);
  });
  test('no line is wider than asked', () => {
    for (const width of [20, 40, 78]) {
      for (const line of plot([falling, { name: '驗證損失', values: [3, 3, 3, 2] }], {
        width,
        height: 9,
        along: (n) => `第 ${n} 回`,
      }).split('\n')) {
        expect(visibleWidth(line)).toBeLessThanOrEqual(Math.max(width, 26));
      }
    }
  });
});

test('paint only where it is wanted', () => {
  const tty = { write: () => {}, isTTY: true, columns: 80 };
  const pipe = { ...tty, isTTY: false };
  expect(cleaned(styleOf(tty, {}).bold('a'))).toBe('\u001b[1ma\u001b[22m');
  expect(styleOf(pipe, {}).bold('a')).toBe('a');
  expect(styleOf(tty, { NO_COLOR: '1' }).bold('a')).toBe('a');
  expect(styleOf(tty, { TERM: 'dumb' }).bold('a')).toBe('a');
  expect(cleaned(styleOf(pipe, { FORCE_COLOR: '1' }).bold('a'))).toBe('\u001b[1ma\u001b[22m');
});
