import { expect, test } from 'vitest';
import { axesOf, picture } from '../../src/ir/axes.ts';
import { g } from '../../src/ir/builder.ts';
import type { Axis } from '../../src/ir/label.ts';
import type { Node } from '../../src/ir/node.ts';
import { add, matmul, mul, reshape, sum } from '../../src/ir/ops.ts';
import { program } from '../../src/ir/program.ts';

const axes = (...kinds: Axis['kind'][]): Axis[] => kinds.map((kind) => ({ kind }));
const kinds = (nodes: ReadonlyMap<Node, readonly (Axis | null)[]>, node: Node): (string | undefined)[] =>
  (nodes.get(node) ?? []).map((a) => a?.kind);
const input = (name: string, shape: readonly number[]): Node => g.input({ name, shape, from: 'feed' });
const data = axes('row', 'height', 'width', 'channel');

test('two axes of space are height and width; one or three stay', () => {
  const of = (...list: Axis['kind'][]): string[] => picture(axes(...list)).map((a) => a.kind);
  expect(of('row', 'space', 'space', 'channel')).toEqual(['row', 'height', 'width', 'channel']);
  expect(of('space', 'space', 'feature', 'channel')).toEqual(['height', 'width', 'feature', 'channel']);
  expect(of('row', 'space', 'channel')).toEqual(['row', 'space', 'channel']);
  expect(of('row', 'space', 'space', 'space', 'channel')).toEqual(['row', 'space', 'space', 'space', 'channel']);
});

test('windows of a picture, and its tiles, are heights and widths', () => {
  const x = input('x', [2, 4, 6, 3]);
  const windows = g.window(x, { axis: 1, size: 2, stride: 1, dilation: 1, padding: [0, 0] });
  const tiles = reshape(x, [2, 2, 2, 3, 2, 3]);
  const back = reshape(tiles, [2, 4, 6, 3]);
  const found = axesOf(program({ windows, back }, [{ node: x, label: { role: 'data', axes: data } }]));
  expect(kinds(found, windows)).toEqual(['row', 'height', 'height', 'width', 'channel']);
  expect(kinds(found, tiles)).toEqual(['row', 'height', 'height', 'width', 'width', 'channel']);
  expect(kinds(found, back)).toEqual(['row', 'height', 'width', 'channel']);
});

test('what is combined with a picture is one, also behind views and products', () => {
  const x = input('x', [2, 4, 6, 3]);
  const flat = input('flat', [2, 72]);
  const shaped = reshape(flat, [2, 4, 6, 3]);
  const y = add(x, shaped);
  const found = axesOf(program({ y }, [{ node: x, label: { role: 'data', axes: data } }]));
  expect(kinds(found, shaped)).toEqual(['row', 'height', 'width', 'channel']);
  expect(kinds(found, flat)).toEqual(['row', undefined]);

  const q = input('q', [2, 5, 3]);
  const k = input('k', [2, 3, 5]);
  const scores = mul(g.matmul(q, k), input('s', [2, 5, 5]));
  const s = scores.inputs[1];
  const label = { role: 'inner', axes: axes('row', 'time', 'time') } as const;
  const attention = axesOf(program({ scores }, s ? [{ node: s, label }] : []));
  expect(kinds(attention, q)).toEqual(['row', 'time', undefined]);
  expect(kinds(attention, k)).toEqual(['row', undefined, 'time']);
});

test('a table of rows and features learns nothing from what it is multiplied into', () => {
  const x = input('x', [5, 5]);
  const w = input('w', [5, 2]);
  const y = sum(matmul(x, w), 1);
  const found = axesOf(program({ y }, [{ node: y, label: { role: 'eachLoss', axes: axes('row') } }]));
  expect(kinds(found, x)).toEqual([undefined, undefined]);
});
