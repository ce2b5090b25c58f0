import type { Node } from '../ir/node.ts';
import { add, div, less, mul, softmax as softmaxOf, where } from '../ir/ops.ts';
import { equal, ShapeError, text } from '../ir/shape.ts';
import { activation as chosenActivation, type ActivationOption } from './activations.ts';
import { axisOf, checkAxes, given, layerOf, only, type CommonLayerOptions } from './common.ts';
import type { Traced, Tracing } from './layer.ts';
import { checkNumber } from './options.ts';
import type { CallableLayer } from './symbolic.ts';
import type { Where } from '../words.ts';
import { words } from './error-words.ts';

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
      return { outputs: [dropped({ mode, draw }, own.rate, x)], masks, axes };
    },
  }));
}

/** What dropout makes of x. */
export function dropped({ mode, draw }: Pick<Tracing, 'mode' | 'draw'>, rate: number, x: Node): Node {
  if (mode === 'predict' || rate === 0) return x;
  const keep = 1 - rate;
  return keep === 0 ? mul(x, 0) : where(less(draw(x.shape), keep), div(x, keep), 0);
}

export interface SoftmaxOptions extends CommonLayerOptions {
  /** Along which the shares add up to 1; the batch is 0, negative ones count from the end. Default -1. */
  readonly axis?: number | readonly number[];
}

/**
 * Shares that add up to 1: e^x / Σ e^x. With a second input, 1 or 0 of the same shape, entries of 0 get no share.
 * `layers.softmax()`
 */
export function softmax(options: SoftmaxOptions = {}): CallableLayer<SoftmaxOptions> {
  return layerOf('Softmax', options, { axis: checkAxes }, ({ axis }) => ({
    trace: ({ logits, masks: [mask = null], axes: [axes] }, xs) => {
      const [x, allowed] = xs;
      if (!x || xs.length > 2) {
        throw new ShapeError({ needs: words('one input, or two with a mask'), got: `${xs.length}` });
      }
      const along = [axis].flat().map((a) => axisOf(x.shape, a));
      const result = (output: Node): Traced => ({
        outputs: [output],
        masks: [mask],
        ...given({ axes: axes && [axes] }),
      });
      if (!allowed) {
        const y = softmaxOf(x, along);
        return result(along.length === 1 && along[0] === x.shape.length - 1 ? logits(y, x, 'softmax') : y);
      }
      if (!equal(allowed.shape, x.shape)) {
        throw new ShapeError({
          needs: words('a mask of the shape of x'),
          got: `${text(x.shape)} and ${text(allowed.shape)}`,
        });
      }
      return result(where(allowed, softmaxOf(where(allowed, x, -1e9), along), 0));
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
