// Whole workbooks: order, circles, names, what cannot be computed, size.
import { describe, expect, test } from 'vitest';
import { grad } from '../../src/ir/grad.ts';
import { evaluateBook, recalculated } from '../../src/lift/evaluate.ts';
import { lift, placesOf } from '../../src/lift/lift.ts';
import { regions } from '../../src/lift/regions.ts';
import { evaluator } from '../../src/lift/tape.ts';
import { Templates } from '../../src/lift/templates.ts';
import { layers, NumpyRandom, sequential } from '../../src/index.ts';
import { trainingWorkbook } from '../../src/sheet.ts';
import {
  cellKey,
  emptySheet,
  formatArea,
  parseAddress,
  setCell,
  usedArea,
  type Cell,
  type CellValue,
  type Workbook,
} from '../../src/workbook/index.ts';
import { bookOf } from '../tools/book-of.ts';
import { cpuMs } from '../tools/cpu.ts';

const shownIn = (book: Workbook, at: string): unknown => {
  const [p] = placesOf(book, at);
  return p && lift(book).value(p);
};

describe('values', () => {
  test('a training workbook recalculates to its saved values', () => {
    const np = new NumpyRandom(4);
    const x = np.rand(9, 3);
    const y = x.map(([a = 0, b = 0]) => [a > b ? 1 : 0]);
    const model = sequential([
      layers.dense({ units: 4, activation: 'tanh' }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ]);
    model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
    const book = trainingWorkbook(model.run(x, y, { epochs: 2, batchSize: 4, seed: 2 }));
    const { values, problems } = evaluateBook(book);
    let count = 0;
    book.sheets.forEach((sheet, i) =>
      sheet.cells.forEach((cell, key) => {
        if (!cell.formula) return;
        const got = values[i]?.get(key);
        if (typeof cell.value === 'number') {
          expect(Math.abs(Number(got) - cell.value), `${sheet.name} ${key} ${cell.formula}`).toBeLessThanOrEqual(
            1e-11 * Math.max(1, Math.abs(cell.value)),
          );
          count++;
        }
      }),
    );
    expect(count).toBeGreaterThan(400);
    expect(problems).toEqual([]);
  });

  test('what cannot be computed is named, and the rest works', () => {
    const book = bookOf({
      A1: '=B1+1',
      B1: '=C1',
      C1: '=A1',
      D1: '=FOO(1)',
      D2: '=FOO(2)+1',
      E1: '=1+',
      F1: '=2*3',
      G1: '=RAND()',
      H1: '=Nowhere!A1',
      I1: '=F1+H1',
    });
    const { values, problems } = evaluateBook(book);
    const at = (a: string): unknown => values[0]?.get(cellKey(parseAddress(a)?.row ?? 0, parseAddress(a)?.column ?? 0));
    expect(at('F1')).toBe(6);
    expect(at('H1')).toEqual({ error: '#REF!' });
    expect(at('I1')).toEqual({ error: '#REF!' });
    expect(problems.find((p) => p.kind === 'circular')?.cells.toSorted()).toEqual([
      'Sheet1!A1',
      'Sheet1!B1',
      'Sheet1!C1',
    ]);
    expect(problems.find((p) => p.kind === 'unsupported-function')).toMatchObject({
      function: 'FOO',
      cells: ['Sheet1!D1', 'Sheet1!D2'],
    });
    expect(problems.map((p) => p.kind).toSorted()).toEqual([
      'circular',
      'error',
      'unreadable',
      'unsupported-function',
      'volatile',
    ]);
    // I1 reads it
    expect(problems.find((p) => p.kind === 'error')).toMatchObject({ function: '#REF!', cells: ['Sheet1!H1'] });
  });

  test('branches and places that are found while computing', () => {
    const book = bookOf({ A1: '=IF(TRUE,B5,A1)', B5: '=INDIRECT("C"&(2+1))', C3: '=OFFSET(A2,7,0)', A9: '=D1', D1: 4 });
    expect(shownIn(book, 'A1')).toBe(4);
  });

  test('100,000 formulas deep, and sums that grow', () => {
    const cells: Record<string, string | number> = { A1: 1, B1: '=SUM(A$1:A1)' };
    for (let r = 2; r <= 30_000; r++) {
      cells[`A${r}`] = `=A${r - 1}*1.0001`;
      cells[`B${r}`] = `=SUM(A$1:A${r})`;
    }
    const book = bookOf(cells);
    const { values, problems } = evaluateBook(book);
    let total = 0;
    let v = 1;
    for (let r = 1; r <= 30_000; r++) {
      total += v;
      v *= 1.0001;
    }
    expect(values[0]?.get(cellKey(29_999, 1))).toBeCloseTo(total, 6);
    expect(problems).toEqual([]);
  });
});

test('what is volatile keeps its saved value, and is named', () => {
  const book = bookOf({ A1: 2.345, C1: '=A1*RAND()' });
  const lifted = lift(book, { inputs: placesOf(book, 'A1') });
  const [c] = placesOf(book, 'C1');
  expect(c && lifted.value(c)).toBeNull(); // no saved value
  expect(lifted.problems()).toMatchObject([{ kind: 'volatile', function: 'RAND', cells: ['Sheet1!C1'] }]);
});

test('recalculated values are put in, and everything else stays', () => {
  const book = bookOf({ A1: 2, B1: '=A1*3' });
  const after = recalculated(book);
  const cell = after.sheets[0]?.cells.get(cellKey(0, 1)) as Cell;
  expect(cell).toEqual({ formula: '=A1*3', value: 6 satisfies CellValue });
  expect(after.sheets[0] && usedArea(after.sheets[0])).toEqual(book.sheets[0] && usedArea(book.sheets[0]));
});

describe('circles', () => {
  test('each is a set of cells that depend on one another, whatever the order of asking', () => {
    const cells = {
      A1: '=B1+D1',
      B1: '=C1',
      C1: '=A1*0.5',
      D1: '=E1',
      E1: '=D1+1',
      F1: '=F1+1',
      G1: '=A1+F1',
      H1: '=SUM(H2:H4)',
      H2: '=I1',
      I1: '=H1',
      J1: '=IF(TRUE,5,J1)',
      K1: '=OFFSET(K1,0,0)',
    };
    const names = Object.keys(cells);
    const expected = [
      'Sheet1!A1 Sheet1!B1 Sheet1!C1',
      'Sheet1!D1 Sheet1!E1',
      'Sheet1!F1',
      'Sheet1!H1 Sheet1!H2 Sheet1!I1',
      'Sheet1!K1',
    ];
    for (let turn = 0; turn < names.length; turn++) {
      const book = bookOf(cells);
      const lifted = lift(book);
      for (const at of [...names.slice(turn), ...names.slice(0, turn)]) {
        const [p] = placesOf(book, at);
        if (p) lifted.value(p);
      }
      expect(
        lifted
          .problems()
          .filter((p) => p.kind === 'circular')
          .map((p) => p.cells.toSorted().join(' '))
          .toSorted(),
      ).toEqual(expected);
      expect(lifted.value({ sheet: 0, row: 0, column: 9 })).toBe(5); // the branch that reads itself is not taken
    }
  });
  test('cells of a circle keep their saved values, and what reads them goes on from those', () => {
    const book = bookOf({ A1: '=B1', B1: '=A1', C1: '=A1*2' });
    for (const key of [0, 1]) Object.assign(book.sheets[0]?.cells.get(key) ?? {}, { value: 4 });
    expect(evaluateBook(book).values[0]?.get(cellKey(0, 2))).toBe(8);
  });
});

describe('names', () => {
  const named = (
    cells: Parameters<typeof bookOf>[0],
    names: Workbook['names'],
    more: Parameters<typeof bookOf>[1] = {},
  ): Workbook => ({ ...bookOf(cells, more), names });
  test('stand for cells, ranges, numbers and formulas, of the book or of one sheet', () => {
    const book = named(
      { A1: 2, A2: 3, B1: '=rate*SUM(Points)', B2: '=double', B3: '=LOOP', B4: '=nothing', C5: '=left' },
      [
        { name: 'rate', refersTo: '0.5' },
        { name: 'points', refersTo: 'Sheet1!$A$1:$A$2' },
        { name: 'double', refersTo: '2*Sheet1!$A$2' },
        { name: 'loop', refersTo: 'LOOP+1' },
        { name: 'left', refersTo: 'Sheet1!XFD1' },
        { name: 'rate', refersTo: '100', sheet: 'Other' },
      ],
      { Other: { A1: '=rate' } },
    );
    expect(['B1', 'B2', 'B3', 'B4', 'Other!A1'].map((at) => shownIn(book, at))).toEqual([
      2.5,
      6,
      { error: '#NAME?' },
      { error: '#NAME?' },
      100,
    ]);
    expect(shownIn(book, 'points')).toBe(2); // a place may be named
  });
  test('in formulas of derivatives as well', () => {
    const book = named({ A1: 2, A2: 3, B1: '=SUMSQ(points)' }, [{ name: 'points', refersTo: 'Sheet1!$A$1:$A$2' }]);
    const lifted = lift(book, { inputs: placesOf(book, 'points') });
    const node = lifted.node({ sheet: 0, row: 0, column: 1 });
    const inputs = [...lifted.inputs.values()];
    expect([...evaluator(inputs, [node], grad(node, inputs))([2, 3]).slopes]).toEqual([4, 6]);
  });
});

describe('filled ranges', () => {
  const filled = bookOf({
    A1: 1,
    ...Object.fromEntries(
      Array.from({ length: 9 }, (_, r) => [
        [`A${r + 2}`, `=A${r + 1}*2`],
        [`B${r + 2}`, `=$A$1+A${r + 2}`],
        [`C${r + 2}`, `=$A$1+B${r + 2}`],
        [`D${r + 2}`, r === 4 ? '=7' : `=SUM(A$2:A${r + 2})`],
      ]).flat(),
    ),
  });
  test('are read once', () => {
    const templates = new Templates(filled);
    const all = [...(filled.sheets[0]?.cells.keys() ?? [])].map((key) => templates.of(0, key));
    expect(new Set(all.filter((t) => t)).size).toBe(5); // A, B with C, D above 7, 7 itself, D below
    expect(evaluateBook(filled).values[0]?.get(cellKey(9, 3))).toBe(2 + 4 + 8 + 16 + 32 + 64 + 128 + 256 + 512);
  });
  test('are boxes; what differs is a box of its own', () => {
    expect(regions(filled).map((r) => `${formatArea(r.area)} ${r.formula}`)).toEqual([
      'A2:A10 =A1*2',
      'B2:C10 =$A$1+A2',
      'D2:D5 =SUM(A$2:A2)',
      'D6 =7',
      'D7:D10 =SUM(A$2:A7)',
    ]);
  });
});

describe('size and odd books', () => {
  /** A row per step of ten formulas: sigmoid, update, running mean, mixtures. */
  const steps = (rows: number): Workbook => {
    const sheet = emptySheet('S');
    const columns = 'ABCDEFGHIJ';
    for (let c = 0; c < 10; c++) setCell(sheet, 0, c, { value: 0.1 + c / 20 });
    for (let r = 1; r <= rows; r++) {
      for (let c = 0; c < 10; c++) {
        const at = (k: number): string => `${columns[k % 10]}${r}`;
        setCell(sheet, r, c, {
          formula:
            c === 0
              ? `=1/(1+EXP(-(${at(0)}*${at(1)}+${at(2)}*$B$1)))`
              : c === 1
                ? `=${at(1)}-0.1*(${at(0)}-${at(3)})*${at(2)}`
                : c === 2
                  ? `=SUM(C$1:C${r})/ROW()`
                  : `=${at(c)}*0.99+0.01*${at(c + 3)}-${at(c + 1)}^2*0.001`,
        });
      }
    }
    return { sheets: [sheet], names: [] };
  };
  test('20,000 formulas as one program within seconds, and its derivative', () => {
    const book = steps(2000);
    const began = cpuMs();
    const lifted = lift(book, { inputs: [{ sheet: 0, row: 0, column: 1 }] });
    const node = lifted.node({ sheet: 0, row: 2000, column: 0 });
    expect(cpuMs() - began).toBeLessThan(10_000); // 0.5 s on an idle core
    const inputs = [...lifted.inputs.values()];
    const run = evaluator(inputs, [node], grad(node, inputs));
    const at = (x: number): { value: number; slope: number } => {
      const { values, slopes } = run([x]);
      return { value: values[0] ?? NaN, slope: slopes[0] ?? NaN };
    };
    // 2,000 sigmoids in two forms, one after the other
    expect(at(0.15).value).toBeCloseTo(Number(lift(book).value({ sheet: 0, row: 2000, column: 0 })), 10);
    expect(at(0.15).slope).toBeCloseTo((at(0.15 + 1e-5).value - at(0.15 - 1e-5).value) / 2e-5, 7);
  });
  test('whole columns, 8,192 characters, deep nests, names of lost sheets: an answer for each', () => {
    const deep = `=${'IF(A1>0,'.repeat(60)}1${',0)'.repeat(60)}`;
    const tooDeep = `=${'IF(A1>0,'.repeat(500)}1${',0)'.repeat(500)}`;
    const book = bookOf({
      A1: 1,
      A2: 2,
      B1: '=SUM(A:A)',
      B2: '=SUMPRODUCT(A:A,A:A)',
      B3: `=${Array(2000).fill('A1').join('+')}`,
      B4: `=${'-'.repeat(8000)}A1`,
      B5: deep,
      B6: tooDeep,
      B7: '=SUM(Lost!A1:A3)',
      B8: '=[1]Other!A1',
      B9: '=COUNT(1:1)',
      B10: `=${'('.repeat(2000)}A1${')'.repeat(2000)}`,
    });
    const at = (a: string): unknown => shownIn(book, a);
    expect([at('B1'), at('B2'), at('B3'), at('B4'), at('B5'), at('B7'), at('B10')]).toEqual([
      3,
      5,
      2000,
      1,
      1,
      { error: '#REF!' },
      1,
    ]);
    expect(evaluateBook(book).problems.map((p) => [p.kind, p.cells])).toEqual([
      ['too-deep', ['Sheet1!B6']],
      ['error', ['Sheet1!B7']],
      ['external', ['Sheet1!B8']],
    ]);
  });
});
