import { GradsheetError } from '../errors.ts';
import { verbatim } from '../words.ts';
import { anyValue, checkList, checkOptions, numberIn, oneOf, type OptionChecks } from '../util/options.ts';
import { checkTable } from './check-table.ts';
import { type Column, missingRows, type Moments, takeCells } from './column.ts';
import { fitCategory, type Grouping } from './columns/category.ts';
import { fitDate } from './columns/date.ts';
import { dateText } from './columns/date-text.ts';
import {
  encodedNames,
  widthOf,
  type CategoryFeature,
  type DateFeature,
  type Feature,
  type MissingRule,
  type NumberFeature,
  type OutlierRule,
  type Scale,
  type Target,
  type Task,
} from './columns/feature.ts';
import { fitText } from './columns/free-text.ts';
import { leaksOf } from './columns/leak.ts';
import { fitNumber, isConstant, scalingOf } from './columns/number.ts';
import { fitTarget, manyOf, tooMany } from './columns/target.ts';
import { understand, type ColumnOptions, type UnderstoodColumn, type Understanding } from './columns/understand.ts';
import { usableRows } from './columns/usable-rows.ts';
import { NO_FILL, type PreprocessingWarning } from './columns/warning.ts';
import type { Table } from './table.ts';
import { words } from './error-words.ts';

export type {
  CategoryFeature,
  DateFeature,
  Feature,
  MissingRule,
  NumberFeature,
  OutlierRule,
  Role,
  Scale,
  Target,
  Task,
  TextFeature,
} from './columns/feature.ts';
export type { PreprocessingWarning } from './columns/warning.ts';

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
  /** What was said of the columns, as it was said: to do it again on another table. */
  readonly said?: Pick<PreprocessingOptions, 'as' | 'rare' | 'mostCategories' | 'outliers'>;
}

export interface PreprocessingOptions extends ColumnOptions {
  /** Default `none`. */
  readonly scale?: Scale;
  /** Default `mark`. */
  readonly missing?: MissingRule;
  /** Default `keep`. `limit`: numbers far from all others count as a limit, so that they do not stretch the scale. */
  readonly outliers?: OutlierRule;
  /** Most columns of a category; its rarer texts share one. Default 1000, fewer of more than 16,777 rows. */
  readonly mostCategories?: number;
  /**
   * Default: by the target column. Two distinct values are two classes, more texts are classes, other numbers a
   * quantity.
   */
  readonly task?: Task;
}

/** What is known of all training rows of a table of which only a sample is at hand. */
export interface Measured {
  /** How many there are. */
  readonly rows: number;
  /** Of columns of numbers. */
  readonly numbers: ReadonlyMap<string, Moments>;
}

const preprocessingChecks: OptionChecks<PreprocessingOptions> = {
  target: anyValue,
  features: anyValue,
  scale: anyValue,
  exclude: anyValue,
  as: anyValue,
  missing: oneOf('error', 'drop', 'mean', 'mark'),
  outliers: oneOf('keep', 'limit'),
  rare: numberIn({ whole: true, least: 1 }),
  mostCategories: numberIn({ whole: true, least: 1 }),
  task: oneOf('regression', 'binary', 'multiclass'),
};

/** Of more options those that say how columns become numbers. */
export function columnOptions(o: PreprocessingOptions): PreprocessingOptions {
  const own = Object.entries(o).filter(([name]) => Object.hasOwn(preprocessingChecks, name));
  return Object.fromEntries(own) as unknown as PreprocessingOptions; // the target is among them
}

/**
 * Learns from the training rows how to turn the table into numbers.
 *
 *   fitPreprocessing(table, train, { target: 'liked', scale: 'standard' }).target
 *   // → { name: 'liked', kind: 'binary', values: [0, 1] }
 *
 * What each column is, and which classes there are, is decided on all rows of the table: no number is learned from it,
 * and every part of the rows gets the same. Whoever fits many parts decides it once and hands it over.
 *
 * @param rows numbers of the training rows, from 0
 * @param measured what is known of more training rows than those of the table, which then are a sample of them
 * @throws GradsheetError `unknown-name`, `bad-cell` for a missing value if they are refused, `bad-table` for a target
 *   of one value, `invalid-option` for a task that the target cannot have
 * @see scikit-learn 1.2, `sklearn/preprocessing/_data.py` (StandardScaler, MinMaxScaler), `_encoders.py`
 *   (OneHotEncoder), `sklearn/impute/_base.py` (SimpleImputer with `add_indicator`)
 */
