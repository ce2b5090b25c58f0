import { abs, cos, erf, exp, log, pow, sigmoid, sin, softplus, tanh } from '../util/libm.ts';
import type { Builder, Node, Results, Tuple } from './node.ts';
import { loopGrad } from './loop-rules.ts';
import type { PullBack } from './scan-grad.ts';
import { scanResults } from './scan-results.ts';
import { along, transposed, type Read } from './view.ts';
import type { Arity, ArityOf, AttrsOf, OpName } from './signatures.ts';
import { checkAxes, checkShape, equal, range, ShapeError, size, swapLast, text, without, type Shape } from './shape.ts';
import { listedNames } from '../words.ts';
import { words } from './error-words.ts';

export type { Arity, ArityOf, AttrsOf, From, OpName, Signatures } from './signatures.ts';

/** What a gradient rule sees: `dy` has the shape of `y`; each cotangent has the shape of its input. */
export interface GradContext<K extends OpName, Cotangent = Node> {
  readonly dy: Cotangent;
  readonly y: Node<K>;
  readonly x: Tuple<ArityOf<K>, Node>;
  readonly g: Builder;
  /** The chain rule through the program of an attribute. */
  readonly pullBack: PullBack;
}

/** What a primitive means, whatever runs it. */
interface Meaning<K extends OpName> {
  readonly inputs: ArityOf<K>;
  /** Shape of the result. @throws ShapeError if the inputs do not fit. */
  readonly shape: (inputs: Tuple<ArityOf<K>, Shape>, attrs: AttrsOf<K>) => Shape;
  /** Cotangent of each input; `null` where the derivative is zero everywhere. */
  readonly grad: (c: GradContext<K>) => Tuple<ArityOf<K>, Node | null>;
}

/** A lane instruction of WebAssembly, or a short sequence the wasm target spells. */
export type LaneOp =
  'add' | 'sub' | 'mul' | 'div' | 'neg' | 'abs' | 'sign' | 'floor' | 'sqrt' | 'max' | 'less' | 'where' | 'copy';

export interface Elementwise<K extends OpName = OpName> extends Meaning<K> {
  readonly kind: 'elementwise';
  readonly inputs: Extract<ArityOf<K>, number>;
  /** The f64 definition; every other column agrees with it. */
  readonly scalar: (...x: Tuple<ArityOf<K>, number>) => number;
  /** `routine`: the one of that name in `util/routines.ts`. */
  readonly wasm: LaneOp | 'routine';
}
/** Moves elements without computing. `read` says where; null only for reshape: same elements, same order. */
export interface View<K extends OpName = OpName> extends Meaning<K> {
  readonly kind: 'view';
  readonly read: (input: Shape, attrs: AttrsOf<K>) => Read | null;
}
export interface Reduce<K extends OpName = OpName> extends Meaning<K> {
  readonly kind: 'reduce';
  readonly identity: number;
  /** The elementwise row that folds two elements: every target already knows how to spell it. */
  readonly combine: 'add' | 'max';
}
export interface Contract<K extends OpName = OpName> extends Meaning<K> {
  readonly kind: 'contract';
}
export interface Gather<K extends OpName = OpName> extends Meaning<K> {
  readonly kind: 'gather';
}
export interface Leaf<K extends OpName = OpName> extends Meaning<K> {
  readonly kind: 'leaf';
}
/**
 * Gives several values by name. A gradient rule sees a cotangent of each, zeros for a result that nobody takes
 * (`uniform(dy.name) === 0` tells).
 */
export interface SeveralResults<K extends OpName = OpName> {
  readonly kind: 'several';
  readonly inputs: ArityOf<K>;
  readonly results: (inputs: Tuple<ArityOf<K>, Shape>, attrs: AttrsOf<K>) => Results;
  readonly grad: (c: GradContext<K, Results<Node>>) => Tuple<ArityOf<K>, Node | null>;
}
/** Takes one of several results. It has no rule: `grad` hands its cotangent to the node it is a part of. */
export interface Part<K extends OpName = OpName> {
  readonly kind: 'part';
  readonly inputs: ArityOf<K>;
  readonly shape: (results: Results, attrs: AttrsOf<'part'>) => Shape;
}
export type Primitive<K extends OpName = OpName> =
  Leaf<K> | Elementwise<K> | View<K> | Reduce<K> | Contract<K> | Gather<K> | SeveralResults<K> | Part<K>;
