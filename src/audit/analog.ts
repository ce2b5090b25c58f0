import type { GridCell } from './grid.ts';
import type { Study } from './study.ts';

/** What one step's cell is in another step: a block later, a row below, on the next sheet. */
export class Analogs {
  readonly #study: Study;
  readonly #ways = new Map<string, readonly [number, number, number] | undefined>();
  constructor(study: Study) {
    this.#study = study;
  }

  /**
   * @param keepData numbers typed in are the same for both steps, even if others stand where the step's own would
   */
  of(id: number, run: number, from: number, to: number, keepData: boolean): number | undefined {
    const { graph, training, blocks } = this.#study;
    const { grid } = graph;
    const cell = grid.cell(id);
    if (from === to) return id;
    const way = this.way(run, from, to);
    const there = way && this.#at(cell, way);
    const p = training.place.get(training.same(id));
    if (p && p.chain.run === run) {
      const wanted = p.chain.cells[p.step + to - from];
      if (wanted === undefined) return undefined;
      return there !== undefined && training.same(there) === wanted ? there : wanted;
    }
    if (blocks.running.has(training.same(id))) return there;
    // each step repeats the data
    if (there !== undefined && there !== id && training.same(there) === training.same(id)) return there;
    if (graph.function[id] || graph.problems.has(id)) {
      return (blocks.last[id] ?? -1) >= 0 || graph.problems.has(id) ? there : id;
    }
    if (cell.content === 'number' || cell.content === 'flag') {
      if (keepData || there === undefined) return id;
      const other = grid.cell(there).content;
      return (other === 'number' || other === 'flag') && this.#own(id, from) && this.#own(there, to) ? there : id;
    }
    return cell.content === 'blank' ? (keepData ? id : there) : id;
  }
  /** From a step's cells to those of another one. */
  way(run: number, from: number, to: number): readonly [number, number, number] | undefined {
    const key = `${run},${from},${to}`;
    if (this.#ways.has(key)) return this.#ways.get(key);
    const votes = new Map<string, number>();
    const { grid } = this.#study.graph;
    for (const c of this.#study.training.chains) {
      if (c.run !== run) continue;
      let a = c.cells[from + 1];
      let b = c.cells[to + 1];
      if (a === undefined || b === undefined) {
        if (from === 0 || to === 0) continue;
        a = c.cells[from];
        b = c.cells[to];
      } // the last step has no updates
      if (a === undefined || b === undefined) continue;
      const x = grid.cell(a);
      const y = grid.cell(b);
      const w = `${y.sheet - x.sheet},${y.row - x.row},${y.column - x.column}`;
      votes.set(w, (votes.get(w) ?? 0) + 1);
    }
    const best = [...votes]
      .sort((a, b) => b[1] - a[1])[0]?.[0]
      .split(',')
      .map(Number);
    const way = best && ([best[0] ?? 0, best[1] ?? 0, best[2] ?? 0] as const);
    this.#ways.set(key, way);
    return way;
  }
  #at(cell: GridCell, [s, r, c]: readonly [number, number, number]): number | undefined {
    const row = cell.row + r;
    const column = cell.column + c;
    const sheet = cell.sheet + s;
    return row < 0 || column < 0 || !this.#study.graph.grid.book.sheets[sheet]
      ? undefined
      : this.#study.graph.grid.at(sheet, row, column);
  }
  /** Is a number read by formulas of one step only? */
  #own(id: number, step: number): boolean {
    const { graph, blocks } = this.#study;
    return (graph.readers[id] ?? []).every(
      (r) => (blocks.home[r] ?? -1) < 0 || blocks.home[r] === step || graph.grid.cell(r).content !== 'formula',
    );
  }
}
