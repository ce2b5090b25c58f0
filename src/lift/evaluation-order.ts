import { areaSize, cellKey, inArea, keyColumn, keyRow } from '../workbook/index.ts';
import { Needed, type BookScope } from './book-scope.ts';
import { Budget, spend } from './budget.ts';
import { Refused } from './refused.ts';
import type { Template } from './templates.ts';
import type { Range } from './values.ts';

/** A cell, as the key of its sheet has it. */
export interface At {
  readonly sheet: number;
  readonly key: number;
}
/** What the order of computing has to know. A cell that an array formula fills counts as that formula's. */
export interface Cells {
  /** The corner of the array formula that fills a cell; else the cell itself. */
  corner(sheet: number, key: number): number;
  /** Holds a formula, or is filled by one, and has no value yet. */
  waits(sheet: number, key: number): boolean;
  template(sheet: number, key: number): Template | undefined;
  /** Gives a cell its value. @throws Needed */
  compute(cell: At, template: Template): void;
  /** Gives values to cells that read each other in a circle, as far as they have any. */
  circle(cells: readonly At[]): void;
  /** Gives a cell its saved value, because computing it asks for too much. */
  refuse(cell: At, why: Refused): void;
}

/** A cell on the way to being computed. */
interface Open extends At {
  readonly template: Template;
  readonly boxes: Range[];
  /** How far the search for cells to compute first has come: the box, and the place in it; row -1: at its beginning. */
  box: number;
  row: number;
  column: number;
  /** Of a box that is mostly nothing: the cells worth a look, and how many of them were looked at. */
  few: Float64Array | null;
  seen: number;
  readonly index: number;
  low: number;
  readsItself: boolean;
}

const isSame = (a: Range, b: Range): boolean =>
  a.sheet === b.sheet &&
  a.area.top === b.area.top &&
  a.area.left === b.area.left &&
  a.area.bottom === b.area.bottom &&
  a.area.right === b.area.right;
const idOf = ({ sheet, key }: At): number => sheet * 2 ** 34 + key; // keys are below 2^34

/**
 * Computes cells, each after what it reads, with a stack of its own: books are 100,000 formulas deep. Circles are the
 * strongly connected components of who reads whom (Tarjan 1972), found on the way.
 */
export class Order {
  readonly #cells: Cells;
  readonly #scope: BookScope;
  readonly #budget = new Budget();
  /** Boxes of which all cells down to this row are computed, so that a growing range is looked through once. */
  readonly #ready = new Map<string, number>();
  constructor(cells: Cells, scope: BookScope) {
    this.#cells = cells;
    this.#scope = scope;
  }

  /** Gives a cell, and all that it reads, their values. */
  compute(sheet: number, key: number): void {
    if (!this.#cells.waits(sheet, key)) return;
    const path: Open[] = [];
    const pending: Open[] = [];
    const open = new Map<number, Open>();
    const enter = (at: At): void => {
      const cell = this.#unlessRefused(at, () => this.#open(at, open.size));
      if (!cell) return;
      path.push(cell);
      pending.push(cell);
      open.set(idOf(at), cell);
    };
    enter({ sheet, key: this.#cells.corner(sheet, key) });
    for (let cell = path.at(-1); cell; cell = path.at(-1)) {
      const here = cell;
      const next = this.#unlessRefused(cell, () => this.#next(here));
      if (next) {
        const known = open.get(idOf(next));
        if (!known) {
          enter(next);
          continue;
        }
        cell.low = Math.min(cell.low, known.index);
        cell.readsItself ||= known === cell;
        continue;
      }
      if (next === null && cell.low === cell.index && pending.at(-1) === cell && !cell.readsItself) {
        const needed = this.#attempt(cell);
        if (needed && !cell.boxes.some((box) => isSame(box, needed))) {
          cell.boxes.push(needed); // looked through before the next attempt
          continue;
        }
        if (needed) cell.readsItself = true; // all that it asks for was looked through, and it asks again
      }
      this.#leave(path, pending, open);
    }
  }

  /** Undefined where the rule asks for too much; then the cell has its saved value. */
  #unlessRefused<T>(cell: At, rule: () => T): T | undefined {
    try {
      return this.#budget.within(rule);
    } catch (e) {
      if (!(e instanceof Refused)) throw e;
      this.#cells.refuse(cell, e);
      return undefined;
    }
  }
  /** Computes a cell, or says which box has to be computed first. */
  #attempt(cell: Open): Range | null {
    try {
      this.#budget.within(() => this.#cells.compute(cell, cell.template));
    } catch (e) {
      if (!(e instanceof Needed)) throw e;
      return e.range;
    }
    return null;
  }

  /**
   * Leaves the last cell of the path: alone, with its whole circle if it is the first of one, else as a part of one.
   */
  #leave(path: Open[], pending: Open[], open: Map<number, Open>): void {
    const cell = path.pop();
    const before = path.at(-1);
    if (!cell) return;
    if (cell.low < cell.index) {
      if (before) before.low = Math.min(before.low, cell.low);
      return;
    }
    const circle = pending.splice(pending.lastIndexOf(cell));
    for (const c of circle) open.delete(idOf(c));
    if (circle.length > 1 || cell.readsItself) this.#cells.circle(circle);
  }

  #open({ sheet, key }: At, index: number): Open {
    const template = this.#cells.template(sheet, key);
    if (!template) throw new Error('a cell without a formula needs no computing');
    const row = keyRow(key);
    const column = keyColumn(key);
    this.#scope.stand(sheet, row, column, row - template.row, column - template.column);
    return {
      sheet,
      key,
      template,
      boxes: template.code ? this.#scope.boxes(template.code.reads) : [],
      box: 0,
      row: -1,
      column: 0,
      few: null,
      seen: 0,
      index,
      low: index,
      readsItself: false,
    };
  }

  /** The next cell that has to be computed before this one. */
  #next(cell: Open): At | null {
    for (; cell.box < cell.boxes.length; cell.box++, cell.row = -1) {
      const { sheet, area } = cell.boxes[cell.box] as Range; // within the length
      const mark = areaSize(area) > 8 ? `${sheet}:${area.top}:${area.left}:${area.right}` : '';
      const ready = mark === '' ? -1 : (this.#ready.get(mark) ?? -1);
      if (cell.row < 0) {
        cell.row = Math.max(area.top, ready + 1);
        cell.column = area.left;
        cell.seen = 0;
        cell.few = cell.row > area.bottom ? null : this.#scope.few({ sheet, area: { ...area, top: cell.row } });
        spend(cell.few?.length ?? Math.max(0, area.bottom - cell.row + 1) * (area.right - area.left + 1));
      }
      if (cell.few) {
        while (cell.seen < cell.few.length) {
          const key = cell.few[cell.seen++] ?? 0;
          if (inArea(area, keyRow(key), keyColumn(key)) && this.#cells.waits(sheet, key)) {
            return { sheet, key: this.#cells.corner(sheet, key) };
          }
        }
      } else {
        for (; cell.row <= area.bottom; cell.row++, cell.column = area.left) {
          while (cell.column <= area.right) {
            const key = cellKey(cell.row, cell.column++);
            if (this.#cells.waits(sheet, key)) return { sheet, key: this.#cells.corner(sheet, key) };
          }
        }
      }
      if (mark !== '' && area.bottom > ready && cell.low === cell.index && !cell.readsItself) {
        this.#ready.set(mark, area.bottom);
      }
    }
    return null;
  }
}
