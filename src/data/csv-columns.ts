import { GradsheetError } from '../errors.ts';
import { listedWords, quoted, type Where } from '../words.ts';
import { brief } from '../util/text.ts';
import { type Grid, textAt } from './csv-grid.ts';
import type { MissingMarkers } from './csv-missing.ts';
import { type DressHints, dressOf, type NumberDress } from './csv-numbers.ts';
import type { CsvWarning } from './csv-warnings.ts';
import type { Shelf } from './column-values.ts';
import type { LargeColumn, LargeTexts } from './large-table.ts';
import { words } from './error-words.ts';
import type { Found, Keeping, RawColumn } from './raw-column.ts';

/** What is the same for every column of a file. */
export interface FileRules {
  /** Rows before the first row of data: 1 if there is a header. */
  readonly skip: number;
  readonly hints: DressHints;
  readonly missing: MissingMarkers;
  /** File name, for errors. */
  readonly where: Where;
  /** Where the values of a table are put that is not to lie in memory. */
  readonly shelf?: Shelf;
}
export interface ColumnRules extends FileRules {
  readonly name: string;
  /** Which cell of each row. */
  readonly place: number;
  /** What the person says it is. */
  readonly type?: 'number' | 'text';
}

/** What is told of a column. */
export interface Notes {
  readonly warnings: readonly CsvWarning[];
  /** Texts that stood for missing values, and in how many cells. */
  readonly markers: ReadonlyMap<string, number>;
}

/**
 * A column of numbers if no cell says otherwise, of texts if some do; but if more than 90 % are numbers the others
 * become missing values, because one wrong cell must not turn a column of numbers into categories; also one or two
 * among a few numbers with decimals. Cells such as 207a among whole numbers are no slips but codes: then all are texts.
 * Numbers may have a dress (`csv-numbers.ts`) if the whole column has it.
 *
 * @returns how the cells must be kept, if they were kept otherwise
 * @throws GradsheetError `bad-cell` naming the first wrong cells, if the person says that it is a column of numbers
 */
export function columnOf(
  raw: RawColumn,
  grid: Grid,
  rules: ColumnRules,
): { column: LargeColumn; notes: Notes } | Keeping {
  const { name, type, skip, hints } = rules;
  const isText = raw.keeping.as === 'texts';
  if (type === 'text') return isText ? textColumn(raw, rules, []) : { as: 'texts' };
  const plain = raw.found(undefined);
  const dress = plain.texts > 0 ? dressFor(raw, grid, rules, plain) : undefined;
  if (!isText && !sameDress(dress, raw.keeping.dress)) return { as: 'numbers', dress };
  const found = dress ? raw.found(dress) : plain;
  const warnings: CsvWarning[] = [];
  const numberOf = (row: number): number => grid.rowNumbers[row + skip] ?? 0;
  if (found.dressed && mostlyNumbers(found) && hints.thousands === undefined) {
    const { row, text, value } = found.dressed;
    warnings.push({ code: 'dressed-numbers', column: name, row: numberOf(row), text, value });
  }
  const { numbers, texts, infinite, bad } = found;
  if (type === 'number' && texts + infinite > 0) throw badCells(grid, rules, found);
  const valueless = numbers === 0 && texts === 0 && infinite === 0;
  const codes = texts > 1 && !found.decimals && bad.every(({ text }) => CODE.test(text));
  if (type === 'number' || (valueless ? found.quotedMarkers === 0 : mostlyNumbers(found) && !codes)) {
    const [{ row, text } = { row: 0, text: '' }] = bad;
    const place = { column: name, row: numberOf(row), text };
    if (texts > 0) warnings.push({ code: 'bad-cells', cells: texts + infinite, ...place });
    else if (infinite > 0) warnings.push({ code: 'infinite-cells', cells: infinite, ...place });
    const column = { kind: 'number', name, read: raw.numbers(dress) } as const;
    return { column, notes: { warnings, markers: found.markers } };
  }
  if (!isText) return { as: 'texts' };
  const read = textColumn(raw, rules, warnings);
  if (texts + infinite > 0) warn(grid, rules, found, read.column.values, warnings);
  return read;
}

