import { GradsheetError } from '../errors.ts';
import { verbatim, quoted, type Where, type Words } from '../words.ts';
import { anyValue, checkList, checkOptions, oneOf, type OptionChecks } from '../util/options.ts';
import { type Column, distinctValues, missingRows, moments, mostFrequent, takeCells } from './column.ts';
import { checkChosen, checkTable } from './check-table.ts';
import type { Label } from './split.ts';
import type { Table } from './table.ts';
import { words } from './error-words.ts';

export type Scale = 'standard' | 'minmax' | 'none';
/**
 * What to do with missing values: refuse them, leave their rows out, or fill in the mean (of texts the most frequent).
 */
export type MissingRule = 'error' | 'drop' | 'mean';
export type Task = 'regression' | 'binary' | 'multiclass';

/** Statistics of the training rows, after filling. `std` divides by n, as scikit-learn's StandardScaler. */
export interface NumberFeature {
  readonly name: string;
  readonly kind: 'number';
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** Replaces a missing value. */ readonly fill?: number;
}
/** The texts of the training rows, by code point: one encoded column each. */
export interface CategoryFeature {
  readonly name: string;
  readonly kind: 'category';
  readonly values: readonly string[];
  /** Replaces a missing value. */ readonly fill?: string;
}
export type Feature = NumberFeature | CategoryFeature;

/** Of two classes the second is 1, the first 0. Classes ascend: numbers by size, texts by code point. */
export type Target =
  | { readonly name: string; readonly kind: 'number' }
  | { readonly name: string; readonly kind: 'binary'; readonly values: readonly Label[] }
  | { readonly name: string; readonly kind: 'categories'; readonly values: readonly Label[] };

export type PreprocessingWarning =
  /** It tells the model nothing. */
  | { readonly code: 'constant-column'; readonly column: string; readonly value: Label }
  /** Unscaled, and its standard deviation is `times` that of the smallest feature: it will drown the others. */
  | { readonly code: 'uneven-scales'; readonly column: string; readonly smallest: string; readonly times: number }
  /** A text column that nobody asked for, with another text in nearly every row: a name or a number of the row. */
  | { readonly code: 'left-out-column'; readonly column: string; readonly categories: number; readonly rows: number }
  /** More than half as many texts as rows: probably a name or a number of the row, nothing to learn from. */
  | { readonly code: 'many-categories'; readonly column: string; readonly categories: number; readonly rows: number }
  | { readonly code: 'dropped-rows'; readonly rows: number }
  | { readonly code: 'filled-cells'; readonly column: string; readonly cells: number; readonly value: Label };

/** How a table becomes numbers, fitted on the training rows. Plain JSON: it is saved with the model. */
export interface Preprocessing {
  readonly features: readonly Feature[];
  readonly target: Target;
  readonly scale: Scale;
  readonly missing: MissingRule;
  /** Names of the encoded columns: a number's own name, `city=Taipei` for a category. */
  readonly columns: readonly string[];
  /** Per encoded column: scaled = (x - offset) / divisor; 0 and 1 for categories. */
  readonly scaling: { readonly offset: readonly number[]; readonly divisor: readonly number[] };
  /** Training rows it was fitted on. */
  readonly rows: number;
  readonly warnings: readonly PreprocessingWarning[];
}

export interface PreprocessingOptions {
  readonly target: string;
  /** Default: all other columns, without text columns in which nearly every row has a text of its own. */
  readonly features?: readonly string[];
  /** Default `none`. */
  readonly scale?: Scale;
  /** Default `error`. */
  readonly missing?: MissingRule;
  /**
   * Default: by the target column. Two distinct values are two classes, more texts are classes, other numbers a
   * quantity.
   */
  readonly task?: Task;
}

const preprocessingChecks: OptionChecks<PreprocessingOptions> = {
  target: anyValue,
  features: anyValue,
  scale: anyValue,
  missing: oneOf('error', 'drop', 'mean'),
  task: oneOf('regression', 'binary', 'multiclass'),
};

