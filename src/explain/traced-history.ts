import { labelledTimeline, type ProgramView, type LabelledTimeline } from '../cells/index.ts';
import { SyncHistory } from '../run/history.ts';
import type { Numbers, Run, Snapshot, SyncRunnable, Tensors } from '../run/run.ts';
import { tensorsOf } from '../run/tables.ts';
import { copied, runView, type Scenes, type State } from './trace.ts';

/**
 * The history of a training on the reference, in the views of its scenes and without waiting: for a page that shows
 * every number of a small network. Its programs are those that are shown, so that a step is computed once, to be seen
 * and to move on.
 *
 * @param seen told of every step that runs, before its numbers are forgotten; what it returns is the step's loss
 */
export function tracedHistory(run: Run, scenes: Scenes, seen: (step: LabelledTimeline) => number): SyncHistory {
  const views: Record<string, ProgramView> = {};
  scenes.steps.forEach(({ name }, i) => {
    const view = scenes.moments[i];
    if (view) views[name] ??= view;
  });
  const programs = Object.fromEntries(Object.entries(views).map(([name, view]) => [name, view.program]));
  const shown: Run = { ...run, programs, order: scenes.whole ? { kind: 'plain' } : run.order };
  return new SyncHistory(
    shown,
    new TracingRunnable(views, { ...tensorsOf(run.tables), ...run.settings }, run.state, seen),
  );
}

/** Runs views one node at a time on the reference, keeps no number but the state, and tells of each step. */
class TracingRunnable implements SyncRunnable {
  readonly #views: Readonly<Record<string, ProgramView>>;
  readonly #fixed: Tensors;
  readonly #seen: (step: LabelledTimeline) => number;
  #state: State;
  /** A snapshot stands for the record that was the state, and needs no bytes: what follows is another record. */
  readonly #kept = new WeakMap<Snapshot, State>();

  constructor(
    views: Readonly<Record<string, ProgramView>>,
    fixed: Tensors,
    state: Tensors,
    seen: (step: LabelledTimeline) => number,
  ) {
    this.#views = views;
    this.#fixed = fixed;
    this.#seen = seen;
    this.#state = copied(state);
  }

  put(values: Tensors): void {
    this.#state = { ...this.#state, ...copied(values) };
  }
  run(name: string, feeds: Tensors, times: number): Record<string, Float64Array> {
    const view = this.#views[name] ?? lost(name);
    const loss = Float64Array.from({ length: times }, (_, t) => this.#step(view, partOf(feeds, t, times)));
    return { loss };
  }
  take(wanted: readonly string[]): Record<string, Float64Array> {
    return Object.fromEntries(wanted.map((name) => [name, this.#state[name] ?? lost(name)]));
  }
  snapshot(): Snapshot {
    const snapshot = { engine: 'traced', bytes: new Uint8Array(0) };
    this.#kept.set(snapshot, this.#state);
    return snapshot;
  }
  restore(snapshot: Snapshot): void {
    this.#state = this.#kept.get(snapshot) ?? lost('snapshot of this history');
  }
  dispose(): void {
    this.#state = {};
  }

  #step(view: ProgramView, feeds: Tensors): number {
    const { values, state } = runView(view, { ...this.#fixed, ...this.#state, ...feeds });
    this.#state = { ...this.#state, ...state };
    return this.#seen(labelledTimeline([view], () => values));
  }
}

/** The feeds of one of several steps. */
const partOf = (feeds: Tensors, t: number, times: number): Tensors =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, v]): [string, Numbers] => [
      name,
      v.subarray((t * v.length) / times, ((t + 1) * v.length) / times),
    ]),
  );
const lost = (what: string): never => {
  throw new Error(`traced history: no ${what}`);
};
