import { spend } from '../lift/budget.ts';
import { LANES } from './draws.ts';
import { append } from '../util/lists.ts';
import type { CellFunction } from './functions.ts';
import type { State, Step, Study } from './study.ts';
import type { Verdict } from './truth.ts';
import { judge, moveOf, velocity } from './truth.ts';

/** One step of a training with its verdict, and what the verdict would be with other formulas. */
export class Bench {
  readonly study: Study;
  readonly step: Step;
  readonly loss: number;
  readonly verdict: Verdict;
  /** Formulas of the step, updates among them. */
  readonly cells: ReadonlySet<number>;
  readonly #behindLoss: ReadonlySet<number>;
  trials = 0;

  constructor(study: Study, step: Step, loss: number, verdict: Verdict) {
    this.study = study;
    this.step = step;
    this.loss = loss;
    this.verdict = verdict;
    this.#behindLoss = new Set(study.ordered(loss, study.state));
    const near = new Set(study.cellsOf(step));
    const { blocks, graph } = study;
    for (const c of step.chains) for (const id of study.ordered(c.cells[step.step + 1] ?? 0, study.state)) near.add(id);
    for (const id of this.#behindLoss) near.add(id);
    // what a mistake makes read from another step is not this step's
    const depth = (id: number): number => graph.depth[id] ?? 0;
    const updates = new Set(step.chains.map((c) => c.cells[step.step + 1] ?? -1));
    for (const u of updates) near.add(u);
    this.cells = new Set(
      [...near]
        .filter(
          (id) =>
            updates.has(id) ||
            (!study.training.place.has(id) && ((blocks.home[id] ?? -1) < 0 || blocks.home[id] === step.step)),
        )
        .sort((a, b) => depth(a) - depth(b)),
    );
  }

  /**
   * The verdict with other formulas; undefined if they read each other in a circle, or if they leave those of the wrong
   * updates wrong that are looked at first.
   */
  trial(changes: ReadonlyMap<number, CellFunction>): Verdict | undefined {
    this.trials++;
    const affected = this.downstream(changes.keys());
    const state = this.#state(changes, affected);
    if (!state) return undefined;
    const touches = this.#touches(affected);
    if (touches && !this.#hopeful(affected, state)) return undefined;
    return judge(this.study, this.step, this.loss, state, touches ? undefined : this.verdict.gradient);
  }
  #touches(affected: ReadonlySet<number>): boolean {
    for (const id of affected) if (this.#behindLoss.has(id)) return true;
    return false;
  }

  /** Two wrong updates by themselves: most trials end here. */
  #hopeful(affected: ReadonlySet<number>, state: State): boolean {
    const { wrong } = this.verdict;
    const { study, step } = this;
    for (const k of new Set([wrong[0], wrong[wrong.length >> 1]])) {
      const p = k === undefined ? undefined : step.chains[k]?.cells[step.step];
      if (k === undefined || p === undefined) continue;
      let cone = this.#cones.get(p);
      if (!cone) {
        cone = this.downstream((study.graph.readers[p] ?? []).concat(this.#copies(p)).filter((r) => this.cells.has(r)));
        this.#cones.set(p, cone);
      }
      const inside = cone;
      const gradient = study.adjoints(this.loss, state, (id) => inside.has(id) || affected.has(id)).get(p);
      const move = moveOf(step, k, gradient, velocity(study, step.chains[k]?.cells[step.step + 1] ?? 0, state), state);
      if (move.fits && move.alive) return true; // with whatever rate: a mistake in the loss may mislead the common one
    }
    return false;
  }
  readonly #cones = new Map<number, ReadonlySet<number>>();
  /** Readers of cells that only repeat `p`. */
  #copies(p: number): number[] {
    const out: number[] = [];
    const { graph, training } = this.study;
    const visit = (id: number): void => {
      for (const r of graph.readers[id] ?? []) {
        if (training.same(r) === p && r !== p) {
          append(out, graph.readers[r] ?? []);
          visit(r);
        }
      }
    };
    visit(p);
    return out;
  }

  /** What cells hold with other formulas, computed when asked for; undefined for a circle. */
  #state(changes: ReadonlyMap<number, CellFunction>, affected: ReadonlySet<number>): State | undefined {
    const { study } = this;
    const { place, same } = study.training;
    const known = new Map<number, Float64Array>();
    const copies = new Map<number, number>(); // cells that repeat another one now
    for (const [id, f] of changes) {
      if (!place.has(id)) {
        copies.set(id, f.tape.ops.length === 0 && f.reads.length === 1 ? same(f.reads[0] ?? id) : id);
      }
    }
    const functionOf = (id: number): CellFunction | undefined => changes.get(id) ?? study.graph.function[id];
    const source = (id: number): number => {
      for (let at = id; same(at) !== at || copies.has(at);) {
        // a changed cell is what it is now
        const known = copies.get(at);
        const next = study.graph.repeated(at);
        if (known !== undefined || next === undefined) return known ?? at;
        at = next;
      }
      return same(id);
    };
    if (
      hasCircle(
        changes.keys(),
        affected,
        (id) => functionOf(id)?.reads ?? [],
        (id) => place.has(source(id)),
      )
    ) {
      return undefined;
    }
    const open = new Set<number>(); // a changed cell may be reached by way of what it repeats
    const ask = (start: number): Float64Array => {
      if (open.has(start)) return new Float64Array(LANES).fill(NaN);
      const stack = [{ id: start, next: 0 }];
      for (let top = stack.at(-1); top; top = stack.at(-1)) {
        const r = known.has(top.id) ? undefined : functionOf(top.id)?.reads[top.next++];
        if (r === undefined) {
          if (!known.has(top.id)) {
            open.add(top.id);
            known.set(top.id, study.compute(top.id, state));
            open.delete(top.id);
          }
          stack.pop();
        } else if (affected.has(r) && !known.has(r) && !place.has(source(r))) stack.push({ id: r, next: 0 });
      }
      return known.get(start) ?? new Float64Array(0);
    };
    const state: State = {
      source,
      function: functionOf,
      value: (id) => (affected.has(id) && !place.has(id) ? ask(id) : study.state.value(id)),
      next: (id) => (affected.has(id) ? ask(id) : study.state.next(id)),
    };
    return state;
  }
  /** Cells of the step whose results depend on these, themselves included; updates are ends. */
  downstream(from: Iterable<number>): Set<number> {
    const seen = new Set<number>();
    const stack = [...from];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      spend(1);
      if (this.study.training.place.has(id)) continue;
      for (const r of this.study.graph.readers[id] ?? []) if (this.cells.has(r)) stack.push(r);
    }
    return seen;
  }
}

/** Does one of these cells read itself by way of affected ones? */
function hasCircle(
  starts: Iterable<number>,
  affected: ReadonlySet<number>,
  reads: (id: number) => readonly number[],
  isEnd: (id: number) => boolean,
): boolean {
  const done = new Set<number>();
  const open = new Set<number>();
  for (const start of starts) {
    if (done.has(start)) continue;
    const stack = [{ id: start, next: 0 }];
    open.add(start);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const r = reads(top.id)[top.next++];
      if (r === undefined) {
        open.delete(top.id);
        done.add(top.id);
        stack.pop();
        continue;
      }
      if (!affected.has(r) || done.has(r) || isEnd(r)) continue;
      if (open.has(r)) return true;
      open.add(r);
      stack.push({ id: r, next: 0 });
    }
  }
  return false;
}
