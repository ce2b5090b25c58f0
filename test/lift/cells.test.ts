// Cells that are not what formulas take them for: findings with their addresses, and never a crash.
import { describe, expect, test } from 'vitest';
import { evaluateBook } from '../../src/lift/evaluate.ts';
import { lift, placesOf, type LiftProblem } from '../../src/lift/lift.ts';
import { problemText, type ProblemKind } from '../../src/messages/problems.ts';
import { cellKey } from '../../src/workbook/index.ts';
import { bookOf } from '../tools/book-of.ts';
import { cpuMs } from '../tools/cpu.ts';

const found = (cells: Parameters<typeof bookOf>[0]): Record<string, readonly string[]> => {
  const out: Record<string, readonly string[]> = {};
  for (const p of evaluateBook(bookOf(cells)).problems) {
    out[`${p.kind}${p.function === '' ? '' : ` ${p.function}`}`] = p.cells
      .map((c) => c.replace('Sheet1!', ''))
      .toSorted();
  }
  return out;
};

describe('what formulas read', () => {
  test('a blank in arithmetic, each once; not where it is asked for, counted or passed over', () => {
    expect(
      found({
        A1: 1,
        A3: 2,
        B1: '=A1*A2',
        B2: '=A2+A3-A2',
        B3: '=-A9',
        C1: '=SUM(A1:A3)',
        C2: '=A4=""',
        C3: '=COUNT(A1:A8)',
        C4: '=IF(A5>0,1,2)',
        C5: '=A6',
      }),
    ).toEqual({ blank: ['A2', 'A9'] });
  });
  test('a filled-down column over a gap names the gap', () => {
    const cells: Record<string, number | string> = { B1: 3 };
    for (let r = 1; r <= 40; r++) {
      if (r < 20 || r > 22) cells[`A${r}`] = r;
      cells[`C${r}`] = `=A${r}*B$1`;
    }
    expect(found(cells)).toEqual({ blank: ['A20', 'A21', 'A22'] });
  });
  test('a blank condition is read, a branch that is left out is not', () => {
    expect(found({ B1: '=IF(A1+1>0,A2*2,3)' })).toEqual({ blank: ['A1'] });
  });
  test('a number stored as text: in arithmetic it counts, in sums it does not, and both are said', () => {
    const cells = { A1: '12', A2: 5, A3: ' 3.5 ', A4: 'pear', B1: '=A1*2', B2: '=SUM(A1:A4)', B3: '=STDEV(A1:A4,1,2)' };
    const { values } = evaluateBook(bookOf(cells));
    expect([values[0]?.get(cellKey(0, 1)), values[0]?.get(cellKey(1, 1))]).toEqual([24, 5]);
    expect(found(cells)).toEqual({ 'text-number': ['A1', 'A3'] });
    expect(
      found({ A1: '2024', B1: '=A1&"x"', B2: '=VLOOKUP("2024",A1:A1,1,FALSE)', B3: '=COUNTIF(A1:A1,"2024")' }),
    ).toEqual({});
    const whole: Record<string, number | string> = { A7: '1', C1: '=STDEV(A:A)', C2: '=SUM(A:A)' };
    for (let r = 8; r < 40; r++) whole[`A${r}`] = r;
    expect(found(whole)).toEqual({ 'text-number': ['A7'] });
  });
  test('an error is named where it begins, not where it goes', () => {
    expect(
      found({
        A1: 0,
        B1: '=1/A1',
        B2: '=B1+1',
        B3: '=SUM(B1:B2)',
        B4: '=IF(A1=0,B3,1)',
        B5: '=IFERROR(B1,0)',
        C1: '=SQRT(-1)',
        C2: '=LN(0)+C1',
      }),
    ).toEqual({ 'error #DIV/0!': ['B1'], 'error #NUM!': ['C1'] });
  });
  test('errors that were typed in, and long lists of them', () => {
    const book = bookOf({ B1: '=A1+1', B2: '=SUM(A1:A3)' });
    book.sheets[0]?.cells.set(cellKey(0, 0), { value: { error: '#N/A' } });
    expect(evaluateBook(book).problems).toEqual([{ kind: 'error', function: '#N/A', cells: ['Sheet1!A1'] }]);
    const cells: Record<string, number | string> = {};
    for (let r = 1; r <= 3000; r++) {
      cells[`A${r}`] = '=1/0';
      cells[`B${r}`] = '=SUM(A$1:A$3000)';
    }
    const began = cpuMs();
    expect(found(cells)['error #DIV/0!']).toHaveLength(3000);
    expect(cpuMs() - began).toBeLessThan(5000);
  });
  test('a cell without a number says what it holds', () => {
    const messageOf = (cells: Parameters<typeof bookOf>[0], inputs: string): unknown => {
      const book = bookOf(cells);
      const [b] = placesOf(book, 'B1');
      try {
        return b && lift(book, { inputs: placesOf(book, inputs) }).node(b);
      } catch (e) {
        return (e as { fields: { received: string } }).fields.received;
      }
    };
    expect(messageOf({ A1: 1, B1: 'pear' }, 'A1')).toBe('the text "pear"');
    expect(messageOf({ A1: 1, B1: '="a"&C1' }, 'A1')).toBe('the text "a"');
    expect(messageOf({ A1: 1, B1: '="a"&A1' }, 'A1')).toBe('a formula without a number');
    expect(messageOf({ A1: 1 }, 'A1')).toBe('a blank cell');
  });
});

