import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GradsheetError } from '../../src/errors.ts';
import {
  applyScaling,
  encode,
  encoding,
  fitPreprocessing,
  type Preprocessing,
  type PreprocessingOptions,
} from '../../src/data/encode.ts';
import { parseCsv } from '../../src/data/csv.ts';
import { fromRows, toRows } from '../../src/data/matrix.ts';
import { Table } from '../../src/data/table.ts';
import { trainTestSplit } from '../../src/data/train-test-split.ts';
import { NumpyRandom } from '../../src/util/numpy-random.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8'));
const { scaling, liked: likedGolden } = read('numpy.json') as {
  scaling: Record<'standard' | 'minmax', { scaled: number[][] }> & { x: number[][] };
  liked: { stratifiedTest: number[] };
};
const liked = read('liked.json') as { data: Record<string, number[]>; train_indices: number[]; test_indices: number[] };
const all = (table: Table): number[] => Array.from({ length: table.rows }, (_, i) => i);
const fit = (table: Table, options: PreprocessingOptions, rows = all(table)): Preprocessing =>
  fitPreprocessing(table, rows, options);

const people = Table.of({
  city: ['Taipei', 'Tainan', 'Taipei', '花蓮', 'Tainan', 'Taipei'],
  height: [180, 165, 171, 190, 155, 174],
  smoker: ['no', 'yes', 'no', 'no', 'yes', 'no'],
  score: [1, 2.5, 3, 4, 5, 6],
});

describe('features', () => {
  test('numbers stay as they are, texts become columns in their place, by code point', () => {
    const preprocessing = fit(people, { target: 'score' });
    const { x, y, rows } = encode(preprocessing, people);
    expect(x.columns).toEqual(['city=Tainan', 'city=Taipei', 'city=花蓮', 'height', 'smoker=no', 'smoker=yes']);
    expect(toRows(x).slice(0, 2)).toEqual([
      [0, 1, 0, 180, 1, 0],
      [1, 0, 0, 165, 0, 1],
    ]);
    expect(y && toRows(y)).toEqual([[1], [2.5], [3], [4], [5], [6]]);
    expect(rows).toEqual([0, 1, 2, 3, 4, 5]);
    expect(preprocessing.features.map((feature) => feature.kind)).toEqual(['category', 'number', 'category']);
  });

  test('only the training rows are learnt from', () => {
    const { features, scaling: fitted } = fit(
      people,
      { target: 'score', features: ['height', 'smoker'], scale: 'standard' },
      [0, 2, 3, 5],
    );
    expect(features[0]).toMatchObject({ mean: 178.75, min: 171, max: 190 });
    expect(features[1]).toEqual({ name: 'smoker', kind: 'category', values: ['no'], fill: 'no' });
    expect(fitted.offset).toEqual([178.75, 0]);
  });

  test('it is plain JSON', () => {
    const preprocessing = fit(people, { target: 'smoker', scale: 'minmax', missing: 'mean' });
    const saved = JSON.parse(JSON.stringify(preprocessing)) as Preprocessing;
    expect(saved).toEqual(preprocessing);
    expect(encode(saved, people)).toEqual(encode(preprocessing, people));
  });

  test('a table without the target is encoded for prediction', () => {
    const preprocessing = fit(people, { target: 'score', features: ['city', 'height'] });
    const { x, y } = encode(preprocessing, Table.of({ height: [170], city: ['花蓮'] }));
    expect([toRows(x), y]).toEqual([[[0, 0, 1, 170]], null]);
    expect(encode(preprocessing, people, { target: false, rows: [4] }).y).toBeNull();
  });

  test('numbers are known texts by their spelling', () => {
    const preprocessing = fit(Table.of({ room: ['1', '2', 'attic'], score: [1, 2, 3] }), {
      target: 'score',
      features: ['room'],
    });
    expect(toRows(encode(preprocessing, Table.of({ room: [2] })).x)).toEqual([[0, 1, 0]]);
  });
});

