// The repaired copy: formulas and what follows from them change, every other part of the file is as it was.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixBook, repairedBook, changesOf } from '../../../src/audit/fix.ts';
import type { Finding } from '../../../src/audit/report.ts';
import { readZip } from '../../../src/util/zip.ts';
import {
  cellKey,
  cellName,
  emptySheet,
  evaluateBook,
  getCell,
  keyColumn,
  keyRow,
  readXlsx,
  recalculated,
  setCell,
  writeXlsx,
  type Workbook,
} from '../../../src/sheet.ts';
import { recalculate, resave, testWithLibreOffice } from '../../tools/libreoffice.ts';
import students from '../../vectors/students.json' with { type: 'json' };
import { audit } from './misaligned.ts';

const shipped = readFileSync(new URL('../../../examples/students-misaligned.xlsx', import.meta.url));
/** Every part of the file as its packed bytes. */
const parts = (bytes: Uint8Array): Map<string, string> =>
  new Map(readZip(bytes, { where: 'test', kind: '.xlsx' }).map((e) => [e.name, Buffer.from(e.raw).toString('base64')]));
/** Saved values that the formulas do not give. */
const stale = (book: Workbook): string[] =>
  evaluateBook(book).values.flatMap((values, s) =>
    [...values]
      .filter(([key, v]) => v !== book.sheets[s]?.cells.get(key)?.value)
      .map(([key]) => `${book.sheets[s]?.name} R${keyRow(key) + 1}C${keyColumn(key) + 1}`),
  );

test("the tutorial's sheet, repaired, is the training with the right formulas", () => {
  const fixed = readXlsx(fixBook(shipped, audit));
  const [sheet] = fixed.sheets;
  for (const { cell, formula } of audit.findings[0]?.repair ?? []) {
    expect(sheet && getCell(sheet, Number(cell.slice(cell.indexOf('!J') + 2)) - 1, 9)?.formula).toBe(formula);
  }
  [0, 1, 2, 3, 4, 5].forEach((epoch) =>
    expect(
      Math.abs(
        Number(sheet && getCell(sheet, epoch * 8 + 6, 11)?.value) -
          (students.runs.correct_lr1.epochs[epoch]?.mse ?? NaN),
      ),
    ).toBeLessThan(1e-15),
  );
  expect(stale(fixed)).toEqual([]);
  expect(repairedBook(readXlsx(shipped), changesOf(audit)).sheets[0]?.cells.get(cellKey(46, 11))?.value).toBe(
    sheet?.cells.get(cellKey(46, 11))?.value,
  );
});

/**
 * A book with everything around its cells: a chart, names, styles, widths, colours by value, a second sheet, an array
 * formula.
 */
function dressed(): Workbook {
  const sheet = emptySheet('Training');
  const other = emptySheet('筆記');
  [
    [0.5, 1],
    [0.25, 0.75],
    [1, 2],
  ].forEach(([x = 0, y = 0], r) => {
    setCell(sheet, r + 1, 0, { value: x, style: { numberFormat: '0.00', fill: 'E1E6EB' } });
    setCell(sheet, r + 1, 1, { value: y });
    setCell(sheet, r + 1, 2, {
      formula: `=A${r + 2}*$F$1+F${r + 2}`,
      style: { font: { bold: true, color: '0A6560' } },
    }); // drifts: F2 is the bias, F3 and F4 are blank
    setCell(sheet, r + 1, 3, { formula: `=C${r + 2}-B${r + 2}` });
  });
  setCell(sheet, 0, 5, { value: 0.3 });
  setCell(sheet, 1, 5, { value: 0.1 });
  setCell(sheet, 4, 3, { formula: '=SUMSQ(D2:D4)/2', comment: 'the loss' });
  setCell(sheet, 5, 0, { formula: '=TRANSPOSE(D2:D4)', array: { top: 5, left: 0, bottom: 5, right: 2 } });
  setCell(sheet, 5, 1, {});
  setCell(sheet, 5, 2, {});
  setCell(other, 0, 0, { value: '不變' });
  setCell(other, 1, 0, { formula: '=Training!D5*10' });
  setCell(other, 2, 0, { formula: '=1+1' });
  sheet.columnWidths.set(2, 22);
  sheet.charts.push({
    kind: 'line',
    title: 'loss',
    series: [{ y: 'Training!$D$2:$D$4' }],
    at: { top: 7, left: 0, bottom: 20, right: 6 },
  });
  sheet.conditionalFormats.push({
    kind: 'scale',
    area: { top: 1, left: 3, bottom: 3, right: 3 },
    low: 'EC9A4A',
    middle: 'FFFFFF',
    high: '64A0D7',
  });
  sheet.freeze = { rows: 1, columns: 0 };
  return recalculated({ sheets: [sheet, other], names: [{ name: 'bias', refersTo: 'Training!$F$2' }] });
}
const drift: Finding = {
  severity: 'error',
  class: 'blank-reference',
  cells: ['Training!C3', 'Training!C4'],
  formula: '=A3*$F$1+F3',
  expected: '=A3*$F$1+$F$2',
  operand: { is: 'F3', should: '$F$2' },
  repair: [
    { cell: 'Training!C3', formula: '=A3*$F$1+$F$2' },
    { cell: 'Training!C4', formula: '=A4*$F$1+$F$2' },
  ],
  consequences: [],
  cost: null,
  facts: {},
};

