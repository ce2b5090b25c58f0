// The generator of training workbooks: are its numbers right? LibreOffice computes every formula anew.
import { expect, test } from 'vitest';
import { keyColumn, keyRow, parse, print, writeXlsx } from '../../src/workbook/index.ts';
import { cleanBooks, makeBook } from '../tools/books/index.ts';
import { tutorial } from '../tools/books/specs.ts';
import { recalculate, testWithLibreOffice } from '../tools/libreoffice.ts';
import students from '../vectors/students.json' with { type: 'json' };

test('the same books each time', () => {
  const all = (): string =>
    JSON.stringify(cleanBooks().map((b) => b.workbook.sheets.map((s) => [s.name, [...s.cells]])));
  expect(all()).toBe(all());
});

test('every formula prints as it was read', () => {
  let formulas = 0;
  for (const { workbook } of cleanBooks()) {
    for (const sheet of workbook.sheets) {
      for (const { formula } of sheet.cells.values()) {
        if (formula !== undefined) {
          expect(`=${print(parse(formula))}`).toBe(formula);
          formulas++;
        }
      }
    }
  }
  expect(formulas).toBeGreaterThan(10_000);
});

test('the tutorial with right formulas has the golden numbers', () => {
  for (const [run, rate] of [
    ['correct_lr1', 1],
    ['correct_lr0.5', 0.5],
  ] as const) {
    const book = makeBook(tutorial(rate));
    for (const { epoch, mse } of students.runs[run].epochs.slice(0, 6)) {
      const p = book.place({ tensor: 'L', at: [], step: epoch }, 0);
      const cell = book.workbook.sheets[0]?.cells.get((p?.row ?? 0) * 16_384 + (p?.column ?? 0));
      expect(Math.abs(Number(cell?.value) - mse)).toBeLessThan(1e-14);
    }
  }
});

testWithLibreOffice('LibreOffice computes the numbers of the loops in every cell of every clean book', async () => {
  const books = cleanBooks();
  expect(books.length).toBeGreaterThanOrEqual(60);
  const computed = await recalculate(await Promise.all(books.map((b) => writeXlsx(b.workbook))));
  books.forEach(({ spec, workbook }, i) => {
    for (const sheet of workbook.sheets) {
      for (const [key, { value }] of sheet.cells) {
        if (typeof value !== 'number') continue;
        const got = computed[i]?.[sheet.name]?.[keyRow(key)]?.[keyColumn(key)];
        expect(
          typeof got === 'number' && Math.abs(got - value) <= 1e-12 * Math.max(1, Math.abs(value)),
          `${spec.name} ${sheet.name} R${keyRow(key) + 1}C${keyColumn(key) + 1}: ${JSON.stringify(got)} for ${value}`,
        ).toBe(true);
      }
    }
  });
});
