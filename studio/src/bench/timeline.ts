import type { Run, Tensors } from 'gradsheet';
import { scenesOf, traceScenes, type Scenes, type Trace } from 'gradsheet/explain';

type State = Readonly<Record<string, Float64Array>>;

/** A step seen with the one before it, from which its weights come. */
export interface View {
  readonly trace: Trace;
  /** The moment of the step in the trace: 1, or 0 where nothing came before. */
  readonly moment: number;
  readonly step: number;
}

/**
 * One branch of a training as a place: the state before every step that was run is kept, the numbers of a step are
 * computed when somebody looks. All of it on the reference, so that what is shown is f64 and the same at every visit.
 */
export class Timeline {
  readonly run: Run<Tensors>;
  readonly scenes: Scenes;
  /** Steps of one epoch. */
  readonly perEpoch: number;
  /** The last place, the beginning of the run's last epoch. */
  readonly last: number;
  /** Where this branch leaves `before`; 0 for the first one. */
  readonly from: number;
  readonly before: Timeline | null;
  /** States before the steps `from`, `from + 1` … */
  readonly #states: State[];
  readonly #losses: number[] = [];
  readonly #views = new Map<number, View>();
  /** Told of every step that is computed: its numbers, before they are forgotten. */
  onStep: ((trace: Trace, moment: number) => void) | null = null;

  private constructor(run: Run<Tensors>, scenes: Scenes, before: Timeline | null, from: number) {
    this.run = run;
    this.scenes = scenes;
    this.perEpoch = scenes.steps.filter((s) => s.epoch === 0).length;
    this.last = (run.epochs - 1) * this.perEpoch;
    this.before = before;
    this.from = from;
    this.#states = [Object.fromEntries(Object.entries(run.state).map(([name, v]) => [name, Float64Array.from(v)]))];
  }

  /** @param run its last epoch is only looked at: the place after the one before it */
  static of(run: Run<Tensors>, scenes: Scenes = scenesOf(run, { rates: true })): Timeline {
    return new Timeline(run, scenes, null, 0);
  }

  /** The same branch with other numbers at its beginning. */
  static again(run: Run<Tensors>, { scenes, before, from, onStep }: Timeline): Timeline {
    const again = new Timeline(run, scenes, before, from);
    again.onStep = onStep;
    return again;
  }

  /** The furthest step whose weights are known. */
  get reached(): number {
    return this.from + this.#states.length - 1;
  }

  /** Another training that is this one up to `step`: changed weights, data or settings from there on. */
  branch(
    step: number,
    changed: { readonly state?: State; readonly tables?: State; readonly settings?: State },
  ): Timeline {
    const { run } = this;
    const next: Run<Tensors> = {
      ...run,
      tables: { ...run.tables, ...changed.tables },
      settings: { ...run.settings, ...changed.settings },
      state: { ...this.stateBefore(step), ...changed.state },
    };
    return this.#followed(new Timeline(next, this.scenes, this, step));
  }
  /**
   * A training of other programs from here on (another activation, another optimizer), with the weights and data of
   * this one.
   */
  become(step: number, run: Run<Tensors>): Timeline {
    const state = this.stateBefore(step);
    const kept = (own: Tensors, other: Tensors): State =>
      Object.fromEntries(
        Object.entries(own).map(([name, v]) => [
          name,
          Float64Array.from(other[name]?.length === v.length ? other[name] : v),
        ]),
      );
    const next: Run<Tensors> = {
      ...run,
      state: kept(run.state, state),
      tables: kept(run.tables, this.run.tables),
      settings: kept(run.settings, this.run.settings),
    };
    return this.#followed(new Timeline(next, scenesOf(next, { rates: true }), step > 0 ? this : null, step));
  }
  #followed(next: Timeline): Timeline {
    next.onStep = this.onStep;
    return next;
  }

  /** Everything that is kept between steps, before `step`; runs up to there. */
  stateBefore(step: number): State {
    if (step < this.from && this.before) return this.before.stateBefore(step);
    while (this.reached < step) this.advance();
    return this.#states[step - this.from] ?? missing(step);
  }

  /** Runs the step at the end of what is known. */
  advance(): void {
    const step = this.reached;
    const t = this.#trace(step, step + 1);
    this.onStep?.(t, 0);
    this.#losses[step - this.from] ??= lossOf(t, 0);
    this.#states.push({ ...this.#states[step - this.from], ...t.final });
  }

  /** Loss of a step, before its update; NaN where the run was not yet. */
  loss(step: number): number {
    if (step < this.from && this.before) return this.before.loss(step);
    if (step > this.reached) return NaN;
    return (this.#losses[step - this.from] ??= lossOf(this.view(step).trace, this.view(step).moment));
  }

  /** Mean loss of an epoch's steps, by their rows; NaN until all of them were run. */
  epochLoss(epoch: number): number {
    const first = epoch * this.perEpoch;
    const steps = this.scenes.steps
      .slice(first, first + this.perEpoch)
      .map((s, i) => ({ step: first + i, rows: s.rows.length }));
    if (first + this.perEpoch - 1 > this.reached) return NaN;
    const rows = steps.reduce((n, s) => n + s.rows, 0);
    return steps.reduce((sum, s) => sum + this.loss(s.step) * s.rows, 0) / rows;
  }

  /** Every number of a step. */
  view(step: number): View {
    if (step < this.from && this.before) return this.before.view(step);
    const kept = this.#views.get(step);
    if (kept) return kept;
    this.stateBefore(step);
    const first = Math.max(step - 1, this.from);
    const view: View = { trace: this.#trace(first, step + 1), moment: step - first, step };
    this.onStep?.(view.trace, view.moment);
    if (this.#views.size > 32) this.#views.delete(this.#views.keys().next().value ?? 0);
    this.#views.set(step, view);
    return view;
  }

  #trace(from: number, to: number): Trace {
    const run = { ...this.run, state: this.#states[from - this.from] ?? missing(from) };
    return traceScenes(run, {
      ...this.scenes,
      steps: this.scenes.steps.slice(from, to),
      moments: this.scenes.moments.slice(from, to),
    });
  }
}

/** The loss of a step; of a rule without one (the perceptron's) whether its row was a mistake. */
export function lossOf(t: Trace, moment: number): number {
  const blocks = [...t.shown(moment).blocks];
  const found =
    blocks.find(([, label]) => label.role === 'loss') ??
    blocks.find(([n, label]) => label.role === 'error' && n.shape.every((d) => d === 1));
  return found ? (t.numbers(found[0], moment)[0] ?? NaN) : NaN;
}

const missing = (step: number): never => {
  throw new Error(`timeline: step ${step} was not run`);
};