describe('scaling equals scikit-learn', () => {
  const width = scaling.x[0]?.length ?? 0;
  const names = Array.from({ length: width }, (_, j) => `c${j}`);
  const table = Table.of(
    Object.fromEntries([
      ...names.map((name, j) => [name, scaling.x.map((row) => row[j] ?? NaN)] as const),
      ['y', scaling.x.map((_, i) => i)] as const,
    ]),
  );
  test.each(['standard', 'minmax'] as const)('%s', (scale) => {
    const preprocessing = fit(table, { target: 'y', features: names, scale });
    const scaled = toRows(applyScaling(preprocessing, encode(preprocessing, table).x));
    scaled.forEach((row, i) =>
      row.forEach((value, j) => {
        // the first column is 1e6 ± 1e-3: scikit-learn's x·scale + min loses nine digits there, and so does its mean
        const tolerance = j === 0 ? 1e-6 : 1e-13;
        expect(Math.abs(value - (scaling[scale].scaled[i]?.[j] ?? NaN)), `row ${i}, column ${j}`).toBeLessThanOrEqual(
          tolerance,
        );
      }),
    );
    expect(preprocessing.warnings.filter(({ code }) => code === 'constant-column')).toEqual([
      { code: 'constant-column', column: 'c2', value: 0.1 },
      { code: 'constant-column', column: 'c5', value: -7 },
    ]);
  });

  test('none leaves all as it is', () => {
    const preprocessing = fit(people, { target: 'score' });
    const { x } = encode(preprocessing, people);
    expect(applyScaling(preprocessing, x)).toEqual(x);
  });
});

describe('targets', () => {
  const target = (values: number[] | string[], task?: PreprocessingOptions['task']): unknown => {
    const table = Table.of({ x: values.map((_, i) => i), t: values });
    const preprocessing = fit(table, { target: 't', ...(task ? { task } : {}) });
    const { y } = encode(preprocessing, table);
    return [
      preprocessing.target.kind,
      'values' in preprocessing.target ? preprocessing.target.values : null,
      y && toRows(y),
      y?.columns,
    ];
  };
  test.each<[string, unknown, unknown]>([
    ['two numbers are two classes', target([7, 2, 7]), ['binary', [2, 7], [[1], [0], [1]], ['t']]],
    ['two texts are two classes', target(['yes', 'no', 'yes']), ['binary', ['no', 'yes'], [[1], [0], [1]], ['t']]],
    [
      'more texts are classes',
      target(['b', 'a', '中', 'b']),
      [
        'categories',
        ['a', 'b', '中'],
        [
          [0, 1, 0],
          [1, 0, 0],
          [0, 0, 1],
          [0, 1, 0],
        ],
        ['t=a', 't=b', 't=中'],
      ],
    ],
    ['more numbers are a quantity', target([0, 1, 2]), ['number', null, [[0], [1], [2]], ['t']]],
    [
      'more numbers as classes, by size',
      target([10, 9, 1], 'multiclass'),
      [
        'categories',
        [1, 9, 10],
        [
          [0, 0, 1],
          [0, 1, 0],
          [1, 0, 0],
        ],
        ['t=1', 't=9', 't=10'],
      ],
    ],
    ['two numbers as a quantity', target([7, 2, 7], 'regression'), ['number', null, [[7], [2], [7]], ['t']]],
    [
      'two texts as classes',
      target(['b', 'a'], 'multiclass'),
      [
        'categories',
        ['a', 'b'],
        [
          [0, 1],
          [1, 0],
        ],
        ['t=a', 't=b'],
      ],
    ],
  ])('%s', (_, got, expected) => expect(got).toEqual(expected));
});

