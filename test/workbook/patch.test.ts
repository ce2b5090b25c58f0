import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { BookPatch, Cell, CellPatch, Workbook } from '../../src/workbook/index.ts';
import {
  cellKey,
  emptySheet,
  keyColumn,
  keyRow,
  parseAddress,
  patchXlsx,
  readXlsx,
  setCell,
  writeXlsx,
} from '../../src/workbook/index.ts';
import { recalculate, resave, testWithLibreOffice } from '../tools/libreoffice.ts';
import { plain, xlsxOf } from './parts.ts';

const at = (address: string): number => {
  const { row, column } = parseAddress(address)!;
  return cellKey(row, column);
};
const changes = (sheet: string, cells: Record<string, CellPatch>): BookPatch =>
  new Map([[sheet, new Map(Object.entries(cells).map(([address, change]) => [at(address), change]))]]);
const rows = (xml: string): string => `<sheetPr/><sheetData>${xml}</sheetData><pageMargins left="0.7"/>`;
const sheetXml = (bytes: Uint8Array): string => strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml']!);
/** Cells of the first sheet after a patch, and its XML. */
const patched = (inside: string, cells: Record<string, CellPatch>): { cells: Record<string, unknown>; xml: string } => {
  const bytes = patchXlsx(xlsxOf({ S: inside }), changes('S', cells));
  return { cells: plain(readXlsx(bytes).sheets[0]!), xml: sheetXml(bytes) };
};

describe('cells', () => {
  test('get a formula, a value, or both; every other letter stays', () => {
    const before = rows(
      '<row r="1" ht="20"><c r="A1" s="3" t="s"><v>0</v></c><c r="B1" s="4"><f>A1*2</f><v>4</v></c><c r="C1"><f>B1</f><v>4</v></c></row>',
    );
    const { cells, xml } = patched(before, {
      A1: { value: 5 },
      B1: { formula: '=A1<3', value: false },
      C1: { value: 10 },
    });
    expect(cells).toEqual({ A1: 5, B1: ['=A1<3', false], C1: ['=B1', 10] });
    expect(xml).toContain(
      '<row r="1" ht="20"><c r="A1" s="3"><v>5</v></c><c r="B1" s="4" t="b"><f>A1&lt;3</f><v>0</v></c><c r="C1"><f>B1</f><v>10</v></c></row></sheetData><pageMargins left="0.7"/>',
    );
  });

  test('become constants, texts, blanks', () => {
    const { cells, xml } = patched(
      rows(
        '<row r="1"><c r="A1" s="1"><f>1+1</f><v>2</v></c><c r="B1" s="2"><f>1+1</f><v>2</v></c><c r="C1" t="str"><f>"x"</f><v>x</v></c></row>',
      ),
      {
        A1: { formula: null, value: '=not a formula' },
        B1: { formula: null },
        C1: { formula: '=1/0', value: { error: '#DIV/0!' } },
      },
    );
    expect(cells).toEqual({ A1: '=not a formula', C1: ['=1/0', { error: '#DIV/0!' }] });
    expect(xml).toContain('<c r="B1" s="2"/>');
  });

  test('that are not there yet come into their place', () => {
    const { xml } = patched(
      rows(
        '<row r="2" spans="2:4"><c r="B2"><v>1</v></c><c r="D2"><v>2</v></c></row><row r="5"/><row r="7"><c r="A7"/></row>',
      ),
      {
        A1: { value: 1 },
        A2: { value: 2 },
        C2: { formula: '=B2', value: 1 },
        F2: { value: 3 },
        B5: { value: 4 },
        C6: { value: 5 },
        A7: { value: 6 },
        A9: { value: true },
      },
    );
    expect(xml).toContain(
      '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>1</v></c><c r="C2"><f>B2</f><v>1</v></c><c r="D2"><v>2</v></c><c r="F2"><v>3</v></c></row>' +
        '<row r="5"><c r="B5"><v>4</v></c></row><row r="6"><c r="C6"><v>5</v></c></row><row r="7"><c r="A7"><v>6</v></c></row><row r="9"><c r="A9" t="b"><v>1</v></c></row></sheetData>',
    );
    expect(patched('<sheetData/>', { B2: { value: 1 } }).cells).toEqual({ B2: 1 });
  });

  test('in a file with prefixed names and without numbers', () => {
    const bytes = xlsxOf(
      { S: '' },
      {
        'xl/worksheets/sheet1.xml':
          '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c><x:f>A1</x:f><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>',
      },
    );
    const xml = sheetXml(patchXlsx(bytes, changes('S', { B1: { formula: '=A1+1', value: 2 }, A2: { value: 'a<b' } })));
    expect(xml).toBe(
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c><x:f>A1+1</x:f><x:v>2</x:v></x:c></x:row><x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t xml:space="preserve">a&lt;b</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>',
    );
  });
});

