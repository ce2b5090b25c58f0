import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import type { Axis, Label } from '../../src/ir/label.ts';
import type { Node } from '../../src/ir/node.ts';
import { program } from '../../src/ir/program.ts';
import { graphFromJson, graphToJson } from '../../src/nn/graph-json.ts';
import {
  graph,
  inputPorts,
  outputPorts,
  sequentialGraph,
  shapesOf,
  summaryRows,
  traceGraph,
  variablesOf,
  type Graph,
} from '../../src/nn/graph.ts';
import * as layers from '../../src/nn/layers.ts';
import { input } from '../../src/nn/shape-layers.ts';
import { once } from '../../src/ir/evaluate.ts';

/** Traces with every variable as an input; `labels` in order. */
function traced(net: Graph, batch = 2, mode: 'train' | 'predict' = 'predict', features?: readonly string[]) {
  const labels: Label[] = [];
  const logits: { p: Node; z: Node; by: string }[] = [];
  const axes: Record<string, readonly Axis[] | undefined> = {};
  let draws = 0;
  const t = traceGraph(net, {
    mode,
    inputs: Object.fromEntries(
      inputPorts(net).map(({ name, shape }) => [
        name,
        g.input({ name: `x/${name}`, shape: [batch, ...shape], from: 'feed' }),
      ]),
    ),
    variables: (layer, variable, v) => {
      axes[`${layer}/${variable}`] = v.axes;
      return g.input({ name: `${layer}/${variable}`, shape: v.shape, from: 'state' });
    },
    draw: (shape) => g.input({ name: `draw${draws++}`, shape, from: 'feed' }),
    ...(features
      ? { axes: { [inputPorts(net)[0]?.name ?? '']: [{ kind: 'row' }, { kind: 'feature', items: features }] } }
      : {}),
    label: (node, role, a, name) => {
      labels.push({ role, axes: a, ...(name === undefined ? {} : { name }) });
      return node;
    },
    logits: (p, z, by) => {
      logits.push({ p, z, by });
      return p;
    },
  });
  return { ...t, labels, logits, axes, draws };
}

describe('sequential', () => {
  const net = sequentialGraph(
    [
      layers.dense({ units: 5, activation: 'relu' }),
      layers.dropout({ rate: 0.5 }),
      layers.dense({ units: 4 }),
      layers.dense({ units: 1, activation: 'sigmoid', name: 'chance' }),
    ],
    [3],
  );
  test('names count per model, in snake_case', () => {
    expect(net.nodes.map((n) => n.name)).toEqual(['input_layer', 'dense', 'dropout', 'dense_1', 'chance']);
    const two = sequentialGraph([layers.batchNormalization({ inputShape: [2] }), layers.batchNormalization()]);
    expect(two.nodes.map((n) => n.name)).toEqual(['input_layer', 'batch_normalization', 'batch_normalization_1']);
  });
  test('an automatic name gives way to a given one', () => {
    expect(
      sequentialGraph(
        [
          layers.dense({ units: 1 }),
          layers.dense({ units: 1, name: 'dense' }),
          layers.dense({ units: 1, name: 'dense_1' }),
        ],
        [2],
      ).nodes.map((n) => n.name),
    ).toEqual(['input_layer', 'dense_2', 'dense', 'dense_1']);
  });
  test('variables, shapes, parameters', () => {
    expect(Object.entries(variablesOf(net)).map(([path, v]) => [path, v.shape])).toEqual([
      ['dense/kernel', [3, 5]],
      ['dense/bias', [5]],
      ['dense_1/kernel', [5, 4]],
      ['dense_1/bias', [4]],
      ['chance/kernel', [4, 1]],
      ['chance/bias', [1]],
    ]);
    expect(summaryRows(net).map((r) => [r.name, r.className, r.outputShape, r.parameters, r.trained])).toEqual([
      ['input_layer', 'InputLayer', [3], 0, 0],
      ['dense', 'Dense', [5], 20, 20],
      ['dropout', 'Dropout', [5], 0, 0],
      ['dense_1', 'Dense', [4], 24, 24],
      ['chance', 'Dense', [1], 5, 5],
    ]);
    expect([inputPorts(net), outputPorts(net)]).toEqual([
      [{ name: 'input_layer', shape: [3] }],
      [{ name: 'chance', shape: [1] }],
    ]);
  });
  test('labels: scores before an activation, inner outputs; the last output is for the step', () => {
    const t = traced(net, 2, 'train');
    expect(t.labels.map((l) => [l.role, l.name, l.axes.map((a) => a.kind).join()])).toEqual([
      ['preactivation', 'dense', 'row,unit'],
      ['activation', 'dense', 'row,unit'],
      ['activation', 'dropout', 'row,unit'],
      ['activation', 'dense_1', 'row,unit'],
      ['preactivation', 'chance', 'row,unit'],
    ]);
    expect(t.draws).toBe(1);
    expect(t.logits.map((l) => [l.by, l.p === t.outputs[0], l.z.op])).toEqual([['sigmoid', true, 'add']]);
  });
  test('the first kernel carries the names of the columns, also behind a normalization', () => {
    const names = ['height', 'age', 'income'];
    expect(traced(net, 2, 'predict', names).axes['dense/kernel']).toEqual([
      { kind: 'feature', items: names },
      { kind: 'unit' },
    ]);
    expect(traced(net, 2, 'predict', names).axes['dense_1/kernel']).toEqual([{ kind: 'feature' }, { kind: 'unit' }]);
    const behind = sequentialGraph(
      [layers.batchNormalization(), layers.dropout({ rate: 0.1 }), layers.dense({ units: 1 })],
      [3],
    );
    expect(traced(behind, 2, 'train', names).axes['dense/kernel']?.[0]).toEqual({ kind: 'feature', items: names });
  });
  test('predicting, dropout is not there', () => expect(traced(net).draws).toBe(0));
});

