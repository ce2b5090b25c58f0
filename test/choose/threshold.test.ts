import { describe, expect, test } from 'vitest';
import { thresholdOf, type Costs } from '../../src/choose/threshold.ts';
import { uniformFrom } from '../../src/statistics/uniform.ts';

/** What a threshold costs, counted row by row. */
function costAt(truth: Float64Array, predicted: Float64Array, threshold: number, { fp, fn }: Costs): number {
  return truth.reduce((sum, y, row) => {
    const said = (predicted[row] ?? NaN) > threshold;
    return sum + (said && y === 0 ? fp : 0) + (!said && y === 1 ? fn : 0);
  }, 0);
}
const draw = uniformFrom(4);
const truth = Float64Array.from({ length: 200 }, () => (draw() < 0.2 ? 1 : 0));
const smooth = truth.map((y) => 0.25 * y + 0.75 * draw());
const tied = smooth.map((p) => Math.round(p * 8) / 8); // 0 and 1 among them

describe('the threshold of least cost', () => {
  const cases: readonly Costs[] = [
    { fp: 1, fn: 1 },
    { fp: 1, fn: 20 },
    { fp: 7, fn: 1 },
    { fp: 0, fn: 1 },
    { fp: 1, fn: 0 },
  ];
  for (const costs of cases) {
    test(`fp ${costs.fp}, fn ${costs.fn}: no threshold is cheaper, and what it costs is right`, () => {
      for (const predicted of [smooth, tied]) {
        const found = thresholdOf(truth, predicted, costs);
        expect(costAt(truth, predicted, found.threshold, costs)).toBe(found.cost);
        const grid = Array.from({ length: 2001 }, (_, i) => -0.001 + i / 1996);
        expect(Math.min(...grid.map((t) => costAt(truth, predicted, t, costs)))).toBeGreaterThanOrEqual(found.cost);
        expect(found.costAtHalf).toBe(costAt(truth, predicted, 0.5, costs));
        expect(found.costOfConstant).toBe(
          Math.min(costAt(truth, predicted, 1, costs), costAt(truth, predicted, -1, costs)),
        );
      }
    });
  }
  test('of equally cheap ones it is the one that fits trusted probabilities', () => {
    const costs = { fp: 1, fn: 4 };
    const found = thresholdOf(Float64Array.of(0, 1, 0, 1), Float64Array.of(0.1, 0.2, 0.3, 0.9), costs);
    expect(found).toEqual({ threshold: expect.closeTo(0.15), cost: 1, costAtHalf: 4, costOfConstant: 2 });
  });
  test('neighbouring doubles are told apart', () => {
    const high = 0.5;
    const low = 0.5 - 2 ** -54;
    const found = thresholdOf(Float64Array.of(0, 1), Float64Array.of(low, high), { fp: 1, fn: 1 });
    expect(found).toMatchObject({ threshold: low, cost: 0 });
  });
});
