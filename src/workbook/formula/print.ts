import { GradsheetError } from '../../errors.ts';
import { verbatim } from '../../words.ts';
import { columnName, quoteSheet } from '../address.ts';
import type { Anchor, CellReference, Constant, Formula, Qualifier, RangeReference } from './ast.ts';
import { fold } from './ast.ts';
import { PERCENT, precedence, prefixPrecedence } from './parse.ts';
import { words } from '../error-words.ts';

/**
 * A formula as text without `=`, with the fewest brackets that keep its meaning; `parse` gives the tree back.
 *
 * @throws GradsheetError `not-finite` for a number that no cell can hold
 */
export const print = (formula: Formula): string => fold(formula, printNode).text;

/** Text and how tightly its outermost operator binds. */
interface Printed {
  readonly text: string;
  readonly level: number;
}
const ATOM = 12;
const SPILL = 11;

function printNode(node: Formula, values: readonly Printed[]): Printed {
  const [first = nothing, second = nothing] = values;
  switch (node.kind) {
    // a number below zero reads back as a minus applied to a number
    case 'number':
      return { text: printNumber(node.value), level: node.value < 0 ? prefixPrecedence['-'] : ATOM };
    case 'text':
      return atom(printText(node.value));
    case 'boolean':
      return atom(node.value ? 'TRUE' : 'FALSE');
    case 'error':
      return atom(node.value);
    case 'cell':
    case 'range':
      return atom(printReference(node));
    case 'name':
      return atom(printQualifier(node) + node.name);
    case 'table':
      return atom(node.text);
    case 'unary':
      if (node.op === '%') return { text: `${within(first, PERCENT)}%`, level: PERCENT };
      if (node.op === '#') return { text: `${within(first, SPILL)}#`, level: SPILL };
      return { text: node.op + within(first, prefixPrecedence[node.op]), level: prefixPrecedence[node.op] };
    case 'binary': {
      const level = precedence[node.op];
      const text = within(first, level) + node.op + within(second, level + 0.1); // equal ones are read from the left
      return node.op === ',' ? atom(`(${text})`) : { text, level };
    }
    case 'call':
      return atom(`${node.name}(${values.map(({ text }) => text).join(',')})`);
    case 'array':
      return atom(`{${node.rows.map((row) => row.map(printConstant).join(',')).join(';')}}`);
    case 'missing':
      return atom('');
    default:
      return node satisfies never;
  }
}

const nothing: Printed = { text: '', level: ATOM };
const atom = (text: string): Printed => ({ text, level: ATOM });
const within = ({ text, level }: Printed, needed: number): string => (level < needed ? `(${text})` : text);

function printNumber(value: number): string {
  if (!Number.isFinite(value)) {
    throw new GradsheetError('not-finite', {
      where: words('formula'),
      expected: words('a finite number'),
      received: verbatim(value),
    });
  }
  return String(value).toUpperCase(); // shortest digits that read back as the same double
}

const printText = (value: string): string => `"${value.replaceAll('"', '""')}"`;

function printConstant(value: Constant): string {
  if (typeof value === 'number') return printNumber(value);
  if (typeof value === 'string') return printText(value);
  return typeof value === 'boolean' ? (value ? 'TRUE' : 'FALSE') : value.error;
}

/** `Sheet1!$A1`, `A1:B2`, `$A:B`, `1:3`. */
export function printReference(reference: CellReference | RangeReference): string {
  const place = printQualifier(reference);
  if (reference.kind === 'cell') return place + printAnchor(reference);
  const { from, to, whole } = reference;
  const dollar = (fixed: boolean): string => (fixed ? '$' : '');
  if (whole === 'columns') {
    return `${place}${dollar(from.columnFixed)}${columnName(from.column)}:${dollar(to.columnFixed)}${columnName(to.column)}`;
  }
  if (whole === 'rows') return `${place}${dollar(from.rowFixed)}${from.row + 1}:${dollar(to.rowFixed)}${to.row + 1}`;
  return `${place}${printAnchor(from)}:${printAnchor(to)}`;
}

const printAnchor = ({ row, column, rowFixed, columnFixed }: Anchor): string =>
  `${columnFixed ? '$' : ''}${columnName(column)}${rowFixed ? '$' : ''}${row + 1}`;

function printQualifier({ book = '', sheet, lastSheet }: Qualifier): string {
  if (sheet === undefined) {
    return book === '' ? '' : /^\[[^\[\]]*\]$/.test(book) ? `${book}!` : `'${book.replaceAll("'", "''")}'!`;
  }
  const words = lastSheet === undefined ? [sheet] : [sheet, lastSheet];
  if (/^(?:\[[0-9]+\])?$/.test(book) && words.every((name) => quoteSheet(name) === name)) {
    return `${book}${words.join(':')}!`;
  }
  return `'${(book + words.join(':')).replaceAll("'", "''")}'!`;
}
