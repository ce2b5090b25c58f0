import type { Node } from '../ir/node.ts';
import { add, div, mean, mul, sqrt, square, sub, sum } from '../ir/ops.ts';
import { range, ShapeError } from '../ir/shape.ts';
import { layerOf, only, type CommonLayerOptions } from './common.ts';
import { initializer, type InitializerOption } from './initializers.ts';
import { counting } from './masks.ts';
import type { Layer, Mask, Nodes, Variable } from './layer.ts';
import { checkBoolean, checkNumber } from './options.ts';
import type { CallableLayer } from './symbolic.ts';
import { words } from './error-words.ts';

export interface BatchNormalizationOptions extends CommonLayerOptions {
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
 * While predicting, or when not trainable, the moving statistics take the place of the batch's. Works along the last
 * axis.
 *
 * @see Ioffe & Szegedy 2015; Keras 3 for the update moving ← momentum·moving + (1-momentum)·batch, with the plain
 *   variance
 */
export function batchNormalization(options: BatchNormalizationOptions = {}): CallableLayer<BatchNormalizationOptions> {
  return layerOf(
    'BatchNormalization',
    options,
    {
      momentum: (v = 0.99, where) => checkNumber(where, v, { least: 0, most: 1 }),
      epsilon: (v = 0.001, where) => checkNumber(where, v, { least: 0 }),
      center: (v = true, where) => checkBoolean(where, v),
      scale: (v = true, where) => checkBoolean(where, v),
      betaInitializer: (v = 'zeros', where) => initializer(v, where),
      gammaInitializer: (v = 'ones', where) => initializer(v, where),
    },
    (own) => {
      const { momentum, epsilon } = own;
      const trained = options.trainable ?? true;

      const variables: Layer['variables'] = ([x]) => {
        const features = x?.at(-1);
        if (features === undefined) throw new ShapeError({ needs: words('x [batch, …, features]') });
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
        const { gamma, beta, movingMean, movingVariance } = v as Nodes & Own;
        const x = only(xs);
        const [mask = null] = masks;
        const fresh = mode === 'train' && trained;
        const average = fresh ? overRows(x, mask) : movingMean;
        const centred = sub(x, average);
        const variance = fresh ? overRows(square(centred), mask) : movingVariance;
        const unit = div(centred, sqrt(add(variance, epsilon)));
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
function overRows(x: Node, mask: Mask): Node {
  const others = range(x.shape.length - 1);
  if (!mask) return mean(x, others);
  return div(sum(counting(mask, x, 0), others), add(sum(mask), 1e-7));
}
