// The plans of some training steps, as reviewed code: what is stored, what shares a loop, where barriers are.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Program } from '../../src/ir/program.ts';
import { planOf } from '../../src/plan/plan.ts';
import { exactState } from '../../src/plan/prelude.ts';
import { planRows, planText } from '../../src/plan/print.ts';
import { g } from '../../src/ir/builder.ts';
import { grad } from '../../src/ir/grad.ts';
import * as ops from '../../src/ir/ops.ts';
import { program } from '../../src/ir/program.ts';
import { layers, sequential } from '../../src/index.ts';
import { denseNet, input } from '../tools/dense-net.ts';

const planText1 = (p: Program): string => planText(planRows(planOf(p, exactState([p]))));

test('two layers with dropout, softmax and Adam, made from primitives', () => {
  expect(planText1(denseNet(5, 6, 2, 20, 10).step)).toMatchSnapshot();
});

test('a dense network with softmax and Adam', () => {
  const model = sequential([
    layers.dense({ units: 5, activation: 'relu', inputShape: [4] }),
    layers.dense({ units: 3, activation: 'softmax' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  const x = Array.from({ length: 12 }, () => [1, 2, 3, 4]);
  const y = Array.from({ length: 12 }, () => [1, 0, 0]);
  const { step } = model.run(x, y, { batchSize: 6, epochs: 1 }).programs;
  expect(step && planText1(step)).toMatchSnapshot();
});

test('rows picked from a table that is trained: a gather and its transpose', () => {
  const table = input('table', [50, 4], 'state');
  const words = input('words', [6], 'feed');
  const loss = ops.mean(ops.square(g.gather(table, words)));
  const [gradient] = grad(loss, [table]);
  if (!gradient) throw new Error('no gradient');
  const p = program({ table: ops.sub(table, ops.mul(0.1, gradient)), loss });
  expect(planText1(p)).toMatchSnapshot();
});

test('the example of src/plan/README.md', () => {
  const z = ops.add(ops.matmul(input('x', [10, 4]), input('w', [4, 6])), input('b', [6]));
  const p = program({ y: ops.relu(z), alive: ops.sum(ops.less(0, z), 0) });
  const readme = readFileSync(new URL('../../src/plan/README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`text\n${planText1(p)}\n\`\`\``);
});
