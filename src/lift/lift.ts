import { GradsheetError } from '../errors.ts';
import { verbatim } from '../words.ts';
import { g } from '../ir/builder.ts';
import type { Node } from '../ir/node.ts';
import * as ops from '../ir/ops.ts';
import type { ProblemKind } from '../messages/problems.ts';
import {
  areaSize,
  cellKey,
  cellName,
  formatArea,
  keyColumn,
  keyRow,
  type Cell,
  type Workbook,
} from '../workbook/index.ts';
import { append } from '../util/lists.ts';
import { BookScope } from './book-scope.ts';
import type { Code } from './compile.ts';
import { hasNode, Refused } from './functions/row.ts';
import { Order, type At, type Cells } from './evaluation-order.ts';
import type { Place } from './places.ts';
import { Present } from './present.ts';
import { MOST_FILLED } from './refused.ts';
import { cellContent, cellContents, run } from './interpret.ts';
import { Templates, type Template } from './templates.ts';
import {
  failure,
  isFailure,
  isFlag,
  isMatrix,
  isNode,
  isPerhaps,
  textNumber,
  toNum,
  type Range,
  type Scalar,
  type Value,
} from './values.ts';
import { words } from './error-words.ts';

export { placesOf, type Place } from './places.ts';

/** What stands in the way of a formula's value or derivative. The rest of the book still works. */
export interface LiftProblem {
  /**
   * As `Why`, or: the cells read each other in a circle; the text is no formula; the derivative takes rounding as
   * straight; it takes a value that moves in jumps as standing still. Or of cells themselves: blank, or a text that
   * reads
   * as a number, where formulas compute with numbers; an error that comes from no other cell.
   */
  readonly kind: ProblemKind;
  /** The function it is about; of an unreadable formula what is wrong with it; of an error which. */
  readonly function: string;
  /** Every cell concerned, as `Sheet1!E3`. */
  readonly cells: readonly string[];
}

/** Values and programs of a workbook's cells, made when they are asked for. */
export interface Lifted {
  /**
   * A number, a text, a truth value, an error, null for a blank; a node, or the flag of one, where it depends on
   * inputs.
   */
  value(at: Place): Scalar;
  /** The cell as a number in the program. @throws GradsheetError `bad-cell` if it is not a number */
  node(at: Place): Node;
  /** The node of each cell named as an input, by its name. */
  readonly inputs: ReadonlyMap<string, Node>;
  /**
   * Cells that stand still although they seem to depend on inputs: their formula has no derivative, or cannot be
   * computed. Each is an input of its own, with the saved value, so that a program shows when it needs one.
   */
  readonly frozen: ReadonlyMap<Node, { readonly cell: string; readonly value: number; readonly problem: LiftProblem }>;
  /** Of the cells asked for so far. */
  problems(): readonly LiftProblem[];
}

/**
 * Each cell's formula becomes a value, or, where it depends on an input, a scalar node. All other cells are constants.
 *
 *   const { inputs, node } = lift(book, { inputs: placesOf(book, 'Sheet1!B1:B3') })
 *
 * A formula that cannot be computed keeps its saved value, and `problems` names it.
 *
 * @param inputs cells whose numbers become inputs of the program, named as `cellName` does
 * @param asSheet `a-b` and `a+b` are 0 where the terms are equal but for rounding, as spreadsheet programs compute them
 */
export const lift = (
  book: Workbook,
  { inputs = [], asSheet = false }: { readonly inputs?: Iterable<Place>; readonly asSheet?: boolean } = {},
): Lifted => new Lift(book, inputs, asSheet);

class Lift implements Lifted, Cells {
  readonly inputs = new Map<string, Node>();
  readonly frozen = new Map<Node, { cell: string; value: number; problem: LiftProblem }>();
  readonly #book: Workbook;
  readonly #values: Map<number, Scalar>[];
  readonly #corners: Map<number, number>[]; // a cell inside an array formula's box → its corner
  /** Corners of array formulas that fill too much. */
  readonly #tooWide = new Set<number>();
  readonly #templates: Templates;
  readonly #scope: BookScope;
  readonly #order: Order;
  readonly #failures = new Map<string, { readonly any: boolean; readonly typed: readonly At[] }>();
  readonly #noticed = { blank: new Set<number>(), 'text-number': new Set<number>(), error: new Set<number>() };
  readonly #problems = new Map<string, LiftProblem & { readonly cells: string[] }>();

