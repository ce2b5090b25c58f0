import type { Snapshot, Tensors } from '../../run/run.ts';

/**
 * What an epoch reports: `loss`, metrics by name, `val_loss` … A callback may add entries; later callbacks see them.
 */
export type Logs = Record<string, number>;

/** What a callback may do while a training runs. `fit` makes it. */
export interface Control {
  readonly epochs: number;
  /** Ends the training after this epoch. The first reason given is kept. */
  stop(reason: string): void;
  /**
   * The setting of the optimizer; a change counts from the next epoch on. @throws GradsheetError `unsupported` on
   * setting, where a schedule decides it
   */
  learningRate: number;
  /** Copies of all variables of the layers, trained or kept, by path: 'dense/kernel'. */
  weights(): Promise<Record<string, Float64Array>>;
  setWeights(weights: Tensors): Promise<void>;
  /** All state: variables, slots, step. */
  snapshot(): Promise<Snapshot>;
  restore(snapshot: Snapshot): Promise<void>;
}

type Done = void | Promise<void>;

/** Progress inside an epoch, given after every call of the engine. */
export interface Steps {
  readonly epoch: number;
  /** Rows of the epoch that are done, of `rows`. */
  readonly done: number;
  readonly rows: number;
  readonly batchSize: number;
  /** The epoch's numbers so far; copied from the engine when asked. */
  logs(): Promise<Logs>;
}

/** Called by `fit`, in the order of the list. Epochs count from 0, as in Keras; texts and file names count from 1. */
export interface Callback {
  readonly name: string;
  onTrainBegin?(control: Control): Done;
  onEpochBegin?(epoch: number, control: Control): Done;
  onSteps?(progress: Steps, control: Control): Done;
  onEpochEnd?(epoch: number, logs: Logs, control: Control): Done;
  onTrainEnd?(logs: Logs, control: Control): Done;
}

/** A callback of one's own: `callback({ onEpochEnd: (epoch, logs) => { … } })`. Keras's LambdaCallback. */
export const callback = (hooks: Omit<Callback, 'name'> & { readonly name?: string }): Callback =>
  Object.freeze({ name: 'callback', ...hooks });
