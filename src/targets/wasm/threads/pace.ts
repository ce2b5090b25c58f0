/**
 * Alone or with helpers, whichever is faster: both are timed on the steps of the training itself, which gives the same
 * numbers either way.
 *
 *   alone …  | helped alone helped alone helped alone |  helped …             |  again, from time to time
 *            | a trial: 2 ms each                     |  the faster by median |
 *
 * A trial costs little of the time until the next one, and helpers that turn out slower are sent away after one slice,
 * each time for longer. So whatever a machine does, all of it takes at most a few percent longer than one thread.
 */
export interface Slice {
  readonly helped: boolean;
  readonly steps: number;
}

/** Seconds of a slice: in a trial, and else. */
const short = 0.002;
const long = 0.02;
const slicesPerTrial = 6;
/** Helpers have to win by so much: they use another core. */
const gain = 0.97;
/** Seconds to the next trial, at least and at most: each time that helpers lose doubles it. */
const soonest = 0.5;
const latest = 16;
/** A trial is at most this part of all. */
const share = 0.02;

export class Pace {
  /** Seconds per step of the trial that is going on. */
  #alone: number[] = [];
  #helped: number[] = [];
  #trial = true;
  #trialSeconds = 0;
  #chosen = false;
  /** Seconds per step: of the last slice, and alone in the last trial. */
  #known = 0;
  #aloneKnown = Infinity;
  #untilNext = 0;
  #pause = soonest;

  /** What comes next, of `left` steps. `ready`: there are helpers. */
  next(left: number, ready: boolean): Slice {
    const seconds = ready && this.#trial ? short : long;
    const steps = this.#known > 0 ? Math.max(1, Math.round(seconds / this.#known)) : 1;
    const helped = this.#trial ? this.#helped.length <= this.#alone.length : this.#chosen;
    return { helped: ready && helped, steps: Math.min(left, steps) };
  }

  /** How long that took. */
  took({ helped, steps }: Slice, seconds: number, ready: boolean): void {
    const pace = seconds / steps;
    this.#known = pace;
    if (!ready) return;
    if (this.#trial) {
      (helped ? this.#helped : this.#alone).push(pace);
      this.#trialSeconds += seconds;
      if (this.#alone.length + this.#helped.length >= slicesPerTrial) this.#decide();
      return;
    }
    this.#untilNext -= seconds;
    if (helped && pace > this.#aloneKnown) this.#lose();
    else if (this.#untilNext <= 0) {
      if (this.#chosen) this.#pause = soonest; // it went well
      this.again();
    }
  }

  /** A trial follows. */
  again(): void {
    this.#trial = true;
    this.#alone = [];
    this.#helped = [];
    this.#trialSeconds = 0;
  }

  #decide(): void {
    this.#trial = false;
    this.#aloneKnown = median(this.#alone);
    this.#chosen = median(this.#helped) < this.#aloneKnown * gain;
    this.#untilNext = Math.max(soonest, this.#trialSeconds / share);
    if (!this.#chosen) this.#lose();
  }
  /** Alone for a while: helpers are slower, or the machine has become too busy for them. */
  #lose(): void {
    this.#chosen = false;
    this.#untilNext = Math.max(this.#pause, this.#trialSeconds / share);
    this.#pause = Math.min(2 * this.#pause, latest);
  }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Infinity;
