import type { Node } from '../ir/node.ts';
import { add, div, less, mul, where } from '../ir/ops.ts';
import { activation as chosenActivation, type ActivationOption } from './activations.ts';
import { layerOf, only, type CommonLayerOptions } from './common.ts';
import { checkNumber } from './options.ts';
import type { CallableLayer } from './symbolic.ts';
import type { Where } from '../words.ts';

export interface ActivationLayerOptions extends CommonLayerOptions {
  readonly activation: ActivationOption;
}

/** An activation as a layer of its own. `layers.activation({ activation: 'tanh' })` */
export function activation(options: ActivationLayerOptions): CallableLayer<ActivationLayerOptions> {
  return layerOf('Activation', options, { activation: (v, where) => chosenActivation(v, where).option }, (own) => {
    const chosen = chosenActivation(own.activation);
    return {
      trace: ({ logits, masks, axes }, xs) => {
        const x = only(xs);
        const y = chosen.apply(x);
        return { outputs: [chosen.logits ? logits(y, x, chosen.logits) : y], masks, axes };
      },
    };
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
  const rate = (v: number, where: Where): number => checkNumber(where, v, { least: 0, most: 1 });
  return layerOf('Dropout', options, { rate }, (own) => ({
    trace: ({ mode, draw, masks, axes }, xs) => {
      const x = only(xs);
      const keep = 1 - own.rate;
      const dropped = (): Node => (keep === 0 ? mul(x, 0) : where(less(draw(x.shape), keep), div(x, keep), 0));
      return { outputs: [mode === 'predict' || own.rate === 0 ? x : dropped()], masks, axes };
    },
  }));
}

export interface RescalingOptions extends CommonLayerOptions {
  readonly scale: number;
  readonly offset?: number;
}

/**
 * scale · x + offset: as a last layer, from standard units to those of the table, so that what comes before learns
 * numbers of ordinary size. `layers.rescaling({ scale: 12.5, offset: 40 })`
 *
 * @param options.offset default 0
 */
export function rescaling(options: RescalingOptions): CallableLayer<RescalingOptions> {
  const number = (v: number, where: Where): number => checkNumber(where, v);
  return layerOf('Rescaling', options, { scale: number, offset: (v = 0, where) => number(v, where) }, (own) => ({
    trace: ({ masks, axes }, xs) => ({ outputs: [add(mul(only(xs), own.scale), own.offset)], masks, axes }),
  }));
}
