// The sheet that trained by mistake: the shipped workbooks and the numbers of docs/misaligned-sheet.md, in both
// languages, are
// the golden ones. Second opinions on its formulas: our own engine for formulas, and LibreOffice.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { misalignedWorkbook } from '../src/cli/tutorial/misaligned.ts';
import { cellKey, cellName, evaluateBook, getCell, readXlsx, setCell, writeXlsx, type Workbook } from '../src/sheet.ts';
import { recalculate, testWithLibreOffice } from './tools/libreoffice.ts';
import students from './vectors/students.json' with { type: 'json' };

const { correct_lr1: full, 'correct_lr0.5': half, misaligned_lr1: wrong } = students.runs;
const file = (path: string): Buffer => readFileSync(new URL(`../${path}`, import.meta.url));
// rows from 0; a block: heads, five students, means, a blank row
const tops = [0, 1, 2, 3, 4, 5].map((epoch) => epoch * 8);
const MSE = 11; // column L

/** J3:J6 read $I$2, and so on in every block, as the page says. */
function repaired(book: Workbook): Workbook {
  const [sheet] = book.sheets;
  if (!sheet) throw new Error('no sheet');
  for (const top of tops) {
    for (let row = top + 2; row <= top + 5; row++) {
      const formula = getCell(sheet, row, 9)?.formula ?? '';
      expect(formula.endsWith(`+I${row + 1}`)).toBe(true);
      setCell(sheet, row, 9, { formula: formula.replace(`+I${row + 1}`, `+$I$${top + 2}`) });
    }
  }
  return book;
}

describe.each([
  ['en', 'students-misaligned.xlsx', 'misaligned-sheet.md'],
  ['zh-TW', 'students-misaligned.zh-TW.xlsx', 'misaligned-sheet.zh-TW.md'],
] as const)('%s', (language, name, pageName) => {
  test('the workbook in examples/ is what scripts/misaligned.mjs writes', async () => {
    expect(Buffer.from(await writeXlsx(misalignedWorkbook(5, language).book)).equals(file(`examples/${name}`))).toBe(
      true,
    );
  });

  test('its formulas, computed by our own engine, give its saved values and the golden losses', () => {
    const book = readXlsx(file(`examples/${name}`));
    const {
      values: [values],
      problems,
    } = evaluateBook(book);
    // the bias of row 2 was filled down without $: the cells below it are blank, in each of the six blocks
    const biases = tops.flatMap((top) => [1, 2, 3, 4].map((k) => cellName(book.sheets[0]?.name ?? '', top + 1 + k, 8)));
    expect(problems).toEqual([
      {
        kind: 'blank',
        function: '',
        cells: expect.toSatisfy((cells: string[]) => cells.toSorted().join() === biases.toSorted().join()),
      },
    ]);
    for (const [key, value] of values ?? []) expect(value).toBe(book.sheets[0]?.cells.get(key)?.value);
    // predictions, errors, squares, changes, means; copied data, new weights
    expect(values?.size).toBe(6 * (5 * 7 + 5) + 5 * (5 * 4 + 4));
    tops.forEach((top, epoch) =>
      expect(Math.abs(Number(values?.get(cellKey(top + 6, MSE))) - (wrong.epochs[epoch]?.mse ?? NaN))).toBeLessThan(
        1e-15,
      ),
    );
    expect(values?.get(cellKey(5 * 8 + 6, MSE))).toBe(0.002951491692580376);
  });

  test('repaired as the page says, it is the training with the right formulas', () => {
    const {
      values: [values],
    } = evaluateBook(repaired(readXlsx(file(`examples/${name}`))));
    tops.forEach((top, epoch) =>
      expect(Math.abs(Number(values?.get(cellKey(top + 6, MSE))) - (full.epochs[epoch]?.mse ?? NaN))).toBeLessThan(
        1e-15,
      ),
    );
    expect(Number(values?.get(cellKey(5 * 8 + 6, MSE)))).toBeCloseTo(0.050907488022, 12);
  });

  test('the page has the golden numbers and the formulas of the workbook', () => {
    const page = file(`docs/${pageName}`).toString('utf8');
    const rows = [...page.matchAll(/^\| (\d) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$/gm)];
    expect(rows).toHaveLength(6);
    for (const [, epoch, ...cells] of rows) {
      [full, half, wrong].forEach((run, k) => {
        const mse = run.epochs[Number(epoch)]?.mse ?? NaN;
        expect(cells[k]).toBe(epoch === '0' ? String(mse) : mse.toFixed(9));
      });
    }
    expect(page).toContain(
      `2/${students.facts.largest_eigenvalue_of_mean_outer_product_of_x_and_1.toFixed(4)} = ${students.facts.stable_learning_rate_below.toFixed(3)}`,
    );
    for (const formula of misalignedWorkbook(0, language).formulas) expect(page).toContain(`\`${formula}\``);
    expect(page).toContain(`](../examples/${name})`);
  });
});

testWithLibreOffice(
  "LibreOffice on the shipped workbooks: the mistake gives the tutorial's MSE, the repair that of the right formulas",
  async () => {
    const shipped = file('examples/students-misaligned.xlsx');
    const [as, mended] = (await recalculate([shipped, await writeXlsx(repaired(readXlsx(shipped)))])).map(
      (book) => book['Training'],
    );
    tops.forEach((top, epoch) => {
      expect(Math.abs(Number(as?.[top + 6]?.[MSE]) - (wrong.epochs[epoch]?.mse ?? NaN))).toBeLessThan(1e-14);
      expect(Math.abs(Number(mended?.[top + 6]?.[MSE]) - (full.epochs[epoch]?.mse ?? NaN))).toBeLessThan(1e-14);
    });
  },
);
