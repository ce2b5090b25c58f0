import { describe, expect, test } from 'vitest';
import { NumpyRandom } from '../../src/index.ts';
import { evaluateBook } from '../../src/lift/evaluate.ts';
import { solutionPatch, solve } from '../../src/solve/goal.ts';
import { cellKey, emptySheet, patchXlsx, readXlsx, setCell, writeXlsx, type Workbook } from '../../src/workbook/index.ts';
import { recalculate, testWithLibreOffice } from '../tools/libreoffice.ts';
import { bookOf } from '../tools/book-of.ts';

/** Three unknowns of a bond price model fitted to prices of known make: rate, spread and convexity. */
function bonds(): Workbook {
  const cells: Record<string, string | number> = { A1: 'rate', B1: 0.02, A2: 'spread', B2: 0.02, A3: 'slope', B3: 0 };
  const truth = { rate: 0.034, spread: 0.011, slope: 0.0007 };
  for (let i = 0; i < 8; i++) {
    const years = i + 1, coupon = 2 + i * 0.5, row = 6 + i;
    const at = (t: number): number => (1 + truth.rate + truth.spread * (coupon > 4 ? 1 : 0) + truth.slope * years) ** -t;
    const price = Array.from({ length: years }, (_, k) => coupon * at(k + 1)).reduce((a, b) => a + b, 0) + 100 * at(years);
    cells[`A${row}`] = years; cells[`B${row}`] = coupon; cells[`C${row}`] = price;
    cells[`D${row}`] = `=$B$1+IF(B${row}>4,$B$2,0)+$B$3*A${row}`;
    cells[`E${row}`] = `=B${row}*(1-(1+D${row})^-A${row})/D${row}+100*(1+D${row})^-A${row}`;
  }
  return bookOf({ ...cells, E15: '=SUMXMY2(C6:C13,E6:E13)' });
}

/** Logistic growth: capacity, rate, midpoint. */
function growth(): Workbook {
  const cells: Record<string, string | number> = { B1: 80, B2: 0.5, B3: 6 };
  for (let t = 0; t <= 15; t++) {
    cells[`A${t + 5}`] = t; cells[`B${t + 5}`] = 100 / (1 + Math.exp(-0.8 * (t - 7.5)));
    cells[`C${t + 5}`] = `=$B$1/(1+EXP(-$B$2*(A${t + 5}-$B$3)))`;
  }
  return bookOf({ ...cells, C22: '=SUMXMY2(B5:B20,C5:C20)/COUNT(B5:B20)' });
}

/** XOR by a network of two layers laid out by hand. */
function network(): Workbook {
  const np = new NumpyRandom(2), cells: Record<string, string | number> = {};
  ['B1', 'C1', 'D1', 'B2', 'C2', 'D2', 'B3', 'C3', 'D3', 'F1', 'F2', 'F3', 'F4'].forEach((at) => { cells[at] = Math.round(np.uniform(-1.5, 1.5) * 1000) / 1000; });
  [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]].forEach(([a = 0, b = 0, y = 0], i) => {
    const r = 6 + i;
    Object.assign(cells, { [`A${r}`]: a, [`B${r}`]: b, [`C${r}`]: y });
    ['B', 'C', 'D'].forEach((k, j) => { cells[`${'DEF'[j]}${r}`] = `=TANH(A${r}*${k}$1+B${r}*${k}$2+${k}$3)`; });
    cells[`G${r}`] = `=1/(1+EXP(-(D${r}*F$1+E${r}*F$2+F${r}*F$3+F$4)))`;
    cells[`H${r}`] = `=-(C${r}*LN(G${r})+(1-C${r})*LN(1-G${r}))`;
  });
  return bookOf({ ...cells, H10: '=AVERAGE(H6:H9)' });
}

const cases = [
  { name: 'a three-parameter bond calibration', book: bonds(), goal: 'E15', params: 'B1:B3', want: [0.034, 0.011, 0.0007], digits: 6, after: 1e-12 },
  { name: 'a logistic growth curve', book: growth(), goal: 'C22', params: 'B1:B3', want: [100, 0.8, 7.5], digits: 5, after: 1e-12 },
] as const;

