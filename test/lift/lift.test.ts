import { describe, expect, test } from 'vitest';
import { grad } from '../../src/ir/grad.ts';
import { primitives, type Elementwise } from '../../src/ir/primitives.ts';
import { order } from '../../src/ir/program.ts';
import { evaluateBook, recalculated } from '../../src/lift/evaluate.ts';
import { functions } from '../../src/lift/functions.ts';
import { lift, placesOf } from '../../src/lift/lift.ts';
import { isNode } from '../../src/lift/values.ts';
import { layers, NumpyRandom, sequential } from '../../src/index.ts';
import { trainingWorkbook } from '../../src/sheet.ts';
import { evaluate } from '../../src/targets/reference.ts';
import { cellKey, parseAddress, usedArea, writeXlsx, type Cell, type CellValue, type Workbook } from '../../src/workbook/index.ts';
import { bookOf } from '../tools/book-of.ts';
import { recalculate, testWithLibreOffice } from '../tools/libreoffice.ts';

const shownIn = (book: Workbook, at: string): unknown => { const [p] = placesOf(book, at); return p && lift(book).value(p); };

const data = { A1: 0.85, A2: -1.5, A3: 2, A4: 7, B1: 3, B2: 0.5, B3: -4, B4: 1.25, C1: 'text', C2: true, C4: '12' };
const formulas = [
  '=A1+B1*A2^2-B2/A3', '=-A1^2', '=2^-1', '=A1%', '=(A1<B1)+(A2>=B2)*2', '=A1&"x"&B2', '=SUM(A1:B4,5,C3:C4)', '=AVERAGE(A1:A4)', '=PRODUCT(A1:A4)', '=SUMPRODUCT(A1:A4,B1:B4)',
  '=SUMPRODUCT(--(A1:A4>0),B1:B4)', '=SUMSQ(A1:B2)', '=SUMXMY2(A1:A4,B1:B4)', '=EXP(A1)', '=LN(A4)', '=LOG(A4,2)', '=LOG10(A4)', '=SQRT(A4)', '=POWER(A4,B2)', '=ABS(A2)', '=SIGN(A2)', '=MAX(A1:B4)', '=MIN(A1:B4)',
  '=TANH(A1)', '=SINH(A1)', '=COSH(A1)', '=SIN(A1)', '=COS(A1)', '=PI()', '=IF(A1>0.5,A2,A3)', '=IFS(A1>2,1,A2<0,2)', '=AND(A1>0,B1>0)', '=OR(A1<0,B1<0)', '=NOT(A1>0)', '=IFERROR(1/0,A4)', '=INDEX(A1:B4,3,2)', '=OFFSET(A1,2,1)',
  '=SUM(OFFSET(A1,0,0,2,2))', '=VLOOKUP(2,A1:B4,2,FALSE)', '=COUNT(A1:B4)', '=COUNTA(A1:C4)', '=DEVSQ(A1:A4)', '=VAR(A1:A4)', '=STDEV(A1:A4)', '=NPV(0.1,A1:A4)', '=PMT(0.01,12,1000)', '=ROUND(A1*1.2345,2)', '=INT(A2)', '=MOD(A4,B1)', '=C4*2', '=A1*D9', '=ROWS(A1:B4)', '=COLUMNS(A1:B4)', '=CHOOSE(2,A1,A2,A3)', '=TRUE+1', '=1/(1+EXP(-A1))', '=A1=0.85', '=SUM(Other!A1:A3)*2',
];
const arrays = ['{=SUM(IF(A1:A4>0,A1:A4,0))}', '{=SUM(MMULT(TRANSPOSE(A1:A4),B1:B4))}', '{=SUM((A1:A4-B1:B4)^2)/4}', '{=MAX(ABS(A1:A4-B1:B4))}'];
const more = { Other: { A1: 1, A2: 2.5, A3: '=A1+A2' } };