describe('missing values', () => {
  const gaps = Table.of({ a: [1, null, 3, 8, 5], c: ['x', 'y', null, 'y', 'x'], t: [1, 2, 3, null, 5] });
  test('drop leaves out every row with one', () => {
    const preprocessing = fit(gaps, { target: 't', missing: 'drop', task: 'regression' });
    const { x, y, rows } = encode(preprocessing, gaps);
    expect([toRows(x), y && toRows(y), rows]).toEqual([
      [
        [1, 1],
        [5, 1],
      ],
      [[1], [5]],
      [0, 4],
    ]);
    expect(preprocessing.warnings).toContainEqual({ code: 'dropped-rows', rows: 2 });
    expect(preprocessing.warnings).toContainEqual({ code: 'no-target-rows', rows: 1 });
    expect(encode(preprocessing, gaps, { target: false, rows: [4, 2, 1, 0] }).rows).toEqual([4, 0]);
    // a row without a target can be predicted, so it is looked at
    expect(encode(preprocessing, gaps, { target: false, rows: [3] }).notes).toEqual([
      { code: 'outside-range', column: 'a', row: 3, value: 8, cells: 1, low: 1, high: 5 },
      { code: 'unseen-value', column: 'c', row: 3, text: 'y', cells: 1, other: false },
    ]);
  });
  test('mean fills in features and leaves out rows without a target', () => {
    const preprocessing = fit(gaps, { target: 't', missing: 'mean', scale: 'standard' });
    const { x, rows } = encode(preprocessing, gaps);
    expect([toRows(x), rows]).toEqual([
      [
        [1, 1, 0],
        [3, 0, 1],
        [3, 1, 0],
        [5, 1, 0],
      ],
      [0, 1, 2, 4],
    ]);
    expect(preprocessing.features[0]).toMatchObject({ fill: 3, mean: 3, std: Math.sqrt(2) }); // after filling: 1 3 3 5
    expect(preprocessing.warnings).toEqual([
      { code: 'no-target-rows', rows: 1 },
      { code: 'filled-cells', column: 'a', cells: 1, value: 3 },
      { code: 'filled-cells', column: 'c', cells: 1, value: 'x' },
    ]);
    expect(toRows(encode(preprocessing, Table.of({ a: [null], c: [null] })).x)).toEqual([[3, 1, 0]]);
  });
});

test('a text that names the row is left out, and said so, unless it is asked for', () => {
  const table = Table.of({
    who: ['A', 'B', 'C', 'D', 'E'],
    city: ['x', 'y', 'x', 'y', 'x'],
    mark: [1, 2, 3, 4, 5],
    roi: [1, 3, 2, 5, 4],
  });
  const fitted = fit(table, { target: 'roi' });
  expect(fitted.columns).toEqual(['city=x', 'city=y', 'mark']);
  expect(fitted.warnings).toEqual([{ code: 'left-out-column', column: 'who', categories: 5, rows: 5 }]);
  expect(fit(table, { target: 'roi', features: ['who'] }).columns).toHaveLength(5);
  expect(() => encode(fit(table, { target: 'roi', features: ['who'], missing: 'error' }, [0, 1, 2]), table)).toThrow(
    /Leave the column out of the features/,
  );
  expect(() => fit(Table.of({ who: ['A', 'B', 'C'], roi: [1, 2, 3] }), { target: 'roi' })).toThrow(
    /In "who", nearly every row has a text that few or no others have. .* --as who=text/,
  );
  const pairs = Table.of({
    who: Array.from({ length: 40 }, (_, i) => `no ${i >> 1}`),
    roi: Array.from({ length: 40 }, (_, i) => i),
  });
  expect(() => fit(pairs, { target: 'roi', rare: 5 })).toThrow(/In "who", nearly every row has a text that few/);
});

test('warnings: one feature drowns the others, a text for every row', () => {
  const table = Table.of({ ...liked.data, name: liked.data.height?.map((_, i) => `n${i}`) ?? [] });
  const { warnings } = fit(table, { target: 'liked' }, liked.train_indices);
  expect(warnings).toEqual([
    { code: 'left-out-column', column: 'name', categories: 100, rows: 100 },
    {
      code: 'uneven-scales',
      column: 'income',
      smallest: expect.stringMatching(/considerate|distance/),
      times: expect.closeTo(4.2e4, -4),
    },
  ]);
  expect(fit(table, { target: 'liked', features: ['height', 'income'], scale: 'standard' }).warnings).toEqual([]);
});

