// The tutorial's sheet, whose bias was filled down without $: the search names every wrong prediction and the
// reference.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { classOf } from '../../src/audit/classify.ts';
import { Grid } from '../../src/audit/grid.ts';
import { heal } from '../../src/audit/heal.ts';
import { Work } from '../../src/audit/work.ts';
import {
  cellName,
  emptySheet,
  keyColumn,
  keyRow,
  print,
  readXlsx,
  setCell,
  type Workbook,
} from '../../src/workbook/index.ts';
import { makeBook } from '../tools/books/index.ts';
import { tutorial } from '../tools/books/specs.ts';

/** What is named: cell → the formula that should stand there. */
function named(book: Workbook): { readonly class: string; readonly cells: Record<string, string> }[] {
  const work = new Work(new Grid(book));
  return heal(work).mistakes.map((m) => ({
    class: classOf(m),
    cells: Object.fromEntries([...m.formulas].map(([id, f]) => [work.grid.name(id), print(f).replaceAll('$', '')])),
  }));
}

test('in the shipped workbook: rows 2 to 5 of the prediction, in every block, should read the bias of the first row', () => {
  const book = readXlsx(readFileSync(new URL('../../examples/students-misaligned.xlsx', import.meta.url)));
  const [found, ...others] = named(book);
  const tops = [0, 1, 2, 3, 4, 5].map((epoch) => epoch * 8 + 2); // the first student's row, as shown
  expect(others).toEqual([]);
  expect(found?.class).toBe('misaligned-reference');
  const name = book.sheets[0]?.name ?? '';
  const should = tops.flatMap((top) => [1, 2, 3, 4].map((k) => [`${name}!J${top + k}`, top] as const));
  expect(Object.keys(found?.cells ?? {}).toSorted()).toEqual(should.map(([cell]) => cell).toSorted());
  for (const [cell, top] of should) expect(found?.cells[cell]?.endsWith(`+I${top}`), cell).toBe(true);
});

test('in such a sheet made by the generator: weights in a row, and in a column, where the bias moves on to the loss, in circles', () => {
  for (const params of ['row', 'column'] as const) {
    for (const rate of [0.5, 1]) {
      const spec = tutorial(rate);
      const { workbook, known } = makeBook({ ...spec, style: { ...spec.style, params } });
      const [from] = workbook.sheets;
      const sheet = emptySheet(from?.name ?? '');
      const wrong: string[] = [];
      for (const [key, cell] of from?.cells ?? []) {
        const row = keyRow(key);
        const column = keyColumn(key);
        const name = cellName(sheet.name, row, column);
        const k = known.get(name);
        const sample = k?.tensor.role === 'prediction' ? (k.spot.at[0] ?? 0) : 0;
        const moved = cell.formula?.replace(
          /\+\$?([A-Z]+)\$?(\d+)$/,
          (_, letters: string, number: string) => `+${letters}${Number(number) + sample}`,
        );
        if (sample > 0) wrong.push(name);
        setCell(sheet, row, column, sample > 0 && moved !== undefined ? { formula: moved } : cell);
      }
      expect(wrong).toHaveLength(4 * 6);
      const [found, ...others] = named({ ...workbook, sheets: [sheet] });
      expect(others).toEqual([]);
      expect(found?.class).toBe(params === 'row' ? 'misaligned-reference' : 'circular');
      expect(Object.keys(found?.cells ?? {}).toSorted()).toEqual(wrong.toSorted());
    }
  }
});
