import { g } from '../ir/builder.ts';
import type { Node } from '../ir/node.ts';
import { add, cos, expand, floor, less, mul, pow, reshape, sin, slice, sub, where } from '../ir/ops.ts';
import { ShapeError, size } from '../ir/shape.ts';
import { given, layerOf, only, type CommonLayerOptions } from './common.ts';
import { initializer, type InitializerOption } from './initializers.ts';
import { checkBoolean, checkNumber } from './options.ts';
import { penalty, type PenaltyOption } from './penalties.ts';
import { batchText, type CallableLayer } from './symbolic.ts';
import { words } from './error-words.ts';

const count = { least: 1, whole: true } as const;
/** Beyond it f32 does not tell one whole number from the next. */
const MOST_WORDS = 2 ** 24;

export interface EmbeddingOptions extends CommonLayerOptions {
  /** How many different numbers come: one more than the largest. */
  readonly inputDim: number;
  /** Numbers that stand for each. */
  readonly outputDim: number;
  readonly embeddingsInitializer?: InitializerOption;
  readonly embeddingsRegularizer?: PenaltyOption;
  /** true: 0 only fills up, and makes a mask. Default false. */
  readonly maskZero?: boolean;
}

/**
 * A row of numbers for every word, learned: y[…] = embeddings[x[…]].
 *
 *   layers.embedding({ inputDim: 5000, outputDim: 32, maskZero: true })
 *
 * x [batch, …] whole numbers from 0 to inputDim - 1 → [batch, …, outputDim]. `fit`, `evaluate` and `predict` refuse
 * others, which name no word.
 *
 * @param options.embeddingsInitializer default 'uniform': even on ±0.05
 * @throws GradsheetError `invalid-option`
 */
export function embedding(options: EmbeddingOptions): CallableLayer<EmbeddingOptions> {
  return layerOf(
    'Embedding',
    options,
    {
      inputDim: (v, where) => checkNumber(where, v, { ...count, most: MOST_WORDS }),
      outputDim: (v, where) => checkNumber(where, v, count),
      embeddingsInitializer: (v = 'randomUniform', where) => initializer(v, where),
      embeddingsRegularizer: (v, where) => v && penalty(v, where),
      maskZero: (v = false, where) => checkBoolean(where, v),
    },
    ({ inputDim, outputDim, embeddingsInitializer, embeddingsRegularizer, maskZero }, options) => ({
      takes: { least: 0, below: inputDim, whole: true },
      variables: () => ({
        embeddings: {
          shape: [inputDim, outputDim],
          init: embeddingsInitializer,
          trained: options.trainable ?? true,
          axes: [{ kind: 'feature' }, { kind: 'unit' }],
          ...given({ penalty: embeddingsRegularizer }),
        },
      }),
      trace: ({ v }, xs) => {
        const x = only(xs);
        const { embeddings } = v as { readonly embeddings: Node }; // its own variable
        const rows = g.gather(embeddings, reshape(x, [size(x.shape)]));
        const y = reshape(rows, [...x.shape, outputDim]);
        return { outputs: [y], masks: [maskZero ? where(x, 1, 0) : null] };
      },
    }),
  );
}

export interface PositionEmbeddingOptions extends CommonLayerOptions {
  /** The longest sequence. */
  readonly sequenceLength: number;
  readonly initializer?: InitializerOption;
}

/**
 * A learned row of numbers for every place of a sequence, the same for every row of the batch: to be added to what
 * stands there. KerasHub's layer of this name; Keras itself has none.
 *
 *   const place = layers.positionEmbedding({ sequenceLength: 80 });
 *   layers.add().apply([x, place.apply(x)])
 *
 * x [batch, time, features] → [batch, time, features], of which only the shape counts
 *
 * @param options.initializer default 'glorotUniform'
 */
export function positionEmbedding(options: PositionEmbeddingOptions): CallableLayer<PositionEmbeddingOptions> {
  return layerOf(
    'PositionEmbedding',
    options,
    {
      sequenceLength: (v, where) => checkNumber(where, v, count),
      initializer: (v = 'glorotUniform', where) => initializer(v, where),
    },
    (own, options) => ({
      variables: ([x]) => ({
        positionEmbeddings: {
          shape: [own.sequenceLength, x?.at(-1) ?? 1],
          init: own.initializer,
          trained: options.trainable ?? true,
          axes: [{ kind: 'time' }, { kind: 'unit' }],
        },
      }),
      trace: ({ v, masks, axes }, xs) => {
        const { shape, times } = sequence(only(xs));
        if (times > own.sequenceLength) {
          throw new ShapeError({
            needs: words('at most {} times (sequenceLength)', own.sequenceLength),
            got: batchText(shape.slice(1)),
          });
        }
        const { positionEmbeddings } = v as { readonly positionEmbeddings: Node }; // its own variable
        return { outputs: [expand(slice(positionEmbeddings, 0, 0, times), shape)], masks, axes };
      },
    }),
  );
}

export interface SinePositionEncodingOptions extends CommonLayerOptions {
  /** Of the slowest wave, over 2π; default 10000. */
  readonly maxWavelength?: number;
}

/**
 * Waves that tell places of a sequence apart, to be added to what stands there; nothing is learned. KerasHub's layer of
 * this name; Keras itself has none.
 *
 *   angle = t · maxWavelength^(-2⌊i/2⌋ / features)      y[t, i] = sin angle for even i, cos angle for odd ones
 *
 * x [batch, time, features] → [batch, time, features], of which only the shape counts
 *
 * @see Vaswani et al. 2017, section 3.5
 */
export function sinePositionEncoding(
  options: SinePositionEncodingOptions = {},
): CallableLayer<SinePositionEncodingOptions> {
  return layerOf(
    'SinePositionEncoding',
    options,
    { maxWavelength: (v = 10000, where) => checkNumber(where, v, { above: 0 }) },
    ({ maxWavelength }) => ({
      trace: ({ masks, axes }, xs) => {
        const { shape, times, features } = sequence(only(xs));
        const of = [times, features];
        const i = g.iota({ shape: of, axis: 1 });
        const pair = floor(mul(i, 0.5));
        const scale = pow(1 / maxWavelength, mul(pair, 2 / features));
        const angle = mul(g.iota({ shape: of, axis: 0 }), scale);
        const odd = less(0, sub(i, add(pair, pair)));
        return { outputs: [expand(where(odd, cos(angle), sin(angle)), shape)], masks, axes };
      },
    }),
  );
}

function sequence({ shape }: Node) {
  const [, times, features, ...more] = shape;
  if (times !== undefined && features !== undefined && more.length === 0) return { shape, times, features };
  throw new ShapeError({ needs: words('x [batch, time, features]'), got: batchText(shape.slice(1)) });
}
