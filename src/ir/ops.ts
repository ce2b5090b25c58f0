// Composites: what can be said with rows of the table is said here, once. Numbers are accepted where nodes are, and
// shapes are repeated by NumPy's rule; the primitives below take equal shapes.
import { g } from './builder.ts';
import type { Node } from './node.ts';
import { along, type AxisRead } from './view.ts';
import { broadcastShapes, equal, range, ShapeError, size, swapLast, text, type Shape } from './shape.ts';
import type { Words } from '../words.ts';
import { words } from './error-words.ts';

export { uniform } from './node.ts';

export type Value = Node | number;

export const constant = (value: number): Node => g.constant({ value });
const node = (v: Value): Node => (typeof v === 'number' ? constant(v) : v);

/** Repeats axes of size 1, and new leading axes, until the shape is `shape`. */
export function expand(v: Value, shape: Shape): Node {
  const x = node(v);
  if (equal(x.shape, shape)) return x;
  if (x.shape.length === 0) return g.broadcast(x, { shape, axes: range(shape.length) });
  const lead = shape.length - x.shape.length;
  const ones = range(x.shape.length).filter((i) => x.shape[i] === 1 && shape[lead + i] !== 1);
  const kept = ones.length === 0 ? x : g.reshape(x, { shape: x.shape.filter((_, i) => !ones.includes(i)) });
  return g.broadcast(kept, { shape, axes: [...range(lead), ...ones.map((i) => lead + i)] });
}
const together = (...values: Value[]): Node[] => {
  const nodes = values.map(node);
  const shape = nodes.map((n) => n.shape).reduce(broadcastShapes);
  return nodes.map((n) => expand(n, shape));
};
const missing = (by: string, needs: Words, got?: string): ShapeError =>
  new ShapeError({ says: words('{}: needs {}', by, needs), needs, got, by });
const two =
  (op: 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'max' | 'less') =>
  (a: Value, b: Value): Node => {
    const [x, y] = typeof a === 'object' && typeof b === 'object' && equal(a.shape, b.shape) ? [a, b] : together(a, b);
    if (!x || !y) throw missing(op, words('two values'));
    return g[op](x, y);
  };
export const add = two('add');
export const sub = two('sub');
export const mul = two('mul');
export const div = two('div');
export const pow = two('pow');
export const max = two('max');
export const less = two('less');
export const where = (a: Value, b: Value, c: Value): Node => {
  const [x, y, z] = together(a, b, c);
  if (!x || !y || !z) throw missing('where', words('three values'));
  return g.where(x, y, z);
};
export const { neg, abs, sign, floor, exp, log, sqrt, tanh, sigmoid, softplus, sin, cos, erf, stop } = g;
export const min = (a: Value, b: Value): Node => neg(max(neg(node(a)), neg(node(b))));
export const square = (x: Node): Node => g.mul(x, x);
export const not = (flag: Node): Node => sub(1, flag);
export const lessOrEqual = (a: Value, b: Value): Node => not(less(b, a));
export const same = (a: Value, b: Value): Node => mul(lessOrEqual(a, b), lessOrEqual(b, a));

// ---- shapes
export const reshape = (x: Node, shape: Shape): Node => (equal(x.shape, shape) ? x : g.reshape(x, { shape }));
export const transpose = (x: Node, perm: readonly number[] = range(x.shape.length).reverse()): Node =>
  g.transpose(x, { perm });
const allAxes = (x: Node): number[] => range(x.shape.length);
/** Axes counted from the end when negative, as NumPy. */
export const axesOf = (x: Node, axes?: number | readonly number[]): number[] =>
  axes === undefined ? allAxes(x) : [axes].flat().map((a) => (a < 0 ? a + x.shape.length : a));
const keep = (y: Node, x: Node, axes: readonly number[]): Node =>
  g.reshape(y, { shape: x.shape.map((d, i) => (axes.includes(i) ? 1 : d)) });
export const sum = (x: Node, axes?: number | readonly number[], keepAxes = false): Node => {
  const a = axesOf(x, axes);
  if (a.length === 0) return x;
  const y = g.sum(x, { axes: a });
  return keepAxes ? keep(y, x, a) : y;
};
export const mean = (x: Node, axes?: number | readonly number[], keepAxes = false): Node =>
  div(sum(x, axes, keepAxes), size(axesOf(x, axes).map((i) => x.shape[i] ?? 1)));
