import { describe, expect, test } from 'vitest';
import { gradients } from '../../src/ir/grad.ts';
import type { Node } from '../../src/ir/node.ts';
import { mul, sum } from '../../src/ir/ops.ts';
import { activation, activationNames } from '../../src/nn/activations.ts';
import { loss, losses } from '../../src/nn/losses.ts';
import { penalty, penaltyOf } from '../../src/nn/penalties.ts';
import { compute, flat, type Nested } from '../tools/evaluate.ts';
import golden from '../vectors/keras-gradients.json' with { type: 'json' };

// Keras 3.15.1 in float64, differentiated by TensorFlow: see test/vectors/make/keras-gradients.py.
const TOLERANCE = 1e-14;
/** TensorFlow's gelu divides by a √2 that it keeps in float32. */
const FLOAT32 = 1e-8;

const one = (x: Readonly<Record<string, Node>>, name: string): Node => {
  const n = x[name];
  if (!n) throw new Error(name);
  return n;
};
const title = (name: string, options: object): string =>
  Object.keys(options).length === 0 ? name : `${name} ${JSON.stringify(options)}`;

/** Values of f at x and the gradient of their sum, against Keras's; differences relative to max(1, |expected|). */
function expectEqual(
  inputs: Readonly<Record<string, Nested>>,
  f: (x: Readonly<Record<string, Node>>) => Node,
  value: Nested,
  gradient: Nested,
  tolerance: number,
): void {
  const ours = compute(inputs, (x) => {
    const y = f(x);
    const total = sum(inputs['cotangent'] === undefined ? y : mul(y, one(x, 'cotangent')));
    const [dx] = gradients(total, [one(x, 'x')]).wrt;
    return { y, dx: dx ?? y };
  });
  for (const [got, want] of [
    [ours.y, flat(value)],
    [ours.dx, flat(gradient)],
  ] as const) {
    expect(got.length).toBe(want.length);
    want.forEach((v, i) =>
      expect(
        Math.abs((got[i] ?? NaN) - v) / Math.max(1, Math.abs(v)),
        `element ${i}: ${got[i]}, Keras ${v}`,
      ).toBeLessThanOrEqual(tolerance),
    );
  }
}

describe('activations and their derivatives', () => {
  for (const c of golden.activations) {
    test(title(c.name, c.options), () => {
      const inputs = { x: c.x as Nested, ...('cotangent' in c ? { cotangent: c.cotangent as Nested } : {}) };
      expectEqual(
        inputs,
        (x) => activation({ name: c.name, ...c.options }).apply(one(x, 'x')),
        c.value as Nested,
        c.gradient as Nested,
        c.name === 'gelu' ? FLOAT32 : TOLERANCE,
      );
    });
  }
  test('all of them', () =>
    expect(activationNames.filter((name) => !golden.activations.some((c) => c.name === name))).toEqual([]));
});

describe('losses and their derivatives by the prediction', () => {
  for (const [i, c] of golden.losses.entries()) {
    test(`${title(c.name, c.options)} (${i})`, () => {
      const chosen = loss({ name: c.name, ...c.options });
      expectEqual(
        { x: c.prediction, y: c.y },
        (x) => chosen.each({ y: one(x, 'y'), prediction: one(x, 'x'), logits: null, label: (n) => n }),
        c.each,
        c.gradient,
        TOLERANCE,
      );
    });
  }
  test("all but the tutorial's own", () =>
    expect(Object.keys(losses).filter((name) => !golden.losses.some((c) => c.name === name))).toEqual([
      'halfSquaredError',
    ]));
});

describe('penalties and their derivatives', () => {
  for (const c of golden.penalties) {
    test(title('penalty', c.options), () =>
      expectEqual({ x: c.x }, (x) => penaltyOf(penalty(c.options), one(x, 'x')), c.value, c.gradient, TOLERANCE),
    );
  }
});
