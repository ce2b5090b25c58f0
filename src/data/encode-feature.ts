import { GradsheetError } from '../errors.ts';
import { quoted } from '../words.ts';
import { listed, nearest } from '../util/text.ts';
import { type Column, missingRows, type TextColumn } from './column.ts';
import { putCategory } from './columns/category.ts';
import { putDate } from './columns/date.ts';
import { dateText } from './columns/date-text.ts';
import type { CategoryFeature, Feature, TextFeature } from './columns/feature.ts';
import { isAllStrange, putText } from './columns/free-text.ts';
import type { EncodingNote } from './columns/note.ts';
import type { Into } from './columns/into.ts';
import { putNumber } from './columns/number.ts';
import { kindRead } from './columns/parse-date.ts';
import { unreadable } from './columns/read-as.ts';
import type { UnderstoodColumn } from './columns/understand.ts';
import type { Preprocessing } from './preprocessing.ts';
import type { Table } from './table.ts';
import { words } from './error-words.ts';

/** Writes a feature's columns. */
export function putFeature(into: Into, { column }: UnderstoodColumn, rows: readonly number[], feature: Feature): void {
  if (column.kind === 'number') {
    if (feature.kind === 'number') putNumber(into, column, rows, feature);
    if (feature.kind === 'date') putDate(into, column, rows, feature);
  } else if (feature.kind === 'text') putText(into, column, rows, feature);
  else if (feature.kind === 'category') putCategory(into, column, rows, feature, placesOf(feature));
}

const placesOf = ({ values }: CategoryFeature): ReadonlyMap<string, number> =>
  new Map(values.map((value, place) => [value, place]));

/** What of some rows does not fit a feature. @throws GradsheetError `bad-cell` for a new text under the rule `error` */
export function notesOfFeature(
  table: Table,
  { raw, column, rule }: UnderstoodColumn,
  rows: readonly number[],
  feature: Feature,
  missing: Preprocessing['missing'],
): EncodingNote[] {
  const odd = unreadable(raw, column, rows);
  const notes = noteOfGaps(feature, column, rows, odd?.cells ?? 0);
  if (column.kind === 'number') {
    if (!odd) return notes;
    return [{ code: 'unreadable-value', kind: kindRead(rule), column: feature.name, ...odd }, ...notes];
  }
  if (feature.kind === 'text') return [...notesOfText(feature, column, rows), ...notes];
  if (feature.kind !== 'category') return [];
  const unseen = unseenOf(column, rows, feature, placesOf(feature));
  if (unseen && missing === 'error' && !unseen.other) {
    throw unknownText(table, { name: feature.name, column }, unseen.row, feature.values);
  }
  return unseen ? [unseen, ...notes] : notes;
}

function notesOfText({ name, gaps, seen }: TextFeature, column: TextColumn, rows: readonly number[]): EncodingNote[] {
  const notes: EncodingNote[] = [];
  const missing = gaps === undefined ? missingRows(column, rows) : [];
  const [first] = missing;
  if (first !== undefined) notes.push({ code: 'empty-text', column: name, row: first, cells: missing.length });
  if (seen === undefined) return notes;
  const strange = column.values.map((text) => isAllStrange(text, seen));
  const found = rows.filter((row) => strange[column.codes[row] ?? -1]);
  const [row] = found;
  if (row === undefined) return notes;
  return [...notes, { code: 'unseen-words', column: name, row, text: textAt(column, row), cells: found.length }];
}

/** Missing values where the training rows had none: nothing was learned about them. */
function noteOfGaps(feature: Feature, column: Column, rows: readonly number[], odd: number): EncodingNote[] {
  const { name, gaps, fill } = feature;
  if (gaps !== undefined || fill === undefined) return [];
  const missing = missingRows(column, rows);
  const [row] = missing;
  if (row === undefined || missing.length === odd) return [];
  return [
    {
      code: 'filled-value',
      column: name,
      row,
      cells: missing.length - odd,
      value: feature.kind === 'date' ? dateText(feature.first + Number(fill), feature.rule) : fill,
    },
  ];
}

function unseenOf(
  { codes, values }: TextColumn,
  rows: readonly number[],
  { name: column, other }: CategoryFeature,
  known: ReadonlyMap<string, number>,
): (EncodingNote & { code: 'unseen-value' }) | null {
  const strange = values.map((text) => !known.has(text));
  if (!strange.includes(true)) return null;
  const found = rows.filter((row) => strange[codes[row] ?? -1]);
  const [row] = found;
  if (row === undefined) return null;
  const text = values[codes[row] ?? -1] ?? '';
  return { code: 'unseen-value', column, row, text, cells: found.length, other: other !== undefined };
}

export const textAt = (column: Column, row: number): string =>
  column.kind === 'text' ? (column.values[column.codes[row] ?? -1] ?? '') : '';

export function unknownText(
  table: Table,
  { name, column }: Pick<UnderstoodColumn, 'name' | 'column'>,
  row: number,
  known: readonly string[],
  what: 'values' | 'classes' = 'values',
): GradsheetError {
  const text = textAt(column, row);
  const near = nearest(text, known);
  return new GradsheetError('bad-cell', {
    where: table.where({ row, column: name }),
    expected:
      what === 'values'
        ? words('one of the values of the training rows, {}', listed(known, 12))
        : words('one of the classes of the training rows, {}', listed(known, 12)),
    received: quoted(text),
    hint:
      near !== undefined
        ? words('Did you mean "{}"?', near)
        : what === 'values'
          ? words('Leave the column out of the features, or train on rows that have this value too.')
          : words('Train on rows of this class too.'),
  });
}
