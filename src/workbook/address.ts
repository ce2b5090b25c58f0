import { GradsheetError } from '../errors.ts';
import type { Words } from '../words.ts';
import { words } from './error-words.ts';

/** Size of a sheet, in Excel 2007 and later, LibreOffice and the file format alike. */
export const MAX_ROWS = 1_048_576;
export const MAX_COLUMNS = 16_384;

/** Position of a cell, counted from 0: A1 is row 0, column 0. */
export interface Address {
  readonly row: number;
  readonly column: number;
}

/** A box of cells, ends included, counted from 0: A1:B3 is top 0, left 0, bottom 2, right 1. */
export interface Area {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/**
 * One number per cell of a sheet: the key of `Sheet.cells`. Keys of a row ascend with the column, rows ascend
 * downwards.
 */
export const cellKey = (row: number, column: number): number => row * MAX_COLUMNS + column;
export const keyRow = (key: number): number => Math.floor(key / MAX_COLUMNS);
export const keyColumn = (key: number): number => key % MAX_COLUMNS;

/** 0 → A, 25 → Z, 26 → AA, 16383 → XFD. */
export function columnName(column: number): string {
  if (!Number.isInteger(column) || column < 0 || column >= MAX_COLUMNS) {
    throw outside(words('column number {}', column));
  }
  let name = '';
  for (let c = column; c >= 0; c = Math.floor(c / 26) - 1) name = String.fromCharCode(65 + (c % 26)) + name;
  return name;
}

/** A → 0, XFD → 16383; undefined if it is no column. Letter case does not matter. */
export function columnNumber(name: string): number | undefined {
  if (!/^[A-Za-z]{1,3}$/.test(name)) return undefined;
  let column = 0;
  for (const letter of name.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column <= MAX_COLUMNS ? column - 1 : undefined;
}

/** (0, 1) → B1. */
export function formatAddress(row: number, column: number): string {
  if (!Number.isInteger(row) || row < 0 || row >= MAX_ROWS) throw outside(words('row number {}', row));
  return columnName(column) + (row + 1);
}

/** B1, $B$1 → { row: 0, column: 1 }; undefined if it is no cell of a sheet. */
export function parseAddress(text: string): Address | undefined {
  const match = /^\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$/.exec(text);
  const column = match && columnNumber(match[1] ?? '');
  const row = Number(match?.[2]) - 1;
  return column !== undefined && column !== null && row >= 0 && row < MAX_ROWS ? { row, column } : undefined;
}

/** { top: 0, left: 0, bottom: 2, right: 1 } → A1:B3; one cell → A1. */
export function formatArea({ top, left, bottom, right }: Area): string {
  const from = formatAddress(top, left);
  return top === bottom && left === right ? from : `${from}:${formatAddress(bottom, right)}`;
}

/** A1:B3, $A$1:$B$3, B3:A1, A1, A:B, 2:4 → the box, its corners in order; undefined if it is none. */
export function parseArea(text: string): Area | undefined {
  const [first = '', second = first, ...more] = text.split(':');
  if (more.length > 0) return undefined;
  const a = corner(first);
  const b = corner(second);
  if (
    !a ||
    !b ||
    (a.row === undefined) !== (b.row === undefined) ||
    (a.column === undefined) !== (b.column === undefined)
  ) {
    return undefined;
  }
  if ((a.row === undefined || a.column === undefined) && !text.includes(':')) return undefined;
  const rows = [a.row ?? 0, b.row ?? MAX_ROWS - 1] as const;
  const columns = [a.column ?? 0, b.column ?? MAX_COLUMNS - 1] as const;
  return { top: Math.min(...rows), left: Math.min(...columns), bottom: Math.max(...rows), right: Math.max(...columns) };
}

/** A cell or box on a sheet: `Sheet1!H9`, `'My sheet'!$A$1:$B$2`, `H9` (no sheet). Undefined if it is none. */
export function parseReference(text: string): { readonly sheet?: string; readonly area: Area } | undefined {
  if (text.length > 1000) return undefined; // a sheet's name has at most 31 characters, in some programs a few more
  const match = /^(?:(?:'((?:[^']|'')+)'|([^'!]+))!)?([^!]+)$/.exec(text.trim());
  const area = match && parseArea(match[3] ?? '');
  if (!match || !area) return undefined;
  const sheet = match[1]?.replaceAll("''", "'") ?? match[2];
  return sheet === undefined ? { area } : { sheet, area };
}

/** `Sheet1!B3`, `'My sheet'!A1:B2`: how a cell or box of a sheet is named to a person and in formulas. */
export const formatReference = (sheet: string, area: Area): string => `${quoteSheet(sheet)}!${formatArea(area)}`;

/** `Sheet1!B3`: as `formatReference`, for one cell. */
export const cellName = (sheet: string, row: number, column: number): string =>
  `${quoteSheet(sheet)}!${formatAddress(row, column)}`;

/** Sheet name as it stands before `!`: in quotes unless it is a plain word that cannot be read as anything else. */
export function quoteSheet(name: string): string {
  const plain =
    /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) &&
    !/^[A-Za-z]{1,3}[0-9]+$/.test(name) && // A1, and XFE1, which other programs may read as a cell
    !/^(?:R[0-9]*(?:C[0-9]*)?|C[0-9]*)$/i.test(name) && // R1C1, R, C
    !/^(?:TRUE|FALSE)$/i.test(name);
  return plain ? name : `'${name.replaceAll("'", "''")}'`;
}

export const areaSize = ({ top, left, bottom, right }: Area): number => (bottom - top + 1) * (right - left + 1);
export const inArea = ({ top, left, bottom, right }: Area, row: number, column: number): boolean =>
  row >= top && row <= bottom && column >= left && column <= right;

function corner(text: string): { row?: number; column?: number } | undefined {
  const match = /^(?:\$?([A-Za-z]{1,3}))?(?:\$?([0-9]{1,7}))?$/.exec(text);
  if (!match || (match[1] === undefined && match[2] === undefined)) return undefined;
  const column = match[1] === undefined ? undefined : columnNumber(match[1]);
  const row = match[2] === undefined ? undefined : Number(match[2]) - 1;
  if (match[1] !== undefined && column === undefined) return undefined;
  if (row !== undefined && (row < 0 || row >= MAX_ROWS)) return undefined;
  return { ...(row !== undefined && { row }), ...(column !== undefined && { column }) };
}

const outside = (received: Words): GradsheetError =>
  new GradsheetError('too-large', {
    where: words('sheet'),
    expected: words('at most {} rows and {} columns', MAX_ROWS.toLocaleString('en'), MAX_COLUMNS.toLocaleString('en')),
    received,
  });
