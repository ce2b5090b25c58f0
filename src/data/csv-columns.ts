import { GradsheetError } from '../errors.ts';
import { listedWords, quoted, type Where } from '../words.ts';
import { brief } from '../util/text.ts';
import { cellText, PLAIN } from './csv-cells.ts';
import type { Grid } from './csv-grid.ts';
import type { MarkerCounts, MissingMarkers } from './csv-missing.ts';
import { type DressHints, dressOf, isInfinite, type NumberDress, parseNumber, undressed } from './csv-numbers.ts';
import type { CsvWarning } from './csv-warnings.ts';
import type { Column } from './column.ts';
import { words } from './error-words.ts';

/** What is the same for every column of a file. */
export interface FileRules {
  /** Rows before the first row of data: 1 if there is a header. */
  readonly skip: number;
  readonly hints: DressHints;
  readonly missing: MissingMarkers;
  /** File name, for errors. */
  readonly where: Where;
}
export interface ColumnRules extends FileRules {
  readonly name: string;
  /** Which cell of each row. */
  readonly place: number;
  /** What the person says it is. */
  readonly type?: 'number' | 'text';
}

/** What is told of the columns. */
export interface Notes {
  readonly warnings: CsvWarning[];
  readonly markers: MarkerCounts;
}

/**
 * A column of numbers if no cell says otherwise, of texts if some do; but if more than 90 % are numbers the others
 * become missing values, because one wrong cell must not turn a column of numbers into categories; also one or two
 * among a few numbers with decimals. Cells such as 207a among whole numbers are no slips but codes: then all are texts.
 * Numbers may have a dress (`csv-numbers.ts`) if the whole column has it.
 *
 * @throws GradsheetError `bad-cell` naming the first wrong cells, if the person says that it is a column of numbers
 */
export function readColumn(grid: Grid, rules: ColumnRules, { warnings, markers }: Notes): Column {
  if (rules.type === 'text') return textColumn(grid, rules, markers);
  const { column, place, skip, hints } = { column: rules.name, ...rules };
  let found = readNumbers(grid, rules);
  const dress = found.texts > 0 ? dressFor(grid, rules, found) : undefined;
  if (dress) {
    found = readNumbers(grid, rules, dress);
    const [row, value] = [found.firstDressed, found.values[found.firstDressed] ?? NaN];
    if (row >= 0 && mostlyNumbers(found) && hints.thousands === undefined) {
      const text = cellText(grid, (row + skip) * grid.width + place);
      warnings.push({ code: 'dressed-numbers', column, row: grid.rowNumbers[row + skip] ?? 0, text, value });
    }
  }
  const { numbers, texts, infinite, bad } = found;
  if (rules.type === 'number' && texts + infinite > 0) throw badCells(grid, rules, found);
  const valueless = numbers === 0 && texts === 0 && infinite === 0;
  const codes = texts > 1 && !found.decimals && bad.every((row) => CODE.test(textAt(grid, rules, row)));
  if (rules.type === 'number' || (valueless ? found.quotedMarkers === 0 : mostlyNumbers(found) && !codes)) {
    markers.add(found.markers);
    const [first = 0] = bad;
    const place = { column, row: grid.rowNumbers[first + skip] ?? 0, text: textAt(grid, rules, first) };
    if (texts > 0) warnings.push({ code: 'bad-cells', cells: texts + infinite, ...place });
    else if (infinite > 0) warnings.push({ code: 'infinite-cells', cells: infinite, ...place });
    return { kind: 'number', name: column, values: found.values };
  }
  const read = textColumn(grid, rules, markers);
  if (texts + infinite > 0) warn(grid, rules, found, read.values, warnings);
  return read;
}

/** Are the cells numbers, but for slips? */
function mostlyNumbers({ numbers, texts, infinite, decimals }: Found): boolean {
  // of few rows: room numbers are whole, measured ones are not
  const slips = texts + infinite <= 2 && numbers > 2 && decimals;
  return slips || (texts === 0 && numbers > 0) || numbers > 0.9 * (numbers + texts + infinite);
}

const textAt = (grid: Grid, { skip, place }: ColumnRules, row: number): string =>
  cellText(grid, (row + skip) * grid.width + place);

interface Found {
  values: Float64Array;
  numbers: number;
  texts: number;
  infinite: number;
  /** Is some number no whole one? */ decimals: boolean;
  quotedMarkers: number;
  /** How often each text stood for a missing value. */ markers: Map<string, number>;
  /** Rows of the first cells that are no numbers. */ bad: number[];
  /** Row of the first number in a dress; -1: none. */ firstDressed: number;
}

