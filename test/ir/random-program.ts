import { g } from '../../src/ir/builder.ts';
import { grad } from '../../src/ir/grad.ts';
import type { Label } from '../../src/ir/label.ts';
import type { Node } from '../../src/ir/node.ts';
import * as ops from '../../src/ir/ops.ts';
import { program, type Program } from '../../src/ir/program.ts';
import { along } from '../../src/ir/view.ts';
import { range, size, swapLast } from '../../src/ir/shape.ts';

/** Uniform [0, 1) from a seed (mulberry32): the same programs in every run. */
export function random(seed: number): () => number {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Sample {
  readonly program: Program;
  readonly inputs: Record<string, Float64Array>;
}

/**
 * A program of about `length` nodes over all kinds of primitives, with its gradients by two inputs as further outputs.
 * Steps (less, floor, sign) are taken of inputs only: elsewhere a rounding could move a value across one.
 */
export function randomProgram(seed: number, length = 30): Sample {
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T => {
    const item = list[Math.floor(next() * list.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const shapes = [[], [3], [2, 3], [3, 2], [3, 3], [2, 3, 2]];
  const leaves = shapes.map((shape, i) => g.input({ name: `x${i}`, shape, from: 'table' }));
  const index = g.input({ name: 'rows', shape: [3], from: 'feed' });
  const known: Node[] = [...leaves];
  const numbers = [0, 1, -1, 0.5, 2, -3, 0.25];
  const any = (): Node => (next() < 0.2 ? constantLike(pick(known)) : pick(known));
  const constantLike = (n: Node): Node => ops.expand(pick(numbers), n.shape);
  const like = (n: Node): Node => {
    const same = known.filter((k) => k.shape.length === n.shape.length && k.shape.every((d, i) => d === n.shape[i]));
    return next() < 0.3 ? constantLike(n) : pick(same);
  };
  const tame = (n: Node): Node => g.tanh(n); // keeps values within reach of 1, so that errors stay relative to 1
  const step = (): Node => {
    const x = any();
    const rank = x.shape.length;
    switch (Math.floor(next() * 22)) {
      case 0:
        return g.neg(x);
      case 1:
        return g.neg(g.neg(x));
      case 2:
        return g.exp(tame(x));
      case 3:
        return g.sqrt(g.add(ops.square(x), ops.expand(1, x.shape)));
      case 4:
        return g.sigmoid(x);
      case 5:
        return g.add(x, like(x));
      case 6:
        return g.sub(x, like(x));
      case 7:
        return g.mul(x, like(x));
      case 8:
        return g.div(x, g.add(ops.expand(pick([1, 2, 3]), x.shape), ops.square(like(x))));
      case 9:
        return g.max(x, like(x));
      case 10: {
        const l = pick(leaves);
        return g.where(g.less(l, constantLike(l)), like(l), like(l));
      }
      case 11:
        return g.stop(x);
      case 12:
        return rank === 0 ? x : g.sum(x, { axes: pick([[0], range(rank), [rank - 1]]) });
      case 13:
        return rank === 0 ? x : g.reduceMax(x, { axes: [rank - 1] });
      case 14:
        return rank < 2 ? x : g.transpose(x, { perm: swapLast(rank) });
      case 15:
        return size(x.shape) !== 6 ? x : g.reshape(x, { shape: pick([[2, 3], [3, 2], [6]]) });
      case 16:
        return rank > 1 ? x : g.broadcast(x, { shape: [2, ...x.shape], axes: [0] });
      case 17:
        return rank > 1
          ? x
          : g.broadcast(g.broadcast(x, { shape: [...x.shape, 2], axes: [rank] }), {
              shape: [2, ...x.shape, 2],
              axes: [0],
            });
      case 18:
        return rank === 0
          ? x
          : g.read(x, {
              shape: x.shape,
              from: x.shape.map((d, i) => (i === 0 && next() < 0.5 ? along(0, -1, d - 1) : along(i))),
            });
      case 19:
        return rank !== 2
          ? x
          : g.matmul(
              x,
              g.transpose(pick(known.filter((k) => k.shape.length === 2 && k.shape[1] === x.shape[1])), {
                perm: [1, 0],
              }),
            );
      case 20:
        return rank === 0 ? x : g.gather(x, index);
      default:
        return rank === 0 || x.shape[0] !== 3 ? x : g.scatterAdd(x, index, { rows: 4 });
    }
  };
  for (let i = 0; i < length; i++) known.push(tame(step()), step());
  const outputs: Record<string, Node> = { last: known.at(-1) ?? index, other: pick(known) };
  const loss = ops.sum(tame(pick(known.slice(-6))));
  const wrt = [leaves[2], leaves[1]].filter((n) => n !== undefined);
  grad(loss, wrt).forEach((d, i) => {
    outputs[`d${i}`] = d;
  });
  const labels = [known[12], known[20], loss]
    .filter((n) => n !== undefined)
    .map((node, i) => ({ node, label: { role: 'inner', name: `v${i}`, axes: [] } satisfies Label }));
  const inputs = Object.fromEntries(
    leaves.map((l, i) => [`x${i}`, Float64Array.from({ length: size(l.shape) }, () => next() * 4 - 2)]),
  );
  return { program: program(outputs, labels), inputs: { ...inputs, rows: Float64Array.of(2, 0, 1) } };
}
