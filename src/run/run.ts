import type { Program } from '../ir/program.ts';

/** Numbers by name; the shape of each is that of the program's input or output of the same name. C order. */
export type Numbers = Float32Array | Float64Array | Int32Array;
export type Tensors = Readonly<Record<string, Numbers>>;

/**
 * What a training is, as data. `fit` executes it, the sheet prints it, time travel replays it, a test hands it to
 * Keras.
 */
export interface Run {
  /** Programs that share one state: `step`, `lastStep`, `evaluate`, `predict`, `trace`. */
  readonly programs: Readonly<Record<string, Program>>;
  readonly tables: Tensors;
  readonly state: Tensors;
  readonly settings: Tensors;
  /** Row numbers of an epoch (from 0) in the order they are trained: recorded, or made again from the seed. */
  readonly order: (epoch: number) => Int32Array;
  readonly batchSize: number;
  readonly epochs: number;
}

/** What runs programs: reference, wasm, webgpu. */
export interface Engine {
  readonly name: string;
  /** Unit roundoff; tests derive tolerances from it. */
  readonly epsilon: number;
  load(programs: Readonly<Record<string, Program>>): Promise<Runnable>;
}

/** All state of a run, in the engine's own bits. Opaque: give it back to the runnable it came from. */
export interface Snapshot {
  readonly engine: string;
  readonly bytes: Uint8Array;
}

export interface Runnable {
  /**
   * Tables, state and settings: copied in, and they stay. @throws GradsheetError if a name is unknown or a size is
   * wrong
   */
  put(values: Tensors): Promise<void>;
  /**
   * Calls a program `times` times: feeds carry a leading axis of that length, and so do the results (outputs that are
   * not state). State moves on with every call.
   */
  run(program: string, feeds: Tensors, times: number): Promise<Record<string, Float64Array>>;
  /** Copies of state, tables or settings by name. */
  take(names: readonly string[]): Promise<Record<string, Float64Array>>;
  snapshot(): Promise<Snapshot>;
  restore(snapshot: Snapshot): Promise<void>;
  dispose(): void;
}