describe('goal seeking', () => {
  for (const { name, book, goal, params, want, digits, after } of cases) {
    testWithLibreOffice(`${name}: the known answer, and LibreOffice agrees on the goal`, async () => {
      const found = solve(book, { goal, params });
      found.params.forEach((p, i) => expect(p.after).toBeCloseTo(want[i] ?? NaN, digits));
      expect(found.goal.after).toBeLessThan(after);
      const [theirs] = await recalculate([patchXlsx(await writeXlsx(book), solutionPatch(book, found))]);
      const column = goal.charCodeAt(0) - 65, row = Number(goal.slice(1)) - 1;
      expect(Math.abs(Number(theirs?.['Sheet1']?.[row]?.[column]) - found.goal.after)).toBeLessThan(1e-12);
    });
  }
  testWithLibreOffice('a network of two layers laid out as a sheet learns XOR', async () => {
    const book = network(), found = solve(book, { goal: 'H10', params: 'B1:D3,F1:F4' });
    expect(found.goal.after).toBeLessThan(1e-3);
    const [theirs] = await recalculate([patchXlsx(await writeXlsx(book), solutionPatch(book, found))]), rows = theirs?.['Sheet1'];
    [0, 1, 1, 0].forEach((y, i) => expect(Math.abs(Number(rows?.[5 + i]?.[6]) - y)).toBeLessThan(0.05));
  });
  test('Adam goes the same way, more slowly', () => {
    const found = solve(growth(), { goal: 'C22', params: 'B1:B3', method: { name: 'adam', learningRate: 0.1 }, steps: 4000 });
    expect(found.goal.after).toBeLessThan(0.01);
  });
  test('as large as possible within bounds, and equal to a number', () => {
    const book = bookOf({ A1: 1, B1: '=4*A1-A1^2', B2: '=EXP(A1)' });
    expect(solve(book, { goal: 'B1', params: 'A1', sense: 'max' }).params[0]?.after).toBeCloseTo(2, 7);
    const held = solve(book, { goal: 'B1', params: 'A1', sense: 'max', bounds: [{ low: 0, high: 1.5 }] });
    expect(held.params[0]).toMatchObject({ after: 1.5, slope: 1 });
    expect(solve(book, { goal: 'B2', params: 'A1', sense: 10 }).params[0]?.after).toBeCloseTo(2.302585092994046, 6);
  });
  test('the slope is the derivative that differences show', () => {
    const book = growth(), found = solve(book, { goal: 'C22', params: 'B1:B3', steps: 1 });
    const at = (i: number, h: number): number => {
      const sheet = { ...emptySheet('Sheet1'), cells: new Map(book.sheets[0]?.cells) };
      found.params.forEach((p, k) => setCell(sheet, k, 1, { value: p.after + (k === i ? h : 0) }));
      return Number(evaluateBook({ ...book, sheets: [sheet] }).values[0]?.get(cellKey(21, 2)));
    };
    found.params.forEach(({ slope }, i) => expect(slope).toBeCloseTo((at(i, 1e-5) - at(i, -1e-5)) / 2e-5, 5));
  });
  test('what a person gets wrong', () => {
    const book = bookOf({ A1: 1, A2: 'x', B1: '=A1*2', C1: '=5+5', D1: '=RAND()*A1' }), wrong = (goal: string, params: string): unknown => { try { solve(book, { goal, params }); } catch (e) { return e; } return null; };
    expect(wrong('B1', 'B1')).toMatchObject({ code: 'bad-cell', fields: { where: 'Sheet1!B1' } });
    expect(wrong('B1', 'A2')).toMatchObject({ code: 'bad-cell', fields: { where: 'Sheet1!A2' } });
    expect(wrong('C1', 'A1')).toMatchObject({ code: 'bad-cell', fields: { where: 'Sheet1!C1' } });
    expect(wrong('Z9!B1', 'A1')).toMatchObject({ code: 'unknown-name' });
    expect(wrong('D1', 'A1')).toMatchObject({ code: 'bad-cell' });
  });
  test('a file that was read is the same problem', async () => {
    const book = readXlsx(await writeXlsx(bonds()));
    expect(solve(book, { goal: 'E15', params: 'B1:B3' }).params[0]?.after).toBeCloseTo(0.034, 6);
  });
});
