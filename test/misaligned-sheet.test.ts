// The numbers of docs/misaligned-sheet.md, in both languages, are the golden ones; correcting its cells makes the loss rise.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { misalignedWorkbook } from '../src/cli/tutorial/misaligned.ts';
import { setCell, getCell, writeXlsx } from '../src/workbook/index.ts';
import { recalculate, testWithLibreOffice } from './tools/libreoffice.ts';
import students from './vectors/students.json' with { type: 'json' };

const { correct_lr1: full, 'correct_lr0.5': half, misaligned_lr1: wrong } = students.runs;

test.each(['misaligned-sheet.md', 'misaligned-sheet.zh-TW.md'])('%s', (name) => {
  const page = readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| (\d) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$/gm)];
  expect(rows).toHaveLength(6);
  for (const [, epoch, ...cells] of rows) [full, half, wrong].forEach((run, k) => {
    const mse = run.epochs[Number(epoch)]?.mse ?? NaN;
    expect(cells[k]).toBe(epoch === '0' ? String(mse) : mse.toFixed(9));
  });
  expect(page).toContain(`2/${students.facts.largest_eigenvalue_of_mean_outer_product_of_x_and_1.toFixed(4)} = ${students.facts.stable_learning_rate_below.toFixed(3)}`);
  expect(page).toContain(misalignedWorkbook(0, 'en').formulas[1]);
});

testWithLibreOffice('the repair that the page tells works: the MSE of epoch 5 becomes that of the right formulas', async () => {
  const { book } = misalignedWorkbook(5, 'en'), [sheet] = book.sheets;
  for (let epoch = 0; epoch <= 5; epoch++) for (let row = epoch * 8 + 2; row <= epoch * 8 + 5; row++) {
    const formula = sheet && getCell(sheet, row, 9)?.formula;
    if (sheet && formula) setCell(sheet, row, 9, { formula: formula.replace(`I${row + 1}`, `$I$${epoch * 8 + 2}`) });
  }
  const computed = (await recalculate([await writeXlsx(book)]))[0]?.['Training'];
  for (let epoch = 0; epoch <= 5; epoch++) expect(Math.abs(Number(computed?.[epoch * 8 + 6]?.[11]) - (full.epochs[epoch]?.mse ?? NaN))).toBeLessThan(1e-14);
});
