import type { Diagnosis } from './diagnosis.ts';

/**
 * The loss on rows that are not trained has risen for a while, by a twentieth, while that on the trained ones went on
 * falling.
 */
export function overfitting(train: readonly number[], test: readonly number[]): Diagnosis[] {
  const last = Math.min(train.length, test.length) - 1;
  const best = test.reduce((b, v, i) => (i <= last && v < (test[b] ?? Infinity) ? i : b), 0);
  const [then = NaN, now = NaN] = [test[best], test[last]];
  if (last - best < PATIENCE || !(now > then * 1.05) || !((train[last] ?? NaN) < (train[best] ?? NaN))) return [];
  return [
    {
      kind: 'overfitting',
      severity: 'warning',
      cells: [],
      numbers: { best, then, now },
      remedy: { kind: 'stop-at', value: best },
    },
  ];
}
/** Epochs: a curve of few rows goes up and down by itself. */
const PATIENCE = 5;
