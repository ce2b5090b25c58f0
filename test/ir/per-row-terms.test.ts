import { expect, test } from 'vitest';
import type { Label } from '../../src/ir/label.ts';
import { open } from '../../src/ir/per-row-terms.ts';
import type { Program } from '../../src/ir/program.ts';
import { simplify } from '../../src/ir/simplify.ts';
import * as layers from '../../src/nn/layers.ts';
import { losses } from '../../src/nn/losses.ts';
import type { Run } from '../../src/run/run.ts';
import { stepAt } from '../../src/run/steps.ts';
import { evaluate, once } from '../../src/ir/evaluate.ts';
import { makeRun, students, table } from '../cells/runs.ts';
import { pictureBooks } from '../targets/sheet/pictures.ts';

const step = (run: Run): Program =>
  run.programs['step'] ??
  (() => {
    throw new Error('a run has a step');
  })();
const inputs = (run: Run): Record<string, Float64Array> =>
  Object.fromEntries(
    [...Object.entries({ ...run.tables, ...run.state, ...run.settings }), ['rows', stepAt(run, 0).rows] as const].map(
      ([name, v]) => [name, Float64Array.from(v)],
    ),
  );
const find = (p: Program, is: (l: Label) => boolean) => p.labels.filter((l) => is(l.label));

test("the students' weight changes are error × mark, one per student, and their average moves the weight", () => {
  const run = makeRun(students.make());
  const p = open(simplify(step(run)));
  const terms = find(p, (l) => l.role === 'terms' && l.of?.role === 'change');
  expect(terms.map((l) => [l.label.of?.of?.name, l.node.shape])).toEqual([
    ['dense/kernel', [5, 3, 1]],
    ['dense/bias', [5, 1]],
  ]);
  const rows = { ...inputs(run), rows: Float64Array.of(0, 1, 2, 3, 4) };
  const values = evaluate(p.nodes, rows);
  const x = run.tables['x/x'] ?? [];
  const y = run.tables['y/y'] ?? [];
  const error = [0, 1, 2, 3, 4].map((i) => (y[i] ?? 0) - [0, 1, 2].reduce((s, k) => s + 0.33 * (x[i * 3 + k] ?? 0), 0));
  const expected = error.flatMap((e, i) => [0, 1, 2].map((k) => e * (x[i * 3 + k] ?? 0)));
  [...(values.get(terms[0]?.node as never) ?? [])].forEach((v, i) => expect(v).toBeCloseTo(expected[i] ?? NaN, 14));
  const [average] = find(p, (l) => l.role === 'average' && l.of?.of?.name === 'dense/kernel');
  expect([...(values.get(average?.node as never) ?? [])]).toHaveLength(3);
});

const t = table(6, 2, 1);
const deep = makeRun({
  layers: [
    layers.dense({ units: 3, activation: 'tanh' }),
    layers.dense({ units: 2, activation: 'relu' }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ],
  loss: losses.binaryCrossentropy(),
  x: t.x,
  y: t.y.map((r) => r.map((v) => (v > 0 ? 1 : 0))),
  optimizer: 'adam',
});
const penalised = makeRun({
  layers: [
    layers.dense({ units: 2, activation: 'sigmoid', kernelRegularizer: { l2: 0.1 } }),
    layers.dense({ units: 1 }),
  ],
  loss: losses.halfSquaredError(),
  ...t,
  optimizer: { name: 'sgd', momentum: 0.9 },
});

test.each([
  ['deep', deep],
  ['penalised', penalised],
  ['students', makeRun(students.make())],
])('opened programs run equal: %s', (_, run) => {
  const p = step(run);
  const [a, b] = [once(p, inputs(run)), once(open(simplify(p)), inputs(run))];
  for (const [name, values] of Object.entries(a)) {
    values.forEach((v, i) =>
      expect(Math.abs(v - (b[name]?.[i] ?? NaN)), name).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(v))),
    );
  }
});

test('hidden layers: every gradient is opened, and its factor is named after the layer', () => {
  const p = open(simplify(step(deep)));
  expect(find(p, (l) => l.role === 'terms').map((l) => l.label.of?.of?.name)).toEqual([
    'dense/kernel',
    'dense/bias',
    'dense_1/kernel',
    'dense_1/bias',
    'dense_2/kernel',
    'dense_2/bias',
  ]);
  expect(find(p, (l) => l.role === 'cotangent').map((l) => l.label.of?.name)).toEqual(['dense', 'dense_1', 'dense_2']);
});

test.each(Object.keys(pictureBooks))(
  '%s: places of a row are summed in its terms, and rows in their average',
  (name) => {
    const making = pictureBooks[name]?.making;
    const run = makeRun(making ?? students.make());
    const whole = simplify(step(run));
    const p = open(whole);
    const parameters = find(p, (l) => l.role === 'parameter');
    const terms = find(p, (l) => l.role === 'terms');
    expect(new Set(terms.map((l) => l.label.of?.of?.name))).toEqual(new Set(parameters.map((l) => l.label.name)));
    const values = evaluate(p.nodes, inputs(run));
    const numbers = evaluate(whole.nodes, inputs(run));
    for (const { node, label } of terms) {
      const parameter = label.of?.of?.name;
      const shape = parameters.find((l) => l.label.name === parameter)?.node.shape ?? [];
      const rows = node.shape[0] ?? 1;
      expect(node.shape, parameter).toEqual([rows, ...shape]);
      expect(label.axes.map((a) => a.kind)[0]).toBe('row');
      const size = shape.reduce((n, d) => n * d, 1);
      const own = values.get(node) ?? new Float64Array();
      const sign = label.of?.role === 'change' ? -1 : 1;
      const [gradient] = find(whole, (l) => l.role === 'gradient' && l.of?.name === parameter);
      const expected = (gradient && numbers.get(gradient.node)) ?? new Float64Array();
      expect(expected).toHaveLength(size);
      expected.forEach((v, i) => {
        const mean = Array.from({ length: rows }, (_, r) => own[r * size + i] ?? NaN).reduce((a, b) => a + b, 0) / rows;
        expect(sign * mean).toBeCloseTo(v, 13);
      });
    }
  },
);

test('a penalty stays beside the opened part', () => {
  const p = open(simplify(step(penalised)));
  const kernel = find(p, (l) => l.role === 'gradient' && l.of?.name === 'dense/kernel')[0]?.node;
  const average = find(p, (l) => l.role === 'average' && l.of?.of?.name === 'dense/kernel')[0]?.node;
  expect(average).toBeDefined();
  expect(kernel).not.toBe(average);
});

test('beyond the limit a gradient stays a product', () => {
  const p = open(simplify(step(deep)), 4);
  expect(find(p, (l) => l.role === 'terms').map((l) => l.label.of?.of?.name).length).toBeLessThan(6);
  expect(p.nodes.some((n) => n.op === 'matmul' && n.inputs[0]?.op === 'transpose')).toBe(true);
});
