// What many cells ask is computed once: results of lists of cells, and the order of lists that are searched.
import { expect, test } from 'vitest';
import { order } from '../../src/ir/program.ts';
import { evaluateBook } from '../../src/lift/evaluate.ts';
import { find, findSorted, type MatchMode } from '../../src/lift/functions/lookup.ts';
import { lift } from '../../src/lift/lift.ts';
import { isNode, type Scalar } from '../../src/lift/values.ts';
import { cellKey, emptySheet, setCell, type Workbook } from '../../src/workbook/index.ts';
import { random } from '../ir/random-program.ts';
import { cpuMs } from '../tools/cpu.ts';

const column = (rows: number, cells: (row: number) => readonly (number | string | null)[]): Workbook => {
  const sheet = emptySheet('Sheet1');
  for (let row = 0; row < rows; row++) {
    cells(row).forEach((v, c) => {
      if (v !== null) {
        setCell(sheet, row, c, typeof v === 'string' && v.startsWith('=') ? { formula: v } : { value: v });
      }
    });
  }
  return { sheets: [sheet], names: [] };
};

test.each([
  'STDEV(A$1:A$N)',
  'VAR.P(A$1:A$N)',
  'DEVSQ(A$1:A$N)',
  'SUM(A$1:A$N,A$1:A$N)',
  'SUMPRODUCT(A$1:A$N,A$1:A$N)',
  'CORREL(A$1:A$N,B$1:B$N)',
  'AVEDEV(A$1:A$N)',
  'NPV(0.1,A$1:A$N)',
  'SUMIF(B$1:B$N,">3",A$1:A$N)',
  'SUMXMY2(A$1:A$N,B$1:B$N)',
  'MAX(A$1:A$N)',
])('%s in every cell is one program', (f) => {
  const n = 300;
  const book = column(n, (row) => [
    Math.sin(row),
    row % 7,
    `=(A${row + 1}-AVERAGE(A$1:A$${n}))/${f.replaceAll('N)', `${n})`).replaceAll('$N', `$${n}`)}`,
  ]);
  const places = Array.from({ length: n }, (_, row) => ({ sheet: 0, row, column: 0 }));
  const lifted = lift(book, { inputs: places });
  const outputs = places.map((p) => lifted.value({ ...p, column: 2 }));
  expect(outputs.every(isNode)).toBe(true);
  // one list of terms, and two operations for each cell; each its own would be more than n²
  expect(order(outputs.filter(isNode)).length).toBeLessThan(30 * n);
});

test('a shared result is that of its own cells', () => {
  const n = 40;
  const book = column(n, (row) => [
    row,
    row % 3,
    `=STDEV(A$1:A$20)+STDEV(A$20:A$40)*10+STDEV(B$1:B$20)*100+COUNTIF(B$1:B$40,${row % 4})+LARGE(A$1:A$40,${row + 1})`,
  ]);
  const of = (x: number[]): number => {
    const mean = x.reduce((a, b) => a + b, 0) / x.length;
    return Math.sqrt(x.reduce((s, v) => s + (v - mean) ** 2, 0) / (x.length - 1));
  };
  const list = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
  const { values } = evaluateBook(book);
  for (let row = 0; row < n; row++) {
    const want =
      of(list(0, 20)) +
      of(list(19, 40)) * 10 +
      of(list(0, 20).map((v) => v % 3)) * 100 +
      list(0, 40).filter((v) => v % 3 === row % 4).length +
      (39 - row);
    expect(values[0]?.get(cellKey(row, 2))).toBeCloseTo(want, 9);
  }
});

/** The definitions, looking at every item. */
const kind = (v: Scalar): string => (v === null ? 'blank' : typeof v);
const upper = (v: Scalar): number | string => (typeof v === 'string' ? v.toUpperCase() : Number(v));
const same = (a: Scalar, b: Scalar): boolean =>
  kind(a) === kind(b) &&
  (upper(a) === upper(b) ||
    (typeof a === 'number' &&
      typeof b === 'number' &&
      Math.abs(a - b) < 2 ** -48 * Math.min(Math.abs(a), Math.abs(b))));
const under = (a: Scalar, b: Scalar): boolean => kind(a) === kind(b) && !same(a, b) && upper(a) < upper(b);
function defined(wanted: Scalar, items: readonly Scalar[], mode: MatchMode, fromEnd: boolean): number {
  const places = fromEnd ? [...items.keys()].reverse() : [...items.keys()];
  const exact = places.find((i) => same(items[i] ?? null, wanted));
  if (exact !== undefined || mode === 'exact' || mode === 'wild') return exact ?? -1;
  const fits = places.filter((i) =>
    mode === 'smaller' ? under(items[i] ?? null, wanted) : under(wanted, items[i] ?? null),
  );
  return (
    fits.find((i) =>
      fits.every(
        (j) =>
          !(mode === 'smaller' ? under(items[i] ?? null, items[j] ?? null) : under(items[j] ?? null, items[i] ?? null)),
      ),
    ) ?? -1
  );
}

