import { GradsheetError } from '../errors.ts';
import { verbatim } from '../words.ts';
import { ask, type Work } from './answers.ts';
import { names } from './names.ts';
import type { Run, Runnable, Snapshot, SyncRunnable, Tables, Tensors } from './run.ts';
import { callAt, endOf, epochMean, firstStep, stepAt, type Step } from './steps.ts';
import { withTables } from './tables.ts';
import { words } from './error-words.ts';

/** What a branch changes of the run it leaves. */
export interface Changes {
  readonly state?: Tensors;
  readonly tables?: Tensors;
  readonly settings?: Tensors;
}

/**
 * The time machine: a run on a runnable, moved to any step by the nearest kept state before it and replay. The faces
 * that wait for an engine and that do not, `History` and `SyncHistory`, both drive this one.
 *
 * A place in time is the number of the step that the state stands before: `first` is the run's own state, `end` is
 * after its last step.
 */
export class Replay {
  readonly run: Run;
  readonly first: number;
  readonly end: number;
  readonly #runnable: Runnable | SyncRunnable;
  readonly #every: number;
  readonly #kept = new Map<number, Snapshot>();
  /** Of the steps from `first` on. */
  readonly #losses: number[] = [];
  readonly #stateNames: readonly string[];
  #at: number;
  #reached: number;

  /**
   * @param runnable loaded and filled with the run
   * @param budget bytes that kept states may take: with less than one state per step every k-th is kept
   */
  constructor(run: Run, runnable: Runnable | SyncRunnable, budget: number) {
    this.run = run;
    this.first = firstStep(run);
    this.end = Math.max(this.first, endOf(run));
    this.#at = this.first;
    this.#reached = this.first;
    this.#runnable = runnable;
    this.#stateNames = Object.keys(run.state);
    const bytes = 8 * Object.values(run.state).reduce((n, v) => n + v.length, 0);
    this.#every = Math.max(1, Math.ceil(((this.end - this.first) * bytes) / budget));
  }

  /** The step the state stands before. */
  get at(): number {
    return this.#at;
  }
  /** The furthest step that was reached. */
  get reached(): number {
    return this.#reached;
  }

  /** Loss of a step, measured before its update; NaN where the run was not yet. */
  loss(step: number): number {
    return this.#losses[step - this.first] ?? NaN;
  }
  /** Mean loss of an epoch's steps, weighted by their rows; NaN until all were run. */
  epochLoss(epoch: number): number {
    return epochMean(this.run, epoch, (step) => this.loss(step));
  }

  *goTo(step: number): Work<void> {
    this.#check(step, this.end);
    if (this.#kept.size === 0) yield* this.#keep();
    if (step === this.#at) return;
    const from = this.#nearest(step);
    if (step < this.#at || from > this.#at) yield* this.#restore(from);
    while (this.#at < step) yield* this.#forward(step);
  }

  *state(step: number): Work<Record<string, Float64Array>> {
    yield* this.goTo(step);
    return yield* ask(this.#runnable.take(this.#stateNames));
  }

  /** Results of the step at a place, run by another program over its rows; the place stays. */
  *results(step: number, program: (s: Step) => string): Work<{ step: Step; results: Record<string, Float64Array> }> {
    this.#check(step, this.end - 1);
    yield* this.goTo(step);
    const here = stepAt(this.run, step);
    const before = yield* ask(this.#runnable.snapshot());
    const results = yield* ask(this.#runnable.run(program(here), { rows: here.rows }, 1));
    yield* ask<void>(this.#runnable.restore(before));
    return { step: here, results };
  }

  *branch(step: number, changes: Changes): Work<Run> {
    return branchOf(this.run, step, yield* this.state(step), changes);
  }

  dispose(): void {
    this.#runnable.dispose();
  }

  /** One call, at most to the next state to keep. */
  *#forward(to: number): Work<void> {
    const next = this.#at - (this.#at % this.#every) + this.#every;
    const call = callAt(this.run, this.#at, Math.min(to, next) - this.#at);
    if (call.batch === 0) yield* this.#zeroSums();
    const { loss } = yield* ask(this.#runnable.run(call.name, { rows: call.rows }, call.times));
    loss?.forEach((v, i) => {
      this.#losses[this.#at + i - this.first] = v;
    });
    this.#at += call.times;
    this.#reached = Math.max(this.#reached, this.#at);
    if (this.#at % this.#every === 0 && !this.#kept.has(this.#at)) yield* this.#keep();
  }
  *#keep(): Work<void> {
    this.#kept.set(this.#at, yield* ask(this.#runnable.snapshot()));
  }
  *#restore(step: number): Work<void> {
    const kept = this.#kept.get(step);
    if (!kept) throw new Error(`replay: no state was kept before step ${step}`);
    yield* ask<void>(this.#runnable.restore(kept));
    this.#at = step;
  }
  #nearest(step: number): number {
    for (let s = step - (step % this.#every); s > this.first; s -= this.#every) if (this.#kept.has(s)) return s;
    return this.first;
  }
  *#zeroSums(): Work<void> {
    const sums = this.#stateNames.filter(names.isSum);
    const zeros = sums.map((name) => [name, new Float64Array(this.run.state[name]?.length ?? 0)] as const);
    yield* ask<void>(this.#runnable.put(Object.fromEntries(zeros)));
  }
  #check(step: number, last: number): void {
    if (!Number.isInteger(step) || step < this.first || step > last) {
      throw new GradsheetError('invalid-option', {
        where: 'history, step',
        expected: words('a whole number from {} to {}', this.first, last),
        received: verbatim(step),
      });
    }
  }
}

/** A run that is another one up to a step, before which it had a state, and then differs. */
export const branchOf = <T extends Tables>(run: Run<T>, step: number, state: Tensors, changes: Changes): Run<T> => ({
  ...run,
  firstStep: step,
  state: { ...state, ...changes.state },
  tables: withTables(run.tables, changes.tables),
  settings: { ...run.settings, ...changes.settings },
});
