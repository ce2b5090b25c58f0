import { GradsheetError } from '../errors.ts';
import type { Engine } from '../run/run.ts';
import type { Callback } from '../train/callbacks/callback.ts';
import type { Data } from './arrays.ts';

/** Options of `model.fit`, named and defaulted as in Keras. */
export interface FitOptions {
  /** Passes over the rows; default 1. */
  readonly epochs?: number;
  /** Rows per step; default 32. More than there are rows means all of them. */
  readonly batchSize?: number;
  /** Of the first weights and of the shuffles; default 0: the same call gives the same numbers. */
  readonly seed?: number;
  /** Rows in a new order every epoch; default true. */
  readonly shuffle?: boolean;
  /** In place of shuffling: the row numbers of each epoch. */
  readonly order?: readonly ArrayLike<number>[];
  /** Share of the rows, the last ones, that are not trained on but evaluated after each epoch. */
  readonly validationSplit?: number;
  readonly validationData?: readonly [x: Data, y: Data];
  /** Multiplies each row's loss. */
  readonly sampleWeight?: ArrayLike<number>;
  /** Multiplies the loss of each class's rows: { 0: 1, 1: 5 }. */
  readonly classWeight?: Readonly<Record<number, number>>;
  readonly callbacks?: readonly Callback[];
  readonly initialEpoch?: number;
  /** What runs the steps; default `wasm()`, f32. */
  readonly engine?: Engine;
  /** Asked between calls; true ends the training with what was learned so far. */
  readonly stop?: () => boolean;
}

type Checked = Required<Pick<FitOptions, 'epochs' | 'batchSize' | 'seed' | 'shuffle' | 'validationSplit' | 'callbacks' | 'initialEpoch'>> & Pick<FitOptions, 'order' | 'validationData' | 'sampleWeight' | 'classWeight' | 'engine' | 'stop'>;

/** @throws GradsheetError `invalid-option`, naming the option */
export function checkFit(o: FitOptions): Checked {
  const whole = (name: string, value: number, least: number): number => {
    if (!Number.isInteger(value) || value < least) throw new GradsheetError('invalid-option', { where: name, expected: `a whole number, ${least} or more`, received: String(value) });
    return value;
  };
  const { epochs = 1, batchSize = 32, seed = 0, shuffle = true, validationSplit = 0, callbacks = [], initialEpoch = 0 } = o;
  whole('epochs', epochs, 1); whole('batchSize', batchSize, 1); whole('initialEpoch', initialEpoch, 0); whole('seed', seed, 0);
  if (seed > 2 ** 32 - 1) throw new GradsheetError('invalid-option', { where: 'seed', expected: 'a whole number below 4294967296', received: String(seed) });
  if (!(validationSplit >= 0 && validationSplit < 1)) throw new GradsheetError('invalid-option', { where: 'validationSplit', expected: 'a number from 0 to below 1', received: String(validationSplit) });
  if (o.order && o.order.length < epochs) throw new GradsheetError('invalid-option', { where: 'order', expected: `${epochs} lists of row numbers, one per epoch`, received: String(o.order.length) });
  return { ...o, epochs, batchSize, seed, shuffle, validationSplit, callbacks, initialEpoch };
}
