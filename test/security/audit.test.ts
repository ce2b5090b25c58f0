// The doctor on workbooks that ask for much work: it ends, and says what it could not look at.
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { emptySheet, readXlsx, setCell, type Workbook } from '../../src/workbook/index.ts';
import { bookOf } from '../tools/book-of.ts';

vi.setConfig({ testTimeout: 600_000 }); // the work is counted; how long it takes is the machine's affair

/** A1, and as many formulas in column B as asked for. */
function column(rows: number, formula: (row: number) => string): Workbook {
  const cells: Record<string, number | string> = { A1: 1 };
  for (let row = 1; row <= rows; row++) cells[`B${row}`] = formula(row);
  return bookOf(cells);
}
const classesOf = (book: Workbook): readonly string[] => audit(book).findings.map((f) => f.class);
const reasonsOf = (book: Workbook): readonly unknown[] =>
  audit(book)
    .findings.filter((f) => f.class === 'unreadable-formula')
    .map((f) => f.facts['reason']);

test('a chain of 5,000 formulas, and one that repeats a cell 5,000 times', () => {
  expect(classesOf(column(5_000, (row) => (row === 1 ? '=A1*2' : `=B${row - 1}+A1`)))).toContain('unexplained');
  expect(classesOf(column(5_000, (row) => (row === 1 ? '=A1' : `=B${row - 1}`)))).toEqual(['no-training']);
});

test('a circle of 500 cells, and one too large for repairs to be tried', () => {
  for (const rows of [500, 51_000]) {
    const { findings, summary } = audit(column(rows, (row) => `=B${row === 1 ? rows : row - 1}+A1`));
    expect(summary.formulas).toBe(rows);
    expect(findings.map((f) => f.class)).toContain('circular');
  }
});

test('sums that grow from row to row, of what they add up', () => {
  expect(classesOf(column(250, (row) => (row === 1 ? '=A1' : `=SUM(B$1:B${row - 1})*0.001`)))).toContain('no-training');
});

test('a formula of very many cells, each of which the slope by every other one depends on', () => {
  const cells: Record<string, number | string> = { B1: '=STDEV(A1:A4000)' };
  for (let row = 1; row <= 4_000; row++) cells[`A${row}`] = row;
  expect(classesOf(bookOf(cells))).toEqual(['no-training']);
});

test('tables of another sheet that is used to its last cell', () => {
  const book = bookOf({}, { S2: { A1: 1, XFD1048576: 2 } });
  for (let row = 0; row < 10; row++) {
    setCell(book.sheets[0] ?? emptySheet(''), row, 0, { value: 1, formula: "=VLOOKUP(1,'S2'!A:C,2,FALSE)" });
  }
  expect(reasonsOf(book)).toEqual(['too-large']);
});

test('array formulas that fill whole sheets (array-whole-sheet.xlsx)', () => {
  expect(reasonsOf(readXlsx(readFileSync(new URL('./cases/array-whole-sheet.xlsx', import.meta.url))))).toEqual([
    'too-large',
  ]);
});

test('names that stand for long formulas, a thousand times in each cell', () => {
  const long = Array.from({ length: 600 }, () => 'Sheet1!$A$1').join('+');
  const cells: Record<string, number | string> = { A1: 1 };
  for (let row = 1; row <= 3; row++) cells[`B${row}`] = `=${Array.from({ length: 1_000 }, () => 'long').join('+')}`;
  expect(reasonsOf({ ...bookOf(cells), names: [{ name: 'long', refersTo: long }] })[0]).toContain(
    'names that stand for at most',
  );
});

test('steps a half sheet apart, and ten thousand sheets', () => {
  const book = bookOf({ A1: 0.1, A2: 1 });
  for (const [row, before] of [
    [500_000, 2],
    [1_000_000, 500_000],
  ] as const) {
    setCell(book.sheets[0] ?? emptySheet(''), row - 1, 0, { value: 1, formula: `=A${before}-$A$1*A${before}` });
  }
  expect(classesOf(book)).toEqual(['no-training']); // two steps are no training, and are looked at without what lies between
  const sheets = Array.from({ length: 10_000 }, (_, i) => emptySheet(`S${i}`));
  for (const [i, sheet] of sheets.entries()) {
    setCell(sheet, 0, 0, { value: 1, formula: `='S${(i + 1) % 10_000}'!A1+1` });
  }
  expect(classesOf({ sheets, names: [] })).toEqual(['circular', 'no-training']);
});
