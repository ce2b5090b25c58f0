import { describe, expect } from 'vitest';
import * as layers from '../../../src/nn/layers.ts';
import { losses } from '../../../src/nn/losses.ts';
import { findSheet, getCell, trainingWorkbook, writeXlsx, type LayoutStyle } from '../../../src/sheet.ts';
import { makeRun, students, table } from '../../cells/runs.ts';
import { recalculate, testWithLibreOffice } from '../../tools/libreoffice.ts';

/** One unit of three dead in a relu layer, two of four at a flat end in a tanh layer, one of two in a sigmoid layer. */
const unwell = makeRun({
  layers: [
    layers.dense({ units: 3, activation: 'relu' }),
    layers.dense({ units: 4, activation: 'tanh' }),
    layers.dense({ units: 2, activation: 'sigmoid' }),
    layers.dense({ units: 1 }),
  ],
  loss: losses.halfSquaredError(),
  ...table(6, 2, 1),
  epochs: 2,
  learningRate: 0.01,
  state: { 'dense/bias': [0.1, -100, 0.1], 'dense_1/bias': [60, 0.1, -60, 0.1], 'dense_2/bias': [0, -50] },
});

describe('the line of a step says how healthy it is', () => {
  testWithLibreOffice(
    'dead and saturated units, the length of each gradient, in every layout, as LibreOffice computes them',
    async () => {
      const layouts: readonly LayoutStyle[] = ['block', 'row', 'matrix'];
      const books = layouts.map((layout) => trainingWorkbook(unwell, { layout }));
      const found = await recalculate(await Promise.all(books.map((b) => writeXlsx(b))));
      books.forEach((_, i) => {
        const rows = found[i]?.['Diagnostics'] ?? [];
        const heads = rows[3] ?? [];
        const of = (title: string, t: number): unknown => rows[4 + t]?.[heads.indexOf(title)];
        expect(heads.filter((h) => h !== null)).toEqual([
          'epoch',
          ...['dense', 'dense_1', 'dense_2', 'dense_3'].map((l) => `gradient length, ${l}`),
          'dead units, dense (of 3)',
          'saturated units, dense_1 (of 4)',
          'saturated units, dense_2 (of 2)',
          'cells without a number',
        ]);
        for (const t of [0, 1]) {
          expect(
            [
              of('dead units, dense (of 3)', t),
              of('saturated units, dense_1 (of 4)', t),
              of('saturated units, dense_2 (of 2)', t),
              of('cells without a number', t),
              of('epoch', t),
            ],
            `${layouts[i]}, step ${t}`,
          ).toEqual([1, 2, 1, 0, t]);
          expect(Number(of('gradient length, dense_3', t))).toBeGreaterThan(1e-3);
        }
        expect(rows[6]?.[1]).toBeNull(); // no gradient after the last step
      });
      for (const key of ['gradient length, dense', 'gradient length, dense_2'] as const) {
        const numbers = found.map((sheets) => {
          const rows = sheets['Diagnostics'] ?? [];
          return Number(rows[4]?.[(rows[3] ?? []).indexOf(key)]);
        });
        // one training, three layouts
        for (const n of numbers) expect(Math.abs(n - (numbers[0] ?? NaN))).toBeLessThanOrEqual(1e-12 * n);
      }
    },
  );

  testWithLibreOffice('the length of a gradient is how far the first step goes, divided by the rate', async () => {
    const [sheets] = await recalculate([await writeXlsx(trainingWorkbook(makeRun(students.make(0.5, 2))))]);
    const rows = sheets?.['Diagnostics'] ?? [];
    const [before, after] = [0, 1].map((epoch) => {
      const line = sheets?.['Training']?.[19 + 11 * epoch] ?? [];
      return [6, 7, 8, 9].map((c) => Number(line[c]));
    });
    const moved = Math.sqrt((before ?? []).reduce((s, w, i) => s + (w - (after?.[i] ?? NaN)) ** 2, 0));
    expect(Number(rows[4]?.[1])).toBeCloseTo(moved / 0.5, 12);
  });

  testWithLibreOffice('cells without a number are counted where a training diverges', async () => {
    const book = trainingWorkbook(makeRun(students.make(1e9, 25)));
    const [found] = await recalculate([await writeXlsx(book)]);
    const rows = found?.['Diagnostics'] ?? [];
    const column = (rows[3] ?? []).indexOf('cells without a number');
    const counts = Array.from({ length: 26 }, (_, t) => Number(rows[4 + t]?.[column]));
    expect(counts[0]).toBe(0);
    expect(counts.at(-1)).toBeGreaterThan(5);
    const ours = counts.map((_, t) => {
      const sheet = findSheet(book, 'Diagnostics');
      return sheet && getCell(sheet, 4 + t, column)?.value;
    });
    expect(ours).toEqual(counts);
  });
});
