import type { Cell } from '../../cells/index.ts';
import type { Trace } from '../trace.ts';

/** What can go wrong with a training, as data: texts are the face's. */
export type DiagnosisKind =
  | 'not-finite' // numbers: step
  // rate, limit, lambdaMax, factor (what a step makes of the error along the steepest direction), exact (1 or 0)
  | 'learning-rate-above-limit'
  | 'dead-unit' // layer (from 1), unit (from 1), rows
  | 'saturated-unit' // layer, unit, share (of the rows at the flat ends)
  | 'vanishing-gradient' // first, last (root mean squares of the layers' gradients), layers
  | 'exploding-gradient' // first, last, layers
  | 'unscaled-feature' // column (from 1), largest, others (the median of the other columns' largest)
  | 'class-imbalance' // share, count, rows
  | 'overfitting'; // best (epoch, from 0, of the least test loss), then, now (test losses)

/** What a press of a button may change. */
export type Remedy =
  | { readonly kind: 'learning-rate'; readonly value: number }
  | { readonly kind: 'activation'; readonly value: 'leakyRelu' | 'relu' }
  | { readonly kind: 'scale' }
  | { readonly kind: 'class-weight' }
  | { readonly kind: 'stop-at'; readonly value: number };

/** Something wrong, and where: evidence in numbers, the cells that show it, what would help. */
export interface Diagnosis {
  readonly kind: DiagnosisKind;
  readonly severity: 'error' | 'warning';
  readonly cells: readonly Cell[];
  readonly numbers: Readonly<Record<string, number>>;
  readonly remedy: Remedy | null;
}

/** What a diagnosis looks at: the numbers of one step. */
export interface TracedStep {
  readonly trace: Trace;
  readonly moment: number;
}