describe('trainTestSplit', () => {
  test("the tutorial's program", () => {
    const np = new NumpyRandom(42);
    const table = Table.of({
      height: np.randint(150, 200, 100),
      age: np.randint(18, 40, 100),
      income: np.randint(30000, 100000, 100),
      considerate: np.randint(0, 2, 100),
      distance: np.randint(0, 2, 100),
      liked: np.randint(0, 2, 100),
    });
    const { train, test } = trainTestSplit(table, { target: 'liked', testSize: 0.2, randomState: 42 });
    expect([train.rows, test.rows]).toEqual([liked.train_indices, liked.test_indices]);
    expect([train.x.shape, train.y.shape, test.x.columns]).toEqual([
      [80, 5],
      [80, 1],
      ['height', 'age', 'income', 'considerate', 'distance'],
    ]);
    expect(toRows(test.x)[0]).toEqual(
      ['height', 'age', 'income', 'considerate', 'distance'].map((name) => liked.data[name]?.[83]),
    );
    expect(Array.from(test.y.data)).toEqual(liked.test_indices.map((row) => liked.data.liked?.[row]));
    expect(train.table.toRows()[0]).toEqual(
      Object.fromEntries(Object.entries(liked.data).map(([name, values]) => [name, values[55]])),
    );
    expect(
      trainTestSplit(table, { target: 'liked', testSize: 0.2, randomState: 42, stratify: true }).test.rows,
    ).toEqual(likedGolden.stratifiedTest);
  });

  test('texts become numbers', () => {
    const { train, test } = trainTestSplit(people, {
      target: 'city',
      features: ['smoker', 'height'],
      testSize: 2,
      shuffle: false,
    });
    expect([toRows(test.x), toRows(test.y), train.y.columns]).toEqual([
      [
        [0, 1, 155],
        [1, 0, 174],
      ],
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
      ['city=Tainan', 'city=Taipei', 'city=花蓮'],
    ]);
  });
});

const csv = parseCsv('height,city,score,one\n180,Taipei,1,5\n,Tainan,2,5\n171,,,5\n160,Taipei,4,5\n', {
  name: 'people.csv',
}).table;
const fitted = fit(people, { target: 'smoker', features: ['city', 'height'], missing: 'error' });
test.each<[string, () => unknown, string, RegExp]>([
  [
    'unknown target',
    () => fit(people, { target: 'scor' }),
    'unknown-name',
    /has no column "scor"\. Did you mean "score"\?/,
  ],
  [
    'unknown feature',
    () => fit(people, { target: 'score', features: ['hieght'] }),
    'unknown-name',
    /Did you mean "height"\?/,
  ],
  [
    'target as feature',
    () => fit(people, { target: 'score', features: ['score'] }),
    'invalid-option',
    /features: needs columns other than the target/,
  ],
  [
    'a feature twice',
    () => fit(people, { target: 'score', features: ['city', 'city'] }),
    'invalid-option',
    /"city" twice/,
  ],
  ['no features', () => fit(people.select(['score']), { target: 'score' }), 'bad-table', /at least one feature/],
  [
    'missing feature',
    () => fit(csv, { target: 'score', missing: 'error' }, [0, 1, 3]),
    'bad-cell',
    /^people\.csv, row 3, column height: the value is missing\. Fill it in/,
  ],
  [
    'missing target',
    () => fit(csv, { target: 'score', features: ['one'], missing: 'error' }),
    'bad-cell',
    /^people\.csv, row 4, column score/,
  ],
  [
    'many missing',
    () => fit(csv.take([1, 1, 0]), { target: 'score', missing: 'error' }),
    'bad-cell',
    /row 3, column height.*as in 2 rows/,
  ],
  [
    'no row left',
    () => fit(csv, { target: 'score', missing: 'drop' }, [1, 2]),
    'bad-table',
    /at least one training row/,
  ],
  [
    'nothing to take a mean of',
    () => fit(Table.of({ a: [null, null], t: [1, 2] }), { target: 't', features: ['a'] }),
    'bad-table',
    /column a: needs a value in at least one row/,
  ],
  [
    'one class only',
    () => fit(csv, { target: 'one', features: ['city'], missing: 'drop' }),
    'bad-table',
    /^people\.csv, column one: every training row has the same value, 5\./,
  ],
  [
    'texts as a quantity',
    () => fit(people, { target: 'city', task: 'regression' }),
    'invalid-option',
    /column city: needs numbers/,
  ],
  [
    'three values as two classes',
    () => fit(people, { target: 'city', task: 'binary' }),
    'invalid-option',
    /two different values.*got 3/,
  ],
  [
    'unknown scale',
    () => fit(people, { target: 'score', scale: 'robust' as 'none' }),
    'invalid-option',
    /standard, minmax or none; got robust/,
  ],
  [
    'numbers too large',
    () => fit(Table.of({ a: [1e200, -1e200], t: [1, 2] }), { target: 't' }),
    'not-finite',
    /column a.*1e\+200/,
  ],
  [
    'unknown category',
    () => encode(fitted, Table.of({ city: ['Tapei'], height: [1] })),
    'bad-cell',
    /^row 1, column city: needs one of the values of the training rows, "Tainan", "Taipei" and "花蓮"; got "Tapei"\. Did you mean "Taipei"\?/,
  ],
  [
    'unknown class',
    () => encode(fitted, Table.of({ city: ['Tainan'], height: [1], smoker: ['never'] })),
    'bad-cell',
    /column smoker: needs one of the classes of the training rows, "no" and "yes"; got "never"/,
  ],
  [
    'text for a number',
    () => encode(fitted, Table.of({ city: ['Tainan'], height: ['tall'] })),
    'bad-cell',
    /row 1, column height: needs a number, as in the training rows; got "tall"/,
  ],
  [
    'missing when encoding',
    () => encode(fitted, Table.of({ city: ['Tainan'], height: [null] })),
    'bad-cell',
    /row 1, column height: the value is missing/,
  ],
  [
    'a column that is not there',
    () => encode(fitted, Table.of({ city: ['Tainan'], hight: [1] })),
    'unknown-name',
    /has no column "height"\. Did you mean "hight"\?/,
  ],
  [
    'target asked for but not there',
    () => encode(fitted, people.drop(['smoker']), { target: true }),
    'unknown-name',
    /has no column "smoker"/,
  ],
  [
    'stratify by a missing value',
    () =>
      trainTestSplit(Table.of({ x: [1, 2, 3], g: ['a', null, 'a'], t: [1, 2, 3] }), {
        target: 't',
        features: ['x'],
        stratify: 'g',
      }),
    'bad-cell',
    /row 2, column g: needs a value to stratify by/,
  ],
  [
    'fewer rows than the split needs',
    () => trainTestSplit(Table.of({ x: [1, 2], t: [1, 2] }), { target: 't', testSize: 2 }),
    'invalid-option',
    /testSize/,
  ],
])('error: %s', (_, act, code, message) => {
  expect(act).toThrow(GradsheetError);
  expect(act).toThrow(message);
  expect(act).toThrow(expect.objectContaining({ code }));
});

