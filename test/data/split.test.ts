import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GradsheetError } from '../../src/errors.ts';
import {
  type FoldOptions,
  kFold,
  type Label,
  type SplitOptions,
  splitRows,
  stratifiedKFold,
} from '../../src/data/split.ts';
import { NumpyRandom } from '../../src/util/numpy-random.ts';

interface Case {
  kind: string;
  n: number;
  options: SplitOptions & FoldOptions;
  stratify: Label[] | null;
  train: number[];
  test: number[];
  tests: number[][];
}
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8'));
const golden = read('numpy.json') as {
  splits: {
    cases: Case[];
    oneStream: { seed: number; n: number; testSize: number; parts: number[][]; after: number[]; globalTest: number[] };
  };
  liked: { stratifiedTrain: number[]; stratifiedTest: number[] };
};
const liked = read('liked.json') as { data: { liked: number[] }; train_indices: number[]; test_indices: number[] };

describe('equals scikit-learn', () => {
  test.each(
    golden.splits.cases.map((one, i) => ({
      ...one,
      title: `${one.kind} ${i}: ${one.n} rows, ${JSON.stringify(one.options)}${one.stratify ? ', stratified' : ''}`,
    })),
  )('$title', ({ kind, n, options, stratify, ...expected }) => {
    if (kind === 'trainTestSplit') {
      expect(splitRows(n, { ...options, ...(stratify ? { stratify } : {}) })).toEqual({
        train: expected.train,
        test: expected.test,
      });
    } else {
      const folds = [...(stratify ? stratifiedKFold(stratify, options) : kFold(n, options))];
      expect(folds.map((fold) => fold.test)).toEqual(expected.tests);
      for (const fold of folds) {
        expect([...fold.train, ...fold.test].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }
    }
  });

  test('the liked table', () => {
    expect(splitRows(100, { testSize: 0.2, randomState: 42 })).toEqual({
      train: liked.train_indices,
      test: liked.test_indices,
    });
    expect(splitRows(100, { testSize: 0.2, randomState: 42, stratify: liked.data.liked })).toEqual({
      train: golden.liked.stratifiedTrain,
      test: golden.liked.stratifiedTest,
    });
  });

  test('a generator is continued from split to split', () => {
    const { seed, n, testSize, parts, after, globalTest } = golden.splits.oneStream;
    const np = new NumpyRandom(seed);
    const [first, second] = [1, 2].map(() => splitRows(n, { testSize, randomState: np }));
    expect([first?.train, first?.test, second?.train, second?.test]).toEqual(parts);
    expect(np.randint(0, 2 ** 31 - 1, 3)).toEqual(after);
    expect(splitRows(n, { testSize, randomState: new NumpyRandom(seed) }).test).toEqual(globalTest);
  });
});

test('without a random state the split is the same every time', () =>
  expect(splitRows(50)).toEqual(splitRows(50, { randomState: 0 })));

test('a class of 200,000 rows is split', () => {
  const labels = new Uint8Array(200_010).fill(1, 10);
  const { train, test } = splitRows(labels.length, { testSize: 0.5, stratify: labels });
  expect([train.length, test.filter((row) => labels[row] === 0).length]).toEqual([100_005, 5]);
});

test.each<[string, () => unknown, string, RegExp]>([
  ['testSize 0', () => splitRows(10, { testSize: 0 }), 'invalid-option', /testSize.*got 0/],
  ['testSize 1.5', () => splitRows(10, { testSize: 1.5 }), 'invalid-option', /got 1\.5/],
  ['all rows', () => splitRows(10, { testSize: 10 }), 'invalid-option', /from 1 to 9/],
  [
    'too many together',
    () => splitRows(10, { testSize: 0.6, trainSize: 0.6 }),
    'invalid-option',
    /10 rows together.*6 \+ 6/,
  ],
  ['too few rows', () => splitRows(1), 'bad-table', /1 rows, of which 0 train and 1 test/],
  [
    'stratify without shuffle',
    () => splitRows(10, { shuffle: false, stratify: Array.from({ length: 10 }, () => 1) }),
    'invalid-option',
    /stratify/,
  ],
  ['labels of other length', () => splitRows(10, { stratify: [1] }), 'invalid-option', /10 labels/],
  ['a label once', () => splitRows(4, { stratify: ['a', 'a', 'a', 'b'] }), 'bad-table', /1 row of "b"/],
  [
    'a part below the number of labels',
    () => splitRows(6, { testSize: 2, stratify: [1, 1, 2, 2, 3, 3] }),
    'invalid-option',
    /at least 3 rows/,
  ],
  ['one fold', () => [...kFold(10, { nSplits: 1 })], 'invalid-option', /nSplits/],
  ['more folds than rows', () => [...kFold(3)], 'bad-table', /at most 3/],
  ['more folds than rows of a label', () => [...stratifiedKFold([1, 1, 2, 2, 1, 2])], 'bad-table', /at least 5 rows/],
  ['a seed that changes nothing', () => [...kFold(10, { randomState: 1 })], 'invalid-option', /shuffle: true/],
])('error: %s', (_, act, code, message) => {
  expect(act).toThrow(GradsheetError);
  expect(act).toThrow(message);
  expect(act).toThrow(expect.objectContaining({ code }));
});
