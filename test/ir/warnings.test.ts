// When an output counts as one of a flat end, whatever the units of the function.
import { expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import { leakyRelu, relu, relu6 } from '../../src/ir/ops.ts';
import { atFlatEnd, flatEndsOf, flatPartOf } from '../../src/ir/warnings.ts';

test.each([
  ['sigmoid', 0, 1, [0.005, 0.5, 0.98, 0.995], [true, false, false, true]],
  ['tanh', -1, 1, [-0.995, -0.98, 0, 0.995], [true, false, false, true]],
  ['a sigmoid of a hundredth', 0, 0.01, [0.00005, 0.005, 0.0098, 0.00995], [true, false, false, true]],
  ['a sigmoid of a hundred', 0, 100, [0.5, 50, 98, 99.5], [true, false, false, true]],
  ['a bump, whose peak is beyond its ends', -20 / 401, 20 / 401, [0.5, -0.5, 20 / 401], [false, false, true]],
] as const)('%s', (_, low, high, outputs, flat) => {
  const ends = flatEndsOf(low, high);
  expect(outputs.map((output) => atFlatEnd(output, ends))).toEqual(flat);
});

test('where the functions of a network are flat', () => {
  const x = g.input({ name: 'x', shape: [2], from: 'state' });
  expect([relu(x), relu6(x), leakyRelu(x, 0.2)].map(flatPartOf)).toEqual(['zero', 'zero', null]);
  expect([g.sigmoid(x), g.tanh(x)].map(flatPartOf)).toEqual([flatEndsOf(0, 1), flatEndsOf(-1, 1)]);
});
