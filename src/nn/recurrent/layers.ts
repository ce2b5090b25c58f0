import { ShapeError, type Shape } from '../../ir/shape.ts';
import { layerOf, type CommonLayerOptions, type Readers, type ReadOptions } from '../common.ts';
import type { Layer, Variable } from '../layer.ts';
import { checkBoolean } from '../options.ts';
import type { CallableLayer, SymbolicTensor } from '../symbolic.ts';
import type { Where } from '../../words.ts';
import { words } from '../error-words.ts';
import {
  cellReaders,
  gruCellOf,
  gruReaders,
  lstmCellOf,
  lstmReaders,
  simpleCell,
  type Cell,
  type CellOptions,
  type GatedOptions,
} from './cell.ts';
import { cellFrom, checkCell, type CellOption } from './cells.ts';
import { recur, stateNamesOf, type LoopOptions } from './recur.ts';

export interface RecurrentOptions extends CommonLayerOptions {
  /** Every step's output, [batch, time, units], in place of the last one's. Default false. */
  readonly returnSequences?: boolean;
  /** The last states as further outputs. Default false. */
  readonly returnState?: boolean;
  /** From the last step to the first, and returned in that order. Default false. */
  readonly goBackwards?: boolean;
  /**
   * The last states of a row of the batch are the first ones of that row in the next batch, until `resetStates`.
   * Default false. Needs an `inputLayer` with a `batchSize`.
   */
  readonly stateful?: boolean;
  /** Taken for Keras's sake and ignored: a loop is never written out, and its code does not grow with its length. */
  readonly unroll?: boolean;
  /** Where the mask is 0, outputs are 0 in place of the ones before. Default false. */
  readonly zeroOutputForMask?: boolean;
}
export interface SimpleRnnOptions extends RecurrentOptions, CellOptions {}
export interface LstmOptions extends RecurrentOptions, GatedOptions {
  /** The bias of the forget gate begins with 1. Default true. */
  readonly unitForgetBias?: boolean;
}
export interface GruOptions extends RecurrentOptions, GatedOptions {
  /** The reset gate acts on the product with the state in place of the state. Default true. */
  readonly resetAfter?: boolean;
}
export interface RnnOptions extends RecurrentOptions {
  readonly cell: CellOption;
}

const flag = (v = false, where: Where): boolean => checkBoolean(where, v);
const loopReaders = {
  returnSequences: flag,
  returnState: flag,
  goBackwards: flag,
  stateful: flag,
  unroll: flag,
  zeroOutputForMask: flag,
};

/** What `apply` gives: with `returnState` the output and the states. */
type Gives<O> = O extends { readonly returnState: true } ? readonly SymbolicTensor[] : SymbolicTensor;
/** A recurrent layer, and how it is traced by a layer around it. */
export interface Recurrent<
  Options = object,
  G extends SymbolicTensor | readonly SymbolicTensor[] = SymbolicTensor,
> extends CallableLayer<Options, G> {
  /** `trace`, where sequences that are returned begin with the first step also when the layer goes backwards. */
  readonly inTimeOrder: Layer['trace'];
}

/**
 * Each step's output goes into the next one: h = tanh(x·W + h·U + b).
 *
 *   layers.simpleRnn({ units: 8 })
 *
 * x [batch, time, features] → [batch, units], or [batch, time, units] with `returnSequences`. First states may be
 * given: `apply([x, h])`.
 *
 * @throws GradsheetError `invalid-option`
 */
export const simpleRnn = <O extends SimpleRnnOptions>(options: O): Recurrent<SimpleRnnOptions, Gives<O>> =>
  recurrent('SimpleRNN', options as SimpleRnnOptions, { ...loopReaders, ...cellReaders }, simpleCell);

/**
 * Long short-term memory: a state that gates write, forget and read.
 *
 *   layers.lstm({ units: 32, returnSequences: true })
 *
 * States are h and c: `apply([x, h, c])`, and with `returnState` three outputs.
 *
 * @throws GradsheetError `invalid-option`
 * @see `lstmCellOf` for the formulas
 */
export const lstm = <O extends LstmOptions>(options: O): Recurrent<LstmOptions, Gives<O>> =>
  recurrent('LSTM', options as LstmOptions, { ...loopReaders, ...lstmReaders }, lstmCellOf);

/**
 * Gated recurrent unit: one state, of which gates keep a part.
 *
 *   layers.gru({ units: 32, resetAfter: false })
 *
 * @throws GradsheetError `invalid-option`
 * @see `gruCellOf` for the formulas
 */
export const gru = <O extends GruOptions>(options: O): Recurrent<GruOptions, Gives<O>> =>
  recurrent('GRU', options as GruOptions, { ...loopReaders, ...gruReaders }, gruCellOf);

/**
 * A cell over a sequence: one of `cells`, several of them on top of each other, or one of your own.
 *
 *   layers.rnn({ cell: cells.stacked([cells.lstm({ units: 8 }), cells.gru({ units: 4 })]) })
 *
 * @throws GradsheetError `invalid-option`
 */
export const rnn = <O extends RnnOptions>(options: O): Recurrent<RnnOptions, Gives<O>> =>
  recurrent('RNN', options as RnnOptions, { ...loopReaders, cell: checkCell }, ({ cell }) => cellFrom(cell));

function recurrent<
  Options extends RecurrentOptions,
  R extends typeof loopReaders & Readers<Options>,
  G extends SymbolicTensor | readonly SymbolicTensor[],
>(className: string, options: Options, readers: R, cellOf: (own: ReadOptions<R>) => Cell): Recurrent<Options, G> {
  let inTimeOrder: Layer['trace'] | undefined;
  const layer = layerOf(className, options, readers, (own, options) => {
    const loop = own as unknown as LoopOptions; // `loopReaders` are among its readers
    const cell = cellOf(own as unknown as ReadOptions<R>);
    const trained = options.trainable ?? true;
    inTimeOrder = (c, xs) => recur(c, cell, xs, loop, true);
    return {
      variables: ([x], batch) => variablesOf(cell, x ?? [], trained, loop.stateful ? batch : null),
      trace: (c, xs) => recur(c, cell, xs, loop),
    };
  });
  if (!inTimeOrder) throw new Error(`${className} was not made`);
  // `returnState` says what it gives
  return Object.freeze({ ...layer, inTimeOrder }) as unknown as Recurrent<Options, G>;
}

/** @param batch rows of each batch, whose states are kept; null: nothing is kept */
function variablesOf(
  cell: Cell,
  [, features, ...others]: Shape,
  trained: boolean,
  batch: number | null | undefined,
): Record<string, Variable> {
  if (features === undefined || others.length > 0) throw new ShapeError({ needs: words('x [batch, time, features]') });
  const own = Object.entries(cell.variables(features)).map(([name, v]) => [
    name,
    { ...v, trained: trained && v.trained },
  ]);
  const kept =
    batch === null
      ? []
      : stateNamesOf(cell).map((name, i): [string, Variable] => {
          const shape = [batch ?? 1, cell.stateSizes[i] ?? 1];
          return [
            name,
            { shape, init: { name: 'zeros' }, trained: false, resets: true, axes: [{ kind: 'row' }, { kind: 'unit' }] },
          ];
        });
  return Object.fromEntries([...own, ...kept]) as Record<string, Variable>;
}

/** By class name: what a layer around one finds in a saved model. */
export const recurrentLayers = { SimpleRNN: simpleRnn, LSTM: lstm, GRU: gru, RNN: rnn } as const;
