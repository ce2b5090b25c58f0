// Tapes: many sets of numbers at once, and what they say of slopes where a formula cannot be computed.
import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import { grad } from '../../src/ir/grad.ts';
import type { Node } from '../../src/ir/node.ts';
import { evaluator, makeTape, Player } from '../../src/lift/tape.ts';
import { lift, placesOf } from '../../src/lift/lift.ts';
import { solve } from '../../src/solve/goal.ts';
import { bookOf } from '../tools/book-of.ts';

const number = (name: string): Node => g.input({ name, shape: [], from: 'feed' });

describe('a player', () => {
  const [x, y] = [number('x'), number('y')];
  const value = g.add(g.mul(x, g.tanh(y)), g.constant({ value: 3 }));
  const tape = makeTape([x, y], [value], grad(value, [x, y]));
  const numbers = [
    [0.5, -1.25, 2],
    [0.125, 3, -0.75],
  ] as const;

  test('computes each lane as if it were alone', () => {
    const player = new Player(3);
    player.play(
      tape,
      numbers.map((v) => Float64Array.from(v)),
      true,
    );
    const found = [...tape.values, ...tape.slopes].map((r) => [...player.read(r)]);
    const alone = evaluator([x, y], [value], grad(value, [x, y]));
    const lanes = [0, 1, 2].map((k) => alone(numbers.map((v) => v[k] ?? NaN)));
    expect(found).toEqual([
      lanes.map((l) => l.values[0]),
      lanes.map((l) => l.slopes[0]),
      lanes.map((l) => l.slopes[1]),
    ]);
  });
  test('plays tapes of any size in turn, and takes 0 for a number that is not given', () => {
    const big = makeTape([x], [Array.from({ length: 50 }).reduce<Node>((sum) => g.add(sum, x), x)]);
    const other = makeTape([x], [g.mul(x, g.constant({ value: 7 }))]);
    const player = new Player(2);
    for (let again = 0; again < 2; again++) {
      player.play(tape, [Float64Array.of(1, 2)], false);
      expect([...player.read(tape.values[0]!)]).toEqual([3, 3]);
      player.play(big, [Float64Array.of(1, 2)], false);
      expect([...player.read(big.values[0]!)]).toEqual([51, 102]);
      player.play(other, [Float64Array.of(1, 2)], false);
      expect([...player.read(other.values[0]!)]).toEqual([7, 14]);
      expect(player.number(other.values[0]!)).toBe(7);
    }
  });
  test('adds a slope times a slope, where 0 times anything is 0', () => {
    const slope = makeTape([x], [x]);
    const player = new Player(4);
    player.play(slope, [Float64Array.of(3, NaN, Infinity, 0)], false);
    const sum = Float64Array.of(1, 1, 1, 1);
    player.addSlope(sum, Float64Array.of(2, 0, 0, NaN), 0);
    expect([...sum]).toEqual([7, 1, 1, 1]);
  });
});

/** A branch that is not taken has no slope, also where it cannot be computed. */
describe.each([
  ['=IF(A1>0,SQRT(A1),0)', -1],
  ['=IF(A1>0,LN(A1),0)', 0],
])('%s at %d has slope 0', (formula, x) => {
  const book = bookOf({ A1: x, B1: formula });
  test('in the lifted program', () => {
    const lifted = lift(book, { inputs: placesOf(book, 'A1') });
    const node = lifted.node(placesOf(book, 'B1')[0]!);
    const inputs = [...lifted.inputs.values()];
    const { values, slopes } = evaluator(inputs, [node], grad(node, inputs))([x]);
    expect([...values, ...slopes]).toEqual([0, 0]);
  });
  test('in solve', async () => {
    const { params, ended } = await solve(book, { goal: 'B1', params: 'A1' });
    expect([params[0]?.after, params[0]?.slope, ended]).toEqual([x, 0, 'gradient']);
  });
});
