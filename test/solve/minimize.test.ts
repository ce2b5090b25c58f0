import { describe, expect, test } from 'vitest';
import { minimize, type Objective } from '../../src/solve/minimize.ts';

/** Value and gradient of a function written out by hand. */
const of =
  (value: (x: Float64Array) => number, gradient: (x: Float64Array) => number[]): Objective =>
  (x) => ({ value: value(x), gradient: Float64Array.from(gradient(x)) });
const at = (x: Float64Array, i: number): number => x[i] ?? NaN;

const rosenbrock = of(
  (x) => 100 * (at(x, 1) - at(x, 0) ** 2) ** 2 + (1 - at(x, 0)) ** 2,
  (x) => [-400 * at(x, 0) * (at(x, 1) - at(x, 0) ** 2) - 2 * (1 - at(x, 0)), 200 * (at(x, 1) - at(x, 0) ** 2)],
);

describe('minimize', () => {
  test("Rosenbrock's valley from the usual start", () => {
    const found = minimize(rosenbrock, [-1.2, 1]);
    expect(found.ended).toBe('gradient');
    expect(found.steps).toBeLessThan(60);
    for (const v of found.x) expect(v).toBeCloseTo(1, 7);
  });
  test('ten variables of sizes that differ by ten thousand', () => {
    const scale = Array.from({ length: 10 }, (_, i) => 10 ** (i % 5));
    const found = minimize(
      of(
        (x) => x.reduce((s, v, i) => s + (scale[i] ?? 1) * (v - i) ** 2, 0),
        (x) => Array.from(x, (v, i) => 2 * (scale[i] ?? 1) * (v - i)),
      ),
      new Float64Array(10),
    );
    found.x.forEach((v, i) => expect(v).toBeCloseTo(i, 8));
  });
  test('a bound that holds the answer: the variable stands at it, the others are best given it', () => {
    const found = minimize(rosenbrock, [-1.2, 1], {
      bounds: [
        { low: -2, high: 0.5 },
        { low: -2, high: 2 },
      ],
    });
    expect(found.x[0]).toBe(0.5);
    expect(found.x[1]).toBeCloseTo(0.25, 8);
    expect(found.gradient[0]).toBeLessThan(0);
  });
  test('a start outside the bounds is brought in; a start at the answer stays', () => {
    expect(
      minimize(rosenbrock, [9, 9], {
        bounds: [
          { low: 0, high: 2 },
          { low: 0, high: 2 },
        ],
      }).x[0],
    ).toBeCloseTo(1, 7);
    expect(minimize(rosenbrock, [1, 1])).toMatchObject({ steps: 0, ended: 'gradient' });
  });
  test('where nothing can be computed beyond an edge, it stays inside', () => {
    const log = of(
      (x) => at(x, 0) - Math.log(at(x, 0)),
      (x) => [1 - 1 / at(x, 0)],
    );
    expect(minimize(log, [30]).x[0]).toBeCloseTo(1, 7);
    expect(minimize(log, [0.001]).x[0]).toBeCloseTo(1, 7);
  });
  test('a kink ends without a claim of a flat gradient', () => {
    const found = minimize(
      of(
        (x) => Math.abs(at(x, 0)),
        (x) => [Math.sign(at(x, 0))],
      ),
      [0.7],
    );
    expect(found.ended).not.toBe('steps');
    expect(Math.abs(found.x[0] ?? NaN)).toBeLessThan(1e-6);
  });
  test.each([NaN, Infinity])('a start where the slope is %d ends without a claim of a flat gradient', (slope) => {
    expect(
      minimize(
        of(
          (x) => (at(x, 0) - 3) ** 2,
          (x) => [at(x, 0) === 0 ? slope : 2 * (at(x, 0) - 3)],
        ),
        [0],
      ),
    ).toMatchObject({ ended: 'value', steps: 0 });
  });
  test('limits and stops are heard', () => {
    expect(minimize(rosenbrock, [-1.2, 1], { steps: 3 })).toMatchObject({ steps: 3, ended: 'steps' });
    let calls = 0;
    expect(minimize(rosenbrock, [-1.2, 1], { stop: () => ++calls > 5 }).ended).toBe('stopped');
  });
});
