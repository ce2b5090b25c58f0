import { describe, expect, test } from 'vitest';
import { crossFitted, thresholdOf } from '../../src/choose/threshold.ts';
import type { Costs } from '../../src/statistics/scores/judged.ts';
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
      }
    });
  }
  test('of equally cheap ones it is the one that fits trusted probabilities', () => {
    const costs = { fp: 1, fn: 4 };
    const found = thresholdOf(Float64Array.of(0, 1, 0, 1), Float64Array.of(0.1, 0.2, 0.3, 0.9), costs);
    expect(found).toEqual({ threshold: expect.closeTo(0.15), cost: 1 });
  });
  test('neighbouring doubles are told apart', () => {
    const high = 0.5;
    const low = 0.5 - 2 ** -54;
    const found = thresholdOf(Float64Array.of(0, 1), Float64Array.of(low, high), { fp: 1, fn: 1 });
    expect(found).toMatchObject({ threshold: low, cost: 0 });
  });
});

describe('cross-fitting', () => {
  const parts = Array.from({ length: 5 }, (_, k) => Array.from(truth.keys()).filter((row) => row % 5 === k));
  const costs: Costs = { fp: 1, fn: 8 };
  test('gives each part its classes by the threshold of the other parts', () => {
    const labels = crossFitted(truth, smooth, parts, costs);
    for (const part of parts) {
      const others = Array.from(truth.keys()).filter((row) => !part.includes(row));
      const take = (values: Float64Array): Float64Array => Float64Array.from(others, (row) => values[row] ?? NaN);
      const { threshold } = thresholdOf(take(truth), take(smooth), costs);
      for (const row of part) expect(labels[row]).toBe((smooth[row] ?? NaN) > threshold ? 1 : 0);
    }
  });
  test('states what chance gives, where a threshold fitted to the same rows boasts', () => {
    const [tables, rows] = [60, 60];
    let [fitted, honest] = [0, 0];
    for (let seed = 0; seed < tables; seed++) {
      const chance = uniformFrom(seed + 100);
      const y = Float64Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 1 : 0));
      const p = y.map(() => chance()); // says nothing, so that nobody can do better than 1 in a row on average
      const fifth = Array.from({ length: 5 }, (_, k) => Array.from(y.keys()).filter((row) => row % 5 === k));
      const evenly: Costs = { fp: 2, fn: 2 };
      fitted += thresholdOf(y, p, evenly).cost;
      honest += crossFitted(y, p, fifth, evenly).reduce((sum, k, row) => sum + (k === y[row] ? 0 : 2), 0);
    }
    expect(fitted / tables / rows).toBeLessThan(0.9);
    expect(honest / tables / rows).toBeGreaterThan(0.95);
  });
});
