import { describe, expect, test } from 'vitest';
import * as layers from '../../../src/nn/layers.ts';
import { losses } from '../../../src/nn/losses.ts';
import {
  findSheet,
  getCell,
  setCell,
  sheetSize,
  trainingWorkbook,
  usedArea,
  writeXlsx,
  type Cell,
  type LayoutStyle,
  type Sheet,
  type Workbook,
  type WriteSheetOptions,
} from '../../../src/sheet.ts';
import { orderedRows } from '../../../src/run/order.ts';
import { reference } from '../../../src/targets/reference.ts';
import { makeRun, table, type Making } from '../../cells/runs.ts';
import { recalculate, testWithLibreOffice } from '../../tools/libreoffice.ts';

const { x, y } = table(9, 3, 2);
const scaled = { offset: [0.1, 0.2, -0.3], divisor: [1.5, 0.5, 2] };
const making: Making = {
  layers: [layers.dense({ units: 3, activation: 'tanh' }), layers.dense({ units: 2 })],
  loss: losses.meanSquaredError(),
  x: x.slice(0, 6),
  y: y.slice(0, 6),
  scaling: scaled,
  columns: ['a', 'b', 'c'],
  classes: ['p', 'q'],
  batchSize: 4,
  epochs: 2,
};
const holdOut = { x: x.slice(6), y: y.slice(6), rowNames: ['G', 'H', 'I'] };
const layouts: readonly LayoutStyle[] = ['block', 'row', 'matrix'];
const bookIn = (layout: LayoutStyle, more: WriteSheetOptions = {}): Workbook =>
  trainingWorkbook(makeRun(making), { layout, rowNames: [...'ABCDEF'], holdOut, ...more });
const sheetOf = (book: Workbook, name: string): Sheet =>
  findSheet(book, name) ??
  (() => {
    throw new Error(name);
  })();
const row = (sheet: Sheet, r: number): (Cell['value'] | null)[] =>
  Array.from({ length: (usedArea(sheet)?.right ?? 0) + 1 }, (_, c) => getCell(sheet, r, c)?.value ?? null);

/** What the trained model predicts, by running its own programs. */
async function predictions(): Promise<number[][]> {
  const run = makeRun(making);
  const engine = await reference.load(run.programs);
  await engine.put({ ...run.tables, ...run.state, ...run.settings });
  for (let epoch = 0; epoch < 2; epoch++) {
    for (const [at, name] of [
      [0, 'step'],
      [4, 'lastStep'],
    ] as const) {
      await engine.run(name, { rows: orderedRows(run.order, 6, epoch, at, at + 4) }, 1);
    }
  }
  return Promise.all(
    holdOut.x.map(async (features) => {
      const [found] = Object.values(await engine.run('predict', { 'x/x': Float64Array.from(features) }, 1));
      return [...(found ?? [])];
    }),
  );
}

describe('rows that never train', () => {
  test('every row says to which part it belongs', () => {
    const sheet = sheetOf(bookIn('block'), 'Training');
    const first = Array.from({ length: 14 }, (_, i) => row(sheet, 4 + i));
    const marks = first[1]?.indexOf('split') ?? -1;
    expect(first.slice(2, 8).map((r) => [r[0], r[marks]])).toEqual([...'ABCDEF'].map((n) => [n, 'train']));
    const below = first.filter((r) => r[marks] === 'test');
    expect(below.map((r) => r[0])).toEqual(['G', 'H', 'I']);
    below.forEach((r, k) => {
      for (const v of [...(holdOut.x[k] ?? []), ...(holdOut.y[k] ?? [])]) expect(r).toContain(v);
    });
    expect(row(sheetOf(bookIn('block', { language: 'zh-TW' }), '訓練'), 6)).toContain('訓練');
  });
  test('the training is the same without them, and its size is announced', () => {
    const without = trainingWorkbook(makeRun(making), { rowNames: [...'ABCDEF'] });
    const losses = (b: Workbook): unknown => [4, 5, 6].map((r) => getCell(sheetOf(b, 'Loss'), r, 1)?.value);
    expect(losses(bookIn('block'))).toEqual(losses(without));
    for (const layout of layouts) {
      const size = sheetSize(makeRun(making), { layout, holdOut });
      const main = sheetOf(bookIn(layout), 'Training');
      const used = usedArea(main);
      expect(size.rows).toBeGreaterThanOrEqual((used?.bottom ?? 0) + 1);
      expect(size.columns).toBe((used?.right ?? 0) + 1);
      expect(
        Math.abs([...main.cells.values()].filter((c) => typeof c.value === 'number').length - size.cells),
      ).toBeLessThanOrEqual(16); // settings, numbers of rows
    }
    expect(() =>
      sheetSize(makeRun(making), { holdOut: { x: Array.from({ length: 200_000 }, () => [1, 2, 3]), y: [] } }),
    ).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
  testWithLibreOffice(
    'each is predicted with the trained weights, in every layout, and follows its cells',
    async () => {
      const want = await predictions();
      const books = layouts.map((layout) => bookIn(layout));
      const changed = bookIn('block');
      const main = sheetOf(changed, 'Training');
      const at = [...Array(40).keys()].find((r) => getCell(main, r, 0)?.value === 'G') ?? -1;
      const column = row(main, at).indexOf(holdOut.x[0]?.[0] ?? NaN);
      setCell(main, at, column, { ...getCell(main, at, column), value: 5 });
      const found = await recalculate(await Promise.all([...books, changed].map((b) => writeXlsx(b))));
      books.forEach((book, i) => {
        const rows = found[i]?.['Predict'] ?? [];
        const ours = sheetOf(book, 'Predict');
        holdOut.rowNames.forEach((name, k) => {
          const line = rows.find((r) => r[0] === `${name} (test)`) ?? [];
          const r = rows.indexOf(line);
          const numbers = line.flatMap((v) => (typeof v === 'number' ? [v] : []));
          expect(numbers.slice(0, 3), layouts[i]).toEqual(holdOut.x[k]);
          const [p = [], q = []] = [want[k], holdOut.y[k]];
          for (const v of [...p, ...q, ...q.map((t, j) => t - (p[j] ?? NaN))]) {
            expect(
              numbers.some((n) => Math.abs(n - v) <= 1e-12 * Math.max(1, Math.abs(v))),
              `${layouts[i]} ${name}: ${v} in ${numbers.join(' ')}`,
            ).toBe(true);
          }
          line.forEach((v, c) => {
            if (typeof v === 'number') {
              expect(Math.abs(v - Number(getCell(ours, r, c)?.value))).toBeLessThanOrEqual(
                1e-12 * Math.max(1, Math.abs(v)),
              );
            }
          });
        });
        expect(
          Object.values(found[i] ?? {})
            .flat(2)
            .filter((v) => typeof v === 'object' && v !== null),
        ).toEqual([]);
      });
      const predictedIn = (k: number): unknown =>
        (found[k]?.['Predict'] ?? []).filter((r) => /^[HI] /.test(String(r[0])));
      const lineG = (k: number): readonly unknown[] =>
        (found[k]?.['Predict'] ?? []).find((r) => r[0] === 'G (test)') ?? [];
      expect(predictedIn(3)).toEqual(predictedIn(0));
      expect(lineG(3)).toContain(5);
      expect(lineG(3).slice(5)).not.toEqual(lineG(0).slice(5));
    },
  );
});
