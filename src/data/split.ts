import { GradsheetError } from '../errors.ts';
import { verbatim, type Where, type Words } from '../words.ts';
import { most } from '../util/lists.ts';
import { NumpyRandom } from '../util/numpy-random.ts';
import { anyValue, checkBoolean, checkList, checkNumber, checkOptions, type OptionChecks } from '../util/options.ts';
import { byCodePoint, excerpt } from '../util/text.ts';
import { words } from './error-words.ts';

/** A seed makes a fresh generator; a generator is continued, as with NumPy's global stream. Default: seed 0. */
export type RandomState = number | NumpyRandom;
export type Label = number | string;

export interface SplitOptions {
  /** A share of the rows (below 1) or a number of rows. Default 0.25, or what `trainSize` leaves. */
  readonly testSize?: number;
  readonly trainSize?: number;
  readonly randomState?: RandomState;
  /** Default true. */
  readonly shuffle?: boolean;
  /** One label per row: both parts get the same shares of each label. */
  readonly stratify?: ArrayLike<Label>;
}
export interface FoldOptions {
  /** Number of folds, at least 2; default 5. */
  readonly nSplits?: number;
  /** Default false. */
  readonly shuffle?: boolean;
  readonly randomState?: RandomState;
}
export const splitChecks: OptionChecks<SplitOptions> = {
  testSize: anyValue,
  trainSize: anyValue,
  randomState: anyValue,
  shuffle: checkBoolean,
  stratify: anyValue,
};
const foldChecks: OptionChecks<FoldOptions> = { nSplits: anyValue, shuffle: checkBoolean, randomState: anyValue };

/** Row numbers, counted from 0. */
export interface RowSplit {
  readonly train: number[];
  readonly test: number[];
}

/**
 * Rows for training and rows for testing: the same numbers as scikit-learn's `train_test_split`.
 *
 *   splitRows(100, { testSize: 0.2, randomState: 42 }).test   // → [83, 53, 70, …]
 *
 * @throws GradsheetError `invalid-option` for sizes the rows cannot give, `bad-table` for a label that comes once
 * @see scikit-learn 1.2, `sklearn/model_selection/_split.py`
 */
export function splitRows(n: number, options: SplitOptions = {}): RowSplit {
  checkRows('splitRows', n);
  checkOptions('splitRows', options, splitChecks);
  const { shuffle = true, stratify, randomState } = options;
  const { train, test } = sizes(n, options);
  if (!shuffle) {
    if (stratify) throw invalid('stratify', words('shuffle: true'), words('shuffle: false'));
    return { train: range(0, train), test: range(train, train + test) };
  }
  const random = generator(randomState);
  if (stratify) return stratified(labelsOf(stratify, n), train, test, random);
  const order = random.permutation(n); // the test rows come first
  return { train: order.slice(test, test + train), test: order.slice(0, test) };
}

/** Folds of (nearly) equal size, each the test rows once: scikit-learn's `KFold`. Row numbers ascend. */
export function* kFold(n: number, options: FoldOptions = {}): Generator<RowSplit> {
  const k = foldCount('kFold', n, options);
  const order = range(0, n);
  if (options.shuffle === true) generator(options.randomState).shuffle(order);
  let start = 0;
  for (let i = 0; i < k; i++) {
    const size = Math.floor(n / k) + (i < n % k ? 1 : 0);
    const test = new Set(order.slice(start, start + size));
    yield parted(n, (row) => test.has(row));
    start += size;
  }
}

