import { describe, expect, test } from 'vitest';
import { NumpyRandom } from '../../src/index.ts';
import { evaluateBook } from '../../src/lift/evaluate.ts';
import { solve } from '../../src/solve/goal.ts';
import {
  cellKey,
  emptySheet,
  patchXlsx,
  readXlsx,
  setCell,
  writeXlsx,
  type Workbook,
} from '../../src/workbook/index.ts';
import { recalculate, testWithLibreOffice } from '../tools/libreoffice.ts';
import { bookOf } from '../tools/book-of.ts';

/** Three unknowns of a bond price model fitted to prices of known make: rate, spread and convexity. */
function bonds(): Workbook {
  const cells: Record<string, string | number> = { A1: 'rate', B1: 0.02, A2: 'spread', B2: 0.02, A3: 'slope', B3: 0 };
  const truth = { rate: 0.034, spread: 0.011, slope: 0.0007 };
  for (let i = 0; i < 8; i++) {
    const years = i + 1;
    const coupon = 2 + i * 0.5;
    const row = 6 + i;
    const at = (t: number): number =>
      (1 + truth.rate + truth.spread * (coupon > 4 ? 1 : 0) + truth.slope * years) ** -t;
    const price =
      Array.from({ length: years }, (_, k) => coupon * at(k + 1)).reduce((a, b) => a + b, 0) + 100 * at(years);
    cells[`A${row}`] = years;
    cells[`B${row}`] = coupon;
    cells[`C${row}`] = price;
    cells[`D${row}`] = `=$B$1+IF(B${row}>4,$B$2,0)+$B$3*A${row}`;
    cells[`E${row}`] = `=B${row}*(1-(1+D${row})^-A${row})/D${row}+100*(1+D${row})^-A${row}`;
  }
  return bookOf({ ...cells, E15: '=SUMXMY2(C6:C13,E6:E13)' });
}

/** Logistic growth: capacity, rate, midpoint. */
function growth(): Workbook {
  const cells: Record<string, string | number> = { B1: 80, B2: 0.5, B3: 6 };
  for (let t = 0; t <= 15; t++) {
    cells[`A${t + 5}`] = t;
    cells[`B${t + 5}`] = 100 / (1 + Math.exp(-0.8 * (t - 7.5)));
    cells[`C${t + 5}`] = `=$B$1/(1+EXP(-$B$2*(A${t + 5}-$B$3)))`;
  }
  return bookOf({ ...cells, C22: '=SUMXMY2(B5:B20,C5:C20)/COUNT(B5:B20)' });
}

/** XOR by a network of two layers laid out by hand. */
function network(): Workbook {
  const np = new NumpyRandom(2);
  const cells: Record<string, string | number> = {};
  ['B1', 'C1', 'D1', 'B2', 'C2', 'D2', 'B3', 'C3', 'D3', 'F1', 'F2', 'F3', 'F4'].forEach((at) => {
    cells[at] = Math.round(np.uniform(-1.5, 1.5) * 1000) / 1000;
  });
  [
    [0, 0, 0],
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 0],
  ].forEach(([a = 0, b = 0, y = 0], i) => {
    const r = 6 + i;
    Object.assign(cells, { [`A${r}`]: a, [`B${r}`]: b, [`C${r}`]: y });
    ['B', 'C', 'D'].forEach((k, j) => {
      cells[`${'DEF'[j]}${r}`] = `=TANH(A${r}*${k}$1+B${r}*${k}$2+${k}$3)`;
    });
    cells[`G${r}`] = `=1/(1+EXP(-(D${r}*F$1+E${r}*F$2+F${r}*F$3+F$4)))`;
    cells[`H${r}`] = `=-(C${r}*LN(G${r})+(1-C${r})*LN(1-G${r}))`;
  });
  return bookOf({ ...cells, H10: '=AVERAGE(H6:H9)' });
}

const cases = [
  {
    name: 'a three-parameter bond calibration',
    book: bonds(),
    goal: 'E15',
    params: 'B1:B3',
    want: [0.034, 0.011, 0.0007],
    digits: 6,
    after: 1e-12,
  },
  {
    name: 'a logistic growth curve',
    book: growth(),
    goal: 'C22',
    params: 'B1:B3',
    want: [100, 0.8, 7.5],
    digits: 5,
    after: 1e-12,
  },
] as const;

