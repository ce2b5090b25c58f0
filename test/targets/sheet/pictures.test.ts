// How convolution, pooling and attention look: pictures lie as pictures, kernels beside them, tokens below each other.
import { describe, expect, test } from 'vitest';
import {
  getCell,
  keyColumn,
  keyRow,
  parseReference,
  trainingWorkbook,
  writeXlsx,
  type Cell,
  type Sheet,
  type Workbook,
} from '../../../src/sheet.ts';
import { makeRun } from '../../cells/runs.ts';
import { recalculate, testWithLibreOffice } from '../../tools/libreoffice.ts';
import { pictureBooks } from './pictures.ts';

const bookOf = (name: string, language: 'en' | 'zh-TW' = 'en'): Workbook => {
  const found = pictureBooks[name];
  if (!found) throw new Error(`no book ${name}`);
  return trainingWorkbook(makeRun(found.making), { ...found.options, language });
};
const main = (book: Workbook): Sheet => {
  const [sheet] = book.sheets;
  if (!sheet) throw new Error('no sheet');
  return sheet;
};
const at = (sheet: Sheet, address: string): Cell => {
  const { area } = parseReference(address) ?? {};
  return (area && getCell(sheet, area.top, area.left)) ?? {};
};
/** The titles of line `row` (from 1), from left to right. */
const titles = (sheet: Sheet, row: number): unknown[] =>
  [...sheet.cells]
    .filter(([key, c]) => keyRow(key) === row - 1 && c.value !== undefined)
    .toSorted(([a], [b]) => a - b)
    .map(([, c]) => c.value);

describe('a picture of 5 × 5, a kernel of 3 × 3, the largest of 2 × 2', () => {
  const sheet = main(bookOf('a convolution'));
  const formula = (address: string): string | undefined => at(sheet, address).formula;

  test('the data lie as pictures, an empty line apart', () => {
    expect(at(sheet, 'B7').value).toBe(0);
    expect(at(sheet, 'F11').value).toBe(1);
    expect(sheet.cells.has(11 * 16_384 + 1)).toBe(false);
    expect(at(sheet, 'A13').value).toBe('B');
    expect(at(sheet, 'B7').style?.border).toMatchObject({ top: {}, left: {} });
    expect(at(sheet, 'C8').style?.border?.left).toBeUndefined();
  });

  test('names stand above, in both languages', () => {
    expect(titles(sheet, 19)).toEqual([
      'Epoch 0',
      'x data',
      'x target',
      'w weight conv2d',
      'w bias',
      'ŷ weighted sum conv2d',
      'ŷ activation conv2d',
      'ŷ activation max_pooling2d',
      'w weight dense',
      'bias',
      'ŷ prediction',
      'e error',
      'squared error',
      '∂ places of the maximum',
      '∂ first place',
      '∂ error passed back',
      '∂ error passed back',
      '∂ error passed back conv2d',
      '∂ weight change conv2d',
      '∂ bias change',
      '∂ weight change dense',
      'bias change',
    ]);
    expect(titles(sheet, 20).slice(0, 8)).toEqual(['x', 'y', 'w1', 'w2', 'b1', 'b2', 'z1', 'z2']);
    const chinese = titles(main(bookOf('a convolution', 'zh-TW')), 19);
    expect(chinese).toContain('∂ 最大值的位置');
    expect(chinese.filter((t) => /[a-z]{3}/.test(String(t).replace(/conv2d|max_pooling2d|dense/, '')))).toEqual([]);
  });

  test('a weighted sum is a window of the picture times the kernel beside it', () => {
    expect(formula('U22')).toBe('=SUMPRODUCT(B22:D24,J22:L24)+R21');
    expect(formula('W24')).toBe('=SUMPRODUCT(D24:F26,J22:L24)+R21');
    expect(formula('Y28')).toBe('=SUMPRODUCT(B28:D30,N22:P24)+S21'); // the second picture by the second kernel
    expect(at(sheet, 'U20').comment).toMatch(/^z111 = x11 × w111 \+ x12 × w121/);
  });

  test('the largest of a window, and whose change it asks for', () => {
    expect(formula('AC22')).toBe('=MAX(U22,0)');
    expect(formula('AK22')).toBe('=MAX(AC22:AD23)');
    expect(formula('AY23')).toBe('=IF(AD23<AK22,4,3)');
    expect(formula('BD22')).toBe('=MIN(AX22:AY23)');
    expect(formula('BM23')).toBe('=IF(BD22<AY23,0,BH22)');
    expect(formula('BR22')).toBe('=IF(0<U22,BL22,0)');
  });

  test('a kernel changes by the window of the picture times the map of errors; its average lies below', () => {
    expect(formula('BZ22')).toBe('=SUMPRODUCT(B22:D24,BR22:BT24)');
    expect(formula('CB24')).toBe('=SUMPRODUCT(D24:F26,BR22:BT24)');
    expect(formula('CH22')).toBe('=SUM(BR22:BT24)');
    expect(formula('BZ33')).toBe('=AVERAGE(BZ22,BZ28)');
    expect(formula('J36')).toBe('=J22+BZ33*$B$2');
    expect(formula('J43')).toBe('=J36'); // the next block begins with it
  });
});

