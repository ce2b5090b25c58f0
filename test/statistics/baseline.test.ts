import { describe, expect, test } from 'vitest';
import { FEWEST_ROWS, judgeClassification, judgeRegression, mostFrequent } from '../../src/statistics/baseline.ts';
import { incompleteBeta, inverseIncompleteBeta, logGamma } from '../../src/statistics/beta.ts';
import {
  binomialInterval,
  bootstrapIntervals,
  comparePaired,
  studentQuantile,
} from '../../src/statistics/intervals.ts';
import { uniformFrom } from '../../src/statistics/uniform.ts';
import golden from '../vectors/intervals.json' with { type: 'json' };

const expectClose = (actual: number, expected: number, relative: number, what: string): void => {
  const error = Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-300);
  expect(expected === 0 ? Math.abs(actual) : error, `${what}: ${actual}, SciPy ${expected}`).toBeLessThanOrEqual(
    relative,
  );
};
const rowsOf = (rows: readonly (readonly number[])[]) =>
  rows as readonly (readonly [number, number, number, number, number])[];

describe('against SciPy', () => {
  test('log Γ', () => {
    for (const [x, value] of rowsOf(golden.logGamma)) expectClose(logGamma(x), value, 1e-13, `log Γ(${x})`);
  });
  test('incomplete beta function', () => {
    for (const [x, a, b, value] of rowsOf(golden.incompleteBeta)) {
      if (value > 1e-290) {
        expectClose(incompleteBeta(x, a, b), value, a + b > 1e5 ? 1e-8 : 1e-10, `I(${x}; ${a}, ${b})`);
      }
    }
  });
  test('its inverse', () => {
    for (const [p, a, b, value] of rowsOf(golden.inverse)) {
      expectClose(inverseIncompleteBeta(p, a, b), value, 1e-10, `inverse(${p}; ${a}, ${b})`);
    }
  });
  test('exact binomial intervals', () => {
    for (const [k, n, level, low, high] of rowsOf(golden.binomial)) {
      const interval = binomialInterval(k, n, level);
      expectClose(interval.low, low, 1e-10, `low of ${k}/${n} at ${level}`);
      expectClose(interval.high, high, 1e-10, `high of ${k}/${n} at ${level}`);
    }
  });
  test("McNemar's exact test", () => {
    for (const [b, c, pValue] of rowsOf(golden.mcnemar)) {
      const rows = Array.from({ length: b + c + 3 }, (_, i) => i);
      const paired = comparePaired(
        rows.map((i) => i < b || i >= b + c),
        rows.map((i) => i >= b),
      );
      expect(paired).toMatchObject({ onlyFirst: b, onlySecond: c });
      expectClose(paired.pValue, pValue, 1e-11, `${b} against ${c}`);
    }
  });
  test("Student's quantiles", () => {
    for (const [tail, degrees, value] of rowsOf(golden.student)) {
      expectClose(studentQuantile(tail, degrees), value, 1e-8, `t(${tail}, ${degrees})`);
    }
  });
});

describe('the bootstrap', () => {
  test('equal seeds give equal intervals, others not', () => {
    const sum = (chosen: Int32Array) => [chosen.reduce((a, b) => a + b, 0)];
    const of = (seed: number) => bootstrapIntervals(30, sum, uniformFrom(seed));
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });

  // The true coverage of a 95 % interval for the mean of 12 normal draws; plain percentiles reach about 0.90 here.
  test('covers the true mean of few rows about as often as it says', () => {
    const draw = uniformFrom(5);
    const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
    let covered = 0;
    const trials = 600;
    for (let t = 0; t < trials; t++) {
      const x = Array.from({ length: 12 }, normal);
      const [interval] = bootstrapIntervals(
        12,
        (chosen) => [chosen.reduce((sum, i) => sum + (x[i] ?? 0), 0) / 12],
        draw,
        { draws: 500 },
      );
      if (interval && interval.low <= 0 && interval.high >= 0) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.92); // 3 standard errors (0.009) below 0.947
    expect(covered / trials).toBeLessThan(0.98);
  });

  test('the generator is uniform: mean, variance and no repeats in 100,000 draws', () => {
    const draw = uniformFrom(42);
    const values = Array.from({ length: 100_000 }, () => draw());
    const mean = values.reduce((a, b) => a + b) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / values.length));
    expect(Math.abs(values.reduce((s, v) => s + (v - 0.5) ** 2, 0) / values.length - 1 / 12)).toBeLessThan(0.001);
    expect(new Set(values).size).toBe(values.length); // 32 bits mixed one to one, so a period of 2^32
    const serial =
      (values.slice(1).reduce((s, v, i) => s + (v - 0.5) * ((values[i] ?? 0) - 0.5), 0) / values.length) * 12;
    expect(Math.abs(serial)).toBeLessThan(4 / Math.sqrt(values.length));
  });
});

