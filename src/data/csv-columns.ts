import { GradsheetError } from '../errors.ts';
import { listedWords, quoted, type Where } from '../words.ts';
import { brief } from '../util/text.ts';
import { type CsvCells, cellText, PLAIN } from './csv-cells.ts';
import type { Column } from './column.ts';
import { words } from './error-words.ts';

/** Something worth saying about a column that could be read. */
export type CsvWarning =
  /** Texts such as 1,5 throughout: probably numbers, to be read with `decimalComma`. */
  /** `thousands`: every comma may as well part thousands, as in 4,107. */
  | {
      readonly code: 'decimal-comma';
      readonly column: string;
      readonly row: number;
      readonly text: string;
      readonly thousands?: boolean;
    }
  /** Read as texts, although at least half of the cells are numbers. */
  | {
      readonly code: 'mixed-column';
      readonly column: string;
      readonly numbers: number;
      readonly texts: number;
      readonly row: number;
      readonly text: string;
    };

export interface ColumnRules {
  readonly name: string;
  /** Which cell of each row. */
  readonly place: number;
  /** Rows before the first row of data: 1 if there is a header. */
  readonly skip: number;
  readonly decimalComma: boolean;
  readonly type?: 'number' | 'text';
  /** File name, for errors. */
  readonly where: Where;
}

/** Cells without a value. In a column of texts a quoted one is a text: "NA" may be Namibia. An empty cell never is. */
export const missingMarkers: ReadonlySet<string> = new Set([
  '',
  '-',
  'NA',
  'na',
  'N/A',
  'n/a',
  '#N/A',
  'NaN',
  'nan',
  'NAN',
  'null',
  'NULL',
  'Null',
]);

/**
 * A column of numbers if no cell says otherwise, of texts if some do; but if more than 90 % are numbers the others are
 * errors, because one wrong cell must not turn a column of numbers into categories; also one or two among a few numbers
 * with decimals.
 *
 * @throws GradsheetError `bad-cell` naming the first wrong cells
 */
export function readColumn(cells: CsvCells, rules: ColumnRules, warnings: CsvWarning[]): Column {
  if (rules.type === 'text') return textColumn(cells, rules);
  const found = readNumbers(cells, rules);
  const others = found.texts + found.infinite;
  // of few rows: room numbers are whole, measured ones are not
  const slips = others <= 2 && found.numbers > 2 && found.decimals;
  const isNumber =
    rules.type === 'number' ||
    slips ||
    others === 0 ||
    found.numbers > 0.9 * (found.numbers + others) ||
    (found.texts === 0 && found.numbers > 0);
  if (isNumber && others > 0) throw badCells(cells, rules, found);
  if (isNumber && (rules.type === 'number' || found.numbers > 0 || found.quotedMarkers === 0)) {
    return { kind: 'number', name: rules.name, values: found.values };
  }
  const column = textColumn(cells, rules);
  warn(cells, rules, found, column.values, warnings);
  return column;
}

interface Found {
  values: Float64Array;
  numbers: number;
  texts: number;
  infinite: number;
  /** Is some number no whole one? */ decimals: boolean;
  quotedMarkers: number;
  /** Rows of the first cells that are no numbers. */ bad: number[];
}

function readNumbers(cells: CsvCells, { place, skip, decimalComma }: ColumnRules): Found {
  const { text, starts, ends, kinds, firstCells } = cells;
  const rows = firstCells.length - 1 - skip;
  const found: Found = {
    values: new Float64Array(rows).fill(NaN),
    numbers: 0,
    texts: 0,
    infinite: 0,
    decimals: false,
    quotedMarkers: 0,
    bad: [],
  };
  for (let row = 0; row < rows; row++) {
    const cell = (firstCells[row + skip] ?? 0) + place;
    const start = starts[cell] ?? 0;
    const end = ends[cell] ?? 0;
    if (start === end) continue;
    const value = parseNumber(text, start, end, decimalComma);
    if (value === value && value !== Infinity && value !== -Infinity) {
      found.values[row] = value;
      found.numbers += 1;
      if (value !== Math.floor(value)) found.decimals = true;
      continue;
    }
    const content = cellText(cells, cell);
    if (missingMarkers.has(content)) {
      if (kinds[cell] !== PLAIN) found.quotedMarkers += 1;
      continue;
    }
    if (value === Infinity || value === -Infinity || /^[+-]?(inf|infinity|∞)$/i.test(content)) found.infinite += 1;
    else found.texts += 1;
    if (found.bad.length < 3) found.bad.push(row);
  }
  return found;
}

