import { GradsheetError } from '../errors.ts';
import type { Labelled } from '../ir/label.ts';
import { program, type Program } from '../ir/program.ts';
import { size } from '../ir/shape.ts';
import { names } from './names.ts';
import type { Engine, Run, Runnable, Snapshot, Tensors } from './run.ts';

/** Which rows a step trains, and in which program. Steps are counted from 0 over the whole run. */
export interface StepPlace {
  readonly epoch: number;
  readonly inEpoch: number;
  readonly program: 'step' | 'lastStep';
  readonly rows: Int32Array;
}

/** Counted once: asking a shuffled order for its first epoch again means drawing every later one anew. */
const rowsKnown = new WeakMap<Run, number>();
export function rowsOf(run: Run): number {
  const rows = rowsKnown.get(run) ?? run.order(0).length;
  rowsKnown.set(run, rows);
  return rows;
}
export const stepsPerEpoch = (run: Run): number => Math.ceil(rowsOf(run) / run.batchSize);

export function placeOf(run: Run, step: number): StepPlace {
  const perEpoch = stepsPerEpoch(run);
  const epoch = Math.floor(step / perEpoch);
  const inEpoch = step % perEpoch;
  const rows = run.order(epoch).subarray(inEpoch * run.batchSize, (inEpoch + 1) * run.batchSize);
  return {
    epoch,
    inEpoch,
    program: rows.length < run.batchSize && run.programs['lastStep'] ? 'lastStep' : 'step',
    rows,
  };
}

/** A step that also gives every labelled value as a result, `value/<number of the label>`. */
export const traceProgram = (step: Program): Program =>
  program(
    { ...step.outputs, ...Object.fromEntries(step.labels.map(({ node }, i) => [names.value(i), node])) },
    step.labels,
  );

/** Every labelled value of one step, as it was when the step ran, and the state after it. */
export interface StepTrace extends StepPlace {
  readonly step: number;
  readonly loss: number;
  readonly values: readonly (Labelled & { readonly data: Float64Array })[];
}

export interface HistoryOptions {
  readonly engine: Engine;
  /**
   * Bytes that snapshots may take; with less than one per step every k-th is kept and the steps between are replayed.
   */
  readonly budget?: number;
}

/**
 * A run as a place one can walk in: go to any step, forwards or back, read every number there, change the past and
 * follow the branch. The engine's bits, the order of rows and the optimizer's slots are the same at every visit.
 */
export class History {
  readonly run: Run;
  /** Steps that may be visited: 0 is before the first, `length` after the last. */
  readonly length: number;
  readonly #runnable: Runnable;
  readonly #every: number;
  readonly #kept = new Map<number, Snapshot>();
  readonly #losses: Float64Array;
  readonly #state: readonly string[];
  #at = 0;
  #waiting: Promise<unknown> = Promise.resolve();

  private constructor(run: Run, runnable: Runnable, budget: number) {
    this.run = run;
    this.#runnable = runnable;
    this.length = run.epochs * stepsPerEpoch(run);
    this.#state = Object.keys(run.state);
    const bytes = 8 * Object.values(run.state).reduce((n, v) => n + v.length, 0);
    this.#every = Math.max(1, Math.ceil((this.length * bytes) / budget));
    this.#losses = new Float64Array(this.length).fill(NaN);
  }

  static async open(run: Run, { engine, budget = 64 * 2 ** 20 }: HistoryOptions): Promise<History> {
    const { step, lastStep } = run.programs;
    if (!step) {
      throw new GradsheetError('missing-input', { where: 'history', expected: 'a run with a program named step' });
    }
    const runnable = await engine.load({
      step,
      trace: traceProgram(step),
      ...(lastStep ? { lastStep, lastTrace: traceProgram(lastStep) } : {}),
    });
    await runnable.put({ ...run.tables, ...run.state, ...run.settings });
    const history = new History(run, runnable, budget);
    history.#kept.set(0, await runnable.snapshot());
    return history;
  }

  /** The step the state stands before. */
  get at(): number {
    return this.#at;
  }

  /** Loss of a step, measured before its update; NaN where the run was not yet. */
  loss(step: number): number {
    return this.#losses[step] ?? NaN;
  }

  /** Mean loss of the steps of an epoch, weighted by their rows; NaN until all were run. */
  epochLoss(epoch: number): number {
    const per = stepsPerEpoch(this.run);
    const rows = rowsOf(this.run);
    let sum = 0;
    for (let i = 0; i < per; i++) {
      sum += this.loss(epoch * per + i) * Math.min(this.run.batchSize, rows - i * this.run.batchSize);
    }
    return sum / rows;
  }

