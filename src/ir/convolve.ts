// What sweeps over space or time: a window of a picture is a view, and what is done to each is a product or a fold.
// Pictures are [batch, …places, channels]: one axis of places is time, two are height and width.
import { g } from './builder.ts';
import { grad } from './grad.ts';
import type { Node } from './node.ts';
import { div, expand, matmul, mul, reduceMax, reshape, sum, transpose, where } from './ops.ts';
import { range, size, type Shape } from './shape.ts';
import { along } from './view.ts';

/** How a window goes along one axis: `size` places, each `dilation` from the next, moved on by `stride`. */
export interface Sweep {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  /** Places of 0 before the first and behind the last one. */
  readonly padding: readonly [before: number, after: number];
}

/** Places from the first to the last one of a window. */
export const reachOf = ({ size: k, dilation }: Pick<Sweep, 'size' | 'dilation'>): number => dilation * (k - 1) + 1;

/** The padding that gives ⌈places / stride⌉ windows; of an odd number the larger half is behind, as TensorFlow. */
export function samePadding(places: number, sweep: Omit<Sweep, 'padding'>): Sweep['padding'] {
  const total = Math.max((Math.ceil(places / sweep.stride) - 1) * sweep.stride + reachOf(sweep) - places, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/** One axis becomes two: windows, and the places of each. */
const cutAxis = (x: Node, axis: number, sweep: Sweep): Node => g.window(x, { axis, ...sweep });
/**
 * x [batch, …places, channels] → [batch, windows, size, windows, size, …, channels]. Windows side by side are a
 * reshape, which costs nothing, of what they cover.
 */
function cut(x: Node, sweeps: readonly Sweep[]): Node {
  if (!sweeps.every(isApart)) return sweeps.reduce((y, sweep, i) => cutAxis(y, 1 + 2 * i, sweep), x);
  const counts = sweeps.map((sweep, i) => Math.floor((x.shape[1 + i] ?? 0) / sweep.size));
  const covered = sweeps.map((sweep, i) => (counts[i] ?? 0) * sweep.size);
  const from = x.shape.map((_, axis) => along(axis));
  const whole = covered.every((n, i) => n === x.shape[1 + i]);
  const [batch = 0, channels = 0] = [x.shape[0], x.shape.at(-1)];
  const inside = whole ? x : g.read(x, { shape: [batch, ...covered, channels], from });
  return reshape(inside, [batch, ...sweeps.flatMap((sweep, i) => [counts[i] ?? 0, sweep.size]), channels]);
}
const isApart = ({ size: k, stride, dilation, padding: [before, after] }: Sweep): boolean =>
  k === stride && dilation === 1 && before === 0 && after === 0;
const sizeAxes = (sweeps: readonly Sweep[]): number[] => sweeps.map((_, i) => 2 + 2 * i);

/** x [batch, …places, channels] → [batch, …windows, …sizes, channels] */
function windowsOf(x: Node, sweeps: readonly Sweep[]): Node {
  const y = cut(x, sweeps);
  if (sweeps.length === 1) return y;
  return transpose(y, [0, ...sweeps.map((_, i) => 1 + 2 * i), ...sizeAxes(sweeps), 1 + 2 * sweeps.length]);
}

/**
 * Every window · kernel, as one product of matrices.
 *
 * x [batch, …places, channels], kernel […sizes, channels / groups, filters] → [batch, …windows, filters]
 *
 * @param groups of channels; the filters of a group see its channels only
 */
export function convolve(x: Node, kernel: Node, sweeps: readonly Sweep[], groups = 1): Node {
  const windows = windowsOf(x, sweeps);
  const out = windows.shape.slice(0, 1 + sweeps.length);
  const filters = kernel.shape.at(-1) ?? 1;
  const terms = size(kernel.shape.slice(0, -1));
  if (groups === 1) {
    return reshape(matmul(reshape(windows, [size(out), terms]), reshape(kernel, [terms, filters])), [...out, filters]);
  }
  const inside = kernel.shape.at(-2) ?? 1;
  const parted = reshape(windows, [size(out), terms / inside, groups, inside]);
  const y = matmul(
    reshape(transpose(parted, [2, 0, 1, 3]), [groups, size(out), terms]),
    transpose(reshape(kernel, [terms, groups, filters / groups]), [1, 0, 2]),
  );
  return reshape(transpose(y, [1, 0, 2]), [...out, filters]);
}

/**
 * Every channel by kernels of its own.
 *
 * x [batch, …places, channels], kernel […sizes, channels, multiplier] → [batch, …windows, channels · multiplier]
 */
export function convolveDepthwise(x: Node, kernel: Node, sweeps: readonly Sweep[]): Node {
  const [channels = 1, multiplier = 1] = kernel.shape.slice(-2);
  const windows = windowsOf(repeatAxis(x, x.shape.length - 1, multiplier), sweeps);
  const places = range(sweeps.length).map((i) => 1 + sweeps.length + i);
  return sum(mul(windows, reshape(kernel, [...kernel.shape.slice(0, -2), channels * multiplier])), places);
}

/**
 * What a convolution does to cotangents: every number of x is spread over its window.
 *
 * x [batch, …windows, channels], kernel […sizes, filters, channels] → [batch, …places, filters]
 *
 * @param sweeps of the convolution from `places` to the windows that x has
 */
export function convolveTransposed(x: Node, kernel: Node, sweeps: readonly Sweep[], places: Shape): Node {
  const shape = [x.shape[0] ?? 0, ...places, kernel.shape.at(-2) ?? 1];
  // stands for the picture, of which a convolution's gradient is independent
  const picture = g.input({ name: 'picture', shape, from: 'state' });
  const [y = picture] = grad(sum(mul(convolve(picture, kernel, sweeps), x)), [picture]);
  return y;
}

const isPadded = (sweeps: readonly Sweep[]): boolean => sweeps.some(({ padding }) => padding.some((p) => p > 0));

/** Below every number of a picture, in place of -∞: a cell of a spreadsheet has none. In f32 it is -∞. */
const LOWEST = -1e307;
/** The largest number of every window and channel; padding never is. */
export function maxPool(x: Node, sweeps: readonly Sweep[]): Node {
  const windows = cut(x, sweeps);
  const inside = isPadded(sweeps) ? where(cut(expand(1, x.shape), sweeps), windows, LOWEST) : windows;
  return reduceMax(inside, sizeAxes(sweeps));
}

/** The mean of every window and channel; padding does not count. */
export function averagePool(x: Node, sweeps: readonly Sweep[]): Node {
  const total = sum(cut(x, sweeps), sizeAxes(sweeps));
  if (!isPadded(sweeps)) return div(total, size(sweeps.map((s) => s.size)));
  const counts = sweeps.map((sweep, i) => {
    const count = sum(cutAxis(expand(1, [x.shape[1 + i] ?? 0]), 0, sweep), 1); // [windows]
    return g.broadcast(count, { shape: total.shape, axes: range(total.shape.length).filter((a) => a !== 1 + i) });
  });
  return div(
    total,
    counts.reduce((a, b) => mul(a, b)),
  );
}

/** Every place `times` times: x [batch, …, n, …] → [batch, …, n · times, …] */
export function repeatAxis(x: Node, axis: number, times: number): Node {
  if (times === 1) return x;
  const [before, n = 1, after] = [x.shape.slice(0, axis), x.shape[axis], x.shape.slice(axis + 1)];
  const shape = [...before, n, times, ...after];
  return reshape(g.broadcast(x, { shape, axes: [axis + 1] }), [...before, n * times, ...after]);
}

/** The places of one axis in the opposite order. */
export function reverseAxis(x: Node, axis: number): Node {
  const from = x.shape.map((d, i) => ({
    start: i === axis ? d - 1 : 0,
    terms: [{ axis: i, step: i === axis ? -1 : 1 }],
    divide: 1,
  }));
  return g.read(x, { shape: x.shape, from });
}

/**
 * Every new place along one axis as a sum of old ones: x [batch, …, n, …] → [batch, …, m, …]
 *
 * @param weights [n, m], or [batch, n, m] where every row has its own
 */
export function mixAxis(x: Node, axis: number, weights: Node): Node {
  const rank = x.shape.length;
  const others = range(rank).filter((i) => i !== axis);
  const last = transpose(x, [...others, axis]);
  const [batch = 1, n = 1, m = 1] = [x.shape[0], ...weights.shape.slice(-2)];
  const shape = [...others.map((i) => x.shape[i] ?? 1), m];
  const rows = weights.shape.length === 2 ? [size(shape) / m, n] : [batch, size(shape) / m / batch, n];
  const y = reshape(matmul(reshape(last, rows), weights), shape);
  return transpose(
    y,
    range(rank).map((i) => (i === axis ? rank - 1 : others.indexOf(i))),
  );
}
