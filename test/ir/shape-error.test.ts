import { expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import { grad } from '../../src/ir/grad.ts';
import * as ops from '../../src/ir/ops.ts';
import { ShapeError } from '../../src/ir/shape.ts';
import * as layers from '../../src/nn/layers.ts';
import { input } from '../../src/nn/shape-layers.ts';

const of = (...shape: number[]) => g.input({ name: 'x', shape, from: 'table' });
const index = of(3);

test.each<[f: () => unknown, sentence: string, needs: string | undefined, got: string | undefined]>([
  [() => g.add(of(2), of(3)), 'add: needs equal shapes; got [2] and [3]', 'equal shapes', '[2] and [3]'],
  [
    () => g.matmul(of(2, 3), of(2, 3)),
    'matmul: needs a […, m, k] and b […, k, n]; got a [2, 3] and b [2, 3]',
    'a […, m, k] and b […, k, n]',
    'a [2, 3] and b [2, 3]',
  ],
  [
    () => g.reshape(of(2, 3), { shape: [5] }),
    'reshape: needs 6 elements, as in [2, 3]; got shape [5]',
    '6 elements, as in [2, 3]',
    'shape [5]',
  ],
  [
    () => g.reshape(of(0), { shape: [-0.5, 0] }),
    'reshape: sizes are whole numbers of at least 0; got [-0.5, 0]',
    undefined,
    '[-0.5, 0]',
  ],
  [() => g.transpose(of(2, 3), { perm: [0] }), 'transpose: perm needs 2 axes; got [0]', '2 axes', '[0]'],
  [
    () => g.transpose(of(2, 3), { perm: [0, 2] }),
    'transpose: perm: axes must be different and within 0 … 1; got [0, 2]',
    undefined,
    '[0, 2]',
  ],
  [() => g.sum(of(2), { axes: [1] }), 'sum: axes must be different and within 0 … 0; got [1]', undefined, '[1]'],
  [
    () => g.broadcast(of(2), { shape: [3, 4], axes: [0] }),
    'broadcast: shape [3, 4] without axes [0] must be [2]',
    undefined,
    undefined,
  ],
  [
    () => g.window(of(2), { axis: 0, size: 3, stride: 1, dilation: 1, padding: [0, 0] }),
    'window of 3 is longer than axis 0 of [2]',
    undefined,
    undefined,
  ],
  [
    () => g.gather(of(2), of(2, 2)),
    'gather: needs x [rows, …] and index [n]; got [2] and [2, 2]',
    'x [rows, …] and index [n]',
    '[2] and [2, 2]',
  ],
  [() => ops.add(of(2), of(3)), 'shapes [2] and [3] do not fit together', undefined, undefined],
  [() => ops.oneHot(of(2, 2), 3), 'oneHot: needs index [n]; got [2, 2]', 'index [n]', '[2, 2]'],
  [() => grad(index, [index]), 'grad: the loss must be a scalar; got shape [3]', undefined, 'shape [3]'],
])('$#: a shape error has its sentence and its parts', (f, sentence, needs, got) => {
  let error: unknown;
  try {
    f();
  } catch (e) {
    error = e;
  }
  expect(error).toBeInstanceOf(ShapeError);
  expect(error).toMatchObject({ name: 'ShapeError', message: sentence });
  const problem = error as ShapeError;
  expect([problem.needs && String(problem.needs), problem.got]).toEqual([needs, got]);
});

test.each<[f: () => unknown, expected: string, received: string, hint: string | undefined]>([
  [() => layers.dense({ units: 1 }).apply(input({ shape: [] })), 'x [batch, …, features]', 'x [batch]', undefined],
  [
    () => layers.add().apply([input({ shape: [2] }), input({ shape: [3] })]),
    'shapes that fit together',
    'x [batch, 2] and x [batch, 3]',
    'shapes [2, 2] and [2, 3] do not fit together.',
  ],
])('$#: a layer says what it needs, or else the whole sentence as a hint', (f, expected, received, hint) => {
  expect(f).toThrow(
    expect.objectContaining({
      code: 'shape-mismatch',
      fields: { where: expect.any(String), expected, received, ...(hint === undefined ? {} : { hint }) },
    }),
  );
});
