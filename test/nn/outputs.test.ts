import { describe, expect, test } from 'vitest';
import type { Axis } from '../../src/ir/label.ts';
import { g } from '../../src/ir/builder.ts';
import type { Node } from '../../src/ir/node.ts';
import * as ops from '../../src/ir/ops.ts';
import { model } from '../../src/model/create.ts';
import { rowAxes } from '../../src/nn/axes.ts';
import { graphFromJson, graphToJson } from '../../src/nn/graph-json.ts';
import {
  graph,
  inputPorts,
  outputPorts,
  sequentialGraph,
  shapesOf,
  snakeCase,
  summaryRows,
  traceGraph,
  variablesOf,
} from '../../src/nn/graph.ts';
import * as layers from '../../src/nn/layers.ts';
import { loss } from '../../src/nn/losses.ts';
import { optimizers } from '../../src/nn/optimizers.ts';
import { input } from '../../src/nn/shape-layers.ts';
import { callable, type SymbolicTensor } from '../../src/nn/symbolic.ts';
import { stepProgram } from '../../src/train/step.ts';

/** Twice x, and the mean of its numbers: what an LSTM with its states will be like. */
const twiceAndMean = (name?: string) =>
  callable<object, readonly [SymbolicTensor, SymbolicTensor]>({
    className: 'TwiceAndMean',
    ...(name === undefined ? {} : { name }),
    options: {},
    variables: () => ({ scale: { shape: [], init: { name: 'ones' }, trained: true } }),
    trace: ({ v, masks }, [x]) => ({
      outputs: [ops.mul(ops.mul(x as Node, 2), v['scale'] as Node), ops.mean(x as Node, -1, true)],
      masks: [masks[0] ?? null, null],
      axes: [rowAxes(2, { kind: 'class' }), [{ kind: 'row' }, { kind: 'step' }]],
    }),
  });
/** Traces; what was labelled, by name. */
function traced(net: ReturnType<typeof graph>) {
  const labels: Record<string, string> = {};
  const t = traceGraph(net, {
    mode: 'predict',
    inputs: Object.fromEntries(
      inputPorts(net).map(({ name, shape }) => [name, g.input({ name, shape: [2, ...shape], from: 'feed' })]),
    ),
    variables: (layer, name, v) => g.input({ name: `${layer}/${name}`, shape: v.shape, from: 'state' }),
    draw: (shape) => ops.expand(0.5, shape),
    logits: (p) => p,
    label: (node, role, axes, name) => {
      labels[`${role} ${name}`] = axes.map((a) => a.kind).join();
      return node;
    },
  });
  return { ...t, labels };
}

