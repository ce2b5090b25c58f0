// Whatever a person passes by mistake, it is a GradsheetError that comes, never a TypeError from inside.
import { describe, expect, test } from 'vitest';
import { parseCsv, writeCsv } from '../../src/csv.ts';
import {
  callbacks,
  fromRows,
  GradsheetError,
  input,
  layers,
  losses,
  metrics,
  model,
  NumpyRandom,
  optimizers,
  regularizers,
  schedules,
  sequential,
  Table,
  toRows,
  wasm,
  type Model,
} from '../../src/index.ts';
import {
  binomialInterval,
  bootstrapIntervals,
  comparePaired,
  judgeClassification,
  judgeRegression,
  kFold,
  stratifiedKFold,
} from '../../src/statistics.ts';
import { encode, fitPreprocessing, histogram, planTable, splitRows, trainTestSplit } from '../../src/table.ts';

const wrong: readonly unknown[] = [
  null,
  5,
  -1.5,
  NaN,
  'text',
  true,
  [],
  [null],
  ['a'],
  [[]],
  {},
  { a: 1 },
  { nothing: [1] },
  () => 0,
  new Date(0),
  7n,
  new DataView(new ArrayBuffer(8)),
];

type Call = (...args: never[]) => unknown;
/** A function that may be called so, and is called with each argument in turn replaced. */
const call = (f: Call, ...args: unknown[]): readonly [Call, readonly unknown[]] => [f, args];

const table = Table.of({ a: [1, 2, 3, 4, 5, 6], t: [0, 1, 0, 1, 0, 1], city: ['x', 'y', 'x', 'y', 'x', 'z'] });
const net = (): Model => {
  const m = sequential([layers.dense({ units: 1 })]);
  m.compile({ optimizer: 'sgd', loss: 'mse' });
  return m;
};
const built = (): Model => {
  const m = net();
  m.build([1]);
  return m;
};
const x = [[1], [2]];
const y = [1, 2];
const fitted = fitPreprocessing(table, [0, 1, 2, 3, 4, 5], { target: 't' });

const calls: Readonly<Record<string, readonly [Call, readonly unknown[]]>> = {
  'Table.of': call(Table.of as Call, { a: [1] }),
  'table.column': call((n) => table.column(n), 'a'),
  'table.cell': call((r, n) => table.cell(r, n), 0, 'a'),
  'table.select': call((n) => table.select(n), ['a']),
  'table.drop': call((n) => table.drop(n), ['a']),
  'table.rename': call((n) => table.rename(n), { a: 'b' }),
  'table.withColumn': call((n, v) => table.withColumn(n, v), 'b', [1, 2, 3, 4, 5, 6]),
  'table.take': call((r) => table.take(r), [0]),
  'table.head': call((r) => table.head(r), 1),
  'table.filter': call(
    (r) => table.filter(r),
    () => true,
  ),
  fromRows: call(fromRows as Call, [[1]], ['a']),
  toRows: call(toRows as Call, fromRows([[1]])),
  parseCsv: call(parseCsv as Call, 'a,b\n1,2\n', {}),
  writeCsv: call(writeCsv as Call, table, {}),
  splitRows: call(splitRows as Call, 10, {}),
  kFold: call((...args: Parameters<typeof kFold>) => [...kFold(...args)], 10, {}),
  stratifiedKFold: call((...args: Parameters<typeof stratifiedKFold>) => [...stratifiedKFold(...args)], [0, 1, 0, 1], {
    nSplits: 2,
  }),
  trainTestSplit: call(trainTestSplit as Call, table, { target: 't' }),
  planTable: call(planTable as Call, table, { target: 't' }),
  fitPreprocessing: call(fitPreprocessing as Call, table, [0, 1, 2], { target: 't' }),
  encode: call(encode as Call, fitted, table, {}),
  histogram: call(histogram as Call, table.column('a'), 3),
  binomialInterval: call(binomialInterval as Call, 1, 10, 0.9),
  bootstrapIntervals: call(
    bootstrapIntervals as Call,
    3,
    () => [1],
    () => 0.5,
    {},
  ),
  comparePaired: call(comparePaired as Call, [true], [false]),
  judgeClassification: call(judgeClassification as Call, [0, 1], [0, 1], [1, 1], 0.9),
  judgeRegression: call(judgeRegression as Call, [0, 1], [0, 1], [1, 1], () => 0.5, {}),
  sequential: call(sequential as Call, [layers.dense({ units: 1 })], {}),
  model: call((inputs, outputs) => model({ inputs, outputs }), input({ shape: [1] }), input({ shape: [1] })),
  'model, options': call(model as Call, { inputs: input({ shape: [1] }), outputs: input({ shape: [1] }) }),
  input: call(input as Call, { shape: [1] }),
  compile: call((o) => net().compile(o), { optimizer: 'sgd', loss: 'mse' }),
  'compile, parts': call((optimizer, loss, metrics) => net().compile({ optimizer, loss, metrics }), 'sgd', 'mse', []),
  fit: call((a, b, o) => net().fit(a, b, o), x, y, {}),
  evaluate: call((a, b, o) => built().evaluate(a, b, o), x, y, {}),
  predict: call((a, o) => built().predict(a, o), x, {}),
  trace: call((a) => built().trace(a), x),
  build: call((shape, seed) => net().build(shape, seed), [1], 0),
  setWeights: call((w) => built().setWeights(w), {}),
  setState: call((w) => built().setState(w), {}),
  setScaling: call((s, c) => built().setScaling(s, c), {}, {}),
  NumpyRandom: call((s) => new NumpyRandom(s), 1),
  wasm: call(wasm as Call, {}),
};
const factories = Object.entries({ layers, losses, metrics, optimizers, regularizers, schedules, callbacks }).flatMap(
  ([group, functions]) =>
    Object.entries(functions).map(([name, f]) => [`${group}.${name}`, call(f as Call, {})] as const),
);

