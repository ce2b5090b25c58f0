import { mixAxis, repeatAxis } from '../ir/convolve.ts';
import { g } from '../ir/builder.ts';
import type { Node } from '../ir/node.ts';
import { abs, add, clip, div, max, pad, slice, sub } from '../ir/ops.ts';
import { ShapeError } from '../ir/shape.ts';
import { layerOf, only, type CommonLayerOptions } from './common.ts';
import { checkNumber, keyOf } from './options.ts';
import {
  axesOver,
  channelsOf,
  dataFormat,
  margins,
  nodePlaces,
  pairsOf,
  perAxis,
  type Margins,
  type PerAxis,
  type Rank,
} from './space.ts';
import type { CallableLayer } from './symbolic.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

export interface ZeroPaddingOptions extends CommonLayerOptions {
  /** Before and behind: 1 (default), [1, 2]; of a picture also [[top, bottom], [left, right]]. */
  readonly padding?: Margins;
  /** Only 'channelsLast'. */
  readonly dataFormat?: string;
}

function zeroPadding(className: string, rank: Rank, options: ZeroPaddingOptions): CallableLayer<ZeroPaddingOptions> {
  const readers = { padding: (v: Margins = 1, where: Where) => margins(rank)(v, where), dataFormat };
  return layerOf(className, options, readers, ({ padding }) => ({
    trace: ({ axes }, xs) => {
      const x = only(xs);
      nodePlaces(x, rank);
      const y = pairsOf(padding).reduce(
        (n, [before, after], i) => (before + after === 0 ? n : pad(n, 1 + i, before, after)),
        x,
      );
      return { outputs: [y], axes: [axesOver(rank, channelsOf(axes))] };
    },
  }));
}

/** Zeros before the first and behind the last time step. `layers.zeroPadding1d({ padding: [2, 0] })` */
export const zeroPadding1d = (options: ZeroPaddingOptions = {}): CallableLayer<ZeroPaddingOptions> =>
  zeroPadding('ZeroPadding1D', 1, options);

/** Zeros around a picture. `layers.zeroPadding2d({ padding: [[1, 0], [1, 0]] })` */
export const zeroPadding2d = (options: ZeroPaddingOptions = {}): CallableLayer<ZeroPaddingOptions> =>
  zeroPadding('ZeroPadding2D', 2, options);

export interface CroppingOptions extends CommonLayerOptions {
  /** Before and behind, as `padding` of zeroPadding; default [1, 1] of time, nothing of a picture. */
  readonly cropping?: Margins;
  /** Only 'channelsLast'. */
  readonly dataFormat?: string;
}

function cropping(className: string, rank: Rank, options: CroppingOptions): CallableLayer<CroppingOptions> {
  const usual = rank === 1 ? 1 : 0;
  const readers = { cropping: (v: Margins = usual, where: Where) => margins(rank)(v, where), dataFormat };
  return layerOf(className, options, readers, (own) => ({
    trace: ({ axes }, xs) => {
      const x = only(xs);
      const { places } = nodePlaces(x, rank);
      const y = pairsOf(own.cropping).reduce((n, [before, after], i) => {
        const left = (places[i] ?? 0) - before - after;
        if (left < 1) {
          throw new ShapeError({ needs: words('more than {} places, of which something is left', before + after) });
        }
        return before + after === 0 ? n : slice(n, 1 + i, before, before + left);
      }, x);
      return { outputs: [y], axes: [axesOver(rank, channelsOf(axes))] };
    },
  }));
}

/** Without the first and last time steps. `layers.cropping1d({ cropping: [1, 2] })` */
export const cropping1d = (options: CroppingOptions = {}): CallableLayer<CroppingOptions> =>
  cropping('Cropping1D', 1, options);

/** Without the edges of a picture. `layers.cropping2d({ cropping: [[1, 1], [2, 0]] })` */
export const cropping2d = (options: CroppingOptions = {}): CallableLayer<CroppingOptions> =>
  cropping('Cropping2D', 2, options);

export interface UpSampling1dOptions extends CommonLayerOptions {
  /** How often every time step comes; default 2. */
  readonly size?: number;
}
export interface UpSampling2dOptions extends CommonLayerOptions {
  /** How many times as high and wide; default 2. */
  readonly size?: PerAxis;
  /** 'nearest' (default) repeats, 'bilinear' goes straight from one centre to the next. */
  readonly interpolation?: string;
  /** Only 'channelsLast'. */
  readonly dataFormat?: string;
}
/** Every time step several times: x [batch, time, channels] → [batch, time · size, channels]. */
export const upSampling1d = (options: UpSampling1dOptions = {}): CallableLayer<UpSampling1dOptions> =>
  layerOf(
    'UpSampling1D',
    options,
    { size: (v = 2, where) => checkNumber(where, v, { least: 1, whole: true }) },
    (own) => ({
      trace: ({ axes }, xs) => {
        const x = only(xs);
        nodePlaces(x, 1);
        return { outputs: [repeatAxis(x, 1, own.size)], axes: [axesOver(1, channelsOf(axes))] };
      },
    }),
  );

/**
 * A larger picture: x [batch, height, width, channels] → [batch, height · size, width · size, channels].
 *
 *   layers.upSampling2d({ size: 2, interpolation: 'bilinear' })
 *
 * @throws GradsheetError `invalid-option`
 */
export function upSampling2d(options: UpSampling2dOptions = {}): CallableLayer<UpSampling2dOptions> {
  const readers = {
    size: (v: PerAxis = 2, where: Where) => perAxis(2)(v, where),
    interpolation: (v = 'nearest', where: Where) => keyOf(where, v, interpolations),
    dataFormat,
  };
  return layerOf('UpSampling2D', options, readers, ({ size, interpolation }) => ({
    trace: ({ axes }, xs) => {
      const x = only(xs);
      nodePlaces(x, 2);
      const along = interpolations[interpolation];
      const y = size.reduce((n, times, i) => (times === 1 ? n : along(n, 1 + i, times)), x);
      return { outputs: [y], axes: [axesOver(2, channelsOf(axes))] };
    },
  }));
}

/** New place i has its centre at (i + ½) / times - ½ of the old ones; outside of them the edge goes on. */
function betweenCentres(x: Node, axis: number, times: number): Node {
  const n = x.shape[axis] ?? 1;
  const shape = [n, n * times];
  const centre = sub(div(add(g.iota({ shape, axis: 1 }), 0.5), times), 0.5);
  return mixAxis(x, axis, tent(sub(g.iota({ shape, axis: 0 }), clip(centre, 0, n - 1))));
}

const interpolations = { nearest: repeatAxis, bilinear: betweenCentres } as const;

/** Weights of linear interpolation by the distance from a place: 1 there, 0 from the next one on. */
export const tent = (distance: Node): Node => max(sub(1, abs(distance)), 0);
