// Tables in sheets are read by the rules of CSV files.
import { expect, test } from 'vitest';
import { tableOfBook } from '../../src/data/sheet-table.ts';
import { emptySheet, type Workbook } from '../../src/workbook/index.ts';
import { bookOf } from '../tools/book-of.ts';

const codesOf = (book: Workbook): string[] => tableOfBook(book, 'b.xlsx').warnings.map(({ code }) => code);

test('a title, blank and double names, a formula that failed, a text among numbers', () => {
  const book = bookOf({
    A1: 'Prices',
    A2: 'x',
    C2: 'x',
    D2: 'y',
    A3: 1,
    B3: 'p, "q"',
    C3: 5,
    D3: 1.5,
    A4: 2,
    C4: 6,
    D4: 2.5,
  });
  expect(tableOfBook(book, 'b.xlsx').table.toRows()).toEqual([
    { x: 1, 'Unnamed: 1': 'p, "q"', 'x.1': 5, y: 1.5 },
    { x: 2, 'Unnamed: 1': null, 'x.1': 6, y: 2.5 },
  ]);
  expect(codesOf(book)).toEqual(['skipped-lines', 'double-names', 'blank-names']);
  const failed = bookOf({ A1: 'x', B1: 'y', A2: 1, B2: 2, A3: 3, B3: 4 });
  const [sheet = emptySheet('S')] = failed.sheets;
  for (const [key, cell] of sheet.cells) {
    if (cell.value === 4) sheet.cells.set(key, { ...cell, value: { error: '#DIV/0!' } });
  }
  const { table, warnings } = tableOfBook(failed, 'b.xlsx');
  expect([table.cell(1, 'y'), warnings]).toEqual([
    null,
    [{ code: 'missing-markers', markers: [{ text: '#DIV/0!', cells: 1 }] }],
  ]);
});

test('rows are counted as the sheet shows them', () => {
  const { table, emptyRows } = tableOfBook(bookOf({ B3: 'x', B4: 1, B6: 2 }), 'b.xlsx');
  expect([table.place({ row: 1 }), emptyRows]).toEqual(['b.xlsx, row 6', 1]);
});

test('dates are texts that sort', () => {
  const book = bookOf({ A1: 'when', B1: 'x', A2: 45_443, B2: 1, A3: 45_443.5, B3: 2 });
  const [sheet = emptySheet('S')] = book.sheets;
  for (const [key, cell] of sheet.cells) {
    if (typeof cell.value === 'number' && cell.value > 1000) {
      sheet.cells.set(key, { ...cell, style: { numberFormat: 'yyyy-mm-dd' } });
    }
  }
  expect(tableOfBook(book, 'b.xlsx').table.toRows()).toEqual([
    { when: '2024-05-31', x: 1 },
    { when: '2024-05-31 12:00:00', x: 2 },
  ]);
});

test('a sheet by name', () => {
  const [first = emptySheet('S')] = bookOf({ A1: 'x', A2: 1 }).sheets;
  const book: Workbook = {
    sheets: [
      { ...first, name: 'one' },
      { ...first, name: 'two' },
    ],
    names: [],
  };
  expect(tableOfBook(book, 'b.xlsx', 'two').sheet).toBe('two');
  expect(() => tableOfBook(book, 'b.xlsx', 'three')).toThrow(
    'b.xlsx: needs one of the sheets "one" and "two"; got "three".',
  );
});