export function fitPreprocessing(
  table: Table,
  rows: ArrayLike<number>,
  options: PreprocessingOptions,
  decided?: Understanding,
  measured?: Measured,
): Preprocessing {
  checkTable('fitPreprocessing', table);
  checkList('fitPreprocessing, rows', rows);
  checkOptions('fitPreprocessing', options, preprocessingChecks);
  const understood = decided ?? understand(table, options);
  const { scale = 'none', missing = 'mark', rare = 1, mostCategories = mostFor(rows.length) } = options;
  const rules = { missing, outliers: options.outliers ?? 'keep' };
  const used = usableRows(table, rows, understood, missing);
  if (used.length === 0) throw noRows(table, missing);
  const { target, warnings: aboutTarget } = fitTarget(table, used, understood.target, options.task);
  const fitted = understood.features.map((column) =>
    fitFeature(table, column, used, rules, { rare, most: mostCategories }, measured),
  );
  const features = fitted.map(({ feature }) => feature);
  checkWidth(table, features);
  const columns = features.flatMap(encodedNames);
  const all = measured?.rows ?? used.length;
  const scalings = features.flatMap((feature) => scalingsOf(feature, scale, all));
  return {
    features,
    target,
    scale,
    missing,
    rows: all,
    warnings: [
      ...understood.warnings,
      ...droppedOf(rows.length - used.length, missingRows(understood.target.column, rows).length),
      ...aboutTarget,
      ...fitted.flatMap(({ warnings }) => warnings),
      ...leaksOf(understood.features, understood.target.column, target.kind !== 'number', used),
      ...(scale === 'none' ? unevenOf(features) : []),
    ],
    columns,
    scaling: { offset: scalings.map(({ offset }) => offset), divisor: scalings.map(({ divisor }) => divisor) },
    ...saidOf(options),
  };
}

function saidOf({ as = {}, rare, mostCategories, outliers }: PreprocessingOptions): Pick<Preprocessing, 'said'> {
  const said = {
    ...(Object.keys(as).length > 0 ? { as } : {}),
    ...(rare === undefined ? {} : { rare }),
    ...(mostCategories === undefined ? {} : { mostCategories }),
    ...(outliers === undefined ? {} : { outliers }),
  };
  return Object.keys(said).length > 0 ? { said } : {};
}

/** Of a file, and of what the network sees. */
export const MOST_COLUMNS = 2 ** 17;

/** A category of very many texts must not fill the memory: at most 2^24 numbers (128 MiB), and 1000 columns. */
const mostFor = (rows: number): number => Math.max(50, Math.min(1000, Math.floor(2 ** 24 / rows)));

function checkWidth(table: Table, features: readonly Feature[]): void {
  const width = features.reduce((sum, feature) => sum + widthOf(feature), 0);
  if (width <= MOST_COLUMNS) return;
  throw tooMany(table.where({}), words('at most {} columns, one for each text', MOST_COLUMNS), verbatim(width));
}

function noRows(table: Table, missing: MissingRule): GradsheetError {
  return new GradsheetError('bad-table', {
    where: table.where({}),
    expected: words('at least one training row without missing values'),
    received: words('none'),
    ...(missing === 'drop' ? { hint: words('Fill missing values in with their mean instead.') } : {}),
  });
}

/** @param targetless how many of the rows that were left out have no target */
const droppedOf = (rows: number, targetless: number): PreprocessingWarning[] => [
  ...(rows > targetless ? [{ code: 'dropped-rows' as const, rows: rows - targetless }] : []),
  ...(targetless > 0 ? [{ code: 'no-target-rows' as const, rows: targetless }] : []),
];

interface Fitted {
  readonly feature: Feature;
  readonly warnings: readonly PreprocessingWarning[];
}

