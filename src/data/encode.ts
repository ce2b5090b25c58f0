import { GradsheetError } from '../errors.ts';
import { quoted } from '../words.ts';
import { checkBoolean, checkList, checkOptions, invalid, isList, isRecord } from '../util/options.ts';
import { listed, nearest } from '../util/text.ts';
import { checkTable } from './check-table.ts';
import { type Column, cellOf } from './column.ts';
import type { Matrix } from './matrix.ts';
import {
  type CategoryFeature,
  type Feature,
  type NumberFeature,
  type Preprocessing,
  type Target,
  tooMany,
  usableRows,
} from './preprocessing.ts';
import type { Label } from './split.ts';
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
  /** The row of the table that each row was made of: fewer than asked for where values are missing and dropped. */
  readonly rows: readonly number[];
}

/**
 * Rows of a table as numbers, by rules fitted before.
 *
 *   encode(preprocessing, Table.of({ height: [180], city: ['Taipei'] })).x
 *
 * @throws GradsheetError `unknown-name` for a column that is not there, `bad-cell` for a missing value (unless dropped
 *   or
 *   filled), a text among numbers, and a category or class that the training rows did not have
 */
export function encode(preprocessing: Preprocessing, table: Table, options: EncodeOptions = {}): Encoded {
  checkTable('encode', table);
  checkOptions('encode', options, { rows: checkList, target: checkBoolean });
  if (!isRecord(preprocessing) || !isList(preprocessing.features) || !isRecord(preprocessing.target)) {
    invalid('encode, preprocessing', words('what fitPreprocessing gave'), preprocessing);
  }
  const { features, target, missing, columns } = preprocessing;
  const withTarget = options.target ?? table.has(target.name);
  const asked = options.rows ?? Array.from({ length: table.rows }, (_, row) => row);
  const names = features.map((feature) => feature.name);
  const rows = usableRows(table, asked, withTarget ? [...names, target.name] : names, missing, target.name);
  checkNumbers(table, rows.length, columns.length);
  const x: Matrix = {
    data: new Float64Array(rows.length * columns.length),
    shape: [rows.length, columns.length],
    columns,
  };
  let place = 0;
  for (const feature of features) {
    if (feature.kind === 'number') putNumbers(x, place, table, rows, feature);
    else putCategories(x, place, table, rows, feature);
    place += widthOf(feature);
  }
  return { x, y: withTarget ? encodeTarget(target, table, rows) : null, rows };
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

/** How many encoded columns a feature takes. */
export function widthOf(feature: Feature): number {
  return feature.kind === 'number' ? 1 : feature.values.length;
}

function encodeTarget(target: Target, table: Table, rows: readonly number[]): Matrix {
  const { name } = target;
  const width = target.kind === 'categories' ? target.values.length : 1;
  const columns = target.kind === 'categories' ? target.values.map((value) => `${name}=${value}`) : [name];
  checkNumbers(table, rows.length, width);
  const y: Matrix = { data: new Float64Array(rows.length * width), shape: [rows.length, width], columns };
  if (target.kind === 'number') putNumbers(y, 0, table, rows, target);
  else {
    const place = placesOf(target.values, table, name, 'classes');
    rows.forEach((row, i) => {
      const at = place(row);
      if (target.kind === 'binary') y.data[i] = at;
      else y.data[i * width + at] = 1;
    });
  }
  return y;
}

function putNumbers(
  { data, shape: [, width] }: Matrix,
  place: number,
  table: Table,
  rows: readonly number[],
  { name, fill }: Pick<NumberFeature, 'name' | 'fill'>,
): void {
  const column = table.column(name);
  rows.forEach((row, i) => {
    data[i * width + place] = numberAt(table, column, row) ?? fill ?? NaN;
  }); // NaN cannot come: usableRows
}

function numberAt(table: Table, column: Column, row: number): number | null {
  const value = cellOf(column, row);
  if (typeof value === 'string') {
    throw new GradsheetError('bad-cell', {
      where: table.where({ row, column: column.name }),
      expected: words('a number, as in the training rows'),
      received: quoted(value),
    });
  }
  return value;
}

function putCategories(
  { data, shape: [, width] }: Matrix,
  first: number,
  table: Table,
  rows: readonly number[],
  { name, values, fill }: CategoryFeature,
): void {
  const place = placesOf(values, table, name, 'values', fill);
  rows.forEach((row, i) => {
    data[i * width + first + place(row)] = 1;
  });
}

/**
 * Of a row: which of the known values it has; by spelling, because a file of few rows may show numbers where there were
 * texts.
 */
function placesOf(
  known: readonly Label[],
  table: Table,
  name: string,
  what: 'values' | 'classes',
  fill?: string,
): (row: number) => number {
  const column = table.column(name);
  const texts = known.map(String);
  const places = new Map(texts.map((text, i) => [text, i]));
  return (row) => {
    const value = String(cellOf(column, row) ?? fill ?? '');
    const place = places.get(value);
    if (place !== undefined) return place;
    const near = nearest(value, texts);
    throw new GradsheetError('bad-cell', {
      where: table.where({ row, column: name }),
      expected:
        what === 'values'
          ? words('one of the values of the training rows, {}', listed(texts, 12))
          : words('one of the classes of the training rows, {}', listed(texts, 12)),
      received: quoted(value),
      hint:
        near !== undefined
          ? words('Did you mean "{}"?', near)
          : what === 'values'
            ? words('Leave the column out of the features, or train on rows that have this value too.')
            : words('Train on rows of this class too.'),
    });
  };
}
