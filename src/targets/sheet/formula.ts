import { cellsOf, type Cell, type Expression, type Range } from '../../cells/index.ts';
import { fold, parse, withParts, type CellReference, type Formula } from '../../workbook/index.ts';
import { formulas } from './elementwise.ts';

/** Where a cell lies: on which sheet (absent: the formula's own), and whether it stays when the formula is copied. */
export interface Place {
  readonly row: number;
  readonly column: number;
  readonly sheet?: string;
  readonly fixed: boolean;
}
export interface Places {
  readonly of: (cell: Cell) => Place;
  /** Is the number in this cell a row number counted from 1, where the expression counts from 0? */
  readonly countsFromOne: (cell: Cell) => boolean;
}

/** By hand while it is short (a*b+c*d reads like the mathematics), over ranges from here on. */
const BY_HAND = 4;

/** An expression as an Excel formula. */
export function formulaOf(e: Expression, places: Places): Formula {
  switch (e.kind) {
    case 'number':
      return number(e.value);
    case 'given':
      throw new Error('sheet: a given number has no formula');
    case 'cell':
      return reference(places.of(e.cell));
    case 'op':
      return operation(e, places);
    case 'pick': {
      const index =
        e.index.kind === 'cell' && places.countsFromOne(e.index.cell)
          ? formulaOf(e.index, places)
          : binary('+', formulaOf(e.index, places), number(1));
      return call('INDEX', columnOf(e.from, places), index);
    }
    case 'fold':
      return e.combine === 'max'
        ? call('MAX', ...(cells(e.terms, places) ?? e.terms.map((t) => formulaOf(t, places))))
        : total(e.terms, places);
    default:
      return e satisfies never;
  }
}

/** A column of a table, whose rows lie below each other. Found once: every row of a batch picks from it. */
function columnOf(from: Range, places: Places): Formula {
  const known = columns.get(places) ?? new Map<Range['value'], Map<string, Formula>>();
  const ofValue = known.get(from.value) ?? new Map<string, Formula>();
  columns.set(places, known.set(from.value, ofValue));
  const key = `${from.t.join()} ${from.from.join()} ${from.to.join()}`;
  const column = ofValue.get(key) ?? block(cellsOf(from).map(places.of));
  if (!column) throw new Error('sheet: rows are picked from cells that are no column');
  ofValue.set(key, column);
  return column;
}
const columns = new WeakMap<Places, Map<Range['value'], Map<string, Formula>>>();

const number = (value: number): Formula => ({ kind: 'number', value });
const call = (name: string, ...args: readonly Formula[]): Formula => ({ kind: 'call', name, args });
const binary = (op: '+' | '*' | '/' | '^', left: Formula, right: Formula): Formula => ({
  kind: 'binary',
  op,
  left,
  right,
});

function reference({ row, column, fixed, sheet }: Place): CellReference {
  return { kind: 'cell', row, column, rowFixed: fixed, columnFixed: fixed, ...(sheet === undefined ? {} : { sheet }) };
}

function operation(e: Extract<Expression, { kind: 'op' }>, places: Places): Formula {
  const [a, b] = e.args;
  if (
    e.op === 'mul' &&
    a?.kind === 'cell' &&
    b?.kind === 'cell' &&
    a.cell.value === b.cell.value &&
    a.cell.at.join() === b.cell.at.join()
  ) {
    return binary('^', formulaOf(a, places), number(2)); // error² as a person writes it
  }
  if (
    e.op === 'div' &&
    a?.kind === 'fold' &&
    a.combine === 'add' &&
    b?.kind === 'number' &&
    b.value === a.terms.length
  ) {
    const range = cells(a.terms, places);
    if (range) return call('AVERAGE', ...range); // a sum over its own count
  }
  const spelling = spellings.get(e.op) ?? parse(formulas[e.op]);
  spellings.set(e.op, spelling);
  const args = e.args.map((x) => formulaOf(x, places));
  return fold<Formula>(spelling, (node, parts) =>
    node.kind === 'name' ? (args['abc'.indexOf(node.name)] ?? node) : withParts(node, parts),
  );
}
const spellings = new Map<string, Formula>(); // each row of the table is parsed once

/** A sum: over a range, of products of two ranges, or written out. */
function total(terms: readonly Expression[], places: Places): Formula {
  const plain = terms.length > 1 ? cells(terms, places) : null;
  if (plain) return call('SUM', ...plain);
  const products = terms.length > BY_HAND ? productOf(terms, places) : null;
  if (products) return products;
  return terms
    .map((t) => formulaOf(t, places))
    .reduce((sum, t) =>
      t.kind === 'unary' && t.op === '-'
        ? { kind: 'binary', op: '-', left: sum, right: t.operand }
        : binary('+', sum, t),
    );
}

/** Cells that fill one box, as the one argument of a function; null if they do not. */
function cells(terms: readonly Expression[], places: Places): readonly Formula[] | null {
  const found = terms.map((t) => (t.kind === 'cell' ? places.of(t.cell) : null));
  const range = found.every((p) => p !== null) ? block(found) : null;
  return range ? [range] : null;
}

/** Σ aᵢ·bᵢ: SUMPRODUCT where both lie the same way, MMULT where a row meets a column. */
function productOf(terms: readonly Expression[], places: Places): Formula | null {
  const sides: [Place[], Place[]] = [[], []];
  for (const t of terms) {
    const [a, b] = t.kind === 'op' && t.op === 'mul' ? t.args : [];
    if (a?.kind !== 'cell' || b?.kind !== 'cell') return null;
    sides[0].push(places.of(a.cell));
    sides[1].push(places.of(b.cell));
  }
  const [a, b] = sides.map(block);
  const [da, db] = sides.map(direction);
  if (!a || !b) return null;
  if (da === db) return call('SUMPRODUCT', a, b);
  return da === 'row' && db === 'column'
    ? call('MMULT', a, b)
    : da === 'column' && db === 'row'
      ? call('MMULT', b, a)
      : null;
}

/** The box that these places fill in reading order, as a range. */
function block(places: readonly Place[]): Formula | null {
  const [first] = places;
  const last = places.at(-1);
  if (!first || !last) return null;
  const width = last.column - first.column + 1;
  const height = last.row - first.row + 1;
  const lies = (p: Place, i: number, across: boolean): boolean =>
    p.sheet === first.sheet &&
    p.fixed === first.fixed &&
    p.row === first.row + (across ? Math.floor(i / width) : i % height) &&
    p.column === first.column + (across ? i % width : Math.floor(i / height));
  if (width < 1 || height < 1 || width * height !== places.length) return null;
  if (!places.every((p, i) => lies(p, i, true)) && !places.every((p, i) => lies(p, i, false))) return null;
  if (places.length === 1) return reference(first);
  const { sheet, fixed } = first;
  const end = (p: Place) => ({ row: p.row, column: p.column, rowFixed: fixed, columnFixed: fixed });
  return { kind: 'range', from: end(first), to: end(last), ...(sheet === undefined ? {} : { sheet }) };
}

/** How a box lies and is read: two boxes can be multiplied cell by cell only if this is the same. */
function direction(places: readonly Place[]): string {
  const [first, second] = places;
  const last = places.at(-1);
  if (!first || !last) return '';
  const rows = last.row - first.row + 1;
  const columns = last.column - first.column + 1;
  return rows === 1
    ? 'row'
    : columns === 1
      ? 'column'
      : `${rows} × ${columns} ${second?.row === first.row ? 'across' : 'down'}`;
}
