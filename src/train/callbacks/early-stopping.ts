import { checkBoolean, checkNames, checkNumber } from '../../nn/options.ts';
import type { Callback } from './callback.ts';
import { monitorNames, monitorOf, type MonitorOptions } from './monitor.ts';
import { words } from '../error-words.ts';

export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without improvement before the training ends; default 0. */
  readonly patience?: number;
  /** Only values better than this reset the patience. */
  readonly baseline?: number;
  /** At the end, take the weights of the best epoch, also when the training was not stopped. */
  readonly restoreBestWeights?: boolean;
  /** Earlier epochs, counted from 0, do not count. */
  readonly startFromEpoch?: number;
}

/**
 * Ends the training when `monitor` no longer improves. Rules of Keras 3.15.1; restoring leaves the optimizer's slots
 * alone, as there.
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  const where = 'earlyStopping';
  checkNames(where, options, [...monitorNames, 'patience', 'baseline', 'restoreBestWeights', 'startFromEpoch']);
  const monitor = monitorOf(where, options);
  const patience = checkNumber(words('{}, {}', where, 'patience'), options.patience ?? 0, { least: 0, whole: true });
  const start = checkNumber(words('{}, {}', where, 'startFromEpoch'), options.startFromEpoch ?? 0, {
    least: 0,
    whole: true,
  });
  const baseline =
    options.baseline === undefined ? null : checkNumber(words('{}, {}', where, 'baseline'), options.baseline);
  const restore = checkBoolean(words('{}, {}', where, 'restoreBestWeights'), options.restoreBestWeights ?? false);
  let wait = 0;
  let best: number | null = null;
  let weights: Record<string, Float64Array> | null = null;
  return {
    name: where,
    onTrainBegin: () => {
      wait = 0;
      best = null;
      weights = null;
    },
    onEpochEnd: async (epoch, logs, control) => {
      const value = monitor.read(logs);
      if (epoch < start) return;
      if (restore && !weights) weights = await control.weights();
      wait++;
      if (monitor.improves(value, best)) {
        best = value;
        if (restore) weights = await control.weights();
        // both its own best and the baseline are beaten
        if (baseline === null || monitor.improves(value, baseline)) wait = 0;
      } else if (wait >= patience && epoch > 0) control.stop(`${monitor.name} has not improved for ${wait} epochs`);
    },
    onTrainEnd: async (_, control) => {
      if (weights) await control.setWeights(weights);
    },
  };
}
