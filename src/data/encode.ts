import { checkBoolean, checkList, checkOptions, invalid, isList, isRecord } from '../util/options.ts';
import { missingRows } from './column.ts';
import { widthOf, type Target } from './columns/feature.ts';
import type { EncodingNote } from './columns/note.ts';
import { noteOfRange, rowsFarOutside } from './columns/range.ts';
import { tooMany } from './columns/target.ts';
import { readAs, type UnderstoodColumn } from './columns/understand.ts';
import { usableRows } from './columns/usable-rows.ts';
import { checkTable } from './check-table.ts';
import { notesOfFeature, putFeature, textAt, unknownText } from './encode-feature.ts';
import type { Matrix } from './matrix.ts';
import type { Preprocessing } from './preprocessing.ts';
import type { Table } from './table.ts';
import { words } from './error-words.ts';

export {
  fitPreprocessing,
  type Feature,
  type Preprocessing,
  type PreprocessingOptions,
  type PreprocessingWarning,
  type Target,
} from './preprocessing.ts';
export { widthOf } from './columns/feature.ts';
export type { EncodingNote } from './columns/note.ts';

export interface EncodeOptions {
  /** Which rows, numbered from 0; default all. */
  readonly rows?: ArrayLike<number>;
  /** Encode the target too? Default: if the table has its column. */
  readonly target?: boolean;
}

export interface Encoded {
  /** [rows, encoded columns]: numbers as they are (scaling is left to the model), categories as 0 and 1. */
  readonly x: Matrix;
  /** [rows, 1], or [rows, classes] for more than two classes; null without a target. */
  readonly y: Matrix | null;
  /** The row of the table that each row was made of: fewer than asked for where some had to be left out. */
  readonly rows: readonly number[];
  /** What did not fit the training rows, and what was made of it. */
  readonly notes: readonly EncodingNote[];
  /** Those of `rows` with a number or date beyond the range of the training rows by more than a tenth of its width. */
  readonly far: ReadonlySet<number>;
}

/**
 * Rows of a table as numbers, by rules fitted before.
 *
 *   encode(preprocessing, Table.of({ height: [180], city: ['Taipei'] })).x
 *
 * One odd cell does not lose the table: a text that the training rows did not have is one of the others, or none of the
 * known ones; what cannot be read is missing; a row of an unknown class is left out. Each is noted, and so are numbers
 * and dates outside of the range of the training rows. A preprocessing whose rule for missing values is `error` refuses
 * all but these.
 *
 * @throws GradsheetError `unknown-name` for a column that is not there, `bad-cell` under the rule `error`
 */
export function encode(preprocessing: Preprocessing, table: Table, options: EncodeOptions = {}): Encoded {
  const read = readFor(preprocessing, table, options);
  const { rows, goal } = read;
  const { notes, far } = notesOf(read, rows);
  const x = numbersOf(read, rows);
  return { x, y: goal && encodeTarget(goal, table, rows), rows, notes: [...notes, ...notesOfRows(read)], far };
}

/** What `encode` gives, but the numbers of so many rows at a time as are asked for, and none of the target. */
export interface Encoding extends Pick<Encoded, 'rows' | 'notes' | 'far'> {
  /** @param from which of `rows` @param to which one is not taken any more */
  x(from: number, to: number): Matrix;
}

/** `encode` for a table whose numbers would not lie in memory all at once. */
export function encoding(preprocessing: Preprocessing, table: Table, options: EncodeOptions = {}): Encoding {
  const read = readFor(preprocessing, table, options);
  const { rows } = read;
  const { notes, far } = notesOf(read, rows);
  return {
    rows,
    notes: [...notes, ...notesOfRows(read)],
    far,
    x: (from, to) => numbersOf(read, rows.slice(from, to)),
  };
}

/**
 * `encode` of rows that are known to be usable and of known classes, without a look at what does not fit: for a table
 * that is read again and again, some rows at a time.
 */