  /** Moves to `step`, by the nearest kept state before it and replay. Calls wait for each other. */
  goTo(step: number): Promise<void> {
    return this.#one(() => this.#goTo(step));
  }

  /** State after `step` steps: parameters, slots, counters, sums. */
  state(step: number): Promise<Record<string, Float64Array>> {
    return this.#one(async () => {
      await this.#goTo(step);
      return this.#runnable.take(this.#state);
    });
  }

  /** Every labelled value of step `step` (0 is the first), without moving on. */
  trace(step: number): Promise<StepTrace> {
    return this.#one(async () => {
      this.#check(step, this.length - 1);
      await this.#goTo(step);
      const place = placeOf(this.run, step);
      const before = await this.#runnable.snapshot();
      const results = await this.#runnable.run(
        place.program === 'step' ? 'trace' : 'lastTrace',
        { rows: place.rows },
        1,
      );
      await this.#runnable.restore(before);
      const traced = this.run.programs[place.program];
      return {
        ...place,
        step,
        loss: results['loss']?.[0] ?? NaN,
        values: (traced?.labels ?? []).map((l, i) => ({
          ...l,
          data: results[names.value(i)] ?? new Float64Array(size(l.node.shape)),
        })),
      };
    });
  }

  /**
   * Another run that is this one up to `step` and then differs: changed state (weights, slots), tables or settings.
   *
   * @returns a run whose first state is the state there; its epochs and order of rows are what was left of this one's
   * @throws GradsheetError `invalid-option` if the step is inside an epoch
   */
  async branch(
    step: number,
    changed: { readonly state?: Tensors; readonly tables?: Tensors; readonly settings?: Tensors } = {},
  ): Promise<Run> {
    const per = stepsPerEpoch(this.run);
    const epoch = step / per;
    if (!Number.isInteger(epoch)) {
      throw new GradsheetError('invalid-option', {
        where: 'branch',
        expected: `a step where an epoch begins, a multiple of ${per}`,
        received: String(step),
      });
    }
    const state = await this.state(step);
    const { order, epochs } = this.run;
    return {
      ...this.run,
      epochs: epochs - epoch,
      order: (e) => order(e + epoch),
      state: { ...state, ...changed.state },
      tables: { ...this.run.tables, ...changed.tables },
      settings: { ...this.run.settings, ...changed.settings },
    };
  }

  dispose(): void {
    this.#runnable.dispose();
  }

  async #goTo(step: number): Promise<void> {
    this.#check(step, this.length);
    if (step === this.#at) return;
    if (step < this.#at || this.#nearest(step) > this.#at) {
      const from = this.#nearest(step);
      const kept = this.#kept.get(from);
      if (kept) {
        await this.#runnable.restore(kept);
        this.#at = from;
      }
    }
    const per = stepsPerEpoch(this.run);
    while (this.#at < step) {
      const { program: name, rows, inEpoch } = placeOf(this.run, this.#at);
      if (inEpoch === 0) await this.#zeroSums();
      // whole batches up to the next state to keep, in one call
      const stop = Math.min(step, this.#at - (this.#at % this.#every) + this.#every, this.#at - inEpoch + per);
      const full = name === 'step' ? this.#wholeUntil(stop) : 1;
      const epochRows = this.run.order(Math.floor(this.#at / per));
      const fed =
        name === 'step'
          ? epochRows.subarray(inEpoch * this.run.batchSize, (inEpoch + full) * this.run.batchSize)
          : rows;
      const { loss } = await this.#runnable.run(name, { rows: fed }, full);
      if (loss) this.#losses.set(loss, this.#at);
      this.#at += full;
      if (this.#at % this.#every === 0 && !this.#kept.has(this.#at)) {
        this.#kept.set(this.#at, await this.#runnable.snapshot());
      }
    }
  }
  #wholeUntil(stop: number): number {
    let n = 0;
    while (this.#at + n < stop && placeOf(this.run, this.#at + n).program === 'step') n++;
    return n;
  }
  #nearest(step: number): number {
    for (let s = step - (step % this.#every); s > 0; s -= this.#every) if (this.#kept.has(s)) return s;
    return 0;
  }
  async #zeroSums(): Promise<void> {
    const sums = this.#state.filter(names.isSum);
    await this.#runnable.put(
      Object.fromEntries(sums.map((s) => [s, new Float64Array(this.run.state[s]?.length ?? 0)])),
    );
  }
  #check(step: number, last: number): void {
    if (!Number.isInteger(step) || step < 0 || step > last) {
      throw new GradsheetError('invalid-option', {
        where: 'history, step',
        expected: `a whole number from 0 to ${last}`,
        received: String(step),
      });
    }
  }
  #one<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#waiting.then(work);
    this.#waiting = next.catch(() => undefined);
    return next;
  }
}
