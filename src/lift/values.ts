import { g } from '../ir/builder.ts';
import type { Node } from '../ir/node.ts';
import { MAX_TEXT_LENGTH, type Area, type CellValue, type ErrorValue } from '../workbook/index.ts';
import { spend, spendNodes, spendText } from './budget.ts';
import { MOST, Refused } from './refused.ts';

export interface Failure {
  readonly error: ErrorValue;
}
/** A number, or the node of a number that depends on inputs. */
export type Num = number | Node;
/** TRUE or FALSE that depends on inputs: a node that is 1 or 0. Sums over cells pass it over, as they do TRUE. */
export interface Flag {
  readonly flag: Node;
}
/**
 * A number where the flag is 1, else FALSE or blank: `IF(A1>0,A1)`. Arithmetic reads 0 there, sums over cells nothing.
 */
export interface Perhaps {
  readonly perhaps: Node;
  readonly value: Node;
}
/** What a cell holds while formulas are computed; null: blank. */
export type Scalar = CellValue | null | Node | Flag | Perhaps;
/** A box of values, row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly items: readonly Scalar[];
}
/** A box of cells, not yet read. */
export interface Range {
  readonly sheet: number;
  readonly area: Area;
}
/** Several boxes: `(A1:A3,C1)`, or one box on several sheets. */
export interface Union {
  readonly ranges: readonly Range[];
}
export type Value = Scalar | Matrix | Range | Union;

export const failure = (error: ErrorValue): Failure => failures[error] ?? { error };
const failures: Partial<Record<ErrorValue, Failure>> = Object.fromEntries(
  (['#VALUE!', '#DIV/0!', '#NUM!', '#REF!', '#N/A', '#NAME?', '#NULL!'] as const).map((error) => [
    error,
    Object.freeze({ error }),
  ]),
);

const isObject = (v: Value): v is Node | Flag | Perhaps | Failure | Matrix | Range | Union =>
  typeof v === 'object' && v !== null;
export const isNode = (v: Value): v is Node => isObject(v) && 'op' in v;
export const isFlag = (v: Value): v is Flag => isObject(v) && 'flag' in v;
export const isPerhaps = (v: Value): v is Perhaps => isObject(v) && 'perhaps' in v;
/** Depends on inputs. */
export const isLive = (v: Value): v is Node | Flag | Perhaps =>
  isObject(v) && ('op' in v || 'flag' in v || 'perhaps' in v);
export const isFailure = (v: unknown): v is Failure => typeof v === 'object' && v !== null && 'error' in v;
export const isMatrix = (v: Value): v is Matrix => isObject(v) && 'items' in v;
export const isRange = (v: Value): v is Range => isObject(v) && 'area' in v;
export const isUnion = (v: Value): v is Union => isObject(v) && 'ranges' in v;
/** A number or the node of one; not a text that reads as a number. */
export const isNum = (v: Value): v is Num => typeof v === 'number' || isNode(v);

/** As arithmetic reads a value: blank is 0, TRUE is 1, and a text is the number it shows, if it shows one. */
export function toNum(v: Scalar): Num | Failure {
  if (typeof v === 'number') return v;
  if (v === null) return 0;
  if (typeof v === 'boolean') return v ? 1 : 0;
  if (typeof v === 'string') return textNumber(v) ?? failure('#VALUE!');
  return numberOf(v);
}
/** As arithmetic reads what depends on inputs. */
const numberOf = <V extends Scalar>(v: V): Exclude<V, Flag | Perhaps> | Node =>
  isFlag(v)
    ? v.flag
    : isPerhaps(v)
      ? g.where(v.perhaps, v.value, g.constant({ value: 0 }))
      : (v as Exclude<V, Flag | Perhaps>); // none of the two

/** The number that a text shows: `12`, `-1.5e3`, `1,234.5`, `50%`; undefined if it shows none. */
export function textNumber(text: string): number | undefined {
  const match =
    /^\s*([+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(\s*%)?\s*$/.exec(
      text,
    );
  if (!match) return undefined;
  const value = Number((match[1] ?? '').replaceAll(',', ''));
  return !Number.isFinite(value) ? undefined : match[2] === undefined ? value : value / 100;
}

/** A text as a cell holds it: at most 32,767 characters, beyond that #VALUE!, as in Excel. */
export const cellText = (text: string): string | Failure => {
  if (text.length > MAX_TEXT_LENGTH) return failure('#VALUE!');
  spendText(text.length);
  return text;
};

/** As `&` reads a value: numbers with 15 digits, TRUE and FALSE in capitals. */
export function toText(v: Exclude<Scalar, Node | Flag | Perhaps | Failure>): string {
  if (v === null) return '';
  if (typeof v === 'boolean') return v ? 'TRUE' : 'FALSE';
  return typeof v === 'string' ? v : numberText(v);
}

/** As a cell of format General shows it, given room: 15 digits, exponent from 1E+21 and below 1E-9 on. */
function numberText(value: number): string {
  const text = String(Number(value.toPrecision(15)));
  const match = /^(-?[0-9.]+)e([+-])([0-9]+)$/.exec(text);
  return match ? `${match[1]}E${match[2]}${(match[3] ?? '').padStart(2, '0')}` : text;
}

/** As conditions read a value. A text is none, but for TRUE and FALSE. */
export function toFlag(v: Scalar): boolean | Node | Failure {
  if (typeof v === 'boolean') return v;
  if (typeof v === 'string') return /^(?:true|false)$/i.test(v) ? v.toUpperCase() === 'TRUE' : failure('#VALUE!');
  if (v === null || typeof v === 'number') return v !== null && v !== 0;
  return numberOf(v);
}
/** The truth value of a condition that arithmetic computed: 1 or 0. */
export const flagOf = (x: Num): boolean | Flag => (typeof x === 'number' ? x !== 0 : { flag: x });

/** @throws Refused for more elements than a formula may make */
export const matrix = (rows: number, columns: number, item: (row: number, column: number) => Scalar): Matrix => {
  if (rows * columns > MOST) throw new Refused('too-large');
  spend(rows * columns);
  const items: Scalar[] = [];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const made = item(r, c);
      if (isLive(made)) spendNodes(1);
      items.push(made);
    }
  }
  return { rows, columns, items };
};

/** An element of an array as array formulas see it: one row or column repeats; #N/A beyond. */
export function element(v: Scalar | Matrix, row: number, column: number): Scalar {
  if (!isMatrix(v)) return v;
  const r = v.rows === 1 ? 0 : row;
  const c = v.columns === 1 ? 0 : column;
  return r < v.rows && c < v.columns ? (v.items[r * v.columns + c] ?? null) : failure('#N/A');
}

/** `rule` for each place of arrays that repeat to a common size; of single values, a single value. */
export function mapped(
  values: readonly (Scalar | Matrix)[],
  rule: (items: readonly Scalar[]) => Scalar,
): Scalar | Matrix {
  let rows = 0;
  let columns = 0;
  for (const v of values) {
    if (isMatrix(v)) {
      rows = Math.max(rows, v.rows);
      columns = Math.max(columns, v.columns);
    }
  }
  if (rows === 0) return rule(values as readonly Scalar[]); // none is a matrix
  return matrix(rows, columns, (r, c) => rule(values.map((v) => element(v, r, c))));
}