function fitFeature(
  table: Table,
  { name, role, column, rule }: UnderstoodColumn,
  rows: readonly number[],
  rules: { missing: MissingRule; outliers: OutlierRule },
  grouping: Grouping,
  measured?: Measured,
): Fitted {
  refuseEmpty(table, column);
  const cells = takeCells(column, rows);
  if (cells.kind === 'text') {
    if (role === 'text') return { feature: fitText(cells), warnings: [] };
    const feature = fitCategory(cells, rules.missing, grouping);
    return {
      feature,
      warnings: [...filledOf(feature, feature.fill ?? NO_FILL), ...oddCategory(feature, rows, grouping)],
    };
  }
  const own = measured?.numbers.get(name);
  const feature =
    rule === undefined
      ? fitNumber(name, cells.values, rules, measured && own && { rows: measured.rows, moments: own })
      : fitDate(name, cells.values, rule, rules.missing);
  if (!Number.isFinite(feature.std)) throw tooLarge(table, feature);
  const constant = isConstant(feature, measured?.rows ?? rows.length) && !feature.mark;
  return {
    feature,
    warnings: [
      ...(feature.kind === 'number' ? limitedOf(feature, cells.values) : []),
      ...filledOf(
        feature,
        feature.kind === 'date' ? dateText(feature.first + (feature.fill ?? 0), feature.rule) : (feature.fill ?? 0),
      ),
      ...(constant ? [constantOf(feature)] : []),
    ],
  };
}

function constantOf(feature: NumberFeature | DateFeature): PreprocessingWarning {
  const value = feature.kind === 'date' ? dateText(feature.first + feature.min, feature.rule) : feature.mean;
  return { code: 'constant-column', column: feature.name, value };
}

function oddCategory(
  { name, values, other, mark }: CategoryFeature,
  rows: readonly number[],
  { rare }: Grouping,
): PreprocessingWarning[] {
  const [only] = values;
  if (other !== undefined) return [{ code: 'grouped-values', column: name, values: other, least: rare }];
  if (values.length === 1 && only !== undefined && !mark) {
    return [{ code: 'constant-column', column: name, value: only }];
  }
  return manyOf(name, values.length, rows.length);
}

function refuseEmpty(table: Table, column: Column): void {
  const some =
    column.kind === 'number' ? column.values.some((v) => !Number.isNaN(v)) : column.codes.some((code) => code >= 0);
  if (some) return;
  throw new GradsheetError('bad-table', {
    where: table.where({ column: column.name }),
    expected: words('a value in at least one row'),
    received: words('none'),
    hint: words('Leave the column out of the features.'),
  });
}

function tooLarge(table: Table, { name, min, max }: NumberFeature | DateFeature): GradsheetError {
  return new GradsheetError('not-finite', {
    where: table.where({ column: name }),
    expected: words('numbers whose squares can be added up'),
    received: words('numbers up to {}', Math.max(Math.abs(min), Math.abs(max))),
    hint: words('Give them in a larger unit.'),
  });
}

function limitedOf({ name, limits }: NumberFeature, values: Float64Array): PreprocessingWarning[] {
  if (!limits) return [];
  const [low, high] = limits;
  const cells = values.reduce((count, value) => count + (value < low || value > high ? 1 : 0), 0);
  return [{ code: 'limited-cells', column: name, cells, low, high }];
}

function filledOf({ name, gaps, mark }: Feature, value: number | string): PreprocessingWarning[] {
  if (gaps === undefined) return [];
  return [{ code: mark ? 'marked-cells' : 'filled-cells', column: name, cells: gaps, value }];
}

/** Of numbers, of the days of a date, and of words, whose length is 1 together and which lie around 0. */
function scalingsOf(feature: Feature, scale: Scale, rows: number): readonly { offset: number; divisor: number }[] {
  const width = widthOf(feature);
  const divisor = feature.kind === 'text' && scale === 'standard' ? 1 / Math.sqrt(feature.width) : 1;
  const plain = Array.from({ length: width }, () => ({ offset: 0, divisor }));
  if (feature.kind !== 'number' && feature.kind !== 'date') return plain;
  return [scalingOf(feature, scale, rows), ...plain.slice(1)];
}

const UNEVEN = 100; // times

function unevenOf(features: readonly Feature[]): PreprocessingWarning[] {
  const numbers = features
    .filter((feature) => feature.kind === 'number')
    .filter((feature) => feature.std > 0)
    .toSorted((a, b) => a.std - b.std);
  const smallest = numbers[0];
  const largest = numbers.at(-1);
  if (!smallest || !largest || largest.std < UNEVEN * smallest.std) return [];
  const times = largest.std / smallest.std;
  return [{ code: 'uneven-scales', column: largest.name, smallest: smallest.name, times }];
}