describe('a layer of several outputs', () => {
  const x = input({ shape: [3], name: 'x' });
  const [twice, mean] = twiceAndMean().apply(x);
  const net = graph({ inputs: x, outputs: [layers.dense({ units: 1 }).apply(twice), mean] });

  test('gives a list, each with its shape', () => expect([twice.shape, mean.shape]).toEqual([[3], [1]]));
  test('is one call in the graph, its variables once', () => {
    expect(net.nodes.map((n) => [n.name, n.inbound])).toEqual([
      ['x', []],
      ['twice_and_mean', [{ call: 0, output: 0 }]],
      ['dense', [{ call: 1, output: 0 }]],
    ]);
    expect(net.outputs).toEqual([
      { call: 2, output: 0 },
      { call: 1, output: 1 },
    ]);
    expect(shapesOf(net)).toEqual([[[3]], [[3], [1]], [[1]]]);
    expect(Object.keys(variablesOf(net))).toEqual(['twice_and_mean/scale', 'dense/kernel', 'dense/bias']);
    expect(outputPorts(net)).toEqual([
      { name: 'dense', shape: [1] },
      { name: 'twice_and_mean', shape: [1] },
    ]);
    expect(summaryRows(net)[1]).toMatchObject({ name: 'twice_and_mean', outputShape: [3], parameters: 1 });
  });
  test('inner outputs are labelled, the second with its number; axes are what the layer says', () => {
    const [one, two] = twiceAndMean('own').apply(x);
    const t = traced(graph({ inputs: x, outputs: layers.concatenate().apply([one, two]) }));
    expect(t.labels).toEqual({ 'activation own': 'row,class', 'activation own:1': 'row,step' });
    expect(t.values.map((list) => list.length)).toEqual([1, 2, 1]);
  });
  test('both outputs of one call go out: the second has a number', () => {
    expect(outputPorts(graph({ inputs: x, outputs: [twice, mean] })).map((p) => p.name)).toEqual([
      'twice_and_mean',
      'twice_and_mean:1',
    ]);
  });
  test('a graph may start at the second output', () => {
    const half = graph({ inputs: mean, outputs: layers.dense({ units: 2 }).apply(mean) });
    expect(inputPorts(half)).toEqual([{ name: 'input_layer', shape: [1] }]);
    const both = graph({ inputs: [x, mean], outputs: layers.concatenate().apply([twice, mean]) });
    expect(both.nodes.map((n) => n.name)).toEqual(['x', 'input_layer', 'twice_and_mean', 'concatenate']);
    expect(both.nodes[3]?.inbound).toEqual([
      { call: 2, output: 0 },
      { call: 1, output: 0 },
    ]);
  });
  test('is trained as any other', async () => {
    const m = model({ inputs: x, outputs: [layers.dense({ units: 1, name: 'd' }).apply(twice), mean] });
    m.compile({ optimizer: 'sgd', loss: 'mse' });
    const rows = [[1, 2, 3], [0, -1, 1], [2, 2, 2]]; // prettier-ignore
    await m.fit(rows, { d: [[1], [2], [3]], twice_and_mean: [[2], [0], [2]] }, { epochs: 2, shuffle: false });
    const out = await m.predictAll(rows);
    expect(out['twice_and_mean']).toEqual([2, 0, 2].map((v) => [expect.closeTo(v, 6)]));
  });
});