/**
 * Learns from the training rows how to turn the table into numbers.
 *
 *   fitPreprocessing(table, train, { target: 'liked', scale: 'standard' }).target
 *   // → { name: 'liked', kind: 'binary', values: [0, 1] }
 *
 * @param rows numbers of the training rows, from 0
 * @throws GradsheetError `unknown-name`, `bad-cell` for a missing value, `bad-table` for a target of one value,
 *   `invalid-option` for a task that the target cannot have
 * @see scikit-learn 1.2, `sklearn/preprocessing/_data.py` (StandardScaler, MinMaxScaler)
 */
export function fitPreprocessing(table: Table, rows: ArrayLike<number>, options: PreprocessingOptions): Preprocessing {
  checkTable('fitPreprocessing', table);
  checkList('fitPreprocessing, rows', rows);
  checkOptions('fitPreprocessing', options, preprocessingChecks);
  const { target, scale = 'none', missing = 'error' } = options;
  const { names, leftOut } = chooseFeatures(table, options);
  const warnings = [...leftOut];
  const used = usableRows(table, rows, [target, ...names], missing, target);
  if (used.length === 0) {
    throw new GradsheetError('bad-table', {
      where: table.where({}),
      expected: words('at least one training row without missing values'),
      received: words('none'),
      ...(missing === 'drop' ? { hint: words('Fill missing values in with their mean instead.') } : {}),
    });
  }
  if (used.length < rows.length) warnings.push({ code: 'dropped-rows', rows: rows.length - used.length });
  const fittedTarget = fitTarget(table, used, options, warnings);
  const features = names.map((name) => fitFeature(table, takeCells(table.column(name), used), missing, warnings));
  if (scale === 'none') warnUneven(features, warnings);
  const encoded = features.flatMap((feature) => encodedColumns(feature, scale, used.length));
  if (encoded.length > MOST_COLUMNS) {
    throw tooMany(
      table.where({}),
      words('at most {} columns, one for each text', MOST_COLUMNS),
      verbatim(encoded.length),
    );
  }
  return {
    features,
    target: fittedTarget,
    scale,
    missing,
    rows: used.length,
    warnings,
    columns: encoded.map(({ name }) => name),
    scaling: { offset: encoded.map(({ offset }) => offset), divisor: encoded.map(({ divisor }) => divisor) },
  };
}

/** The rows that have all the values they need: all of `names`, or only the target if the others can be filled in. */
export function usableRows(
  table: Table,
  rows: ArrayLike<number>,
  names: readonly string[],
  missing: MissingRule,
  target?: string,
): number[] {
  const dropped = new Set<number>();
  for (const name of names) {
    if (missing === 'mean' && name !== target) continue;
    const found = missingRows(table.column(name), rows);
    const [row] = found;
    if (missing === 'error' && row !== undefined) throw missingError(table, name, row, found.length);
    for (const other of found) dropped.add(other);
  }
  return Array.from(rows).filter((row) => !dropped.has(row));
}

/**
 * The features asked for; else all columns but the target and texts that name the row, of which a new row would have
 * one
 * that no training row had.
 *
 * @throws GradsheetError `unknown-name`, `invalid-option`, `bad-table` if no column is left
 */
export function chooseFeatures(
  table: Table,
  { target, features }: Pick<PreprocessingOptions, 'target' | 'features'>,
): { readonly names: readonly string[]; readonly leftOut: readonly PreprocessingWarning[] } {
  checkChosen(table, target, features);
  table.column(target);
  const others = table.names.filter((name) => name !== target);
  const leftOut = features ? [] : others.flatMap((name) => nameOfRow(table, name));
  const rest = new Set(leftOut.map(({ column }) => column));
  const names = features ?? others.filter((name) => !rest.has(name));
  const seen = new Set<string>();
  for (const name of names) {
    table.column(name);
    if (name === target) {
      throw new GradsheetError('invalid-option', {
        where: words('features'),
        expected: words('columns other than the target'),
        received: quoted(name),
      });
    }
    if (seen.has(name)) {
      throw new GradsheetError('invalid-option', {
        where: words('features'),
        expected: words('each column once'),
        received: words('"{}" twice', name),
      });
    }
    seen.add(name);
  }
  if (names.length === 0) {
    throw new GradsheetError('bad-table', {
      where: table.where({}),
      expected: words('at least one feature besides the target'),
      received: leftOut.length > 0 ? words('only texts that differ in nearly every row') : words('none'),
    });
  }
  return { names, leftOut };
}

