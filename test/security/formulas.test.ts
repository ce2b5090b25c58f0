// Formulas of strangers: whatever they ask for, computing them ends, within bounded work and memory.
import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { GradsheetError } from '../../src/errors.ts';
import { evaluateBook } from '../../src/lift/evaluate.ts';
import { lift, placesOf } from '../../src/lift/lift.ts';
import { textNumber } from '../../src/lift/values.ts';
import { solve } from '../../src/solve/goal.ts';
import { cellKey, emptySheet, readXlsx, setCell, type Area, type Workbook } from '../../src/workbook/index.ts';
import { bookOf } from '../tools/book-of.ts';

vi.setConfig({ testTimeout: 600_000 }); // the work is counted; how long it takes is the machine's affair

const caseOf = (name: string): Workbook =>
  readXlsx(readFileSync(new URL(`./cases/${name}.xlsx`, import.meta.url)), `${name}.xlsx`);
const kindsOf = (book: Workbook): readonly string[] => evaluateBook(book).problems.map((p) => p.kind);
const valueOf = (book: Workbook, cell: string): unknown => placesOf(book, cell).map((at) => lift(book).value(at))[0];
/** A book with an array formula in a box of cells. */
function arrayBook(
  cells: Readonly<Record<string, number | string>>,
  formula: string,
  array: Area,
  at = { row: array.top, column: array.left },
): Workbook {
  const book = bookOf(cells);
  setCell(book.sheets[0] ?? emptySheet('Sheet1'), at.row, at.column, { value: 1, formula, array });
  return book;
}

describe('every walk ends', () => {
  test('an array formula that cannot be read fills its box all the same (array-intersection-hang.xlsx)', async () => {
    const book = caseOf('array-intersection-hang');
    expect(kindsOf(book)).toContain('unreadable');
    await expect(solve(book, { goal: 'F1', params: 'E1' })).rejects.toThrow(GradsheetError);
  });

  test('circles through arrays and intersections are circles', () => {
    const box = { top: 0, left: 0, bottom: 1, right: 2 };
    expect(kindsOf(arrayBook({ A5: '=SUM(A1:A3)' }, '=A5:A6*{1,2,3}', box))).toEqual(['circular']);
    expect(kindsOf(bookOf({ A1: '=SUM(A1:B2 B1:C9)+B2', B2: '=A1' }))).toEqual(['circular']);
    expect(kindsOf(bookOf({ A1: '=SUM(INDEX(A:A,2):B3 A2:A9)', A2: '=OFFSET(A1,0,0)' }))).toEqual(['circular']);
    expect(kindsOf(arrayBook({ E1: '=INDEX(A1:C2,2,3)' }, '=INDIRECT("E1")+A1:C2', box))).toEqual(['circular']);
  });

  test('a box that does not begin at its formula, boxes that lie over each other', () => {
    expect(
      kindsOf(
        arrayBook({ A1: '=C5+D6+B9' }, '=SUM(A1:A2)', { top: 4, left: 2, bottom: 5, right: 3 }, { row: 8, column: 1 }),
      ),
    ).toEqual(['circular']);
    const book = arrayBook({ D1: '=SUM(A1:C3)' }, '=D1:E2', { top: 0, left: 0, bottom: 1, right: 1 });
    setCell(book.sheets[0] ?? emptySheet(''), 1, 1, {
      formula: '=A1:B2',
      array: { top: 0, left: 0, bottom: 2, right: 2 },
    });
    expect(() => evaluateBook(book)).not.toThrow();
  });

  test('names that stand for names: a thousand in a row, and each for two of the next', () => {
    const chain = Array.from({ length: 1000 }, (_, i) => ({
      name: `name_${i}`,
      refersTo: i === 999 ? '1' : `name_${i + 1}+1`,
    }));
    expect(kindsOf({ ...bookOf({ A1: '=name_0' }), names: chain })).toEqual(['too-deep']);
    const doubling = Array.from({ length: 60 }, (_, i) => ({
      name: `name_${i}`,
      refersTo: i === 59 ? '1' : `name_${i + 1}+name_${i + 1}`,
    }));
    expect(kindsOf({ ...bookOf({ A1: '=name_0' }), names: doubling })).toEqual(['too-large']);
    const wide = ['inner', '$C$1'].map((part, i) => ({
      name: ['outer', 'inner'][i] ?? '',
      refersTo: Array.from({ length: 1_000 }, () => part).join('+'),
    }));
    expect(kindsOf({ ...bookOf({ A1: '=outer', C1: 1 }), names: wide })).toEqual([]);
    const branches = Array.from({ length: 60 }, (_, i) => ({
      name: `name_${i}`,
      refersTo: `${'IF(A2,'.repeat(100)}${i === 59 ? '1' : `name_${i + 1}`}${')'.repeat(100)}`,
    }));
    expect(kindsOf({ ...bookOf({ A1: '=name_0', A2: 1 }), names: branches })).toEqual(['too-deep']);
  });

  test('texts that look like numbers for a long while are read in time proportional to their length', () => {
    const long = 32_000;
    for (const text of [
      `1${' '.repeat(long)}x`,
      `${'1'.repeat(long)}x`,
      `1${',111'.repeat(long / 4)}x`,
      `1e${'1'.repeat(long)}x`,
      `${' '.repeat(long)}x`,
    ]) {
      for (let i = 0; i < 20; i++) expect(textNumber(text)).toBeUndefined();
    }
    expect(textNumber(' 12.5 % ')).toBe(0.125);
  });
});

