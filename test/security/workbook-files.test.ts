// Workbook files of strangers: small files that ask for much work are read by what is in them, or refused with a
// reason.
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { tableOfBook } from '../../src/data/sheet-table.ts';
import { isDateFormat, readXlsx, type Workbook } from '../../src/workbook/index.ts';
import { bookOf } from '../tools/book-of.ts';
import { xlsxOf } from '../workbook/parts.ts';

vi.setConfig({ testTimeout: 600_000 }); // the work is counted; how long it takes is the machine's affair

const inSheet = (cells: string, before = '', after = ''): Uint8Array =>
  xlsxOf({ S: `${before}<sheetData>${cells}</sheetData>${after}` });
const number = (at: string, value: number): string => `<c r="${at}"><v>${value}</v></c>`;

test('a table whose cells stand a whole sheet apart is refused with their names (far-corner.xlsx)', () => {
  const book = readXlsx(readFileSync(new URL('./cases/far-corner.xlsx', import.meta.url)), 'far-corner.xlsx');
  expect(() => tableOfBook(book, 'far-corner.xlsx')).toThrow(
    'far-corner.xlsx: needs a table in one place; got few cells far apart: A1, XFD1, XFD1048576.',
  );
});

test('a stray cell far below a table is one more row, and a wide table with far rows is refused', () => {
  const { table, emptyRows } = tableOfBook(bookOf({ A1: 'x', B1: 'y', A2: 1, B2: 2, A1048576: 3 }), 'b.xlsx');
  expect([table.rows, emptyRows]).toEqual([2, 1_048_573]);
  const wide: Record<string, number | string> = {};
  for (let i = 0; i < 700; i++) {
    wide[`${String.fromCharCode(65 + Math.floor(i / 26))}${String.fromCharCode(65 + (i % 26))}1`] = `c${i}`;
    wide[`AA${2 + i * 1000}`] = i;
  }
  expect(() => tableOfBook(bookOf(wide), 'b.xlsx')).toThrow('few cells far apart: A1, ZZ1, AA699002.');
});

test('a table of 16,384 columns, and names that come twice', () => {
  const cells = Array.from({ length: 16_384 }, (_, i) => `<c t="str"><v>c${i === 16_383 ? 5 : i}</v></c>`).join('');
  const values = Array.from({ length: 16_384 }, () => '<c><v>1</v></c>').join('');
  const { table, warnings } = tableOfBook(readXlsx(inSheet(`<row>${cells}</row><row>${values}</row>`)), 'wide.xlsx');
  expect(table.names.at(-1)).toBe('c5.1');
  expect(warnings).toEqual([{ code: 'double-names', names: [{ from: 'c5', to: 'c5.1' }] }]);
});

test('merged cells without end are refused, and a hundred thousand are read', () => {
  const merges = (n: number): string =>
    `<mergeCells>${Array.from({ length: n }, (_, i) => `<mergeCell ref="A${i + 1}:B${i + 1}"/>`).join('')}</mergeCells>`;
  expect(readXlsx(inSheet('', '', merges(100_000))).sheets[0]?.merges).toHaveLength(100_000);
  expect(() => readXlsx(inSheet('', '', merges(200_001)), 'm.xlsx')).toThrow(
    'm.xlsx: needs at most 200,000 merged cells; got more.',
  );
});

test('widths of all columns, said a hundred thousand times', () => {
  const book = readXlsx(
    inSheet(
      '',
      `<cols>${Array.from({ length: 100_000 }, (_, i) => `<col min="1" max="${16_384 - (i % 7919)}" width="9"/>`).join('')}</cols>`,
    ),
  );
  expect(book.sheets[0]?.columnWidths.size).toBeLessThan(2_000);
});

test('a long formula that very many cells share is refused before they are written out', () => {
  const shared = `<c r="A1"><f t="shared" ref="A1:A9" si="0">${'B1+'.repeat(2700)}B1</f></c>`;
  const followers = Array.from({ length: 9_000 }, (_, i) => `<c r="A${i + 2}"><f t="shared" si="0"/></c>`).join('');
  expect(() => readXlsx(inSheet(`<row>${shared}${followers}</row>`), 's.xlsx')).toThrow(
    /^s\.xlsx: needs at most 6,\d+,\d+ characters of shared formulas; got more\./,
  );
});

test('an array formula fills the box that begins at its cell, and no other', () => {
  const arrays = (book: Workbook): unknown => [...(book.sheets[0]?.cells.values() ?? [])].map((c) => c.array);
  const read = (ref: string): unknown =>
    arrays(readXlsx(inSheet(`<row><c r="B2"><f t="array" ref="${ref}">1+1</f></c></row>`)));
  expect(read('B2:C3')).toEqual([{ top: 1, left: 1, bottom: 2, right: 2 }]);
  for (const ref of ['C5:D6', 'A1:XFD1048576', 'x', 'B2:B1048577', '']) {
    expect(read(ref)).toEqual([{ top: 1, left: 1, bottom: 1, right: 1 }]);
  }
});

test('many sheets of one part are refused, so that a part is read once', () => {
  const parts = xlsxOf(
    { S: '<sheetData/>', T: '<sheetData/>' },
    {
      'xl/_rels/workbook.xml.rels': ['1', '2']
        .map((i) => `<Relationship Id="rId${i}" Type="x/worksheet" Target="worksheets/sheet1.xml"/>`)
        .join(''),
    },
  );
  expect(() => readXlsx(parts, 'p.xlsx')).toThrow(
    'p.xlsx: needs cells of its own for sheet T; got part xl/worksheets/sheet1.xml a second time.',
  );
});

test('number formats are no longer than Excel keeps them', () => {
  const styles = `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="${'['.repeat(300_000)}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>`;
  const format =
    readXlsx(
      xlsxOf(
        { S: `<sheetData><row>${number('A1', 1).replace('<c ', '<c s="0" ')}</row></sheetData>` },
        { 'xl/styles.xml': styles },
      ),
    ).sheets[0]?.cells.get(0)?.style?.numberFormat ?? '';
  expect(format).toHaveLength(255);
  expect(isDateFormat(format)).toBe(false);
});