test('lists in order are searched as the definitions say', () => {
  const next = random(41);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const some = (): Scalar =>
    pick<() => Scalar>([
      () => Math.round(next() * 12 - 6),
      () => Math.round(next() * 12 - 6),
      () => 0.1 * 3,
      () => 0.3,
      () => -0,
      () => pick(['pear', 'Apple', 'apple', 'fig', '12', '']),
      () => next() < 0.5,
      () => null,
      () => ({ error: '#N/A' }),
    ])();
  for (let round = 0; round < 300; round++) {
    const items = Array.from({ length: 16 + Math.floor(next() * 30) }, some);
    const wanted = some();
    if (typeof wanted === 'object') continue; // a blank equals nothing
    for (const mode of ['exact', 'smaller', 'larger', 'wild'] as const) {
      for (const fromEnd of [false, true]) {
        expect(
          find(wanted, items, mode, fromEnd),
          `${JSON.stringify(wanted)} ${mode} ${fromEnd} in ${JSON.stringify(items)}`,
        ).toBe(defined(wanted, items, mode, fromEnd));
      }
    }
    for (const descending of [false, true]) {
      const last =
        [...items.keys()].findLast(
          (i) =>
            same(items[i] ?? null, wanted) ||
            (descending ? under(wanted, items[i] ?? null) : under(items[i] ?? null, wanted)),
        ) ?? -1;
      expect(
        findSorted(wanted, items, descending),
        `${JSON.stringify(wanted)} ${descending} in ${JSON.stringify(items)}`,
      ).toBe(last);
    }
  }
});

test('criteria find the same rows in long lists as in short ones', () => {
  const items = ['7', 7, 'seven', 'SEVEN', true, 'TRUE', null, '', 7.5, -7, '7.0', '~', 'a*'];
  const criteria = [7, '7', '=7', 'seven', '"x"', 'TRUE', '7.0', 'a~*', '-7', 'nothing'];
  const counts = (rows: number): unknown[] => {
    const book = column(Math.max(rows, criteria.length), (row) => [
      (row < items.length ? items[row] : null) as string | number | null,
      typeof criteria[row] === 'number' ? criteria[row] : null,
      row < criteria.length
        ? `=COUNTIF(A$1:A$${rows},${typeof criteria[row] === 'number' ? criteria[row] : `"${String(criteria[row]).replaceAll('"', '""')}"`})`
        : null,
    ]);
    return criteria.map((_, row) => evaluateBook(book).values[0]?.get(cellKey(row, 2)));
  };
  expect(counts(60)).toEqual(counts(items.length)); // 13 rows are looked through one by one
});

test('ranks and counts by order are those of lists that are looked through', () => {
  const items = [3, 7, 7, 1, 0.1 + 0.2, 0.3, '5', 'x', '', true, -2, 9, 7, '7', null, 4];
  const longer = [...items, ...items, ...items];
  const cells = (list: typeof items): unknown[] => {
    // of 15 numbers and fewer nothing is put in order
    const book = column(list.length, (row) => [
      list[row] as string | number | null,
      ...[7, 0.3, 100].map((x) =>
        row === 0 ? `=RANK(${x},A$1:A$${list.length})` : row === 1 ? `=RANK.AVG(${x},A$1:A$${list.length},1)` : null,
      ),
      ...['<', '<=', '>', '>='].map((op) =>
        row < 3 ? `=COUNTIF(A$1:A$${list.length},"${op}${[7, 0.3, -2][row]}")` : null,
      ),
    ]);
    const { values } = evaluateBook(book);
    return [0, 1, 2].flatMap((row) => [1, 2, 3, 4, 5, 6, 7].map((c) => values[0]?.get(cellKey(row, c)) ?? null));
  };
  const numbers = (list: typeof items): number[] => list.flatMap((v) => (typeof v === 'number' ? [v] : []));
  const shown = (list: typeof items): number[] =>
    list.flatMap((v) => (typeof v === 'number' ? [v] : typeof v === 'string' && /^[0-9]+$/.test(v) ? [Number(v)] : []));
  const alike = (a: number, b: number): boolean => Math.abs(a - b) < 1e-14;
  const want = [
    ...[7, 0.3, 100].map((x) => {
      const n = numbers(longer);
      return n.includes(x) ? n.filter((v) => v > x).length + 1 : { error: '#N/A' };
    }),
    ...[7, 0.3, 100].map((x) => {
      const n = numbers(longer);
      const same = n.filter((v) => v === x).length;
      return same > 0 ? n.filter((v) => v < x).length + 1 + (same - 1) / 2 : { error: '#N/A' };
    }),
  ];
  const found = cells(longer);
  expect([...found.slice(0, 3), ...found.slice(7, 10)]).toEqual(want);
  [7, 0.3, -2].forEach((x, row) =>
    expect(found.slice(7 * row + 3, 7 * row + 7)).toEqual([
      shown(longer).filter((v) => v < x && !alike(v, x)).length,
      shown(longer).filter((v) => v < x || alike(v, x)).length,
      shown(longer).filter((v) => v > x && !alike(v, x)).length,
      shown(longer).filter((v) => v > x || alike(v, x)).length,
    ]),
  );
});

test('20,000 searches in 20,000 rows take seconds', () => {
  const n = 20_000;
  const place = (row: number): number => (row * 7919) % n;
  const book = column(n, (row) => [
    row * 3,
    `k${row}`,
    place(row) * 3,
    `K${place(row)}`,
    `=VLOOKUP(C${row + 1},A$1:B$${n},2,FALSE)`,
    `=MATCH(D${row + 1},B$1:B$${n},0)`,
    `=VLOOKUP(C${row + 1}+1,A$1:B$${n},2)`,
  ]);
  const began = cpuMs();
  const { values, problems } = evaluateBook(book);
  expect(cpuMs() - began).toBeLessThan(20_000); // 150,000 when every search looked at every row
  expect(problems).toEqual([]);
  for (let row = 0; row < n; row += 997) {
    expect([4, 5, 6].map((c) => values[0]?.get(cellKey(row, c)))).toEqual([
      `k${place(row)}`,
      place(row) + 1,
      `k${place(row)}`,
    ]);
  }
});
