import type { CellFunction } from './functions.ts';
import type { Study } from './study.ts';
import { Player } from './tape.ts';

/** What a step's formulas give from given numbers, several sets of them at once. */
export class Numbers {
  readonly #study: Study;
  readonly #leaf: (id: number) => Float64Array;
  readonly #old: (id: number) => Float64Array;
  readonly #changed: ReadonlyMap<number, CellFunction>;
  readonly #known = new Map<number, Float64Array>();
  readonly #player: Player;

  /**
   * @param leaf numbers of parameters and of cells without formula
   * @param old what running values were in the step before
   * @param changed other formulas for some cells
   */
  constructor(
    study: Study,
    lanes: number,
    leaf: (id: number) => Float64Array,
    old: (id: number) => Float64Array,
    changed: ReadonlyMap<number, CellFunction> = new Map(),
  ) {
    this.#study = study;
    this.#leaf = leaf;
    this.#old = old;
    this.#changed = changed;
    this.#player = new Player(lanes);
  }
  function(id: number): CellFunction | undefined {
    return this.#changed.get(id) ?? this.#study.graph.function[id];
  }

  /** What a formula that reads the cell gets: parameters are given, not computed. */
  value(id: number): Float64Array {
    const end = this.#end(id);
    if (end) return end;
    this.#compute(id);
    return this.#known.get(id) ?? this.#leaf(id);
  }
  /** What the formula of a cell gives: of a parameter, its next value. */
  result(id: number): Float64Array {
    const f = this.function(id);
    if (!f) return this.#leaf(id);
    return this.#play(id, f, false).register(f.tape.value).slice();
  }
  /** Derivative of a cell by each cell that it comes from, within the step. */
  gradient(of: number): Map<number, Float64Array> {
    this.value(of);
    const found = new Map<number, Float64Array>([[of, this.#leaf(of).map(() => 1)]]);
    for (const id of this.#study.ordered(of, { ...this.#study.state, function: (x) => this.function(x) })) {
      const dy = found.get(id);
      const f = this.function(id);
      if (!dy || !f) continue;
      const player = this.#play(id, f, true);
      f.reads.forEach((r, i) => {
        const partial = f.tape.partials[i] ?? -1;
        if (partial < 0 || this.#study.isOld(id, r)) return;
        const d = player.register(partial);
        const same = this.#study.training.same(r);
        const to = this.#study.training.place.has(same) ? same : r;
        const sum = found.get(to) ?? new Float64Array(dy.length);
        found.set(to, sum);
        for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] ?? 0) + (dy[k] ?? 0) * (d[k] ?? 0);
      });
    }
    return found;
  }

  #end(id: number): Float64Array | undefined {
    const { same, place } = this.#study.training;
    const at = same(id);
    if (place.has(at)) return this.#leaf(at);
    return this.#known.get(id) ?? (this.function(id) ? undefined : this.#leaf(id));
  }
  #play(id: number, f: CellFunction, derivatives: boolean): Player {
    const reads = f.reads.map((r) =>
      this.#study.isOld(id, r) ? this.#old(this.#study.training.same(r)) : this.value(r),
    );
    this.#player.play(f.tape, reads, derivatives);
    return this.#player;
  }
  /** Cells before what reads them; a cell that reads itself has no number. */
  #compute(start: number): void {
    const open = new Set<number>([start]);
    const stack = [{ id: start, next: 0 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const f = this.function(top.id);
      const r = f?.reads[top.next++];
      if (r === undefined) {
        stack.pop();
        open.delete(top.id);
        if (f) this.#known.set(top.id, this.#play(top.id, f, false).register(f.tape.value).slice());
      } else if (!this.#study.isOld(top.id, r) && !this.#end(r)) {
        if (open.has(r)) {
          this.#known.set(
            r,
            this.#leaf(r).map(() => NaN),
          );
        } else {
          open.add(r);
          stack.push({ id: r, next: 0 });
        }
      }
    }
  }
}