describe('shared formulas', () => {
  const shared = rows(
    '<row r="1"><c r="A1"><f t="shared" ref="A1:A4" si="0">B1*$C$1&amp;"&lt;"</f><v>1</v></c></row><row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row><row r="3"><c r="A3" s="7"><f t="shared" si="0"/><v>3</v></c></row><row r="4"><c r="A4"><f t="shared" si="0"/></c></row>',
  );
  test('a follower gets its own formula, the others go on sharing', () => {
    const { cells, xml } = patched(shared, { A3: { formula: '=B3+1', value: 9 } });
    expect(cells).toEqual({ A1: ['=B1*$C$1&"<"', 1], A2: ['=B2*$C$1&"<"', 2], A3: ['=B3+1', 9], A4: '=B4*$C$1&"<"' });
    expect(xml).toContain('<c r="A3" s="7"><f>B3+1</f><v>9</v></c>');
    expect(xml).toContain('<f t="shared" si="0"/><v>2</v>');
  });
  test('when the master changes, the followers are written out', () => {
    const { cells, xml } = patched(shared, { A1: { formula: '=7', value: 7 }, A2: { value: 22 } });
    expect(cells).toEqual({ A1: ['=7', 7], A2: ['=B2*$C$1&"<"', 22], A3: ['=B3*$C$1&"<"', 3], A4: '=B4*$C$1&"<"' });
    expect(xml).not.toContain('shared');
    expect(xml).toContain('<c r="A3" s="7"><f>B3*$C$1&amp;&quot;&lt;&quot;</f><v>3</v></c>');
  });
  test('new values alone leave them shared', () => {
    const { xml } = patched(shared, { A1: { value: 10 }, A2: { value: 20 } });
    expect(xml).toContain('<f t="shared" ref="A1:A4" si="0">B1*$C$1&amp;"&lt;"</f><v>10</v>');
    expect(xml).toContain('<c r="A2"><f t="shared" si="0"/><v>20</v></c>');
  });
});

describe('array formulas', () => {
  const array = rows(
    '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:A2" aca="1">MMULT(C1:D2,E1:E2)</f><v>1</v></c><c r="B1"><f t="array" ref="B1">SUM(A1:A2*C1:C2)</f><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>',
  );
  test('stay array formulas', () => {
    const { xml } = patched(array, {
      A1: { formula: '=MMULT(C1:D2,F1:F2)', value: 5 },
      A2: { value: 6 },
      B1: { formula: '=SUM(A1:A2*D1:D2)', value: 3 },
    });
    expect(xml).toContain(
      '<c r="A1" cm="1"><f t="array" ref="A1:A2" aca="1">MMULT(C1:D2,F1:F2)</f><v>5</v></c><c r="B1"><f t="array" ref="B1">SUM(A1:A2*D1:D2)</f><v>3</v></c>',
    );
    expect(xml).toContain('<c r="A2"><v>6</v></c>');
  });
  test('of several cells do not change in part', () => {
    expect(() => patched(array, { A2: { formula: '=1' } })).toThrow(/S!A2.*array formula.*S!A1/);
    expect(() => patched(array, { A1: { formula: null, value: 1 } })).toThrow(/S!A1.*array formula/);
    expect(patched(array, { B1: { formula: null, value: 1 } }).cells).toMatchObject({ B1: 1 });
  });
});