  constructor(book: Workbook, inputs: Iterable<Place>, asSheet: boolean) {
    this.#book = book;
    this.#values = book.sheets.map(() => new Map());
    this.#corners = book.sheets.map(() => new Map());
    this.#templates = new Templates(book);
    const places = (sheet: number): Iterable<number> => [
      ...(book.sheets[sheet]?.cells.keys() ?? []),
      ...(this.#corners[sheet]?.keys() ?? []),
      ...(this.#values[sheet]?.keys() ?? []),
    ];
    this.#scope = new BookScope(
      book,
      (sheet, key) => this.#known(sheet, key),
      new Present(places),
      (sheet, key) => this.#notice('text-number', '', { sheet, key }),
      asSheet,
    );
    this.#order = new Order(this, this.#scope);
    let filled = 0;
    book.sheets.forEach((s, i) => {
      for (const [key, { formula, array }] of s.cells) {
        if (formula === undefined || !array || areaSize(array) === 1) continue;
        filled += areaSize(array);
        if (filled > MOST_FILLED) this.#tooWide.add(idOf({ sheet: i, key }));
        else inBox(array, (k) => this.#corners[i]?.set(k, key));
      }
    });
    for (const { sheet, row, column } of inputs) {
      const key = cellKey(row, column);
      const name = this.#name({ sheet, key });
      const node = g.input({ name, shape: [], from: 'setting' });
      this.inputs.set(name, node);
      this.#values[sheet]?.set(key, node);
    }
  }

  value({ sheet, row, column }: Place): Scalar {
    const key = cellKey(row, column);
    this.#order.compute(sheet, key);
    return this.#known(sheet, key) ?? null;
  }

  node(at: Place): Node {
    const value = this.value(at);
    if (isNode(value)) return value;
    if (isPerhaps(value)) return toNum(value) as Node; // as arithmetic reads it
    if (typeof value === 'number') return ops.constant(value);
    throw new GradsheetError('bad-cell', {
      where: this.#name({ sheet: at.sheet, key: cellKey(at.row, at.column) }),
      expected: words('a number'),
      received:
        value === null
          ? this.#cell({ sheet: at.sheet, key: cellKey(at.row, at.column) })?.formula === undefined
            ? words('a blank cell')
            : words('a formula without a number')
          : isFlag(value)
            ? words('TRUE or FALSE')
            : isFailure(value)
              ? verbatim(value.error)
              : typeof value === 'string'
                ? words('the text "{}"', value)
                : verbatim(String(value).toUpperCase()),
    });
  }

  problems(): readonly LiftProblem[] {
    return [...this.#problems.values()];
  }

  // ---- what the order of computing asks

  corner(sheet: number, key: number): number {
    return this.#corners[sheet]?.get(key) ?? key;
  }
  waits(sheet: number, key: number): boolean {
    return this.#known(sheet, key) === undefined;
  }
  template(sheet: number, key: number): Template | undefined {
    return this.#templates.of(sheet, key);
  }

  compute(at: At, { code, problem, row, column }: Template): void {
    const here = { row: keyRow(at.key), column: keyColumn(at.key) };
    this.#scope.stand(at.sheet, here.row, here.column, here.row - row, here.column - column);
    if (!code) {
      this.#hold(this.#filledBy(at), this.#report('unreadable', problem?.fields.received ?? '', [at]), true);
      return;
    }
    try {
      if (this.#tooWide.has(idOf(at))) throw new Refused('too-large');
      const value = run(code, this.#scope);
      const { array } = this.#cell(at) ?? {};
      this.#look(code, value);
      if (code.stepped.size > 0 && hasNode(value, this.#scope)) {
        code.stepped.forEach((kind, name) => this.#report(kind, name, [at]));
      }
      if (!array || areaSize(array) === 1) {
        this.#values[at.sheet]?.set(at.key, cellContent(value));
        return;
      }
      const box = cellContents(value);
      this.#set(at, box.items[0] ?? 0); // also where a damaged file has the corner outside its box
      inBox(array, (key) => {
        const r = box.rows === 1 ? 0 : keyRow(key) - array.top;
        const c = box.columns === 1 ? 0 : keyColumn(key) - array.left;
        this.#set(
          { sheet: at.sheet, key },
          r < box.rows && c < box.columns ? (box.items[r * box.columns + c] ?? 0) : failure('#N/A'),
        );
      });
    } catch (e) {
      if (!(e instanceof Refused)) throw e;
      const depends =
        e.why === 'no-derivative' ||
        e.why === 'not-constant' ||
        e.why === 'volatile' ||
        e.why === 'too-large' ||
        this.#readsLive(code);
      this.#hold(this.#filledBy(at), this.#report(e.why, e.function, [at]), depends);
    }
  }
  refuse(at: At, { why, function: name }: Refused): void {
    this.#hold(this.#filledBy(at), this.#report(why, name, [at]), true);
  }

  /** Does a formula read what depends on inputs? True where finding out asks for too much. */
  #readsLive(code: Code): boolean {
    try {
      return this.#scope.boxes(code.reads).some((range) => hasNode(range, this.#scope));
    } catch (e) {
      if (!(e instanceof Refused)) throw e;
      return true;
    }
  }

  /** What a formula reads that it should not, told once for each cell. */
  #look(code: Code, value: Value): void {
    for (const reference of code.operands) {
      const at = this.#scope.at(reference);
      const content = at && this.#known(at.sheet, at.key);
      if (!at || (content !== null && typeof content !== 'string')) continue;
      if (content === null) this.#notice('blank', '', at);
      else if (textNumber(content) !== undefined) this.#notice('text-number', '', at);
    }
    const failed = isMatrix(value) ? value.items.find(isFailure) : value;
    if (!isFailure(failed)) return;
    const { sheet, row, column } = this.#scope.cell;
    const read = this.#scope.boxes([...code.reads, ...code.mayRead]).map((range) => this.#failing(range));
    if (!read.some((r) => r.any)) this.#notice('error', failed.error, { sheet, key: cellKey(row, column) });
    for (const { typed } of read) {
      for (const at of typed) {
        const content = this.#known(at.sheet, at.key);
        if (isFailure(content)) this.#notice('error', content.error, at);
      }
    }
  }
  /** Is there an error in a box, and which were typed in? */
  #failing({ sheet, area }: Range): { readonly any: boolean; readonly typed: readonly At[] } {
    const mark = areaSize(area) > 8 ? `${sheet}:${formatArea(area)}` : '';
    const old = this.#failures.get(mark);
    if (old) return old;
    const typed: At[] = [];
    let any = false;
    this.#scope.first({ sheet, area }, (row, column): undefined => {
      const key = cellKey(row, column);
      if (!isFailure(this.#known(sheet, key))) return;
      any = true;
      if (this.#cell({ sheet, key })?.formula === undefined && !this.#corners[sheet]?.has(key)) {
        typed.push({ sheet, key });
      }
    });
    if (mark !== '') this.#failures.set(mark, { any, typed });
    return { any, typed };
  }
  #notice(kind: 'blank' | 'text-number' | 'error', name: string, at: At): void {
    const cell = idOf(at);
    if (this.#noticed[kind].has(cell)) return;
    this.#noticed[kind].add(cell);
    this.#report(kind, name, [at]);
  }

  circle(cells: readonly At[]): void {
    this.#hold(
      cells.flatMap((at) => this.#filledBy(at)),
      this.#report('circular', '', cells),
      true,
    );
  }

  // ----

  /** undefined: a formula that was not computed yet. */
  #known(sheet: number, key: number): Scalar | undefined {
    const value = this.#values[sheet]?.get(key);
    if (value !== undefined) return value;
    const cell = this.#book.sheets[sheet]?.cells.get(key);
    return cell?.formula !== undefined || (this.#corners[sheet]?.has(key) ?? false) ? undefined : (cell?.value ?? null);
  }
  #set({ sheet, key }: At, value: Scalar): void {
    if (!this.inputs.size || !this.#values[sheet]?.has(key)) this.#values[sheet]?.set(key, value);
  } // an input stays one

  /** Saved values stay; as inputs of their own where derivatives would have to go through them. */
  #hold(cells: readonly At[], problem: LiftProblem, depends: boolean): void {
    for (const at of cells) {
      const saved = this.#cell(at)?.value ?? null;
      if (!depends || this.inputs.size === 0 || typeof saved !== 'number') {
        this.#set(at, saved);
        continue;
      }
      const cell = this.#name(at);
      const node = g.input({ name: `${cell} (frozen)`, shape: [], from: 'setting' });
      this.frozen.set(node, { cell, value: saved, problem });
      this.#set(at, node);
    }
  }
  #filledBy(at: At): At[] {
    const { array } = this.#cell(at) ?? {};
    const cells: At[] = [at];
    if (array && !this.#tooWide.has(idOf(at))) {
      inBox(array, (key) => {
        if (key !== at.key) cells.push({ sheet: at.sheet, key });
      });
    }
    return cells;
  }
  #report(kind: LiftProblem['kind'], name: string, cells: readonly At[]): LiftProblem {
    const names = cells.map((at) => this.#name(at));
    const key = kind === 'circular' ? `circular ${names[0] ?? ''}` : `${kind} ${name}`;
    const known = this.#problems.get(key);
    if (known) {
      append(known.cells, names);
      return known;
    }
    const made = { kind, function: name, cells: names };
    this.#problems.set(key, made);
    return made;
  }
  #cell({ sheet, key }: At): Cell | undefined {
    return this.#book.sheets[sheet]?.cells.get(key);
  }
  #name({ sheet, key }: At): string {
    return cellName(this.#book.sheets[sheet]?.name ?? '', keyRow(key), keyColumn(key));
  }
}

const idOf = ({ sheet, key }: At): number => sheet * 2 ** 34 + key; // keys are below 2^34

function inBox({ top, left, bottom, right }: NonNullable<Cell['array']>, rule: (key: number) => void): void {
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) rule(cellKey(row, column));
  }
}