/** As `kFold`, each fold with the same shares of each label: scikit-learn's `StratifiedKFold`. */
export function* stratifiedKFold(labels: ArrayLike<Label>, options: FoldOptions = {}): Generator<RowSplit> {
  const n = checkList('stratifiedKFold, labels', labels).length;
  const k = foldCount('stratifiedKFold', n, options);
  const codes = codesByAppearance(labels);
  const classes = codes.reduce((most, code) => Math.max(most, code + 1), 0);
  const members = Array.from({ length: classes }, () => [] as number[]);
  codes.forEach((code, row) => members[code]?.push(row));
  const largest = most(members.map((rows) => rows.length));
  if (k > largest) {
    throw new GradsheetError('bad-table', {
      where: 'stratifiedKFold',
      expected: words('at least {} rows of some label, one for each fold', k),
      received: words('at most {}', largest),
      hint: words('Lower nSplits.'),
    });
  }
  const allocation = Array.from({ length: classes }, () => new Int32Array(k)); // of each class, rows in each fold
  codes
    .toSorted((a, b) => a - b)
    .forEach((code, place) => {
      const row = allocation[code];
      if (row) row[place % k] = (row[place % k] ?? 0) + 1;
    });
  const random = options.shuffle === true ? generator(options.randomState) : undefined;
  const fold = new Int32Array(n);
  members.forEach((rows, code) => {
    const folds = Array.from(allocation[code] ?? []).flatMap((count, i) => Array.from({ length: count }, () => i));
    random?.shuffle(folds);
    rows.forEach((row, i) => {
      fold[row] = folds[i] ?? 0;
    });
  });
  for (let i = 0; i < k; i++) yield parted(n, (row) => fold[row] === i);
}

function stratified(labels: ArrayLike<Label>, train: number, test: number, random: NumpyRandom): RowSplit {
  const groups = new Map<Label, number[]>();
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? '';
    const group = groups.get(label);
    if (group) group.push(row);
    else groups.set(label, [row]);
  }
  const classes = [...groups].sort(([a], [b]) => byLabel(a, b));
  checkClasses(classes, train, test);
  const counts = classes.map(([, rows]) => rows.length);
  const forTrain = approximateMode(counts, train, random);
  const forTest = approximateMode(
    counts.map((n, i) => n - (forTrain[i] ?? 0)),
    test,
    random,
  );
  const chosen = classes.map(([, rows], i) => {
    const order = random.permutation(rows);
    const n = forTrain[i] ?? 0;
    return { train: order.slice(0, n), test: order.slice(n, n + (forTest[i] ?? 0)) };
  });
  // train first: both draws come from one stream
  const trainRows = random.permutation(chosen.flatMap((rows) => rows.train));
  return { train: trainRows, test: random.permutation(chosen.flatMap((rows) => rows.test)) };
}

/**
 * How many of each class a sample of n most likely holds: whole parts first, then one more for the largest remainders;
 * equal remainders are drawn (and that draws from the stream even when all of them get one).
 */
function approximateMode(counts: readonly number[], n: number, random: NumpyRandom): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const exact = counts.map((count) => (count / total) * n);
  const taken = exact.map(Math.floor); // this order of operations: as NumPy
  let need = n - taken.reduce((sum, count) => sum + count, 0);
  const remainders = exact.map((value, i) => value - (taken[i] ?? 0));
  for (const remainder of [...new Set(remainders)].sort((a, b) => b - a)) {
    if (need <= 0) break;
    const equal = remainders.flatMap((other, i) => (other === remainder ? [i] : []));
    const add = Math.min(equal.length, need);
    for (const i of random.choice(equal, add, { replace: false })) taken[i] = (taken[i] ?? 0) + 1;
    need -= add;
  }
  return taken;
}

