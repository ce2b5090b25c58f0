import { describe, expect, test } from 'vitest';
import { scoresOf } from '../../src/statistics/scores.ts';
import { labelsOf, type Judged } from '../../src/statistics/scores/judged.ts';
import { confusionOf } from '../../src/statistics/scores/labels.ts';
import { reliabilityOf } from '../../src/statistics/scores/probabilities.ts';
import { curvePoints, isClass } from '../../src/statistics/scores/ranking.ts';
import golden from '../vectors/scores.json' with { type: 'json' };

interface Vector {
  readonly truth: readonly number[];
  readonly predicted: readonly number[];
}
const judged = (classes: number, { truth, predicted }: Vector): Judged => ({
  classes,
  truth: Float64Array.from(truth),
  predicted: Float64Array.from(predicted),
});
const confusionAt = (of: Judged, threshold?: number): number[][] =>
  confusionOf(of.classes, of.truth, labelsOf(of, threshold));
const cases = [
  ...golden.numbers.map((of) => ({ of, classes: 0, logarithm: false })),
  ...golden.positive.map((of) => ({ of, classes: 0, logarithm: true })),
  ...golden.two.map((of) => ({ of, classes: 2, logarithm: false })),
  ...golden.more.map((of) => ({ of, classes: of.classes, logarithm: false })),
].map(({ of, classes, logarithm }, i) => ({
  ...of,
  judged: { ...judged(classes, of), logarithm },
  title: `case ${i + 1}, ${classes} classes`,
}));

describe('against scikit-learn', () => {
  for (const { title, judged: of, scores } of cases) {
    test(`every score: ${title}`, () => {
      const found: Readonly<Record<string, number>> = scoresOf(of);
      expect(Object.keys(found).sort()).toEqual(Object.keys(scores).sort());
      for (const [name, value] of Object.entries(scores)) expect((found[name] ?? NaN) / value, name).toBeCloseTo(1, 12);
    });
  }
  test('confusion matrices, at thresholds too', () => {
    for (const of of golden.two) {
      expect(confusionAt(judged(2, of))).toEqual(of.confusion);
      expect(confusionAt(judged(2, of), 0.3)).toEqual(of['confusionAt0.3']);
    }
    for (const of of golden.more) expect(confusionAt(judged(of.classes, of))).toEqual(of.confusion);
  });
  test('reliability', () => {
    for (const { judged: of, ...vector } of cases) {
      if (!('bins' in vector)) continue;
      const bins = reliabilityOf(of);
      expect(bins.map(({ rows }) => rows)).toEqual(vector.bins.map(({ rows }) => rows));
      bins.forEach(({ predicted, actual }, i) => {
        expect(predicted).toBeCloseTo(vector.bins[i]?.predicted ?? NaN, 12);
        expect(actual).toBeCloseTo(vector.bins[i]?.actual ?? NaN, 12);
      });
    }
  });
  test('every point of the ROC curve', () => {
    for (const of of golden.two) {
      const { truth, predicted } = judged(2, of);
      const points = curvePoints(predicted, isClass(truth, 1));
      const last = points.at(-1) ?? { found: NaN, others: NaN };
      const rates = points.map((p) => [p.threshold, p.found / last.found, p.others / last.others]);
      expect(rates.length).toBe(of.roc.length);
      rates.flat().forEach((value, i) => expect(value).toBeCloseTo(of.roc.flat()[i] ?? NaN, 12));
    }
  });
});

describe('what cannot be scored is left out', () => {
  test('R² of a target that never changes', () => {
    expect(Object.keys(scoresOf(judged(0, { truth: [3, 3], predicted: [3, 4] })))).toEqual(['rmse', 'mae']);
  });
  test('areas under curves where only one class occurs', () => {
    const scores = scoresOf(judged(2, { truth: [1, 1, 1], predicted: [0.9, 0.4, 0.8] }));
    expect(scores).toMatchObject({ accuracy: 2 / 3, balancedAccuracy: 2 / 3 });
    expect('rocAuc' in scores || 'prAuc' in scores).toBe(false);
  });
  test('a class that no row has does not count against the others', () => {
    const of = judged(3, {
      truth: [0, 1, 0, 1],
      predicted: [0.8, 0.1, 0.1, 0.2, 0.7, 0.1, 0.6, 0.3, 0.1, 0.1, 0.8, 0.1],
    });
    expect(scoresOf(of)).toMatchObject({ accuracy: 1, balancedAccuracy: 1, f1: 1, rocAuc: 1, prAuc: 1 });
  });
});

test('a constant ranks nothing: ROC AUC one half, whatever the shares', () => {
  const truth = Array.from({ length: 50 }, (_, i) => (i < 3 ? 1 : 0));
  expect(scoresOf(judged(2, { truth, predicted: truth.map(() => 0.06) })).rocAuc).toBe(0.5);
});