/** Of a file, and of what the network sees. */
export const MOST_COLUMNS = 2 ** 17;
/** Each needs rows of its own to be learned from, and each is compared with each. */
const MOST_CLASSES = 1000;

export const tooMany = (where: Where, expected: Words, received: Words): GradsheetError =>
  new GradsheetError('too-large', {
    where,
    expected,
    received,
    hint: words('Choose other columns, or put rare texts together.'),
  });

function nameOfRow(table: Table, name: string): (PreprocessingWarning & { code: 'left-out-column' })[] {
  const column = table.column(name);
  const categories = column.kind === 'text' ? distinctValues(column).length : 0;
  return categories > 2 && categories > 0.75 * table.rows
    ? [{ code: 'left-out-column', column: name, categories, rows: table.rows }]
    : [];
}

function fitTarget(
  table: Table,
  rows: readonly number[],
  { target: name, task }: PreprocessingOptions,
  warnings: PreprocessingWarning[],
): Target {
  const column = table.column(name);
  const values: readonly Label[] = distinctValues(column, rows);
  const where = table.where({ column: name });
  const [only] = values;
  if (values.length === 1 && only !== undefined) {
    throw new GradsheetError('bad-table', {
      where,
      problem: words('{}: every training row has the same value, {}.', where, shown(only)),
      hint: words('Choose another target, or add rows.'),
    });
  }
  const chosen: Task = task ?? (values.length === 2 ? 'binary' : column.kind === 'text' ? 'multiclass' : 'regression');
  if (chosen === 'regression') {
    if (column.kind === 'text') {
      throw new GradsheetError('invalid-option', {
        where,
        expected: words('numbers for the task "regression"'),
        received: words('texts ({} …)', shown(only ?? '')),
      });
    }
    return { name, kind: 'number' };
  }
  if (chosen === 'binary' && values.length !== 2) {
    throw new GradsheetError('invalid-option', {
      where,
      expected: words('two different values for the task "binary"'),
      received: verbatim(`${values.length} (${values.slice(0, 4).map(shown).join(', ')} …)`),
    });
  }
  if (values.length > MOST_CLASSES) {
    throw tooMany(where, words('at most {} classes', MOST_CLASSES), verbatim(values.length));
  }
  warnMany(name, values.length, rows.length, warnings);
  return chosen === 'binary' ? { name, kind: 'binary', values } : { name, kind: 'categories', values };
}

function fitFeature(table: Table, column: Column, missing: MissingRule, warnings: PreprocessingWarning[]): Feature {
  const gaps = missingRows(column).length;
  const feature =
    column.kind === 'number' ? fitNumber(column.name, column.values, missing) : fitCategory(column, missing);
  if (!feature) {
    throw new GradsheetError('bad-table', {
      where: table.where({ column: column.name }),
      expected: words('a value in at least one training row'),
      received: words('none'),
      hint: words('Leave the column out of the features.'),
    });
  }
  if (feature.kind === 'number' && !Number.isFinite(feature.std)) {
    throw new GradsheetError('not-finite', {
      where: table.where({ column: column.name }),
      expected: words('numbers whose squares can be added up'),
      received: words('numbers up to {}', Math.max(Math.abs(feature.min), Math.abs(feature.max))),
      hint: words('Give them in a larger unit.'),
    });
  }
  if (gaps > 0 && feature.fill !== undefined) {
    warnings.push({ code: 'filled-cells', column: column.name, cells: gaps, value: feature.fill });
  }
  if (feature.kind === 'category') {
    const [only = ''] = feature.values;
    if (feature.values.length === 1) warnings.push({ code: 'constant-column', column: feature.name, value: only });
    else warnMany(feature.name, feature.values.length, column.kind === 'text' ? column.codes.length : 0, warnings);
  } else if (isConstant(feature, column.kind === 'number' ? column.values.length : 0)) {
    warnings.push({ code: 'constant-column', column: feature.name, value: feature.mean });
  }
  return feature;
}

