import { controlAt, controlBytes } from '../control.ts';
import type { Steps, Strip, Team } from '../sharing.ts';
import { sharing, type SharedExports } from './driver.ts';
import { Pace } from './pace.ts';
import { at } from './serve.ts';
import { start } from './workers.ts';

/** Seconds that a run computes alone before helpers are called: shorter ones are over before a worker has started. */
const alone = 0.1;

/** Threads that share a run's programs. */
export const team = (threads: number): Team => ({
  sharing: sharing(threads),
  of: (memory, modules) => new Shared(threads, memory, modules),
});

/** Seconds without a step after which another run may have a run's helpers. */
const idle = 1;

/** The run that has helpers: more than one would need more cores than there are. */
let helpedNow: Shared | null = null;

class Shared implements Steps {
  readonly #threads: number;
  readonly #memory: WebAssembly.Memory;
  readonly #modules: readonly WebAssembly.Module[];
  readonly #words: Int32Array;
  readonly #paces = new Map<number, Pace>();
  /** Seconds that it computed alone. */
  #spent = 0;
  /** When its last step ended. */
  #last = 0;
  /** Ends its helpers; null: it has none. */
  #end: (() => void) | null = null;
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
      this.#last = performance.now();
      const seconds = (this.#last - start) / 1000;
      pace.took(slice, seconds, ready);
      if (!ready) this.#spent += seconds;
      done += slice.steps;
    }
  }

  dispose(): void {
    this.#end?.();
    this.#end = null;
    if (helpedNow === this) helpedNow = null;
    // It gets no others: one that has not ended yet could compute in the workspace of a new one.
    this.#spent = -Infinity;
  }
  get #isIdle(): boolean {
    return performance.now() - this.#last > idle * 1000;
  }

  /** How many helpers are here. They are called when it pays. */
  #helpers(): number {
    if (!this.#end) {
      if (this.#spent < alone || (helpedNow && !helpedNow.#isIdle)) return 0;
      helpedNow?.dispose();
      helpedNow = this;
      this.#end = this.#start();
    }
    const ready = Atomics.load(this.#words, at.ready);
    if (ready !== this.#ready) for (const pace of this.#paces.values()) pace.again();
    this.#ready = ready;
    return ready;
  }
  #start(): () => void {
    const given = { memory: this.#memory, modules: this.#modules, at };
    return start(Array.from({ length: this.#threads - 1 }, (_, i) => ({ ...given, thread: i + 1 })));
  }

  /** @throws Error if a step fails, here or in a helper: a mistake of ours */
  #call(steps: SharedExports['run'], program: number, given: Parameters<SharedExports['run']>): void {
    Atomics.store(this.#words, at.open, program << 16); // nothing is open between two calls
    try {
      steps(...given);
    } catch (error) {
      const failed = Atomics.load(this.#words, at.failed) === 1;
      this.dispose();
      throw failed ? new Error('a thread met an error in a step', { cause: error }) : error;
    }
  }
}
