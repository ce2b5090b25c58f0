import { GradsheetError } from '../errors.ts';
import { g } from '../ir/builder.ts';
import type { Node } from '../ir/node.ts';
import * as ops from '../ir/ops.ts';
import { areaSize, boxOf, cellKey, cellName, keyColumn, keyRow, MAX_ROWS, parse, parseReference, usedArea, type Area, type Cell, type CellReference, type RangeReference, type Sheet, type Workbook } from '../workbook/index.ts';
import { ARRAY, compile, ONE, type Code, type Mode, type NameFormula } from './compile.ts';
import { Refused, type Fold, type Folded, type Why } from './functions/row.ts';
import { asMatrix, cellValue, run, settled, type Scope } from './run.ts';
import { failure, isFailure, isNode, isNum, matrix, type Failure, type Matrix, type Range, type Scalar, type Value } from './values.ts';

/** A cell, by the number of its sheet; rows and columns count from 0. */
export interface Place { readonly sheet: number; readonly row: number; readonly column: number }

/** What stands in the way of a formula's value or derivative. The rest of the book still works. */
export interface LiftProblem {
  /** As `Why`, or: the cells read each other in a circle; the text is no formula. */
  readonly kind: Why | 'circular' | 'unreadable';
  /** The function it is about. */
  readonly function: string;
  /** Every cell concerned, as `Sheet1!E3`. */
  readonly cells: string[];
}

/** Values and programs of a workbook's cells, made when they are asked for. */
export interface Lifted {
  /** A number, a text, a truth value, an error, null for a blank; a node where it depends on inputs. */
  value(at: Place): Scalar;
  /** The cell as a number in the program. @throws GradsheetError `bad-cell` if it is not a number */
  node(at: Place): Node;
  /** The node of each cell named as an input, by its place. */
  readonly inputs: ReadonlyMap<string, Node>;
  /** Of the cells asked for so far. */
  problems(): readonly LiftProblem[];
}

/** The most cells a box may hold when it is read. */
const MOST = 5_000_000;
/** What a formula shows that reads itself. */
const CIRCULAR: Failure = { error: '#CALC!' };

/** Thrown while a formula runs and reads a cell that was not computed yet. */
class Needed extends Error { readonly id: string; constructor(id: string) { super('needed'); this.id = id; } }

/**
 * Lowers nothing, lifts everything: each cell's formula becomes a value, or, where it depends on an input, a scalar node.
 *
 * @param inputs cells whose numbers become inputs of the program, named as `cellName` does
 */
export function lift(book: Workbook, { inputs = [] }: { readonly inputs?: Iterable<Place> } = {}): Lifted {
  return new Lift(book, inputs);
}

const idOf = (sheet: number, key: number): string => `${sheet}:${key}`;

class Lift implements Lifted {
  readonly inputs = new Map<string, Node>();
  readonly #book: Workbook;
  readonly #sheets: ReadonlyMap<string, number>;
  readonly #used: readonly Area[];
  readonly #values = new Map<string, Scalar>();
  readonly #boxes = new Map<string, Matrix>();          // values of array formulas, by their corner
  readonly #owner = new Map<string, string>();          // a cell inside an array formula's box → its corner
  readonly #codes = new Map<string, Code>();
  readonly #problems = new Map<string, LiftProblem>();
  readonly #folds = new Map<string, { bottom: number; folded: Folded }>();
  readonly #ready = new Map<string, number>();          // boxes whose cells are computed, down to this row

