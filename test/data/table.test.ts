import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GradsheetError } from '../../src/errors.ts';
import { fromRows, toRows } from '../../src/data/matrix.ts';
import { type ColumnValues, Table } from '../../src/data/table.ts';
import { byCodePoint, displayWidth, editDistance, listed, nearest } from '../../src/util/text.ts';

const students = Table.of({
  name: ['Ann', '王小明', null, 'Ann'],
  math: [0.5, 0.4, null, 0.98],
  year: Int32Array.from([1, 2, 2, 3]),
});

describe('verbs', () => {
  test('columns, rows, cells', () => {
    expect([students.rows, students.names, students.columns.map((column) => column.kind)]).toEqual([
      4,
      ['name', 'math', 'year'],
      ['text', 'number', 'number'],
    ]);
    expect([
      students.cell(1, 'name'),
      students.cell(2, 'name'),
      students.cell(2, 'math'),
      students.cell(3, 'year'),
    ]).toEqual(['王小明', null, null, 3]);
    const name = students.column('name');
    expect(name.kind === 'text' ? [name.values, [...name.codes]] : name).toEqual([
      ['Ann', '王小明'],
      [0, 1, -1, 0],
    ]);
  });

  test('select, drop, rename, withColumn keep rows and order of columns', () => {
    expect(students.select(['year', 'name']).names).toEqual(['year', 'name']);
    expect(students.drop(['math']).names).toEqual(['name', 'year']);
    expect(students.rename({ math: '數學' }).names).toEqual(['name', '數學', 'year']);
    expect(students.withColumn('math', [1, 2, 3, 4]).toRows()[2]).toEqual({ name: null, math: 3, year: 2 });
    expect(students.withColumn('roi', [1, 2, 3, 4]).names).toEqual(['name', 'math', 'year', 'roi']);
    expect(students.names).toEqual(['name', 'math', 'year']); // a table never changes
    expect(students.select([]).rows).toBe(4);
  });

  test('take, head, filter', () => {
    expect(
      students
        .take([3, 1, 1])
        .toRows()
        .map((row) => row.math),
    ).toEqual([0.98, 0.4, 0.4]);
    expect(students.head(2).rows).toBe(2);
    expect(students.head(99).rows).toBe(4);
    expect(students.filter((row, i) => row.name === 'Ann' && i > 0).toRows()).toEqual([
      { name: 'Ann', math: 0.98, year: 3 },
    ]);
  });

  test('a place keeps the row number of its source through verbs', () => {
    expect(students.take([3, 1]).take([1]).place({ row: 0, column: 'math' })).toBe('row 2, column math');
    const read = Table.fromColumns(students.columns, {
      name: 'students.csv',
      rowNumbers: Int32Array.from([2, 3, 5, 6]),
    });
    expect(
      read
        .filter((row) => row.year === 2)
        .select(['math'])
        .place({ row: 1, column: 'math' }),
    ).toBe('students.csv, row 5, column math');
  });

  test('names of an object prototype are ordinary names', () => {
    const odd = Table.of(
      Object.fromEntries([
        ['__proto__', [1]],
        ['constructor', [2]],
      ]),
    );
    expect(odd.rename({ constructor: 'b' }).names).toEqual(['__proto__', 'b']);
    expect(Object.keys(odd.row(0))).toEqual(['__proto__', 'constructor']);
    expect(students.has('toString')).toBe(false);
  });
});

describe('describe', () => {
  test('counts missing and distinct values, and names the most frequent text', () => {
    const [name, math] = students.describe();
    expect(name).toEqual({ name: 'name', kind: 'text', rows: 4, missing: 1, distinct: 2, top: 'Ann' });
    expect(math).toMatchObject({ missing: 1, distinct: 3, min: 0.4, max: 0.98 });
    expect(Table.of({ a: [null, null] }).describe()).toEqual([
      { name: 'a', kind: 'number', rows: 2, missing: 2, distinct: 0 },
    ]);
  });

  test('equals pandas', () => {
    const { scaling } = JSON.parse(readFileSync(new URL('../vectors/numpy.json', import.meta.url), 'utf8')) as {
      scaling: { x: number[][]; describe: Record<'mean' | 'std' | 'min' | 'max', number[]> };
    };
    const width = scaling.x[0]?.length ?? 0;
    const table = Table.of(
      Object.fromEntries(Array.from({ length: width }, (_, j) => [`c${j}`, scaling.x.map((row) => row[j] ?? NaN)])),
    );
    table.describe().forEach((summary, j) => {
      for (const key of ['mean', 'std', 'min', 'max'] as const) {
        const expected = scaling.describe[key][j] ?? NaN;
        // the first column is 1e6 ± 1e-3: there pandas' own rounding of the mean shows in the deviation
        expect(Math.abs((summary[key] ?? NaN) - expected), `${key} of column ${j}`).toBeLessThanOrEqual(
          j === 0 ? 1e-9 : 1e-13 * Math.max(1, Math.abs(expected)),
        );
      }
    });
  });
});

