import type { CellFunction } from './functions.ts';
import type { State, Step, Study } from './study.ts';
import type { Verdict } from './truth.ts';
import { judge } from './truth.ts';

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
    this.study = study; this.step = step; this.loss = loss; this.verdict = verdict;
    this.#behindLoss = new Set(study.ordered(loss, study.state));
    const near = new Set(study.cellsOf(step)), { blocks, graph } = study;
    for (const c of step.chains) for (const id of study.ordered(c.cells[step.step + 1] ?? 0, study.state)) near.add(id);
    for (const id of this.#behindLoss) near.add(id);
    // what a mistake makes read from another step is not this step's
    const depth = (id: number): number => graph.depth[id] ?? 0;
    this.cells = new Set([...near].filter((id) => (blocks.home[id] ?? -1) < 0 || blocks.home[id] === step.step).sort((a, b) => depth(a) - depth(b)));
  }

  /** Undefined if the formulas read each other in a circle. */
  trial(changes: ReadonlyMap<number, CellFunction>): Verdict | undefined {
    this.trials++;
    const { study } = this, affected = this.downstream(changes.keys()), value = new Map<number, Float64Array>(), next = new Map<number, Float64Array>();
    const copies = new Map<number, number>(); // cells that repeat another one now
    for (const [id, f] of changes) if (!study.training.place.has(id)) copies.set(id, f.tape.steps.length === 0 && f.reads.length === 1 ? study.training.same(f.reads[0] ?? id) : id);
    const state: State = {
      source: (id) => copies.get(id) ?? study.training.same(id),
      function: (id) => changes.get(id) ?? study.graph.function[id],
      value: (id) => value.get(id) ?? study.state.value(id),
      next: (id) => next.get(id) ?? study.state.next(id),
    };
    const done = new Set<number>(), open = new Set<number>();
    for (const start of affected) {
      const stack = done.has(start) ? [] : [{ id: start, next: 0 }];
      open.add(start);
      for (let top = stack.at(-1); top; top = stack.at(-1)) {
        const r = state.function(top.id)?.reads[top.next++];
        if (r === undefined) {
          const y = study.compute(top.id, state);
          if (study.training.place.has(top.id)) next.set(top.id, y); else value.set(top.id, y);
          done.add(top.id);
          open.delete(top.id);
          stack.pop();
        } else if (affected.has(r) && !done.has(r) && !study.training.place.has(state.source(r))) {
          if (open.has(r)) return undefined;
          open.add(r);
          stack.push({ id: r, next: 0 });
        }
      }
    }
    const touches = [...affected].some((id) => this.#behindLoss.has(id));
    return judge(study, this.step, this.loss, state, touches ? undefined : this.verdict.gradient);
  }
  /** Cells of the step whose results depend on these, themselves included; updates are ends. */
  downstream(from: Iterable<number>): Set<number> {
    const seen = new Set<number>(), stack = [...from];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      if (this.study.training.place.has(id)) continue;
      for (const r of this.study.graph.readers[id] ?? []) if (this.cells.has(r)) stack.push(r);
    }
    return seen;
  }
}