function sizes(n: number, { testSize, trainSize }: SplitOptions): { train: number; test: number } {
  for (const [name, size] of [
    ['testSize', testSize],
    ['trainSize', trainSize],
  ] as const) {
    if (size === undefined) continue;
    const share = typeof size === 'number' && size > 0 && size < 1;
    const count = Number.isInteger(size) && size >= 1 && size < n;
    if (!share && !count) {
      throw invalid(
        name,
        words('a share between 0 and 1, or a whole number of rows from 1 to {}', n - 1),
        excerpt(size),
      );
    }
  }
  const rowsOf = (size: number, round: (x: number) => number): number => (size < 1 ? round(size * n) : size);
  const test =
    testSize !== undefined
      ? rowsOf(testSize, Math.ceil)
      : trainSize !== undefined
        ? n - rowsOf(trainSize, Math.floor)
        : Math.ceil(0.25 * n);
  const train = trainSize !== undefined ? rowsOf(trainSize, Math.floor) : n - test;
  if (train + test > n) {
    throw invalid(
      words('testSize and trainSize'),
      words('at most {} rows together', n),
      verbatim(`${train} + ${test}`),
    );
  }
  if (train < 1 || test < 1) throw tooFewRows(n, train, test);
  return { train, test };
}

export const tooFewRows = (n: number, train: number, test: number): GradsheetError =>
  new GradsheetError('bad-table', {
    where: words('split'),
    expected: words('at least one row for training and one for testing'),
    received: words('{} rows, of which {} train and {} test', n, train, test),
    hint: words('Give more rows, or another test size.'),
  });

function checkClasses(classes: readonly (readonly [Label, readonly number[]])[], train: number, test: number): void {
  const single = classes.find(([, rows]) => rows.length < 2);
  if (single) {
    throw new GradsheetError('bad-table', {
      where: 'stratify',
      expected: words('at least 2 rows of each label'),
      received: words('1 row of "{}"', single[0]),
      hint: words('Leave rows of that label out, or split without stratify.'),
    });
  }
  const least = Math.min(train, test);
  if (least < classes.length) {
    throw invalid(
      'stratify',
      words('at least {} rows in each part, one for each label', classes.length),
      verbatim(least),
    );
  }
}

function foldCount(where: Where, n: number, options: FoldOptions): number {
  checkRows(where, n);
  checkOptions(where, options, foldChecks);
  const { nSplits = 5, shuffle = false, randomState } = options;
  if (!Number.isInteger(nSplits) || nSplits < 2) {
    throw invalid('nSplits', words('a whole number, 2 or more'), excerpt(nSplits));
  }
  if (nSplits > n) {
    throw new GradsheetError('bad-table', {
      where: 'nSplits',
      expected: words('at most {}, the number of rows', n),
      received: verbatim(nSplits),
    });
  }
  if (!shuffle && randomState !== undefined) {
    throw invalid('randomState', words('shuffle: true, because otherwise it changes nothing'), words('shuffle: false'));
  }
  return nSplits;
}

const checkRows = (where: Where, n: number): number =>
  checkNumber(words('{}, number of rows', where), n, { least: 0, whole: true });

function labelsOf(labels: ArrayLike<Label>, n: number): ArrayLike<Label> {
  if (checkList('stratify', labels).length !== n) {
    throw invalid('stratify', words('{} labels, one for each row', n), verbatim(labels.length));
  }
  return labels;
}

function codesByAppearance(labels: ArrayLike<Label>): number[] {
  const codes = new Map<Label, number>();
  return Array.from(labels, (label) => {
    const code = codes.get(label) ?? codes.size;
    codes.set(label, code);
    return code;
  });
}

function parted(n: number, inTest: (row: number) => boolean): RowSplit {
  const split: RowSplit = { train: [], test: [] };
  for (let row = 0; row < n; row++) (inTest(row) ? split.test : split.train).push(row);
  return split;
}

function generator(state: RandomState = 0): NumpyRandom {
  if (state instanceof NumpyRandom) return state;
  if (typeof state !== 'number') throw invalid('randomState', words('a random seed, or a NumpyRandom'), excerpt(state));
  return new NumpyRandom(state);
}
function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
function byLabel(a: Label, b: Label): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : byCodePoint(String(a), String(b));
}

function invalid(where: Where, expected: Words, received: Words): GradsheetError {
  return new GradsheetError('invalid-option', { where, expected, received });
}