  constructor(book: Workbook, inputs: Iterable<Place>) {
    this.#book = book;
    this.#sheets = new Map(book.sheets.map((s, i) => [s.name.toLowerCase(), i]));
    this.#used = book.sheets.map((s) => usedArea(s) ?? { top: 0, left: 0, bottom: 0, right: 0 });
    for (const { sheet, row, column } of inputs) {
      const id = idOf(sheet, cellKey(row, column)), node = g.input({ name: this.#name(id), shape: [], from: 'setting' });
      this.inputs.set(this.#name(id), node);
      this.#values.set(id, node);
    }
    book.sheets.forEach((s, i) => s.cells.forEach((cell, key) => {
      if (!cell.array || areaSize(cell.array) === 1) return;
      for (let r = cell.array.top; r <= cell.array.bottom; r++) for (let c = cell.array.left; c <= cell.array.right; c++) this.#owner.set(idOf(i, cellKey(r, c)), idOf(i, key));
    }));
  }

  value({ sheet, row, column }: Place): Scalar {
    const id = idOf(sheet, cellKey(row, column));
    this.#compute(id);
    return this.#values.get(id) ?? null;
  }

  node(at: Place): Node {
    const value = this.value(at);
    if (isNode(value)) return value;
    if (typeof value === 'number') return ops.constant(value);
    throw new GradsheetError('bad-cell', { where: this.#name(idOf(at.sheet, cellKey(at.row, at.column))), expected: 'a number', received: value === null ? 'a blank cell' : isFailure(value) ? value.error : typeof value === 'string' ? `the text "${value}"` : String(value).toUpperCase() });
  }

  problems(): readonly LiftProblem[] { return [...this.#problems.values()]; }

  /** Computes a cell and what it reads, with a stack of its own: books are 100,000 formulas deep. */
  #compute(root: string): void {
    if (this.#values.has(root)) return;
    const stack: string[] = [root], open = new Set<string>();
    const need = (id: string): boolean => {
      const cell = this.#owner.get(id) ?? id;
      if (this.#values.has(id)) return false;
      if (open.has(cell)) { this.#circle([...open], cell); return false; }
      stack.push(cell);
      return true;
    };
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      if (this.#values.has(id)) { stack.pop(); open.delete(id); continue; }
      const cell = this.#cell(id);
      if (!cell?.formula) { this.#values.set(id, cell?.value ?? null); stack.pop(); continue; }
      const first = !open.has(id);
      open.add(id);
      if (first && this.#missing(id, cell).map(need).some(Boolean)) continue;
      if (this.#values.has(id)) continue; // it was part of a circle
      try {
        this.#finish(id, cell, this.#perform(id, cell));
      } catch (e) {
        if (e instanceof Needed) { need(e.id); continue; }
        if (!(e instanceof Refused)) throw e;
        this.#report(e.why, e.function, [id]);
        this.#keepSaved(id, cell);
      }
    }
  }

  #finish(id: string, cell: Cell, value: Value): void {
    if (cell.array && areaSize(cell.array) > 1) {
      const box = asMatrix(value), { top, left, bottom, right } = cell.array, [sheet] = this.#at(id);
      this.#boxes.set(id, box);
      for (let r = top; r <= bottom; r++) for (let c = left; c <= right; c++) {
        const [i, j] = [box.rows === 1 ? 0 : r - top, box.columns === 1 ? 0 : c - left];
        this.#values.set(idOf(sheet, cellKey(r, c)), i < box.rows && j < box.columns ? box.items[i * box.columns + j] ?? 0 : failure('#N/A'));
      }
    } else this.#values.set(id, cellValue(value));
  }

  /** The saved values stay where a formula has none of its own. */
  #keepSaved(id: string, { array, value }: Cell): void {
    this.#values.set(id, value ?? null);
    const [sheet] = this.#at(id);
    if (array) for (let r = array.top; r <= array.bottom; r++) for (let c = array.left; c <= array.right; c++) {
      const other = idOf(sheet, cellKey(r, c));
      if (other !== id) this.#values.set(other, this.#cell(other)?.value ?? null);
    }
  }

  #perform(id: string, cell: Cell): Value {
    const code = this.#code(id, cell);
    return code ? run(code, this.#scope(id)) : cell.value ?? null;
  }

  #code(id: string, cell: Cell): Code | null {
    const known = this.#codes.get(id);
    if (known) return known;
    try {
      const code = compile(parse(cell.formula ?? '', this.#name(id)), cell.array ? ARRAY : ONE);
      this.#codes.set(id, code);
      return code;
    } catch (e) {
      if (!(e instanceof GradsheetError)) throw e;
      this.#report('unreadable', '', [id]);
      return null;
    }
  }

  /** Formulas that a formula reads whatever the values are, and that have no value yet. */
  #missing(id: string, cell: Cell): string[] {
    const found: string[] = [], [here] = this.#at(id);
    for (const read of this.#code(id, cell)?.reads ?? []) {
      if (read.kind === 'name' || read.book !== undefined || read.lastSheet !== undefined) continue; // found when it runs
      const sheet = read.sheet === undefined ? here : this.#sheets.get(read.sheet.toLowerCase());
      if (sheet === undefined) continue;
      const box = this.#cut(sheet, boxOf(read)), mark = `${sheet}:${box.top}:${box.left}:${box.right}`, ready = this.#ready.get(mark) ?? box.top - 1;
      if (areaSize(box) > MOST) continue;
      let whole = true;
      for (let r = ready + 1; r <= box.bottom; r++) for (let c = box.left; c <= box.right; c++) {
        const other = idOf(sheet, cellKey(r, c));
        if (!this.#values.has(other) && (this.#owner.has(other) || this.#cell(other)?.formula)) { found.push(other); whole = false; }
      }
      if (whole && areaSize(box) > 8) this.#ready.set(mark, Math.max(ready, box.bottom));
    }
    return found;
  }

  #circle(open: readonly string[], from: string): void {
    const cells = open.slice(open.indexOf(from));
    this.#report('circular', '', cells);
    for (const id of cells) this.#values.set(id, CIRCULAR);
  }

  #report(kind: LiftProblem['kind'], name: string, ids: readonly string[]): void {
    const key = kind === 'circular' ? `circular ${ids.join(' ')}` : `${kind} ${name}`, cells = ids.map((id) => this.#name(id));
    const known = this.#problems.get(key);
    if (!known) this.#problems.set(key, { kind, function: name, cells });
    else for (const c of cells) if (!known.cells.includes(c)) known.cells.push(c);
  }

  #scope(id: string): Scope {
    const [sheet, key] = this.#at(id), row = keyRow(key), column = keyColumn(key);
    const scope: Scope = {
      cell: { sheet, row, column }, sheets: this.#book.sheets.length,
      item: (reference) => {
        const range = scope.resolve(reference);
        return isFailure(range) ? range : this.#item((range as Range).sheet, reference.row, reference.column); // a single cell is a box
      },
      resolve: (reference) => this.#resolve(sheet, reference),
      read: (range) => this.#read(range),
      fold: (fold, range) => this.#fold(fold, range),
      used: ({ sheet: s, area }) => this.#cut(s, area),
      named: (name, mode) => this.#named(name, mode, scope),
      spilled: ({ sheet: s, area }) => {
        const array = this.#cell(idOf(s, cellKey(area.top, area.left)))?.array;
        return array ? { sheet: s, area: array } : failure('#REF!');
      },
      indirect: (text) => {
        const found = parseReference(text.trim());
        if (!found) return failure('#REF!');
        const s = found.sheet === undefined ? sheet : this.#sheets.get(found.sheet.toLowerCase());
        return s === undefined ? failure('#REF!') : { sheet: s, area: found.area };
      },
    };
    return scope;
  }

  #resolve(here: number, reference: CellReference | RangeReference): Value {
    if (reference.book !== undefined) throw new Refused('external');
    const find = (name: string | undefined): number | undefined => (name === undefined ? here : this.#sheets.get(name.toLowerCase()));
    const first = find(reference.sheet), last = reference.lastSheet === undefined ? first : find(reference.lastSheet);
    if (first === undefined || last === undefined) return failure('#REF!');
    const area = boxOf(reference), [from, to] = [Math.min(first, last), Math.max(first, last)];
    return from === to ? { sheet: from, area } : { ranges: Array.from({ length: to - from + 1 }, (_, i) => ({ sheet: from + i, area })) };
  }

  #named(name: NameFormula, mode: Mode, scope: Scope): Value {
    const { sheet } = scope.cell, wanted = name.name.toLowerCase(), own = this.#book.sheets[sheet]?.name;
    const found = this.#book.names.find((n) => n.name.toLowerCase() === wanted && n.sheet === (name.sheet ?? own)) ?? this.#book.names.find((n) => n.name.toLowerCase() === wanted && n.sheet === undefined);
    if (!found) return failure('#NAME?');
    if (this.#naming.has(wanted)) return failure('#NAME?'); // a name that means itself
    this.#naming.add(wanted);
    try { return settled(run(compile(parse(found.refersTo, name.name), { ...mode, reference: true }), scope), mode, scope); } catch (e) {
      if (e instanceof GradsheetError) return failure('#NAME?');
      throw e;
    } finally { this.#naming.delete(wanted); }
  }
  readonly #naming = new Set<string>();

  #item(sheet: number, row: number, column: number): Scalar {
    const id = idOf(sheet, cellKey(row, column)), value = this.#values.get(id);
    if (value !== undefined) return value;
    if (!this.#owner.has(id)) {
      const cell = this.#cell(id);
      if (!cell?.formula) return cell?.value ?? null;
    }
    throw new Needed(id);
  }

  #read({ sheet, area }: Range): Matrix {
    const cut = area.bottom >= MAX_ROWS - 1 ? this.#cut(sheet, area) : area;
    if (areaSize(cut) > MOST) throw new Refused('too-deep');
    return matrix(cut.bottom - cut.top + 1, cut.right - cut.left + 1, (r, c) => this.#item(sheet, cut.top + r, cut.left + c));
  }

  #fold(fold: Fold, { sheet, area }: Range): Folded | Failure {
    const box = this.#cut(sheet, area), key = `${fold.name}:${sheet}:${box.top}:${box.left}:${box.right}`, known = this.#folds.get(key);
    let { value, count } = known && known.bottom <= box.bottom ? known.folded : { value: fold.start as Folded['value'], count: 0 };
    for (let r = known && known.bottom <= box.bottom ? known.bottom + 1 : box.top; r <= box.bottom; r++) for (let c = box.left; c <= box.right; c++) {
      const item = this.#item(sheet, r, c);
      if (isFailure(item)) return item;
      if (!isNum(item)) continue;
      const next = fold.step(value, item, count);
      if (isFailure(next)) return next;
      value = next;
      count++;
    }
    const folded = { value, count };
    if (!known || known.bottom <= box.bottom) this.#folds.set(key, { bottom: box.bottom, folded });
    return folded;
  }

  /** The part of a box that can hold anything; at least one cell. */
  #cut(sheet: number, area: Area): Area {
    const used = this.#used[sheet] ?? area;
    const bottom = Math.max(area.top, Math.min(area.bottom, used.bottom)), right = Math.max(area.left, Math.min(area.right, used.right));
    return { top: area.top, left: area.left, bottom, right };
  }

  #at(id: string): [sheet: number, key: number] {
    const [sheet, key] = id.split(':');
    return [Number(sheet), Number(key)];
  }
  #cell(id: string): Cell | undefined {
    const [sheet, key] = this.#at(id);
    return this.#book.sheets[sheet]?.cells.get(key);
  }
  #name(id: string): string {
    const [sheet, key] = this.#at(id);
    return cellName(this.#book.sheets[sheet]?.name ?? '', keyRow(key), keyColumn(key));
  }
}

/** The place a person names: `Sheet1!B3`, or `B3` on the first sheet. @throws GradsheetError `unknown-name` */
export function placesOf(book: Workbook, text: string): Place[] {
  const found = parseReference(text.trim());
  const sheet = !found ? -1 : found.sheet === undefined ? 0 : book.sheets.findIndex((s: Sheet) => s.name.toLowerCase() === found.sheet?.toLowerCase());
  if (!found || sheet < 0) throw new GradsheetError('unknown-name', { where: `cell "${text}"`, expected: found ? `one of the sheets ${book.sheets.map((s) => s.name).join(', ')}` : 'a cell or a range, as B3 or Sheet1!B3:B9', ...(found?.sheet === undefined ? {} : { received: `the sheet "${found.sheet}"` }) });
  if (areaSize(found.area) > 10_000) throw new GradsheetError('too-large', { where: `cells "${text}"`, expected: 'at most 10,000 cells', received: String(areaSize(found.area)) });
  const places: Place[] = [];
  for (let row = found.area.top; row <= found.area.bottom; row++) for (let column = found.area.left; column <= found.area.right; column++) places.push({ sheet, row, column });
  return places;
}