export function encodeUsable(
  preprocessing: Preprocessing,
  table: Table,
  rows: readonly number[],
): { readonly x: Matrix; readonly y: Matrix } {
  const features = featuresOf(preprocessing, table);
  const x = numbersOf({ preprocessing, table, features }, rows);
  return { x, y: encodeTarget(targetOf(preprocessing.target, table), table, rows) };
}

/** The columns that are needed of a table, and its rows that have what they must. */
interface ReadTable {
  readonly preprocessing: Preprocessing;
  readonly table: Table;
  readonly features: readonly UnderstoodColumn[];
  readonly goal: Goal | null;
  /** Those that were asked for; those without gaps among them; and of these those of a known class. */
  readonly asked: ArrayLike<number>;
  readonly complete: readonly number[];
  readonly rows: readonly number[];
  readonly unknown: readonly number[];
}

function readFor(preprocessing: Preprocessing, table: Table, options: EncodeOptions): ReadTable {
  checkTable('encode', table);
  checkOptions('encode', options, { rows: checkList, target: checkBoolean });
  if (!isRecord(preprocessing) || !isList(preprocessing.features) || !isRecord(preprocessing.target)) {
    invalid('encode, preprocessing', words('what fitPreprocessing gave'), preprocessing);
  }
  const { target, missing } = preprocessing;
  const asked = options.rows ?? Array.from({ length: table.rows }, (_, row) => row);
  const features = featuresOf(preprocessing, table);
  const goal = (options.target ?? table.has(target.name)) ? targetOf(target, table) : null;
  const complete = usableRows(table, asked, { features, ...(goal ? { target: goal.column } : {}) }, missing);
  const unknown = goal ? unknownClasses(goal, complete) : [];
  const [unseen] = unknown;
  if (missing === 'error' && goal && unseen !== undefined) {
    throw unknownText(table, goal.column, unseen, goal.texts, 'classes');
  }
  const lost = new Set(unknown);
  const rows = unknown.length === 0 ? complete : complete.filter((row) => !lost.has(row));
  return { preprocessing, table, features, goal, asked, complete, rows, unknown };
}

/** Rows whose features are written one after the other: their numbers stay in the cache. */
const TOGETHER = 2 ** 12;

/** The places of rows in a list, in the order of the table: so its columns are read from one end to the other. */
function placesByRow(rows: readonly number[], all: number): Int32Array {
  const asTheyStand = Int32Array.from(rows.keys());
  if (rows.every((row, i) => i === 0 || row > (rows[i - 1] ?? NaN))) return asTheyStand;
  const places = new Int32Array(all).fill(-1);
  rows.forEach((row, place) => {
    places[row] = place;
  });
  const found = places.filter((place) => place >= 0);
  return found.length === rows.length ? found : asTheyStand; // a row comes twice
}

const featuresOf = ({ features }: Preprocessing, table: Table): UnderstoodColumn[] =>
  features.map((feature) =>
    readAs(table.column(feature.name), feature.kind, feature.kind === 'date' ? feature.rule : undefined),
  );

/** The numbers of some rows. */
function numbersOf(
  {
    preprocessing: { columns, features: fitted },
    table,
    features,
  }: Pick<ReadTable, 'preprocessing' | 'table' | 'features'>,
  rows: readonly number[],
): Matrix {
  const width = columns.length;
  checkNumbers(table, rows.length, width);
  const data = new Float64Array(rows.length * width);
  const all = placesByRow(rows, table.rows);
  for (let from = 0; from < rows.length; from += TOGETHER) {
    const places = all.subarray(from, from + TOGETHER);
    const own = Array.from(places, (place) => rows[place] ?? 0);
    let first = 0;
    fitted.forEach((feature, j) => {
      const column = features[j];
      if (column) putFeature({ data, width, first, places }, column, own, feature);
      first += widthOf(feature);
    });
  }
  return { data, shape: [rows.length, width], columns };
}

