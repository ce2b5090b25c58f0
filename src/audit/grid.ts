import type { Area, Cell, CellReference, Formula, RangeReference, Workbook } from '../workbook/index.ts';
import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';
import { spend } from '../lift/budget.ts';
import { MOST_FILLED } from '../lift/refused.ts';
import {
  areaSize,
  boxOf,
  cellKey,
  cellName,
  fold,
  keyColumn,
  keyRow,
  parse,
  usedArea,
  withParts,
} from '../workbook/index.ts';

/** What stands in a cell. `filled`: written by the array formula of another cell. */
export type Content = 'number' | 'text' | 'flag' | 'error' | 'blank' | 'formula' | 'filled';

/** The cells that a reference covers, row by row; `ids` are numbers of cells. */
export interface Operand {
  readonly reference: CellReference | RangeReference;
  readonly rows: number;
  readonly columns: number;
  readonly ids: readonly number[];
}

/** A cell of the grid. `array`: position within the array formula of `head`, whose formula and operands it has. */
export interface GridCell {
  readonly id: number;
  readonly sheet: number;
  readonly row: number;
  readonly column: number;
  readonly content: Content;
  readonly value: Cell['value'];
  readonly formula?: Formula;
  readonly operands: readonly Operand[];
  readonly array?: {
    readonly head: number;
    readonly row: number;
    readonly column: number;
    readonly rows: number;
    readonly columns: number;
  };
}

/** A defined name, and what it stands for once a formula asked for it. */
interface Named {
  readonly name: string;
  readonly refersTo: string;
  readonly sheet: string | undefined;
  formula?: Formula;
}

/** A workbook as numbered cells that know what they read. Blank cells that a formula reads have numbers as well. */
export class Grid {
  readonly book: Workbook;
  readonly cells: GridCell[] = [];
  /** Cells whose formula cannot be read, with the reason. */
  readonly unreadable: Map<number, string> = new Map();
  readonly #ids: Map<number, number>[];
  readonly #sheets = new Map<string, number>();
  readonly #names = new Map<string, Named[]>();