function fitNumber(name: string, values: Float64Array, missing: MissingRule): NumberFeature | undefined {
  const there = moments(values);
  if (there.n === 0) return undefined;
  const { n, mean, squares, min, max } = moments(values.map((value) => (Number.isNaN(value) ? there.mean : value)));
  return {
    name,
    kind: 'number',
    mean,
    std: Math.sqrt(squares / n),
    min,
    max,
    ...(missing === 'mean' ? { fill: there.mean } : {}),
  };
}

function fitCategory(column: Column & { kind: 'text' }, missing: MissingRule): CategoryFeature | undefined {
  const values = distinctValues(column) as readonly string[];
  const fill = mostFrequent(column); // of a text column: texts
  if (fill === undefined) return undefined;
  return { name: column.name, kind: 'category', values, ...(missing === 'mean' ? { fill } : {}) };
}

function encodedColumns(
  feature: Feature,
  scale: Scale,
  rows: number,
): readonly { name: string; offset: number; divisor: number }[] {
  const { name } = feature;
  if (feature.kind === 'category') {
    return feature.values.map((value) => ({ name: `${name}=${value}`, offset: 0, divisor: 1 }));
  }
  const { mean, std, min, max } = feature;
  const constant = isConstant(feature, rows);
  if (scale === 'standard') return [{ name, offset: mean, divisor: constant ? 1 : std }];
  if (scale === 'minmax') return [{ name, offset: min, divisor: constant ? 1 : max - min }];
  if (scale === 'none') return [{ name, offset: 0, divisor: 1 }];
  throw new GradsheetError('invalid-option', {
    where: words('scale'),
    expected: words('standard, minmax or none'),
    received: verbatim(String(scale satisfies never)),
  });
}

/**
 * Does it vary by no more than rounding explains? (scikit-learn's rule, with the algorithm's error bound for the
 * variance.)
 */
function isConstant({ mean, std, min, max }: NumberFeature, rows: number): boolean {
  const variance = std * std;
  const rounding = rows * mean * Number.EPSILON;
  return min === max || variance <= rows * Number.EPSILON * variance + rounding * rounding;
}

const UNEVEN = 100; // times

function warnUneven(features: readonly Feature[], warnings: PreprocessingWarning[]): void {
  const numbers = features
    .filter((feature) => feature.kind === 'number')
    .filter((feature) => feature.std > 0)
    .toSorted((a, b) => a.std - b.std);
  const smallest = numbers[0];
  const largest = numbers.at(-1);
  if (smallest && largest && largest.std >= UNEVEN * smallest.std) {
    warnings.push({
      code: 'uneven-scales',
      column: largest.name,
      smallest: smallest.name,
      times: largest.std / smallest.std,
    });
  }
}

function warnMany(column: string, categories: number, rows: number, warnings: PreprocessingWarning[]): void {
  if (categories > 2 && categories > rows / 2) warnings.push({ code: 'many-categories', column, categories, rows });
}

function missingError(table: Table, column: string, row: number, count: number): GradsheetError {
  const where = table.where({ row, column });
  return new GradsheetError('bad-cell', {
    where,
    problem:
      count > 1
        ? words('{}: the value is missing, as in {} rows of this column.', where, count)
        : words('{}: the value is missing.', where),
    hint: words('Fill it in, or train with --missing drop (leave such rows out) or --missing mean (fill in the mean).'),
  });
}

function shown(value: Label): string {
  return typeof value === 'number' ? String(value) : `"${value}"`;
}