/** The options of a function, each with every wrong value. */
const options: Readonly<Record<string, readonly [(o: never) => unknown, readonly string[]]>> = {
  fit: [
    (o: object) => net().fit(x, y, o),
    [
      'epochs',
      'batchSize',
      'seed',
      'shuffle',
      'order',
      'validationSplit',
      'validationData',
      'sampleWeight',
      'classWeight',
      'callbacks',
      'initialEpoch',
      'engine',
      'stop',
      'warn',
    ],
  ],
  splitRows: [(o: object) => splitRows(10, o), ['testSize', 'trainSize', 'randomState', 'shuffle', 'stratify']],
  kFold: [(o: object) => [...kFold(10, o)], ['nSplits', 'shuffle', 'randomState']],
  trainTestSplit: [
    (o: object) => trainTestSplit(table, { target: 't', ...o }),
    ['target', 'features', 'testSize', 'stratify', 'shuffle', 'randomState'],
  ],
  planTable: [
    (o: object) => planTable(table, { target: 't', ...o }),
    [
      'target',
      'features',
      'hidden',
      'loss',
      'optimizer',
      'kernelInitializer',
      'scale',
      'missing',
      'testSize',
      'splitSeed',
      'epochs',
      'batchSize',
      'seed',
    ],
  ],
  parseCsv: [
    (o: object) => parseCsv('a,b\n1,2\n', o),
    ['name', 'encoding', 'delimiter', 'decimalComma', 'header', 'types'],
  ],
  writeCsv: [
    (o: object) => writeCsv(table, o),
    ['delimiter', 'lineBreak', 'decimalComma', 'byteOrderMark', 'keepFormulas'],
  ],
  predict: [(o: object) => built().predict(x, o), ['batchSize', 'engine']],
};

async function outcome(work: () => unknown): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (e) {
    return e instanceof GradsheetError ? null : String(e);
  }
}

describe('a wrong argument', () => {
  test.each([...Object.entries(calls), ...factories])('%s', async (name, [f, args]) => {
    expect(await outcome(() => f(...(args as never[]))), `${name} called rightly`).toBeNull();
    const raw: string[] = [];
    for (let i = 0; i < args.length; i++) {
      for (const value of [...wrong, undefined]) {
        const said = await outcome(() => f(...(args.with(i, value) as never[])));
        if (said !== null) raw.push(`argument ${i + 1} = ${describeValue(value)}: ${said}`);
      }
    }
    expect(raw).toEqual([]);
  });
});
describe('a wrong option, or one that there is not', () => {
  test.each(Object.entries(options))('%s', async (_, [f, names]) => {
    const raw: string[] = [];
    for (const name of names) {
      for (const value of wrong) {
        const said = await outcome(() => f({ [name]: value } as never));
        if (said !== null) raw.push(`${name} = ${describeValue(value)}: ${said}`);
      }
    }
    expect(raw).toEqual([]);
    await expect((async () => f({ nothingOfThisName: 1 } as never))()).rejects.toMatchObject({
      code: 'invalid-option',
      fields: { received: '"nothingOfThisName"' },
    });
  });
});
const describeValue = (value: unknown): string =>
  typeof value === 'bigint'
    ? `${value}n`
    : value instanceof Date
      ? 'a Date'
      : value instanceof DataView
        ? 'a DataView'
        : (JSON.stringify(value) ?? String(value));

