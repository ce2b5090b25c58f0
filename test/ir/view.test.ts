import fc from 'fast-check';
import { expect, test } from 'vitest';
import { along, source, sources, transposed, type Read } from '../../src/ir/view.ts';
import { offset, position, size, type Shape } from '../../src/ir/shape.ts';

const views: { name: string; input: Shape; read: Read }[] = [
  { name: 'transpose', input: [2, 3, 4], read: { shape: [3, 4, 2], from: [along(2), along(0), along(1)] } },
  { name: 'broadcast', input: [3], read: { shape: [2, 3, 4], from: [along(1)] } },
  { name: 'slice', input: [5, 3], read: { shape: [2, 3], from: [along(0, 1, 2), along(1)] } },
  { name: 'slice with a stride', input: [7], read: { shape: [3], from: [along(0, 2, 1)] } },
  { name: 'reverse', input: [4], read: { shape: [4], from: [along(0, -1, 3)] } },
  { name: 'pad', input: [3], read: { shape: [6], from: [along(0, 1, -2)] } },
  { name: 'dilate', input: [3], read: { shape: [7], from: [{ start: 0, terms: [{ axis: 0, step: 1 }], divide: 2 }] } },
  { name: 'one row', input: [4, 3], read: { shape: [3], from: [{ start: 2, terms: [], divide: 1 }, along(0)] } },
  {
    name: 'window with stride, dilation, padding',
    input: [9, 2],
    read: {
      shape: [4, 3, 2],
      from: [
        {
          start: -1,
          terms: [
            { axis: 0, step: 2 },
            { axis: 1, step: 2 },
          ],
          divide: 1,
        },
        along(2),
      ],
    },
  },
];

/** By the definition: how often output o reads input i. */
const counts = (read: Read, input: Shape): number[][] => {
  const table = Array.from({ length: size(input) }, () => new Array<number>(size(read.shape)).fill(0));
  sources(read, input).forEach((i, o) => {
    if (i >= 0) (table[i] as number[])[o] = 1;
  });
  return table;
};

for (const { name, input, read } of views) {
  test(`the transpose of a view is a view, summed: ${name}`, () => {
    const t = transposed(read, input);
    expect(size(t.reshape)).toBe(size(read.shape));
    const back = Array.from({ length: size(input) }, () => new Array<number>(size(read.shape)).fill(0));
    sources(t.view, t.reshape).forEach((o, k) => {
      const i = offset(input, position(t.view.shape, k).slice(0, input.length));
      if (o >= 0) (back[i] as number[])[o]! += 1;
    });
    expect(back).toEqual(counts(read, input));
  });
}

test('random windows: each output that reads an input is counted once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
      (n, k, stride, dilation, padding) => {
        const count = Math.floor((n + 2 * padding - (dilation * (k - 1) + 1)) / stride) + 1;
        fc.pre(count >= 1);
        const read: Read = {
          shape: [count, k],
          from: [
            {
              start: -padding,
              terms: [
                { axis: 0, step: stride },
                { axis: 1, step: dilation },
              ],
              divide: 1,
            },
          ],
        };
        const t = transposed(read, [n]);
        const total = new Array<number>(n).fill(0);
        sources(t.view, t.reshape).forEach((o, i) => {
          if (o >= 0) total[position(t.view.shape, i)[0] as number]! += o + 1;
        });
        const want = new Array<number>(n).fill(0);
        for (let o = 0; o < count * k; o++) {
          const at = source(read, [n], position(read.shape, o));
          if (at) want[at[0] as number]! += o + 1;
        }
        expect(total).toEqual(want);
      },
    ),
    { seed: 7, numRuns: 300 },
  );
});