/** The number that text[start, end) spells, correctly rounded; NaN if it is none. Blanks around it do not count. */
export function parseNumber(text: string, start: number, end: number, decimalComma = false): number {
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  const point = decimalComma ? 44 : 46;
  let i = start;
  let mantissa = 0;
  let digits = 0;
  let decimals = -1;
  const sign = text.charCodeAt(i);
  if (sign === 45 || sign === 43) i += 1;
  for (; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) {
      mantissa = mantissa * 10 + (code - 48);
      digits += 1;
      if (decimals >= 0) decimals += 1;
    } else if (code === point && decimals < 0) decimals = 0;
    else break;
  }
  // Up to 15 digits and 10^22 are exact doubles, so one division rounds once (Clinger 1990).
  if (i === end && digits > 0 && digits <= 15) {
    const size = decimals > 0 ? mantissa / (POWERS[decimals] ?? NaN) : mantissa;
    return sign === 45 ? -size : size;
  }
  if (digits === 0) return NaN;
  const spelled = text.slice(start, end);
  const ordinary = decimalComma ? (spelled.includes('.') ? '' : spelled.replace(',', '.')) : spelled;
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(ordinary) ? Number(ordinary) : NaN;
}

/** Also the no-break space and the ideographic one. */
function isBlank(code: number): boolean {
  return code <= 0x20 || code === 0xa0 || code === 0x3000;
}

const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15] as const;

function textColumn(cells: CsvCells, { name, place, skip }: ColumnRules): Column & { kind: 'text' } {
  const { kinds, firstCells } = cells;
  const distinct = new Map<string, number>();
  const codes = new Int32Array(firstCells.length - 1 - skip);
  for (let row = 0; row < codes.length; row++) {
    const cell = (firstCells[row + skip] ?? 0) + place;
    const content = cellText(cells, cell);
    if (content === '' || (kinds[cell] === PLAIN && missingMarkers.has(content))) {
      codes[row] = -1;
      continue;
    }
    let code = distinct.get(content);
    if (code === undefined) distinct.set(content, (code = distinct.size));
    codes[row] = code;
  }
  return { kind: 'text', name, codes, values: [...distinct.keys()] };
}

function badCells(cells: CsvCells, rules: ColumnRules, { numbers, texts, infinite, bad }: Found): GradsheetError {
  const { name, place, skip, where } = rules;
  const shown = bad.map((row) => ({
    row: cells.rowNumbers[row + skip] ?? 0,
    text: cellText(cells, (cells.firstCells[row + skip] ?? 0) + place),
  }));
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
    hint: shown.every(({ text }) => THOUSANDS.test(text))
      ? words('Write numbers without a comma between thousands.')
      : comma
        ? words('If the comma is a decimal comma, say so (--decimal-comma).')
        : others > 1
          ? words('Correct the cells, or leave them empty where the value is missing.')
          : words('Correct the cell, or leave it empty if the value is missing.'),
  });
}

function warn(
  cells: CsvCells,
  rules: ColumnRules,
  found: Found,
  values: readonly string[],
  warnings: CsvWarning[],
): void {
  const { name: column, place, skip, decimalComma } = rules;
  const [first = 0] = found.bad;
  const row = cells.rowNumbers[first + skip] ?? 0;
  const text = cellText(cells, (cells.firstCells[first + skip] ?? 0) + place);
  const commas = values.filter((value) => DECIMAL_COMMA.test(value) || THOUSANDS.test(value)).length;
  const whole = values.filter((value) => /^[+-]?\d+$/.test(value)).length;
  if (!decimalComma && commas > 0 && commas + whole > 0.9 * values.length) {
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

const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;
const THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
