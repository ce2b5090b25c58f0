import type { Program } from '../ir/program.ts';
import type { Order } from './order.ts';

/** Numbers by name; the shape of each is that of the program's input or output of the same name. C order. */
export type Numbers = Float32Array | Float64Array | Int32Array;
export type Tensors = Readonly<Record<string, Numbers>>;

/** The tables of a run: all their numbers, or what gives them piece by piece. */
export type Tables = Tensors | Source;

/** Tables that are read in chunks of rows: files, parts on several machines, a stream that was kept. */
export interface Source {
  readonly rows: number;
  /** How many numbers one row has, by table: its shape without the first axis, multiplied. */
  readonly widths: Readonly<Record<string, number>>;
  /** Tables that have no rows, whole: fitted scaling. */
  readonly fixed: Tensors;
  /** How many rows are best read at a time: a row group of a file. At least 1. */
  readonly chunk: number;
  /** Rows `begin` to `end` (not included) of the named tables, C order, (end - begin) · width numbers each. */
  read(names: readonly string[], begin: number, end: number): Tensors | Promise<Tensors>;
}

/**
 * What a training is, as data: `fit` executes it, the sheet prints it, time travel replays it, `runToJson` writes it
 * down. Which rows, program and number a step has follows from it in `run/steps.ts`.
 */
export interface Run<T extends Tables = Tables> {
  /** Programs that share one state: `step`, `lastStep`, `evaluate`, `predict`, `trace`. */
  readonly programs: Readonly<Record<string, Program>>;
  readonly tables: T;
  readonly state: Tensors;
  readonly settings: Tensors;
  /** The order in which an epoch trains the rows. */
  readonly order: Order;
  /** Rows per step, at most as many as there are. */
  readonly batchSize: number;
  /** The number of the epoch after the last one: those before `firstStep` count too. */
  readonly epochs: number;
  /** The step that `state` stands before: 0, unless a training goes on or leaves another one there. */
  readonly firstStep?: number;
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

/** A runnable whose answers are there at once, for looking at small networks in a page's own thread. */
export type SyncRunnable = {
  [K in keyof Runnable]: (...given: Parameters<Runnable[K]>) => Awaited<ReturnType<Runnable[K]>>;
};
