import type { Node } from '../ir/node.ts';
import { add, div, mean, mul, reshape, sqrt, square, sub } from '../ir/ops.ts';
import { range, ShapeError, type Shape } from '../ir/shape.ts';
import { axisOf, checkAxes, checkAxis, layerOf, only, type CommonLayerOptions } from './common.ts';
import { initializer, type InitializerOption } from './initializers.ts';
import type { Layer, Nodes, Variable } from './layer.ts';
import { checkBoolean, checkNumber } from './options.ts';
import { batchText, type CallableLayer } from './symbolic.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

/** What may be learned after a normalization. */
interface Affine {
  /** Added to the variance; default 0.001. */
  readonly epsilon?: number;
  /** Learn an offset `beta`. */
  readonly center?: boolean;
  /** Learn a factor `gamma`. */
  readonly scale?: boolean;
  readonly betaInitializer?: InitializerOption;
  readonly gammaInitializer?: InitializerOption;
}
const affine = {
  epsilon: (v: number | undefined, where: Where) => checkNumber(where, v ?? 0.001, { least: 0 }),
  center: (v: boolean | undefined, where: Where) => checkBoolean(where, v ?? true),
  scale: (v: boolean | undefined, where: Where) => checkBoolean(where, v ?? true),
  betaInitializer: (v: InitializerOption | undefined, where: Where) => initializer(v ?? 'zeros', where),
  gammaInitializer: (v: InitializerOption | undefined, where: Where) => initializer(v ?? 'ones', where),
};

export interface LayerNormalizationOptions extends CommonLayerOptions, Affine {
  /** Over which each row is normalized; the batch is 0, negative ones count from the end. Default -1. */
  readonly axis?: number | readonly number[];
  /** Divide by the standard deviation, subtract nothing, learn no offset. Default false. Keras advises against it. */
  readonly rmsScaling?: boolean;
}

/**
 * Each entry of a row minus the mean of its features, divided by their standard deviation:
 *
 *   y = gamma · (x - mean) / √(variance + ε) + beta        variance = mean of (x - mean)²
 *
 *   layers.layerNormalization()
 *
 * @param options.epsilon default 0.001, as Keras; PyTorch's is 0.00001
 * @see Ba, Kiros & Hinton 2016
 */
export function layerNormalization(options: LayerNormalizationOptions = {}): CallableLayer<LayerNormalizationOptions> {
  return layerOf(
    'LayerNormalization',
    options,
    {
      axis: checkAxes,
      ...affine,
      rmsScaling: (v = false, where) => checkBoolean(where, v),
    },
    (own, options) => {
      const factor = own.scale || own.rmsScaling;
      const offset = own.center && !own.rmsScaling;
      const axesIn = (x: Shape): number[] =>
        [...new Set([own.axis].flat().map((axis) => axisOf(x, axis)))].sort((a, b) => a - b);
      return {
        variables: ([x = []]) => {
          const axes = axesIn([1, ...x]);
          const shape = axes.map((axis) => x[axis - 1] ?? 1);
          return learned(shape, { ...own, scale: factor, center: offset }, options.trainable);
        },
        trace: ({ v, masks, axes: xAxes }, xs) => {
          const x = only(xs);
          const axes = axesIn(x.shape);
          const shape = x.shape.map((d, i) => (axes.includes(i) ? d : 1));
          const centred = sub(x, mean(x, axes, true));
          const deviation = sqrt(add(mean(square(centred), axes, true), own.epsilon));
          const unit = div(own.rmsScaling ? x : centred, deviation);
          return { outputs: [withLearned(unit, v, shape)], masks, axes: xAxes };
        },
      };
    },
  );
}

export interface GroupNormalizationOptions extends CommonLayerOptions, Affine {
  /** Into how many groups the features are cut; -1: one each. Default 32. */
  readonly groups?: number;
  /** Of the features; the batch is 0, negative ones count from the end. Default -1. */
  readonly axis?: number;
}

/**
 * As layerNormalization, over a group of features at all places of a row: [batch, …, features] is cut along the
 * features, and each group has its own mean and variance.
 *
 *   layers.groupNormalization({ groups: 4 })
 *
 * @see Wu & He 2018
 */
export function groupNormalization(options: GroupNormalizationOptions = {}): CallableLayer<GroupNormalizationOptions> {
  return layerOf(
    'GroupNormalization',
    options,
    {
      groups: (v = 32, where) => (v === -1 ? -1 : checkNumber(where, v, { least: 1, whole: true })),
      axis: checkAxis,
      ...affine,
    },
    (own, options) => {
      const cut = (x: Shape) => {
        const axis = axisOf(x, own.axis);
        const features = x[axis] ?? 1;
        const groups = own.groups === -1 ? features : own.groups;
        if (features % groups !== 0) {
          throw new ShapeError({
            needs: words('features that make {} groups of one size', groups),
            got: batchText(x.slice(1)),
          });
        }
        return { axis, groups, features };
      };
      return {
        variables: ([x = []]) => learned([cut([1, ...x]).features], own, options.trainable),
        trace: ({ v, masks, axes }, xs) => {
          const x = only(xs);
          const { axis, groups, features } = cut(x.shape);
          const inGroups = reshape(x, [
            ...x.shape.slice(0, axis),
            groups,
            features / groups,
            ...x.shape.slice(axis + 1),
          ]);
          const over = range(inGroups.shape.length).filter((i) => i !== 0 && i !== axis);
          const centred = sub(inGroups, mean(inGroups, over, true));
          const unit = div(centred, sqrt(add(mean(square(centred), over, true), own.epsilon)));
          const shape = x.shape.map((d, i) => (i === axis ? d : 1));
          return { outputs: [withLearned(reshape(unit, x.shape), v, shape)], masks, axes };
        },
      };
    },
  );
}

type Own = Pick<Affine, 'center' | 'scale'> & Record<'betaInitializer' | 'gammaInitializer', Variable['init']>;

function learned(shape: Shape, own: Own, trainable = true): ReturnType<Layer['variables']> {
  const axes = shape.map(() => ({ kind: 'feature' as const }));
  const variable = (init: Variable['init']): Variable => ({ shape, init, trained: trainable, axes });
  return {
    ...(own.scale ? { gamma: variable(own.gammaInitializer) } : {}),
    ...(own.center ? { beta: variable(own.betaInitializer) } : {}),
  };
}

/** gamma · x + beta, as far as they are learned. @param shape of both beside x: 1 along the other axes */
function withLearned(x: Node, { gamma, beta }: Nodes, shape: Shape): Node {
  const scaled = gamma ? mul(x, reshape(gamma, shape)) : x;
  return beta ? add(scaled, reshape(beta, shape)) : scaled;
}
