import type { Blocks } from './blocks.ts';
import { findBlocks } from './blocks.ts';
import type { CellFunction } from './functions.ts';
import type { Draws } from './draws.ts';
import { draw, LANES } from './draws.ts';
import type { Graph } from './graph.ts';
import { Player } from './tape.ts';
import type { Chain, Training } from './training.ts';
import { findTraining } from './training.ts';

/** A step of a run: the parameters it starts from and what it makes of them. */
export interface Step { readonly run: number; readonly step: number; readonly chains: readonly Chain[] }

/** Formulas other than those of the book, for trying a repair: by cell. */
export type Changes = ReadonlyMap<number, CellFunction>;

/**
 * A workbook's training taken apart at its parameters and computed on many draws at once. Values that a formula reads are
 * `value`; what the formula of a parameter's cell computes is `next`.
 */
export class Study {
  readonly graph: Graph;
  readonly training: Training;
  readonly blocks: Blocks;
  readonly draws: Draws;
  /** Formulas that updates come from, with the updates themselves. */
  readonly backward: ReadonlySet<number>;
  /** Formulas beside them, such as losses and metrics, of steps that have updates. */
  readonly aside: readonly number[];
  /** Formulas and numbers that those come from. */
  readonly forward: ReadonlySet<number>;
  readonly value: (Float64Array | undefined)[];
  readonly next = new Map<number, Float64Array>();
  readonly position: Int32Array;
  readonly player = new Player(LANES);

  constructor(graph: Graph, training = findTraining(graph)) {
    this.graph = graph;
    this.training = training;
    this.blocks = findBlocks(graph, training);
    const { place } = training, stop = (id: number): boolean => place.has(training.same(id));
    const updates = [...place].filter(([, p]) => p.step > 0).map(([id]) => id);
    const seen = this.upstream(updates.flatMap((id) => this.readsOf(id)));
    this.backward = new Set([...seen, ...updates].filter((id) => graph.function[id] || graph.problems.has(id)));
    const last = new Map<number, number>();
    for (const c of training.chains) last.set(c.run, Math.max(last.get(c.run) ?? 0, c.cells.length - 2));
    this.aside = graph.order.filter((id) => !this.backward.has(id) && !stop(id) && !this.blocks.running.has(training.same(id)) && (this.blocks.last[id] ?? -1) >= 0 && (this.blocks.last[id] ?? 0) <= (last.get(this.blocks.run[id] ?? -1) ?? -1));
    this.forward = this.upstream(this.aside);
    const leaves = new Set([...this.forward].filter((id) => !graph.function[id] && !stop(id)));
    this.draws = draw(graph, training, this.blocks, { forward: this.forward, leaves });
    this.position = new Int32Array(graph.grid.cells.length).fill(-1);
    graph.order.forEach((id, i) => { this.position[id] = i; });
    this.value = graph.grid.cells.map((c) => this.draws.values.get(c.id));
    for (const id of graph.order) this.compute(id, graph.function[id], this.value, this.next);
  }

  /** Cells that a formula reads, but for the value before of a running value. */
  readsOf(id: number): readonly number[] {
    const old = this.blocks.old.get(id), reads = this.graph.function[id]?.reads ?? this.graph.reads[id] ?? [];
    return old === undefined ? reads : reads.filter((_, i) => !old.has(i));
  }
  /** What these come from within a step: neither parameters nor running values are looked behind. */
  upstream(from: readonly number[]): Set<number> {
    const seen = new Set<number>(), stack = [...from];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      if (!this.training.place.has(this.training.same(id))) stack.push(...this.readsOf(id));
    }
    return seen;
  }
  /** Puts a cell's result where it belongs. A cell without a function of numbers is NaN. */
  compute(id: number, f: CellFunction | undefined, value: (Float64Array | undefined)[], next: Map<number, Float64Array>): void {
    const isParameter = this.training.place.has(id);
    let y: Float64Array;
    if (f) {
      this.player.play(f.tape, this.#inputs(id, f, value), false);
      y = this.player.register(f.tape.value).slice();
    } else y = new Float64Array(LANES).fill(NaN);
    if (isParameter) next.set(id, y); else value[id] = y;
  }
  #inputs(id: number, f: CellFunction, value: readonly (Float64Array | undefined)[]): (Float64Array | undefined)[] {
    const { same } = this.training;
    // a running value of an earlier step is drawn, as parameters are
    return f.reads.map((r) => (this.#isOld(id, r) ? this.draws.old.get(same(r)) : value[same(r)] ?? value[r]));
  }
  #isOld(id: number, r: number): boolean {
    const at = this.training.same(r);
    return this.blocks.running.has(at) && (this.blocks.last[at] ?? -1) < (this.blocks.last[id] ?? -1);
  }
  /**
   * Derivative of a cell by each cell it comes from, within the step: the chain rule backwards, cell by cell.
   * @param among only these cells are looked behind
   */
  adjoints(of: number, functions: (id: number) => CellFunction | undefined, value: readonly (Float64Array | undefined)[]): Map<number, Float64Array> {
    const order = [...this.upstream([of])].filter((id) => functions(id) && !this.training.place.has(this.training.same(id))).sort((a, b) => (this.position[b] ?? 0) - (this.position[a] ?? 0));
    const found = new Map<number, Float64Array>([[of, new Float64Array(LANES).fill(1)]]);
    for (const id of order) {
      const dy = found.get(id), f = functions(id);
      if (!dy || !f) continue;
      this.player.play(f.tape, this.#inputs(id, f, value), true);
      f.reads.forEach((r, i) => {
        const partial = f.tape.partials[i] ?? -1;
        if (partial < 0 || this.#isOld(id, r)) return;
        const d = this.player.register(partial), to = this.training.place.has(this.training.same(r)) ? this.training.same(r) : r;
        let sum = found.get(to);
        if (!sum) { sum = new Float64Array(LANES); found.set(to, sum); }
        for (let k = 0; k < LANES; k++) sum[k] = (sum[k] ?? 0) + (dy[k] ?? 0) * (d[k] ?? 0);
      });
    }
    return found;
  }
  steps(): Step[] {
    const out: Step[] = [];
    for (let run = 0; run < this.training.runs; run++) {
      const chains = this.training.chains.filter((c) => c.run === run), most = Math.max(0, ...chains.map((c) => c.cells.length));
      for (let step = 0; step + 1 < most; step++) out.push({ run, step, chains: chains.filter((c) => c.cells.length > step + 1) });
    }
    return out;
  }
}