function readNumbers(grid: Grid, { place, skip, hints, missing }: ColumnRules, dress?: NumberDress): Found {
  const { text, starts, ends, kinds, width } = grid;
  const decimalComma = dress ? dress.decimal === ',' : hints.decimalComma === true;
  const rows = grid.rows - skip;
  const found: Found = {
    values: new Float64Array(rows).fill(NaN),
    numbers: 0,
    texts: 0,
    infinite: 0,
    decimals: false,
    quotedMarkers: 0,
    markers: new Map(),
    bad: [],
    firstDressed: -1,
  };
  let cell = skip * width + place;
  for (let row = 0; row < rows; row++, cell += width) {
    const start = starts[cell] ?? 0;
    const end = ends[cell] ?? 0;
    if (start === end) continue;
    let value = dress?.percent ? NaN : parseNumber(text, start, end, decimalComma);
    if (value !== value || missing.stated.size > 0) {
      const content = cellText(grid, cell);
      if (missing.amongNumbers.has(content)) {
        if (kinds[cell] !== PLAIN && !missing.stated.has(content)) found.quotedMarkers += 1;
        found.markers.set(content, (found.markers.get(content) ?? 0) + 1);
        continue;
      }
      if (value !== value && dress) {
        value = undressed(content, dress);
        if (value === value && found.firstDressed < 0) found.firstDressed = row;
      }
      if (value !== value && !isInfinite(content, value)) {
        found.texts += 1;
        if (found.bad.length < 3) found.bad.push(row);
        continue;
      }
    }
    if (value !== value || value === Infinity || value === -Infinity) {
      found.infinite += 1;
      if (found.bad.length < 3) found.bad.push(row);
      continue;
    }
    found.values[row] = value;
    found.numbers += 1;
    if (value !== Math.floor(value)) found.decimals = true;
  }
  return found;
}

export const MOST_LOOKED_AT = 5000; // cells of a column

/** How the numbers of the column are dressed, if they are; the first cells that are no plain numbers have digits. */
function dressFor(grid: Grid, rules: ColumnRules, { bad }: Found): NumberDress | undefined {
  if (bad.every((row) => !/[\d\uff10-\uff19]/.test(textAt(grid, rules, row)))) return undefined;
  return dressOf(contents(grid, rules, MOST_LOOKED_AT), rules.hints);
}

/** What the cells of a column hold, without missing values. */
export function contents(grid: Grid, { skip, place, missing }: ColumnRules, most = Infinity): string[] {
  const texts: string[] = [];
  for (let row = skip; row < grid.rows && texts.length < most; row++) {
    const content = cellText(grid, row * grid.width + place);
    if (!missing.amongNumbers.has(content)) texts.push(content);
  }
  return texts;
}

function textColumn(grid: Grid, rules: ColumnRules, markers: MarkerCounts): Column & { kind: 'text' } {
  const { name, place, skip, missing } = rules;
  const distinct = new Map<string, number>();
  const met = new Map<string, number>();
  const codes = new Int32Array(grid.rows - skip);
  for (let row = 0, cell = skip * grid.width + place; row < codes.length; row++, cell += grid.width) {
    const content = cellText(grid, cell);
    if (content === '' || missing.stated.has(content) || (grid.kinds[cell] === PLAIN && missing.always.has(content))) {
      codes[row] = -1;
      if (content !== '') met.set(content, (met.get(content) ?? 0) + 1);
      continue;
    }
    let code = distinct.get(content);
    if (code === undefined) distinct.set(content, (code = distinct.size));
    codes[row] = code;
  }
  markers.add(met);
  return { kind: 'text', name, codes, values: [...distinct.keys()] };
}

function badCells(grid: Grid, rules: ColumnRules, { numbers, texts, infinite, bad }: Found): GradsheetError {
  const { name, skip, where } = rules;
  const shown = bad.map((row) => ({ row: grid.rowNumbers[row + skip] ?? 0, text: textAt(grid, rules, row) }));
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
      ? words('If the comma is a decimal comma, say so (--decimal-comma).')
      : others > 1
        ? words('Correct the cells, or leave them empty where the value is missing.')
        : words('Correct the cell, or leave it empty if the value is missing.'),
  });
}

function warn(grid: Grid, rules: ColumnRules, found: Found, values: readonly string[], warnings: CsvWarning[]): void {
  const { name: column, skip, hints } = rules;
  const [first = 0] = found.bad;
  const row = grid.rowNumbers[first + skip] ?? 0;
  const text = textAt(grid, rules, first);
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