describe('the rest of the file', () => {
  const chain = (): Uint8Array =>
    xlsxOf(
      { S: rows('<row r="1"><c r="A1"><f>1</f><v>1</v></c><c r="B1"><v>1</v></c></row>'), T: rows('') },
      {
        'xl/calcChain.xml': '<calcChain><c r="A1" i="1"/></calcChain>',
        'xl/media/a.png': Uint8Array.of(1, 2, 3),
        'xl/vbaProject.bin': new Uint8Array(1_000).fill(7),
        'docProps/ñ.xml': '<a/>',
      },
    );
  const others = (bytes: Uint8Array, ...except: string[]): Record<string, Uint8Array> =>
    Object.fromEntries(Object.entries(unzipSync(bytes)).filter(([path]) => !except.includes(path)));
  test('stays byte for byte, in the same order', () => {
    const before = chain();
    const after = patchXlsx(before, changes('S', { A1: { formula: '=2', value: 2 } }));
    expect(others(after, 'xl/worksheets/sheet1.xml')).toEqual(others(before, 'xl/worksheets/sheet1.xml'));
    expect(Object.keys(unzipSync(after))).toEqual(Object.keys(unzipSync(before)));
    expect(unzipSync(patchXlsx(before, new Map()))).toEqual(unzipSync(before));
  });
  test.each<[string, CellPatch & { at: string }]>([
    ['a formula goes', { at: 'A1', formula: null, value: 1 }],
    ['a formula comes', { at: 'B1', formula: '=3', value: 3 }],
    ['a cell comes', { at: 'C9', formula: '=3' }],
  ])('the order of computing is left to Excel when %s', (_, { at: address, ...change }) => {
    const parts = unzipSync(patchXlsx(chain(), changes('S', { [address]: change })));
    expect(Object.keys(parts)).not.toContain('xl/calcChain.xml');
    expect(strFromU8(parts['[Content_Types].xml']!) + strFromU8(parts['xl/_rels/workbook.xml.rels']!)).not.toContain(
      'calcChain',
    );
    expect(strFromU8(parts['[Content_Types].xml']!)).toContain('sheet2.xml');
    expect(readXlsx(patchXlsx(chain(), changes('S', { [address]: change }))).sheets).toHaveLength(2);
  });
  test('an unknown sheet is named', () =>
    expect(() => patchXlsx(chain(), changes('U', { A1: { value: 1 } }))).toThrow(/sheet U.*S, T/));
  test('UTF-16 becomes UTF-8', () => {
    const xml =
      '\ufeff<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData><row r="1"><c r="A1" t="str"><f>"字"</f><v>字</v></c></row></sheetData></worksheet>';
    const bytes = xlsxOf(
      { S: '' },
      { 'xl/worksheets/sheet1.xml': new Uint8Array(Uint16Array.from(xml, (c) => c.charCodeAt(0)).buffer) },
    );
    expect(plain(readXlsx(bytes).sheets[0]!)).toEqual({ A1: ['="字"', '字'] });
    const after = patchXlsx(bytes, changes('S', { B1: { value: '詞' } }));
    expect(plain(readXlsx(after).sheets[0]!)).toEqual({ A1: ['="字"', '字'], B1: '詞' });
    expect(sheetXml(after)).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>/);
  });
});

test('reading a patched file is patching what was read (500 files)', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
    fc.string(),
    fc.boolean(),
    fc.constant({ error: '#N/A' as const }),
  );
  const place = fc.tuple(fc.nat(5), fc.nat(3)).map(([row, column]) => cellKey(row, column));
  const change: fc.Arbitrary<CellPatch> = fc
    .record({ formula: fc.constantFrom('=A1+$B$2', '="<&>"', null, undefined), value })
    .map(({ formula, value }) => (formula === undefined ? { value } : { formula, value }));
  const kind = fc.constantFrom('blank', 'number', 'formula', 'shared', 'none');
  fc.assert(
    fc.property(
      fc.array(kind, { minLength: 24, maxLength: 24 }),
      fc.boolean(),
      fc.array(fc.tuple(place, change), { maxLength: 6 }),
      (kinds, numbered, list) => {
        let master = false;
        const xml = Array.from(
          { length: 6 },
          (_, row) =>
            `<row${numbered ? ` r="${row + 1}"` : ''}>${Array.from({ length: 4 }, (_, column) => {
              const r = numbered ? ` r="${'ABCD'[column]}${row + 1}"` : '';
              const k = kinds[row * 4 + column];
              if (k === 'none' && numbered) return '';
              if (k === 'number') return `<c${r}><v>${row + column}</v></c>`;
              if (k === 'formula') return `<c${r}><f>C${row + 1}*2</f><v>1</v></c>`;
              if (k !== 'shared') return `<c${r} s="0"/>`;
              const f = master ? '<f t="shared" si="3"/>' : '<f t="shared" ref="A1:D6" si="3">E9+$F9+G$9</f>';
              master = true;
              return `<c${r}>${f}<v>${column}</v></c>`;
            }).join('')}</row>`,
        ).join('');
        const bytes = xlsxOf({ S: rows(xml) });
        const patch = new Map(list);
        const expected: Map<number, Cell> = new Map(readXlsx(bytes).sheets[0]!.cells);
        for (const [key, { formula, value }] of patch) {
          const kept = formula === undefined ? expected.get(key)?.formula : (formula ?? undefined);
          expected.set(key, { ...(value !== undefined && { value }), ...(kept !== undefined && { formula: kept }) });
        }
        const sheet = emptySheet('S');
        expected.forEach((cell, key) => sheet.cells.set(key, cell));
        expect(plain(readXlsx(patchXlsx(bytes, new Map([['S', patch]]))).sheets[0]!)).toEqual(plain(sheet));
      },
    ),
    { numRuns: 500, seed: 6 },
  );
});

