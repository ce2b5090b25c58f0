// What predictions of new rows are worth beside always the same answer: numbers worked out by hand.
import { describe, expect, test } from 'vitest';
import { evaluationOf } from '../../src/choose/evaluation.ts';

describe('predictions beside always the same answer', () => {
  test('of logarithms: the geometric mean', () => {
    const { measure, model, baseline, gain } = evaluationOf({
      classes: 0,
      truth: Float64Array.of(1, 100),
      predicted: Float64Array.of(2, 50),
      logarithm: true,
    });
    expect(measure).toBe('logRmse');
    expect(model.logRmse).toBeCloseTo(Math.log(2), 12);
    expect(baseline.logRmse).toBeCloseTo(Math.log(10), 12);
    expect(gain.by).toBeCloseTo(Math.log(5), 12);
  });
  const two = {
    classes: 2,
    truth: Float64Array.of(0, 0, 0, 1),
    predicted: Float64Array.of(0.1, 0.1, 0.6, 0.9),
    labels: Float64Array.of(0, 0, 1, 1),
  };
  test('with costs: the class that costs least', () => {
    const cheap = evaluationOf({ ...two, costs: { fp: 1, fn: 2 } });
    expect([cheap.measure, cheap.model.cost, cheap.baseline.cost]).toEqual(['cost', 0.25, 0.5]);
    expect(evaluationOf({ ...two, costs: { fp: 1, fn: 20 } }).baseline.cost).toBe(0.75);
  });
  test('of classes: the most frequent one, by the measure that fits', () => {
    const plain = evaluationOf(two);
    expect([plain.measure, plain.model.accuracy, plain.baseline.accuracy]).toEqual(['accuracy', 0.75, 0.75]);
    const balanced = evaluationOf({ ...two, balanced: true });
    expect([balanced.measure, balanced.baseline.balancedAccuracy]).toEqual(['balancedAccuracy', 0.5]);
    expect(balanced.model.balancedAccuracy).toBeCloseTo(5 / 6, 12);
    expect(evaluationOf({ ...two, truth: new Float64Array(4) }).measure).toBe('accuracy'); // nothing to rank
  });
  test('a guess from the training rows takes the place of that of these rows', () => {
    const numbers = { classes: 0, truth: Float64Array.of(1, 3), predicted: Float64Array.of(1, 2) };
    expect(evaluationOf(numbers).baseline).toMatchObject({ rmse: 1, r2: 0 });
    const { baseline, gain } = evaluationOf({ ...numbers, guess: [5] });
    expect(baseline.rmse).toBeCloseTo(Math.sqrt((16 + 4) / 2), 12);
    expect(gain.by).toBeCloseTo(Math.sqrt(10) - Math.sqrt(0.5), 12);
    expect(evaluationOf({ ...two, guess: [0.2, 0.8] }).baseline).toMatchObject({ accuracy: 0.25 });
    const logLoss = -(3 * Math.log(0.2) + Math.log(0.8)) / 4;
    expect(evaluationOf({ ...two, guess: [0.2, 0.8] }).baseline.logLoss).toBeCloseTo(logLoss, 12);
    expect(evaluationOf({ ...two, guess: [0.9, 0.1], costs: { fp: 1, fn: 20 } }).baseline.cost).toBe(0.75);
  });
});
