import { GradsheetError } from '../errors.ts';
import { verbatim, quoted, type Words } from '../words.ts';
import { checkFunction, checkList, checkNumber, checkRecord, checkText, invalid, isRecord } from '../util/options.ts';
import { excerpt, listed, nearest } from '../util/text.ts';
import {
  type Cell,
  type Column,
  type ColumnSummary,
  type ColumnValues,
  cellOf,
  columnOf,
  lengthOf,
  summaryOf,
  takeCells,
} from './column.ts';
import { printed } from './print-table.ts';
import { words } from './error-words.ts';

export type { Cell, Column, ColumnSummary, ColumnValues, NumberColumn, TextColumn } from './column.ts';

/** Where a table came from, so that errors can name rows as a person counts them. */
export interface Origin {
  /** File name, or '' for a table made in a program. */
  readonly name: string;
  /** The number of each row in its file, where the header is row 1; absent: rows are counted from 1. */
  readonly rowNumbers?: Int32Array;
}

/**
 * Named columns of numbers or texts, all of one length. A table never changes: every verb gives a new one.
 *
 *   const table = Table.of({ height: [180, 165, 171], city: ['Taipei', 'Tainan', null] });
 *   table.filter((row) => row.height !== null && row.height > 170).rows   // → 2
 */
export class Table {
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly origin: Origin;
  private readonly places: ReadonlyMap<string, number>;

  private constructor(columns: readonly Column[], origin: Origin, rows: number) {
    this.columns = columns;
    this.origin = origin;
    this.rows = rows;
    this.places = new Map(columns.map((column, i) => [column.name, i]));
  }

  /**
   * A table of columns, or of rows as records. A name that a record lacks is a missing value.
   *
   *   Table.of([{ height: 180, city: 'Taipei' }, { height: 165 }])
   *
   * @throws GradsheetError `bad-table` for columns of unequal length, `not-finite`, `bad-cell`
   */
  static of(columns: Readonly<Record<string, ColumnValues>> | readonly Readonly<Record<string, Cell>>[]): Table {
    if (Array.isArray(columns)) return Table.of(columnsOfRecords(columns));
    if (!isRecord(columns)) invalid('Table.of', COLUMNS, columns);
    return Table.fromColumns(
      Object.entries(columns as Record<string, ColumnValues>).map(([name, values]) => columnOf(name, values)),
    );
  }

  /** @throws GradsheetError `bad-table` for columns of unequal length or equal names */
  static fromColumns(columns: readonly Column[], origin: Origin = { name: '' }): Table {
    const [first] = columns;
    const rows = first ? lengthOf(first) : 0;
    const names = new Set<string>();
    for (const column of columns) {
      if (names.has(column.name)) {
        throw new GradsheetError('bad-table', {
          where: words('column {}', column.name),
          expected: words('names that differ'),
          received: words('the name twice'),
        });
      }
      if (lengthOf(column) !== rows) {
        throw new GradsheetError('bad-table', {
          where: words('column {}', column.name),
          expected: words('{} rows, as column {}', rows, first?.name ?? ''),
          received: verbatim(String(lengthOf(column))),
        });
      }
      names.add(column.name);
    }
    return new Table(columns, origin, rows);
  }

  get names(): readonly string[] {
    return this.columns.map((column) => column.name);
  }

  has(name: string): boolean {
    return this.places.has(name);
  }

  /** @throws GradsheetError `unknown-name`, with the nearest name */
  column(name: string): Column {
    checkText('column', name);
    const column = this.columns[this.places.get(name) ?? -1];
    if (column) return column;
    const near = nearest(name, this.names);
    throw new GradsheetError('unknown-name', {
      where: this.where({}),
      problem: words('{} has no column "{}".', this.where({}), name),
      received: quoted(name),
      hint:
        near === undefined ? words('Its columns are {}.', listed(this.names, 20)) : words('Did you mean "{}"?', near),
    });
  }

  /** One value; null where it is missing. `row` counts from 0. */
  cell(row: number, name: string): Cell {
    return cellOf(this.column(name), row);
  }

  /** Only these columns, in this order. */
  select(names: readonly string[]): Table {
    return this.with(Array.from(checkList('select', names) as readonly string[], (name) => this.column(name)));
  }

  /** All columns but these. */
  drop(names: readonly string[]): Table {
    const dropped = new Set(Array.from(checkList('drop', names) as readonly string[], (name) => this.column(name)));
    return this.with(this.columns.filter((column) => !dropped.has(column)));
  }

