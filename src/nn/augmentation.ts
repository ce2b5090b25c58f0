// Pictures that change a little each time they are seen. While predicting, these layers do nothing; while training,
// every row is changed by draws of its own, fresh each step.
import { g } from '../ir/builder.ts';
import { mixAxis, reverseAxis } from '../ir/convolve.ts';
import type { Node } from '../ir/node.ts';
import { add, clip, div, floor, less, mean, mul, neg, reshape, same, sub, sum, where, type Value } from '../ir/ops.ts';
import { layerOf, only, type CommonLayerOptions } from './common.ts';
import type { Layer, Tracing } from './layer.ts';
import { checkNumber, invalid, keyOf } from './options.ts';
import { tent } from './resizing.ts';
import { dataFormat, nodePlaces } from './space.ts';
import type { CallableLayer } from './symbolic.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

/** While training `change`, while predicting nothing. It may keep what it needs of the shape [batch, …]. */
const changing = (change: (x: Node, draw: Tracing['draw']) => Node): Pick<Layer, 'trace'> => ({
  trace: ({ mode, draw, axes }, xs) => {
    const x = only(xs);
    nodePlaces(x, 2);
    return { outputs: [mode === 'predict' ? x : change(x, draw)], axes };
  },
});
const rowsOf = (x: Node): number => x.shape[0] ?? 0;
/** A number of every row beside its picture: [batch] → [batch, 1, 1, 1]. */
const beside = (v: Node): Node => reshape(v, [...v.shape, 1, 1, 1]);

type Range = readonly [low: number, high: number];
/** A number f for [-f, f], or the two ends. */
export type Factor = number | readonly number[];
function rangeOf(given: Factor, where: Where, [low, high]: Range): Range {
  const end = (v: unknown): number => checkNumber(where, v, { least: low, most: high });
  if (!Array.isArray(given)) {
    const f = Math.abs(end(given));
    return Object.freeze([-f, f] as const);
  }
  if (given.length !== 2) invalid(where, words('a number, or the two ends of a range'), given);
  const [a = 0, b = 0] = given.map(end);
  return Object.freeze([Math.min(a, b), Math.max(a, b)] as const);
}
/** Even numbers from low to high. */
const between = ([low, high]: Range, u: Node): Node => add(low, mul(high - low, u));

export interface RandomFlipOptions extends CommonLayerOptions {
  /** 'horizontal', 'vertical' or 'horizontalAndVertical' (default), which turns by 180 degrees. */
  readonly mode?: string;
  /** Only 'channelsLast'. */
  readonly dataFormat?: string;
}
const flips = { horizontal: [2], vertical: [1], horizontalAndVertical: [2, 1] } as const;

/**
 * While training, every other picture is flipped. As in Keras, one draw decides about both directions.
 *
 *   layers.randomFlip({ mode: 'horizontal' })
 *
 * @throws GradsheetError `invalid-option`
 */
export function randomFlip(options: RandomFlipOptions = {}): CallableLayer<RandomFlipOptions> {
  const mode = (v = 'horizontalAndVertical', where: Where): keyof typeof flips => keyOf(where, v, flips);
  return layerOf('RandomFlip', options, { mode, dataFormat }, (own) =>
    changing((x, draw) => {
      const flipped = flips[own.mode].reduce<Node>(reverseAxis, x);
      return where(beside(less(draw([rowsOf(x)]), 0.5)), flipped, x);
    }),
  );
}

interface FillOptions extends CommonLayerOptions {
  /** What lies outside: 'reflect' (default) mirrors at the edge, 'wrap' begins anew, 'nearest' repeats the edge. */
  readonly fillMode?: string;
  /** 'bilinear' (default) or 'nearest'. */
  readonly interpolation?: string;
  /** For the fill mode 'constant'; default 0. */
  readonly fillValue?: number;
  /** Only 'channelsLast'. */
  readonly dataFormat?: string;
}

/** Of n places and a position c, which may lie outside, one from 0 to n - 1: TensorFlow's MapCoordinate. */
const insides = {
  reflect: (c: Node, n: number) => {
    const t = add(c, 0.5);
    const within = sub(t, mul(2 * n, floor(div(t, 2 * n)))); // 0 … 2n: there and back
    return clip(sub(where(less(n, within), sub(2 * n, within), within), 0.5), 0, n - 1);
  },
  wrap: (c: Node, n: number) => {
    const times = (v: Node): Node => mul(n, floor(div(v, Math.max(n - 1, 1))));
    const inside = where(less(c, 0), add(c, add(times(neg(c)), n)), where(less(n - 1, c), sub(c, times(c)), c));
    return clip(inside, 0, n - 1);
  },
  nearest: (c: Node, n: number) => clip(c, 0, n - 1),
  constant: (c: Node) => c,
} as const;
const readings = {
  bilinear: tent,
  nearest: (distance: Node) => same(distance, 0),
} as const;

const fillReaders = {
  fillMode: (v = 'reflect', where: Where) => keyOf(where, v, insides),
  interpolation: (v = 'bilinear', where: Where) => keyOf(where, v, readings),
  fillValue: (v = 0, where: Where) => checkNumber(where, v),
  dataFormat,
};
interface Fill {
  readonly fillMode: keyof typeof insides;
  readonly interpolation: keyof typeof readings;
  readonly fillValue: number;
}
/** Where the new places of one axis lie among the old ones, per row: scale · i + offset, both [batch]. */
interface Place {
  readonly scale: Value;
  readonly offset: Value;
}