describe('a cell holds 32,767 characters', () => {
  test('doubled and substituted texts are #VALUE! beyond (text-doubling.xlsx, substitute.xlsx)', async () => {
    for (const [name, goal] of [
      ['text-doubling', 'C61'],
      ['substitute', 'B1'],
    ] as const) {
      expect(() => evaluateBook(caseOf(name))).not.toThrow();
      await expect(solve(caseOf(name), { goal, params: 'A1' })).rejects.toThrow('#VALUE!');
    }
  });

  test.each([
    ['=REPT("a",32767)&"b"', 'error'],
    ['=LEN(REPT("a",32767))', 32_767],
    ['=LEN(REPT("a",32766)&"b")', 32_767],
    ['=REPT("",1E300)', ''],
    ['=REPT("ab",1E300)', 'error'],
    ['=REPT("a",32768)', 'error'],
    ['=CONCAT(REPT("a",20000),REPT("a",20000))', 'error'],
    ['=CONCATENATE(REPT("a",32767),"")&""', 'text'],
    ['=TEXTJOIN(REPT("-",20000),TRUE,"a","b","c")', 'error'],
    ['=TEXTJOIN(",",TRUE,REPT("a",32765),"b")', 'text'],
    ['=SUBSTITUTE(REPT("a",32767),"a","bb")', 'error'],
    ['=SUBSTITUTE(REPT("a",32767),"a","bb",32767)', 'error'],
    ['=SUBSTITUTE("aXbXc","X","--")', 'a--b--c'],
    ['=SUBSTITUTE("aXbXc","X","--",2)', 'aXb--c'],
    ['=SUBSTITUTE("aXbXc","X","--",3)', 'aXbXc'],
    ['=SUBSTITUTE("aaa","aa","b",1)', 'ba'],
    ['=SUBSTITUTE("abc","","x")', 'abc'],
    ['=UPPER(REPT("ß",32767))', 'error'],
  ])('%s', (formula, wanted) => {
    const found = valueOf(bookOf({ A1: formula }), 'A1');
    if (wanted === 'error') expect(found).toEqual({ error: '#VALUE!' });
    else if (wanted === 'text') expect(String(found)).toHaveLength(32_767);
    else expect(found).toBe(wanted);
  });
});

/** A product of two arrays of a million elements. */
const products = '=SUM(MMULT(ROW(Other!$1:$1000)*COLUMN(Other!A1:ALL1),ROW(Other!$1:$1000)*COLUMN(Other!A1:ALL1)))';

