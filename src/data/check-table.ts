import { GradsheetError } from '../errors.ts';
import type { Where } from '../words.ts';
import { checkList, checkText, invalid } from '../util/options.ts';
import { listed } from '../util/text.ts';
import { words } from './error-words.ts';
import { Table } from './table.ts';

/** @throws GradsheetError `invalid-option` for what is no table */
export function checkTable(where: Where, table: unknown): void {
  if (table instanceof Table) return;
  invalid(words('{}, table', where), words('a Table'), table, words('Make one: Table.of({ height: [180, 165] }).'));
}

/** The names of the target and of the features, as a person gives them. @throws GradsheetError `invalid-option` */
export function checkChosen(table: Table, target: unknown, features: unknown): void {
  if (target === undefined) {
    throw new GradsheetError('invalid-option', {
      where: 'target',
      expected: words('the column to predict'),
      received: words('nothing'),
      hint: words('Its columns are {}.', listed(table.names, 20)),
    });
  }
  checkText('target', target);
  if (features === undefined) return;
  for (const name of checkList('features', features)) checkText('features', name);
}
