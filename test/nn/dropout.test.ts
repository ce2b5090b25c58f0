import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import type { Node } from '../../src/ir/node.ts';
import { constant } from '../../src/ir/ops.ts';
import * as layers from '../../src/nn/layers.ts';
import { compute } from '../tools/evaluate.ts';
import { mean } from '../tools/moments.ts';

const x = Array.from({ length: 40 }, () => new Array<number>(25).fill(3));
const dropped = (rate: number, mode: 'train' | 'predict', step = 1): number[] =>
  compute({ x }, (n) => {
    const c = {
      mode,
      name: 'dropout',
      v: {},
      masks: [null],
      axes: [[]],
      draw: (shape: readonly number[]) => g.draw(constant(42), constant(step), { shape, stream: 0 }),
      label: (v: Node) => v,
      logits: (v: Node) => v,
    };
    return { y: layers.dropout({ rate }).trace(c, [n['x'] ?? constant(NaN)]).outputs[0] ?? constant(NaN) };
  }).y;

describe('dropout', () => {
  test('while training, a number is 0 or divided by what is kept; the shares are those asked for', () => {
    for (const rate of [0.2, 0.5, 0.9]) {
      const y = dropped(rate, 'train');
      const kept = y.filter((v) => v !== 0);
      expect(new Set(kept)).toEqual(new Set([3 / (1 - rate)]));
      expect(Math.abs(kept.length / 1000 - (1 - rate))).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / 1000));
      expect(Math.abs(mean(y) / 3 - 1)).toBeLessThan(4 * Math.sqrt(rate / (1 - rate) / 1000));
    }
  });
  test('each step drops others, and the same again when it is made again', () => {
    expect(dropped(0.5, 'train', 1)).toEqual(dropped(0.5, 'train', 1));
    const same = dropped(0.5, 'train', 1).filter((v, i) => v === dropped2[i]).length;
    expect(Math.abs(same / 1000 - 0.5)).toBeLessThan(0.07); // as for coins that do not know of each other
  });
  test('predicting, and at rate 0, nothing happens; at rate 1 nothing is left', () => {
    expect(dropped(0.5, 'predict')).toEqual(x.flat());
    expect(dropped(0, 'train')).toEqual(x.flat());
    expect(new Set(dropped(1, 'train'))).toEqual(new Set([0]));
  });
});
const dropped2 = dropped(0.5, 'train', 2);