describe('functional', () => {
  const a = input({ shape: [4], name: 'a' });
  const b = input({ shape: [3] });
  const shared = layers.dense({ units: 3, activation: 'tanh', name: 'shared' });
  const once1 = shared.apply(a);
  const mixed = layers.concatenate().apply([once1, b]);
  const net = graph({
    inputs: [a, b],
    outputs: [
      layers.dense({ units: 2, activation: 'softmax' }).apply(mixed),
      layers.add().apply([once1, b, shared.apply(a)]),
    ],
  });

  test('a layer called twice has its variables once', () => {
    expect(Object.keys(variablesOf(net))).toEqual(['shared/kernel', 'shared/bias', 'dense/kernel', 'dense/bias']);
    expect(
      summaryRows(net)
        .filter((r) => r.className === 'Dense')
        .map((r) => [r.name, r.parameters, r.inbound]),
    ).toEqual([
      ['shared', 15, ['a']],
      ['dense', 14, ['concatenate']],
    ]);
  });
  test('computes: softmax of the concatenation, and a sum', () => {
    const t = traced(net, 1);
    const p = program({
      first: t.outputs[0] ?? g.constant({ value: 0 }),
      second: t.outputs[1] ?? g.constant({ value: 0 }),
    });
    const out = once(p, {
      'x/a': Float64Array.of(1, 2, 3, 4),
      'x/input_layer': Float64Array.of(0.1, 0.2, 0.3),
      'shared/kernel': new Float64Array(12).fill(0.05),
      'shared/bias': Float64Array.of(0, 1, -1),
      'dense/kernel': Float64Array.from({ length: 12 }, (_, i) => (i % 5) / 10),
      'dense/bias': Float64Array.of(0, 0.5),
    });
    const h = [0.5, 1.5, -0.5].map(Math.tanh);
    const all = [...h, 0.1, 0.2, 0.3];
    const z = [0, 1].map((u) => all.reduce((s, v, i) => s + v * (((i * 2 + u) % 5) / 10), u * 0.5));
    const e = z.map(Math.exp);
    expect([...(out['first'] ?? [])]).toEqual(e.map((v) => expect.closeTo(v / ((e[0] ?? 0) + (e[1] ?? 0)), 14)));
    expect([...(out['second'] ?? [])]).toEqual(h.map((v, i) => expect.closeTo(2 * v + 0.1 * (i + 1), 14)));
  });
  test('as plain data and back', () => {
    const json = graphToJson(net);
    const again = graphFromJson(JSON.parse(JSON.stringify(json)));
    // automatic names become given ones
    const withNames = { ...json, layers: json.layers.map((l) => ({ ...l, options: { ...l.options, name: l.name } })) };
    expect(graphToJson(again)).toEqual(withNames);
    expect(shapesOf(again)).toEqual(shapesOf(net));
    expect(Object.keys(variablesOf(again))).toEqual(Object.keys(variablesOf(net)));
    expect(again.nodes[0]?.layer).toBeTypeOf('object');
    expect(again.nodes.filter((n) => n.name === 'shared').map((n) => n.layer)).toEqual([
      again.nodes[2]?.layer,
      again.nodes[2]?.layer,
    ]);
  });
  test('one layer as two outputs: the second has a number', () => {
    const twice = graph({ inputs: a, outputs: [shared.apply(a), shared.apply(a)] });
    expect(outputPorts(twice).map((p) => p.name)).toEqual(['shared', 'shared:1']);
  });
  test('a kept variable of a layer called twice moves on twice', () => {
    const n = layers.batchNormalization({ momentum: 0.5 });
    const x = input({ shape: [1] });
    const t = traced(graph({ inputs: x, outputs: n.apply(n.apply(x)) }), 2, 'train');
    const out = once(program(t.next), {
      'x/input_layer': Float64Array.of(1, 3),
      'batch_normalization/gamma': Float64Array.of(2),
      'batch_normalization/beta': Float64Array.of(7),
      'batch_normalization/movingMean': Float64Array.of(0),
      'batch_normalization/movingVariance': Float64Array.of(1),
    });
    // means 2 and 7, variances 1 and 4/1.001: 0 → 1 → 4; 1 → 1 → (1 + 3.996…)/2
    expect(out['batch_normalization/movingMean']?.[0]).toBeCloseTo(4, 14);
    expect(out['batch_normalization/movingVariance']?.[0]).toBeCloseTo((1 + 4 / 1.001) / 2, 14);
  });
  test('a graph may start at an inner value', () => {
    const net2 = graph({ inputs: mixed, outputs: layers.dense({ units: 1 }).apply(mixed) });
    expect(inputPorts(net2)).toEqual([{ name: 'input_layer', shape: [6] }]);
  });
});

