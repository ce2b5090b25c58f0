import { add, div, mean, mul, sqrt, square, sub } from '../ir/ops.ts';
import { range, ShapeError } from '../ir/shape.ts';
import { checkLayer, given, type CommonLayerOptions } from './common.ts';
import { initializer, type InitializerOption } from './initializers.ts';
import type { Variable } from './layer.ts';
import { checkBoolean, checkNumber } from './options.ts';
import { callable, type CallableLayer } from './symbolic.ts';

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
  const title = checkLayer('BatchNormalization', options, [
    'momentum',
    'epsilon',
    'center',
    'scale',
    'betaInitializer',
    'gammaInitializer',
  ]);
  const momentum = checkNumber(`${title}, momentum`, options.momentum ?? 0.99, { least: 0, most: 1 });
  const epsilon = checkNumber(`${title}, epsilon`, options.epsilon ?? 0.001, { least: 0 });
  const center = checkBoolean(`${title}, center`, options.center ?? true);
  const scale = checkBoolean(`${title}, scale`, options.scale ?? true);
  const betaInitializer = initializer(options.betaInitializer ?? 'zeros', `${title}, betaInitializer`);
  const gammaInitializer = initializer(options.gammaInitializer ?? 'ones', `${title}, gammaInitializer`);
  const trained = options.trainable ?? true;

  return callable({
    className: 'BatchNormalization',
    ...given({ name: options.name }),
    options: Object.freeze({
      momentum,
      epsilon,
      center,
      scale,
      betaInitializer,
      gammaInitializer,
      ...given({ inputShape: options.inputShape, trainable: options.trainable, name: options.name }),
    }),
    variables: ([x]) => {
      const features = x?.at(-1);
      if (features === undefined) throw new ShapeError({ needs: 'x [batch, …, features]' });
      const variable = (init: Variable['init'], learned: boolean): Variable => ({
        shape: [features],
        init,
        trained: learned,
        axes: [{ kind: 'feature' }],
      });
      return {
        ...(scale ? { gamma: variable(gammaInitializer, trained) } : {}),
        ...(center ? { beta: variable(betaInitializer, trained) } : {}),
        movingMean: variable({ name: 'zeros' }, false),
        movingVariance: variable({ name: 'ones' }, false),
      };
    },
    trace: (c, [x]) => {
      const { gamma, beta, movingMean, movingVariance } = c.v;
      if (!x || !movingMean || !movingVariance) throw new ShapeError({ needs: 'one input' });
      const fresh = c.mode === 'train' && trained;
      const others = range(x.shape.length - 1);
      const average = fresh ? mean(x, others) : movingMean;
      const centred = sub(x, average);
      const variance = fresh ? mean(square(centred), others) : movingVariance;
      const unit = div(centred, sqrt(add(variance, epsilon)));
      const scaled = gamma ? mul(unit, gamma) : unit;
      const output = beta ? add(scaled, beta) : scaled;
      if (!fresh) return { output, features: c.features };
      const moved = (before: typeof average, now: typeof average): typeof average =>
        add(mul(before, momentum), mul(now, 1 - momentum));
      return {
        output,
        features: c.features,
        next: { movingMean: moved(movingMean, average), movingVariance: moved(movingVariance, variance) },
      };
    },
  });
}
