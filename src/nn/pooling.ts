import { averagePool, maxPool } from '../ir/convolve.ts';
import type { Node } from '../ir/node.ts';
import { div, mean, reduceMax, reshape, sum } from '../ir/ops.ts';
import { range } from '../ir/shape.ts';
import { layerOf, only, type CommonLayerOptions } from './common.ts';
import type { Mask } from './layer.ts';
import { counting } from './masks.ts';
import { checkBoolean } from './options.ts';
import {
  axesOver,
  channelsOf,
  dataFormat,
  nodePlaces,
  padding,
  perAxis,
  sweepsOf,
  type PerAxis,
  type Rank,
} from './space.ts';
import type { CallableLayer } from './symbolic.ts';
import type { Where } from '../words.ts';

export interface PoolingOptions extends CommonLayerOptions {
  /** Of the window, in places: 2, or one number for each axis. */
  readonly poolSize: PerAxis;
  /** Places from one window to the next; default: `poolSize`. */
  readonly strides?: PerAxis | null;
  /** 'valid' (default): windows lie inside. 'same': windows may reach over the edge, what is there does not count. */
  readonly padding?: string;
  /** Only 'channelsLast'. */
  readonly dataFormat?: string;
}
export type MaxPoolingOptions = Omit<PoolingOptions, 'poolSize'> & Partial<Pick<PoolingOptions, 'poolSize'>>;

function pooling<Options extends MaxPoolingOptions>(
  className: string,
  rank: Rank,
  options: Options,
  pool: typeof maxPool,
  usual?: number,
): CallableLayer<Options> {
  const readers = {
    poolSize: (v: PerAxis | undefined = usual, where: Where) => perAxis(rank)(v as PerAxis, where), // it checks
    strides: (v: PerAxis | null | undefined, where: Where) =>
      v === undefined || v === null ? undefined : perAxis(rank)(v, where),
    padding: padding('valid', 'same'),
    dataFormat,
  };
  return layerOf<MaxPoolingOptions, typeof readers>(className, options, readers, (own) => ({
    trace: ({ axes }, xs) => {
      const x = only(xs);
      const { poolSize, strides = poolSize } = own;
      const sweeps = sweepsOf(nodePlaces(x, rank).places, { size: poolSize, strides, padding: own.padding });
      return { outputs: [pool(x, sweeps)], axes: [axesOver(rank, channelsOf(axes))] };
    },
  })) as CallableLayer<Options>; // the options that were given
}

/** The largest number of `poolSize` time steps, per channel: see `maxPooling2d`. */
export const maxPooling1d = (options: MaxPoolingOptions = {}): CallableLayer<MaxPoolingOptions> =>
  pooling('MaxPooling1D', 1, options, maxPool, 2);

/**
 * The largest number of every window, per channel. `layers.maxPooling2d({ poolSize: 2 })`
 *
 * x [batch, height, width, channels] → [batch, windows, windows, channels]
 *
 * @param options.poolSize default 2
 * @throws GradsheetError `invalid-option`
 */
export const maxPooling2d = (options: MaxPoolingOptions = {}): CallableLayer<MaxPoolingOptions> =>
  pooling('MaxPooling2D', 2, options, maxPool, 2);

/** The mean of `poolSize` time steps, per channel: see `averagePooling2d`. */
export const averagePooling1d = (options: PoolingOptions): CallableLayer<PoolingOptions> =>
  pooling('AveragePooling1D', 1, options, averagePool);

/**
 * The mean of every window, per channel, of the places that are in the picture.
 * `layers.averagePooling2d({ poolSize: 2 })`
 *
 * x [batch, height, width, channels] → [batch, windows, windows, channels]
 *
 * @throws GradsheetError `invalid-option`
 */
export const averagePooling2d = (options: PoolingOptions): CallableLayer<PoolingOptions> =>
  pooling('AveragePooling2D', 2, options, averagePool);

export interface GlobalPoolingOptions extends CommonLayerOptions {
  /** The axes that are gone stay, with one place; default false. */
  readonly keepdims?: boolean;
  /** Only 'channelsLast'. */
  readonly dataFormat?: string;
}

function globalPooling(
  className: string,
  rank: Rank,
  options: GlobalPoolingOptions,
  pool: (x: Node, axes: readonly number[], mask: Mask) => Node,
): CallableLayer<GlobalPoolingOptions> {
  const readers = { keepdims: (v = false, where: Where) => checkBoolean(where, v), dataFormat };
  return layerOf(className, options, readers, ({ keepdims }) => ({
    trace: ({ axes, masks: [mask = null] }, xs) => {
      const x = only(xs);
      const { places, channels } = nodePlaces(x, rank);
      const y = pool(
        x,
        range(rank).map((i) => 1 + i),
        mask,
      );
      const last = channelsOf(axes);
      if (!keepdims) return { outputs: [y], axes: [[{ kind: 'row' }, last]] };
      const shape = [x.shape[0] ?? 0, ...places.map(() => 1), channels];
      return { outputs: [reshape(y, shape)], axes: [axesOver(rank, last)] };
    },
  }));
}

/** Of the time steps that count, over their number; a row where none does has no mean, as in Keras. */
const averageOver = (x: Node, axes: readonly number[], mask: Mask): Node =>
  mask ? div(sum(counting(mask, x, 0), axes), sum(reshape(mask, [...mask.shape, 1]), axes)) : mean(x, axes);

/** The mean over all time steps that count: x [batch, time, channels] → [batch, channels]. */
export const globalAveragePooling1d = (options: GlobalPoolingOptions = {}): CallableLayer<GlobalPoolingOptions> =>
  globalPooling('GlobalAveragePooling1D', 1, options, averageOver);

/** The mean of the picture, per channel: x [batch, height, width, channels] → [batch, channels]. */
export const globalAveragePooling2d = (options: GlobalPoolingOptions = {}): CallableLayer<GlobalPoolingOptions> =>
  globalPooling('GlobalAveragePooling2D', 2, options, (x, axes) => mean(x, axes));

/** The largest number of all time steps: x [batch, time, channels] → [batch, channels]. */
export const globalMaxPooling1d = (options: GlobalPoolingOptions = {}): CallableLayer<GlobalPoolingOptions> =>
  globalPooling('GlobalMaxPooling1D', 1, options, (x, axes) => reduceMax(x, axes));

/** The largest number of the picture, per channel: x [batch, height, width, channels] → [batch, channels]. */
export const globalMaxPooling2d = (options: GlobalPoolingOptions = {}): CallableLayer<GlobalPoolingOptions> =>
  globalPooling('GlobalMaxPooling2D', 2, options, (x, axes) => reduceMax(x, axes));
