import type { Node } from '../ir/node.ts';
import { add, cos, div, expand, less, log, mul, sqrt, sub, where } from '../ir/ops.ts';
import type { Shape } from '../ir/shape.ts';
import { layerOf, only, type CommonLayerOptions } from './common.ts';
import type { Tracing } from './layer.ts';
import { checkNumber, invalid } from './options.ts';
import { dataFormat, nodePlaces, type Rank } from './space.ts';
import type { CallableLayer } from './symbolic.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

/** Standard normal numbers of two even ones each (Box & Muller 1958): √(-2·ln(1-u)) · cos(2π·v) */
const normal = (draw: Tracing['draw'], shape: Shape): Node =>
  mul(sqrt(mul(-2, log(sub(1, draw(shape))))), cos(mul(2 * Math.PI, draw(shape))));

export interface GaussianNoiseOptions extends CommonLayerOptions {
  /** Standard deviation of what is added, 0 … 1. */
  readonly stddev: number;
}

/** While training, noise from a bell around 0 is added; fresh each step. `layers.gaussianNoise({ stddev: 0.1 })` */
export function gaussianNoise(options: GaussianNoiseOptions): CallableLayer<GaussianNoiseOptions> {
  const stddev = (v: number, where: Where): number => checkNumber(where, v, { least: 0, most: 1 });
  return layerOf('GaussianNoise', options, { stddev }, (own) => ({
    trace: ({ mode, draw, masks, axes }, xs) => {
      const x = only(xs);
      const quiet = mode === 'predict' || own.stddev === 0;
      return { outputs: [quiet ? x : add(x, mul(own.stddev, normal(draw, x.shape)))], masks, axes };
    },
  }));
}

export interface GaussianDropoutOptions extends CommonLayerOptions {
  /** As of `dropout`: the noise has the standard deviation √(rate / (1 - rate)). Below 1. */
  readonly rate: number;
}

/** While training, each number is multiplied by noise from a bell around 1. `layers.gaussianDropout({ rate: 0.2 })` */
export function gaussianDropout(options: GaussianDropoutOptions): CallableLayer<GaussianDropoutOptions> {
  const rate = (v: number, where: Where): number => {
    const number = checkNumber(where, v, { least: 0, most: 1 });
    return number < 1 ? number : invalid(where, words('less than 1, where the noise would have no end'), v);
  };
  return layerOf('GaussianDropout', options, { rate }, (own) => ({
    trace: ({ mode, draw, masks, axes }, xs) => {
      const x = only(xs);
      const quiet = mode === 'predict' || own.rate === 0;
      const deviation = Math.sqrt(own.rate / (1 - own.rate));
      return { outputs: [quiet ? x : mul(x, add(1, mul(deviation, normal(draw, x.shape))))], masks, axes };
    },
  }));
}

export interface SpatialDropoutOptions extends CommonLayerOptions {
  readonly rate: number;
  /** Only 'channelsLast'. */
  readonly dataFormat?: string;
}

function spatialDropout(
  className: string,
  rank: Rank,
  options: SpatialDropoutOptions,
): CallableLayer<SpatialDropoutOptions> {
  const readers = { rate: (v: number, where: Where) => checkNumber(where, v, { least: 0, most: 1 }), dataFormat };
  return layerOf(className, options, readers, (own) => ({
    trace: ({ mode, draw, masks, axes }, xs) => {
      const x = only(xs);
      const { places, channels } = nodePlaces(x, rank);
      const keep = 1 - own.rate;
      const dropped = (): Node => {
        if (keep === 0) return mul(x, 0);
        const kept = less(draw([x.shape[0] ?? 0, ...places.map(() => 1), channels]), keep);
        return where(expand(kept, x.shape), div(x, keep), 0);
      };
      return { outputs: [mode === 'predict' || own.rate === 0 ? x : dropped()], masks, axes };
    },
  }));
}

/** Dropout of whole channels, at all time steps alike: see `spatialDropout2d`. */
export const spatialDropout1d = (options: SpatialDropoutOptions): CallableLayer<SpatialDropoutOptions> =>
  spatialDropout('SpatialDropout1D', 1, options);

/**
 * Dropout of whole channels: while training, a picture of a channel is 0 with probability `rate`, else divided by
 * 1 - rate. `layers.spatialDropout2d({ rate: 0.2 })`
 *
 * @see Tompson et al. 2015
 */
export const spatialDropout2d = (options: SpatialDropoutOptions): CallableLayer<SpatialDropoutOptions> =>
  spatialDropout('SpatialDropout2D', 2, options);
