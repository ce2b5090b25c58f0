import { GradsheetError } from '../errors.ts';
import { quoted, type Where } from '../words.ts';
import { listed, nearest } from '../util/text.ts';
import { cellText } from './csv-cells.ts';
import { columnOf, contents, type ColumnRules, type FileRules, MOST_LOOKED_AT, type Notes } from './csv-columns.ts';
import { type Block, blocksOf, type Grid, textAt } from './csv-grid.ts';
import { MarkerCounts } from './csv-missing.ts';
import { dressOf, hasDecimalCommas } from './csv-numbers.ts';
import type { CsvWarning } from './csv-warnings.ts';
import { PAGE } from './column-values.ts';
import type { LargeColumn } from './large-table.ts';
import { words } from './error-words.ts';
import { type Keeping, RawColumn } from './raw-column.ts';

interface ReadColumn {
  readonly rules: ColumnRules;
  readonly raw: RawColumn;
  readonly column: LargeColumn;
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
): { columns: LargeColumn[]; decimalComma: boolean } {
  const decimalComma = rules[0]?.hints.decimalComma;
  const isForeseen = decimalComma === undefined && begun?.[0]?.rules.decimalComma === true;
  const proven = isForeseen ? provenComma(grid, rules, begun) : undefined;
  let read: readonly ReadColumn[] = proven ? [] : readAs(grid, rules, isForeseen ? undefined : begun);
  const comma = proven ?? (decimalComma === undefined ? decimalCommaIn(grid, read) : undefined);
  if (comma) {
    warnings.push(comma);
    read = readAs(grid, withCommas(rules), proven ? begun : undefined);
  }
  const markers = new MarkerCounts();
  for (const { notes } of read) {
    warnings.push(...notes.warnings);
    markers.add(notes.markers);
  }
  if (markers.all.length > 0) warnings.push({ code: 'missing-markers', markers: markers.all });
  return { columns: read.map(({ column }) => column), decimalComma: decimalComma ?? comma !== undefined };
}

const withCommas = (rules: readonly ColumnRules[]): ColumnRules[] =>
  rules.map((rule) => ({ ...rule, hints: { ...rule.hints, decimalComma: true } }));

/** How the cells of a large file are best kept: as those of its first rows, with decimal commas if these have them. */
export function foreseen(
  grid: Grid,
  rules: readonly ColumnRules[],
): { readonly rules: readonly ColumnRules[]; readonly keepings: readonly Keeping[] } {
  const head = headGrid(grid, rules);
  const read = readAs(head, rules.map(undemanded));
  const hasCommas = rules[0]?.hints.decimalComma === undefined && decimalCommaIn(head, read) !== undefined;
  if (!hasCommas) return { rules, keepings: read.map(({ raw }) => raw.keeping) };
  return { rules: withCommas(rules), keepings: keepingsOf(grid, withCommas(rules)) };
}

const keepingsOf = (grid: Grid, rules: readonly ColumnRules[]): Keeping[] =>
  readAs(headGrid(grid, rules), rules.map(undemanded)).map(({ raw }) => raw.keeping);

/** Whether every cell is a number, as a person says, is asked of all rows, not of the first ones: they are not kept. */
const undemanded = ({ type, shelf: _, ...rules }: ColumnRules): ColumnRules =>
  type === 'text' ? { ...rules, type } : rules;

function headGrid(grid: Grid, rules: readonly ColumnRules[]): Grid {
  const { rows, first } = grid.block(rules[0]?.skip ?? 0);
  return { ...grid, rows: first + rows };
}

/** A column for each rule. @param room for so many rows */
export const beginColumns = (rules: readonly ColumnRules[], keepings: readonly Keeping[], room: number): RawColumn[] =>
  rules.map(
    ({ missing, hints, shelf }, i) =>
      new RawColumn(
        keepings[i] ?? { as: 'numbers' },
        { missing, decimalComma: hints.decimalComma === true, ...(shelf ? { shelf } : {}) },
        room,
      ),
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
      own.column.kind === 'number' && hasFractions(own.column.read, own.raw.rows) && texts(own).some(hasDecimalPoint),
  );
  if (pointed) return undefined;
  return firstComma(grid, found.rules);
}

function hasFractions(read: (begin: number, end: number) => Float64Array, rows: number): boolean {
  for (let begin = 0; begin < rows; begin += PAGE) {
    const values = read(begin, Math.min(rows, begin + PAGE));
    if (values.some((value) => value !== Math.floor(value) && !Number.isNaN(value))) return true;
  }
  return false;
}

function firstComma(
  grid: Grid,
  { skip, place, name }: ColumnRules,
): (CsvWarning & { code: 'decimal-comma-found' }) | undefined {
  for (let row = skip; row < grid.rows; row++) {
    const text = textAt(grid, row, place);
    if (text.includes(',')) {
      return { code: 'decimal-comma-found', column: name, row: grid.rowNumbers[row] ?? 0, text };
    }
  }
  return undefined;
}

const WIDE = 1000; // columns

/**
 * What `decimalCommaIn` would find if the columns were read with points, where that is sure without doing so: of the
 * first column that has decimal commas, more than one number in ten has one, so that it would be one of texts; and no
 * column has decimal points.
 */
function provenComma(
  grid: Grid,
  rules: readonly ColumnRules[],
  raws: readonly RawColumn[],
): ReturnType<typeof decimalCommaIn> {
  if (rules.length > WIDE || rules.some(({ type }) => type === 'number')) return undefined;
  const texts = firstContents(grid, rules);
  const place = rules.findIndex(
    ({ type, hints }, i) => type !== 'text' && hasDecimalCommas(texts[i] ?? [], hints.delimiter === ',' ? 0.5 : 0),
  );
  const [found, raw] = [rules[place], raws[place]];
  const isText = raw !== undefined && raw.fractions > 0.1 * raw.rows + 3;
  if (!found || !isText || dressOf(texts[place] ?? [], found.hints) || texts.flat().some(hasDecimalPoint)) {
    return undefined;
  }
  return firstComma(grid, found);
}

/** `contents` of all columns, in one go through the rows. */
function firstContents(grid: Grid, rules: readonly ColumnRules[]): string[][] {
  const skip = rules[0]?.skip ?? 0;
  const texts = rules.map((): string[] => []);
  for (const block of blocksOf(grid, skip)) {
    if (texts.every(({ length }) => length >= MOST_LOOKED_AT)) break;
    for (let row = Math.max(skip, block.first); row < block.first + block.rows; row++) {
      rules.forEach(({ missing, place }, i) => {
        const own = texts[i] ?? [];
        if (own.length >= MOST_LOOKED_AT) return;
        const text = cellText(block, (row - block.first) * grid.width + place);
        if (!missing.amongNumbers.has(text)) own.push(text);
      });
    }
  }
  return texts;
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
