import type { Node } from '../ir/node.ts';
import { reachOf, samePadding, type Sweep } from '../ir/convolve.ts';
import { range, ShapeError, type Shape } from '../ir/shape.ts';
import type { Axis } from './layer.ts';
import { checkNumber, invalid, keyOf } from './options.ts';
import { batchText } from './symbolic.ts';
import type { Where, Words } from '../words.ts';
import { words } from './error-words.ts';

/** What layers over time (rank 1) and over pictures (rank 2) share: options per axis, shapes, windows, axes. */
export type Rank = 1 | 2;
/** One number for every axis, or one each. */
export type PerAxis = number | readonly number[];

const shapeWords = (rank: Rank): Words =>
  rank === 1 ? words('x [batch, time, channels]') : words('x [batch, height, width, channels]');

/** A whole number for every axis, as a list. @throws GradsheetError `invalid-option` */
export const perAxis =
  (rank: Rank, least = 1) =>
  (given: PerAxis, where: Where): readonly number[] => {
    if (Array.isArray(given) && given.length !== rank) {
      invalid(where, words('a whole number, or a list of {}, one for each axis', rank), given);
    }
    const list = (Array.isArray(given) ? given : range(rank).map(() => given)) as readonly number[]; // each is checked
    return Object.freeze(list.map((v) => checkNumber(where, v, { least, whole: true })));
  };

/** Numbers before and behind: of one axis 1 or [1, 2]; of two 1, [1, 2] (height, width) or [[1, 2], [3, 4]]. */
export type Margins = number | readonly (number | readonly number[])[];
export type Pair = readonly [before: number, after: number];

/** As Keras saves them: a pair of one axis, a pair for each of two. @throws GradsheetError `invalid-option` */
export const margins =
  (rank: Rank) =>
  (given: Margins, where: Where): Pair | readonly Pair[] => {
    const pair = (v: unknown): Pair => {
      if (Array.isArray(v) && v.length !== 2) {
        const needs = rank === 1 ? words('1 or [1, 2]: before and behind') : words('1, [1, 2] or [[1, 2], [3, 4]]');
        invalid(where, needs, given);
      }
      const [before, after] = (Array.isArray(v) ? v : [v, v]) as unknown[];
      const whole = (n: unknown): number => checkNumber(where, n, { least: 0, whole: true });
      return Object.freeze([whole(before), whole(after)] as const);
    };
    if (rank === 1) return pair(given);
    if (Array.isArray(given) && given.length !== 2) pair(given); // says what is needed
    const [height, width] = (Array.isArray(given) ? given : [given, given]) as unknown[];
    return Object.freeze([pair(height), pair(width)]);
  };
/** One pair for each axis. */
export const pairsOf = (saved: Pair | readonly Pair[]): readonly Pair[] =>
  (typeof saved[0] === 'number' ? [saved] : saved) as readonly Pair[]; // told by the first

/** Channels are last: of a picture [height, width, channels]. */
export type DataFormat = 'channelsLast';
/** @throws GradsheetError `invalid-option` for channels that come first */
export function dataFormat(given: string = 'channelsLast', where: Where): DataFormat {
  if (typeof given === 'string' && given.replaceAll('_', '').toLowerCase() === 'channelslast') return 'channelsLast';
  return invalid(
    where,
    words('"channelsLast": pictures are [height, width, channels]'),
    given,
    words('Move the axis of the channels to the end of your numbers.'),
  );
}

export type Padding = 'valid' | 'same' | 'causal';
export const padding =
  <P extends Padding>(...choices: readonly P[]) =>
  (given: string = 'valid', where: Where): P =>
    keyOf(where, given, Object.fromEntries(choices.map((c) => [c, c])) as Record<P, P>);

/** The sizes of time, or of height and width, and the channels. @throws ShapeError for another rank */
export function placesOf(shape: Shape | undefined, rank: Rank): { readonly places: Shape; readonly channels: number } {
  const channels = shape?.at(-1);
  if (shape?.length !== rank + 1 || channels === undefined) {
    throw new ShapeError({ needs: shapeWords(rank), got: batchText(shape ?? []) });
  }
  return { places: shape.slice(0, -1), channels };
}

/** The same of a node, [batch, …]. @throws ShapeError */
export const nodePlaces = (x: Node, rank: Rank): ReturnType<typeof placesOf> => placesOf(x.shape.slice(1), rank);

export interface SweepOptions {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate?: readonly number[];
  readonly padding: Padding;
}

/** How windows go along every axis. @throws ShapeError if one does not fit in */
export const sweepsOf = (places: Shape, o: SweepOptions): Sweep[] =>
  places.map((n, i) => {
    const sweep = { size: o.size[i] ?? 1, stride: o.strides[i] ?? 1, dilation: o.dilationRate?.[i] ?? 1 };
    const reach = reachOf(sweep);
    if (o.padding === 'same') return { ...sweep, padding: samePadding(n, sweep) };
    if (o.padding === 'causal') return { ...sweep, padding: [reach - 1, 0] };
    if (n < reach) throw new ShapeError({ needs: tooLong(places.length as Rank, i, reach) }); // one size per axis
    return { ...sweep, padding: [0, 0] };
  });

const tooLong = (rank: Rank, axis: number, reach: number): Words =>
  rank === 1
    ? words('at least {} time steps, as long as the window is', reach)
    : axis === 0
      ? words('a height of at least {}, as high as the window is', reach)
      : words('a width of at least {}, as wide as the window is', reach);

const placeAxes = (rank: Rank): Axis[] => (rank === 1 ? [{ kind: 'time' }] : [{ kind: 'space' }, { kind: 'space' }]);
export const channel: Axis = { kind: 'channel' };

/** Axes of a layer's output, whose channels are those of `last`, or new ones. */
export const axesOver = (rank: Rank, last: Axis = channel): Axis[] => [{ kind: 'row' }, ...placeAxes(rank), last];
/** Axes of a kernel: `[…sizes, …ends]`. */
export const kernelAxes = (rank: Rank, ...ends: readonly Axis[]): Axis[] => [...placeAxes(rank), ...ends];
/** The channels of an input, with their names where they are known. */
export const channelsOf = (axes: readonly (readonly Axis[])[]): Axis => axes[0]?.at(-1) ?? channel;