  /** `table.rename({ old: 'new' })` */
  rename(names: Readonly<Record<string, string>>): Table {
    for (const [name, other] of Object.entries(checkRecord('rename', names))) {
      checkText(words('column {}', this.column(name).name), other);
    }
    return Table.fromColumns(
      this.columns.map((column) => ({
        ...column,
        name: Object.hasOwn(names, column.name) ? (names[column.name] ?? column.name) : column.name,
      })),
      this.origin,
    );
  }

  /** With one column more, or another in the place of one of the same name. */
  withColumn(name: string, values: ColumnValues): Table {
    const column = columnOf(name, values);
    const place = this.places.get(name);
    return Table.fromColumns(
      place === undefined ? [...this.columns, column] : this.columns.with(place, column),
      this.origin,
    );
  }

  /** The rows of these numbers, counted from 0, in this order; a row may come twice. */
  take(rows: ArrayLike<number>): Table {
    checkList('take', rows);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? NaN;
      if (!Number.isInteger(row) || row < 0 || row >= this.rows) {
        throw new GradsheetError('bad-table', {
          where: this.where({}),
          expected: words('row numbers from 0 to {}', this.rows - 1),
          received: excerpt(row),
        });
      }
    }
    const { name, rowNumbers } = this.origin;
    const numbers = Int32Array.from(rows, (row) => rowNumbers?.[row] ?? row + 1);
    return new Table(
      this.columns.map((column) => takeCells(column, rows)),
      { name, rowNumbers: numbers },
      rows.length,
    );
  }

  head(rows = 5): Table {
    checkNumber('head', rows, { least: 0, whole: true });
    return this.take(Array.from({ length: Math.min(rows, this.rows) }, (_, i) => i));
  }

  /** The rows for which `keep` says true; it gets the row as a record and its number, from 0. */
  filter(keep: (row: Readonly<Record<string, Cell>>, index: number) => boolean): Table {
    checkFunction('filter', keep);
    return this.take(Array.from({ length: this.rows }, (_, i) => i).filter((i) => keep(this.row(i), i)));
  }

  /** One row as a record; missing values are null. */
  row(index: number): Record<string, Cell> {
    return Object.fromEntries(this.columns.map((column) => [column.name, cellOf(column, index)]));
  }

  toRows(): Record<string, Cell>[] {
    return Array.from({ length: this.rows }, (_, i) => this.row(i));
  }

  describe(): readonly ColumnSummary[] {
    return this.columns.map(summaryOf);
  }

  /** The first rows under their headers, for a terminal; numbers to six digits. */
  toString(rows = 10): string {
    return printed(this.head(rows), this.rows);
  }

  /** "students.csv, row 58, column math": a place in this table as a person counts. `row` counts from 0. */
  place(at: { readonly row?: number; readonly column?: string }): string {
    return String(this.where(at));
  }

  /** `place` for errors, which are said in several languages. */
  where({ row, column }: { readonly row?: number; readonly column?: string }): Words {
    const { name, rowNumbers } = this.origin;
    const places = [
      ...(name === '' ? [] : [verbatim(name)]),
      ...(row === undefined ? [] : [words('row {}', rowNumbers?.[row] ?? row + 1)]),
      ...(column === undefined ? [] : [words('column {}', column)]),
    ];
    return places.length > 0 ? places.reduce((outer, inner) => words('{}, {}', outer, inner)) : words('table');
  }

  private with(columns: readonly Column[]): Table {
    return new Table(Table.fromColumns(columns).columns, this.origin, this.rows);
  }
}

const COLUMNS = words('columns { name: [values, …] } or records [{ name: value }, …]');

/** Columns in the order in which their names first come. */
function columnsOfRecords(records: readonly unknown[]): Record<string, ColumnValues> {
  const columns = new Map<string, unknown[]>();
  records.forEach((record, row) => {
    if (!isRecord(record)) invalid(words('Table.of, row {}', row + 1), words('a record { name: value, … }'), record);
    for (const [name, value] of Object.entries(record)) {
      const column = columns.get(name) ?? new Array<unknown>(records.length).fill(null);
      column[row] = value;
      columns.set(name, column);
    }
  });
  return Object.fromEntries(columns) as Record<string, ColumnValues>; // columnOf looks at each value
}
