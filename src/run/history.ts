import { GradsheetError } from '../errors.ts';
import { words } from './error-words.ts';
import type { Labelled } from '../ir/label.ts';
import { program, type Program } from '../ir/program.ts';
import { size } from '../ir/shape.ts';
import { later, now, type Work } from './answers.ts';
import { load } from './load.ts';
import { names } from './names.ts';
import { Replay, type Changes } from './replay.ts';
import type { Engine, Run, SyncRunnable } from './run.ts';
import type { Step } from './steps.ts';

/** A step that also gives every labelled value as a result, `value/<number of the label>`. */
export const traceProgram = (step: Program): Program =>
  program(
    { ...step.outputs, ...Object.fromEntries(step.labels.map(({ node }, i) => [names.value(i), node])) },
    step.labels,
  );

/** Every labelled value of one step, as it was when the step ran. */
export interface StepTrace extends Step {
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
  /** Steps that may be visited: from `first`, the run's own state, to `length`, after the last step. */
  readonly first: number;
  readonly length: number;
  readonly #replay: Replay;
  #waiting: Promise<unknown> = Promise.resolve();

  private constructor(replay: Replay) {
    this.#replay = replay;
    this.run = replay.run;
    this.first = replay.first;
    this.length = replay.end;
  }

  /** @throws GradsheetError `missing-input` if the run has no program named step */
  static async open(run: Run, { engine, budget = 64 * 2 ** 20 }: HistoryOptions): Promise<History> {
    const { step, lastStep } = run.programs;
    if (!step) {
      throw new GradsheetError('missing-input', {
        where: 'history',
        expected: words('a run with a program named step'),
      });
    }
    const runnable = await load(run, engine, {
      step,
      trace: traceProgram(step),
      ...(lastStep ? { lastStep, lastTrace: traceProgram(lastStep) } : {}),
    });
    return new History(new Replay(run, runnable, budget));
  }

  /** The step the state stands before. */
  get at(): number {
    return this.#replay.at;
  }

  /** Loss of a step, measured before its update; NaN where the run was not yet. */
  loss(step: number): number {
    return this.#replay.loss(step);
  }

  /** Mean loss of the steps of an epoch, weighted by their rows; NaN until all were run. */
  epochLoss(epoch: number): number {
    return this.#replay.epochLoss(epoch);
  }

  /** Moves to `step`, by the nearest kept state before it and replay. Calls wait for each other. */
  goTo(step: number): Promise<void> {
    return this.#one(this.#replay.goTo(step));
  }

  /** State before step `step`: parameters, slots, counters, sums. */
  state(step: number): Promise<Record<string, Float64Array>> {
    return this.#one(this.#replay.state(step));
  }

  /** Every labelled value of step `step` (0 is the first), without moving on. */
  async trace(step: number): Promise<StepTrace> {
    const traced = this.#replay.results(step, ({ name }) => (name === 'step' ? 'trace' : 'lastTrace'));
    const { step: here, results } = await this.#one(traced);
    return {
      ...here,
      loss: results['loss']?.[0] ?? NaN,
      values: here.program.labels.map((l, i) => ({
        ...l,
        data: results[names.value(i)] ?? new Float64Array(size(l.node.shape)),
      })),
    };
  }

  /**
   * Another run that is this one up to `step` and then differs: changed state (weights, slots), tables or settings.
   * Steps keep their numbers, and so does the order of rows: the branch begins at `step`, also within an epoch.
   */
  branch(step: number, changes: Changes = {}): Promise<Run> {
    return this.#one(this.#replay.branch(step, changes));
  }

  dispose(): void {
    this.#replay.dispose();
  }

  #one<T>(work: Work<T>): Promise<T> {
    const next = this.#waiting.then(() => later(work));
    this.#waiting = next.catch(() => undefined);
    return next;
  }
}

/** The same on a runnable that answers at once: nothing has to be awaited. Every state is kept. */
export class SyncHistory {
  readonly run: Run;
  readonly first: number;
  readonly length: number;
  readonly #replay: Replay;

  /** @param runnable loaded and filled with the run */
  constructor(run: Run, runnable: SyncRunnable) {
    this.#replay = new Replay(run, runnable, Infinity);
    this.run = run;
    this.first = this.#replay.first;
    this.length = this.#replay.end;
  }

  /** The furthest step that was reached: states and losses before it are known. */
  get reached(): number {
    return this.#replay.reached;
  }
  loss(step: number): number {
    return this.#replay.loss(step);
  }
  goTo(step: number): void {
    now(this.#replay.goTo(step));
  }
  state(step: number): Record<string, Float64Array> {
    return now(this.#replay.state(step));
  }
}
