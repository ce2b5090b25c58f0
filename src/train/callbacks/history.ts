import type { Callback } from './callback.ts';

/**
 * What `fit` returns: epochs counted from 0, and per name of the logs one number per epoch (NaN where an epoch has
 * none).
 */
export interface History {
  readonly epoch: number[];
  readonly history: Record<string, number[]>;
}

/**
 * Collects the logs of every epoch of one training. It should be the last of the list, so that it sees what others add.
 */
export function historyCallback(): Callback & History {
  const epochs: number[] = [];
  const history: Record<string, number[]> = {};
  return {
    name: 'history',
    epoch: epochs,
    history,
    onEpochEnd: (epoch, logs) => {
      for (const key of Object.keys(logs)) history[key] ??= epochs.map(() => NaN);
      for (const [key, values] of Object.entries(history)) values.push(logs[key] ?? NaN);
      epochs.push(epoch);
    },
  };
}