test('printing aligns wide characters, says what is missing and how many rows follow', () => {
  expect(students.toString(3)).toBe(
    [
      'name    math  year',
      '──────  ────  ────',
      'Ann      0.5     1',
      '王小明   0.4     2',
      '·          ·     2',
      '… 1 more rows',
    ].join('\n'),
  );
});

test.each<[string, () => unknown, string, RegExp]>([
  ['unknown column', () => students.column('maht'), 'unknown-name', /has no column "maht"\. Did you mean "math"\?/],
  [
    'unknown column in drop',
    () => students.drop(['age']),
    'unknown-name',
    /has no column "age"\. Its columns are "name", "math" and "year"\./,
  ],
  ['unequal lengths', () => Table.of({ a: [1], b: [1, 2] }), 'bad-table', /column b: needs 1 rows, as column a; got 2/],
  ['a name twice', () => students.rename({ math: 'year' }), 'bad-table', /column year/],
  ['NaN', () => Table.of({ a: [1, NaN] }), 'not-finite', /row 2, column a.*NaN.*null/],
  ['Infinity in a typed array', () => Table.of({ a: Float64Array.of(Infinity) }), 'not-finite', /row 1, column a/],
  [
    'text among numbers',
    () => Table.of({ a: [1, 'x'] as unknown as ColumnValues }),
    'bad-cell',
    /row 2, column a: needs a number.*the text "x"/,
  ],
  [
    'number among texts',
    () => Table.of({ a: ['x', 1] as unknown as ColumnValues }),
    'bad-cell',
    /needs a text.*got 1\./,
  ],
  ['row outside', () => students.take([4]), 'bad-table', /from 0 to 3; got 4/],
])('error: %s', (_, act, code, message) => {
  expect(act).toThrow(GradsheetError);
  expect(act).toThrow(message);
  expect(act).toThrow(expect.objectContaining({ code }));
});

describe('matrix', () => {
  const matrix = fromRows(
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    ['a', 'b', 'c'],
  );
  test('there and back', () => {
    expect(matrix.shape).toEqual([2, 3]);
    expect(toRows(matrix)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(fromRows([[7], [8]]).columns).toEqual(['column1']);
    expect(fromRows([]).shape).toEqual([0, 0]);
  });
  test('errors', () => {
    expect(() => fromRows([[1, 2], [3]])).toThrow(/row 2: needs 2 numbers, as in the first row; got 1/);
  });
});

describe('text', () => {
  test('edit distance counts a swap of neighbours once', () => {
    expect(
      [
        ['', 'abc'],
        ['kitten', 'sitting'],
        ['maht', 'math'],
        ['ca', 'abc'],
        ['same', 'same'],
      ].map(([a = '', b = '']) => editDistance(a, b)),
    ).toEqual([3, 3, 1, 3, 0]);
  });
  test('nearest', () => {
    expect(nearest('heigth', ['age', 'height'])).toBe('height');
    expect(nearest(' MATH', ['math', 'path'])).toBe('math');
    expect(nearest('數学', ['數學', '英文'])).toBe('數學');
    expect(nearest('zzz', ['age', 'height'])).toBeUndefined();
    expect(nearest('a', ['b'])).toBeUndefined();
  });
  test('width, order, lists', () => {
    expect([displayWidth('abc'), displayWidth('王小明'), displayWidth('e\u0301'), displayWidth('a中🙂')]).toEqual([
      3, 6, 1, 5,
    ]);
    expect(['\u{1f600}', '\uff01', 'b', 'B', 'ba'].sort(byCodePoint)).toEqual(['B', 'b', 'ba', '\uff01', '\u{1f600}']);
    expect([listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'], 2)].map(String)).toEqual([
      '"a"',
      '"a" and "b"',
      '"a", "b" and 1 more',
    ]);
  });
});