describe('a graph as plain data', () => {
  const a = input({ shape: [2], name: 'a' });
  const net = graph({ inputs: a, outputs: layers.dense({ units: 1 }).apply(a) });
  test('a first output is its call, as ever; another one a pair', () => {
    expect(graphToJson(net)).toMatchObject({ calls: [{ inbound: [] }, { inbound: [0] }], outputs: [1] });
    const [, mean] = twiceAndMean().apply(a);
    expect(graphToJson(graph({ inputs: a, outputs: [layers.dense({ units: 1 }).apply(mean), mean] }))).toMatchObject({
      calls: [{ inbound: [] }, { inbound: [0] }, { inbound: [[1, 1]] }],
      outputs: [2, [1, 1]],
    });
  });
  test('pairs are read, and an output that is not there is refused', () => {
    const json = graphToJson(net);
    expect(graphFromJson({ ...json, outputs: [[1, 0]] }).outputs).toEqual([{ call: 1, output: 0 }]);
    const odd = graphFromJson({ ...json, outputs: [[1, 1]] });
    expect(() => shapesOf(odd)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
    expect(() => graphFromJson({ ...json, outputs: [[9, 0]] })).toThrow(expect.objectContaining({ code: 'bad-file' }));
    const calls = json.calls.map((c) => ({ ...c, inbound: c.inbound.map(() => [1, 0] as const) }));
    expect(() => graphFromJson({ ...json, calls })).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });
});

describe('axes', () => {
  const kinds = (axes: readonly Axis[]): string => axes.map((a) => a.kind).join();
  test.each([
    [1, 'row'],
    [2, 'row,feature'],
    [3, 'row,time,feature'],
    [4, 'row,space,space,channel'],
    [5, 'row,space,space,space,channel'],
  ])('of %i axes', (rank, want) => expect(kinds(rowAxes(rank, { kind: 'feature' }))).toBe(want));
  test('units and classes stay what they are', () => {
    expect(kinds(rowAxes(4, { kind: 'unit' }))).toBe('row,space,space,unit');
    expect(rowAxes(2, { kind: 'class', items: ['a', 'b'] })[1]).toEqual({ kind: 'class', items: ['a', 'b'] });
  });
  test.each([
    [[3], 'row,feature', 'row,unit', 'row,class'],
    [[7, 3], 'row,time,feature', 'row,time,unit', 'row,time,class'],
    [[5, 6, 3], 'row,space,space,channel', 'row,space,space,unit', 'row,space,space,class'],
  ])('ports and layers say the same of rows of shape %j', (shape, data, inner, out) => {
    const net = sequentialGraph(
      [layers.dropout({ rate: 0.1 }), layers.dense({ units: 2, activation: 'tanh' }), layers.dense({ units: 1 })],
      shape,
    );
    const p = stepProgram(
      {
        graph: net,
        inputs: inputPorts(net),
        outputs: outputPorts(net),
        targets: outputPorts(net),
        losses: [loss('mse')],
        metrics: [[]],
        optimizer: optimizers.sgd({ learningRate: 1 }),
        weighted: false,
      },
      4,
      2,
    );
    const of = (role: string, name?: string): string[] =>
      p.labels
        .filter((l) => l.label.role === role && (name === undefined || l.label.name === name))
        .map((l) => kinds(l.label.axes));
    expect(of('data')).toEqual([data]);
    expect(of('activation', 'dropout')).toEqual([data]); // passed on
    expect([of('preactivation', 'dense'), of('activation', 'dense')]).toEqual([[inner], [inner]]);
    expect([...of('target'), ...of('prediction')]).toEqual([out, out]);
  });
  test('the columns of every input name the features of what reads them', () => {
    const [a, b] = [input({ shape: [2], name: 'a' }), input({ shape: [2], name: 'b' })];
    const net = graph({
      inputs: [a, b],
      outputs: layers.add().apply([layers.dense({ units: 1 }).apply(a), layers.dense({ units: 1 }).apply(b)]),
    });
    const columns: Record<string, readonly string[]> = { a: ['height', 'age'], b: ['width', 'price'] };
    const p = stepProgram(
      {
        graph: net,
        inputs: inputPorts(net).map((port) => ({ ...port, columns: columns[port.name] ?? [] })),
        outputs: outputPorts(net),
        targets: outputPorts(net),
        losses: [loss('mse')],
        metrics: [[]],
        optimizer: optimizers.sgd({ learningRate: 1 }),
        weighted: false,
      },
      4,
      2,
    );
    const kernel = (name: string): unknown =>
      p.labels.find((l) => l.label.role === 'parameter' && l.label.name === name)?.label.axes[0];
    expect([kernel('dense/kernel'), kernel('dense_1/kernel')]).toEqual([
      { kind: 'feature', items: columns['a'] },
      { kind: 'feature', items: columns['b'] },
    ]);
  });
});

// Python, Keras 3.15.1: [keras.src.utils.naming.to_snake_case(n) for n in names]
test.each([
  ['Dense', 'dense'],
  ['Conv2D', 'conv2d'],
  ['Conv2DTranspose', 'conv2d_transpose'],
  ['DepthwiseConv1D', 'depthwise_conv1d'],
  ['MaxPooling2D', 'max_pooling2d'],
  ['GlobalAveragePooling1D', 'global_average_pooling1d'],
  ['SimpleRNN', 'simple_rnn'],
  ['LSTM', 'lstm'],
  ['GRU', 'gru'],
  ['BatchNormalization', 'batch_normalization'],
  ['LayerNormalization', 'layer_normalization'],
  ['MultiHeadAttention', 'multi_head_attention'],
  ['InputLayer', 'input_layer'],
  ['ReLU', 're_lu'],
  ['LeakyReLU', 'leaky_re_lu'],
  ['PReLU', 'p_re_lu'],
  ['ZeroPadding2D', 'zero_padding2d'],
  ['Cropping1D', 'cropping1d'],
  ['TimeDistributed', 'time_distributed'],
])('%s is named %s', (className, name) => expect(snakeCase(className)).toBe(name));

test('a graph is traced once for its shapes and variables, however often one asks', () => {
  let traces = 0;
  const counting = callable({
    className: 'Counting',
    options: {},
    variables: () => ({}),
    trace: (_, [x]) => {
      traces++;
      return { outputs: [x as Node] };
    },
  });
  const net = sequentialGraph([counting, layers.dense({ units: 1 })], [2]);
  variablesOf(net);
  shapesOf(net);
  summaryRows(net);
  outputPorts(net);
  expect(variablesOf(net)).toBe(variablesOf(net));
  expect(traces).toBe(1);
});
