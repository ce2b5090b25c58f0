import { mergedMoments, moments, type Moments } from '../data/column.ts';
import { asNumbers } from '../data/columns/read-as.ts';
import { readAs, understand, type UnderstoodColumn, type Understanding } from '../data/columns/understand.ts';
import { usableRows } from '../data/columns/usable-rows.ts';
import { encode, encodeUsable, fitPreprocessing, type Preprocessing } from '../data/encode.ts';
import { LargeTable, STRETCH, type LargeColumn } from '../data/large-table.ts';
import type { Matrix } from '../data/matrix.ts';
import { columnOptions, type Measured, type Task } from '../data/preprocessing.ts';
import { tooFewRows } from '../data/split.ts';
import type { Table } from '../data/table.ts';
import { loss as lossFrom } from '../nn/losses.ts';
import { MersenneTwister } from '../util/mersenne-twister.ts';
import { checkOptions, numberIn } from '../util/options.ts';
import type { Model } from './model.ts';
import type { RowSource, RowsRead } from './row-source.ts';
import {
  classNumbers,
  fitOf,
  modelFor,
  planChecks,
  taskOf,
  taskOfLoss,
  type Part,
  type TablePlan,
  type TablePlanOptions,
} from './table-plan.ts';

export interface LargePlanOptions extends TablePlanOptions {
  /** Share of the training rows that is evaluated after each epoch, or a number of them; default 0. */
  readonly validationSize?: number;
}

/** A training that is ready to begin, of a table whose columns do not lie in memory. */
export interface LargePlan extends Pick<TablePlan, 'preprocessing' | 'task' | 'loss' | 'fit'> {
  readonly task: Task;
  readonly model: Model;
  readonly train: RowSource;
  readonly validation: LargePart | null;
  readonly test: LargePart | null;
  /** Rows by which it was decided what the columns are. */
  readonly sampled: number;
  /** What the constant guess is made from: the mean of the training rows, or the classes of the sample. */
  readonly guess: Matrix;
}
/** Rows that are held out, in memory. */
export interface LargePart extends Part {
  /** Those rows of the table: what the notes count in. */
  readonly table: Table;
}

/** Rows of the sample, and those that are held out unless a person says how many. */
const SAMPLE = 2 ** 17;
const MOST_HELD_OUT = 100_000;

/** What a row is for. */
const TRAIN = 0;
const TEST = 1;
const VALIDATION = 2;
const UNUSABLE = 3;

/**
 * `planTable` for a table that does not lie in memory.
 *
 * - Test rows are drawn at random: a fifth, at most 100,000, unless `testSize` says how many.
 * - What the columns are is decided on a sample of 131,072 other rows, and those with which each text (the first 4,096
 *   of a column), each class and the first missing value of a column come.
 * - Scaling and the values for gaps are fitted on all training rows, in one pass.
 * - Rows are encoded when they are read, and read again in every epoch.
 *
 * @throws GradsheetError as `planTable`
 */
export function planLargeTable(table: LargeTable, o: LargePlanOptions): LargePlan {
  checkOptions('planTable', o, { ...planChecks, validationSize: numberIn({ least: 0 }) });
  const { validationSize = 0, ...options } = o;
  const purposes = dealt(table.rows, options, validationSize);
  const sampled = sampledRows(table, purposes, options.splitSeed ?? 42);
  const sample = table.take(sampled);
  const understood = understand(sample, options);
  const ready = withNumbers(table, understood);
  const loss = o.loss === undefined ? undefined : lossFrom(o.loss).name;
  const task = taskOfLoss(loss, understood.target.role === 'number' ? 'number' : 'text');
  const measured = survey(ready, understood, options.missing ?? 'mark', purposes);
  const preprocessing = fitPreprocessing(
    sample,
    Array.from(sampled.keys()).filter((i) => purposes[sampled[i] ?? -1] === TRAIN), // that can be used
    { ...columnOptions(options), ...(task ? { task } : {}) },
    understood,
    measured,
  );
  const fit = fitOf(options);
  const encoded = (rows: RowsRead & { y: Part['y'] }): RowsRead & { y: Part['y'] } =>
    loss === 'sparseCategoricalCrossentropy' ? { ...rows, y: classNumbers(rows.y) } : rows;
  const part = (purpose: number): LargePart | null => partOf(ready, preprocessing, rowsFor(purposes, purpose), encoded);
  return {
    ...modelFor(preprocessing, options, fit.seed),
    preprocessing,
    task: taskOf(preprocessing),
    train: sourceOf(ready, preprocessing, purposes, encoded),
    validation: part(VALIDATION),
    test: part(TEST),
    fit,
    sampled: sample.rows,
    guess: guessFrom(preprocessing, sample, measured),
  };
}

