import { describe, expect, test } from 'vitest';
import { perceptronRun, trainPerceptron } from '../../src/nn/perceptron.ts';
import { reference } from '../../src/targets/reference.ts';

const square = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

/** Rosenblatt's rule by hand: the second source. Weights before every step, [w…, b]. */
function byHand(
  x: readonly (readonly number[])[],
  y: readonly number[],
  epochs: number,
  first = new Array<number>((x[0]?.length ?? 0) + 1).fill(0),
): number[][] {
  const w = [...first];
  const before: number[][] = [];
  for (let e = 0; e < epochs; e++) {
    x.forEach((point, i) => {
      before.push([...w]);
      const extended = [...point, 1];
      const z = extended.reduce((s, v, k) => s + v * (w[k] ?? 0), 0);
      const sign = y[i] === 1 ? 1 : -1;
      if (sign * z <= 0) {
        extended.forEach((v, k) => {
          w[k] = (w[k] ?? 0) + sign * v;
        });
      }
    });
  }
  return before;
}

describe('separable points', () => {
  test.each([
    ['and', [0, 0, 0, 1]],
    ['or', [0, 1, 1, 1]],
    ['nand', [1, 1, 1, 0]],
  ])('%s converges to a line that separates', async (_, y) => {
    const r = await trainPerceptron(reference, square, y);
    expect(r.converged).toBe(true);
    expect(r.cycle).toBeUndefined();
    expect(r.mistakes.at(-1)).toBe(0);
    square.forEach((p, i) =>
      expect(Math.sign((p[0] ?? 0) * (r.kernel[0] ?? 0) + (p[1] ?? 0) * (r.kernel[1] ?? 0) + r.bias)).toBe(
        y[i] === 1 ? 1 : -1,
      ),
    );
    const states = byHand(square, y, r.epochs + 1);
    expect([...r.kernel, r.bias]).toEqual(states[4 * r.epochs]);
  });
  test('Novikoff: at most (R/margin)² mistakes', async () => {
    const x = Array.from({ length: 30 }, (_, i) => [Math.cos(i), Math.sin(2 * i)]).filter(
      ([a = 0, b = 0]) => Math.abs(a + 2 * b - 0.3) > 0.2,
    );
    const y = x.map(([a = 0, b = 0]) => (a + 2 * b > 0.3 ? 1 : -1));
    const r = await trainPerceptron(reference, x, y);
    const norm = Math.hypot(1, 2, 0.3);
    const margin = Math.min(...x.map(([a = 0, b = 0]) => Math.abs(a + 2 * b - 0.3))) / norm;
    const radius = Math.max(...x.map(([a = 0, b = 0]) => Math.hypot(a, b, 1)));
    expect(r.converged).toBe(true);
    expect(r.mistakes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual((radius / margin) ** 2);
  });
});

describe('xor', () => {
  test('is caught in a cycle, reported exactly', async () => {
    const y = [0, 1, 1, 0];
    const r = await trainPerceptron(reference, square, y);
    expect(r.converged).toBe(false);
    const { start = -1, length = 0, states = [] } = r.cycle ?? {};
    const hand = byHand(square, y, (start + 2 * length) / 4 + 1);
    expect(length % 4).toBe(0);
    expect(states.map((s) => [...s])).toEqual(hand.slice(start, start + length));
    expect(hand.slice(start + length, start + 2 * length)).toEqual(hand.slice(start, start + length)); // it comes again
    // and not sooner
    for (let shorter = 4; shorter < length; shorter += 4) expect(hand[start + shorter]).not.toEqual(hand[start]);
    if (start > 0) expect(hand[start - 1]).not.toEqual(hand[start - 1 + length]); // entered there, not earlier
    expect({ start, length, epochs: r.epochs }).toMatchInlineSnapshot(`
      {
        "epochs": 2,
        "length": 4,
        "start": 0,
      }
    `);
  });
  test('started elsewhere, it is caught later', async () => {
    const r = await trainPerceptron(reference, square, [0, 1, 1, 0], { kernel: [7, -3], bias: 2 });
    const { start = -1, length = 0, states = [] } = r.cycle ?? {};
    const hand = byHand(square, [0, 1, 1, 0], r.epochs + 1, [7, -3, 2]);
    expect(start).toBeGreaterThan(0);
    expect(states.map((s) => [...s])).toEqual(hand.slice(start, start + length));
    expect(hand[start - 1]).not.toEqual(hand[start - 1 + length]);
    expect([...r.kernel, r.bias]).toEqual(hand[4 * r.epochs]);
  });
  test('too few epochs: neither verdict', async () => {
    const r = await trainPerceptron(reference, square, [0, 1, 1, 0], { maxEpochs: 1 });
    expect([r.converged, r.cycle, r.epochs]).toEqual([false, undefined, 1]);
  });
});

describe('bad points', () => {
  test.each<[string, readonly (readonly number[])[], readonly number[], string]>([
    ['unequal lengths', [[1, 2], [3]], [0, 1], 'perceptron, point 2'],
    ['a third label', [[1], [2]], [0, 2], 'perceptron, point 2'],
    ['a number that is none', [[1], [NaN]], [0, 1], 'perceptron, point 2'],
    ['no points', [], [], 'perceptron'],
    ['too few labels', [[1]], [], 'perceptron'],
  ])('%s', (_, x, y, where) =>
    expect(() => perceptronRun(x, y)).toThrow(expect.objectContaining({ fields: expect.objectContaining({ where }) })),
  );
  test('first weights of another length', () =>
    expect(() => perceptronRun([[1, 2]], [1], { kernel: [1] })).toThrow('perceptron, kernel'));
});

test('labels name the features, so that a sheet can show the rule', () => {
  const {
    programs: { step },
  } = perceptronRun(square, [0, 1, 1, 0], { features: ['a', 'b'] });
  expect(step?.labels.map((l) => [l.label.role, l.label.of?.name ?? l.label.name])).toEqual([
    ['rows', undefined],
    ['data', undefined],
    ['target', undefined],
    ['parameter', 'perceptron/kernel'],
    ['parameter', 'perceptron/bias'],
    ['preactivation', 'perceptron'],
    ['error', undefined],
    ['change', 'perceptron/kernel'],
    ['update', 'perceptron/kernel'],
    ['update', 'perceptron/bias'],
  ]);
  expect(step?.labels.find((l) => l.label.role === 'data')?.label.axes[1]).toEqual({
    kind: 'feature',
    items: ['a', 'b'],
  });
});
