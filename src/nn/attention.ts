import type { Node } from '../ir/node.ts';
import { add, matmul, mul, reshape, softmax, sub, sum, swapAxes, tanh, where } from '../ir/ops.ts';
import { equal, ShapeError, text } from '../ir/shape.ts';
import { layerOf, type CommonLayerOptions } from './common.ts';
import { dropped } from './elementwise-layers.ts';
import type { Axis, Layer, Mask, Traced, Tracing, Variable } from './layer.ts';
import { both, causal, counting } from './masks.ts';
import { checkBoolean, checkChoice, checkNumber } from './options.ts';
import type { CallableLayer, SymbolicTensor } from './symbolic.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

export interface AttentionCallOptions {
  /** Share of the weights that is left out while training; default 0. */
  readonly dropout?: number;
  /** Each time sees itself and those before it. Default false. */
  readonly useCausalMask?: boolean;
  /** The weights are a second output. Default false. */
  readonly returnAttentionScores?: boolean;
}
export const attentionCall = {
  dropout: (v: number | undefined, where: Where) => checkNumber(where, v ?? 0, { least: 0, most: 1 }),
  useCausalMask: (v: boolean | undefined, where: Where) => checkBoolean(where, v ?? false),
  returnAttentionScores: (v: boolean | undefined, where: Where) => checkBoolean(where, v ?? false),
};
/** A layer of two outputs where the weights were asked for. */
export type Attending<Options> = CallableLayer<Options, SymbolicTensor> &
  CallableLayer<Options, readonly SymbolicTensor[]>;

export interface AdditiveAttentionOptions extends CommonLayerOptions, AttentionCallOptions {
  /** Learn a factor of the scores: one number, or in additiveAttention one per feature. */
  readonly useScale?: boolean;
}
export interface AttentionOptions extends AdditiveAttentionOptions {
  /** 'dot': query · key. 'concat': the sum of tanh(query + key). */
  readonly scoreMode?: 'dot' | 'concat';
}

/**
 * For each time of the query a mean of the values, weighted by how well the query fits their keys:
 *
 *   y = softmax(scores) · value        scores = query · keyᵀ
 *
 *   layers.attention().apply([query, value])         // or [query, value, key]
 *
 * query [batch, time, features], value [batch, seen, width], key [batch, seen, features] (else the value) → [batch,
 * time, width], with `returnAttentionScores` also the weights [batch, time, seen]
 *
 * A value that does not count gets 1e9 taken from its score; where the query does not count the result is 0, and its
 * mask is passed on. All as Keras: where no value counts, 1e9 is taken from all scores and nothing is left out.
 *
 * @param options.useScale default false @param options.scoreMode default 'dot'
 * @see Luong et al. 2015
 */
export function attention(
  options: AttentionOptions & { readonly returnAttentionScores: true },
): CallableLayer<AttentionOptions, readonly SymbolicTensor[]>;
export function attention(options?: AttentionOptions): CallableLayer<AttentionOptions>;
export function attention(options: AttentionOptions = {}): Attending<AttentionOptions> {
  return layerOf(
    'Attention',
    options,
    {
      useScale: (v = false, where) => checkBoolean(where, v),
      scoreMode: (v = 'dot', where) => checkChoice(where, v, ['dot', 'concat']),
      ...attentionCall,
    },
    (own, options) => {
      const one: Variable = { shape: [], init: { name: 'ones' }, trained: options.trainable ?? true, axes: [] };
      const scores: Scores = ({ scale, concatScoreWeight }, query, key) => {
        if (concatScoreWeight) {
          const pairs = everyPair(query, key);
          return mul(sum(tanh(scale ? mul(scale, pairs) : pairs), -1), concatScoreWeight);
        }
        const products = matmul(query, swapAxes(key));
        return scale ? mul(products, scale) : products;
      };
      return {
        variables: () => ({
          ...(own.useScale ? { scale: one } : {}),
          ...(own.scoreMode === 'concat' ? { concatScoreWeight: one } : {}),
        }),
        trace: attend(own, scores),
      };
    },
  ) as Attending<AttentionOptions>; // as many outputs as the options say
}

/**
 * As attention, with the scores Σ scale · tanh(query + key) over the features.
 *
 *   layers.additiveAttention().apply([query, value])
 *
 * @param options.useScale default true
 * @see Bahdanau, Cho & Bengio 2015
 */
