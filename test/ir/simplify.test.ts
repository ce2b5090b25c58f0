import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import { grad } from '../../src/ir/grad.ts';
import type { Node } from '../../src/ir/node.ts';
import * as ops from '../../src/ir/ops.ts';
import { print, printNode } from '../../src/ir/print.ts';
import { program } from '../../src/ir/program.ts';
import { simplify } from '../../src/ir/simplify.ts';
import { evaluate, once } from '../../src/ir/evaluate.ts';
import { random, randomProgram } from './random-program.ts';

const input = (name: string, shape: readonly number[] = [2, 3]): Node => g.input({ name, shape, from: 'table' });
const simple = (y: Node): Node => simplify(program({ y })).outputs['y'] ?? y;
const cube = input('x3', [2, 3, 4]);
const x = input('x');
const y = input('y');
const t = input('t', [3, 2]);
const two = (n: Node): Node => ops.expand(2, n.shape);

describe('simplify', () => {
  const cases: readonly (readonly [string, Node, string])[] = [
    ['x·1', ops.mul(x, 1), 'x'],
    ['1·x', ops.mul(1, x), 'x'],
    ['x+0', ops.add(x, 0), 'x'],
    ['0+x', ops.add(0, x), 'x'],
    ['x-0', ops.sub(x, 0), 'x'],
    ['0-x', ops.sub(0, x), 'neg(x)'],
    ['0·x', ops.mul(0, x), '0'],
    ['x+x', g.add(x, x), 'mul(2, x)'],
    ['x-x', g.sub(x, x), '0'],
    ['½·(x+x)', ops.mul(0.5, g.add(x, x)), 'x'],
    ['2·x/2', ops.div(ops.mul(2, x), 2), 'x'],
    ['-(-x)', g.neg(g.neg(x)), 'x'],
    ['-(x-y)', g.neg(g.sub(x, y)), 'sub(y, x)'],
    ['-x·y', g.mul(g.neg(x), y), 'neg(mul(x, y))'],
    ['x·-y', g.mul(x, g.neg(y)), 'neg(mul(x, y))'],
    ['-x·-y', g.mul(g.neg(x), g.neg(y)), 'mul(x, y)'],
    ['x·(-3)', ops.mul(x, -3), 'neg(mul(3, x))'],
    ['x+(-3)', ops.add(x, -3), 'sub(x, 3)'],
    ['-x-y', g.sub(g.neg(x), y), 'neg(add(x, y))'],
    ['x-(-y)', g.sub(x, g.neg(y)), 'add(x, y)'],
    ['Σ(-x)', g.sum(g.neg(x), { axes: [0] }), 'neg(sum(x))'],
    ['(-x)·t', g.matmul(g.neg(x), t), 'neg(matmul(x, t))'],
    ['transpose of transpose', ops.transpose(ops.transpose(x)), 'x'],
    ['transpose of minus', ops.transpose(g.neg(x)), 'neg(transpose(x))'],
    ['reshape of reshape', g.reshape(g.reshape(x, { shape: [6] }), { shape: [3, 2] }), 'reshape(x)'],
    ['reshape back', g.reshape(g.reshape(x, { shape: [6] }), { shape: [2, 3] }), 'x'],
    [
      'broadcast of broadcast',
      g.broadcast(g.broadcast(x, { shape: [2, 3, 4], axes: [2] }), { shape: [5, 2, 3, 4], axes: [0] }),
      'broadcast(x)',
    ],
    ['sum of a sum', g.sum(g.sum(x, { axes: [0] }), { axes: [0] }), 'sum(x)'],
    ['sum of a repeated value', g.sum(g.broadcast(x, { shape: [5, 2, 3], axes: [0] }), { axes: [0] }), 'mul(5, x)'],
    ['sum of ones', g.sum(ops.expand(1, [2, 3]), { axes: [0, 1] }), '6'],
    ['constants', ops.add(ops.mul(2, 3), ops.exp(ops.constant(0))), '7'],
    ['3·x-x', g.sub(ops.mul(3, x), x), 'mul(2, x)'],
    ['x-3·x', g.sub(x, ops.mul(3, x)), 'neg(mul(2, x))'],
    ['-x-(-y)', g.sub(g.neg(x), g.neg(y)), 'sub(y, x)'],
    ['where, one branch below zero', ops.where(g.less(x, y), g.neg(x), y), 'where(less(x, y), neg(x), y)'],
    ['where, both branches below zero', ops.where(g.less(x, y), g.neg(x), g.neg(y)), 'neg(where(less(x, y), x, y))'],
    ['transposes of rank 3', ops.transpose(ops.transpose(cube, [1, 2, 0]), [1, 0, 2]), 'transpose(x3)'],
    ['x^0', ops.pow(x, 0), '1'],
    ['x^1', ops.pow(x, 1), 'x'],
    ['x/2/5', ops.div(ops.div(x, 2), 5), 'div(x, 10)'],
    ['3·x/2', ops.div(ops.mul(3, x), 2), 'div(mul(3, x), 2)'],
    ['6·x/2', ops.div(ops.mul(6, x), 2), 'mul(3, x)'],
    ['where 0', ops.where(0, x, y), 'y'],
    [
      'sum over one of two repeated axes',
      g.sum(g.broadcast(ops.sum(x, 0), { shape: [4, 3, 5], axes: [0, 2] }), { axes: [1, 2] }),
      'mul(5, sum(broadcast(sum(x))))',
    ],
    ['stop', g.stop(x), 'x'],
    ['where 1', ops.where(1, x, y), 'x'],
    ['max of equals', g.max(x, x), 'x'],
    ['two equal sums', g.div(g.add(x, y), g.add(y, x)), 'div(add(x, y), add(x, y))'],
    ['numbers go out of products', g.mul(g.mul(two(x), x), g.mul(ops.expand(0.5, y.shape), y)), 'mul(x, y)'],
    [
      'repeated the same way',
      g.mul(
        g.broadcast(ops.sum(x), { shape: [2, 3], axes: [0, 1] }),
        g.broadcast(ops.sum(y), { shape: [2, 3], axes: [0, 1] }),
      ),
      'broadcast(mul(sum(x), sum(y)))',
    ],
  ];
  for (const [name, before, after] of cases) {
    test(`${name} → ${after}`, () => {
      const y = simple(before);
      expect(printNode(y)).toBe(after);
      expect(y.shape).toEqual(before.shape);
      const next = random(5);
      const inputs = Object.fromEntries(
        [
          ['x', 6],
          ['y', 6],
          ['t', 6],
          ['x3', 24],
        ].map(([n, size]) => [n, Float64Array.from({ length: Number(size) }, () => next() * 4 - 2)]),
      );
      const [a, b] = [before, y].map((n) => once(program({ n }), inputs)['n'] ?? []);
      a?.forEach((v, i) => expect(b?.[i]).toBeCloseTo(v, 13));
    });
  }

  test('equal nodes become one', () => {
    const p = simplify(program({ y: g.div(g.add(x, y), g.exp(g.add(y, x))) }));
    expect(p.nodes.filter((n) => n.op === 'add')).toHaveLength(1);
  });

  test("the tutorial's weight change reads error·mark", () => {
    const table = input('x', [5, 3]);
    const target = input('y', [5, 1]);
    const w = input('w', [3, 1]);
    const error = g.sub(target, g.matmul(table, w));
    const loss = ops.sum(ops.mul(0.5, ops.square(error)));
    const [dw = loss] = grad(loss, [w]);
    const update = ops.sub(w, ops.mul(0.5, ops.div(dw, 5)));
    const p = simplify(program({ w: update }, [{ node: error, label: { role: 'error', axes: [] } }]));
    expect(printNode(p.outputs['w'] ?? w)).toBe('add(w, mul(0.5, div(matmul(transpose(x), sub(y, matmul(x, w))), 5)))');
  });

  test('a value with a name stays, and is read by its name', () => {
    const error = g.sub(x, y);
    const p = simplify(program({ y: ops.exp(g.neg(error)) }, [{ node: error, label: { role: 'error', axes: [] } }]));
    expect(printNode(p.outputs['y'] ?? x)).toBe('exp(neg(sub(x, y)))');
    expect(p.labels[0]?.node).toBe(p.outputs['y']?.inputs[0]?.inputs[0]);
  });

  test('what nothing needs is gone', () => {
    const p = simplify(program({ y: g.sub(ops.mul(0, x), y) }));
    expect(Object.keys(p.inputs)).toEqual(['y']);
  });

  test('100,000 nodes deep', () => {
    let n = input('x', []);
    for (let i = 0; i < 100_000; i++) n = i % 2 ? g.neg(n) : g.tanh(n);
    const p = simplify(program({ y: n }));
    expect(p.nodes.length).toBe(100_001);
  });

  test('simplified once is simplified', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const once = simplify(randomProgram(seed).program);
      expect(simplify(once).nodes.length, `seed ${seed}`).toBe(once.nodes.length);
    }
  });

  test('runs equal on 400 random programs and their gradients', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const { program: p, inputs } = randomProgram(seed);
      const q = simplify(p);
      // a difference of large values has the error of the large values
      const scale = Math.max(
        1,
        ...[...evaluate(p.nodes, inputs).values()]
          .flatMap((v) => [...v])
          .map(Math.abs)
          .filter(Number.isFinite),
      );
      const [a, b] = [once(p, inputs), once(q, inputs)];
      for (const name of Object.keys(a)) {
        const [u, v] = [a[name] ?? [], b[name] ?? []];
        expect(v.length).toBe(u.length);
        u.forEach((n, i) => {
          if (!(Math.abs(n - (v[i] ?? NaN)) <= 1e-12 * scale)) {
            throw new Error(`seed ${seed}, output ${name}[${i}]: ${n} became ${v[i]}\n${print(p)}\n${print(q)}`);
          }
        });
      }
      expect(q.nodes.length).toBeLessThanOrEqual(p.nodes.length);
    }
  });
});