const sameDress = (one: NumberDress | undefined, other: NumberDress | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

function textColumn(
  raw: RawColumn,
  { name }: ColumnRules,
  warnings: readonly CsvWarning[],
): { column: LargeTexts; notes: Notes } {
  const { codes, values, markers } = raw.texts();
  return { column: { kind: 'text', name, read: codes, values }, notes: { warnings, markers } };
}

/** Are the cells numbers, but for slips? */
function mostlyNumbers({ numbers, texts, infinite, decimals }: Found): boolean {
  // of few rows: room numbers are whole, measured ones are not
  const slips = texts + infinite <= 2 && numbers > 2 && decimals;
  return slips || (texts === 0 && numbers > 0) || numbers > 0.9 * (numbers + texts + infinite);
}

export const MOST_LOOKED_AT = 5000; // cells of a column

/** How the numbers of the column are dressed, if they are; the first cells that are no plain numbers have digits. */
function dressFor(raw: RawColumn, grid: Grid, rules: ColumnRules, { bad }: Found): NumberDress | undefined {
  if (bad.every(({ text }) => !/[\d\uff10-\uff19]/.test(text))) return undefined;
  return dressOf(contents(raw, grid, rules, MOST_LOOKED_AT), rules.hints);
}

/** What the first cells of a column hold, without missing values. */
export function contents(raw: RawColumn, grid: Grid, { skip, place, missing }: ColumnRules, most: number): string[] {
  const kept = raw.contents(most);
  if (kept) return kept;
  const texts: string[] = [];
  for (let row = skip; row < grid.rows && texts.length < most; row++) {
    const content = textAt(grid, row, place);
    if (!missing.amongNumbers.has(content)) texts.push(content);
  }
  return texts;
}

function badCells(grid: Grid, rules: ColumnRules, { numbers, texts, infinite, bad }: Found): GradsheetError {
  const { name, skip, where } = rules;
  const shown = bad.map(({ row, text }) => ({ row: grid.rowNumbers[row + skip] ?? 0, text }));
  const others = texts + infinite;
  const comma = shown.every(({ text }) => DECIMAL_COMMA.test(text));
  const examples = listedWords(
    shown.map(({ row, text }, i) => {
      const value = quoted(brief(text, 30));
      return i === 0 ? value : words('{} in row {}', value, row);
    }),
  );
  return new GradsheetError('bad-cell', {
    where: words('{}, row {}, column {}', where, shown[0]?.row ?? 0, name),
    expected: texts === 0 ? words('finite numbers') : words('numbers, as in {} of {} cells', numbers, numbers + others),
    received: others > shown.length ? words('{} and {} more', examples, others - shown.length) : examples,
    hint: comma
      ? words('If the comma is a decimal comma, say so: --decimal-comma, or decimalComma in a program.')
      : others > 1
        ? words('Correct the cells, or leave them empty where the value is missing.')
        : words('Correct the cell, or leave it empty if the value is missing.'),
  });
}

function warn(grid: Grid, rules: ColumnRules, found: Found, values: readonly string[], warnings: CsvWarning[]): void {
  const { name: column, skip, hints } = rules;
  const [{ row: first, text } = { row: 0, text: '' }] = found.bad;
  const row = grid.rowNumbers[first + skip] ?? 0;
  const commas = values.filter((value) => DECIMAL_COMMA.test(value) || THOUSANDS.test(value)).length;
  const whole = values.filter((value) => /^[+-]?\d+$/.test(value)).length;
  if (hints.decimalComma !== true && commas > 0 && commas + whole > 0.9 * values.length) {
    warnings.push({
      code: 'decimal-comma',
      column,
      row,
      text,
      ...(values.every((value) => !value.includes(',') || THOUSANDS.test(value)) ? { thousands: true } : {}),
    });
  } else if (found.numbers >= found.texts && found.texts > 0) {
    warnings.push({ code: 'mixed-column', column, numbers: found.numbers, texts: found.texts, row, text });
  }
}

/** Letters and digits: 207a, c168. */
const CODE = /^(?=.*\p{L})(?=.*\d)[\p{L}\d_-]+$/u;
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;
const THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
