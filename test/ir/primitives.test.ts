import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import { grad } from '../../src/ir/grad.ts';
import type { Node } from '../../src/ir/node.ts';
import { sum } from '../../src/ir/ops.ts';
import { order } from '../../src/ir/program.ts';
import { opNames, primitive } from '../../src/ir/primitives.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { gradientError } from '../tools/check-gradient.ts';
import { instances } from '../tools/instances.ts';

const TOLERANCE = 1e-7; // central differences with h = 1e-6 of functions near 1: rounding 1e-10, curvature h²

describe('the gradient of every primitive against central differences', () => {
  for (const op of opNames.filter((o) => o !== 'stop')) {
    for (const { name, inputs, build } of instances(op)) {
      test(name, () => {
        for (const seed of [1, 2, 3]) expect(gradientError(build, inputs, seed)).toBeLessThan(TOLERANCE);
      });
    }
  }

  test('stop alone has slope 0 where its value moves', () => {
    expect(slope((x) => g.stop(x), [1.5])).toEqual([0]);
    expect(slope((x) => g.mul(x, g.stop(x)), [1.5])).toEqual([1.5]);
  });
});

describe('the second derivative, where the rule itself is differentiated', () => {
  for (const op of opNames.filter((o) => primitive(o).kind !== 'leaf' && o !== 'stop')) {
    for (const { name, inputs, build } of instances(op)) {
      const free = inputs.map((_, i) => i).filter((i) => inputs[i]?.domain !== 'row' && inputs[i]?.domain !== 'flag');
      test(name, () => {
        const once = (x: readonly Node[]): Node[] => {
          const y = build(x);
          return grad(
            sum(g.mul(y, y)),
            free.map((i) => x[i] ?? y),
          );
        };
        expect(gradientError(once, inputs)).toBeLessThan(1e-6);
      });
    }
  }
});

/** dy/dx of a function of [n] → [n], summed. */
function slope(f: (x: Node) => Node, at: readonly number[]): number[] {
  const x = g.input({ name: 'x', shape: [at.length], from: 'table' });
  const [d] = grad(sum(f(x)), [x]);
  if (!d) throw new Error('no gradient');
  return [...(evaluate(order([d]), { x: Float64Array.from(at) }).get(d) ?? [])];
}
const zero = (x: Node): Node => g.broadcast(g.constant({ value: 0 }), { shape: x.shape, axes: [0] });

describe('who wins a tie', () => {
  test('max(a, b) gives the gradient to b: relu has slope 0 at 0', () => {
    expect(slope((x) => g.max(x, zero(x)), [-1, 0, 1])).toEqual([0, 0, 1]);
    expect(slope((x) => g.max(zero(x), x), [-1, 0, 1])).toEqual([0, 1, 1]);
  });
  test('reduceMax gives it to the first of equal maxima, also over two axes', () => {
    expect(slope((x) => g.reduceMax(x, { axes: [0] }), [1, 3, 3, 2])).toEqual([0, 1, 0, 0]);
    expect(slope((x) => g.reduceMax(g.reshape(x, { shape: [3, 2] }), { axes: [0, 1] }), [0, 2, 5, 5, 5, 1])).toEqual([
      0, 0, 1, 0, 0, 0,
    ]);
    expect(
      slope((x) => g.reduceMax(g.reshape(x, { shape: [2, 2, 2] }), { axes: [0, 2] }), [7, 7, 1, 2, 7, 0, 2, 2]),
    ).toEqual([1, 0, 0, 1, 0, 0, 0, 0]);
  });
  test('abs has slope 0 at 0; pow has slope 0 by its exponent where the base is not positive', () => {
    expect(slope((x) => g.abs(x), [-2, 0, 2])).toEqual([-1, 0, 1]);
    const base =
      (value: number) =>
      (x: Node): Node =>
        g.pow(g.broadcast(g.constant({ value }), { shape: x.shape, axes: [0] }), x);
    expect(slope(base(0), [2])).toEqual([0]);
    expect(slope(base(-2), [2])).toEqual([0]);
  });
  test('a flag other than 0 is a yes', () => {
    const x = g.input({ name: 'x', shape: [3], from: 'table' });
    const y = g.where(x, g.iota({ shape: [3], axis: 0 }), g.neg(g.iota({ shape: [3], axis: 0 })));
    expect([...(evaluate(order([y]), { x: Float64Array.of(0.5, 0, -1) }).get(y) ?? [])]).toEqual([0, -1, 2]);
  });
});