describe('one budget for the work of all formulas of a book', () => {
  test('an array formula over a whole sheet is too large, and so are many that fill a little less (array-whole-sheet.xlsx)', async () => {
    await expect(solve(caseOf('array-whole-sheet'), { goal: 'B1', params: 'A1' })).rejects.toMatchObject({
      code: 'too-large',
      fields: { where: 'Sheet1!B1' },
    });
    const book = bookOf({}, { Other: { A1: 1 } });
    for (let i = 0; i < 30; i++) {
      setCell(book.sheets[0] ?? emptySheet(''), 0, 3 * i, {
        value: 1,
        formula: '=ROW(Other!A1:A50000)',
        array: { top: 0, left: 3 * i, bottom: 49_999, right: 3 * i },
      });
    }
    expect(evaluateBook(book).problems).toMatchObject([
      { kind: 'too-large', cells: expect.arrayContaining(['Sheet1!CJ1']) as unknown },
    ]);
  });

  test.each([
    ['products of arrays', products],
    ['arrays over and over', `=${Array.from({ length: 200 }, () => 'SUM(ROW(Other!$1:$1048576)^2)').join('+')}`],
    ['texts of the longest kind', '=SUM(LEN(REPT("a",ROW(Other!$1:$32000))))'],
    ['wild cards', `=COUNTIF(A1:A9,"${'*a'.repeat(120)}b")`],
  ])('%s', (_, formula) => {
    const book = bookOf({}, { Other: { A1: 1 } });
    const sheet = book.sheets[0] ?? emptySheet('');
    for (let row = 0; row < 9; row++) setCell(sheet, row, 0, { value: 'a'.repeat(32_767) });
    for (let row = 0; row < 60; row++) setCell(sheet, row, 3, { value: 1, formula: `${formula}+${row}` });
    expect(evaluateBook(book).problems.map((p) => p.kind)).toContain('too-large');
  });

  test('a formula after one that asks for too much still has its value, and the saved value stands for the other', () => {
    const book = bookOf({ A1: products, A2: '=1+2', A3: '=SUM(A2:A2)' }, { Other: { A1: 1 } });
    setCell(book.sheets[0] ?? emptySheet(''), 0, 0, { ...book.sheets[0]?.cells.get(cellKey(0, 0)), value: 7 });
    const { values, problems } = evaluateBook(book);
    expect(problems).toMatchObject([{ kind: 'too-large', cells: ['Sheet1!A1'] }]);
    expect([values[0]?.get(cellKey(0, 0)), values[0]?.get(cellKey(1, 0))]).toEqual([7, 3]);
  });

  test('a program has a bounded number of nodes', () => {
    const cells: Record<string, number | string> = {};
    for (let row = 1; row <= 3_000; row++) {
      cells[`A${row}`] = 1 / row;
      cells[`B${row}`] = `=SUMPRODUCT(A$1:A${row},A$1:A${row})`;
    }
    const book = bookOf(cells);
    const lifted = lift(book, { inputs: placesOf(book, 'A1:A3000') });
    for (const at of placesOf(book, 'B1:B3000')) lifted.value(at);
    expect([...new Set(lifted.problems().map((p) => p.kind))]).toEqual(['too-large']);
  });

  test('cells a whole sheet apart: only those that are there are looked at', () => {
    const cells: Record<string, number | string> = { A1: 1, XFD1048576: 2 };
    for (let i = 2; i < 500; i++) cells[`B${i}`] = '=SUM(A:A)+MAX(1:1048576 A:C)+COUNT(C:C)';
    const book = bookOf(cells);
    expect(kindsOf(book)).toEqual(['circular']); // B reads itself by way of A:C
    expect(valueOf(bookOf({ A1: 1, XFD1048576: 2, B1: '=SUM(A:A,XFD:XFD)' }), 'B1')).toBe(3);
    expect(
      valueOf(bookOf({ A1: 1, A1048576: 2, B1: '=SUM(A:A)', B2: '=B1*2', B3: '=SUMPRODUCT(A:A,A:A)' }), 'B3'),
    ).toBe(5);
  });
});
