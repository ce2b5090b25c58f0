/**
 * Alone or with helpers, whichever is faster: both are timed on the steps of the training itself, which gives the same
 * numbers either way.
 *
 *   alone …  | helped alone helped alone helped alone |  helped …             |  again, from time to time
 *            | a trial: 2 ms each                     |  the faster by median |
 *
 * A trial of what turns out slower costs little of the time until the next one, so whatever a machine does, all of it
 * takes at most a few percent longer than one thread would.
 */
export interface Slice {
  readonly helped: boolean;
  readonly steps: number;
}

/** Seconds of a slice: in a trial, and else. */
const short = 0.002;
const long = 0.05;
const slicesPerTrial = 6;
/** Helpers have to win by so much: they use another core. */
const gain = 0.97;
/** Seconds to the first trial after one, and at most; each that changes nothing doubles it. */
const soonest = 0.5;
const latest = 16;
/** A trial is at most this part of all. */
const share = 0.02;

export class Pace {
  /** Seconds per step of the trial that is going on. */
  #alone: number[] = [];
  #helped: number[] = [];
  #trial = true;
  #chosen = false;
  /** Seconds per step, the last known. */
  #known = 0;
  #aloneKnown = Infinity;
  #trialSeconds = 0;
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
    if (this.#untilNext <= 0) this.again();
    else if (helped && pace > this.#aloneKnown) {
      this.#pause = soonest; // the machine is busier than it was
      this.again();
    }
  }

  /** A trial follows: something changed. */
  again(): void {
    this.#trial = true;
    this.#alone = [];
    this.#helped = [];
    this.#trialSeconds = 0;
  }

  #decide(): void {
    this.#aloneKnown = median(this.#alone);
    const chosen = median(this.#helped) < this.#aloneKnown * gain;
    this.#pause = chosen === this.#chosen ? Math.min(2 * this.#pause, latest) : soonest;
    this.#chosen = chosen;
    this.#untilNext = Math.max(this.#pause, this.#trialSeconds / share);
    this.#trial = false;
  }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Infinity;