  constructor(book: Workbook, changed?: { readonly grid: Grid; readonly formulas: ReadonlyMap<number, Formula> }) {
    this.book = book;
    for (const [i, { name }] of book.sheets.entries()) {
      for (const key of [name, name.toUpperCase()]) if (!this.#sheets.has(key)) this.#sheets.set(key, i);
    }
    if (changed) {
      // the same cells, some with another formula
      this.#ids = changed.grid.#ids.map((m) => new Map(m));
      for (const c of changed.grid.cells) this.cells.push(c);
      this.unreadable = changed.grid.unreadable;
      for (const [id, formula] of changed.formulas) this.set(id, formula);
      return;
    }
    this.#ids = book.sheets.map(() => new Map<number, number>());
    let filled = 0;
    let characters = 0;
    const formulas: { id: number; formula: Formula }[] = [];
    const arrays: GridCell[] = [];
    book.sheets.forEach((sheet, s) => {
      for (const [key, cell] of sheet.cells) {
        const id = this.#add(s, key, contentOf(cell), cell.value);
        if (cell.formula === undefined) continue;
        try {
          characters += cell.formula.length;
          if (characters > MOST_CHARACTERS) {
            this.unreadable.set(id, TOO_LARGE);
            continue;
          }
          const formula = this.#named(parse(cell.formula, cellName(sheet.name, keyRow(key), keyColumn(key))), s);
          formulas.push({ id, formula });
          if (cell.array) filled += areaSize(cell.array);
          if (cell.array && filled > MOST_FILLED) this.unreadable.set(id, TOO_LARGE);
          else if (cell.array) arrays.push(this.cell(id));
        } catch (e) {
          this.unreadable.set(id, e instanceof Error ? e.message : String(e));
        }
      }
    });
    const standing = this.cells.length;
    let reads = 0;
    for (const { id, formula } of formulas) {
      const { size, blanks } = this.#sizeOf(formula, this.cell(id).sheet);
      const made = this.cells.length - standing;
      if (reads + size > MOST_READS || made + blanks > MOST_BLANKS) {
        this.unreadable.set(id, TOO_LARGE);
        continue;
      }
      reads += size;
      if (!this.unreadable.has(id)) this.set(id, formula);
    }
    for (const head of arrays) this.#fill(head);
  }

  cell(id: number): GridCell {
    const cell = this.cells[id];
    spend(1);
    if (!cell) throw new RangeError(`no cell ${id}`);
    return cell;
  }
  /** Number of a cell; undefined where nothing stands and nothing reads. */
  find(sheet: number, row: number, column: number): number | undefined {
    spend(1);
    return row < 0 || column < 0 ? undefined : this.#ids[sheet]?.get(cellKey(row, column));
  }
  /** The number of a sheet; -1 if there is none of the name. */
  sheetOf(name: string): number {
    return this.#sheets.get(name) ?? this.#sheets.get(name.toUpperCase()) ?? -1;
  }
  /** Number of a cell, given to it now if it is blank and had none. */
  at(sheet: number, row: number, column: number): number {
    return this.find(sheet, row, column) ?? this.#add(sheet, cellKey(row, column), 'blank', undefined);
  }
  name(id: number): string {
    const { sheet, row, column } = this.cell(id);
    return cellName(this.book.sheets[sheet]?.name ?? '', row, column);
  }
  numberOf(id: number): number {
    const { value } = this.cell(id);
    return typeof value === 'number' ? value : value === true ? 1 : 0;
  }

  /** The same workbook with other formulas in some cells. */
  with(formulas: ReadonlyMap<number, Formula>): Grid {
    return new Grid(this.book, { grid: this, formulas });
  }
  /** The cell with another formula. */
  set(id: number, formula: Formula): void {
    const cell = this.cell(id);
    this.cells[id] = { ...cell, content: 'formula', formula, operands: this.operands(formula, cell.sheet) };
  }
  /** What a formula on a sheet reads, in order of appearance. */
  operands(formula: Formula, sheet: number): Operand[] {
    const found: Operand[] = [];
    fold<void>(formula, (node) => {
      if (node.kind !== 'cell' && node.kind !== 'range') return;
      const operand = this.#operand(node, sheet);
      if (operand) found.push(operand);
    });
    return found;
  }
  /** The part of a box that can hold anything: of whole columns, down to the last row in use. */
  within(sheet: number, area: Area): Area {
    if ((area.bottom - area.top + 1) * (area.right - area.left + 1) <= 4096) return area;
    const place = this.book.sheets[sheet];
    const used = this.#used[sheet] ?? (place && usedArea(place)) ?? { top: 0, left: 0, bottom: 0, right: 0 };
    this.#used[sheet] = used;
    return {
      ...area,
      bottom: Math.max(area.top, Math.min(area.bottom, used.bottom)),
      right: Math.max(area.left, Math.min(area.right, used.right)),
    };
  }
  readonly #used: (Area | undefined)[] = [];

  /** How many cells a formula on a sheet reads, and at least how many of them are blank. */
  #sizeOf(formula: Formula, own: number): { readonly size: number; readonly blanks: number } {
    let size = 0;
    let blanks = 0;
    fold<void>(formula, (node) => {
      if (node.kind === 'cell') size++;
      if (node.kind !== 'range') return;
      const sheet = node.sheet === undefined ? own : this.sheetOf(node.sheet);
      const read = areaSize(this.within(sheet, boxOf(node)));
      size += read;
      blanks += Math.max(0, read - (this.book.sheets[sheet]?.cells.size ?? 0));
    });
    return { size, blanks };
  }
  #add(sheet: number, key: number, content: Content, value: Cell['value']): number {
    const id = this.cells.length;
    this.cells.push({ id, sheet, row: keyRow(key), column: keyColumn(key), content, value, operands: [] });
    this.#ids[sheet]?.set(key, id);
    return id;
  }
  #operand(reference: CellReference | RangeReference, sheet: number): Operand | undefined {
    if (reference.book !== undefined) return undefined; // another file: never opened
    const s = reference.sheet === undefined ? sheet : this.sheetOf(reference.sheet);
    const place = this.book.sheets[s];
    if (!place) return undefined;
    const { top, left, bottom, right } = this.within(s, boxOf(reference));
    const ids: number[] = [];
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) ids.push(this.at(s, row, column));
    }
    return { reference, rows: bottom - top + 1, columns: right - left + 1, ids };
  }
  /**
   * Defined names replaced by what they name. @throws GradsheetError `too-large` for a formula that grows without end
   */
  #named(formula: Formula, sheet: number): Formula {
    if (this.book.names.length === 0) return formula;
    const own = this.book.sheets[sheet]?.name;
    let parts = 0;
    return fold<Formula>(formula, (node, inner) => {
      if (node.kind !== 'name') return withParts(node, inner);
      const found = this.#namesLike(node.name.toUpperCase()).find((n) => n.sheet === undefined || n.sheet === own);
      if (!found) return node;
      found.formula ??= parse(found.refersTo, found.name);
      parts += found.refersTo.length;
      if (parts > MOST_NAMED) {
        throw new GradsheetError('too-large', {
          where: node.name,
          expected: words('names that stand for at most {} characters', MOST_NAMED.toLocaleString('en')),
          received: words('more'),
        });
      }
      return found.formula;
    });
  }
  #namesLike(name: string): readonly Named[] {
    if (this.#names.size === 0) {
      for (const { name: n, refersTo, sheet } of this.book.names) {
        const key = n.toUpperCase();
        const list = this.#names.get(key);
        const named = { name: n, refersTo, sheet };
        if (list) list.push(named);
        else this.#names.set(key, [named]);
      }
    }
    return this.#names.get(name) ?? [];
  }
  #fill(head: GridCell): void {
    const area = this.book.sheets[head.sheet]?.cells.get(cellKey(head.row, head.column))?.array;
    const source = this.cell(head.id);
    if (!area || source.formula === undefined) return;
    for (let row = area.top; row <= area.bottom; row++) {
      for (let column = area.left; column <= area.right; column++) {
        const id = this.at(head.sheet, row, column);
        const cell = this.cell(id);
        const array = {
          head: head.id,
          row: row - area.top,
          column: column - area.left,
          rows: area.bottom - area.top + 1,
          columns: area.right - area.left + 1,
        };
        this.cells[id] = {
          ...cell,
          content: id === head.id ? 'formula' : 'filled',
          formula: source.formula,
          operands: source.operands,
          array,
        };
      }
    }
  }
}

/** Cells that all formulas together read, counted each time: ranges that grow from row to row read many. */
const MOST_READS = 8_000_000;
/** Blank cells among them: each becomes a cell of the grid. */
const MOST_BLANKS = 1_000_000;
/** Characters of all formulas, and of what the names in one formula stand for. */
const MOST_CHARACTERS = 40_000_000;
const MOST_NAMED = 200_000;
/** The reason of a formula that is over these limits. */
export const TOO_LARGE = 'too-large';

function contentOf({ value, formula }: Cell): Content {
  if (formula !== undefined) return 'formula';
  switch (typeof value) {
    case 'number':
      return 'number';
    case 'string':
      return value.trim() === '' ? 'blank' : 'text';
    case 'boolean':
      return 'flag';
    case 'object':
      return 'error';
    default:
      return 'blank';
  }
}
