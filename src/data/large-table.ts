import { type Column, lengthOf } from './column.ts';
import { Table, type Origin } from './table.ts';

/** A column of which some rows at a time are made: those from `begin` to `end`, which is not included. */
export type LargeColumn = LargeNumbers | LargeTexts;
export interface LargeNumbers {
  readonly kind: 'number';
  readonly name: string;
  readonly read: (begin: number, end: number) => Float64Array;
}
export interface LargeTexts {
  readonly kind: 'text';
  readonly name: string;
  /** Codes, as of `TextColumn`. */
  readonly read: (begin: number, end: number) => Int32Array;
  readonly values: readonly string[];
}

export function rowsOfColumn(column: LargeColumn, begin: number, end: number): Column {
  const { name } = column;
  if (column.kind === 'number') return { kind: 'number', name, values: column.read(begin, end) };
  return { kind: 'text', name, codes: column.read(begin, end), values: column.values };
}

/** With only those texts that its rows have, in the order in which they come. */
function ownTexts(column: Column): Column {
  if (column.kind === 'number') return column;
  const places = new Map<number, number>();
  const codes = column.codes.map((code) => {
    if (code < 0) return code;
    const place = places.get(code) ?? places.size;
    places.set(code, place);
    return place;
  });
  return { ...column, codes, values: [...places.keys()].map((code) => column.values[code] ?? '') };
}

/** A table whose columns do not lie in memory. All of a column's texts do. */
export class LargeTable {
  readonly columns: readonly LargeColumn[];
  readonly rows: number;
  readonly origin: Origin;

  constructor(columns: readonly LargeColumn[], rows: number, origin: Origin) {
    this.columns = columns;
    this.rows = rows;
    this.origin = origin;
  }

  /** A table in memory, some rows of which are asked for at a time. */
  static from({ columns, rows, origin }: Table): LargeTable {
    const large = columns.map((column): LargeColumn => {
      const { name } = column;
      if (column.kind === 'number') return { kind: 'number', name, read: (b, e) => column.values.subarray(b, e) };
      return { kind: 'text', name, values: column.values, read: (b, e) => column.codes.subarray(b, e) };
    });
    return new LargeTable(large, rows, origin);
  }

  get names(): readonly string[] {
    return this.columns.map(({ name }) => name);
  }

  /** All of it, in memory. */
  whole(): Table {
    return Table.fromColumns(
      this.columns.map((column) => rowsOfColumn(column, 0, this.rows)),
      this.origin,
    );
  }

  /** Rows side by side, from `begin` to `end` (not included); only of the columns that are named. */
  slice(begin: number, end: number, names?: ReadonlySet<string>): Table {
    const columns = names ? this.columns.filter(({ name }) => names.has(name)) : this.columns;
    const own = columns.map((column) => {
      const rows = rowsOfColumn(column, begin, end);
      return rows.kind === 'text' && rows.values.length > lengthOf(rows) ? ownTexts(rows) : rows;
    });
    return Table.fromColumns(own, this.#origin(begin, end));
  }

  #origin(begin: number, end: number): Origin {
    const { name, rowNumbers } = this.origin;
    const numbers =
      rowNumbers?.subarray(begin, end) ?? Int32Array.from({ length: end - begin }, (_, i) => begin + i + 1);
    return { name, rowNumbers: numbers };
  }

  /** The rows of these numbers, which ascend. */
  take(rows: Int32Array): Table {
    const taken = this.columns.map((column): Column => {
      if (column.kind === 'number') {
        return { kind: 'number', name: column.name, values: chosen(column.read, rows, this.rows, Float64Array) };
      }
      const { name, values } = column;
      return ownTexts({ kind: 'text', name, codes: chosen(column.read, rows, this.rows, Int32Array), values });
    });
    const { name, rowNumbers } = this.origin;
    return Table.fromColumns(taken, { name, rowNumbers: rows.map((row) => rowNumbers?.[row] ?? row + 1) });
  }
}

/** Rows that are read at once. */
export const STRETCH = 2 ** 16;

function chosen<A extends Float64Array | Int32Array>(
  read: (begin: number, end: number) => A,
  rows: Int32Array,
  all: number,
  make: new (length: number) => A,
): A {
  const out = new make(rows.length);
  let i = 0;
  for (let begin = 0; begin < all; begin += STRETCH) {
    const end = Math.min(all, begin + STRETCH);
    if ((rows[i] ?? all) >= end) continue;
    const own = read(begin, end);
    for (; i < rows.length && (rows[i] as number) < end; i++) out[i] = own[(rows[i] as number) - begin] as number;
  }
  return out;
}
