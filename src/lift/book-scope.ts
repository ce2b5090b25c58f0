import { GradsheetError } from '../errors.ts';
import { append } from '../util/lists.ts';
import {
  areaSize,
  boxOf,
  cellKey,
  inArea,
  keyColumn,
  keyRow,
  MAX_COLUMNS,
  MAX_ROWS,
  parse,
  parseReference,
  usedArea,
  type Area,
  type CellReference,
  type DefinedName,
  type RangeReference,
  type Workbook,
} from '../workbook/index.ts';
import { spend, spendLooks } from './budget.ts';
import { compile, ONE, type Code, type Mode, type NameFormula } from './compile.ts';
import { listed, type Fold, type Folded } from './functions/row.ts';
import type { Present } from './present.ts';
import { MOST, Refused } from './refused.ts';
import { run, settled, type Scope } from './interpret.ts';
import {
  failure,
  isFailure,
  isMatrix,
  isRange,
  isUnion,
  matrix,
  textNumber,
  type Failure,
  type Matrix,
  type Range,
  type Scalar,
  type Value,
} from './values.ts';

/** What a cell holds; undefined: it has to be computed first. */
type Read = (sheet: number, key: number) => Scalar | undefined;

/** Thrown where a formula reads cells of which some have to be computed first. */
export class Needed extends Error {
  readonly range: Range;
  constructor(range: Range) {
    super('needed');
    this.range = range;
  }
}

/** Names that stand for names, one in another. */
const MAX_NAMES = 64;
/** Below this many cells nothing is kept. */
const FEW = 16;
/** Results kept at once. */
const RESULTS = 100_000;
/** A:A, 1:3: down to the last row in use. */
const isWhole = (area: Area): boolean =>
  area.bottom - area.top === MAX_ROWS - 1 || area.right - area.left === MAX_COLUMNS - 1;
const keyOf = ({ sheet, area }: Range): string => `${sheet}:${area.top}:${area.left}:${area.bottom}:${area.right}`;

/** What formulas of a workbook see. One scope serves all cells: `stand` puts it into one. */
export class BookScope implements Scope {
  readonly sheets: number;
  readonly asSheet: boolean;
  cell = { sheet: 0, row: 0, column: 0 };
  /** Hears of cells with texts that read as numbers, where sums pass over them. */
  readonly #onText: (sheet: number, key: number) => void;
  readonly #book: Workbook;
  readonly #read: Read;
  readonly #present: Present;
  readonly #numbers = new Map<string, number>();
  readonly #used: readonly Area[];
  readonly #folds = new Map<string, { bottom: number; folded: Folded }>();
  /** Boxes that were read more than once. */
  readonly #boxes = new Map<string, Matrix>();
  readonly #asked = new Set<string>();
  #kept = 0;
  readonly #ids = new WeakMap<object, number>();
  #nextId = 0;
  readonly #results = new Map<string, Value>();
  /** Elements of arrays among the results. */
  #elements = 0;
  readonly #namesBy = new Map<string, DefinedName[]>();
  readonly #names = new Map<string, Code | null>();
  readonly #naming = new Set<string>();
  #down = 0;
  #right = 0;

