import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cellKey,
  cellName,
  columnName,
  columnNumber,
  formatArea,
  formatReference,
  keyColumn,
  keyRow,
  parse,
  parseAddress,
  parseArea,
  parseReference,
  quoteSheet,
} from '../../src/workbook/index.ts';

test('columns', () => {
  expect([0, 25, 26, 51, 52, 701, 702, 16_383].map(columnName)).toEqual([
    'A',
    'Z',
    'AA',
    'AZ',
    'BA',
    'ZZ',
    'AAA',
    'XFD',
  ]);
  for (let column = 0; column < 16_384; column++) expect(columnNumber(columnName(column))).toBe(column);
  expect([columnNumber('XFE'), columnNumber('AAAA'), columnNumber(''), columnNumber('1')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(() => columnName(16_384)).toThrow(/16,384 columns/);
  expect(() => formatArea({ top: 0, left: 0, bottom: 1_048_576, right: 0 })).toThrow(/1,048,576 rows/);
});

test('addresses and areas', () => {
  expect(parseAddress('$b$3')).toEqual({ row: 2, column: 1 });
  expect(parseAddress('XFD1048576')).toEqual({ row: 1_048_575, column: 16_383 });
  for (const bad of ['A0', 'A1048577', 'XFE1', 'A', '1', 'A1B', '']) expect(parseAddress(bad)).toBeUndefined();
  expect(parseArea('C3:$A$1')).toEqual({ top: 0, left: 0, bottom: 2, right: 2 });
  expect(parseArea('B2')).toEqual({ top: 1, left: 1, bottom: 1, right: 1 });
  expect(parseArea('$A:C')).toEqual({ top: 0, left: 0, bottom: 1_048_575, right: 2 });
  expect(parseArea('2:2')).toEqual({ top: 1, left: 0, bottom: 1, right: 16_383 });
  for (const bad of ['A', '2', 'A:2', 'A1:B', 'A1:B2:C3', ':', 'A1:']) expect(parseArea(bad)).toBeUndefined();
});

test('places of a sheet', () => {
  expect(parseReference("'My ''sheet'!$H$9")).toEqual({
    sheet: "My 'sheet",
    area: { top: 8, left: 7, bottom: 8, right: 7 },
  });
  expect(parseReference('工作表1!A1:B2')).toEqual({ sheet: '工作表1', area: { top: 0, left: 0, bottom: 1, right: 1 } });
  expect(parseReference('H9')).toEqual({ area: { top: 8, left: 7, bottom: 8, right: 7 } });
  for (const bad of ['!A1', "''!A1", 'Sheet1!', 'Sheet1', "'a!A1", 'a!b!A1']) {
    expect(parseReference(bad)).toBeUndefined();
  }
  expect(
    ['Sheet1', '工作表1', 'my sheet', "it's", 'A1', 'R1C1', 'c', 'TRUE', '2023', 'a-b', 'x.y'].map(quoteSheet),
  ).toEqual([
    'Sheet1',
    '工作表1',
    "'my sheet'",
    "'it''s'",
    "'A1'",
    "'R1C1'",
    "'c'",
    "'TRUE'",
    "'2023'",
    "'a-b'",
    'x.y',
  ]);
});

test('every name of a cell reads back, also inside a formula (500 sheets)', () => {
  fc.assert(
    fc.property(
      fc
        .string({ minLength: 1, maxLength: 31, unit: 'grapheme' })
        .filter((name) => !/[[\]:*?/\\]/.test(name) && name.trim() === name),
      fc.nat(1_048_575),
      fc.nat(16_383),
      (sheet, row, column) => {
        expect(parseReference(cellName(sheet, row, column))).toEqual({
          sheet,
          area: { top: row, left: column, bottom: row, right: column },
        });
        expect(parse(formatReference(sheet, { top: row, left: column, bottom: row, right: column }))).toMatchObject({
          kind: 'cell',
          sheet,
          row,
          column,
        });
        expect([keyRow(cellKey(row, column)), keyColumn(cellKey(row, column))]).toEqual([row, column]);
      },
    ),
    { numRuns: 500, seed: 5 },
  );
});
