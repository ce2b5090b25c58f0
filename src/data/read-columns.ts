import { GradsheetError } from '../errors.ts';
import { quoted, type Where } from '../words.ts';
import { listed, nearest } from '../util/text.ts';
import { columnOf, contents, type ColumnRules, type FileRules, MOST_LOOKED_AT, type Notes } from './csv-columns.ts';
import { type Block, blocksOf, type Grid, textAt } from './csv-grid.ts';
import { MarkerCounts } from './csv-missing.ts';
import { hasDecimalCommas } from './csv-numbers.ts';
import type { CsvWarning } from './csv-warnings.ts';
import type { Column } from './column.ts';
import { words } from './error-words.ts';
import { type Keeping, RawColumn } from './raw-column.ts';

interface ReadColumn {
  readonly rules: ColumnRules;
  readonly raw: RawColumn;
  readonly column: Column;
  readonly notes: Notes;
}

/** @throws GradsheetError `unknown-name` for a type of a column that is not there */
export function rulesOf(
  names: readonly string[],
  types: Readonly<Record<string, 'number' | 'text'>>,
  file: FileRules,
): ColumnRules[] {
  const known = new Set(names);
  for (const name of Object.keys(types)) if (!known.has(name)) throw unknownColumn(name, names, file.where);
  return names.map((name, place) => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    return { ...file, name, place, ...(type === undefined ? {} : { type }) };
  });
}

/**
 * The columns; with decimal commas if nothing is known of them and the whole file agrees. The cells are gone through
 * once, where they can be kept at once as what they turn out to be.
 *
 * @param begun the cells of all columns, where they are at hand
 */
export function readColumns(
  grid: Grid,
  rules: readonly ColumnRules[],
  warnings: CsvWarning[],
  begun?: readonly RawColumn[],
): { columns: Column[]; decimalComma: boolean } {
  const decimalComma = rules[0]?.hints.decimalComma;
  let read = readAs(grid, rules, begun);
  const comma = decimalComma === undefined ? decimalCommaIn(grid, read) : undefined;
  if (comma) {
    warnings.push(comma);
    const withCommas = rules.map((rule) => ({ ...rule, hints: { ...rule.hints, decimalComma: true } }));
    read = readAs(grid, withCommas);
  }
  const markers = new MarkerCounts();
  for (const { notes } of read) {
    warnings.push(...notes.warnings);
    markers.add(notes.markers);
  }
  if (markers.all.length > 0) warnings.push({ code: 'missing-markers', markers: markers.all });
  return { columns: read.map(({ column }) => column), decimalComma: decimalComma ?? comma !== undefined };
}

/** How the cells of a large file are best kept: as those of its first rows. */
export function keepingsOf(grid: Grid, rules: readonly ColumnRules[]): Keeping[] {
  const { rows, first } = grid.block(rules[0]?.skip ?? 0);
  const head = { ...grid, rows: first + rows };
  return readAs(head, rules).map(({ raw }) => raw.keeping);
}

/** A column for each rule. @param room for so many rows */
export const beginColumns = (rules: readonly ColumnRules[], keepings: readonly Keeping[], room: number): RawColumn[] =>
  rules.map(
    ({ missing, hints }, i) =>
      new RawColumn(keepings[i] ?? { as: 'numbers' }, { missing, decimalComma: hints.decimalComma === true }, room),
  );

/** The cells of a block, from the first row of data on. */
export function takeBlock(
  columns: readonly RawColumn[],
  block: Block,
  width: number,
  rules: readonly ColumnRules[],
): void {
  columns.forEach((column, i) => {
    const { skip, place } = rules[i] ?? { skip: 0, place: 0 };
    if (block.first + block.rows > skip) column.take(block, Math.max(0, skip - block.first), width, place);
  });
}

/** Columns that were kept otherwise than they must be are gone through again. */
function readAs(grid: Grid, rules: readonly ColumnRules[], begun?: readonly RawColumn[]): ReadColumn[] {
  const read = new Array<ReadColumn>(rules.length);
  let wrong: { place: number; error: unknown } | undefined;
  let left = rules;
  let raws = begun ?? taken(grid, rules, hasOneBlock(grid, rules[0]?.skip ?? 0) ? [] : keepingsOf(grid, rules));
  while (left.length > 0) {
    const again: { rule: ColumnRules; keeping: Keeping }[] = [];
    left.forEach((rule, i) => {
      const raw = raws[i];
      if (!raw) return;
      try {
        const result = columnOf(raw, grid, rule);
        if ('as' in result) again.push({ rule, keeping: result });
        else read[rule.place] = { rules: rule, raw, ...result };
      } catch (error) {
        if (!wrong || rule.place < wrong.place) wrong = { place: rule.place, error }; // the first column counts
      }
    });
    left = again.map(({ rule }) => rule);
    const keepings = again.map(({ keeping }) => keeping);
    raws = taken(grid, left, keepings);
  }
  if (wrong) throw wrong.error;
  return read;
}

function hasOneBlock(grid: Grid, skip: number): boolean {
  const { first, rows } = grid.block(skip);
  return first + rows >= grid.rows;
}

function taken(grid: Grid, rules: readonly ColumnRules[], keepings: readonly Keeping[]): RawColumn[] {
  const skip = rules[0]?.skip ?? 0;
  const columns = beginColumns(rules, keepings, grid.rows - skip);
  if (columns.length > 0) for (const block of blocksOf(grid, skip)) takeBlock(columns, block, grid.width, rules);
  return columns;
}

/**
 * Has the file decimal commas? Some column has nothing but such numbers, and none has a decimal point; where the comma
 * parts the columns too, most numbers of the column must have one.
 */
function decimalCommaIn(
  grid: Grid,
  read: readonly ReadColumn[],
): (CsvWarning & { code: 'decimal-comma-found' }) | undefined {
  const texts = ({ raw, rules }: ReadColumn): string[] => contents(raw, grid, rules, MOST_LOOKED_AT);
  const found = read.find(
    (own) =>
      own.column.kind === 'text' &&
      own.rules.type !== 'text' &&
      hasDecimalCommas(texts(own), own.rules.hints.delimiter === ',' ? 0.5 : 0),
  );
  if (!found) return undefined;
  const pointed = read.some(
    (own) =>
      own.column.kind === 'number' &&
      own.column.values.some((value) => value !== Math.floor(value) && !Number.isNaN(value)) &&
      texts(own).some(hasDecimalPoint),
  );
  if (pointed) return undefined;
  const { skip, place, name } = found.rules;
  for (let row = skip; row < grid.rows; row++) {
    const text = textAt(grid, row, place);
    if (text.includes(',')) {
      return { code: 'decimal-comma-found', column: name, row: grid.rowNumbers[row] ?? 0, text };
    }
  }
  return undefined;
}

/** A point behind every comma that parts no thousands: 1,234.5 has one, 1.234,5 and 1.234.567 have not. */
const hasDecimalPoint = (text: string): boolean =>
  text.lastIndexOf('.') > text.lastIndexOf(',') && !/^[+-]?[1-9]\d{0,2}(\.\d{3})+$/.test(text);

function unknownColumn(name: string, names: readonly string[], where: Where): GradsheetError {
  const near = nearest(name, names);
  return new GradsheetError('unknown-name', {
    where: words('{}, {}', where, 'types'),
    expected: words('one of the columns {}', listed(names, 20)),
    received: quoted(name),
    ...(near === undefined ? {} : { hint: words('Did you mean "{}"?', near) }),
  });
}
