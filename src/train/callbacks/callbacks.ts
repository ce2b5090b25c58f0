import { callback } from './callback.ts';
import { csvLogger } from './csv-logger.ts';
import { earlyStopping } from './early-stopping.ts';
import { learningRateScheduler, reduceLROnPlateau } from './learning-rate.ts';
import { modelCheckpoint } from './model-checkpoint.ts';
import { terminateOnNaN } from './terminate-on-nan.ts';

/** The callbacks, by the names of Keras: `callbacks.earlyStopping({ patience: 5 })`. */
export const callbacks = Object.freeze({
  earlyStopping,
  reduceLROnPlateau,
  learningRateScheduler,
  modelCheckpoint,
  csvLogger,
  terminateOnNaN,
  custom: callback,
});
