import { checkNames, checkNumber, invalid } from '../../nn/options.ts';
import type { Callback } from './callback.ts';
import { monitorNames, monitorOf, type MonitorOptions } from './monitor.ts';
import { words } from '../error-words.ts';

export interface ReduceOptions extends MonitorOptions {
  /** New rate = rate · factor; below 1. */
  readonly factor?: number;
  /** Epochs without improvement before the rate is lowered; default 10. */
  readonly patience?: number;
  /** Epochs after a reduction in which nothing is counted. */
  readonly cooldown?: number;
  /** The rate is never lowered below this. */
  readonly minLearningRate?: number;
}

/**
 * Lowers the learning rate when `monitor` no longer improves, and logs it as `learning_rate`. Rules of Keras 3.15.1;
 * minDelta is 0.0001 unless given.
 */
export function reduceLROnPlateau(options: ReduceOptions = {}): Callback {
  const where = 'reduceLROnPlateau';
  checkNames(where, options, [...monitorNames, 'factor', 'patience', 'cooldown', 'minLearningRate']);
  const monitor = monitorOf(where, options, options.minDelta ?? 1e-4);
  const factor = checkNumber(words('{}, {}', where, 'factor'), options.factor ?? 0.1, { above: 0, below: 1 });
  const patience = checkNumber(words('{}, {}', where, 'patience'), options.patience ?? 10, { least: 0, whole: true });
  const cooldown = checkNumber(words('{}, {}', where, 'cooldown'), options.cooldown ?? 0, { least: 0, whole: true });
  const least = checkNumber(words('{}, {}', where, 'minLearningRate'), options.minLearningRate ?? 0, { least: 0 });
  let wait = 0;
  let cooling = 0;
  let best: number | null = null;
  return {
    name: where,
    onTrainBegin: (control) => {
      control.learningRate = control.learningRate;
      wait = 0;
      cooling = 0;
      best = null;
    }, // refused where a schedule decides it
    onEpochEnd: (_, logs, control) => {
      logs['learning_rate'] = control.learningRate;
      const value = monitor.read(logs);
      if (cooling > 0) {
        cooling--;
        wait = 0;
      }
      if (monitor.improves(value, best)) {
        best = value;
        wait = 0;
        return;
      }
      if (cooling > 0) return;
      wait++;
      if (wait < patience || !(control.learningRate > least)) return;
      control.learningRate = Math.max(control.learningRate * factor, least);
      cooling = cooldown;
      wait = 0;
    },
  };
}

/**
 * Sets the learning rate before each epoch, and logs it as `learning_rate`.
 *
 *   learningRateScheduler((epoch, rate) => (epoch < 10 ? rate : rate * 0.9))
 *
 * @param rateOf epoch from 0 and the rate now → the rate to use
 */
export function learningRateScheduler(rateOf: (epoch: number, rate: number) => number): Callback {
  const where = 'learningRateScheduler';
  if (typeof rateOf !== 'function') invalid(where, words('a function of the epoch and the rate'), rateOf);
  return {
    name: where,
    onEpochBegin: (epoch, control) => {
      control.learningRate = checkNumber(words('{}, epoch {}', where, epoch), rateOf(epoch, control.learningRate), {
        least: 0,
      });
    },
    onEpochEnd: (_, logs, control) => {
      logs['learning_rate'] = control.learningRate;
    },
  };
}
