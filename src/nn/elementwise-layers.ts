import { div, less, mul, where } from '../ir/ops.ts';
import { ShapeError } from '../ir/shape.ts';
import { activation as chosenActivation, type ActivationOption } from './activations.ts';
import { checkLayer, given, type CommonLayerOptions } from './common.ts';
import { checkNumber } from './options.ts';
import { callable, type CallableLayer } from './symbolic.ts';

export interface ActivationLayerOptions extends CommonLayerOptions {
  readonly activation: ActivationOption;
}

/** An activation as a layer of its own. `layers.activation({ activation: 'tanh' })` */
export function activation(options: ActivationLayerOptions): CallableLayer<ActivationLayerOptions> {
  const title = checkLayer('Activation', options, ['activation']);
  const chosen = chosenActivation(options.activation, `${title}, activation`);
  return callable({
    className: 'Activation',
    ...given({ name: options.name }),
    options: Object.freeze({
      activation: chosen.option,
      ...given({ inputShape: options.inputShape, name: options.name }),
    }),
    variables: () => ({}),
    trace: (c, [x]) => {
      if (!x) throw new ShapeError({ needs: 'one input' });
      const output = chosen.apply(x);
      return { output: chosen.logits ? c.logits(output, x, chosen.logits) : output, features: c.features };
    },
  });
}

export interface DropoutOptions extends CommonLayerOptions {
  readonly rate: number;
}

/**
 * While training, each number is 0 with probability `rate` and else divided by 1 - rate, so that its mean stays
 * ("inverted");
 * while predicting, nothing happens. The draws are the program's own: the same on every target, fresh each step.
 *
 *   layers.dropout({ rate: 0.5 })
 *
 * @see Srivastava et al. 2014
 */
export function dropout(options: DropoutOptions): CallableLayer<DropoutOptions> {
  const title = checkLayer('Dropout', options, ['rate']);
  const rate = checkNumber(`${title}, rate`, options.rate, { least: 0, most: 1 });
  const keep = 1 - rate;
  return callable({
    className: 'Dropout',
    ...given({ name: options.name }),
    options: Object.freeze({ rate, ...given({ inputShape: options.inputShape, name: options.name }) }),
    variables: () => ({}),
    trace: (c, [x]) => {
      if (!x) throw new ShapeError({ needs: 'one input' });
      if (c.mode === 'predict' || rate === 0) return { output: x, features: c.features };
      const output = keep === 0 ? mul(x, 0) : where(less(c.draw(x.shape), keep), div(x, keep), 0);
      return { output, features: c.features };
    },
  });
}
