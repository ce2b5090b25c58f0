/**
 * Weights that make every class count the same in sum: rows / (classes · rows of the class), as scikit-learn's
 * `class_weight='balanced'`.
 *
 *   balancedWeights([0, 0, 0, 1])   // → { 0: 2/3, 1: 2 }
 *
 * @param labels class numbers of the training rows
 * @see scikit-learn 1.9, `sklearn/utils/class_weight.py`
 */
export function balancedWeights(labels: ArrayLike<number>): Readonly<Record<number, number>> {
  const counts = new Map<number, number>();
  for (let row = 0; row < labels.length; row++) counts.set(labels[row] ?? 0, (counts.get(labels[row] ?? 0) ?? 0) + 1);
  return Object.fromEntries(Array.from(counts, ([label, count]) => [label, labels.length / (counts.size * count)]));
}
