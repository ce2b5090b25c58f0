import { MAX_COLUMNS, MAX_ROWS } from '../address.ts';
import type { Anchor, CellReference, Formula, RangeReference } from './ast.ts';
import { fold, withParts } from './ast.ts';
import { printReference } from './print.ts';
import { tokenize } from './tokenize.ts';
import type { Where } from '../../words.ts';

/**
 * The formula as it would be after copying its cell `rows` down and `columns` right: parts without `$` move along. A
 * reference that leaves the sheet becomes `#REF!`, as in Excel.
 */
export function shift(formula: Formula, rows: number, columns: number): Formula {
  if (rows === 0 && columns === 0) return formula;
  return fold<Formula>(formula, (node, parts) => {
    if (node.kind === 'cell' || node.kind === 'range') {
      return shiftReference(node, rows, columns) ?? { kind: 'error', value: '#REF!' };
    }
    return withParts(node, parts);
  });
}

/**
 * `shift` on text, for many copies of one formula: the text is read once, and all but the references stays letter for
 * letter. This is what a shared formula of a file means: one text, and cells that stand some rows and columns away.
 */
export function copier(formula: string, where?: Where): (rows: number, columns: number) => string {
  const equals = formula.startsWith('=') ? '=' : '';
  const text = formula.slice(equals.length);
  const pieces: (string | CellReference | RangeReference)[] = [];
  let at = 0;
  for (const token of tokenize(text, where)) {
    if (token.kind !== 'reference') continue;
    if (token.start > at) pieces.push(text.slice(at, token.start));
    pieces.push(token.reference);
    at = token.end;
  }
  pieces.push(text.slice(at));
  return (rows, columns) => {
    let result = equals;
    for (const piece of pieces) {
      const moved = typeof piece === 'string' ? piece : shiftReference(piece, rows, columns);
      result += typeof moved === 'string' ? moved : moved ? printReference(moved) : '#REF!';
    }
    return result;
  };
}

function shiftReference(
  reference: CellReference | RangeReference,
  rows: number,
  columns: number,
): CellReference | RangeReference | undefined {
  if (reference.kind === 'cell') {
    const moved = shiftAnchor(reference, rows, columns);
    return moved && { ...reference, ...moved };
  }
  const from = shiftAnchor(reference.from, rows, columns);
  const to = shiftAnchor(reference.to, rows, columns);
  return from && to && { ...reference, from, to };
}

function shiftAnchor(
  { row, column, rowFixed, columnFixed }: Anchor,
  rows: number,
  columns: number,
): Anchor | undefined {
  const r = rowFixed ? row : row + rows;
  const c = columnFixed ? column : column + columns;
  return r < 0 || r >= MAX_ROWS || c < 0 || c >= MAX_COLUMNS ? undefined : { row: r, column: c, rowFixed, columnFixed };
}
