import type { Target } from '../data/preprocessing.ts';
import { classOf } from './judge.ts';

/** What a model of a table says of a row. */
export interface RowPrediction {
  /** In the target's units, or its class. */
  readonly prediction: number | string;
  /** Between these a new row's number lies as often as the model's interval says; absent where nothing is known. */
  readonly low?: number;
  readonly high?: number;
  /** Of the class that is predicted. */
  readonly probability?: number;
  /** Of every class. */
  readonly probabilities?: Readonly<Record<string, number>>;
}

/** How far from a prediction a new row's number lies, as often as the model's interval says. */
export type Spread =
  | { readonly halfWidth: number; readonly factor?: undefined }
  /** From the prediction divided by it to the prediction times it. */
  | { readonly factor: number; readonly halfWidth?: undefined };

/** What the numbers of the output layer mean. */
export interface OutputMeaning {
  readonly target: Target;
  /** Of two classes: above it the second is said. */
  readonly threshold: number;
  /** Are the numbers of classes probabilities? Those of a hinge are not. */
  readonly probabilities: boolean;
  /** Null: not known, as far outside of the training rows. */
  readonly spread: Spread | null;
}

/** @param numbers of the output layer: one, or one per class where there are more than two */
export function rowPrediction(
  numbers: readonly number[],
  { target, threshold, probabilities, spread }: OutputMeaning,
): RowPrediction {
  if (target.kind === 'number') {
    const [prediction = NaN] = numbers;
    return { prediction, ...(spread ? limitsOf(prediction, spread) : {}) };
  }
  const best = classOf(numbers, threshold);
  const prediction = target.values[best] ?? '';
  if (target.kind === 'categories') {
    return {
      prediction,
      probability: numbers[best] ?? NaN,
      probabilities: Object.fromEntries(target.values.map((value, i) => [String(value), numbers[i] ?? NaN])),
    };
  }
  if (!probabilities) return { prediction };
  const p = numbers[0] ?? NaN;
  const [zero = 0, one = 1] = target.values;
  return {
    prediction,
    probability: best === 1 ? p : 1 - p,
    probabilities: { [String(zero)]: 1 - p, [String(one)]: p },
  };
}

export const limitsOf = (prediction: number, spread: Spread): { readonly low: number; readonly high: number } =>
  spread.factor !== undefined
    ? { low: prediction / spread.factor, high: prediction * spread.factor }
    : { low: prediction - spread.halfWidth, high: prediction + spread.halfWidth };