describe('values', () => {
  testWithLibreOffice('every function and operator gives what LibreOffice gives', async () => {
    const all = [...formulas, ...arrays], book = bookOf({ ...data, ...Object.fromEntries(all.map((f, i) => [`F${i + 1}`, f])) }, more);
    const [theirs] = await recalculate([await writeXlsx(book)]), ours = evaluateBook(book), rows = theirs?.['Sheet1'];
    expect(rows).toBeDefined();
    all.forEach((f, i) => {
      const want = rows?.[i]?.[5], got = ours.values[0]?.get(cellKey(i, 5));
      if (typeof got === 'number') expect(Math.abs(got - Number(want)), `${f}: ${got}, ${want}`).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(got)));
      else expect(String(got).toUpperCase(), f).toBe(String(want).toUpperCase());
    });
    expect(ours.problems).toEqual([]);
  });

  test('a training workbook recalculates to its saved values', () => {
    const np = new NumpyRandom(4), x = np.rand(9, 3), y = x.map(([a = 0, b = 0]) => [a > b ? 1 : 0]);
    const model = sequential([layers.dense({ units: 4, activation: 'tanh' }), layers.dense({ units: 1, activation: 'sigmoid' })]);
    model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
    const book = trainingWorkbook(model.run(x, y, { epochs: 2, batchSize: 4, seed: 2 })), { values, problems } = evaluateBook(book);
    let count = 0;
    book.sheets.forEach((sheet, i) => sheet.cells.forEach((cell, key) => {
      if (!cell.formula) return;
      const got = values[i]?.get(key);
      if (typeof cell.value === 'number') { expect(Math.abs(Number(got) - cell.value), `${sheet.name} ${key} ${cell.formula}`).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(cell.value))); count++; }
    }));
    expect(count).toBeGreaterThan(400);
    expect(problems).toEqual([]);
  });

  test('what cannot be computed is named, and the rest works', () => {
    const book = bookOf({ A1: '=B1+1', B1: '=C1', C1: '=A1', D1: '=FOO(1)', D2: '=FOO(2)+1', E1: '=1+', F1: '=2*3', G1: '=RAND()', H1: '=Nowhere!A1', I1: '=F1+H1' });
    const { values, problems } = evaluateBook(book), at = (a: string): unknown => values[0]?.get(cellKey(parseAddress(a)?.row ?? 0, parseAddress(a)?.column ?? 0));
    expect(at('F1')).toBe(6);
    expect(at('H1')).toEqual({ error: '#REF!' });
    expect(at('I1')).toEqual({ error: '#REF!' });
    expect(problems.find((p) => p.kind === 'circular')?.cells.toSorted()).toEqual(['Sheet1!A1', 'Sheet1!B1', 'Sheet1!C1']);
    expect(problems.find((p) => p.kind === 'unsupported-function')).toMatchObject({ function: 'FOO', cells: ['Sheet1!D1', 'Sheet1!D2'] });
    expect(problems.map((p) => p.kind).toSorted()).toEqual(['circular', 'unreadable', 'unsupported-function', 'volatile']);
  });

  test('branches and places that are found while computing', () => {
    const book = bookOf({ A1: '=IF(TRUE,B5,A1)', B5: '=INDIRECT("C"&(2+1))', C3: '=OFFSET(A2,7,0)', A9: '=D1', D1: 4 });
    expect(shownIn(book, 'A1')).toBe(4);
  });

  test('100,000 formulas deep, and sums that grow', () => {
    const cells: Record<string, string | number> = { A1: 1, B1: '=SUM(A$1:A1)' };
    for (let r = 2; r <= 30_000; r++) { cells[`A${r}`] = `=A${r - 1}*1.0001`; cells[`B${r}`] = `=SUM(A$1:A${r})`; }
    const book = bookOf(cells), { values, problems } = evaluateBook(book);
    let total = 0, v = 1;
    for (let r = 1; r <= 30_000; r++) { total += v; v *= 1.0001; }
    expect(values[0]?.get(cellKey(29_999, 1))).toBeCloseTo(total, 6);
    expect(problems).toEqual([]);
  });
});

