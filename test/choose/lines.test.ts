import { describe, expect, test } from 'vitest';
import { logistic } from '../../src/choose/logistic.ts';
import { predictions } from '../../src/choose/net.ts';
import type { Problem } from '../../src/choose/problem.ts';
import { ridge } from '../../src/choose/ridge.ts';
import vectors from '../vectors/lines.json' with { type: 'json' };

interface Case {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly rows: number;
  readonly columns: number;
  readonly classes?: number;
  readonly weights?: readonly number[] | null;
}
const problemOf = ({ x, y, rows, columns, classes = 0, weights = null }: Case): Problem => ({
  task: classes === 0 ? 'regression' : classes === 2 ? 'binary' : 'multiclass',
  x: { data: Float64Array.from(x), shape: [rows, columns], columns: [] },
  y: Float64Array.from(y),
  classes,
  weights: weights && Float64Array.from(weights),
});
const allRows = ({ y }: Problem): number[] => Array.from(y, (_, row) => row);
const largestDifference = (a: ArrayLike<number>, b: readonly number[]): number =>
  b.reduce((most, v, i) => Math.max(most, Math.abs((a[i] ?? NaN) - v)), 0);

describe("lines of numbers are scikit-learn's Ridge", () => {
  test.each(vectors.numbers)('$rows rows, $columns columns', ({ lines, ...given }) => {
    const problem = problemOf(given);
    const nets = ridge(
      problem,
      allRows(problem),
      lines.map(({ penalty }) => penalty),
    );
    lines.forEach(({ kernel, bias }, i) => {
      const [layer] = nets[i] ?? [];
      expect(largestDifference(layer?.kernel ?? [], kernel)).toBeLessThan(1e-9);
      expect(layer?.bias[0]).toBeCloseTo(bias, 9);
    });
  });

  test('a line without noise is found as it is', () => {
    const x = Array.from({ length: 30 }, (_, row) => row / 10);
    const problem = problemOf({ x, y: x.map((v) => 3 - 2 * v), rows: 30, columns: 1 });
    const [net] = ridge(problem, allRows(problem), [1e-10]);
    expect(net?.[0]?.kernel[0]).toBeCloseTo(-2, 8);
    expect(net?.[0]?.bias[0]).toBeCloseTo(3, 8);
  });
});

describe("lines of classes are scikit-learn's LogisticRegression", () => {
  test.each(vectors.classes)('$classes classes, $rows rows, $columns columns', ({ lines, ...given }) => {
    const problem = problemOf(given);
    const nets = logistic(
      problem,
      allRows(problem),
      lines.map(({ penalty }) => penalty),
    );
    lines.forEach(({ probabilities }, i) => {
      const said = predictions(problem, nets[i] ?? [], problem.x);
      expect(largestDifference(said, probabilities)).toBeLessThan(2e-4); // both end before the very least
    });
  });
});
