import { g } from '../../../src/ir/builder.ts';
import type { Node } from '../../../src/ir/node.ts';
import { initializer } from '../../../src/nn/initializers.ts';
import { add, mul, reduceMax, relu, reshape, softmax, swapAxes, matmul } from '../../../src/ir/ops.ts';
import { range, size } from '../../../src/ir/shape.ts';
import type { Axis, Layer, Variable } from '../../../src/nn/layer.ts';

/**
 * Convolution, pooling and attention made of rows of the table, for books that show how such programs look: as small as
 * the layers of these names, with the labels and axes that those give.
 */
const first = ([x]: readonly Node[]): Node => {
  if (!x) throw new Error('a layer has an input');
  return x;
};
const axis = (kind: Axis['kind']): Axis => ({ kind });
const weights = (shape: readonly number[], axes: readonly Axis['kind'][]): Variable => ({
  shape,
  init: initializer('zeros'), // a book gives its state
  trained: true,
  axes: axes.map(axis),
});
const maps: readonly Axis[] = [axis('row'), axis('space'), axis('space'), axis('channel')];

/** x [batch, height, width, channels] · kernel [size, size, channels, filters] + bias → [batch, …, filters] */
export function conv2d(filters: number, k: number, { name = 'conv2d', activation = true } = {}): Layer {
  return {
    className: 'Conv2D',
    name,
    options: {},
    variables: ([x]) => ({
      kernel: weights([k, k, x?.at(-1) ?? 1, filters], ['space', 'space', 'feature', 'channel']),
      bias: weights([filters], ['channel']),
    }),
    trace: ({ v, label }, xs) => {
      const x = first(xs);
      const { kernel, bias } = v as { readonly kernel: Node; readonly bias: Node };
      const along = { size: k, stride: 1, dilation: 1, padding: [0, 0] } as const;
      const both = g.window(g.window(x, { axis: 1, ...along }), { axis: 3, ...along });
      const [b = 1, oh = 1, , ow = 1, , c = 1] = both.shape;
      const patches = reshape(g.transpose(both, { perm: [0, 1, 3, 2, 4, 5] }), [b * oh * ow, k * k * c]);
      const y = reshape(g.matmul(patches, reshape(kernel, [k * k * c, filters])), [b, oh, ow, filters]);
      const z = add(y, bias);
      if (!activation) return { outputs: [z], axes: [maps] };
      label(z, 'preactivation', maps, name);
      const a = label(relu(z), 'activation', maps, name);
      return { outputs: [a], axes: [maps] };
    },
  };
}

/** The largest number of each square, squares side by side. */
export const maxPooling2d = (k: number, name = 'max_pooling2d'): Layer => ({
  className: 'MaxPooling2D',
  name,
  options: {},
  variables: () => ({}),
  trace: ({ label }, xs) => {
    const x = first(xs);
    const [b = 1, h = 1, w = 1, c = 1] = x.shape;
    const [oh, ow] = [Math.floor(h / k), Math.floor(w / k)];
    const cut = g.read(x, {
      shape: [b, oh * k, ow * k, c],
      from: range(4).map((i) => ({ start: 0, terms: [{ axis: i, step: 1 }], divide: 1 })),
    });
    const y = reduceMax(reshape(oh * k === h && ow * k === w ? x : cut, [b, oh, k, ow, k, c]), [2, 4]);
    return { outputs: [label(y, 'activation', maps, name)], axes: [maps] };
  },
});

/** softmax(x·Q · (x·K)ᵀ / √units) · x·V, one head: x [batch, tokens, features] → [batch, tokens, units]. */
export function attention(units: number, name = 'attention'): Layer {
  const tokens = [axis('row'), axis('time'), axis('unit')];
  const pairs = [axis('row'), axis('time'), axis('time')];
  return {
    className: 'Attention',
    name,
    options: {},
    variables: ([x]) =>
      Object.fromEntries(
        ['query', 'key', 'value'].map((part) => [part, weights([x?.at(-1) ?? 1, units], ['feature', 'unit'])]),
      ),
    trace: ({ v, label }, xs) => {
      const x = first(xs);
      const { query, key, value } = v as { readonly query: Node; readonly key: Node; readonly value: Node };
      const q = label(matmul(x, query), 'inner', tokens, 'query');
      const k = label(matmul(x, key), 'inner', tokens, 'key');
      const u = label(matmul(x, value), 'inner', tokens, 'value');
      const scores = label(mul(1 / Math.sqrt(units), g.matmul(q, swapAxes(k))), 'inner', pairs, 'score');
      const shares = label(softmax(scores), 'inner', pairs, 'attention');
      const y = label(g.matmul(shares, u), 'activation', tokens, name);
      return { outputs: [y], axes: [tokens] };
    },
  };
}

/** Numbers from 0 to 1 in steps of a tenth, the same in every run. */
export const pixels = (rows: number, shape: readonly number[]): number[][] =>
  range(rows).map((r) => range(size(shape)).map((i) => ((i * i + 3 * i + 7 * r) % 11) / 10));