export function additiveAttention(
  options: AdditiveAttentionOptions & { readonly returnAttentionScores: true },
): CallableLayer<AdditiveAttentionOptions, readonly SymbolicTensor[]>;
export function additiveAttention(options?: AdditiveAttentionOptions): CallableLayer<AdditiveAttentionOptions>;
export function additiveAttention(options: AdditiveAttentionOptions = {}): Attending<AdditiveAttentionOptions> {
  return layerOf(
    'AdditiveAttention',
    options,
    { useScale: (v = true, where) => checkBoolean(where, v), ...attentionCall },
    (own, options) => {
      const variables: Layer['variables'] = ([query]) => {
        const scale: Variable = {
          shape: [query?.at(-1) ?? 1],
          init: { name: 'glorotUniform' },
          trained: options.trainable ?? true,
          axes: [{ kind: 'feature' }],
        };
        return own.useScale ? { scale } : {};
      };
      const scores: Scores = ({ scale }, query, key) => {
        const pairs = tanh(everyPair(query, key));
        return sum(scale ? mul(scale, pairs) : pairs, -1);
      };
      return { variables, trace: attend(own, scores) };
    },
  ) as Attending<AdditiveAttentionOptions>; // as many outputs as the options say
}

interface Own {
  readonly scale?: Node;
  readonly concatScoreWeight?: Node;
}
type Scores = (v: Own, query: Node, key: Node) => Node;

/** query[t] + key[s]: [batch, time, seen, features]. */
function everyPair(query: Node, key: Node): Node {
  const [batch = 1, times = 1, features = 1] = query.shape;
  const [, seen = 1] = key.shape;
  return add(reshape(query, [batch, times, 1, features]), reshape(key, [batch, 1, seen, features]));
}

const attend =
  (own: Required<AttentionCallOptions>, scoresOf: Scores): Layer['trace'] =>
  (c, xs) => {
    const { query, value, key } = sequencesOf(xs);
    const [queryMask = null, valueMask = null] = c.masks;
    const scores = scoresOf(c.v as Own, query, key);
    const allowed = allowedIn(scores, valueMask, own.useCausalMask);
    const weights = softmax(allowed ? where(allowed, scores, sub(scores, 1e9)) : scores);
    const kept = own.dropout > 0 ? dropped(c, own.dropout, weights) : weights;
    const output = counting(queryMask, matmul(kept, value), 0);
    return withScores(c, own, output, kept, queryMask);
  };

/** What each time may see: [batch or 1, time or 1, seen]. */
function allowedIn(scores: Node, valueMask: Mask, useCausalMask: boolean): Mask {
  const [batch = 1, times = 1, seen = 1] = scores.shape;
  const counts = valueMask && reshape(valueMask, [batch, 1, seen]);
  return both(counts, useCausalMask ? reshape(causal(times, seen), [1, times, seen]) : null);
}

/** The output with the query's mask, and the weights if they were asked for. */
export function withScores(
  { axes: [along = []] }: Tracing,
  own: Pick<AttentionCallOptions, 'returnAttentionScores'>,
  output: Node,
  weights: Node,
  mask: Mask,
): Traced {
  const axes: Axis[] = [...along.slice(0, -1), { kind: 'unit' }];
  const [row = { kind: 'row' }, time = { kind: 'time' }] = along;
  const heads: Axis[] = weights.shape.length === 4 ? [{ kind: 'unit' }] : [];
  if (!own.returnAttentionScores) return { outputs: [output], masks: [mask], axes: [axes] };
  return {
    outputs: [output, weights],
    masks: [mask, null],
    axes: [axes, [row, ...heads, time, { kind: 'time' }]],
  };
}

/** Query, value and key, each [batch, time, features]. @throws ShapeError */
export function sequencesOf(xs: readonly Node[]): Readonly<Record<'query' | 'value' | 'key', Node>> {
  const [query, value, key = value] = xs;
  const got = xs.map((x) => text(x.shape)).join(' and ');
  if (!query || !value || !key || xs.length > 3) {
    throw new ShapeError({ needs: words('[query, value] or [query, value, key]'), got: `${xs.length}` });
  }
  if (![query, value, key].every((x) => x.shape.length === 3)) {
    throw new ShapeError({ needs: words('query, value and key [batch, time, features]'), got });
  }
  if (!equal(value.shape.slice(0, 2), key.shape.slice(0, 2))) {
    throw new ShapeError({ needs: words('a value and a key of as many times'), got });
  }
  return { query, value, key };
}