/** Every picture read at other places. @param places of height and width; null: that axis stays as it is */
function resampled(x: Node, places: readonly (Place | null)[], fill: Fill): Node {
  const batch = rowsOf(x);
  let y = x;
  let covered: Node | null = null; // how much of a number comes from inside, [batch, height, width, 1]
  places.forEach((place, i) => {
    if (!place) return;
    const n = x.shape[1 + i] ?? 1;
    const shape = [batch, n, n]; // old and new places
    const perRow = (v: Value): Value => (typeof v === 'number' ? v : g.broadcast(v, { shape, axes: [1, 2] }));
    const at = add(mul(perRow(place.scale), g.iota({ shape, axis: 2 })), perRow(place.offset));
    const inside = insides[fill.fillMode](at, n);
    const exact = fill.interpolation === 'nearest' ? floor(add(inside, 0.5)) : inside;
    const weights = readings[fill.interpolation](sub(g.iota({ shape, axis: 1 }), exact));
    y = mixAxis(y, 1 + i, weights);
    const share = reshape(sum(weights, 1), i === 0 ? [batch, n, 1, 1] : [batch, 1, n, 1]);
    covered = covered ? mul(covered, share) : share;
  });
  if (!covered || fill.fillMode !== 'constant' || fill.fillValue === 0) return y;
  return add(y, mul(fill.fillValue, sub(1, covered)));
}

export interface RandomTranslationOptions extends FillOptions {
  /** Share of the height by which pictures move down: 0.1 for up to 10% up or down, or both ends. */
  readonly heightFactor: Factor;
  /** The same of the width, to the right. */
  readonly widthFactor: Factor;
}

/**
 * While training, every picture is moved a little. `layers.randomTranslation({ heightFactor: 0.1, widthFactor: 0.1 })`
 *
 * @throws GradsheetError `invalid-option`
 */
export function randomTranslation(options: RandomTranslationOptions): CallableLayer<RandomTranslationOptions> {
  const factor = (v: Factor, where: Where): Range => rangeOf(v, where, [-1, 1]);
  const readers = { heightFactor: factor, widthFactor: factor, ...fillReaders };
  return layerOf('RandomTranslation', options, readers, (own) =>
    changing((x, draw) => {
      const moved = [own.heightFactor, own.widthFactor].map((range, i) => {
        if (range.every((end) => end === 0)) return null;
        const offset = mul(-(x.shape[1 + i] ?? 1), between(range, draw([rowsOf(x)])));
        return { scale: 1, offset };
      });
      return resampled(x, moved, own);
    }),
  );
}

export interface RandomZoomOptions extends FillOptions {
  /** Above 0 zooms out, below 0 in: 0.2 for up to 20% of both, or both ends. Above -1, up to 1. */
  readonly heightFactor: Factor;
  /** Default: as the height, so that nothing is stretched. */
  readonly widthFactor?: Factor | null;
}

/**
 * While training, every picture is zoomed a little about its centre. `layers.randomZoom({ heightFactor: 0.2 })`
 *
 * @throws GradsheetError `invalid-option`
 */
export function randomZoom(options: RandomZoomOptions): CallableLayer<RandomZoomOptions> {
  const factor = (v: Factor, where: Where): Range => {
    const range = rangeOf(v, where, [-1, 1]);
    return range[0] > -1 || !Array.isArray(v) ? range : invalid(where, words('more than -1: nothing would be left'), v);
  };
  const readers = {
    heightFactor: factor,
    widthFactor: (v: Factor | null | undefined, where: Where) =>
      v === undefined || v === null ? undefined : factor(v, where),
    ...fillReaders,
  };
  return layerOf('RandomZoom', options, readers, (own) =>
    changing((x, draw) => {
      const zoom = (range: Range): Node => add(1, between(range, draw([rowsOf(x)])));
      const height = zoom(own.heightFactor);
      const width = own.widthFactor ? zoom(own.widthFactor) : height;
      const placed = [height, width].map((scale, i) => {
        const middle = ((x.shape[1 + i] ?? 1) - 1) / 2;
        return { scale, offset: mul(middle, sub(1, scale)) };
      });
      return resampled(x, placed, own);
    }),
  );
}

export interface RandomContrastOptions extends CommonLayerOptions {
  /** [lower, upper]: contrast times 1 - lower … 1 + upper. As in Keras a number f means [0, f]: never less contrast. */
  readonly factor: Factor;
  /** Results are cut off here; default [0, 255]. */
  readonly valueRange?: readonly number[];
}

/**
 * While training, every channel of every picture gets another contrast: (x - mean) · factor + mean.
 *
 *   layers.randomContrast({ factor: [0.2, 0.2], valueRange: [0, 1] })
 *
 * @throws GradsheetError `invalid-option`
 */
export function randomContrast(options: RandomContrastOptions): CallableLayer<RandomContrastOptions> {
  const readers = {
    factor: (v: Factor, where: Where): Range => {
      const range = rangeOf(v, where, [0, 1]);
      return Array.isArray(v) ? range : Object.freeze([0, range[1]] as const);
    },
    valueRange: (v: readonly number[] = [0, 255], where: Where): Range => {
      if (!Array.isArray(v) || v.length !== 2) return invalid(where, words('two numbers, the least and the most'), v);
      const [low = 0, high = 0] = v.map((end) => checkNumber(where, end));
      return low < high
        ? Object.freeze([low, high] as const)
        : invalid(where, words('two numbers, the least and the most'), v);
    },
  };
  return layerOf('RandomContrast', options, readers, (own) =>
    changing((x, draw) => {
      const [lower, upper] = own.factor;
      const average = mean(x, [1, 2], true);
      const factor = beside(between([1 - lower, 1 + upper], draw([rowsOf(x)])));
      return clip(add(mul(sub(x, average), factor), average), ...own.valueRange);
    }),
  );
}
