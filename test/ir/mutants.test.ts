import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import type { Builder, Node } from '../../src/ir/node.ts';
import { grad } from '../../src/ir/grad.ts';
import * as ops from '../../src/ir/ops.ts';
import { order } from '../../src/ir/program.ts';
import { opNames, primitives } from '../../src/ir/primitives.ts';
import type { OpName } from '../../src/ir/signatures.ts';
import { equal } from '../../src/ir/shape.ts';
import { gradientError, type CheckInput } from '../tools/check-gradient.ts';
import { instances, type Instance } from '../tools/instances.ts';

// A gradient check that does not notice a broken rule proves nothing. Every rule is broken once in every way that fits,
// and the check must fail.
type Cotangents = readonly (Node | null)[];
type Build = Instance['build'];
type Rule = (c: { readonly dy: Node; readonly y: Node; readonly x: Args; readonly g: Builder }) => Cotangents;
type Args = [Node, Node, ...Node[]]; // a rule reads as many as its row has
// rules are replaced for the time of one test only
const table = primitives as unknown as Record<OpName, { grad: Rule }>;

const broken: Readonly<Record<string, (d: Cotangents, i: number) => Cotangents | null>> = {
  without: (d, i) => d.with(i, null),
  'with the other sign for': (d, i) => {
    const v = d[i];
    return v ? d.with(i, g.neg(v)) : null;
  },
  twice: (d, i) => {
    const v = d[i];
    return v ? d.with(i, g.add(v, v)) : null;
  },
  'with a little more for': (d, i) => {
    const v = d[i];
    return v ? d.with(i, ops.add(v, 1e-3)) : null;
  },
  swapping: (d, i) => {
    const [a, b] = [d[i], d[i + 1]];
    return a && b && a !== b && equal(a.shape, b.shape) ? d.with(i, b).with(i + 1, a) : null;
  },
};

function withRule<T>(op: OpName, rule: Rule, f: () => T): T {
  const { grad } = table[op];
  table[op].grad = rule;
  try {
    return f();
  } finally {
    table[op].grad = grad;
  }
}

/** How many inputs the row has where an instance applies it. */
function inputsOf(op: OpName, build: Build, inputs: readonly CheckInput[]): number {
  const x = inputs.map(({ shape }, i) => g.input({ name: `x${i}`, shape, from: 'table' }));
  return order([build(x)]).find((n) => n.op === op)?.inputs.length ?? 0;
}

const differentiable = opNames.filter((op) =>
  instances(op).some(({ build, inputs }) => {
    let some = false;
    const rule = table[op].grad;
    withRule(
      op,
      (c) => {
        const d = rule(c);
        some ||= d.some((v) => v !== null);
        return d;
      },
      () => {
        const x = inputs.map(({ shape }, i) => g.input({ name: `x${i}`, shape, from: 'table' }));
        return grad(ops.sum(build(x)), x);
      },
    );
    return some;
  }),
);

describe('a broken gradient rule does not survive', () => {
  test('of every row that has one', () => expect(differentiable.length).toBeGreaterThanOrEqual(28));
  for (const op of differentiable) {
    const most = Math.max(...instances(op).map(({ build, inputs }) => inputsOf(op, build, inputs)));
    for (let i = 0; i < most; i++) {
      for (const [how, change] of Object.entries(broken)) {
        const survivors: string[] = [];
        let mutants = 0;
        const original = table[op].grad;
        for (const { name, inputs, build } of instances(op)) {
          let applies = false;
          const error = withRule(
            op,
            (c) => {
              const d = original(c);
              const mutant = d[i] ? change(d, i) : null;
              applies ||= mutant !== null;
              return mutant ?? d;
            },
            () => gradientError(build, inputs),
          );
          if (!applies) continue;
          mutants++;
          if (error < 1e-5) survivors.push(name);
        }
        if (mutants > 0) test(`${op} ${how} input ${i}`, () => expect(survivors).toEqual([]));
      }
    }
  }
});

// Mistakes of one rule that a general change does not make.
const particular: readonly (readonly [
  op: OpName,
  what: string,
  rule: (c: Parameters<Rule>[0]) => Cotangents | null,
])[] = [
  ['tanh', 'y where 1 - y² belongs', ({ dy, y }) => [g.mul(dy, y)]],
  ['sigmoid', 'without the factor y', ({ dy, y }) => [g.sub(dy, g.mul(dy, y))]],
  ['sqrt', 'dy / y', ({ dy, y }) => [g.div(dy, y)]],
  ['log', 'times x', ({ dy, x: [x] }) => [g.mul(dy, x)]],
  ['exp', 'times x', ({ dy, x: [x] }) => [g.mul(dy, x)]],
  ['softplus', 'tanh for sigmoid', ({ dy, x: [x] }) => [g.mul(dy, g.tanh(x))]],
  ['sin', 'sin for cos', ({ dy, y }) => [g.mul(dy, y)]],
  ['abs', 'as if all were positive', ({ dy }) => [dy]],
  ['div', 'divided once too little', ({ dy, x: [a, b] }) => [g.div(dy, b), g.neg(g.div(g.mul(dy, a), b))]],
  ['max', 'to both', ({ dy }) => [dy, dy]],
  [
    'transpose',
    'with the permutation itself',
    ({ dy }) => [g.reshape(g.transpose(dy, { perm: [1, 2, 0] }), { shape: [2, 3, 4] })],
  ],
  [
    'matmul',
    'without transposing',
    ({ dy, x: [a, b] }) =>
      dy.shape[0] !== 2
        ? null
        : [
            g.reshape(g.matmul(dy, g.reshape(b, { shape: [4, 3] })), { shape: [2, 3] }),
            g.matmul(g.reshape(a, { shape: [3, 2] }), dy),
          ],
  ],
  [
    'reshape',
    'in another order',
    ({ dy, x: [x] }) =>
      x.shape.length !== 3 || dy.shape[0] !== 4
        ? null
        : [g.reshape(g.transpose(dy, { perm: [1, 0] }), { shape: [2, 3, 4] })],
  ],
  ['reduceMax', 'to all elements', ({ dy, x: [x] }) => [g.broadcast(dy, { shape: x.shape, axes: [0, 2] })]],
];
describe('a particular mistake does not survive', () => {
  for (const [op, what, rule] of particular) {
    test(`${op} ${what}`, () => {
      const [instance] = instances(op);
      if (!instance) throw new Error(`no instance of ${op}`);
      const original = table[op].grad; // the check itself multiplies and reshapes: there the rule stays
      expect(
        withRule(
          op,
          (c) => rule(c) ?? original(c),
          () => gradientError(instance.build, instance.inputs),
        ),
      ).toBeGreaterThan(1e-5);
    });
  }
});
