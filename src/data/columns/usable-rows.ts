import { GradsheetError } from '../../errors.ts';
import { quoted } from '../../words.ts';
import { missingRows } from '../column.ts';
import type { Table } from '../table.ts';
import { words } from '../error-words.ts';
import type { MissingRule } from './feature.ts';
import { kindRead } from './parse-date.ts';
import { unreadable } from './read-as.ts';
import type { UnderstoodColumn, Understanding } from './understand.ts';

/**
 * The rows that have all the values they need: every value, or only that of the target where others are filled in.
 *
 * @throws GradsheetError `bad-cell` under the rule `error`, for a value that is missing or cannot be read
 */
export function usableRows(
  table: Table,
  rows: ArrayLike<number>,
  { features, target }: Partial<Pick<Understanding, 'target'>> & Pick<Understanding, 'features'>,
  missing: MissingRule,
): number[] {
  const needed = missing === 'error' || missing === 'drop' ? features : [];
  const dropped = new Set<number>();
  for (const column of target ? [target, ...needed] : needed) {
    if (missing === 'error') refuseUnreadable(table, rows, column);
    const found = missingRows(column.column, rows);
    const [row] = found;
    if (missing === 'error' && row !== undefined) throw missingError(table, column.name, row, found.length);
    for (const other of found) dropped.add(other);
  }
  return Array.from(rows).filter((row) => !dropped.has(row));
}

const wanted = {
  number: words('a number, as in the training rows'),
  date: words('a date'),
  time: words('a time of day'),
};

function refuseUnreadable(table: Table, rows: ArrayLike<number>, { name, raw, column, rule }: UnderstoodColumn): void {
  const odd = unreadable(raw, column, rows);
  if (!odd) return;
  throw new GradsheetError('bad-cell', {
    where: table.where({ row: odd.row, column: name }),
    expected: wanted[kindRead(rule)],
    received: quoted(odd.text),
  });
}

function missingError(table: Table, column: string, row: number, count: number): GradsheetError {
  const where = table.where({ row, column });
  return new GradsheetError('bad-cell', {
    where,
    problem:
      count > 1
        ? words('{}: the value is missing, as in {} rows of this column.', where, count)
        : words('{}: the value is missing.', where),
    hint: words(
      'Fill it in, or train with --missing mark (fill in and mark), drop (leave such rows out) or mean (fill in the mean).',
    ),
  });
}