test('a matrix of the right width scales by its own columns', () => {
  const preprocessing = fit(people, { target: 'score', features: ['height', 'smoker'], scale: 'minmax' });
  expect(
    toRows(
      applyScaling(
        preprocessing,
        fromRows(
          [
            [155, 1, 0],
            [190, 0, 1],
          ],
          preprocessing.columns,
        ),
      ),
    ),
  ).toEqual([
    [0, 1, 0],
    [1, 0, 1],
  ]);
});

test('a part of the rows at a time has the numbers and the notes of all', () => {
  const heights = Array.from({ length: 60 }, (_, i) => (i % 11 === 0 ? null : 150 + i));
  const cities = Array.from({ length: 60 }, (_, i) => ['Taipei', 'Tainan', 'Hualien', null][i % 4] ?? null);
  const rows = Table.of({ height: heights, city: cities, y: heights.map((_, i) => i) });
  const fitted = fitPreprocessing(rows, [1, 2, 4, 5, 6, 8, 9, 10], { target: 'y', missing: 'mean' });
  const whole = encode(fitted, rows, { target: false });
  const parts = encoding(fitted, rows, { target: false });
  expect(whole.notes.length).toBeGreaterThan(1);
  expect([parts.notes, parts.rows, parts.far]).toEqual([whole.notes, whole.rows, whole.far]);
  const width = fitted.columns.length;
  for (const [from, to] of [
    [0, 60],
    [7, 7],
    [13, 50],
  ] as const) {
    // prettier-ignore
    const { data, shape, columns } = parts.x(from, to);
    expect([shape, columns]).toEqual([[to - from, width], fitted.columns]);
    expect(data).toEqual(whole.x.data.slice(from * width, to * width));
  }
});
