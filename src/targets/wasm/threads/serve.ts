import { control } from '../control.ts';
import type { SharedExports } from './driver.ts';

/** What a helper is told: a run's memory and modules, by their programs' numbers. Addresses count words of 32 bits. */
export interface Task {
  readonly memory: WebAssembly.Memory;
  readonly modules: readonly WebAssembly.Module[];
  /** Its number, from 1 on. */
  readonly thread: number;
  readonly at: { readonly open: number; readonly pending: number; readonly ready: number; readonly failed: number };
}

/** Words that are asked for outside of WebAssembly. */
export const at: Task['at'] = {
  open: control.open / 4,
  pending: control.pending / 4,
  ready: control.ready / 4,
  failed: control.failed / 4,
};

/** Where a worker is told: Node's `parentPort`. */
export interface Port {
  onmessage: ((message: { readonly data: Task }) => void) | null;
}

/**
 * All that a worker of ours does, until it is ended: it helps the program that runs. It is handed over as text, so that
 * it needs no file that a bundler would have to find: it may refer to nothing outside of itself.
 */
export function serve(port: Port): void {
  port.onmessage = ({ data: { memory, modules, thread, at } }) => {
    const words = new Int32Array(memory.buffer);
    const programs = modules.map((module) => new WebAssembly.Instance(module, { run: { memory } }).exports);
    Atomics.add(words, at.ready, 1);
    try {
      for (;;) {
        const number = Atomics.load(words, at.open) >>> 16;
        const program = programs[number] as unknown as SharedExports | undefined;
        if (!program) return; // tests end a task so
        program.help?.(number << 16, thread);
      }
    } catch (error) {
      Atomics.store(words, at.failed, 1);
      Atomics.notify(words, at.pending);
      throw error;
    }
  };
}
