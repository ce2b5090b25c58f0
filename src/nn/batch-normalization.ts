import type { Node } from '../ir/node.ts';
import { add, div, expand, mean, mul, reshape, sqrt, square, sub, sum } from '../ir/ops.ts';
import { range, ShapeError } from '../ir/shape.ts';
import { axisOf, checkAxis, layerOf, only, type CommonLayerOptions } from './common.ts';
import { initializer, type InitializerOption } from './initializers.ts';
import { counting } from './masks.ts';
import type { Layer, Mask, Nodes, Variable } from './layer.ts';
import { checkBoolean, checkNumber } from './options.ts';
import type { CallableLayer } from './symbolic.ts';
import { words } from './error-words.ts';

export interface BatchNormalizationOptions extends CommonLayerOptions {
  /** That of the features; the batch is 0, negative ones count from the end. Default -1. */
  readonly axis?: number;
  /** Share of the moving statistics that is kept each step; default 0.99. */
  readonly momentum?: number;
  /** Added to the variance; default 0.001. */
  readonly epsilon?: number;
  /** Learn an offset `beta`. */
  readonly center?: boolean;
  /** Learn a factor `gamma`. */
  readonly scale?: boolean;
  readonly betaInitializer?: InitializerOption;
  readonly gammaInitializer?: InitializerOption;
}

/**
 * Each feature minus its mean, divided by its standard deviation, over the batch:
 *
 *   y = gamma · (x - mean) / √(variance + ε) + beta        variance = mean of (x - mean)²
 *
 * While predicting, or when not trainable, the moving statistics take the place of the batch's.
 *
 * @see Ioffe & Szegedy 2015; Keras 3 for the update moving ← momentum·moving + (1-momentum)·batch, with the plain
 *   variance
 */
export function batchNormalization(options: BatchNormalizationOptions = {}): CallableLayer<BatchNormalizationOptions> {
  return layerOf(
    'BatchNormalization',
    options,
    {
      axis: checkAxis,
      momentum: (v = 0.99, where) => checkNumber(where, v, { least: 0, most: 1 }),
      epsilon: (v = 0.001, where) => checkNumber(where, v, { least: 0 }),
      center: (v = true, where) => checkBoolean(where, v),
      scale: (v = true, where) => checkBoolean(where, v),
      betaInitializer: (v = 'zeros', where) => initializer(v, where),
      gammaInitializer: (v = 'ones', where) => initializer(v, where),
    },
    (own, options) => {
      const { momentum, epsilon } = own;
      const trained = options.trainable ?? true;

      const variables: Layer['variables'] = ([x = []]) => {
        if (x.length === 0) throw new ShapeError({ needs: words('x [batch, …, features]') });
        const features = x[axisOf([1, ...x], own.axis) - 1] ?? 1;
        const variable = (init: Variable['init'], learned: boolean): Variable => ({
          shape: [features],
          init,
          trained: learned,
          axes: [{ kind: 'feature' }],
        });
        return {
          ...(own.scale ? { gamma: variable(own.gammaInitializer, trained) } : {}),
          ...(own.center ? { beta: variable(own.betaInitializer, trained) } : {}),
          movingMean: variable({ name: 'zeros' }, false),
          movingVariance: variable({ name: 'ones' }, false),
        };
      };
      const trace: Layer['trace'] = ({ mode, v, masks, axes }, xs) => {
        const { movingMean, movingVariance, ...learned } = v as Nodes & Own;
        const x = only(xs);
        const axis = axisOf(x.shape, own.axis);
        const beside = (numbers: Node): Node =>
          axis === x.shape.length - 1
            ? numbers
            : reshape(
                numbers,
                x.shape.map((d, i) => (i === axis ? d : 1)),
              );
        const gamma = learned.gamma && beside(learned.gamma);
        const beta = learned.beta && beside(learned.beta);
        const [mask = null] = masks;
        const fresh = mode === 'train' && trained;
        const average = fresh ? overRows(x, axis, mask) : movingMean;
        const centred = sub(x, beside(average));
        const variance = fresh ? overRows(square(centred), axis, mask) : movingVariance;
        const unit = div(centred, sqrt(add(beside(variance), epsilon)));
        const scaled = gamma ? mul(unit, gamma) : unit;
        const outputs = [beta ? add(scaled, beta) : scaled];
        if (!fresh) return { outputs, masks, axes };
        const moved = (before: Node, now: Node): Node => add(mul(before, momentum), mul(now, 1 - momentum));
        const next = { movingMean: moved(movingMean, average), movingVariance: moved(movingVariance, variance) };
        return { outputs, masks, axes, next };
      };
      return { variables, trace };
    },
  );
}

/** Its variables. */
interface Own {
  readonly gamma?: Node;
  readonly beta?: Node;
  readonly movingMean: Node;
  readonly movingVariance: Node;
}

/** Mean per feature; of the entries that count, over their number + 1e-7, as Keras. */
function overRows(x: Node, axis: number, mask: Mask): Node {
  const others = range(x.shape.length).filter((i) => i !== axis);
  if (!mask) return mean(x, others);
  const last = axis === x.shape.length - 1;
  const number = last ? sum(mask) : sum(counting(mask, expand(1, x.shape), 0), others);
  return div(sum(counting(mask, x, 0), others), add(number, 1e-7));
}
