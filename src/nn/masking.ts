import { less, mul, not, reshape, same, sum } from '../ir/ops.ts';
import { layerOf, only, type CommonLayerOptions } from './common.ts';
import { checkNumber } from './options.ts';
import type { CallableLayer } from './symbolic.ts';

export interface MaskingOptions extends CommonLayerOptions {
  /** Default 0. */ readonly maskValue?: number;
}

/**
 * An entry whose numbers all are `maskValue` only fills up: it does not count from here on, and becomes 0.
 *
 *   layers.masking()
 *
 * x [batch, time, features] → the same, with a mask [batch, time]
 */
export function masking(options: MaskingOptions = {}): CallableLayer<MaskingOptions> {
  return layerOf('Masking', options, { maskValue: (v = 0, where) => checkNumber(where, v) }, ({ maskValue }) => ({
    trace: ({ axes }, xs) => {
      const x = only(xs);
      const mask = less(0, sum(not(same(x, maskValue)), -1));
      return { outputs: [mul(x, reshape(mask, [...mask.shape, 1]))], masks: [mask], axes };
    },
  }));
}