describe('a classifier beside the constant guess', () => {
  const repeat = (value: number, times: number): number[] => Array.from({ length: times }, () => value);

  test('14 of 20 does not beat 11 of 20: the interval begins at 0.457', () => {
    const actual = [...repeat(1, 11), ...repeat(0, 9)];
    const predicted = actual.map((y, i) => (i < 14 ? y : 1 - y));
    const verdict = judgeClassification([1, 1, 0], actual, predicted);
    expect(verdict).toMatchObject({
      rows: 20,
      correct: 14,
      accuracy: 0.7,
      better: false,
      guess: { class: 1, accuracy: 0.55 },
    });
    expect(verdict.interval.low).toBeCloseTo(0.4572, 4);
    expect(verdict.paired).toMatchObject({ onlyFirst: 3, onlySecond: 0 });
  });

  test('19 of 20 does', () => {
    const actual = [...repeat(1, 11), ...repeat(0, 9)];
    expect(
      judgeClassification(
        [1],
        actual,
        actual.map((y, i) => (i ? y : 1 - y)),
      ).better,
    ).toBe(true);
  });

  test('the guess comes from the training rows; the bar is the best constant on the test rows', () => {
    const verdict = judgeClassification([0, 0, 1], repeat(1, 10), repeat(1, 10));
    expect(verdict.guess).toEqual({ class: 0, accuracy: 0 });
    expect(verdict.bestGuess).toEqual({ class: 1, accuracy: 1 });
    expect(verdict.better).toBe(false); // all right, and so is the constant
  });

  test('a tie of classes goes to the smaller number; three classes', () => {
    expect(mostFrequent([2, 1, 2, 1, 0])).toBe(1);
    expect(judgeClassification([2], [0, 1, 2], [0, 1, 2]).bestGuess).toEqual({ class: 0, accuracy: 1 / 3 });
  });

  test('coin flips are called better in at most 1 of 40 tables', () => {
    const draw = uniformFrom(9);
    const flip = () => Number(draw() < 0.5);
    let better = 0;
    for (let t = 0; t < 2000; t++) {
      const actual = Array.from({ length: 20 }, flip);
      if (judgeClassification([flip()], actual, actual.map(flip)).better) better++;
    }
    expect(better / 2000).toBeLessThan(0.025);
  });
});

describe('a regression beside the constant guess', () => {
  const xs = Array.from({ length: 40 }, (_, i) => i);
  const draw = () => uniformFrom(3);
  const noise = (() => {
    const u = uniformFrom(11);
    return xs.map(() => u() - 0.5);
  })();
  const actual = xs.map((x, i) => x / 10 + (noise[i] ?? 0));

  test('a model that knows the slope is better; one that knows nothing is not', () => {
    const good = judgeRegression(
      actual,
      actual,
      xs.map((x) => x / 10),
      draw(),
    );
    expect(good.better).toBe(true);
    expect(good.improvement).toBeCloseTo(good.guess.value - good.value, 14);
    expect(good.interval?.low).toBeLessThan(good.value);
    expect(good.interval?.high).toBeGreaterThan(good.value);
    const blind = judgeRegression(
      actual,
      actual,
      xs.map((_, i) => 2 + (noise[(i * 7) % 40] ?? 0)),
      draw(),
    );
    expect(blind.better).toBe(false);
    expect(
      judgeRegression(
        actual,
        actual,
        xs.map((x) => 4 - x / 10),
        draw(),
      ).improvementInterval?.high,
    ).toBeLessThan(0);
  });

  test('the numbers are those of the definition', () => {
    const verdict = judgeRegression([0, 0, 9], [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 9], draw(), { measure: 'mae' });
    expect(verdict).toMatchObject({ value: 0.5, guess: { from: 'mean', number: 3, value: 1.5 }, improvement: 1 });
    expect(judgeRegression([0, 0, 9], [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 9], draw()).value).toBeCloseTo(
      Math.sqrt(1.5),
      15,
    );
    expect(judgeRegression([0, 0, 9, 1], [0, 1, 0, 1, 0, 1], [0, 1, 0, 1, 0, 1], draw()).guess).toMatchObject({
      from: 'median',
      number: 0.5,
    });
  });

  test('too few rows for an interval: no claim', () => {
    const rows = Array.from({ length: FEWEST_ROWS - 1 }, (_, i) => i);
    expect(judgeRegression(rows, rows, rows, draw())).toMatchObject({
      value: 0,
      interval: null,
      improvementInterval: null,
      better: false,
    });
  });

  test('a model that adds noise to the mean is called better in at most 1 of 30 tables', () => {
    const u = uniformFrom(21);
    let better = 0;
    for (let t = 0; t < 500; t++) {
      const y = Array.from({ length: 20 }, u);
      const guesses = y.map(() => 0.5 + (u() - 0.5) * 0.3);
      if (judgeRegression([0.5], y, guesses, u, { draws: 300 }).better) better++;
    }
    expect(better / 500).toBeLessThan(1 / 30);
  });
});

test('rows must be there and fit', () => {
  expect(() => judgeClassification([], [1], [1])).toThrow('training rows');
  expect(() => judgeClassification([1], [1, 0], [1])).toThrow('2 predictions');
});