test('only the sheets with changed values are written anew; chart, names, styles and widths keep their bytes', async () => {
  const bytes = await writeXlsx(dressed());
  const fixed = fixBook(bytes, { findings: [drift] });
  const before = parts(bytes);
  const after = parts(fixed);
  expect([...after.keys()]).toEqual([...before.keys()]);
  expect([...before.keys()].filter((name) => before.get(name) !== after.get(name)).sort()).toEqual([
    'xl/worksheets/sheet1.xml',
    'xl/worksheets/sheet2.xml',
  ]);
  expect([...before.keys()].some((name) => name.includes('chart'))).toBe(true);
  const book = readXlsx(fixed);
  const [sheet, other] = book.sheets;
  const was = readXlsx(bytes);
  expect(stale(book)).toEqual([]);
  const value = (row: number, column: number): unknown => sheet && getCell(sheet, row, column)?.value;
  expect(value(2, 2)).toBeCloseTo(0.25 * 0.3 + 0.1, 15);
  // what the array formula fills
  expect([value(5, 0), value(5, 1), value(5, 2)]).toEqual([value(1, 3), value(2, 3), value(3, 3)]);
  expect(other && getCell(other, 1, 0)?.value).toBe(Number(value(4, 3)) * 10);
  expect(sheet && getCell(sheet, 2, 2)?.style).toEqual(was.sheets[0] && getCell(was.sheets[0], 2, 2)?.style);
  expect(sheet && getCell(sheet, 1, 2)?.formula).toBe('=A2*$F$1+F2');
});

test('no mistake: the same bytes', () =>
  expect(fixBook(shipped, { findings: audit.findings.filter((f) => f.severity !== 'error') })).toBe(shipped));

test('where two findings repair a cell, the later one has both', () => {
  const twice = { findings: [drift, { ...drift, repair: [{ cell: 'Training!C3', formula: '=A3*$F$1+bias' }] }] };
  expect(changesOf(twice)).toEqual([
    { cell: 'Training!C3', formula: '=A3*$F$1+bias' },
    { cell: 'Training!C4', formula: '=A4*$F$1+$F$2' },
  ]);
});

testWithLibreOffice(
  'LibreOffice: saved and computed values of the fixed copies agree; files saved by LibreOffice can be fixed',
  async () => {
    const dressedBytes = await writeXlsx(dressed());
    const [saved = new Uint8Array()] = await resave([dressedBytes]);
    const fixed = [
      fixBook(shipped, audit),
      fixBook(dressedBytes, { findings: [drift] }),
      fixBook(saved, { findings: [drift] }),
    ];
    const computed = await recalculate(fixed);
    let compared = 0;
    fixed.forEach((bytes, i) => {
      for (const sheet of readXlsx(bytes).sheets) {
        for (const [key, { value, formula }] of sheet.cells) {
          if (typeof value !== 'number' || formula === undefined) continue;
          const got = computed[i]?.[sheet.name]?.[keyRow(key)]?.[keyColumn(key)];
          expect(
            Math.abs(Number(got) - value),
            `${i} ${cellName(sheet.name, keyRow(key), keyColumn(key))}: ${String(got)} for ${value}`,
          ).toBeLessThan(1e-13);
          compared++;
        }
      }
    });
    expect(compared).toBeGreaterThan(340);
    const [a, b] = [parts(saved), parts(fixed[2] ?? saved)];
    expect([...a.keys()].filter((name) => a.get(name) !== b.get(name)).sort()).toEqual([
      'xl/worksheets/sheet1.xml',
      'xl/worksheets/sheet2.xml',
    ]);
  },
);