describe('problems as sentences', () => {
  const kinds: { readonly [K in ProblemKind]: readonly [name: string, en: RegExp, zh: RegExp] } = {
    'unsupported-function': ['FOO', /function FOO is not supported/, /不支援函數 FOO/],
    'no-derivative': ['MEDIAN', /MEDIAN has no derivative/, /MEDIAN 沒有導數/],
    'not-constant': ['INDEX', /INDEX needs a constant/, /INDEX 需要常數/],
    volatile: ['RAND', /RAND changes by itself/, /RAND 的值每次計算都會變/],
    external: ['', /another file/, /其他檔案/],
    'too-deep': ['IF', /nested too deeply/, /層數太多/],
    'too-large': ['SUM', /reads or produces more cells than can be computed/, /太多，無法計算/],
    circular: ['', /in a circle/, /形成循環/],
    unreadable: ['1+', /cannot be read \(1\+\)/, /無法解讀公式（1\+）/],
    straight: ['ROUND', /ROUND rounds/, /ROUND 會捨入/],
    step: ['INT', /INT changes in jumps/, /INT 的值是跳躍的/],
    blank: ['', /blank, but a formula needs a number/, /空白/],
    'text-number': ['', /number stored as text/, /數字存成了文字/],
    error: ['#DIV/0!', /#DIV\/0!; every formula/, /#DIV\/0!，用到它的公式/],
  };
  const cells = ['A1', 'B2', 'C3', 'D4', 'E5'].map((c) => `Sheet1!${c}`);
  test.each(Object.entries(kinds))('%s', (kind, [name, en, zh]) => {
    const problem = { kind: kind as LiftProblem['kind'], function: name, cells }; // the keys of a record
    expect(problemText(problem, 'en')).toMatch(en);
    expect(problemText(problem, 'en')).toMatch(/^Sheet1!A1, Sheet1!B2, Sheet1!C3 and 2 more: .*[.]$/);
    expect(problemText(problem, 'zh-TW')).toMatch(zh);
    expect(problemText(problem, 'zh-TW')).toMatch(/^Sheet1!A1、Sheet1!B2、Sheet1!C3 等 5 格：.*。$/);
    expect(problemText({ ...problem, cells: ['Sheet1!A1'] }, 'en')).toMatch(/^Sheet1!A1: /);
    expect(problemText({ ...problem, cells: ['Sheet1!A1'] }, 'zh-TW')).toMatch(/^Sheet1!A1：/);
  });
});
