import type { CellFunction, NoFunction } from './functions.ts';
import { Functions, isFunction, skeleton } from './functions.ts';
import type { Grid, GridCell } from './grid.ts';

/** Which cell reads which. Cells are numbers of the grid. */
export class Graph {
  readonly grid: Grid;
  readonly functions: Functions;
  /** Of a formula cell; absent where a number, text or nothing stands. */
  readonly function: (CellFunction | undefined)[] = [];
  readonly problems = new Map<number, NoFunction>();
  /** Of a formula that only repeats a cell, that cell: `=K9`. -1 for all others. */
  readonly #repeated: Int32Array;
  /** What a formula reads: numbers and formulas, each once. */
  readonly reads: (readonly number[])[] = [];
  readonly readers: number[][] = [];
  /** Formula cells, each after what it reads; cells of a circle are left out. */
  readonly order: number[] = [];
  /** Longest way from a number. */
  readonly depth: Int32Array;
  /** Groups of cells that read each other round in circles. */
  readonly circles: number[][];

  constructor(grid: Grid, functions = new Functions(grid)) {
    this.grid = grid;
    this.functions = functions;
    const n = grid.cells.length;
    this.#repeated = new Int32Array(n).fill(-1);
    for (let id = 0; id < n; id++) {
      this.reads.push(nothing);
      this.readers.push([]);
      this.function.push(undefined);
    }
    for (let id = 0; id < n; id++) {
      const cell = grid.cell(id);
      if (cell.content !== 'formula' && cell.content !== 'filled') continue;
      const f = functions.of(cell);
      if (isFunction(f)) {
        this.function[id] = f;
        this.reads[id] = unique(f.reads);
        if (isRepeating(cell, f)) this.#repeated[id] = f.reads[0] ?? -1;
      } else {
        this.problems.set(id, f);
        this.reads[id] = unique(cell.operands.flatMap((o) => o.ids));
      }
      for (const r of this.reads[id] ?? nothing) this.readers[r]?.push(id);
    }
    this.depth = new Int32Array(n);
    this.circles = this.#sort();
  }

  /** The cell that a formula only repeats. */
  repeated(id: number): number | undefined {
    const of = this.#repeated[id] ?? -1;
    return of < 0 ? undefined : of;
  }

  /** How a formula is built, whatever cells it reads. */
  form(id: number): string {
    const known = this.#forms.get(id);
    if (known !== undefined) return known;
    const { formula, operands } = this.grid.cell(id);
    const text = formula ? skeleton(formula, operands) : '';
    this.#forms.set(id, text);
    return text;
  }
  readonly #forms = new Map<number, string>();

  /** Kahn's order; what is left reads itself, and is told apart into circles by Tarjan's components. */
  #sort(): number[][] {
    const waiting = this.reads.map((r) => r.length);
    const ready: number[] = [];
    waiting.forEach((w, id) => {
      if (w === 0) ready.push(id);
    });
    for (let i = 0; i < ready.length; i++) {
      const id = ready[i] ?? 0;
      const content = this.grid.cell(id).content;
      if (content === 'formula' || content === 'filled') this.order.push(id);
      for (const r of this.readers[id] ?? nothing) {
        this.depth[r] = Math.max(this.depth[r] ?? 0, (this.depth[id] ?? 0) + 1);
        waiting[r] = (waiting[r] ?? 0) - 1;
        if (waiting[r] === 0) ready.push(r);
      }
    }
    const left = new Set<number>();
    waiting.forEach((w, id) => {
      if (w > 0) left.add(id);
    });
    return left.size === 0 ? [] : components(left, this.reads);
  }
}

/** Does a formula nothing but repeat a cell? */
function isRepeating({ formula }: GridCell, f: CellFunction): boolean {
  return (formula?.kind === 'cell' || formula?.kind === 'range') && f.reads.length === 1 && f.tape.ops.length === 0;
}

const nothing: readonly number[] = [];
const unique = (ids: readonly number[]): readonly number[] => (ids.length < 2 ? ids : [...new Set(ids)]);

/** Strongly connected components that hold a circle (Tarjan 1972), without recursion. */
function components(nodes: ReadonlySet<number>, reads: readonly (readonly number[])[]): number[][] {
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const on = new Set<number>();
  const stack: number[] = [];
  const found: number[][] = [];
  for (const start of nodes) {
    if (index.has(start)) continue;
    const walk = [{ id: start, next: 0 }];
    for (let top = walk.at(-1); top; top = walk.at(-1)) {
      const { id } = top;
      if (top.next === 0 && !index.has(id)) {
        index.set(id, index.size);
        low.set(id, index.size - 1);
        stack.push(id);
        on.add(id);
      }
      const r = reads[id]?.[top.next++];
      if (r !== undefined) {
        if (!nodes.has(r)) continue;
        if (!index.has(r)) walk.push({ id: r, next: 0 });
        else if (on.has(r)) low.set(id, Math.min(low.get(id) ?? 0, index.get(r) ?? 0));
        continue;
      }
      walk.pop();
      const above = walk.at(-1);
      if (above) low.set(above.id, Math.min(low.get(above.id) ?? 0, low.get(id) ?? 0));
      if (low.get(id) !== index.get(id)) continue;
      const group: number[] = [];
      for (let x = stack.pop(); x !== undefined; x = stack.pop()) {
        on.delete(x);
        group.push(x);
        if (x === id) break;
      }
      if (group.length > 1 || reads[id]?.includes(id)) found.push(group);
    }
  }
  return found;
}