describe('is told with what to do', () => {
  const said = async (work: () => unknown): Promise<string> => {
    try {
      await work();
    } catch (e) {
      if (e instanceof GradsheetError) return e.message;
      throw e;
    }
    throw new Error('nothing was thrown');
  };
  const classifier = (units: number, activation: string, loss: string): Model => {
    const m = sequential([layers.dense({ units, activation })]);
    m.compile({ optimizer: 'sgd', loss });
    return m;
  };

  test('a text for a number', async () => {
    expect(await said(() => net().fit([['1'], ['2']] as never, y))).toBe(
      'x, row 1: needs a number; got the text "1". Make it a number: Number(text).',
    );
    expect(await said(() => splitRows(10, { testSize: '0.5' as never }))).toBe(
      'testSize: needs a share between 0 and 1, or a whole number of rows from 1 to 9; got "0.5".',
    );
  });
  test('records for rows of numbers', async () => {
    expect(await said(() => net().fit([{ a: 1 }, { a: 2 }] as never, y))).toBe(
      'x, row 1: needs a number; got {"a":1}. A row is a list of numbers, [180, 25]. For records use Table.of and trainTestSplit.',
    );
  });
  test('one row that is not nested', async () => {
    const m = net();
    await m.fit([[1, 2], [2, 3]], y); // prettier-ignore
    expect(await said(() => m.predict([1, 2]))).toBe(
      'x: needs [rows, 2]; got [2]. One row is a list inside a list: [[1, 2]].',
    );
    const one = built();
    expect(await one.predict([1, 2])).toEqual(await one.predict(x)); // of one column a flat list is its rows
  });
  test('lists that hold themselves', async () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(await said(() => net().fit(loop as never, y))).toMatch(/^x: needs lists in at most 32 lists; got /);
  });
  test('labels 1 and 2 for a loss of 0 and 1, whose value would fall below 0', async () => {
    const m = classifier(1, 'sigmoid', 'binaryCrossentropy');
    expect(await said(() => m.fit([[0], [1], [2], [3]], [1, 1, 2, 2]))).toBe(
      'y, row 3: needs a number from 0 to 1 for binaryCrossentropy; got 2. Classes are counted from 0.',
    );
    expect(await said(() => classifier(1, 'tanh', 'hinge').fit(x, [1, 2]))).toMatch(/^y, row 2: .* for hinge; got 2/);
    const two = classifier(2, 'softmax', 'categoricalCrossentropy');
    expect(await said(() => two.fit(x, [[0, 1], [1, 3]]))).toMatch(/^y, row 2: .* for categoricalCrossentropy; got 3/); // prettier-ignore
  });
  test('softmax over one unit, which is always 1; one class', async () => {
    const two = 'at least two units for softmax: of one unit it is always 1. For two classes in one unit use sigmoid';
    expect(await said(() => classifier(1, 'softmax', 'binaryCrossentropy').fit(x, [0, 1]))).toBe(
      `dense "dense": needs ${two}; got x [batch, 1].`,
    );
    expect(await said(() => classifier(1, 'sigmoid', 'categoricalCrossentropy').fit(x, [0, 1]))).toBe(
      'categoricalCrossentropy: needs at least two classes, an output for each. For two classes in one output use binaryCrossentropy; got one output.',
    );
  });
  test('layers that are no list, or were not called', async () => {
    expect(await said(() => sequential(layers.dense({ units: 1 }) as never))).toMatch(
      /^sequential: needs a list of layers/,
    );
    expect(await said(() => sequential([layers.flatten as never]))).toBe(
      'sequential: needs a layer, as layers.dense({ units: 1 }); got a function.',
    );
  });
  test('more successes than trials', async () => {
    expect(await said(() => binomialInterval(11, 10))).toBe(
      'binomialInterval, successes: needs a whole number from 0 to 10; got 11.',
    );
  });
});

test('rows may be typed arrays', async () => {
  const [plain, typed] = [net(), net()];
  await plain.fit([[1, 2], [2, 3]], y); // prettier-ignore
  await typed.fit([Float32Array.of(1, 2), Float32Array.of(2, 3)], Float64Array.from(y));
  expect(typed.weights()).toEqual(plain.weights());
});

test('a table may be made of records', () => {
  const made = Table.of([
    { height: 180, city: 'Taipei' },
    { city: 'Tainan', age: 20 },
  ]);
  expect(made.toRows()).toEqual([
    { height: 180, city: 'Taipei', age: null },
    { height: null, city: 'Tainan', age: 20 },
  ]);
  expect(Table.of([]).rows).toBe(0);
});
