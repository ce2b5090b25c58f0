import type { Node } from '../ir/node.ts';
import { add, matmul, mul, reshape, softmax, swapAxes, transpose, where } from '../ir/ops.ts';
import { ShapeError, size, text, type Shape } from '../ir/shape.ts';
import { attentionCall, sequencesOf, withScores, type AttentionCallOptions, type Attending } from './attention.ts';
import { given, layerOf, type CommonLayerOptions } from './common.ts';
import { dropped } from './elementwise-layers.ts';
import { initializer, type InitializerOption } from './initializers.ts';
import type { Layer, Mask, Nodes, Variable } from './layer.ts';
import { both, causal } from './masks.ts';
import { checkBoolean, checkNumber } from './options.ts';
import { penalty, type PenaltyOption } from './penalties.ts';
import type { CallableLayer, SymbolicTensor } from './symbolic.ts';
import { words } from './error-words.ts';

export interface MultiHeadAttentionOptions extends CommonLayerOptions, AttentionCallOptions {
  readonly numHeads: number;
  /** Numbers of a query and a key in each head. */
  readonly keyDim: number;
  /** Numbers of a value in each head; default keyDim. */
  readonly valueDim?: number;
  readonly useBias?: boolean;
  /** Numbers that come out; default as many as a query has. */
  readonly outputShape?: number;
  /** The last input says who may see whom: 1 or 0, [batch, time, seen]. Default false. */
  readonly attentionMask?: boolean;
  readonly kernelInitializer?: InitializerOption;
  readonly biasInitializer?: InitializerOption;
  readonly kernelRegularizer?: PenaltyOption;
  readonly biasRegularizer?: PenaltyOption;
}

const count = { least: 1, whole: true } as const;
/** A score that softmax makes 0: Keras's, within f32. */
const NEVER = -0.7 * 3.38953e38;
/** The same where weights are set to 0 afterwards: that of Keras's Softmax layer. */
const HARDLY = -1e9;

/**
 * Attention in several heads, each with projections of its own, which one more projection joins:
 *
 *   head = softmax(q · kᵀ / √keyDim) · v        q, k, v = query · Wq + bq, key · Wk + bk, value · Wv + bv
 *   y = Σ over the heads of head · Wo + bo
 *
 *   layers.multiHeadAttention({ numHeads: 4, keyDim: 16 }).apply([x, x]) // query, value and, if it differs, key
 *
 * query [batch, time, features], value and key [batch, seen, …] → [batch, time, features], with
 * `returnAttentionScores` also the weights [batch, heads, time, seen]. Wq [features, heads, keyDim] … Wo [heads,
 * valueDim, features]
 *
 * Masks of query, value and key (where it is given), `attentionMask` and the causal mask are joined by "and". A time
 * that may see nothing gets, as in Keras, equal weights for all; but with `dropout` or `returnAttentionScores`, weights
 * of 0.
 *
 * @param options.kernelInitializer default 'glorotUniform' @param options.biasInitializer default 'zeros'
 * @see Vaswani et al. 2017, section 3.2
 */