describe('what does not fit is refused with its name', () => {
  const a = input({ shape: [4] });
  const b = input({ shape: [3] });
  const refuses = (f: () => unknown, code: string, where: string): void =>
    expect(f).toThrow(expect.objectContaining({ code, fields: expect.objectContaining({ where }) }));
  test.each<[string, () => unknown, string, string]>([
    ['units', () => layers.dense({ units: 0 }), 'invalid-option', 'dense, units'],
    [
      'units of a named layer',
      () => layers.dense({ units: 2.5, name: 'hidden' }),
      'invalid-option',
      'dense "hidden", units',
    ],
    ['a misspelt option', () => layers.dense({ unit: 3 } as never), 'invalid-option', 'dense, option "unit"'],
    ['no options', () => layers.dense(undefined as never), 'invalid-option', 'dense'],
    [
      'an unknown activation',
      () => layers.dense({ units: 1, activation: 'rellu' }),
      'invalid-option',
      'dense, activation',
    ],
    [
      'an unknown initializer',
      () => layers.dense({ units: 1, kernelInitializer: 'x' }),
      'invalid-option',
      'dense, kernelInitializer',
    ],
    [
      'a negative penalty',
      () => layers.dense({ units: 1, kernelRegularizer: { l2: -1 } }),
      'invalid-option',
      'dense, kernelRegularizer, l2',
    ],
    ['a rate', () => layers.dropout({ rate: 1.5 }), 'invalid-option', 'dropout, rate'],
    ['a name with a slash', () => layers.flatten({ name: 'a/b' }), 'invalid-option', 'flatten "a/b", name'],
    ['a batch axis', () => layers.concatenate({ axis: 0 }), 'invalid-option', 'concatenate, axis'],
    ['unequal inputs of a sum', () => layers.add().apply([a, b]), 'shape-mismatch', 'add'],
    ['one input of a sum', () => layers.add({ name: 'both' }).apply(a), 'shape-mismatch', 'add "both"'],
    ['an impossible reshape', () => layers.reshape({ targetShape: [3, -1] }).apply(a), 'shape-mismatch', 'reshape'],
    ['numbers in place of a layer', () => layers.dense({ units: 1 }).apply([1, 2] as never), 'invalid-option', 'dense'],
    [
      'a scalar for a dense layer',
      () => layers.dense({ units: 1 }).apply(input({ shape: [] })),
      'shape-mismatch',
      'dense',
    ],
    [
      'two layers of one name',
      () => sequentialGraph([layers.dense({ units: 1, name: 'n' }), layers.dense({ units: 1, name: 'n' })], [2]),
      'invalid-option',
      'layer "n"',
    ],
    ['no input shape', () => sequentialGraph([layers.dense({ units: 1 })]), 'not-ready', 'sequential, dense'],
    ['no layers', () => sequentialGraph([]), 'invalid-option', 'sequential'],
    [
      'a missing input',
      () => graph({ inputs: a, outputs: layers.concatenate().apply([a, b]) }),
      'invalid-option',
      'graph, inputs',
    ],
  ])('%s', (_, f, code, where) => refuses(f, code, where));
  test('a layer of another width on its second call', () => {
    const d = layers.dense({ units: 2 });
    const net = graph({ inputs: [a, b], outputs: [d.apply(a), d.apply(b)] });
    refuses(() => variablesOf(net), 'shape-mismatch', 'dense "dense", kernel');
  });
  test('inputs of another shape', () => {
    const net = sequentialGraph([layers.dense({ units: 1 })], [4]);
    const c = {
      mode: 'predict' as const,
      variables: () => g.constant({ value: 0 }),
      draw: () => g.constant({ value: 0 }),
      label: (n: Node) => n,
      logits: (n: Node) => n,
    };
    refuses(() => traceGraph(net, { ...c, inputs: {} }), 'missing-input', 'input "input_layer"');
    refuses(
      () => traceGraph(net, { ...c, inputs: { x: g.input({ name: 'x', shape: [2, 3], from: 'feed' }) } }),
      'shape-mismatch',
      'input "input_layer"',
    );
  });
  test('a saved graph with a call of a later call, or of an unknown class', () => {
    const json = graphToJson(sequentialGraph([layers.dense({ units: 1 })], [4]));
    expect(() => graphFromJson({ ...json, calls: [{ layer: 'dense', inbound: [1] }] })).toThrow(
      expect.objectContaining({ code: 'bad-file' }),
    );
    expect(() => graphFromJson({ ...json, layers: json.layers.map((l) => ({ ...l, className: 'Lambda' })) })).toThrow(
      expect.objectContaining({ code: 'invalid-option' }),
    );
    expect(() => graphFromJson({ ...json, outputs: [9] })).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });
});
