import type { GradsheetError } from '../errors.ts';
import {
  checkBoolean,
  checkFunction,
  checkList,
  checkNames,
  checkNumber,
  checkRecord,
  invalid,
  isList,
  isRecord,
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

const names = [
  'epochs',
  'batchSize',
  'seed',
  'shuffle',
  'order',
  'validationSplit',
  'validationData',
  'sampleWeight',
  'classWeight',
  'callbacks',
  'initialEpoch',
  'engine',
  'stop',
  'warn',
] as const satisfies readonly (keyof FitOptions)[];
/** What a random generator can begin with. */
export const SEEDS = { least: 0, most: 2 ** 32 - 1, whole: true } as const;
const count = { least: 1, whole: true } as const;
type Checked = Required<
  Pick<
    FitOptions,
    'epochs' | 'batchSize' | 'seed' | 'shuffle' | 'validationSplit' | 'callbacks' | 'initialEpoch' | 'warn'
  >
> &
  FitOptions;

/** @throws GradsheetError `invalid-option`, naming the option */
export function checkFit(o: FitOptions): Checked {
  checkNames('fit', o, names);
  const { shuffle = true, callbacks = [], order } = o;
  const epochs = checkNumber('epochs', o.epochs ?? 1, count);
  if (!Array.isArray(callbacks)) invalid('callbacks', words('a list'), callbacks);
  callbacks.forEach((c) => checkRecord('callbacks', c));
  checkEngine(o.engine);
  if (o.validationData !== undefined && (!isList(o.validationData) || o.validationData.length !== 2)) {
    invalid('validationData', words('[x, y], the inputs and the targets'), o.validationData);
  }
  if (o.sampleWeight !== undefined) checkList('sampleWeight', o.sampleWeight);
  if (o.stop !== undefined) checkFunction('stop', o.stop);
  if (o.warn !== undefined) checkFunction('warn', o.warn);
  // a list says the weights of the classes 0, 1 …
  if (o.classWeight !== undefined && o.classWeight !== 'balanced' && !isList(o.classWeight)) {
    checkRecord('classWeight', o.classWeight);
  }
  if (order !== undefined && checkList('order', order).length < epochs) {
    invalid('order', words('{} lists of row numbers, one per epoch', epochs), order.length);
  }
  return {
    ...o,
    epochs,
    callbacks,
    warn: o.warn ?? toConsole,
    shuffle: checkBoolean('shuffle', shuffle),
    batchSize: checkNumber('batchSize', o.batchSize ?? 32, count),
    seed: checkNumber('seed', o.seed ?? 0, SEEDS),
    initialEpoch: checkNumber('initialEpoch', o.initialEpoch ?? 0, { least: 0, whole: true }),
    validationSplit: checkNumber('validationSplit', o.validationSplit ?? 0, { least: 0, below: 1 }),
  };
}

/** Options of `model.evaluate` and `model.predict`. */
export interface CallOptions {
  /** Default 32. */ readonly batchSize?: number;
  /** Default `wasm()`, f32. */ readonly engine?: Engine;
}

/** The rows at a time. @throws GradsheetError `invalid-option` */
export function checkCall(where: Where, o: CallOptions): number {
  checkNames(where, o, ['batchSize', 'engine'] satisfies (keyof CallOptions)[]);
  checkEngine(o.engine);
  return checkNumber('batchSize', o.batchSize ?? 32, count);
}

/** Not every place that runs JavaScript has a console. */
const toConsole = ({ message }: GradsheetError): void =>
  (globalThis as { console?: { warn(text: string): void } }).console?.warn(message);

function checkEngine(engine: unknown): void {
  if (engine === undefined || (isRecord(engine) && typeof engine['load'] === 'function')) return;
  invalid('engine', words('an engine, as wasm() or reference'), engine);
}
