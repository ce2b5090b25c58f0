/** What a wrong answer costs: the second class said of a row of the first (fp), and the other way round (fn). */
export interface Costs {
  readonly fp: number;
  readonly fn: number;
}

/** What a model predicts of rows whose truth is known. */
export interface Judged {
  /** How many classes; 0: the target is a number. */
  readonly classes: number;
  /** [rows]: the number, or the class, counted from 0. */
  readonly truth: Float64Array;
  /** [rows × outputs]: the number, the probability of the second of two classes, or that of each of more. */
  readonly predicted: Float64Array;
  /** [rows]: the class each row is given, where something else decides than the larger probability. */
  readonly labels?: Float64Array;
  /** What wrong answers cost, where two classes and a person say so. */
  readonly costs?: Costs;
  /** Are the errors of the logarithms what counts? Of positive numbers. */
  readonly logarithm?: boolean;
}

/** The numbers a model gives for one row: one, or one per class where there are more than two. */
export const widthOf = (classes: number): number => (classes > 2 ? classes : 1);

/** [rows]: the probabilities of one class; of two classes class 1 is the one that is stored. */
export function probabilityOf({ classes, truth, predicted }: Judged, label: number): Float64Array {
  const width = widthOf(classes);
  if (width === 1) return label === 1 ? predicted : predicted.map((p) => 1 - p);
  return truth.map((_, row) => predicted[row * width + label] ?? NaN);
}

/** [rows]: the class each row is given: of two by the threshold, of more the likeliest, of equals the first. */
export function labelsOf({ classes, truth, predicted, labels }: Judged, threshold = 0.5): Float64Array {
  if (labels) return labels;
  const width = widthOf(classes);
  if (width === 1) return predicted.map((p) => (p > threshold ? 1 : 0));
  return truth.map((_, row) => {
    let best = 0;
    for (let k = 1; k < width; k++) {
      if ((predicted[row * width + k] ?? NaN) > (predicted[row * width + best] ?? NaN)) best = k;
    }
    return best;
  });
}
