import { type Column, cellOf, lengthOf, type NumberColumn, type TextColumn } from '../column.ts';
import { dressOf, numberOfCell, undressed } from '../csv-numbers.ts';

/**
 * A column as numbers; a cell that spells none is missing. A file of few rows may show texts where there were numbers:
 * 1,234 度.
 */
export function asNumbers(column: Column): NumberColumn {
  if (column.kind === 'number') return column;
  const dress = dressOf(column.values, { delimiter: '', decimalComma: undefined, areNumbers: true });
  const numbers = column.values.map((text) => {
    const value = dress ? finite(undressed(text, dress)) : NaN;
    return Number.isNaN(value) ? finite(numberOfCell(text)) : value;
  });
  return { kind: 'number', name: column.name, values: Float64Array.from(column.codes, (code) => numbers[code] ?? NaN) };
}

/** A column as texts: numbers by their spelling, since a file of few rows may show numbers where there were texts. */
export function asTexts(column: Column): TextColumn {
  if (column.kind === 'text') return column;
  const places = new Map<number, number>();
  const codes = Int32Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return -1;
    const code = places.get(value) ?? places.size;
    places.set(value, code);
    return code;
  });
  return { kind: 'text', name: column.name, codes, values: [...places.keys()].map(String) };
}

/** Cells that have a value in the one and none in the other: what could not be read. */
export function unreadable(
  before: Column,
  after: Column,
  rows: ArrayLike<number>,
): { readonly cells: number; readonly row: number; readonly text: string } | null {
  if (before === after) return null;
  let cells = 0;
  let first = -1;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? lengthOf(before);
    if (cellOf(before, row) === null || cellOf(after, row) !== null) continue;
    if (cells === 0) first = row;
    cells += 1;
  }
  return cells === 0 ? null : { cells, row: first, text: String(cellOf(before, first)) };
}

const finite = (value: number): number => (Number.isFinite(value) ? value : NaN);
