import type { Costs } from './judged.ts';

/** How many rows of each class were given each class: [actual][predicted]. */
export function confusionOf(classes: number, truth: ArrayLike<number>, labels: ArrayLike<number>): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < truth.length; row++) {
    const counts = matrix[truth[row] ?? -1];
    const label = labels[row] ?? -1;
    if (counts?.[label] !== undefined) counts[label] += 1;
  }
  return matrix;
}

/** What the wrong answers of two classes cost in all. */
export const costOf = (confusion: readonly (readonly number[])[], { fp, fn }: Costs): number =>
  fp * (confusion[0]?.[1] ?? 0) + fn * (confusion[1]?.[0] ?? 0);

/** The share of rows that are given their class. */
export const accuracyOf = (confusion: readonly (readonly number[])[]): number =>
  sum(perClass(confusion).map(({ right }) => right)) / sum(confusion.map(sum));

/** The mean, over the classes that occur, of the share of their rows that are found. A constant gets 1/classes. */
export const balancedAccuracyOf = (confusion: readonly (readonly number[])[]): number =>
  mean(
    perClass(confusion)
      .filter(({ actual }) => actual > 0)
      .map(({ right, actual }) => right / actual),
  );

/**
 * F1 = 2 · found / (actual + predicted), the harmonic mean of precision and recall. Of two classes that of the second;
 * of more the mean over those that occur or are predicted.
 */
export function f1Of(confusion: readonly (readonly number[])[]): number {
  const all = perClass(confusion);
  const f1 = all.map(({ right, actual, predicted }) => (2 * right) / (actual + predicted));
  if (all.length === 2) return Number.isNaN(f1[1]) ? 0 : (f1[1] ?? 0);
  return mean(f1.filter((value) => !Number.isNaN(value)));
}

interface ClassCounts {
  readonly actual: number;
  readonly predicted: number;
  readonly right: number;
}
const perClass = (confusion: readonly (readonly number[])[]): ClassCounts[] =>
  confusion.map((row, k) => ({
    actual: sum(row),
    predicted: sum(confusion.map((counts) => counts[k] ?? 0)),
    right: row[k] ?? 0,
  }));

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
