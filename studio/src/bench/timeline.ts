import type { Run, Tensors } from 'gradsheet';
import {
  branchOf,
  epochMean,
  firstStep,
  scenesOf,
  stepsPerEpoch,
  tracedHistory,
  traceScenes,
  type Changes,
  type Scenes,
  type LabelledTimeline,
  type Trace,
} from 'gradsheet/explain';

type State = Readonly<Record<string, Float64Array>>;

/** A step seen with the one before it, from which its weights come. */
export interface View {
  readonly trace: Trace;
  /** The moment of the step in the trace: 1, or 0 where nothing came before. */
  readonly moment: number;
  readonly step: number;
}

/**
 * One branch of a training as a place. Its history keeps the state before every step that was run; the numbers of a
 * step are computed when somebody looks. All of it on the reference, so that what is shown is f64 and the same at every
 * visit.
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
  readonly #history: ReturnType<typeof tracedHistory>;
  readonly #views = new Map<number, View>();
  /** Told of every step that is computed: its numbers, before they are forgotten. */
  onStep: ((step: LabelledTimeline, moment: number) => void) | null = null;

  private constructor(run: Run<Tensors>, scenes: Scenes, before: Timeline | null) {
    this.run = run;
    this.scenes = scenes;
    this.perEpoch = stepsPerEpoch(run);
    this.last = (run.epochs - 1) * this.perEpoch;
    this.before = before;
    this.from = firstStep(run);
    this.#history = tracedHistory(run, scenes, (step) => {
      this.onStep?.(step, 0);
      return lossOf(step, 0);
    });
  }

  /** @param run its last epoch is only looked at: the place after the one before it */
  static of(run: Run<Tensors>, scenes: Scenes = scenesOf(run, { rates: true })): Timeline {
    return new Timeline(run, scenes, null);
  }

  /** The same branch with other numbers at its beginning. */
  static again(run: Run<Tensors>, { scenes, before, onStep }: Timeline): Timeline {
    const again = new Timeline(run, scenes, before);
    again.onStep = onStep;
    return again;
  }

  /** The furthest step whose weights are known. */
  get reached(): number {
    return this.#history.reached;
  }

  /** Another training that is this one up to `step`: changed weights, data or settings from there on. */
  branch(step: number, changes: Changes): Timeline {
    const next = branchOf(this.run, step, this.stateBefore(step), changes);
    return this.#followed(new Timeline(next, this.scenes, this));
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
      firstStep: step,
      state: kept(run.state, state),
      tables: kept(run.tables, this.run.tables),
      settings: kept(run.settings, this.run.settings),
    };
    // listed from step 0 on, so that every step stands at its number
    const scenes = scenesOf({ ...next, firstStep: 0 }, { rates: true });
    return this.#followed(new Timeline(next, scenes, step > 0 ? this : null));
  }
  #followed(next: Timeline): Timeline {
    next.onStep = this.onStep;
    return next;
  }

  /** Everything that is kept between steps, before `step`; runs up to there. */
  stateBefore(step: number): State {
    if (step < this.from && this.before) return this.before.stateBefore(step);
    return this.#history.state(step);
  }

  /** Runs the step at the end of what is known. */
  advance(): void {
    this.#history.goTo(this.reached + 1);
  }

  /** Loss of a step, before its update; NaN where the run was not yet. */
  loss(step: number): number {
    if (step < this.from && this.before) return this.before.loss(step);
    return step === this.reached ? lossOf(this.view(step).trace, this.view(step).moment) : this.#history.loss(step);
  }

  /** Mean loss of an epoch's steps, by their rows; NaN until all of them were run. */
  epochLoss(epoch: number): number {
    if ((epoch + 1) * this.perEpoch - 1 > this.reached) return NaN;
    return epochMean(this.run, epoch, (step) => this.loss(step));
  }

  /** Every number of a step. */
  view(step: number): View {
    if (step < this.from && this.before) return this.before.view(step);
    const kept = this.#views.get(step);
    if (kept) return kept;
    if (this.reached < step) this.#history.goTo(step);
    const first = Math.max(step - 1, this.from);
    const view: View = { trace: this.#trace(first, step + 1), moment: step - first, step };
    this.onStep?.(view.trace, view.moment);
    if (this.#views.size > 32) this.#views.delete(this.#views.keys().next().value ?? 0);
    this.#views.set(step, view);
    return view;
  }

  #trace(from: number, to: number): Trace {
    return traceScenes(
      { ...this.run, state: this.stateBefore(from) },
      { ...this.scenes, steps: this.scenes.steps.slice(from, to), moments: this.scenes.moments.slice(from, to) },
    );
  }
}

/** The loss of a step; of a rule without one (the perceptron's) whether its row was a mistake. */
export function lossOf(t: LabelledTimeline, moment: number): number {
  const blocks = [...t.view(moment).blocks];
  const found =
    blocks.find(([, label]) => label.role === 'loss') ??
    blocks.find(([n, label]) => label.role === 'error' && n.shape.every((d) => d === 1));
  return found ? (t.numbers(found[0], moment)[0] ?? NaN) : NaN;
}
