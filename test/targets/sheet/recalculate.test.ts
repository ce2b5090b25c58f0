// LibreOffice computes every cell anew: the second opinion on every formula of every kind of training.
import { expect } from 'vitest';
import { trainingWorkbook, writeXlsx, type Workbook } from '../../../src/sheet.ts';
import { input, layers, model } from '../../../src/index.ts';
import { setCell, getCell, keyColumn, keyRow } from '../../../src/workbook/index.ts';
import { makeRun, students } from '../../cells/runs.ts';
import { recalculate, testWithLibreOffice, type LibreOfficeSheets } from '../../tools/libreoffice.ts';
import { bookOf, books, runOf } from './books.ts';

/** Numbers of a book beside those of LibreOffice. @returns how many were compared */
function compare(book: Workbook, found: LibreOfficeSheets, name: string): number {
  let compared = 0;
  for (const sheet of book.sheets.filter((s) => !s.hidden)) {
    for (const [key, { value }] of sheet.cells) {
      const other = found[sheet.name]?.[keyRow(key)]?.[keyColumn(key)];
      const where = `${name}: ${sheet.name}, row ${keyRow(key) + 1}, column ${keyColumn(key) + 1}`;
      if (typeof value !== 'number') continue;
      expect(typeof other, `${where}: ${JSON.stringify(other)} for ${value}`).toBe('number');
      expect(Math.abs(Number(other) - value), `${where}: ${String(other)} for ${value}`).toBeLessThanOrEqual(
        1e-9 * Math.max(1, Math.abs(value)),
      );
      compared++;
    }
  }
  const errors = Object.entries(found).flatMap(([sheet, rows]) =>
    rows.flatMap((row, r) =>
      row.flatMap((v, c) =>
        typeof v === 'object' && v !== null ? [`${name}: ${sheet} ${r + 1} ${c + 1} ${v.error}`] : [],
      ),
    ),
  );
  expect(errors).toEqual([]);
  return compared;
}

testWithLibreOffice(
  'every cell of every kind of training is what the reference says, and none is an error',
  async () => {
    const all = Object.keys(books).map((name) => ({ name, book: trainingWorkbook(runOf(name), bookOf(name).options) }));
    const found = await recalculate(await Promise.all(all.map(({ book }) => writeXlsx(book))));
    all.forEach(({ name, book }, i) => expect(compare(book, found[i] ?? {}, name)).toBeGreaterThan(100));
  },
);

testWithLibreOffice(
  'changing the rate, a weight and a mark propagates: the sheet becomes the other training',
  async () => {
    const book = trainingWorkbook(makeRun(students.make(1, 5)));
    const [main] = book.sheets;
    if (!main) throw new Error('no sheet');
    const change = (row: number, column: number, value: number): void =>
      setCell(main, row - 1, column, { ...getCell(main, row - 1, column), value });
    change(2, 1, 0.5); // learning rate
    change(7, 1, 0.6); // student A's English
    change(20, 7, -0.2); // w2
    const making = students.make(0.5, 5);
    const x = making.x.map((row, i) => (i === 0 ? [0.6, ...row.slice(1)] : row));
    const other = trainingWorkbook(
      makeRun({ ...making, x, state: { 'dense/kernel': [0.33, -0.2, 0.33], 'dense/bias': [0] } }),
      { newRow: [0.58, 0.71, 0.69] },
    );
    const [found] = await recalculate([await writeXlsx(book)]);
    expect(compare(other, found ?? {}, 'changed')).toBeGreaterThan(300);
  },
);

testWithLibreOffice('attention of four words and its way back', async () => {
  const start = input({ shape: [4], name: 'words' });
  const words = layers.embedding({ inputDim: 5, outputDim: 2, maskZero: true, name: 'meaning' }).apply(start);
  const seen = layers.multiHeadAttention({ numHeads: 1, keyDim: 2, name: 'attention' }).apply([words, words]);
  const net = model({ inputs: start, outputs: layers.dense({ units: 1, name: 'score' }).apply(seen) });
  net.compile({ optimizer: { name: 'sgd', learningRate: 0.5 }, loss: 'mse' });
  const texts = [[1, 2, 3, 0], [4, 1, 0, 0]]; // prettier-ignore
  const scores = [[1, 0, 2, 0], [0, 1, 0, 0]]; // prettier-ignore
  const book = trainingWorkbook(net.run(texts, scores, { epochs: 2, seed: 3 }));
  const [found] = await recalculate([await writeXlsx(book)]);
  expect(compare(book, found ?? {}, 'attention')).toBeGreaterThan(500);
});

testWithLibreOffice('a copied block trains one more step', async () => {
  const five = trainingWorkbook(makeRun(students.make(0.5, 5)));
  const six = trainingWorkbook(makeRun(students.make(0.5, 6)));
  const [main] = five.sheets;
  const [longer] = six.sheets;
  if (!main || !longer) throw new Error('no sheet');
  const { copier } = await import('../../../src/workbook/index.ts');
  for (const [key, c] of [...main.cells]) {
    // rows 62–71 are the last step, row 73 is where its copy goes, as the workbook says
    const row = keyRow(key) + 1;
    if (row < 62 || row > 71) continue;
    setCell(main, row + 10, keyColumn(key), {
      ...c,
      ...(c.formula === undefined ? {} : { formula: copier(c.formula)(11, 0) }),
    });
  }
  const [found] = await recalculate([await writeXlsx(five)]);
  for (const [key, { value }] of longer.cells) {
    const row = keyRow(key) + 1;
    if (row < 73 || row > 82 || typeof value !== 'number') continue;
    expect(Math.abs(Number(found?.['Training']?.[row - 1]?.[keyColumn(key)]) - value)).toBeLessThanOrEqual(1e-12);
  }
});