describe('programs', () => {
  test('every formula of numbers has the derivative that differences show', () => {
    const smooth = formulas.filter((f) => !/COUNT|ROWS|COLUMNS|&|AND|OR|NOT|INT|MOD|ROUND|VLOOKUP|PI|PMT|SIGN|>=|C4|TRUE|=0\.85/.test(f)).concat(arrays);
    const numbers = Object.entries(data).filter(([, v]) => typeof v === 'number').map(([at]) => at);
    for (const f of smooth) {
      const make = (changed: Record<string, number> = {}): Workbook => bookOf({ ...data, ...changed, F1: f }, more), book = make();
      const inputs = numbers.flatMap((at) => placesOf(book, at)), lifted = lift(book, { inputs }), [at] = placesOf(book, 'F1');
      const value = at && lifted.value(at);
      if (!value || !isNode(value)) continue;
      const names = [...lifted.inputs.keys()], nodes = [...lifted.inputs.values()], slopes = grad(value, nodes);
      const feeds = Object.fromEntries(numbers.map((a, i) => [names[i] ?? '', Float64Array.of(data[a as 'A1'])]));
      const computed = evaluate(order([value, ...slopes]), feeds);
      expect(computed.get(value)?.[0], f).toBeCloseTo(Number(shownIn(book, 'F1')), 12);
      numbers.forEach((a, i) => {
        const x = data[a as 'A1'], h = 1e-6, numeric = (Number(shownIn(make({ [a]: x + h }), 'F1')) - Number(shownIn(make({ [a]: x - h }), 'F1'))) / (2 * h), slope = slopes[i];
        expect(Math.abs((slope ? computed.get(slope)?.[0] ?? NaN : NaN) - numeric), `${f} by ${a}`).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(numeric)));
      });
    }
  });

  test("every row's own spelling for the sheet is lifted back to what it computes", () => {
    for (const [op, row] of Object.entries(primitives)) {
      if (row.kind !== 'elementwise') continue;
      const { sheet, scalar, domain } = row as unknown as Elementwise, values = domain?.[0] === 'flag' ? [1, 0.4, -0.7] : [0.3, 0.9, 0.2];
      const text = `=${sheet.replace(/(?<![A-Za-z])([abc])(?![A-Za-z(])/g, (_, l: string) => `$${l.toUpperCase()}$1`)}`, book = bookOf({ A1: values[0] ?? 0, B1: values[1] ?? 0, C1: values[2] ?? 0, D1: text });
      if (/ERF\(/.test(text) && !functions.has('ERF')) continue;
      expect(Number(shownIn(book, 'D1')), `${op} ${text}`).toBeCloseTo((scalar as (...x: number[]) => number)(...values), 13);
    }
  });

  test('what rounds counts as straight, what is volatile is refused', () => {
    const book = bookOf({ A1: 2.345, B1: '=ROUND(A1,1)*3', C1: '=A1*RAND()' }), lifted = lift(book, { inputs: placesOf(book, 'A1') });
    const [b] = placesOf(book, 'B1'), value = b && lifted.value(b);
    expect(value && isNode(value)).toBe(true);
    const [c] = placesOf(book, 'C1');
    expect(c && lifted.value(c)).toBeNull(); // no saved value
    expect(lifted.problems()).toMatchObject([{ kind: 'volatile', function: 'RAND', cells: ['Sheet1!C1'] }]);
  });
});

test('recalculated values are put in, and everything else stays', () => {
  const book = bookOf({ A1: 2, B1: '=A1*3' }), after = recalculated(book), cell = after.sheets[0]?.cells.get(cellKey(0, 1)) as Cell;
  expect(cell).toEqual({ formula: '=A1*3', value: 6 satisfies CellValue });
  expect(after.sheets[0] && usedArea(after.sheets[0])).toEqual(book.sheets[0] && usedArea(book.sheets[0]));
});