export const reduceMax = (x: Node, axes?: number | readonly number[], keepAxes = false): Node => {
  const a = axesOf(x, axes);
  const y = g.reduceMax(x, { axes: a });
  return keepAxes ? keep(y, x, a) : y;
};
/** Elements start ≤ i < end along one axis. */
export const slice = (x: Node, axis: number, start: number, end: number): Node => {
  const shape = x.shape.map((d, i) => (i === axis ? end - start : d));
  return g.read(x, { shape, from: x.shape.map((_, i) => along(i, 1, i === axis ? start : 0)) });
};
/** Zeros before and after along one axis. */
export const pad = (x: Node, axis: number, before: number, after: number): Node => {
  const shape = x.shape.map((d, i) => (i === axis ? d + before + after : d));
  return g.read(x, { shape, from: x.shape.map((_, i): AxisRead => along(i, 1, i === axis ? -before : 0)) });
};
/** A sum of pads: there are no primitives of many inputs. */
export function concatenate(parts: readonly Node[], axis: number): Node {
  const total = parts.reduce((n, p) => n + (p.shape[axis] ?? 0), 0);
  let at = 0;
  const padded = parts.map((p) => {
    const d = p.shape[axis] ?? 0;
    const before = at;
    at += d;
    return pad(p, axis, before, total - before - d);
  });
  return padded.reduce((a, b) => g.add(a, b));
}

/** Matrix product: [b, t, k] · [k, n] is folded into one product; a kernel is never repeated over the batch. */
export function matmul(a: Node, b: Node): Node {
  if (b.shape.length === 2 && a.shape.length > 2) {
    const lead = a.shape.slice(0, -1);
    const k = a.shape.at(-1) ?? 1;
    const y = g.matmul(g.reshape(a, { shape: [size(lead), k] }), b);
    return g.reshape(y, { shape: [...lead, b.shape[1] ?? 1] });
  }
  return g.matmul(a, b);
}
export const swapAxes = (x: Node): Node => g.transpose(x, { perm: swapLast(x.shape.length) });

// ---- activations and stable forms
export const relu = (x: Node): Node => max(x, 0);
export const leakyRelu = (x: Node, slope: number): Node => where(less(0, x), x, mul(slope, x));
// min: no overflow in the branch not taken; a tie is x's, so the slope at 0 is alpha
export const elu = (x: Node, alpha = 1): Node => where(less(0, x), x, mul(alpha, sub(exp(min(0, x)), 1)));
/** Klambauer et al. 2017: with these two constants mean 0 and variance 1 are kept from layer to layer. */
export const selu = (x: Node): Node => mul(1.0507009873554805, elu(x, 1.6732632423543772));
export const swish = (x: Node): Node => mul(x, sigmoid(x));
export const softsign = (x: Node): Node => div(x, add(1, abs(x)));
export const clip = (x: Node, low: number, high: number): Node => min(max(x, low), high);
export const relu6 = (x: Node): Node => clip(x, 0, 6);
export const hardSigmoid = (x: Node): Node => div(relu6(add(x, 3)), 6);
/** Exact: x · Φ(x). */
export const gelu = (x: Node): Node => mul(mul(0.5, x), add(1, erf(mul(x, Math.SQRT1_2))));
/** Hendrycks & Gimpel's tanh form: 0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))). */
export const geluTanh = (x: Node): Node =>
  mul(mul(0.5, x), add(1, tanh(mul(0.7978845608028654, add(x, mul(0.044715, mul(x, square(x))))))));
/** The shift cancels, so it needs no gradient; with it every exponent is at most 0. */
const shifted = (x: Node, axis: number | readonly number[]): Node => sub(x, stop(reduceMax(x, axis, true)));
export const softmax = (x: Node, axis: number | readonly number[] = -1): Node => {
  const e = exp(shifted(x, axis));
  return div(e, sum(e, axis, true));
};
export const logSoftmax = (x: Node, axis = -1): Node => {
  const z = shifted(x, axis);
  return sub(z, log(sum(exp(z), axis, true)));
};

/** Position of the largest element along one axis, which disappears; of equal ones the first, as NumPy. */
export function argMax(x: Node, axis = -1): Node {
  const [a = 0] = axesOf(x, axis);
  const n = x.shape[a] ?? 0;
  const candidate = where(less(x, reduceMax(x, a, true)), n, g.iota({ shape: x.shape, axis: a }));
  return neg(g.reduceMax(neg(candidate), { axes: [a] }));
}

/** One-hot rows of whole numbers: index [n] → [n, classes]. */
export function oneHot(index: Node, classes: number): Node {
  if (index.shape.length !== 1) throw missing('oneHot', words('index [n]'), text(index.shape));
  const shape = [index.shape[0] ?? 0, classes];
  return same(g.broadcast(index, { shape, axes: [1] }), g.iota({ shape, axis: 1 }));
}
