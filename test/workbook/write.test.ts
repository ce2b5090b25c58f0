import { unzipSync, strFromU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Cell, Workbook } from '../../src/workbook/index.ts';
import { emptySheet, keyColumn, keyRow, parseAddress, readXlsx, setCell, writeXlsx } from '../../src/workbook/index.ts';
import { recalculate, testDrawing, testWithLibreOffice, toPng } from '../tools/libreoffice.ts';

const put = (sheet: ReturnType<typeof emptySheet>, cells: Record<string, Cell>): void => {
  for (const [at, cell] of Object.entries(cells)) {
    const { row, column } = parseAddress(at)!;
    setCell(sheet, row, column, cell);
  }
};

/** A bit of everything: two sheets, one Chinese; formulas with right values; looks; a name; a chart. */
function sample(): Workbook {
  const data = emptySheet('資料 1');
  const other = emptySheet('Other');
  const head = {
    fill: 'D9EAD3',
    font: { bold: true, color: '274E13' },
    border: { bottom: { style: 'thin' } },
    align: 'center',
  } as const;
  put(data, {
    A1: { value: '學習率', style: head },
    B1: { value: 'w₁', style: head },
    C1: { value: 'loss', style: { ...head } },
    A2: { value: 0.1, style: { numberFormat: '0.000' } },
    B2: { value: 2, comment: '初始權重' },
    C2: { formula: '=(B2-1)^2', value: 1 },
    D2: { formula: '=IFS(C2>0.5,"大",TRUE,"小")', value: '大' },
    E2: { formula: '=C2>0.5', value: true },
  });
  let w = 2;
  for (let row = 2; row < 12; row++) {
    w -= 0.1 * 2 * (w - 1);
    setCell(data, row, 1, { formula: `=B${row}-rate*2*(B${row}-1)`, value: w });
    setCell(data, row, 2, { formula: `=(B${row + 1}-1)^2`, value: (w - 1) ** 2, style: { numberFormat: '0.00E+00' } });
  }
  data.columnWidths.set(0, 12).set(3, 20);
  data.freeze = { rows: 1, columns: 1 };
  data.tabColor = '6AA84F';
  data.merges.push({ top: 0, left: 3, bottom: 0, right: 4 });
  data.conditionalFormats.push(
    {
      kind: 'scale',
      area: { top: 1, left: 1, bottom: 11, right: 1 },
      low: '6FA8DC',
      middle: 'FFFFFF',
      high: 'E06666',
      midpoint: 1.5,
    },
    {
      kind: 'formula',
      area: { top: 1, left: 2, bottom: 11, right: 2 },
      formula: '=C2<0.05',
      style: { fill: 'FFF2CC', font: { bold: true } },
    },
  );
  data.charts.push(
    {
      kind: 'line',
      title: '損失',
      xTitle: '步',
      yTitle: 'MSE',
      series: [{ name: 'loss', y: "'資料 1'!$C$2:$C$12", color: 'CC0000' }],
      at: { top: 2, left: 5, bottom: 16, right: 11 },
    },
    {
      kind: 'scatter',
      title: 'w against loss',
      series: [
        { name: 'a', x: "'資料 1'!$B$2:$B$12", y: "'資料 1'!$C$2:$C$12" },
        { name: 'b', x: "'資料 1'!$C$2:$C$12", y: "'資料 1'!$B$2:$B$12" },
      ],
      at: { top: 18, left: 5, bottom: 32, right: 11 },
    },
  );
  put(other, {
    A1: { value: '=1+1' },
    A2: { value: '+1' },
    A3: { value: '-1' },
    A4: { value: '@SUM(A1)' },
    A5: { value: '#N/A' },
    A6: { value: ' spaces\nand lines\r\u0001_x0041_ ' },
    B1: { formula: '=1/0', value: { error: '#DIV/0!' } },
    B2: {
      formula: "=SUM('資料 1'!C2:C12)",
      value: [...data.cells]
        .filter(([key]) => keyColumn(key) === 2 && keyRow(key) > 0)
        .reduce((sum, [, cell]) => sum + Number(cell.value), 0),
    },
    B3: { value: { error: '#REF!' } },
    B4: { value: false },
    B5: { value: 1e-300 },
    B6: { value: -0.1 },
    B7: { value: 123456789012345680000 },
    C1: { formula: '=MMULT({1,2;3,4},TRANSPOSE({5,6}))', array: { top: 0, left: 2, bottom: 1, right: 2 }, value: 17 },
    C2: { value: 39 },
    C3: { formula: '=LEN(A1)', value: 4 },
    C4: { formula: '=-2^2', value: 4 },
    C5: { formula: '=2^3^2', value: 64 },
    C6: { formula: '=A1&"<&>"', value: '=1+1<&>' },
  });
  return {
    sheets: [data, other],
    names: [{ name: 'rate', refersTo: "'資料 1'!$A$2" }],
    properties: { title: '梯度 <1>', description: 'made by a test', created: new Date(Date.UTC(2024, 1, 29)) },
  };
}

