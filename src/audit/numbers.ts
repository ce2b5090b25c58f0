import { Player } from '../lift/tape.ts';
import { adjoints } from './adjoints.ts';
import type { CellFunction } from './functions.ts';
import type { Study } from './study.ts';

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
    return this.#play(id, f);
  }
  /** Derivative of a cell by each cell that it comes from, within the step. */
  gradient(of: number): Map<number, Float64Array> {
    this.value(of);
    const study = this.#study;
    const { same, place } = study.training;
    const functionOf = (id: number): CellFunction | undefined => this.function(id);
    return adjoints(of, study.ordered(of, { ...study.state, function: functionOf }), {
      player: this.#player,
      function: functionOf,
      read: (id, r) => this.#read(id, r),
      target: (id, r) => {
        if (study.isOld(id, r)) return undefined;
        const source = same(r);
        return place.has(source) ? source : r;
      },
    });
  }

  #end(id: number): Float64Array | undefined {
    const { same, place } = this.#study.training;
    const at = same(id);
    if (place.has(at)) return this.#leaf(at);
    return this.#known.get(id) ?? (this.function(id) ? undefined : this.#leaf(id));
  }
  #read(id: number, r: number): Float64Array {
    return this.#study.isOld(id, r) ? this.#old(this.#study.training.same(r)) : this.value(r);
  }
  #play(id: number, f: CellFunction): Float64Array {
    this.#player.play(
      f.tape,
      f.reads.map((r) => this.#read(id, r)),
      false,
    );
    return this.#player.read(f.tape.value);
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
        if (f) this.#known.set(top.id, this.#play(top.id, f));
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
