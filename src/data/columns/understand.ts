import { GradsheetError } from '../../errors.ts';
import { quoted } from '../../words.ts';
import { cellOf, type Column, distinctValues, lengthOf, missingRows } from '../column.ts';
import { checkChosen } from '../check-table.ts';
import type { Table } from '../table.ts';
import { words } from '../error-words.ts';
import type { Role } from './feature.ts';
import { asNumbers, asTexts } from './read-as.ts';
import type { LeftOut } from './warning.ts';

/** What a person says about the columns. */
export interface ColumnOptions {
  readonly target: string;
  /** Default: all other columns but those that tell nothing: without values, the same throughout, a name of the row. */
  readonly features?: readonly string[];
  readonly exclude?: readonly string[];
  /** What a column is taken for, in place of what it looks like: `{ zip: 'category' }`; also the target. */
  readonly as?: Readonly<Record<string, Role>>;
}

/** A column and what it was taken for. */
export interface UnderstoodColumn {
  readonly name: string;
  readonly role: Exclude<Role, 'id'>;
  /** As it stands in the table. */
  readonly raw: Column;
  /** Read as what it is: numbers or texts; a cell that cannot be read so is missing. */
  readonly column: Column;
}
export interface Understanding {
  readonly features: readonly UnderstoodColumn[];
  readonly target: UnderstoodColumn;
  /** Columns that nobody asked for and that were left out. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Decides what each column is, once for the whole table: no number of it is learned from, so this looks at the rows
 * held back too, and every part of the rows gets the same columns.
 *
 *   understand(table, { target: 'price', as: { zip: 'category' } }).features.map(({ name, role }) => [name, role])
 *   // → [['area', 'number'], ['zip', 'category']]
 *
 * @throws GradsheetError `unknown-name`, `invalid-option`, `bad-table` if no column is left
 */
export function understand(table: Table, options: ColumnOptions): Understanding {
  const { target, features, exclude = [], as = {} } = options;
  checkChosen(table, target, features);
  table.column(target);
  for (const name of [...exclude, ...Object.keys(as)]) table.column(name);
  checkNames(table, options);
  const excluded = new Set(exclude);
  const roleAsked = (name: string): Role | undefined => (Object.hasOwn(as, name) ? as[name] : undefined);
  const asked = (features ?? table.names.filter((name) => name !== target)).filter(
    (name) => !excluded.has(name) && roleAsked(name) !== 'id',
  );
  const leftOut: LeftOut[] = [];
  const understood: UnderstoodColumn[] = [];
  for (const name of asked) {
    const column = readAs(table.column(name), roleAsked(name));
    const reason = features || roleAsked(name) ? null : tellsNothing(column.column);
    if (reason) leftOut.push(reason);
    else understood.push(column);
  }
  if (understood.length === 0) {
    throw new GradsheetError('bad-table', {
      where: table.where({}),
      expected: words('at least one feature besides the target'),
      received: leftOut.some(({ code }) => code === 'left-out-column')
        ? words('only texts that differ in nearly every row')
        : leftOut.length > 0
          ? words('only columns without values, or with one value throughout')
          : words('none'),
    });
  }
  return { features: understood, target: readTarget(table.column(target), roleAsked(target)), leftOut };
}

function checkNames(table: Table, { target, features = [], exclude = [] }: ColumnOptions): void {
  const seen = new Set<string>();
  if (exclude.includes(target)) {
    throw new GradsheetError('invalid-option', {
      where: words('exclude'),
      expected: words('columns other than the target'),
      received: quoted(target),
    });
  }
  for (const name of features) {
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
}

/** A column as what it is asked to be, else as what it looks like. */
export function readAs(raw: Column, asked?: Role): UnderstoodColumn {
  const role = asked === undefined || asked === 'id' ? looksLike(raw) : asked;
  const column = role === 'number' ? asNumbers(raw) : asTexts(raw);
  return { name: raw.name, role, raw, column };
}

const looksLike = (column: Column): Exclude<Role, 'id'> => (column.kind === 'number' ? 'number' : 'category');

/** Numbers asked to be classes stay numbers: they ascend by size. */
function readTarget(raw: Column, asked?: Role): UnderstoodColumn {
  if (asked === undefined || asked === 'category') {
    return { name: raw.name, role: asked ?? looksLike(raw), raw, column: raw };
  }
  if (asked === 'number') return readAs(raw, asked);
  throw new GradsheetError('invalid-option', {
    where: words('as'),
    expected: words('the target as number or category'),
    received: quoted(asked),
  });
}

/** Why a column that nobody asked for is no feature: of a new row it could say nothing. */
function tellsNothing(column: Column): LeftOut | null {
  const { name } = column;
  const rows = lengthOf(column);
  const missing = missingRows(column).length;
  if (missing === rows) return { code: 'left-out-empty', column: name };
  const first = firstValue(column);
  if (missing === 0 && first !== null && rows > 1 && isSame(column)) {
    return { code: 'left-out-constant', column: name, value: first };
  }
  const categories = column.kind === 'text' ? distinctValues(column).length : 0;
  return categories > 2 && categories > 0.75 * rows
    ? { code: 'left-out-column', column: name, categories, rows }
    : null;
}

const firstValue = (column: Column): number | string | null => cellOf(column, 0);

/** Is every value the same as the first? */
function isSame(column: Column): boolean {
  const values: ArrayLike<number> = column.kind === 'number' ? column.values : column.codes;
  for (let row = 1; row < values.length; row++) if (values[row] !== values[0]) return false;
  return true;
}