export type Kind = Primitive['kind'];

const same = (...shapes: Shape[]): Shape => {
  const first = shapes[0] ?? [];
  if (!shapes.every((s) => equal(s, first))) {
    throw new ShapeError({ needs: words('equal shapes'), got: shapes.map(text).join(' and ') });
  }
  return first;
};
const same1 = ([a]: [Shape]): Shape => a;
const same2 = ([a, b]: [Shape, Shape]): Shape => (equal(a, b) ? a : same(a, b));
const same3 = ([a, b, c]: [Shape, Shape, Shape]): Shape => same(a, b, c);

/** `value` repeated to the shape of `like`. */
const fill = (g: Builder, value: number, like: Node): Node => {
  const c = g.constant({ value });
  return like.shape.length === 0 ? c : g.broadcast(c, { shape: like.shape, axes: range(like.shape.length) });
};
const zeros = (g: Builder, like: Node): Node => fill(g, 0, like);

/** The cotangent of the input of a view: the transposed view, summed. */
const viewGrad = (g: Builder, dy: Node, read: Read, input: Shape): Node => {
  const t = transposed(read, input);
  const shaped = equal(t.reshape, dy.shape) ? dy : g.reshape(dy, { shape: t.reshape });
  const view = g.read(shaped, t.view);
  return t.axes.length === 0 ? view : g.sum(view, { axes: t.axes });
};

const windowRead = (x: Shape, { axis, size: k, stride, dilation, padding }: AttrsOf<'window'>): Read => {
  const count = Math.floor((x[axis]! + padding[0] + padding[1] - (dilation * (k - 1) + 1)) / stride) + 1;
  const shape = [...x.slice(0, axis), count, k, ...x.slice(axis + 1)];
  const from = x.map((_, i) =>
    i < axis
      ? along(i)
      : i > axis
        ? along(i + 1)
        : {
            start: -padding[0],
            terms: [
              { axis, step: stride },
              { axis: axis + 1, step: dilation },
            ],
            divide: 1,
          },
  );
  return { shape, from };
};

/** The number of each element along `axes`, counted in C order. */
function places(g: Builder, shape: Shape, axes: readonly number[]): Node {
  const [axis, ...more] = axes;
  if (axis !== undefined && more.length === 0) return g.iota({ shape, axis });
  const counted = range(shape.length).filter((a) => axes.includes(a));
  const numbers = g.iota({ shape: [size(counted.map((a) => shape[a]!))], axis: 0 });
  const others = range(shape.length).filter((a) => !axes.includes(a));
  return g.broadcast(g.reshape(numbers, { shape: counted.map((a) => shape[a]!) }), { shape, axes: others });
}

/** A sum's cotangent: repeated along the axes that were summed. */
const spread = (g: Builder, dy: Node, shape: Shape, axes: readonly number[]): Node => g.broadcast(dy, { shape, axes });