/** What of some rows does not fit. */
function notesOf(
  { preprocessing, table, features }: ReadTable,
  rows: readonly number[],
): Pick<Encoded, 'notes' | 'far'> {
  const notes: EncodingNote[] = [];
  const far = new Set<number>();
  preprocessing.features.forEach((feature, j) => {
    const column = features[j];
    if (!column) return;
    notes.push(...notesOfFeature(table, column, rows, feature, preprocessing.missing));
    if (column.column.kind !== 'number' || (feature.kind !== 'number' && feature.kind !== 'date')) return;
    notes.push(...noteOfRange(feature, column.column, rows, preprocessing.rows));
    for (const row of rowsFarOutside(feature, column.column, rows, preprocessing.rows)) far.add(row);
  });
  return { notes, far };
}

/** Of rows that were left out. */
function notesOfRows({ goal, asked, complete, unknown }: ReadTable): EncodingNote[] {
  const notes: EncodingNote[] = [];
  const targetless = goal ? missingRows(goal.column.column, asked).length : 0;
  const dropped = asked.length - complete.length - targetless;
  if (dropped > 0) notes.push({ code: 'dropped-rows', rows: dropped });
  if (targetless > 0) notes.push({ code: 'no-target-rows', rows: targetless });
  const [unseen] = unknown;
  if (goal && unseen !== undefined) notes.push(noteOfClass(goal, unseen, unknown.length));
  return notes;
}

/**
 * 1 GiB of numbers; a table has rarely as many cells, but a column of texts becomes as many columns as it has texts.
 */
const MOST_NUMBERS = 2 ** 27;

function checkNumbers(table: Table, rows: number, columns: number): void {
  if (rows * columns > MOST_NUMBERS) {
    throw tooMany(
      table.where({}),
      words('at most {} numbers', MOST_NUMBERS),
      words('{} rows of {} columns', rows, columns),
    );
  }
}

/** The first layer's view of x: (x - offset) / divisor per column. */
export function applyScaling({ scaling: { offset, divisor } }: Preprocessing, x: Matrix): Matrix {
  const width = x.shape[1];
  return { ...x, data: x.data.map((value, i) => (value - (offset[i % width] ?? 0)) / (divisor[i % width] ?? 1)) };
}

interface Goal {
  readonly target: Target;
  readonly column: UnderstoodColumn;
  /** The classes by their spelling; of a quantity none. */
  readonly texts: readonly string[];
}

function targetOf(target: Target, table: Table): Goal {
  const quantity = target.kind === 'number';
  const column = readAs(table.column(target.name), quantity ? 'number' : 'category');
  return { target, column, texts: quantity ? [] : target.values.map(String) };
}

function unknownClasses({ target, column: { column }, texts }: Goal, rows: readonly number[]): number[] {
  if (target.kind === 'number' || column.kind === 'number') return [];
  const known = new Set(texts);
  const strange = column.values.map((text) => !known.has(text));
  return strange.includes(true) ? rows.filter((row) => strange[column.codes[row] ?? -1]) : [];
}

function noteOfClass({ column: { name, column } }: Goal, row: number, cells: number): EncodingNote {
  return { code: 'unseen-class', column: name, row, text: textAt(column, row), cells };
}

function encodeTarget({ target, column: { column }, texts }: Goal, table: Table, rows: readonly number[]): Matrix {
  const { name } = target;
  const width = target.kind === 'categories' ? target.values.length : 1;
  const columns = target.kind === 'categories' ? target.values.map((value) => `${name}=${value}`) : [name];
  checkNumbers(table, rows.length, width);
  const data = new Float64Array(rows.length * width);
  if (column.kind === 'number') {
    for (let i = 0; i < rows.length; i++) data[i] = column.values[rows[i] ?? -1] ?? NaN;
  } else {
    const places = column.values.map((text) => texts.indexOf(text));
    rows.forEach((row, i) => {
      const at = places[column.codes[row] ?? -1] ?? 0; // there: other rows were left out
      if (target.kind === 'binary') data[i] = at;
      else data[i * width + at] = 1;
    });
  }
  return { data, shape: [rows.length, width], columns };
}
