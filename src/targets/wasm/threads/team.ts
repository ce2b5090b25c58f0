import { closed, control, controlAt, controlBytes } from '../control.ts';
import type { Steps, Strip, Team } from '../sharing.ts';
import { sharing, type SharedExports } from './driver.ts';
import { Pace } from './pace.ts';
import { workers } from './workers.ts';

/** Seconds that a run computes alone before helpers are called: shorter ones are over before a worker has started. */
const alone = 0.05;

/** Addresses as words. */
const at = {
  open: control.open / 4,
  pending: control.pending / 4,
  ready: control.ready / 4,
  failed: control.failed / 4,
};

/** Threads that share a run's programs. */
export const team = (threads: number): Team => ({
  sharing: sharing(threads),
  of: (memory, modules) => new Shared(threads, memory, modules),
});

/** The run that the workers help now: they are the same for all. */
let helpedNow: Shared | null = null;

class Shared implements Steps {
  readonly #threads: number;
  readonly #memory: WebAssembly.Memory;
  readonly #modules: readonly WebAssembly.Module[];
  readonly #words: Int32Array;
  readonly #paces = new Map<number, Pace>();
  /** Seconds that it computed alone since it last had helpers. */
  #spent = 0;
  /** Helpers at the last trial. */
  #ready = 0;

  constructor(threads: number, memory: WebAssembly.Memory, modules: readonly WebAssembly.Module[]) {
    this.#threads = threads;
    this.#memory = memory;
    this.#modules = modules;
    this.#words = new Int32Array(memory.buffer, 0, (controlAt + controlBytes) / 4);
  }

  run(program: number, { run, share }: SharedExports, times: number, feeds: Strip, results: Strip): void {
    if (!share) return run(times, feeds.at, results.at);
    const pace = this.#paces.get(program) ?? new Pace();
    this.#paces.set(program, pace);
    for (let done = 0; done < times;) {
      const ready = this.#helpers() > 0;
      const slice = pace.next(times - done, ready);
      const start = performance.now();
      this.#call(slice.helped ? share : run, program, [
        slice.steps,
        feeds.at + done * feeds.bytes,
        results.at + done * results.bytes,
      ]);
      const seconds = (performance.now() - start) / 1000;
      pace.took(slice, seconds, ready);
      if (!ready) this.#spent += seconds;
      done += slice.steps;
    }
  }

  dispose(): void {
    if (helpedNow !== this) return;
    helpedNow = null;
    Atomics.store(this.#words, at.open, closed << 16);
    Atomics.notify(this.#words, at.open);
    this.#spent = 0;
  }

  /** How many helpers are here. They are called when it pays. */
  #helpers(): number {
    if (helpedNow !== this) {
      if (this.#spent < alone) return 0;
      this.#gather();
    }
    const ready = Atomics.load(this.#words, at.ready);
    if (ready !== this.#ready) for (const pace of this.#paces.values()) pace.again();
    this.#ready = ready;
    return ready;
  }
  #gather(): void {
    helpedNow?.dispose();
    helpedNow = this;
    Atomics.store(this.#words, at.open, 0);
    for (const { thread, send } of workers(this.#threads - 1)) {
      send({ memory: this.#memory, modules: this.#modules, thread, at, closed });
    }
  }

  /** @throws Error if a step fails, here or in a helper: a mistake of ours */
  #call(steps: SharedExports['run'], program: number, given: Parameters<SharedExports['run']>): void {
    if (helpedNow === this) Atomics.store(this.#words, at.open, program << 16); // nothing is open between two calls
    try {
      steps(...given);
    } catch (error) {
      const failed = Atomics.load(this.#words, at.failed) === 1;
      this.dispose();
      this.#spent = -Infinity; // nobody helps any more
      throw failed ? new Error('a thread met an error in a step', { cause: error }) : error;
    }
  }
}