export const primitives = {
  // ---- leaves: bring numbers in
  input: {
    kind: 'leaf',
    inputs: 0,
    shape: (_, { shape }) => checkShape('input', shape),
    grad: () => [],
  },
  constant: { kind: 'leaf', inputs: 0, shape: () => [], grad: () => [] },
  iota: {
    kind: 'leaf',
    inputs: 0,
    shape: (_, { shape, axis }) => {
      checkAxes('iota', [axis], shape.length);
      return checkShape('iota', shape);
    },
    grad: () => [],
  },
  draw: {
    kind: 'leaf',
    inputs: 2,
    shape: ([seed, step], { shape }) => {
      same(seed, step, []);
      return checkShape('draw', shape);
    },
    grad: () => [null, null],
  },

  // ---- elementwise
  neg: {
    kind: 'elementwise',
    inputs: 1,
    shape: same1,
    scalar: (a) => -a,
    wasm: 'neg',
    grad: ({ dy, g }) => [g.neg(dy)],
  },
  abs: {
    kind: 'elementwise',
    inputs: 1,
    shape: same1,
    scalar: abs,
    wasm: 'abs',
    grad: ({ dy, x: [x], g }) => [g.mul(dy, g.sign(x))],
  },
  sign: {
    kind: 'elementwise',
    inputs: 1,
    shape: same1,
    scalar: (a) => (a > 0 ? 1 : a < 0 ? -1 : 0),
    wasm: 'sign',
    grad: () => [null],
  },
  floor: {
    kind: 'elementwise',
    inputs: 1,
    shape: same1,
    scalar: (a) => Math.floor(a),
    wasm: 'floor',
    grad: () => [null],
  },
  exp: {
    kind: 'elementwise',
    inputs: 1,
    shape: same1,
    scalar: exp,
    wasm: 'routine',
    grad: ({ dy, y, g }) => [g.mul(dy, y)],
  },
  log: {
    kind: 'elementwise',
    inputs: 1,
    shape: same1,
    scalar: log,
    wasm: 'routine',
    grad: ({ dy, x: [x], g }) => [g.div(dy, x)],
  },
  sqrt: {
    kind: 'elementwise',
    inputs: 1,
    shape: same1,
    scalar: (a) => Math.sqrt(a),
    wasm: 'sqrt',
    grad: ({ dy, y, g }) => [g.div(dy, g.add(y, y))], // dy / 2√x
  },
  tanh: {
    kind: 'elementwise',
    inputs: 1,
    shape: same1,
    scalar: tanh,
    wasm: 'routine',
    grad: ({ dy, y, g }) => [g.mul(dy, g.sub(fill(g, 1, y), g.mul(y, y)))], // dy·(1 - y²)
  },
  sigmoid: {
    // A row, not a composite, so that the gradient of a logit reads `prediction - target`.
    kind: 'elementwise',
    inputs: 1,
    shape: same1,
    scalar: sigmoid,
    wasm: 'routine',
    grad: ({ dy, y, g }) => [g.mul(dy, g.mul(y, g.sub(fill(g, 1, y), y)))], // dy·y·(1 - y)
  },
  softplus: {
    kind: 'elementwise',
    inputs: 1,
    shape: same1,
    scalar: softplus,
    wasm: 'routine',
    grad: ({ dy, x: [x], g }) => [g.mul(dy, g.sigmoid(x))],
  },
  sin: {
    kind: 'elementwise',
    inputs: 1,
    shape: same1,
    scalar: sin,
    wasm: 'routine',
    grad: ({ dy, x: [x], g }) => [g.mul(dy, g.cos(x))],
  },
  cos: {
    kind: 'elementwise',
    inputs: 1,
    shape: same1,
    scalar: cos,
    wasm: 'routine',
    grad: ({ dy, x: [x], g }) => [g.neg(g.mul(dy, g.sin(x)))],
  },
  erf: {
    kind: 'elementwise',
    inputs: 1,
    shape: same1,
    scalar: erf,
    wasm: 'routine',
    // dy · 2/√π · e^-x²
    grad: ({ dy, x: [x], g }) => [g.mul(dy, g.mul(fill(g, 1.1283791670955126, x), g.exp(g.neg(g.mul(x, x)))))],
  },
  stop: {
    kind: 'elementwise',
    inputs: 1,
    shape: same1,
    scalar: (a) => a,
    wasm: 'copy',
    grad: () => [null],
  },
  add: {
    kind: 'elementwise',
    inputs: 2,
    shape: same2,
    scalar: (a, b) => a + b,
    wasm: 'add',
    grad: ({ dy }) => [dy, dy],
  },
  sub: {
    kind: 'elementwise',
    inputs: 2,
    shape: same2,
    scalar: (a, b) => a - b,
    wasm: 'sub',
    grad: ({ dy, g }) => [dy, g.neg(dy)],
  },
  mul: {
    kind: 'elementwise',
    inputs: 2,
    shape: same2,
    scalar: (a, b) => a * b,
    wasm: 'mul',
    grad: ({ dy, x: [a, b], g }) => [g.mul(dy, b), g.mul(dy, a)],
  },
  div: {
    kind: 'elementwise',
    inputs: 2,
    shape: same2,
    scalar: (a, b) => a / b,
    wasm: 'div',
    grad: ({ dy, y, x: [, b], g }) => {
      const d = g.div(dy, b);
      return [d, g.neg(g.mul(d, y))];
    }, // dy/b, -dy·y/b
  },
  pow: {
    kind: 'elementwise',
    inputs: 2,
    shape: same2,
    scalar: pow,
    wasm: 'routine',
    grad: ({ dy, y, x: [a, b], g }) => {
      const zero = zeros(g, a);
      const positive = g.less(zero, a);
      const safe = g.where(positive, a, fill(g, 1, a)); // ln 1 = 0 where a ≤ 0
      return [g.mul(dy, g.mul(b, g.pow(a, g.sub(b, fill(g, 1, b))))), g.mul(dy, g.mul(y, g.log(safe)))];
    },
  },
  max: {
    kind: 'elementwise',
    inputs: 2,
    shape: same2,
    scalar: (a, b) => (a > b ? a : b),
    wasm: 'max',
    grad: ({ dy, x: [a, b], g }) => {
      const first = g.less(b, a);
      const zero = zeros(g, a);
      return [g.where(first, dy, zero), g.where(first, zero, dy)];
    },
  },
  less: {
    kind: 'elementwise',
    inputs: 2,
    shape: same2,
    scalar: (a, b) => (a < b ? 1 : 0),
    wasm: 'less',
    grad: () => [null, null],
  },
  where: {
    kind: 'elementwise',
    inputs: 3,
    shape: same3,
    scalar: (a, b, c) => (a !== 0 ? b : c),
    wasm: 'where',
    grad: ({ dy, x: [a], g }) => {
      const zero = zeros(g, dy);
      return [null, g.where(a, dy, zero), g.where(a, zero, dy)];
    },
  },

  // ---- views
  reshape: {
    kind: 'view',
    inputs: 1,
    shape: ([x], { shape }) => {
      if (size(x) !== size(shape)) {
        throw new ShapeError({ needs: words('{} elements, as in {}', size(x), text(x)), got: `shape ${text(shape)}` });
      }
      return checkShape('reshape', shape);
    },
    read: () => null,
    grad: ({ dy, x: [x], g }) => [g.reshape(dy, { shape: x.shape })],
  },
  transpose: {
    kind: 'view',
    inputs: 1,
    shape: ([x], { perm }) => {
      checkAxes('perm', perm, x.length);
      const needs = words('{} axes', x.length);
      if (perm.length !== x.length) {
        throw new ShapeError({ says: words('perm needs {}', needs), needs, got: text(perm) });
      }
      return perm.map((p) => x[p]!);
    },
    read: (x, { perm }) => ({ shape: perm.map((p) => x[p]!), from: x.map((_, i) => along(perm.indexOf(i))) }),
    grad: ({ dy, y, g }) => [g.transpose(dy, { perm: y.attrs.perm.map((_, i) => y.attrs.perm.indexOf(i)) })],
  },
  broadcast: {
    kind: 'view',
    inputs: 1,
    shape: ([x], { shape, axes }) => {
      checkAxes('axes', axes, shape.length);
      if (!equal(without(shape, axes), x)) {
        throw new ShapeError({ says: words('shape {} without axes {} must be {}', text(shape), text(axes), text(x)) });
      }
      return checkShape('broadcast', shape);
    },
    read: (_, { shape, axes }) => ({
      shape,
      from: range(shape.length)
        .filter((a) => !axes.includes(a))
        .map((axis) => along(axis)),
    }),
    grad: ({ dy, y, g }) => [g.sum(dy, { axes: y.attrs.axes })],
  },
  window: {
    kind: 'view',
    inputs: 1,
    shape: ([x], attrs) => {
      checkAxes('window', [attrs.axis], x.length);
      const { shape } = windowRead(x, attrs);
      if (shape[attrs.axis]! < 1) {
        const says = words('window of {} is longer than axis {} of {}', attrs.size, attrs.axis, text(x));
        throw new ShapeError({ says, by: 'window' });
      }
      return shape;
    },
    read: windowRead,
    grad: ({ dy, y, x: [x], g }) => [viewGrad(g, dy, windowRead(x.shape, y.attrs), x.shape)],
  },
  read: {
    kind: 'view',
    inputs: 1,
    shape: ([x], { shape, from }) => {
      if (from.length !== x.length) {
        throw new ShapeError({ needs: words('one entry per axis of {}', text(x)), got: `${from.length}` });
      }
      return checkShape('read', shape);
    },
    read: (_, attrs) => attrs,
    grad: ({ dy, y, x: [x], g }) => [viewGrad(g, dy, y.attrs, x.shape)],
  },

  // ---- folds
  sum: {
    kind: 'reduce',
    inputs: 1,
    identity: 0,
    combine: 'add',
    shape: ([x], { axes }) => without(x, checkAxes('sum', axes, x.length)),
    grad: ({ dy, y, x: [x], g }) => [spread(g, dy, x.shape, y.attrs.axes)],
  },
  reduceMax: {
    kind: 'reduce',
    inputs: 1,
    identity: -Infinity,
    combine: 'max',
    shape: ([x], { axes }) => without(x, checkAxes('reduceMax', axes, x.length)),
    grad: ({ dy, y, x: [x], g }) => {
      const { axes } = y.attrs;
      const n = size(axes.map((a) => x.shape[a]!));
      // number of each element along the folded axes; the smallest number among the maxima is the first maximum
      const number = places(g, x.shape, axes);
      const candidate = g.where(g.less(x, spread(g, y, x.shape, axes)), fill(g, n, x), number);
      const first = g.neg(g.reduceMax(g.neg(candidate), { axes }));
      const other = g.less(spread(g, first, x.shape, axes), candidate);
      return [g.where(other, zeros(g, x), spread(g, dy, x.shape, axes))];
    },
  },
  matmul: {
    kind: 'contract',
    inputs: 2,
    shape: ([a, b]) => {
      const [i, j] = [a.length, b.length];
      if (i < 2 || i !== j || a[i - 1] !== b[j - 2] || !equal(a.slice(0, -2), b.slice(0, -2))) {
        throw new ShapeError({ needs: words('a […, m, k] and b […, k, n]'), got: `a ${text(a)} and b ${text(b)}` });
      }
      return [...a.slice(0, -1), b[j - 1]!];
    },
    grad: ({ dy, x: [a, b], g }) => {
      const t = (v: Node): Node => g.transpose(v, { perm: swapLast(v.shape.length) });
      return [g.matmul(dy, t(b)), g.matmul(t(a), dy)];
    },
  },
  gather: {
    kind: 'gather',
    inputs: 2,
    shape: ([x, index]) => {
      if (x.length < 1 || index.length !== 1) {
        throw new ShapeError({ needs: words('x [rows, …] and index [n]'), got: `${text(x)} and ${text(index)}` });
      }
      return [index[0]!, ...x.slice(1)];
    },
    grad: ({ dy, x: [x, index], g }) => [g.scatterAdd(dy, index, { rows: x.shape[0]! }), null],
  },
  scatterAdd: {
    kind: 'gather',
    inputs: 2,
    shape: ([x, index], { rows }) => {
      if (x.length < 1 || index.length !== 1 || x[0] !== index[0]) {
        throw new ShapeError({ needs: words('x [n, …] and index [n]'), got: `${text(x)} and ${text(index)}` });
      }
      return [rows, ...x.slice(1)];
    },
    grad: ({ dy, x: [, index], g }) => [g.gather(dy, index), null],
  },
  // ---- loops
  scan: {
    kind: 'several',
    inputs: 'any',
    results: scanResults,
    grad: loopGrad,
  },
  part: {
    kind: 'part',
    inputs: 1,
    shape: (results, { name }) => {
      const shape = results[name];
      if (shape) return shape;
      throw new ShapeError({ needs: words('one of {}', listedNames(Object.keys(results))), got: `"${name}"` });
    },
  },
} as const satisfies { readonly [K in OpName]: Primitive<K> };

/**
 * The row of `op`, for code that handles any primitive. The one place where row and op are un-correlated for the
 * compiler.
 */
export const primitive = (op: OpName): Primitive => primitives[op] as unknown as Primitive;
export const arity = (op: OpName): Arity => primitive(op).inputs;

/** Names of the elementwise rows. */
export type ScalarOp = {
  [K in OpName]: (typeof primitives)[K] extends { readonly kind: 'elementwise' } ? K : never;
}[OpName];

export const opNames = Object.keys(primitives) as OpName[]; // the keys of a frozen literal are its OpNames
