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
/** Arguments that a function of Excel takes. */
const MOST_ARGUMENTS = 255;

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
      const { cells: column, apart } = columnOf(e.from, places);
      const index = formulaOf(e.index, places);
      const fromOne = e.index.kind === 'cell' && places.countsFromOne(e.index.cell);
      const lines = apart === 1 ? index : binary('*', number(apart), index);
      const first = fromOne ? 1 - apart : 1; // what is added to count the first cell as 1
      return call(
        'INDEX',
        column,
        first === 0 ? lines : first < 0 ? binary('-', lines, number(-first)) : binary('+', lines, number(first)),
      );
    }
    case 'fold':
      return e.combine === 'max' ? largest(e.terms, places) : total(e.terms, places);
    default:
      return e satisfies never;
  }
}

/** From the first to the last cell of a column; `apart`: cells from one to the next, more than 1 between pictures. */
interface Column {
  readonly cells: Formula;
  readonly apart: number;
}
/**
 * A column of a table, whose rows lie below each other or side by side. Found once: every row of a batch picks from it.
 */
function columnOf(from: Range, places: Places): Column {
  const known = columns.get(places) ?? new Map<Range['value'], Map<string, Column>>();
  const ofValue = known.get(from.value) ?? new Map<string, Column>();
  columns.set(places, known.set(from.value, ofValue));
  const key = `${from.t.join()} ${from.from.join()} ${from.to.join()}`;
  const column = ofValue.get(key) ?? spaced(cellsOf(from).map(places.of));
  if (!column) throw new Error('sheet: rows are picked from cells that are no column');
  ofValue.set(key, column);
  return column;
}
const columns = new WeakMap<Places, Map<Range['value'], Map<string, Column>>>();

function spaced(places: readonly Place[]): Column | null {
  const [first, second] = places;
  if (!first) return null;
  const down = second ? second.row - first.row : 1;
  const across = second ? second.column - first.column : 0;
  const isLine = (down > 0 && across === 0) || (down === 0 && across === 1); // or side by side, as weights lie
  const lies = (p: Place, i: number): boolean =>
    p.sheet === first.sheet &&
    p.fixed === first.fixed &&
    p.column === first.column + i * across &&
    p.row === first.row + i * down;
  if (!isLine || !places.every(lies)) return null;
  const last = places.at(-1) ?? first;
  const cells = places.length === 1 ? reference(first) : rangeOf(first, last);
  return { cells, apart: Math.max(down, across) };
}

const number = (value: number): Formula => ({ kind: 'number', value });
const call = (name: string, ...args: readonly Formula[]): Formula => ({ kind: 'call', name, args });
const binary = (op: '+' | '-' | '*' | '/' | '^', left: Formula, right: Formula): Formula => ({
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
  const of = (x: Expression): Formula => formulaOf(x, places);
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
    const ranges = boxes(a.terms, places);
    if (ranges && ranges.length <= MOST_ARGUMENTS) return call('AVERAGE', ...ranges); // a sum over its own count
  }
  if (e.op === 'neg' && a?.kind === 'fold' && a.combine === 'max') {
    const smallest = a.terms.map(underMinus);
    if (smallest.every((t) => t !== null)) return call('MIN', ...(boxes(smallest, places) ?? smallest.map(of)));
  }
  return e.op === 'where' && a?.kind === 'op' && a.op === 'less'
    ? spelled('IF(a<b,c,d)', [...a.args, ...e.args.slice(1)].map(of))
    : spelled(formulas[e.op], e.args.map(of));
}

/** A spelling with operands in place of its letters. */
function spelled(text: string, args: readonly Formula[]): Formula {
  const spelling = spellings.get(text) ?? parse(text);
  spellings.set(text, spelling);
  return fold<Formula>(spelling, (node, parts) =>
    node.kind === 'name' ? (args['abcd'.indexOf(node.name)] ?? node) : withParts(node, parts),
  );
}
const spellings = new Map<string, Formula>(); // each is parsed once

const underMinus = (e: Expression): Expression | null =>
  e.kind === 'op' && e.op === 'neg' ? (e.args[0] ?? null) : null;

/** The largest number; of negated ones that is the smallest, negated. */
function largest(terms: readonly Expression[], places: Places): Formula {
  const of = (t: Expression): Formula => formulaOf(t, places);
  const smallest = terms.map(underMinus);
  if (terms.length > 1 && smallest.every((t) => t !== null)) {
    return { kind: 'unary', op: '-', operand: call('MIN', ...(boxes(smallest, places) ?? smallest.map(of))) };
  }
  return call('MAX', ...(boxes(terms, places) ?? terms.map(of)));
}

