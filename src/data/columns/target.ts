import { GradsheetError } from '../../errors.ts';
import { verbatim, type Where, type Words } from '../../words.ts';
import { type Column, distinctValues } from '../column.ts';
import type { Label } from '../split.ts';
import type { Table } from '../table.ts';
import { words } from '../error-words.ts';
import type { Target, Task } from './feature.ts';
import type { UnderstoodColumn } from './understand.ts';
import type { PreprocessingWarning } from './warning.ts';

/** Each needs rows of its own to be learned from, and each is compared with each. */
const MOST_CLASSES = 1000;

/**
 * What the target is. All rows of the table decide it: a class that only rows held back have is a class all the same.
 *
 * @param rows the training rows
 */
export function fitTarget(
  table: Table,
  rows: readonly number[],
  { name, column, role }: UnderstoodColumn,
  task: Task | undefined,
): { readonly target: Target; readonly warnings: readonly PreprocessingWarning[] } {
  const trained = distinctValues(column, rows);
  const values: readonly Label[] = distinctValues(column);
  const where = table.where({ column: name });
  const [only] = trained;
  if (trained.length === 1 && only !== undefined) {
    throw new GradsheetError('bad-table', {
      where,
      problem: words('{}: every training row has the same value, {}.', where, shown(only)),
      hint: words('Choose another target, or add rows.'),
    });
  }
  const chosen = task ?? taskOf(values, role === 'number');
  if (chosen === 'regression') {
    refuseTexts(where, column, only);
    return { target: { name, kind: 'number' }, warnings: task === undefined ? codesOf(name, values, rows.length) : [] };
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
  const target: Target = chosen === 'binary' ? { name, kind: 'binary', values } : { name, kind: 'categories', values };
  return { target, warnings: [...manyOf(name, values.length, rows.length), ...untrained(name, values, trained)] };
}

/**
 * 1, 2, 3 … in many rows each may be numbers of classes.
 *
 * @param values distinct ones, ascending
 */
export function classCodes(
  values: readonly Label[],
  rows: number,
): { readonly least: number; readonly most: number } | null {
  const [least] = values;
  if ((least !== 0 && least !== 1) || values.some((value, i) => value !== least + i)) return null;
  if (values.length < 3 || values.length > 10 || rows < 5 * values.length) return null;
  return { least, most: least + values.length - 1 };
}

function codesOf(column: string, values: readonly Label[], rows: number): PreprocessingWarning[] {
  const codes = classCodes(values, rows);
  return codes ? [{ code: 'class-codes', column, ...codes }] : [];
}

const taskOf = (values: readonly Label[], quantity: boolean): Task =>
  values.length === 2 ? 'binary' : quantity ? 'regression' : 'multiclass';

function refuseTexts(where: Where, column: Column, first: Label | undefined): void {
  if (column.kind === 'number') return;
  throw new GradsheetError('invalid-option', {
    where,
    expected: words('numbers for the task "regression"'),
    received: words('texts ({} …)', shown(first ?? '')),
  });
}

function untrained(column: string, all: readonly Label[], trained: readonly Label[]): PreprocessingWarning[] {
  const known = new Set(trained);
  const absent = all.filter((value) => !known.has(value));
  const [value] = absent;
  return value === undefined ? [] : [{ code: 'untrained-classes', column, classes: absent.length, value }];
}

/** Nearly a text for each row: nothing comes often enough to be learned. */
export function manyOf(column: string, categories: number, rows: number): PreprocessingWarning[] {
  return categories > 2 && categories > rows / 2 ? [{ code: 'many-categories', column, categories, rows }] : [];
}

export const tooMany = (where: Where, expected: Words, received: Words): GradsheetError =>
  new GradsheetError('too-large', {
    where,
    expected,
    received,
    hint: words('Choose other columns, or put rare texts together.'),
  });

function shown(value: Label): string {
  return typeof value === 'number' ? String(value) : `"${value}"`;
}