  constructor(
    book: Workbook,
    read: Read,
    present: Present,
    onText: (sheet: number, key: number) => void,
    asSheet: boolean,
  ) {
    this.#present = present;
    this.#onText = onText;
    this.asSheet = asSheet;
    this.#book = book;
    this.#read = read;
    this.sheets = book.sheets.length;
    for (const name of book.names) {
      const key = name.name.toLowerCase();
      const list = this.#namesBy.get(key);
      if (list) list.push(name);
      else this.#namesBy.set(key, [name]);
    }
    this.#used = book.sheets.map((s) => usedArea(s) ?? { top: 0, left: 0, bottom: 0, right: 0 });
    book.sheets.forEach((s, i) => this.#numbers.set(s.name.toLowerCase(), i));
  }

  /**
   * Formulas are computed in this cell from now on; references without `$` are this far from what the template says.
   */
  stand(sheet: number, row: number, column: number, down: number, right: number): void {
    this.cell = { sheet, row, column };
    this.#down = down;
    this.#right = right;
  }

  /** Where a reference to one cell points; undefined off the sheet. */
  at(reference: CellReference): { readonly sheet: number; readonly key: number } | undefined {
    const sheet = this.sheetOf(reference.sheet);
    const row = reference.row + (reference.rowFixed ? 0 : this.#down);
    const column = reference.column + (reference.columnFixed ? 0 : this.#right);
    return sheet === undefined || row < 0 || column < 0 || row >= MAX_ROWS || column >= MAX_COLUMNS
      ? undefined
      : { sheet, key: cellKey(row, column) };
  }
  item(reference: CellReference): Scalar {
    const at = this.at(reference);
    if (!at) return failure('#REF!');
    const value = this.#read(at.sheet, at.key);
    if (value === undefined) {
      const row = keyRow(at.key);
      const column = keyColumn(at.key);
      throw new Needed({ sheet: at.sheet, area: { top: row, left: column, bottom: row, right: column } });
    }
    return value;
  }

  resolve(reference: CellReference | RangeReference): Value {
    if (reference.book !== undefined) throw new Refused('external');
    const first = this.sheetOf(reference.sheet);
    const last = reference.lastSheet === undefined ? first : this.sheetOf(reference.lastSheet);
    const area = this.box(reference);
    if (first === undefined || last === undefined || !area) return failure('#REF!');
    const [from, to] = [Math.min(first, last), Math.max(first, last)];
    spend(to - from);
    return from === to
      ? { sheet: from, area }
      : { ranges: Array.from({ length: to - from + 1 }, (_, i) => ({ sheet: from + i, area })) };
  }

  /** The number of a sheet, of the formula's own without a name. */
  sheetOf(name: string | undefined): number | undefined {
    return name === undefined ? this.cell.sheet : (this.#numbers.get(name) ?? this.#numbers.get(name.toLowerCase()));
  }

  /** The box a reference means in this cell; undefined off the sheet. */
  box(reference: CellReference | RangeReference): Area | undefined {
    if (this.#down === 0 && this.#right === 0) return boxOf(reference);
    const [from, to] = reference.kind === 'cell' ? [reference, reference] : [reference.from, reference.to];
    const rows = [from.row + (from.rowFixed ? 0 : this.#down), to.row + (to.rowFixed ? 0 : this.#down)] as const;
    const columns = [
      from.column + (from.columnFixed ? 0 : this.#right),
      to.column + (to.columnFixed ? 0 : this.#right),
    ] as const;
    const area = {
      top: Math.min(...rows),
      left: Math.min(...columns),
      bottom: Math.max(...rows),
      right: Math.max(...columns),
    };
    return area.top < 0 || area.left < 0 || area.bottom >= MAX_ROWS || area.right >= MAX_COLUMNS ? undefined : area;
  }

  /** The part of a box that can hold anything; at least one cell. */
  cut(sheet: number, area: Area): Area {
    const used = this.#used[sheet] ?? area;
    return {
      top: area.top,
      left: area.left,
      bottom: Math.max(area.top, Math.min(area.bottom, used.bottom)),
      right: Math.max(area.left, Math.min(area.right, used.right)),
    };
  }
  used({ sheet, area }: Range): Area {
    return this.cut(sheet, area);
  }

  read(range: Range): Matrix {
    if (areaSize(range.area) < FEW) return this.#fresh(range);
    const key = keyOf(range);
    const known = this.#boxes.get(key);
    if (known) return known;
    const made = this.#fresh(range);
    if (this.#asked.has(key)) this.#keep(key, made);
    else this.#asked.add(key); // most boxes are read once: a growing range is another box in every row
    return made;
  }
  #keep(key: string, made: Matrix): void {
    this.#kept += made.items.length;
    if (this.#kept > MOST) {
      this.#boxes.clear();
      this.#kept = made.items.length;
    }
    this.#boxes.set(key, made);
  }
  #fresh({ sheet, area }: Range): Matrix {
    const box = isWhole(area) ? this.cut(sheet, area) : area;
    const rows = box.bottom - box.top + 1;
    const columns = box.right - box.left + 1;
    if (rows * columns > MOST) throw new Refused('too-large');
    const few = this.#present.within(sheet, box);
    if (!few) {
      spendLooks(rows * columns);
      return matrix(rows, columns, (r, c) => this.#one(sheet, box, box.top + r, box.left + c));
    }
    const items = [...matrix(rows, columns, () => null).items];
    this.first({ sheet, area: box }, (row, column): undefined => {
      items[(row - box.top) * columns + column - box.left] = this.#one(sheet, box, row, column);
    });
    return { rows, columns, items };
  }

  /**
   * What a rule first finds in a box, row by row: where it is mostly nothing, only cells that can hold anything are
   * looked at.
   */
  first<T>({ sheet, area }: Range, rule: (row: number, column: number) => T | undefined): T | undefined {
    const few = this.#present.within(sheet, area);
    if (few) {
      spend(few.length);
      for (const key of few) {
        const row = keyRow(key);
        const column = keyColumn(key);
        if (!inArea(area, row, column)) continue;
        spendLooks(1);
        const found = rule(row, column);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    spendLooks(areaSize(area));
    for (let row = area.top; row <= area.bottom; row++) {
      for (let column = area.left; column <= area.right; column++) {
        const found = rule(row, column);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
  /** Keys of the cells worth a look in a box that is mostly nothing, and of some beside it; null: all of the box. */
  few({ sheet, area }: Range): Float64Array | null {
    return this.#present.within(sheet, area);
  }

  fold(fold: Fold, { sheet, area }: Range): Folded | Failure {
    const box = this.cut(sheet, area);
    const key = `${fold.name}:${sheet}:${box.top}:${box.left}:${box.right}`;
    const known = this.#folds.get(key);
    const before = known && known.bottom <= box.bottom ? known : undefined;
    let value: Folded['value'] = before?.folded.value ?? fold.start;
    let count = before?.folded.count ?? 0;
    const rest = { ...box, top: before ? before.bottom + 1 : box.top };
    const failed =
      rest.top > rest.bottom
        ? undefined
        : this.first({ sheet, area: rest }, (r, c): Failure | undefined => {
            const item = this.#one(sheet, box, r, c);
            const x = listed(item, fold.neutral);
            if (typeof item === 'string') this.#heard(sheet, r, c, item);
            if (x === null) return undefined;
            const next = isFailure(x) ? x : fold.step(value, x, count);
            if (isFailure(next)) return next;
            value = next;
            count++;
            return undefined;
          });
    if (failed) return failed;
    const folded = { value, count };
    if (box.bottom > box.top && (!known || known.bottom < box.bottom)) {
      this.#folds.set(key, { bottom: box.bottom, folded });
    }
    return folded;
  }

  shared(name: string, args: readonly Value[], compute: () => Value): Value {
    const key = this.#callKey(name, args);
    const known = key === null ? undefined : this.#results.get(key);
    if (known !== undefined || key === null) return known ?? compute();
    const made = compute();
    if (isMatrix(made)) this.#elements += made.items.length;
    if (this.#results.size >= RESULTS || this.#elements > MOST) {
      this.#results.clear();
      this.#elements = isMatrix(made) ? made.items.length : 0;
    }
    this.#results.set(key, made);
    return made;
  }
  /** What a call computes, if it reads many cells; null: computing it again costs no more than looking it up. */
  #callKey(name: string, args: readonly Value[]): string | null {
    let key = name;
    let cells = 0;
    for (const arg of args) {
      if (isRange(arg)) {
        cells += areaSize(arg.area);
        key += ` ${keyOf(arg)}`;
      } else if (isUnion(arg)) {
        for (const r of arg.ranges) {
          cells += areaSize(r.area);
          key += ` ${keyOf(r)}`;
        }
      } else if (typeof arg === 'object' && arg !== null) {
        if (isMatrix(arg)) cells += arg.items.length;
        const id = this.#ids.get(arg) ?? this.#nextId++;
        this.#ids.set(arg, id);
        key += ` #${id}`;
      } else key += ` ${typeof arg} ${String(arg).length} ${String(arg)}`;
    }
    return cells < FEW ? null : key;
  }

  passedOver(range: Range, item: number): void {
    const { sheet } = range;
    const area = range.area;
    const box = isWhole(area) ? this.cut(sheet, area) : area;
    const width = box.right - box.left + 1;
    const row = box.top + Math.floor(item / width);
    const column = box.left + (item % width);
    const text = this.#read(sheet, cellKey(row, column));
    if (typeof text === 'string') this.#heard(sheet, row, column, text);
  }
  #heard(sheet: number, row: number, column: number, text: string): void {
    if (textNumber(text) !== undefined) this.#onText(sheet, cellKey(row, column));
  }

  #one(sheet: number, area: Area, row: number, column: number): Scalar {
    const value = this.#read(sheet, cellKey(row, column));
    if (value === undefined) throw new Needed({ sheet, area });
    return value;
  }

  /** The boxes that a formula reads in this cell whatever the values are, names replaced by what they stand for. */
  boxes(reads: Code['reads']): Range[] {
    const found: Range[] = [];
    spend(20 + reads.length);
    for (const read of reads) {
      if (read.book !== undefined) continue;
      if (read.kind === 'name') {
        append(found, this.#inName(read, ONE, (code) => this.boxes(code.reads)) ?? []);
        continue;
      }
      if (read.lastSheet !== undefined) continue; // several sheets: found while computing
      const sheet = this.sheetOf(read.sheet);
      const area = sheet === undefined ? undefined : this.box(read);
      const cut = sheet === undefined || !area ? undefined : this.cut(sheet, area);
      if (sheet !== undefined && cut) found.push({ sheet, area: cut });
    }
    return found;
  }

  named(name: NameFormula, mode: Mode): Value {
    if (name.book !== undefined) throw new Refused('external');
    return this.#inName(name, mode, (code) => settled(run(code, this), mode, this)) ?? failure('#NAME?');
  }
  /**
   * Does something with what a name stands for, in a place where references without `$` count from A1; null if it is
   * unknown or means itself.
   */
  #inName<T>(name: NameFormula, mode: Mode, rule: (code: Code) => T): T | null {
    const code = this.#nameCode(name, mode);
    const key = name.name.toLowerCase();
    if (!code || this.#naming.has(key)) return null;
    if (this.#naming.size >= MAX_NAMES) throw new Refused('too-deep');
    const { sheet, row, column } = this.cell;
    const [down, right] = [this.#down, this.#right];
    this.#naming.add(key);
    this.stand(sheet, row, column, row, column);
    try {
      return rule(code);
    } finally {
      this.#naming.delete(key);
      this.stand(sheet, row, column, down, right);
    }
  }
  /** What a name stands for; null if it is not known. */
  #nameCode({ name, sheet }: NameFormula, { array }: Mode): Code | null {
    const wanted = name.toLowerCase();
    const own = this.sheetOf(sheet);
    const key = `${own ?? ''}:${array}:${wanted}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const here = own === undefined ? undefined : this.#book.sheets[own]?.name;
    const all = this.#namesBy.get(wanted) ?? [];
    const found = all.find((n) => n.sheet !== undefined && n.sheet === here) ?? all.find((n) => n.sheet === undefined);
    let code: Code | null = null;
    if (found) {
      try {
        code = compile(parse(found.refersTo, found.name), { array, reference: true });
      } catch (e) {
        if (!(e instanceof GradsheetError)) throw e;
      }
    }
    this.#names.set(key, code);
    return code;
  }

  spilled({ sheet, area }: Range): Range | Failure {
    const array = this.#book.sheets[sheet]?.cells.get(cellKey(area.top, area.left))?.array;
    return array ? { sheet, area: array } : failure('#REF!');
  }

  indirect(text: string): Value {
    const found = parseReference(text.trim());
    const sheet = found && this.sheetOf(found.sheet);
    return found && sheet !== undefined ? { sheet, area: found.area } : failure('#REF!');
  }
}
