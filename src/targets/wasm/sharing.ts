/** What several threads that compute a run look like from outside; how they do it is in `threads/`. */
import type { Sharing } from './module.ts';

/** Strips of steps in memory, one after the other. */
export interface Strip {
  readonly at: number;
  readonly bytes: number;
}

/** Threads that may share programs. */
export interface Team {
  readonly sharing: Sharing;
  readonly of: (memory: WebAssembly.Memory, modules: readonly WebAssembly.Module[]) => Steps;
}
/** Steps of a run's programs, by one thread or by several. */
export interface Steps {
  readonly run: (program: number, exports: Exports, times: number, feeds: Strip, results: Strip) => void;
  readonly dispose: () => void;
}
/** What a module exports; others than `run` are of `threads/`. */
export interface Exports {
  readonly run: (times: number, feeds: number, results: number) => void;
}
