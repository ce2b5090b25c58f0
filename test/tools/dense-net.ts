import { g } from '../../src/ir/builder.ts';
import { grad } from '../../src/ir/grad.ts';
import type { Node } from '../../src/ir/node.ts';
import * as ops from '../../src/ir/ops.ts';
import { program, type Program } from '../../src/ir/program.ts';
import { size, type Shape } from '../../src/ir/shape.ts';
import type { From } from '../../src/ir/signatures.ts';
import { CounterRandom } from '../../src/util/counter-random.ts';

export const input = (name: string, shape: Shape, from: From = 'table'): Node => g.input({ name, shape, from });
/** Numbers that f32 holds exactly, so that both precisions start alike. */
export const numbers = (n: number, seed: number, scale = 1): Float64Array => {
  const random = new CounterRandom(seed, 5);
  return Float64Array.from({ length: n }, () => Math.fround((random.uniform() * 2 - 1) * scale));
};

/** A two-layer network on a table, Adam, made from primitives: `rows` picks the batch. */
export function denseNet(
  features: number,
  hidden: number,
  classes: number,
  capacity: number,
  batch: number,
): { step: Program; values: Record<string, Float64Array>; feeds: (times: number) => Int32Array } {
  const rows = input('rows', [batch], 'feed');
  const before = input('step', [], 'state');
  const step = ops.add(before, 1);
  const rate = input('rate', [], 'setting');
  const seed = input('seed', [], 'setting');
  const x = g.gather(input('x', [capacity, features]), rows);
  const y = g.gather(input('y', [capacity, classes]), rows);
  const shapes = { w1: [features, hidden], b1: [hidden], w2: [hidden, classes], b2: [classes] };
  const v = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, input(name, shape, 'state')]),
  ) as Record<keyof typeof shapes, Node>;
  const h = ops.relu(ops.add(ops.matmul(x, v.w1), v.b1));
  const mask = ops.less(g.draw(seed, step, { shape: h.shape, stream: 3 }), 0.8);
  const z = ops.add(ops.matmul(ops.div(ops.mul(h, mask), 0.8), v.w2), v.b2);
  const each = ops.neg(ops.sum(ops.mul(y, ops.logSoftmax(z)), -1));
  const total = ops.sum(each);
  const outputs: Record<string, Node> = { step, loss: ops.div(total, batch) };
  const params = Object.keys(shapes) as (keyof typeof shapes)[];
  const gradients = grad(
    total,
    params.map((name) => v[name]),
  );
  const corrected = ops.div(ops.mul(rate, ops.sqrt(ops.sub(1, ops.pow(0.999, step)))), ops.sub(1, ops.pow(0.9, step)));
  params.forEach((name, i) => {
    const d = ops.div(gradients[i]!, batch);
    const m = input(`m/${name}`, shapes[name], 'state');
    const s = input(`v/${name}`, shapes[name], 'state');
    const nextM = ops.add(m, ops.mul(0.1, ops.sub(d, m)));
    const nextS = ops.add(s, ops.mul(0.001, ops.sub(ops.square(d), s)));
    outputs[`m/${name}`] = nextM;
    outputs[`v/${name}`] = nextS;
    outputs[name] = ops.sub(v[name], ops.mul(corrected, ops.div(nextM, ops.add(ops.sqrt(nextS), 1e-7))));
  });
  outputs['sums/loss'] = ops.add(input('sums/loss', [], 'state'), total);
  const p = program(outputs);
  const values = Object.fromEntries(
    Object.values(p.inputs)
      .filter((n) => n.attrs.from !== 'feed')
      .map((n, i) => [
        n.attrs.name,
        n.attrs.name.includes('/') ? new Float64Array(size(n.shape)) : numbers(size(n.shape), i + 1),
      ]),
  );
  const target = new Float64Array(capacity * classes);
  for (let i = 0; i < capacity; i++) target[i * classes + ((i * 7) % classes)] = 1;
  return {
    step: p,
    values: {
      ...values,
      y: target,
      step: Float64Array.of(0),
      rate: Float64Array.of(0.01),
      seed: Float64Array.of(42 + 2 ** 33),
    },
    feeds: (times) => Int32Array.from({ length: times * batch }, (_, i) => (i * 5 + 2) % capacity),
  };
}
