import {
  boxOf,
  cellKey,
  cellName,
  fold,
  formatAddress,
  getCell,
  parse,
  print,
  references,
  withParts,
} from '../../../src/workbook/index.ts';
import type { CellReference, Formula, RangeReference, Sheet, Workbook } from '../../../src/workbook/index.ts';
import type { Book, Known, Place } from './book.ts';
import type { Spot } from './expr.ts';
import { elements } from './place.ts';
import type { Choice } from './random.ts';
import type { Tensor } from './tensors.ts';

/** The classes of errors that the doctor must find. */
export const errorClasses = [
  'misaligned-reference',
  'blank-reference',
  'wrong-slope',
  'pre-activation',
  'wrong-weight',
  'offset',
  'missing-parentheses',
  'wrong-operator',
  'wrong-operand',
  'shifted-fill',
  'drifting-anchor',
  'missing-factor',
  'pasted-constant',
  'stale-weights',
  'mislabelled-metric',
  'shape-mismatch',
  'circular',
] as const;
export type ErrorClass = (typeof errorClasses)[number];

/** A cell that the error changed: what it holds now, and what it held. */
export interface Edit {
  readonly at: Place;
  readonly formula?: string;
  readonly value?: number;
  readonly right: string;
}

export interface Mutant {
  readonly name: string;
  readonly base: Book;
  readonly workbook: Workbook;
  readonly class: ErrorClass;
  readonly edits: readonly Edit[];
  /** Names of the cells that are wrong: `Sheet1!B3`. */
  readonly cells: readonly string[];
}

/** One way to make a mistake: the cells it changes, or null where this book has no place for it. */
export type Operator = (book: Book, choice: Choice) => readonly Edit[] | null;

/** The book with the edits; formulas lose their saved values, which are no longer those of the formulas. */
export function apply(book: Book, edits: readonly Edit[]): Workbook {
  const changed = new Map(edits.map((e) => [cellName(e.at.sheet, e.at.row, e.at.column), e]));
  const sheets = book.workbook.sheets.map((sheet): Sheet => {
    const cells = new Map(sheet.cells);
    const arrays = [...cells.values()].flatMap((c) => (c.array ? [c.array] : []));
    for (const [key, cell] of cells) {
      const row = Math.floor(key / 16_384);
      const column = key % 16_384;
      const e = changed.get(cellName(sheet.name, row, column));
      if (e) {
        cells.set(
          key,
          e.formula === undefined
            ? { value: e.value ?? 0 }
            : { formula: e.formula, ...(cell.array && { array: cell.array }) },
        );
      } else if (cell.formula !== undefined) {
        cells.set(key, { formula: cell.formula, ...(cell.array && { array: cell.array }) });
      } else if (arrays.some((a) => row >= a.top && row <= a.bottom && column >= a.left && column <= a.right)) {
        cells.delete(key);
      }
    }
    return { ...sheet, cells };
  });
  return { ...book.workbook, sheets };
}

export const isCell = (f: Formula): f is CellReference => f.kind === 'cell';
export const isReference = (f: Formula): f is CellReference | RangeReference => f.kind === 'cell' || f.kind === 'range';

/** All cells of one value in one run, for every step in `steps`, those that hold a formula of their own. */
export function sites(
  book: Book,
  tensor: Tensor,
  run: number,
  steps: readonly number[],
  only: (at: readonly number[]) => boolean = () => true,
): Known[] {
  return steps
    .flatMap((step) =>
      elements(tensor.sizes)
        .filter(only)
        .map((at): Known => ({ spot: { tensor: tensor.name, at, step }, run, tensor })),
    )
    .filter((k) => {
      const c = cellOf(book, k);
      return c?.formula !== undefined && !c.array;
    });
}
export const placeOf = (book: Book, k: Known): Place => book.place(k.spot, k.run) ?? { sheet: '', row: 0, column: 0 };
export function cellOf(
  book: Book,
  k: Known,
): { readonly formula?: string; readonly value?: unknown; readonly array?: unknown } | undefined {
  const p = book.place(k.spot, k.run);
  const sheet = p && book.workbook.sheets.find((s) => s.name === p.sheet);
  return p && sheet ? getCell(sheet, p.row, p.column) : undefined;
}
export const allSteps = (book: Book): number[] => Array.from({ length: book.spec.steps }, (_, t) => t);

/** What a reference of the cell `from` names, if it is a number of the training. */
export function target(
  book: Book,
  from: Known,
  reference: { readonly row: number; readonly column: number; readonly sheet?: string },
): Known | undefined {
  return book.known.get(cellName(reference.sheet ?? placeOf(book, from).sheet, reference.row, reference.column));
}

/** A change of formulas, cell by cell; cells whose formula stays as it was are no edits. */
export function rewrite(
  book: Book,
  cells: readonly Known[],
  change: (formula: Formula, k: Known) => Formula | null,
): Edit[] {
  return cells.flatMap((k) => {
    const before = cellOf(book, k)?.formula;
    if (before === undefined) return [];
    const next = change(parse(before), k);
    // off the sheet
    if (!next || references(next).some((r) => r.kind !== 'name' && (boxOf(r).top < 0 || boxOf(r).left < 0))) return [];
    const formula = `=${print(next)}`;
    return formula !== before ? [{ at: placeOf(book, k), formula, right: before }] : [];
  });
}

/** Other references, the rest of the formula as it is. */
export const replaceReferences = (formula: Formula, change: (r: CellReference | RangeReference) => Formula): Formula =>
  fold<Formula>(formula, (node, parts) => (isReference(node) ? change(node) : withParts(node, parts)));

/** Other spots for references to numbers of the training; ranges move both ends. */
export function moveSpots(
  book: Book,
  formula: Formula,
  from: Known,
  change: (spot: Spot, whole: boolean) => Spot | null,
): Formula {
  return replaceReferences(formula, (r) => {
    const sheet = r.sheet === undefined ? {} : { sheet: r.sheet };
    if (r.kind === 'cell') {
      const k = target(book, from, r);
      const next = k && change(k.spot, false);
      return next ? book.refer(from, next) : r;
    }
    const a = target(book, from, { ...r.from, ...sheet });
    const b = target(book, from, { ...r.to, ...sheet });
    if (!a || !b || a.spot.tensor !== b.spot.tensor) return r;
    const x = change(a.spot, true);
    const y = change(b.spot, true);
    if (!x || !y) return r;
    const p = book.place(x, from.run);
    const q = book.place(y, from.run);
    if (!p || !q) return r;
    return { ...r, from: { ...r.from, row: p.row, column: p.column }, to: { ...r.to, row: q.row, column: q.column } };
  });
}

/** A cell without anything in it, within reach to the right of a place. */
export function blankNear(book: Book, at: Place): Place | undefined {
  const sheet = book.workbook.sheets.find((s) => s.name === at.sheet);
  for (let d = 1; d < 60; d++) {
    for (const [dr, dc] of [
      [0, d],
      [d, 0],
    ] as const) {
      if (sheet && !sheet.cells.has(cellKey(at.row + dr, at.column + dc))) {
        return { ...at, row: at.row + dr, column: at.column + dc };
      }
    }
  }
  return undefined;
}

export const shown = (p: Place): string => `${p.sheet}!${formatAddress(p.row, p.column)}`;