export function multiHeadAttention(
  options: MultiHeadAttentionOptions & { readonly returnAttentionScores: true },
): CallableLayer<MultiHeadAttentionOptions, readonly SymbolicTensor[]>;
export function multiHeadAttention(options: MultiHeadAttentionOptions): CallableLayer<MultiHeadAttentionOptions>;
export function multiHeadAttention(options: MultiHeadAttentionOptions): Attending<MultiHeadAttentionOptions> {
  return layerOf(
    'MultiHeadAttention',
    options,
    {
      numHeads: (v, where) => checkNumber(where, v, count),
      keyDim: (v, where) => checkNumber(where, v, count),
      valueDim: (v, where) => checkNumber(where, v ?? options.keyDim, count),
      useBias: (v = true, where) => checkBoolean(where, v),
      outputShape: (v, where) => v && checkNumber(where, v, count),
      attentionMask: (v = false, where) => checkBoolean(where, v),
      ...attentionCall,
      kernelInitializer: (v = 'glorotUniform', where) => initializer(v, where),
      biasInitializer: (v = 'zeros', where) => initializer(v, where),
      kernelRegularizer: (v, where) => v && penalty(v, where),
      biasRegularizer: (v, where) => v && penalty(v, where),
    },
    (own, options) => {
      const { numHeads, keyDim, valueDim } = own;
      const trained = options.trainable ?? true;
      const kernel = (shape: Shape): Variable => ({
        shape,
        init: own.kernelInitializer,
        trained,
        axes: [{ kind: 'feature' }, { kind: 'unit' }, { kind: 'unit' }],
        ...given({ penalty: own.kernelRegularizer }),
      });
      const bias = (shape: Shape): Variable => ({
        shape,
        init: own.biasInitializer,
        trained,
        ...given({ penalty: own.biasRegularizer }),
      });

      const variables: Layer['variables'] = (shapes) => {
        const ends = (own.attentionMask ? shapes.slice(0, -1) : shapes).map((x) => x.at(-1) ?? 1);
        const [query = 1, value = 1, key = value] = ends;
        const out = own.outputShape ?? query;
        const all = {
          queryKernel: kernel([query, numHeads, keyDim]),
          queryBias: bias([numHeads, keyDim]),
          keyKernel: kernel([key, numHeads, keyDim]),
          keyBias: bias([numHeads, keyDim]),
          valueKernel: kernel([value, numHeads, valueDim]),
          valueBias: bias([numHeads, valueDim]),
          outputKernel: kernel([numHeads, valueDim, out]),
          outputBias: bias([out]),
        };
        return Object.fromEntries(Object.entries(all).filter(([name]) => own.useBias || !name.endsWith('Bias')));
      };

      const trace: Layer['trace'] = (c, xs) => {
        const v = c.v as Nodes & Own; // its own variables
        const { query, value, key } = sequencesOf(own.attentionMask ? xs.slice(0, -1) : xs);
        const [batch = 1, times = 1] = query.shape;
        const [, seen = 1] = key.shape;
        const q = inHeads(mul(projected(query, v.queryKernel, v.queryBias), 1 / Math.sqrt(keyDim)), numHeads);
        const k = inHeads(projected(key, v.keyKernel, v.keyBias), numHeads);
        const values = inHeads(projected(value, v.valueKernel, v.valueBias), numHeads);

        const scores = matmul(q, swapAxes(k)); // [batch, heads, time, seen]
        const allowed = allowedIn(
          { batch, times, seen },
          c.masks,
          own.attentionMask ? xs.at(-1) : undefined,
          own.useCausalMask,
        );
        const zeroed = own.dropout > 0 || own.returnAttentionScores;
        const soft = softmax(allowed ? where(allowed, scores, zeroed ? HARDLY : NEVER) : scores);
        const weights = allowed && zeroed ? where(allowed, soft, 0) : soft;
        const kept = own.dropout > 0 ? dropped(c, own.dropout, weights) : weights;

        const joined = reshape(transpose(matmul(kept, values), [0, 2, 1, 3]), [batch, times, numHeads * valueDim]);
        const [heads = 1, width = 1, out = 1] = v.outputKernel.shape;
        const y = matmul(joined, reshape(v.outputKernel, [heads * width, out]));
        return withScores(c, own, v.outputBias ? add(y, v.outputBias) : y, weights, c.masks[0] ?? null);
      };
      return { variables, trace };
    },
  ) as Attending<MultiHeadAttentionOptions>; // as many outputs as the options say
}

interface Own {
  readonly queryKernel: Node;
  readonly queryBias?: Node;
  readonly keyKernel: Node;
  readonly keyBias?: Node;
  readonly valueKernel: Node;
  readonly valueBias?: Node;
  readonly outputKernel: Node;
  readonly outputBias?: Node;
}

/** x · kernel + bias, the heads side by side: [batch, time, heads · numbers of a head]. */
function projected(x: Node, kernel: Node, bias: Node | undefined): Node {
  const [features = 1, ...heads] = kernel.shape;
  const y = matmul(x, reshape(kernel, [features, size(heads)]));
  return bias ? add(y, reshape(bias, [size(heads)])) : y;
}

/** [batch, time, heads · numbers] → [batch, heads, time, numbers]. */
function inHeads(x: Node, heads: number): Node {
  const [batch = 1, times = 1, all = 1] = x.shape;
  return transpose(reshape(x, [batch, times, heads, all / heads]), [0, 2, 1, 3]);
}

/** Who may see whom: [batch or 1, 1, time or 1, seen or 1], the same for all heads. @throws ShapeError */
function allowedIn(
  { batch, times, seen }: Readonly<Record<'batch' | 'times' | 'seen', number>>,
  masks: readonly Mask[],
  given: Node | undefined,
  useCausalMask: boolean,
): Mask {
  const [query = null, value = null, key = null] = given ? masks.slice(0, -1) : masks;
  const ofSeen = (mask: Mask): Mask => mask && reshape(mask, [batch, 1, 1, seen]);
  if (given && text(given.shape.slice(1)) !== text([times, seen])) {
    throw new ShapeError({
      needs: words('an attentionMask [batch, {}, {}] as its last input', times, seen),
      got: text(given.shape),
    });
  }
  return [
    given ? where(reshape(given, [batch, 1, times, seen]), 1, 0) : null,
    query && reshape(query, [batch, 1, times, 1]),
    ofSeen(value),
    ofSeen(key),
    useCausalMask ? reshape(causal(times, seen), [1, 1, times, seen]) : null,
  ].reduce(both, null);
}