/** What each row is for, before it is known which can be used. */
function dealt(rows: number, { testSize, splitSeed = 42 }: TablePlanOptions, validationSize: number): Uint8Array {
  const purposes = new Uint8Array(rows);
  const countOf = (size: number, all: number): number => (size < 1 ? Math.ceil(size * all) : size);
  const test = testSize === undefined ? Math.min(Math.ceil(0.2 * rows), MOST_HELD_OUT) : countOf(testSize, rows);
  const validation = Math.min(countOf(validationSize, rows - test), MOST_HELD_OUT);
  if (test + validation >= rows) throw tooFewRows(rows, Math.max(0, rows - test - validation), test);
  for (const row of drawn(purposes, test, [splitSeed, TEST])) purposes[row] = TEST;
  for (const row of drawn(purposes, validation, [splitSeed, VALIDATION])) purposes[row] = VALIDATION;
  return purposes;
}

/** So many of the training rows at random, in order: every row with the chance that is left. @see Knuth, 3.4.2 S */
function drawn(purposes: Uint8Array, count: number, seed: readonly number[]): Int32Array {
  const random = new MersenneTwister(seed);
  const rows = new Int32Array(count);
  let left = 0;
  for (const purpose of purposes) if (purpose === TRAIN) left += 1;
  let found = 0;
  for (let row = 0; row < purposes.length && found < count; row++) {
    if (purposes[row] !== TRAIN) continue;
    if (random.double() * left < count - found) rows[found++] = row;
    left -= 1;
  }
  return rows;
}

function rowsFor(purposes: Uint8Array, wanted: number): Int32Array {
  let count = 0;
  for (const purpose of purposes) if (purpose === wanted) count += 1;
  const rows = new Int32Array(count);
  let i = 0;
  for (let row = 0; row < purposes.length; row++) if (purposes[row] === wanted) rows[i++] = row;
  return rows;
}

/** The training rows of the sample, in order. */
function sampledRows(table: LargeTable, purposes: Uint8Array, seed: number): Int32Array {
  const left = rowsFor(purposes, TRAIN).length;
  const random = drawn(purposes, Math.min(SAMPLE, left), [seed, UNUSABLE]);
  if (left <= SAMPLE) return random;
  const chosen = new Set(random);
  for (const column of table.columns) for (const row of firstRows(column, purposes)) chosen.add(row);
  return Int32Array.from(chosen).sort();
}

const MOST_TEXTS = 4096;

/** The training rows with which each value of a column comes; of more numbers than that only the first without one. */
function firstRows(column: LargeColumn, purposes: Uint8Array): Iterable<number> {
  const firsts = new Map<number, number>();
  const isMissing = column.kind === 'text' ? (value: number) => value < 0 : Number.isNaN;
  for (let begin = 0; begin < purposes.length; begin += STRETCH) {
    const values = column.read(begin, Math.min(purposes.length, begin + STRETCH));
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number; // a place in it
      if (firsts.size >= MOST_TEXTS && !isMissing(value)) continue;
      if (purposes[begin + i] === TRAIN && !firsts.has(value)) firsts.set(value, begin + i);
    }
  }
  if (firsts.size < MOST_TEXTS || column.kind === 'text') return firsts.values();
  const gap = firsts.get(NaN);
  return gap === undefined ? [] : [gap];
}

/** A column of texts that was asked to be one of numbers is read as the whole of it says. */
function withNumbers(table: LargeTable, { features, target }: Understanding): LargeTable {
  const numbers = new Set([...features, target].filter(({ role }) => role === 'number').map(({ name }) => name));
  const columns = table.columns.map((column): LargeColumn => {
    if (column.kind === 'number' || !numbers.has(column.name)) return column;
    const { name, values, read } = column;
    const own = asNumbers({ kind: 'text', name, values, codes: Int32Array.from(values, (_, code) => code) }).values;
    return {
      kind: 'number',
      name,
      read: (begin, end) => Float64Array.from(read(begin, end), (code) => own[code] ?? NaN),
    };
  });
  return new LargeTable(columns, table.rows, table.origin);
}

