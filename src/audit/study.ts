import { spend } from '../lift/budget.ts';
import { Player } from '../lift/tape.ts';
import { append, most as longest } from '../util/lists.ts';
import { adjoints } from './adjoints.ts';
import type { Blocks } from './blocks.ts';
import { findBlocks } from './blocks.ts';
import type { CellFunction } from './functions.ts';
import type { Draws } from './draws.ts';
import { draw, LANES } from './draws.ts';
import type { Graph } from './graph.ts';
import type { Chain, Training } from './training.ts';
import { findTraining } from './training.ts';

/** A step of a run: the parameters it starts from and what it makes of them. */
export interface Step {
  readonly run: number;
  readonly step: number;
  readonly chains: readonly Chain[];
}

/** What cells compute: the book's own formulas, or some of them changed for a trial. */
export interface State {
  readonly function: (id: number) => CellFunction | undefined;
  /** The cell that one read means: a cell that only repeats another stands for it. */
  readonly source: (id: number) => number;
  /** What formulas read: drawn numbers for parameters, results elsewhere. */
  readonly value: (id: number) => Float64Array | undefined;
  /** What the formula of a parameter's cell gives. */
  readonly next: (id: number) => Float64Array | undefined;
}

/**
 * A workbook's training taken apart at its parameters and computed on many draws at once. Values that a formula reads
 * are
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
  readonly state: State;
  readonly player = new Player(LANES);

  constructor(graph: Graph, training = findTraining(graph)) {
    this.graph = graph;
    this.training = training;
    this.blocks = findBlocks(graph, training);
    const { place } = training;
    const stop = (id: number): boolean => place.has(training.same(id));
    const updates = [...place].filter(([, p]) => p.step > 0).map(([id]) => id);
    const seen = this.upstream(updates.flatMap((id) => this.readsOf(id)));
    this.backward = new Set([...seen, ...updates].filter((id) => graph.function[id] || graph.problems.has(id)));
    const last = new Map<number, number>();
    for (const c of training.chains) last.set(c.run, Math.max(last.get(c.run) ?? 0, c.cells.length - 2));
    this.aside = graph.order.filter(
      (id) =>
        !this.backward.has(id) &&
        !stop(id) &&
        !this.blocks.running.has(training.same(id)) &&
        (this.blocks.last[id] ?? -1) >= 0 &&
        (this.blocks.last[id] ?? 0) <= (last.get(this.blocks.run[id] ?? -1) ?? -1),
    );
    this.forward = this.upstream(this.aside);
    const leaves = new Set([...this.forward].filter((id) => !graph.function[id] && !stop(id)));
    for (const id of graph.order) {
      if (!place.has(id)) {
        // what is multiplied with a parameter is data, even if no loss comes of it
        const f = graph.function[id];
        f?.reads.forEach((r, i) => {
          if (place.has(training.same(r))) for (const k of f.tape.with(i)) leaves.add(training.same(f.reads[k] ?? r));
        });
      }
    }
    for (const id of this.#orphaned(leaves)) leaves.delete(id);
    this.draws = draw(graph, training, this.blocks, { forward: this.forward, leaves });
    const value = graph.grid.cells.map((c) => this.draws.values.get(c.id));
    const next = new Map<number, Float64Array>();
    this.state = {
      function: (id) => graph.function[id],
      source: training.same,
      value: (id) => value[id],
      next: (id) => next.get(id),
    };
    if (training.chains.length > 0) {
      for (const id of graph.order) {
        const y = this.compute(id, this.state);
        if (place.has(id)) next.set(id, y);
        else value[id] = y;
      }
    }
  }

  /**
   * Numbers that only look like data: nothing but a stray copy of a backward formula leads from them to what stands
   * aside, as
   * from the learning rate when a mistake leaves one change of a weight unread.
   */
  #orphaned(leaves: ReadonlySet<number>): number[] {
    const { graph, backward, forward } = this;
    return [...leaves].filter((id) => {
      const readers = graph.readers[id] ?? [];
      const forms = new Set(readers.filter((r) => backward.has(r)).map((r) => graph.form(r)));
      const led = readers.filter((r) => forward.has(r));
      return led.length > 0 && led.every((r) => !backward.has(r) && forms.has(graph.form(r)));
    });
  }
  /** Cells that a formula reads, but for the value before of a running value. */
  readsOf(id: number): readonly number[] {
    const old = this.blocks.old.get(id);
    const reads = this.graph.function[id]?.reads ?? this.graph.reads[id] ?? [];
    return old === undefined ? reads : reads.filter((_, i) => !old.has(i));
  }
  /** What these come from within a step: neither parameters nor running values are looked behind. */
  upstream(from: readonly number[]): Set<number> {
    const seen = new Set<number>();
    const stack = [...from];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      spend(1);
      if (!this.training.place.has(this.training.same(id))) append(stack, this.readsOf(id));
    }
    return seen;
  }
  /** Result of a cell's function on the draws; NaN without one. */
  compute(id: number, at: State): Float64Array {
    const f = at.function(id);
    if (!f) return new Float64Array(LANES).fill(NaN);
    this.player.play(
      f.tape,
      f.reads.map((r) => this.#read(id, r, at)),
      false,
    );
    return this.player.read(f.tape.value);
  }
  /** What the formula in `id` gets: a running value of an earlier step is drawn, as parameters are. */
  #read(id: number, r: number, at: State): Float64Array | undefined {
    return this.isOld(id, r) ? this.draws.old.get(this.training.same(r)) : (at.value(at.source(r)) ?? at.value(r));
  }
  /** Does a cell read a running value as it was in the step before? */
  isOld(id: number, r: number): boolean {
    const at = this.training.same(r);
    return this.blocks.running.has(at) && (this.blocks.last[at] ?? -1) < (this.blocks.last[id] ?? -1);
  }
  /**
   * Derivative of a cell by each cell it comes from, within the step: the chain rule backwards, cell by cell.
   * @param within cells to look at, where only some derivatives are wanted
   */
  adjoints(of: number, at: State, within?: (id: number) => boolean): Map<number, Float64Array> {
    const { place } = this.training;
    return adjoints(of, this.ordered(of, at, within), {
      player: this.player,
      function: at.function,
      read: (id, r) => this.#read(id, r, at),
      target: (id, r) => {
        if (this.isOld(id, r)) return undefined;
        const source = at.source(r);
        return place.has(source) ? source : r;
      },
    });
  }
  /** Formulas behind a cell, within the step, each before what it reads. */
  ordered(of: number, at: State, within?: (id: number) => boolean): number[] {
    const { place } = this.training;
    const out: number[] = [];
    const done = new Set<number>([of]);
    const stack = [{ id: of, next: 0 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const r = at.function(top.id)?.reads[top.next++];
      spend(1);
      if (r === undefined) {
        out.push(top.id);
        stack.pop();
        continue;
      }
      if (done.has(r) || place.has(at.source(r)) || !at.function(r) || this.isOld(top.id, r) || within?.(r) === false) {
        continue;
      }
      done.add(r);
      stack.push({ id: r, next: 0 });
    }
    return out.reverse();
  }
  /** Formulas beside the updates of a step, each after what it reads. */
  asideOf({ run, step }: { readonly run: number; readonly step: number }): readonly number[] {
    if (!this.#aside) {
      this.#aside = new Map();
      for (const id of this.aside) {
        const key = `${this.blocks.run[id]},${this.blocks.home[id]}`;
        const list = this.#aside.get(key);
        if (list) list.push(id);
        else this.#aside.set(key, [id]);
      }
    }
    return this.#aside.get(`${run},${step}`) ?? [];
  }
  #aside: Map<string, number[]> | undefined;
  /** Formulas of a step, each after what it reads. */
  cellsOf({ run, step }: { readonly run: number; readonly step: number }): readonly number[] {
    if (!this.#cells) {
      this.#cells = new Map();
      for (const id of this.graph.order) {
        const s = this.blocks.home[id] ?? -1;
        if (s < 0) continue;
        const key = `${this.blocks.run[id]},${s}`;
        const list = this.#cells.get(key);
        if (list) list.push(id);
        else this.#cells.set(key, [id]);
      }
    }
    return this.#cells.get(`${run},${step}`) ?? [];
  }
  #cells: Map<string, number[]> | undefined;
  steps(): Step[] {
    const out: Step[] = [];
    for (let run = 0; run < this.training.runs; run++) {
      const chains = this.training.chains.filter((c) => c.run === run);
      const most = longest(
        chains.map((c) => c.cells.length),
        0,
      );
      let left = chains;
      for (let step = 0; step + 1 < most; step++) {
        spend(1);
        if (left.some((c) => c.cells.length <= step + 1)) left = left.filter((c) => c.cells.length > step + 1);
        out.push({ run, step, chains: left });
      }
    }
    return out;
  }
}