describe('a written workbook', () => {
  test('is read back: values, formulas, names, widths, panes', async () => {
    const book = sample();
    const read = readXlsx(await writeXlsx(book));
    expect(read.names).toEqual(book.names);
    read.sheets.forEach((sheet, i) => {
      const written = book.sheets[i]!;
      expect(sheet.name).toBe(written.name);
      const plain = (cells: Map<number, Cell>): unknown =>
        [...cells]
          .sort(([a], [b]) => a - b)
          .map(([key, { value, formula, array }]) => ({ key, value, formula, array }));
      expect(plain(sheet.cells)).toEqual(plain(written.cells));
      expect([sheet.columnWidths, sheet.freeze, sheet.merges]).toEqual([
        written.columnWidths,
        written.freeze,
        written.merges,
      ]);
    });
    const style = (at: string): unknown => {
      const { row, column } = parseAddress(at)!;
      return read.sheets[0]!.cells.get(row * 16_384 + column)?.style;
    };
    expect(style('A1')).toMatchObject({ fill: 'D9EAD3', font: { bold: true, color: '274E13' } });
    expect(style('A2')).toMatchObject({ numberFormat: '0.000' });
    expect(style('C3')).toMatchObject({ numberFormat: '0.00E+00' });
  });

  test('has the same bytes each time', async () => {
    expect(Buffer.compare(await writeXlsx(sample()), await writeXlsx(sample()))).toBe(0);
  });

  test('holds the file forms of what Excel added later, and texts as texts', async () => {
    const parts = unzipSync(await writeXlsx(sample()));
    const sheet1 = strFromU8(parts['xl/worksheets/sheet1.xml']!);
    const sheet2 = strFromU8(parts['xl/worksheets/sheet2.xml']!);
    expect(sheet1).toContain('<f>_xlfn.IFS(C2&gt;0.5,&quot;大&quot;,TRUE,&quot;小&quot;)</f>');
    for (const at of ['A1', 'A2', 'A3', 'A4', 'A5']) expect(sheet2).toContain(`<c r="${at}" t="inlineStr"><is>`);
    expect(sheet2).toContain('<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>');
    expect(sheet2).toContain('_x000D__x0001__x005F_x0041_');
    expect(strFromU8(parts['docProps/core.xml']!)).toContain('2024-02-29T00:00:00Z');
    expect(Object.values(parts).some((part) => strFromU8(part).includes('hucre'))).toBe(false);
  });

  testWithLibreOffice('LibreOffice computes the values that were saved', async () => {
    const book = sample();
    const [computed] = await recalculate([await writeXlsx(book)]);
    expect(Object.keys(computed!).sort()).toEqual(['Other', '資料 1']);
    let compared = 0;
    for (const sheet of book.sheets) {
      for (const [key, { value, formula }] of sheet.cells) {
        const got = computed![sheet.name]?.[keyRow(key)]?.[keyColumn(key)];
        const where = `${sheet.name} ${keyRow(key)},${keyColumn(key)}`;
        if (typeof value === 'number') {
          expect(Math.abs(Number(got) - value), where).toBeLessThanOrEqual(1e-14 * Math.abs(value));
          compared++;
        } else if (typeof value === 'object') expect(got, where).toEqual(value);
        else if (typeof value === 'string' && !/^#|[\r\u0001]/.test(value))
        // LibreOffice's CSV does not tell the text #N/A from the error
        {
          expect(got, where).toBe(value);
        } else if (typeof value === 'boolean') expect(got, where).toBe(value);
        if (formula !== undefined) expect(got ?? null, where).not.toBeNull();
      }
    }
    expect(compared).toBeGreaterThan(30);
  });

  testWithLibreOffice('LibreOffice ignores saved values that are wrong', async () => {
    const sheet = emptySheet('S');
    put(sheet, { A1: { value: 2 }, A2: { formula: '=A1*3', value: 999 } });
    expect((await recalculate([await writeXlsx({ sheets: [sheet], names: [] })]))[0]!.S).toEqual([[2], [6]]);
  });

  testDrawing('is drawn with its chart', async () => {
    const pages = await toPng(await writeXlsx(sample()));
    expect(pages.length).toBeGreaterThan(0);
    expect(Math.max(...pages.map((page) => page.length))).toBeGreaterThan(10_000); // a blank page is about 2 kB
  });
});

describe('what cannot be written is refused, with its place', () => {
  const withCell = (cell: Cell): Workbook => {
    const sheet = emptySheet('S');
    setCell(sheet, 2, 1, cell);
    return { sheets: [sheet], names: [] };
  };
  test.each<[string, Workbook, string, RegExp]>([
    ['NaN', withCell({ value: NaN }), 'not-finite', /^S!B3/],
    ['a long text', withCell({ value: 'x'.repeat(32_768) }), 'too-large', /^S!B3.*32,767/],
    ['a long formula', withCell({ formula: `=${'1+'.repeat(4_096)}1` }), 'too-large', /^S!B3.*8,192/],
    ['LAMBDA', withCell({ formula: '=LAMBDA(x,x+1)' }), 'unsupported', /^S!B3.*LAMBDA/],
    ['no sheets', { sheets: [], names: [] }, 'invalid-option', /at least one sheet/],
    ['a sheet name', { sheets: [emptySheet('a/b')], names: [] }, 'invalid-option', /a\/b/],
    ['a long sheet name', { sheets: [emptySheet('x'.repeat(32))], names: [] }, 'invalid-option', /31 characters/],
    ['equal sheet names', { sheets: [emptySheet('a'), emptySheet('A')], names: [] }, 'invalid-option', /twice/],
    [
      'a row too far',
      { sheets: [{ ...emptySheet('S'), cells: new Map([[1_048_576 * 16_384, { value: 1 }]]) }], names: [] },
      'too-large',
      /1,048,576 rows/,
    ],
  ])('%s', async (_, book, code, message) => {
    await expect(writeXlsx(book)).rejects.toMatchObject({
      name: 'GradsheetError',
      code,
      message: expect.stringMatching(message),
    });
  });
  test('a formula without a finite value is written without one', async () => {
    const read = readXlsx(await writeXlsx(withCell({ formula: '=EXP(1000)', value: Infinity })));
    expect([...read.sheets[0]!.cells.values()]).toEqual([{ formula: '=EXP(1000)' }]);
  });
});

test('looks: the default one, equal ones, hundreds', async () => {
  const sheet = emptySheet('S');
  for (let i = 0; i < 300; i++) {
    setCell(sheet, i, 0, { value: i, style: { fill: (i % 150).toString(16).padStart(6, '0').toUpperCase() } });
  }
  setCell(sheet, 0, 1, { style: {} });
  setCell(sheet, 1, 1, { style: { fill: 'FF0000' } });
  const bytes = await writeXlsx({ sheets: [sheet], names: [] });
  const xml = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml']!);
  expect(readXlsx(bytes).sheets[0]!.cells.get(299 * 16_384)?.style?.fill).toBe('000095');
  expect(new Set([...xml.matchAll(/ s="([0-9]+)"/g)].map(([, s]) => s)).size).toBe(151);
  expect(xml).not.toContain('r="B1"');
  expect(xml).toContain('<c r="B2"');
});