/** Marks the rows that cannot be used, and measures the columns of numbers of the training rows. */
function survey(
  table: LargeTable,
  { features, target }: Understanding,
  missing: Preprocessing['missing'],
  purposes: Uint8Array,
): Measured {
  const numbers = new Map<string, Moments>();
  let rows = 0;
  for (const { part, begin } of stretches(table, [...features, target])) {
    const own = (column: UnderstoodColumn): UnderstoodColumn =>
      readAs(part.column(column.name), column.role, column.rule);
    const asked = Array.from({ length: part.rows }, (_, row) => row).filter((row) => purposes[begin + row] === TRAIN);
    const read = features.map(own);
    const goal = own(target);
    const usable = usableRows(part, asked, { features: read, target: goal }, missing);
    if (usable.length < asked.length) {
      for (const row of asked) purposes[begin + row] = UNUSABLE;
      for (const row of usable) purposes[begin + row] = TRAIN;
    }
    rows += usable.length;
    for (const { name, role, column } of [...read, goal]) {
      if (role !== 'number' || column.kind !== 'number') continue;
      const values = usable.length === part.rows ? column.values : taken(column.values, usable);
      const here = moments(values);
      const before = numbers.get(name);
      numbers.set(name, before ? mergedMoments(before, here) : here);
    }
  }
  return { rows, numbers };
}

function guessFrom(preprocessing: Preprocessing, sample: Table, { numbers }: Measured): Matrix {
  const { target } = preprocessing;
  const mean = target.kind === 'number' ? numbers.get(target.name)?.mean : undefined;
  const { y } = encode(preprocessing, sample, { target: true });
  return mean === undefined && y ? y : { data: Float64Array.of(mean ?? NaN), shape: [1, 1], columns: [target.name] };
}

function taken(values: Float64Array, rows: readonly number[]): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i] as number] as number; // places in them
  return out;
}

/** The rows of some columns, some at a time. */
function* stretches(
  table: LargeTable,
  columns: readonly { readonly name: string }[],
): Iterable<{ readonly part: Table; readonly begin: number }> {
  const names = new Set(columns.map(({ name }) => name));
  for (let begin = 0; begin < table.rows; begin += STRETCH) {
    yield { part: table.slice(begin, Math.min(table.rows, begin + STRETCH), names), begin };
  }
}

type Encoded = (rows: RowsRead & { y: Part['y'] }) => RowsRead & { y: Part['y'] };

function partOf(
  table: LargeTable,
  preprocessing: Preprocessing,
  asked: Int32Array,
  encoded: Encoded,
): LargePart | null {
  if (asked.length === 0) return null;
  const part = table.take(asked);
  const { x, y, rows, notes } = encode(preprocessing, part, { target: true });
  if (!y || rows.length === 0) return null;
  return { x, y: encoded({ x, y }).y, rows: rows.map((row) => asked[row] ?? 0), notes, table: part };
}

/** Rows of a table between two counts of its training rows. */
const COUNTED = 2 ** 12;

/** The training rows, as numbers. */
function sourceOf(table: LargeTable, preprocessing: Preprocessing, purposes: Uint8Array, encoded: Encoded): RowSource {
  const names = new Set([...preprocessing.features, preprocessing.target].map(({ name }) => name));
  const before = new Float64Array(Math.ceil(purposes.length / COUNTED) + 1); // training rows before each of them
  for (let row = 0; row < purposes.length; row++) {
    if (purposes[row] === TRAIN) before[Math.floor(row / COUNTED) + 1]! += 1;
  }
  for (let i = 1; i < before.length; i++) before[i]! += before[i - 1]!;
  const rowAt = (position: number): number => {
    let part = 0;
    for (let step = 2 ** 31; step >= 1; step /= 2) if ((before[part + step] ?? Infinity) <= position) part += step;
    let left = position - (before[part] ?? 0);
    for (let row = part * COUNTED; ; row++) if (purposes[row] === TRAIN && left-- === 0) return row;
  };
  return {
    rows: before.at(-1) ?? 0,
    read(begin, end) {
      const first = rowAt(begin);
      const last = rowAt(end - 1);
      const rows: number[] = [];
      for (let row = first; row <= last; row++) if (purposes[row] === TRAIN) rows.push(row - first);
      return encoded(encodeUsable(preprocessing, table.slice(first, last + 1, names), rows));
    },
  };
}