test('several channels lie side by side, and a weighted sum adds them up', () => {
  const sheet = main(bookOf('three channels, batches, adam'));
  expect(at(sheet, 'AS28').formula).toBe(
    '=SUMPRODUCT(D28:E29,X28:Y29)+SUMPRODUCT(J28:K29,AA28:AB29)+SUMPRODUCT(P28:Q29,AD28:AE29)+AP27',
  );
  expect(at(sheet, 'D29').formula).toBe('=INDEX($C$8:$C$20,6*B28-5)'); // the picture with this number
  expect(at(sheet, 'A28').formula).toBe('=INDEX($A$7:$A$19,6*B28-5)');
});

test('what a convolution passes back is a map of errors times its kernel, turned', () => {
  const sheet = main(bookOf('two convolutions'));
  const found = [...sheet.cells.values()].map((c) => c.formula ?? '');
  const turned = titles(sheet, 28).indexOf('w kernel, turned');
  expect(turned).toBeGreaterThan(0);
  const sums = found.filter((f) => /^=SUMPRODUCT\([A-Z]+\d+:[A-Z]+\d+,[A-Z]+\d+:[A-Z]+\d+\)$/.test(f));
  expect(sums.length).toBeGreaterThan(0);
});

describe('an attention', () => {
  const sheet = main(bookOf('an attention'));
  const formula = (address: string): string | undefined => at(sheet, address).formula;

  test('tokens lie below each other, under the name of their row', () => {
    expect(['A7', 'A10', 'A11'].map((a) => at(sheet, a).value)).toEqual(['A 1', 'A 4', 'B 1']);
    expect(formula('O22')).toBe('=B22*H20+C22*I20+D22*J20');
  });

  test('scores are a matrix, softmax goes line by line, and values are weighed', () => {
    const named = titles(sheet, 18);
    expect(named).toEqual(
      expect.arrayContaining(['ŷ query', 'ŷ key', 'ŷ value', 'ŷ attention score', 'ŷ attention weight']),
    );
    expect(formula('AE21')).toBe('=0.7071067811865475*(O21*Y24+P21*Z24)'); // how token 1 asks token 4
    expect(formula('AG22')).toBe('=MAX(AB22:AE22)');
    expect(formula('AI22')).toBe('=EXP(AB22-AG22)');
    expect(formula('AN22')).toBe('=SUM(AI22:AL22)');
    expect(formula('AP22')).toBe('=AI22/AN22');
    expect(formula('BE22')).toBe('=AP22*BB21+AQ22*BB22+AR22*BB23+AS22*BB24');
  });
});

testWithLibreOffice('cells are computed from formulas alone: saved values may be as wrong as they like', async () => {
  const names = Object.keys(pictureBooks);
  const books = names.map((name) => bookOf(name));
  const spoiled = books.map((book) => ({
    ...book,
    sheets: book.sheets.map((sheet) => ({
      ...sheet,
      cells: new Map(
        [...sheet.cells].map(([key, c]) => [
          key,
          c.formula !== undefined && typeof c.value === 'number' ? { ...c, value: 12_345 } : c,
        ]),
      ),
    })),
  }));
  const found = await recalculate(await Promise.all(spoiled.map(writeXlsx)));
  let worst = 0;
  let compared = 0;
  books.forEach((book, i) => {
    for (const sheet of book.sheets.filter((s) => !s.hidden)) {
      for (const [key, { value, formula }] of sheet.cells) {
        if (typeof value !== 'number' || formula === undefined) continue;
        const other = Number(found[i]?.[sheet.name]?.[keyRow(key)]?.[keyColumn(key)]);
        expect(other, `${names[i] ?? ''}: ${sheet.name} ${keyRow(key) + 1} ${keyColumn(key) + 1}`).not.toBeNaN();
        worst = Math.max(worst, Math.abs(other - value) / Math.max(1, Math.abs(value)));
        compared++;
      }
    }
  });
  expect(compared).toBeGreaterThan(5000);
  expect(worst).toBeLessThanOrEqual(1e-9);
});