/** A sum: over ranges, of products of two ranges, or written out. */
function total(terms: readonly Expression[], places: Places): Formula {
  const ranges = terms.length > 1 ? boxes(terms, places) : null;
  if (ranges && (ranges.length === 1 || terms.length > BY_HAND)) {
    if (2 * ranges.length <= terms.length && ranges.length <= MOST_ARGUMENTS) return call('SUM', ...ranges);
  }
  return productOf(terms, places) ?? plus(terms.map((t) => formulaOf(t, places)));
}

const plus = (terms: readonly Formula[]): Formula =>
  terms.reduce((sum, t) =>
    t.kind === 'unary' && t.op === '-' ? { kind: 'binary', op: '-', left: sum, right: t.operand } : binary('+', sum, t),
  );

/** Cells as the boxes that they fill, one argument of a function each; null if some of the terms are no cells. */
function boxes(terms: readonly Expression[], places: Places): readonly Formula[] | null {
  const found: Place[] = [];
  for (const t of terms) {
    if (t.kind !== 'cell') return null;
    found.push(places.of(t.cell));
  }
  const whole = block(found);
  return whole ? [whole] : rectangles(found).map(([from, to]) => between(from, to));
}

/** Σ aᵢ·bᵢ: SUMPRODUCT where both lie the same way, box by box, MMULT where a row meets a column. */
function productOf(terms: readonly Expression[], places: Places): Formula | null {
  if (terms.length < 2) return null;
  const pairs: (readonly [Place, Place])[] = [];
  let value: Cell['value'] | undefined; // of the left side
  for (const t of terms) {
    const [a, b] = t.kind === 'op' && t.op === 'mul' ? t.args : [];
    if (a?.kind !== 'cell' || b?.kind !== 'cell') return null;
    value ??= a.cell.value;
    const pair = [places.of(a.cell), places.of(b.cell)] as const;
    pairs.push(a.cell.value !== value && b.cell.value === value ? [pair[1], pair[0]] : pair);
  }
  const sides = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
  const [a, b] = sides.map(block);
  const [da, db] = sides.map(direction);
  const isShort = terms.length <= BY_HAND;
  if (isShort && !da?.includes('×')) return null; // two by two is a picture
  if (a && b) {
    if (da === db) return call('SUMPRODUCT', a, b);
    if (da === 'row' && db === 'column') return call('MMULT', a, b);
    if (da === 'column' && db === 'row') return call('MMULT', b, a);
  }
  if (isShort) return null;
  const alike = [...grouped(pairs, offsetOf).values()].flatMap((group) => {
    const right = new Map(group.map(([p, q]) => [p, q]));
    return rectangles(group.map(([p]) => p)).map(([from, to]) => ({ from, to, right }));
  });
  if (2 * alike.length > terms.length) return null;
  return plus(
    alike.map(({ from, to, right }) => {
      const other = between(right.get(from) ?? from, right.get(to) ?? to);
      return from === to ? binary('*', between(from, to), other) : call('SUMPRODUCT', between(from, to), other);
    }),
  );
}

/** Which way, and how far, from one cell to the other. */
const offsetOf = ([p, q]: readonly [Place, Place]): string =>
  [p.sheet, q.sheet, p.fixed, q.fixed, q.row - p.row, q.column - p.column].join();

const between = (from: Place, to: Place): Formula => (from === to ? reference(from) : rangeOf(from, to));

/** Places as the fewest boxes that one finds line by line: first and last place of each. */
function rectangles(places: readonly Place[]): (readonly [Place, Place])[] {
  const found: (readonly [Place, Place])[] = [];
  for (const on of grouped(places, (p) => `${p.sheet ?? ''} ${String(p.fixed)}`).values()) {
    const runs: (readonly [Place, Place])[] = [];
    for (const p of on.toSorted((p, q) => p.row - q.row || p.column - q.column)) {
      const [from, to] = runs.at(-1) ?? [];
      if (from && to?.row === p.row && to.column === p.column - 1) runs[runs.length - 1] = [from, p];
      else runs.push([p, p]);
    }
    const open = new Map<string, number>(); // by columns: where the box above is in the list
    for (const [from, to] of runs) {
      const key = `${from.column} ${to.column}`;
      const above = found[open.get(key) ?? -1];
      if (above?.[1].row === from.row - 1) found[open.get(key) ?? -1] = [above[0], to];
      else open.set(key, found.push([from, to]) - 1);
    }
  }
  return found;
}

function grouped<T>(list: readonly T[], keyOf: (x: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const x of list) {
    const key = keyOf(x);
    const group = groups.get(key);
    if (group) group.push(x);
    else groups.set(key, [x]);
  }
  return groups;
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
  return places.length === 1 ? reference(first) : rangeOf(first, last);
}

function rangeOf(first: Place, last: Place): Formula {
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