testWithLibreOffice('a file saved by LibreOffice is read, patched, and computes to the new values', async () => {
  const sheet = emptySheet('權重');
  setCell(sheet, 0, 0, { value: 'w', style: { font: { bold: true }, fill: 'DDEEFF' } });
  setCell(sheet, 1, 0, { value: 0.5, style: { numberFormat: '0.000' } });
  for (let row = 2; row < 30; row++) {
    setCell(sheet, row, 0, { formula: `=A${row}-$C$1*(A${row}-3)`, value: 0 });
    setCell(sheet, row, 1, { formula: `=EXP(-A${row + 1}^2)&""`, value: '' });
  }
  setCell(sheet, 0, 2, { value: 0.1 });
  setCell(sheet, 0, 3, {
    formula: '=MMULT({1,2;3,4},TRANSPOSE({5,6}))',
    array: { top: 0, left: 3, bottom: 1, right: 3 },
    value: 17,
  });
  sheet.charts.push({
    kind: 'line',
    title: 'w',
    series: [{ y: "'權重'!$A$2:$A$30" }],
    at: { top: 3, left: 4, bottom: 15, right: 9 },
  });
  const book: Workbook = { sheets: [sheet], names: [{ name: 'rate', refersTo: "'權重'!$C$1" }] };
  const [saved] = await resave([await writeXlsx(book)]);
  const read = readXlsx(saved!);
  expect(read.names).toEqual([{ name: 'rate', refersTo: '權重!$C$1' }]);
  expect(
    [...read.sheets[0]!.cells]
      .filter(([, cell]) => cell.formula !== undefined)
      .map(([key, { formula }]) => [key, formula]),
  ).toEqual(
    [...sheet.cells]
      .filter(([, cell]) => cell.formula !== undefined)
      .sort(([a], [b]) => a - b)
      .map(([key, { formula }]) => [key, formula]),
  );

  const cells = new Map<number, CellPatch>([[at('A10'), { formula: '=A9-rate*2*(A9-3)', value: 0 }]]);
  let w = 0.5;
  for (let row = 2; row < 30; row++) {
    w -= (row === 9 ? 2 : 1) * 0.1 * (w - 3);
    if (row >= 9) cells.set(cellKey(row, 0), { ...cells.get(cellKey(row, 0)), value: w });
  }
  const fixed = patchXlsx(saved!, new Map([['權重', cells]]));
  const [computed] = await recalculate([fixed]);
  let compared = 0;
  for (const [key, cell] of readXlsx(fixed).sheets[0]!.cells) {
    const got = computed!['權重']![keyRow(key)]![keyColumn(key)];
    if (typeof cell.value === 'number') {
      expect(Math.abs(Number(got) - cell.value)).toBeLessThan(1e-13);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(30);
  const before = unzipSync(saved!);
  const after = unzipSync(fixed);
  for (const path of Object.keys(before)) {
    if (!path.includes('worksheets/sheet1')) expect(after[path], path).toEqual(before[path]);
  }
  expect(Object.keys(after).some((path) => path.includes('charts/chart'))).toBe(true);
});
