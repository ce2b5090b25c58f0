import type { GradsheetError } from '../errors.ts';
import {
  checkBoolean,
  checkFunction,
  checkList,
  checkOptions,
  checkRecord,
  invalid,
  isList,
  isRecord,
  numberIn,
  type OptionChecks,
} from '../util/options.ts';
import type { Engine } from '../run/run.ts';
import type { Callback } from '../train/callbacks/callback.ts';
import type { Data } from './arrays.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

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
  /** Multiplies each row's loss, also of the rows that validationSplit holds back. */
  readonly sampleWeight?: ArrayLike<number>;
  /**
   * Multiplies the loss of each class's rows that are trained on: { 0: 1, 1: 5 }. 'balanced': every class as much as
   * any other, rows ÷ (classes · rows of the class), as scikit-learn. Of a network with one output.
   */
  readonly classWeight?: 'balanced' | Readonly<Record<number, number>>;
  readonly callbacks?: readonly Callback[];
  readonly initialEpoch?: number;
  /** What runs the steps; default `wasm()`, f32. */
  readonly engine?: Engine;
  /** Asked between calls; true ends the training with what was learned so far. */
  readonly stop?: () => boolean;
  /**
   * Is told what does not stop the call but should be known: a loss that is no number any more, a class that only the
   * validation rows have. Default: `console.warn` of its message.
   */
  readonly warn?: (warning: GradsheetError) => void;
}

/** What a random generator can begin with. */
export const SEEDS = { least: 0, most: 2 ** 32 - 1, whole: true } as const;
export const COUNT = { least: 1, whole: true } as const;
export type CheckedFit = Required<
  Pick<
    FitOptions,
    'epochs' | 'batchSize' | 'seed' | 'shuffle' | 'validationSplit' | 'callbacks' | 'initialEpoch' | 'warn'
  >
> &
  FitOptions;

export const fitChecks: OptionChecks<FitOptions> = {
  epochs: numberIn(COUNT),
  batchSize: numberIn(COUNT),
  seed: numberIn(SEEDS),
  shuffle: checkBoolean,
  order: checkList,
  validationSplit: numberIn({ least: 0, below: 1 }),
  validationData: (where, data) => {
    if (!isList(data) || data.length !== 2) invalid(where, words('[x, y], the inputs and the targets'), data);
  },
  sampleWeight: checkList,
  // a list says the weights of the classes 0, 1 …
  classWeight: (where, weights) => weights === 'balanced' || isList(weights) || checkRecord(where, weights),
  callbacks: (where, list) => {
    if (!Array.isArray(list)) invalid(where, words('a list'), list);
    for (const one of list as readonly unknown[]) checkRecord(where, one);
  },
  initialEpoch: numberIn({ least: 0, whole: true }),
  engine: checkEngine,
  stop: (where, stop) => checkFunction(where, stop),
  warn: (where, warn) => checkFunction(where, warn),
};

/** @throws GradsheetError `invalid-option`, naming the option */
export function checkFit(o: FitOptions): CheckedFit {
  checkOptions('fit', o, fitChecks);
  const { epochs = 1, batchSize = 32, seed = 0, shuffle = true, validationSplit = 0, initialEpoch = 0 } = o;
  const { callbacks = [], warn = toConsole, order } = o;
  if (order && order.length < epochs) {
    invalid('order', words('{} lists of row numbers, one per epoch', epochs), order.length);
  }
  return { ...o, epochs, batchSize, seed, shuffle, validationSplit, initialEpoch, callbacks, warn };
}

/** Options of `model.evaluate` and `model.predict`. */
export interface CallOptions {
  /** Default 32. */ readonly batchSize?: number;
  /** Default `wasm()`, f32. */ readonly engine?: Engine;
}

const callChecks: OptionChecks<CallOptions> = { batchSize: numberIn(COUNT), engine: checkEngine };

/** The rows at a time. @throws GradsheetError `invalid-option` */
export function checkCall(where: Where, o: CallOptions): number {
  checkOptions(where, o, callChecks);
  return o.batchSize ?? 32;
}

/** Not every place that runs JavaScript has a console. */
const toConsole = ({ message }: GradsheetError): void =>
  (globalThis as { console?: { warn(text: string): void } }).console?.warn(message);

function checkEngine(where: Where, engine: unknown): void {
  if (isRecord(engine) && typeof engine['load'] === 'function') return;
  invalid(where, words('an engine, as wasm() or reference'), engine);
}
