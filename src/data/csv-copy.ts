import { type Cells, cellText, CONTINUED, DOUBLED, PLAIN, QUOTED } from './csv-cells.ts';
import { disarmed } from './csv-formulas.ts';
import type { Grid } from './csv-grid.ts';
import { kindOf } from './csv-header.ts';
import { missingMarkersWith } from './csv-missing.ts';
import { type CsvDialect, spelledNumber, spelledText } from './csv-spelling.ts';
import { cellOf, type Column } from './column.ts';

/** The cells of a table as they stand in its file: what a copy is made of that changes none of them. */
export interface FileCells {
  /** The rows of names, then those of the table. */
  readonly grid: Grid;
  /** How many rows hold names: 0, 1 or 2. */
  readonly skip: number;
  /** Of the columns, as the table has them. */
  readonly names: readonly string[];
  /** How the file is written; absent for a file that is no CSV. */
  readonly written?: {
    readonly delimiter: string;
    readonly decimalComma: boolean;
    readonly lineBreak: '\n' | '\r\n' | '\r';
    /** Titles, comments and `sep=;` above the table, to the end of their last line. */
    readonly above: string;
  };
}

/** A text that is made while it is written. */
export interface Copy {
  readonly pieces: () => Iterable<string>;
  /** Cells that a spreadsheet would have computed, when all pieces were made. */
  readonly disarmed: () => number;
}

/**
 * The file again, with more columns at the end: every other cell keeps its text (051200, 13.0, NA), its quotes and its
 * delimiter. Columns of the same names as the new ones make room for them. A cell that a spreadsheet would compute gets
 * an apostrophe, as in `writeCsv`, unless formulas are kept.
 *
 *   // n;x            [y_predicted: 1.5, 2.5]      n;x;y_predicted
 *   // 007;1,0                            →        007;1,0;1,5
 *   // 008;2,0                                     008;2,0;2,5
 *
 * @param added a value for each row of the table
 */
export function copyWith(
  { grid, skip, names, written }: FileCells,
  added: readonly Column[],
  keepFormulas: boolean,
): Copy {
  const { delimiter, lineBreak, decimalComma, above } = written ?? COMMAS;
  const dialect = { delimiter, decimalComma, keepFormulas };
  const replaced = new Set(added.map(({ name }) => name));
  const places = names.flatMap((name, place) => (replaced.has(name) ? [] : [place]));
  const copied = written
    ? rawCell(dialect)
    : (cells: Cells, cell: number) => spelledText(content(cells, cell), dialect);
  const isAligned = delimiter === ' ';
  let guarded = 0;
  const copy = (cells: Cells, cell: number): string => {
    if (!keepFormulas && mayCompute(cells, cell)) {
      guarded += 1;
      return spelledText(cellText(cells, cell), dialect);
    }
    const text = copied(cells, cell);
    return isAligned && text === '' ? '""' : text; // among blanks an empty cell would be none
  };
  const spell = (column: Column, row: number): string => {
    const value = cellOf(column, row);
    if (value === null) return isAligned ? '""' : '';
    return typeof value === 'number' ? spelledNumber(value, dialect) : spelledText(value, dialect);
  };
  const headings = added.map(({ name }) => spelledText(name, dialect));
  const line = (cells: readonly string[]): string => cells.join(delimiter) + lineBreak;
  function* pieces(): Iterable<string> {
    guarded = 0;
    let text = above;
    if (skip === 0) text += line([...places.map((place) => spelledText(names[place] ?? '', dialect)), ...headings]);
    for (let row = 0; row < grid.rows; row++) {
      text += line(cellsOf(row));
      if (text.length < PIECE) continue;
      yield text;
      text = '';
    }
    yield text;
  }
  const cellsOf = (row: number): string[] => {
    const block = grid.block(row);
    const own = places.map((place) => copy(block, (row - block.first) * grid.width + place));
    const more =
      row === 0 && skip > 0
        ? headings
        : added.map((column) => (row < skip ? (isAligned ? '""' : '') : spell(column, row - skip)));
    return [...own, ...more];
  };
  return { pieces, disarmed: () => guarded };
}

const PIECE = 2 ** 16; // characters, a few more

const COMMAS = { delimiter: ',', decimalComma: false, lineBreak: '\n', above: '' } as const;

/** A cell with its quotes, as it stands between two delimiters. */
const rawCell =
  ({ delimiter }: Pick<CsvDialect, 'delimiter'>) =>
  ({ text, starts, ends, kinds }: Cells, cell: number): string => {
    const inner = text.slice(starts[cell], ends[cell]);
    switch (kinds[cell]) {
      case QUOTED:
      case DOUBLED:
        return `"${inner}"`;
      case CONTINUED:
        return `"${inner}`;
      default:
        return delimiter === ' ' ? inner.trim() : inner;
    }
  };

/** What a cell of a workbook or a record holds, blanks included. */
function content({ text, starts, ends, kinds }: Cells, cell: number): string {
  const inner = text.slice(starts[cell], ends[cell]);
  return kinds[cell] === DOUBLED ? inner.replaceAll('""', '"') : inner;
}

/** Would a spreadsheet compute it? Numbers and missing markers (-5 %, --) look as if it would. */
function mayCompute(grid: Cells, cell: number): boolean {
  const first = grid.text.charCodeAt(grid.starts[cell] ?? 0);
  const isPlain = grid.kinds[cell] === PLAIN && isLetterOrDigit(first);
  if (isPlain) return false; // most cells: no text is made of them
  const value = cellText(grid, cell);
  return disarmed(value) !== value && kindOf(value, missing) === 'text';
}

const missing = missingMarkersWith();

const isLetterOrDigit = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
