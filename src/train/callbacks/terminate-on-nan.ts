import type { Callback } from './callback.ts';

/**
 * Ends the training when an epoch's loss is NaN or infinite. (`fit` also keeps the last good weights, with or without
 * it.)
 */
export const terminateOnNaN = (): Callback => ({
  name: 'terminateOnNaN',
  onEpochEnd: (epoch, logs, control) => {
    const { loss } = logs;
    if (loss !== undefined && !Number.isFinite(loss)) control.stop(`the loss of epoch ${epoch + 1} is ${loss}`);
  },
});
