import type { Trace } from '../trace.ts';
import { imbalance, unscaled } from './data.ts';
import type { Diagnosis } from './diagnosis.ts';
import { gradients } from './gradients.ts';
import { learningRate } from './learning-rate.ts';
import { notFinite } from './not-finite.ts';
import { overfitting } from './overfitting.ts';
import { units } from './units.ts';

export interface DiagnoseOptions {
  /** Losses up to this step, the last one that of this step. */
  readonly losses?: readonly number[];
  /** Loss per epoch on the trained rows and on others. */
  readonly curves?: { readonly train: readonly number[]; readonly test: readonly number[] };
}

/**
 * What is wrong with a training at a moment, errors first. Every diagnosis points at cells and says in numbers why.
 *
 *   diagnose(t, 3, { losses })   // → [{ kind: 'learning-rate-above-limit', numbers: { limit: 0.855, … }, … }]
 */
export function diagnose(
  trace: Trace,
  moment: number,
  { losses = [], curves }: DiagnoseOptions = {},
): readonly Diagnosis[] {
  const patient = { trace, moment };
  const broken = notFinite(patient);
  if (broken.length > 0) return broken; // what follows from a number that is none says nothing
  const found = [
    ...learningRate(patient, losses),
    ...units(patient),
    ...gradients(patient),
    ...unscaled(patient),
    ...imbalance(patient),
    ...(curves ? overfitting(curves.train, curves.test) : []),
  ];
  return [...found.filter((d) => d.severity === 'error'), ...found.filter((d) => d.severity === 'warning')];
}