describe('goal seeking', () => {
  for (const { name, book, goal, params, want, digits, after } of cases) {
    testWithLibreOffice(`${name}: the known answer, and LibreOffice agrees on the goal`, async () => {
      const found = await solve(book, { goal, params });
      found.params.forEach((p, i) => expect(p.after).toBeCloseTo(want[i] ?? NaN, digits));
      expect(found.goal.after).toBeLessThan(after);
      const [theirs] = await recalculate([patchXlsx(await writeXlsx(book), found.patch)]);
      const column = goal.charCodeAt(0) - 65;
      const row = Number(goal.slice(1)) - 1;
      expect(Math.abs(Number(theirs?.['Sheet1']?.[row]?.[column]) - found.goal.after)).toBeLessThan(1e-12);
    });
  }
  testWithLibreOffice('a network of two layers laid out as a sheet learns XOR', async () => {
    const book = network();
    const found = await solve(book, { goal: 'H10', params: 'B1:D3,F1:F4' });
    expect(found.goal.after).toBeLessThan(1e-3);
    const [theirs] = await recalculate([patchXlsx(await writeXlsx(book), found.patch)]);
    const rows = theirs?.['Sheet1'];
    [0, 1, 1, 0].forEach((y, i) => expect(Math.abs(Number(rows?.[5 + i]?.[6]) - y)).toBeLessThan(0.05));
  });
  testWithLibreOffice('a fit goes no further than a spreadsheet can follow, and says so', async () => {
    const books = [
      { book: network(), goal: 'H10', params: 'B1:D3,F1:F4' }, // 1-G is 0 there before G is 1
      {
        book: bookOf({ A1: 0, B1: '=1/(1+EXP(-A1))', C1: '=LN(1-B1)' }),
        goal: 'C1',
        params: 'A1',
        optimizer: { name: 'sgd', learningRate: 0.5 } as const,
      }, // LN(0) is left
      {
        book: bookOf({ A1: -500, B1: '=1/(1+EXP(-A1))', C1: '=B1+A1/1000' }),
        goal: 'C1',
        params: 'A1',
        optimizer: { name: 'sgd', learningRate: 20_000 } as const,
      }, // EXP(710) is more than a cell can hold
    ];
    const found = await Promise.all(
      books.map(({ book, ...asked }) => solve(book, { ...asked, tolerance: 0, steps: 3000 })),
    );
    expect(found.map((f) => f.ended)).toEqual(['edge', 'edge', 'edge']);
    const theirs = await recalculate(
      await Promise.all(
        books.map(async ({ book }, i) => patchXlsx(await writeXlsx(book), found[i]?.patch ?? new Map())),
      ),
    );
    expect(Math.abs(Number(theirs[0]?.['Sheet1']?.[9]?.[7]) - (found[0]?.goal.after ?? NaN))).toBeLessThan(1e-13);
    for (const i of [1, 2]) {
      expect(Math.abs(Number(theirs[i]?.['Sheet1']?.[0]?.[2]) - (found[i]?.goal.after ?? NaN))).toBeLessThan(
        1e-9 * Math.max(1, Math.abs(found[i]?.goal.after ?? NaN)),
      );
    }
    expect(found[0]?.goal.after).toBeLessThan(1e-8); // it starts at 0.7
  });
  test('Adam goes the same way, more slowly', async () => {
    const found = await solve(growth(), {
      goal: 'C22',
      params: 'B1:B3',
      optimizer: 'adam',
      learningRate: 0.1,
      steps: 4000,
    });
    expect(found.goal.after).toBeLessThan(0.01);
  });
  test('as large as possible within bounds, and equal to a number', async () => {
    const book = bookOf({ A1: 1, B1: '=4*A1-A1^2', B2: '=EXP(A1)' });
    expect((await solve(book, { goal: 'B1', params: 'A1', sense: 'max' })).params[0]?.after).toBeCloseTo(2, 7);
    const held = await solve(book, { goal: 'B1', params: 'A1', sense: 'max', bounds: [{ low: 0, high: 1.5 }] });
    expect(held.params[0]).toMatchObject({ after: 1.5, slope: 1 });
    const equal = await solve(book, { goal: 'B2', params: 'A1', sense: 10 });
    expect(equal.params[0]?.after).toBeCloseTo(2.302585092994046, 9);
    expect(equal).toMatchObject({ converged: true, goal: { before: 2.718281828459045 } });
    expect(await solve(book, { goal: 'B1', params: 'A1', sense: 10 })).toMatchObject({
      converged: false,
      params: [{ after: expect.closeTo(2, 6) }],
    }); // the most it can be is 4
  });
  test('the slope is the derivative that differences show', async () => {
    const book = growth();
    const found = await solve(book, { goal: 'C22', params: 'B1:B3', steps: 1 });
    const at = (i: number, h: number): number => {
      const sheet = { ...emptySheet('Sheet1'), cells: new Map(book.sheets[0]?.cells) };
      found.params.forEach((p, k) => setCell(sheet, k, 1, { value: p.after + (k === i ? h : 0) }));
      return Number(evaluateBook({ ...book, sheets: [sheet] }).values[0]?.get(cellKey(21, 2)));
    };
    found.params.forEach(({ slope }, i) => expect(slope).toBeCloseTo((at(i, 1e-5) - at(i, -1e-5)) / 2e-5, 5));
  });
  test('what a person gets wrong', async () => {
    const book = bookOf({
      A1: 1,
      A2: 'x',
      A3: 0,
      B1: '=A1*2',
      C1: '=5+5',
      D1: '=RAND()*A1',
      E1: '=MEDIAN(A1,3,9)+1',
      E2: '=E1*A1',
      F1: '=LN(A3)',
      G1: '=IF(A1>0,"yes","no")',
    });
    for (const at of ['D1', 'E1']) Object.assign(book.sheets[0]?.cells.get(at.charCodeAt(0) - 65) ?? {}, { value: 3 });
    const wrong = (goal: string, params: string, more: object = {}): Promise<unknown> =>
      solve(book, { goal, params, ...more }).then(
        () => null,
        (e: unknown) => e,
      );
    expect(await wrong('B1', 'B1')).toMatchObject({
      code: 'bad-cell',
      fields: { where: 'Sheet1!B1', received: 'the formula =A1*2' },
    });
    expect(await wrong('B1', 'A2')).toMatchObject({ code: 'bad-cell', fields: { where: 'Sheet1!A2' } });
    expect(await wrong('C1', 'A1')).toMatchObject({
      code: 'bad-cell',
      fields: { where: 'Sheet1!C1', problem: 'Sheet1!C1 does not depend on the cells that may change.' },
    });
    expect(await wrong('Z9!B1', 'A1')).toMatchObject({ code: 'unknown-name' });
    expect(await wrong('D1', 'A1')).toMatchObject({
      code: 'unsupported',
      fields: { where: 'Sheet1!D1', received: 'the formula =RAND()*A1' },
    });
    expect(await wrong('E2', 'A1')).toMatchObject({
      code: 'unsupported',
      fields: { where: 'Sheet1!E1', expected: 'a formula that can be differentiated, on the way to Sheet1!E2' },
    });
    expect(await wrong('F1', 'A3')).toMatchObject({ code: 'bad-cell', fields: { expected: 'a number at the start' } });
    expect(await wrong('G1', 'A1')).toMatchObject({ code: 'bad-cell', fields: { where: 'Sheet1!G1' } });
    expect(await wrong('B1', 'A1,A1')).toMatchObject({
      code: 'invalid-option',
      fields: { received: 'Sheet1!A1 twice' },
    });
    expect(await wrong('B1', 'A1', { bounds: [{ low: 2, high: 1 }] })).toMatchObject({
      code: 'invalid-option',
      fields: { where: 'bounds' },
    });
    expect(await wrong('B1', 'A1', { optimizer: 'bfgs', learningRate: 0.1 })).toMatchObject({
      code: 'invalid-option',
      fields: { where: 'learningRate' },
    });
    expect(await wrong('B1', 'A1', { optimizer: 'newton' })).toMatchObject({ code: 'invalid-option' });
  });
  test('a formula without a derivative beside the way does not matter; rounding on the way is said', async () => {
    const book = bookOf({ A1: 4, A2: '=MEDIAN(A1,1,9)', B1: '=(ROUND(A1,3)-2)^2', B2: '=A2+B1' });
    const found = await solve(book, { goal: 'B1', params: 'A1' });
    expect(found.params[0]?.after).toBeCloseTo(2, 3);
    expect(found.problems.map((p) => [p.kind, p.function, p.cells])).toEqual([['straight', 'ROUND', ['Sheet1!B1']]]);
  });
  test('the patch holds the parameters and what depends on them, and nothing else', async () => {
    const book = bookOf({ A1: 1, A2: 5, B1: '=(A1-2)^2', B2: '=A2*2', B3: '=IF(B1<0.1,"good","bad")' });
    for (const [row, value] of [
      [0, 1],
      [1, 10],
      [2, 'bad'],
    ] as const) {
      Object.assign(book.sheets[0]?.cells.get(cellKey(row, 1)) ?? {}, { value });
    }
    const { patch } = await solve(book, { goal: 'B1', params: 'A1' });
    const cells = [...(patch.get('Sheet1') ?? [])]
      .map(([key, p]) => [key, p.value] as const)
      .toSorted(([a], [b]) => a - b);
    expect(cells.map(([key]) => key)).toEqual([cellKey(0, 0), cellKey(0, 1), cellKey(2, 1)]);
    expect(cells[2]?.[1]).toBe('good');
    expect(Number(cells[0]?.[1])).toBeCloseTo(2, 9);
  });
  test('a loan: payment, rate and fee in units that differ by a million', async () => {
    const truth = { rate: 0.0425, fee: 1250, extra: 85 };
    const cells: Record<string, string | number> = { B1: 0.03, B2: 500, B3: 20 };
    [60, 120, 180, 240, 360].forEach((months, i) => {
      const loan = 200_000 + 50_000 * i;
      const q = (1 + truth.rate / 12) ** months;
      const paid = ((loan + truth.fee) * (truth.rate / 12) * q) / (q - 1) + truth.extra * (1 + 0.001 * months);
      Object.assign(cells, {
        [`A${i + 5}`]: loan,
        [`B${i + 5}`]: months,
        [`C${i + 5}`]: paid,
        [`D${i + 5}`]: `=-PMT(B$1/12,B${i + 5},A${i + 5}+B$2)+B$3*(1+0.001*B${i + 5})`,
      });
    });
    const found = await solve(bookOf({ ...cells, D11: '=SUMXMY2(C5:C9,D5:D9)' }), { goal: 'D11', params: 'B1:B3' });
    found.params.forEach((p, i) => expect(p.after / (Object.values(truth)[i] ?? NaN)).toBeCloseTo(1, 5));
    expect(found.converged).toBe(true);
  });
  test('hundreds of cells at once', async () => {
    const cells: Record<string, string | number> = {};
    for (let r = 1; r <= 600; r++) {
      cells[`A${r}`] = 0;
      cells[`B${r}`] = `=(A${r}-${r % 7})^2*${1 + (r % 5)}${r > 1 ? `+0.1*(A${r}-A${r - 1})^2` : ''}`;
    }
    const found = await solve(bookOf({ ...cells, C1: '=SUM(B1:B600)' }), { goal: 'C1', params: 'A1:A600' });
    expect(found.converged).toBe(true);
    expect(Math.max(...found.params.map((p) => Math.abs(p.slope)))).toBeLessThan(1e-3);
  });
  test('steps are waited for, and can end the search', async () => {
    const seen: number[] = [];
    const found = await solve(growth(), {
      goal: 'C22',
      params: 'B1:B3',
      onStep: async ({ goal }) => {
        await Promise.resolve();
        seen.push(goal);
      },
      stop: () => seen.length >= 4,
    });
    expect(found).toMatchObject({ steps: 4, ended: 'stopped', converged: false });
    expect(seen.toSorted((a, b) => b - a)).toEqual(seen);
    expect(found.goal.after).toBe(seen.at(-1));
  });
  test('a file that was read is the same problem', async () => {
    const book = readXlsx(await writeXlsx(bonds()));
    expect((await solve(book, { goal: 'E15', params: 'B1:B3' })).params[0]?.after).toBeCloseTo(0.034, 6);
  });
});
