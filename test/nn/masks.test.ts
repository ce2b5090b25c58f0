import { describe, expect, test } from 'vitest';
import type { Node } from '../../src/ir/node.ts';
import * as ops from '../../src/ir/ops.ts';
import { g } from '../../src/ir/builder.ts';
import { grad } from '../../src/ir/grad.ts';
import { program } from '../../src/ir/program.ts';
import { perRow } from '../../src/nn/align.ts';
import { graph, inputPorts, outputPorts, type Graph } from '../../src/nn/graph.ts';
import type { Layer, Mask, Tracing } from '../../src/nn/layer.ts';
import * as layers from '../../src/nn/layers.ts';
import { loss } from '../../src/nn/losses.ts';
import { metric } from '../../src/nn/metrics.ts';
import { optimizers } from '../../src/nn/optimizers.ts';
import { input } from '../../src/nn/shape-layers.ts';
import { callable, type CallableLayer } from '../../src/nn/symbolic.ts';
import { once } from '../../src/ir/evaluate.ts';
import { reference } from '../../src/targets/reference.ts';
import { wasm } from '../../src/targets/wasm/engine.ts';
import { evaluateProgram, stepProgram, type StepSpec } from '../../src/train/step.ts';
import { gradientError } from '../tools/check-gradient.ts';

const small = (className: string, trace: Layer['trace']): CallableLayer =>
  callable({ className, options: {}, variables: () => ({}), trace });
const first = ([x]: readonly Node[]): Node => x as Node;

const masking = layers.masking();
/** The mean over the time steps that count: eats the mask. */
const average = small('GlobalAveragePooling1D', ({ masks: [mask = null] }, xs) => {
  if (!mask) return { outputs: [ops.mean(first(xs), 1)] };
  const counts = ops.reshape(mask, [...mask.shape, 1]);
  return { outputs: [ops.div(ops.sum(ops.mul(first(xs), counts), 1), ops.sum(counts, 1))] };
});

/** What a layer makes of inputs and masks, and the numbers of both. */
function run(
  layer: Layer,
  values: readonly number[][][][],
  masks: readonly (number[][] | null)[],
  mode: Tracing['mode'] = 'predict',
) {
  const shape = (v: unknown): number[] => (Array.isArray(v) ? [v.length, ...shape(v[0])] : []);
  const given: Record<string, Float64Array> = {};
  const node = (name: string, v: unknown): Node => {
    given[name] = Float64Array.from([v].flat(9) as number[]);
    return g.input({ name, shape: shape(v), from: 'feed' });
  };
  const xs = values.map((v, i) => node(`x${i}`, v));
  const made = masks.map((m, i) => m && node(`m${i}`, m));
  const v = Object.fromEntries(
    Object.entries(layer.variables(xs.map((x) => x.shape.slice(1)))).map(([name, { shape, init }]) => {
      const filled = init.name === 'ones' ? 1 : 0;
      return [name, ops.expand(filled, shape)];
    }),
  );
  const t = layer.trace(
    {
      mode,
      name: 'layer',
      v,
      masks: made,
      axes: xs.map(() => []),
      draw: (s) => ops.expand(0.5, s),
      label: (n) => n,
      logits: (p) => p,
    },
    xs,
  );
  const out = once(
    program({ y: t.outputs[0] as Node, ...t.next, ...(t.masks?.[0] ? { mask: t.masks[0] } : {}) }),
    given,
  );
  return { mask: out['mask'] ? [...out['mask']] : null, y: [...(out['y'] ?? [])], same: t.masks?.[0] === made[0], out };
}

// two rows of three time steps of two numbers; of the second row only the first time step counts
const x = [[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]]; // prettier-ignore
const other = [[[10, 20], [30, 40], [50, 60]], [[70, 80], [90, 100], [110, 120]]]; // prettier-ignore
const mask = [[1, 1, 0], [1, 0, 0]]; // prettier-ignore
const otherMask = [[1, 0, 0], [1, 1, 0]]; // prettier-ignore

describe("who passes a mask, who eats it: Keras's supports_masking", () => {
  test.each<[string, Layer]>([
    ['dense', layers.dense({ units: 3 })],
    ['activation', layers.activation({ activation: 'tanh' })],
    ['dropout', layers.dropout({ rate: 0.1 })],
    ['rescaling', layers.rescaling({ scale: 2 })],
    ['batchNormalization', layers.batchNormalization()],
    ['spatialDropout1d', layers.spatialDropout1d({ rate: 0.1 })],
    ['gaussianNoise', layers.gaussianNoise({ stddev: 0.1 })],
    ['gaussianDropout', layers.gaussianDropout({ rate: 0.1 })],
    ['lstm with returnSequences', layers.lstm({ units: 2, returnSequences: true })],
    [
      'bidirectional with returnSequences',
      layers.bidirectional({ layer: layers.gru({ units: 2, returnSequences: true }) }),
    ],
    ['timeDistributed', layers.timeDistributed({ layer: layers.dense({ units: 2 }) })],
    ['layerNormalization', layers.layerNormalization()],
    ['groupNormalization', layers.groupNormalization({ groups: 2 })],
    ['softmax', layers.softmax()],
    ['positionEmbedding', layers.positionEmbedding({ sequenceLength: 3 })],
    ['sinePositionEncoding', layers.sinePositionEncoding()],
  ])('%s passes it', (_, layer) => {
    for (const mode of ['train', 'predict'] as const) {
      expect(run(layer, [x], [mask], mode)).toMatchObject({ same: true });
    }
    expect(run(layer, [x], [null]).mask).toBeNull();
  });
  test.each<[string, Layer]>([
    ['flatten', layers.flatten()],
    ['reshape', layers.reshape({ targetShape: [6] })],
    ['lstm', layers.lstm({ units: 2 })],
    ['bidirectional', layers.bidirectional({ layer: layers.gru({ units: 2 }) })],
    ['permute', layers.permute({ dims: [2, 1] })],
    ['one that says nothing', average],
    ['conv1d', layers.conv1d({ filters: 2, kernelSize: 2 })],
    ['conv1dTranspose', layers.conv1dTranspose({ filters: 2, kernelSize: 2 })],
    ['depthwiseConv1d', layers.depthwiseConv1d({ kernelSize: 2 })],
    ['separableConv1d', layers.separableConv1d({ filters: 2, kernelSize: 2 })],
    ['maxPooling1d', layers.maxPooling1d()],
    ['averagePooling1d', layers.averagePooling1d({ poolSize: 2 })],
    ['globalAveragePooling1d', layers.globalAveragePooling1d()],
    ['globalMaxPooling1d', layers.globalMaxPooling1d()],
    ['zeroPadding1d', layers.zeroPadding1d()],
    ['cropping1d', layers.cropping1d()],
    ['upSampling1d', layers.upSampling1d()],
  ])('%s eats it', (_, layer) => expect(run(layer, [x], [mask]).mask).toBeNull());
  test('attention passes that of the query, and eats the others', () => {
    for (const layer of [
      layers.attention(),
      layers.additiveAttention(),
      layers.multiHeadAttention({ numHeads: 2, keyDim: 2 }),
    ]) {
      expect(run(layer, [x, other], [mask, otherMask])).toMatchObject({ same: true });
      expect(run(layer, [x, other], [null, otherMask]).mask).toBeNull();
    }
    expect(run(layers.dot({ axes: 2 }), [x, other], [mask, otherMask]).mask).toBeNull();
  });
  test('a layer may make one', () => {
    const zeroed = [[[1, 0], [0, 0], [0, 3]], [[0, 0], [0, 0], [0, 0]]]; // prettier-ignore
    expect(run(masking, [zeroed], [null]).mask).toEqual([1, 0, 1, 0, 0, 0]);
    expect(run(average, [x], [mask]).y).toEqual([2, 3, 7, 8]);
  });
  test('globalAveragePooling1d takes the mean of the entries that count, as Keras; globalMaxPooling1d sees all', () => {
    expect(run(layers.globalAveragePooling1d(), [x], [mask]).y).toEqual([2, 3, 7, 8]);
    expect(run(layers.globalAveragePooling1d(), [x], [null]).y).toEqual([3, 4, 9, 10]);
    expect(run(layers.globalMaxPooling1d(), [x], [mask]).y).toEqual([5, 6, 11, 12]);
  });
});

// Keras 3.15.1, keras/src/layers/merging, followed by hand
describe('several masks become one', () => {
  const numbers = x.flat(2);
  test.each<[string, Layer, number[]]>([
    ['add', layers.add(), numbers.map((v, i) => v + (other.flat(2)[i] ?? 0))],
    ['subtract', layers.subtract(), numbers.map((v, i) => v - (other.flat(2)[i] ?? 0))],
    ['average', layers.average(), numbers.map((v, i) => (v + (other.flat(2)[i] ?? 0)) / 2)],
    // where one side does not count the other one stands alone; where none does, 0
    ['multiply', layers.multiply(), [10, 40, 3, 4, 0, 0, 490, 640, 90, 100, 0, 0]],
    // … and there the first side, made equal to the second, which was made equal to the first
    ['maximum', layers.maximum(), [10, 20, 3, 4, 5, 6, 70, 80, 90, 100, 11, 12]],
    ['minimum', layers.minimum(), [1, 2, 3, 4, 5, 6, 7, 8, 90, 100, 11, 12]],
  ])('%s: what counts in one counts', (_, layer, y) => {
    const both = run(layer, [x, other], [mask, otherMask]);
    expect(both.mask).toEqual([1, 1, 0, 1, 1, 0]);
    expect(both.y).toEqual(y);
  });
  test('one without a mask: everything counts, and what does not count on the other side is left out', () => {
    expect(run(layers.add(), [x, other], [mask, null]).mask).toBeNull();
    const product = run(layers.multiply(), [x, other], [mask, null]);
    expect([product.mask, product.y]).toEqual([null, [10, 40, 90, 160, 50, 60, 490, 640, 90, 100, 110, 120]]);
    expect(run(layers.maximum(), [other, x], [null, mask]).y).toEqual(other.flat(2));
    expect(run(layers.minimum(), [x, other], [mask, null]).y).toEqual([1, 2, 3, 4, 50, 60, 7, 8, 90, 100, 110, 120]);
  });
  test('three in a row', () => {
    const third = [[0, 0, 1], [0, 0, 0]]; // prettier-ignore
    const y = run(layers.maximum(), [x, other, x], [mask, otherMask, third]);
    expect(y.mask).toEqual([1, 1, 1, 1, 1, 0]);
    expect(y.y).toEqual([10, 20, 3, 4, 5, 6, 70, 80, 90, 100, 11, 12]);
  });
  test('concatenate: along the features as a sum, along time one after the other', () => {
    expect(run(layers.concatenate(), [x, other], [mask, otherMask]).mask).toEqual([1, 1, 0, 1, 1, 0]);
    expect(run(layers.concatenate(), [x, other], [mask, null]).mask).toBeNull();
    const time = layers.concatenate({ axis: 1 });
    expect(run(time, [x, other], [mask, otherMask]).mask).toEqual([1, 1, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0]);
    expect(run(time, [x, other], [null, otherMask]).mask).toEqual([1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0]);
    expect(run(time, [x, other], [null, null]).mask).toBeNull();
  });
  test('without masks no number changes', () => {
    expect(run(layers.multiply(), [x, other], [null, null]).y).toEqual(
      numbers.map((v, i) => v * (other.flat(2)[i] ?? 0)),
    );
    expect(run(layers.maximum(), [x, other], [null, null]).y).toEqual(other.flat(2));
  });
});

test('batch normalization takes mean and variance of the entries that count', () => {
  // entries [1, 2], [3, 4], [7, 8]: means 11/3 and 14/3, variances 56/9; Keras divides by 3 + 1e-7
  const layer = layers.batchNormalization({ momentum: 0.5, epsilon: 0.01 });
  const { y, out } = run(layer, [x], [mask], 'train');
  expect(out['movingMean']?.[0]).toBeCloseTo((0.5 * 11) / (3 + 1e-7), 12);
  expect(out['movingVariance']?.[1]).toBeCloseTo(0.5 + (0.5 * 56) / 9, 6);
  expect(y[0]).toBeCloseTo((1 - 11 / 3) / Math.sqrt(56 / 9 + 0.01), 6);
  expect(y[11]).toBeCloseTo((12 - 14 / 3) / Math.sqrt(56 / 9 + 0.01), 6); // every entry is normalized, also the others
});

describe('gradients go through masked layers', () => {
  const shapes = [[2, 3, 2], [2, 3, 2]]; // prettier-ignore
  const constantMask = (rows: number[][]): Node =>
    ops.reshape(
      ops.concatenate(
        rows.flat().map((v) => ops.reshape(ops.constant(v), [1])),
        0,
      ),
      [2, 3],
    );
  test.each<[string, Layer]>([
    ['multiply', layers.multiply()],
    ['maximum', layers.maximum()],
    ['batchNormalization', layers.batchNormalization()],
  ])('%s', (name, layer) => {
    const two = name !== 'batchNormalization';
    const inputs = (two ? shapes : shapes.slice(1)).map((shape) => ({ shape }));
    const masks = (two ? [mask, otherMask] : [mask]).map(constantMask);
    const f = (nodes: readonly Node[]): Node[] => {
      const v = Object.fromEntries(
        Object.entries(layer.variables([[3, 2]])).map(([n, d]) => [n, ops.expand(1, d.shape)]),
      );
      const c = {
        mode: 'train',
        name: 'n',
        v,
        masks,
        axes: [],
        draw: () => first(nodes),
        label: (n: Node) => n,
        logits: (p: Node) => p,
      } as const;
      return [...layer.trace(c, nodes).outputs];
    };
    expect(gradientError(f, inputs, 3)).toBeLessThan(1e-7);
  });
});

// ---- the loss

const rows = 3;
const times = 4;
/** 0-1 masks of 3 rows of 4 times; the third row has none that counts. */
const valid = [[1, 1, 1, 0], [1, 0, 0, 0], [0, 0, 0, 0]]; // prettier-ignore
const numbersOf = (n: number, seed: number): number[] =>
  Array.from({ length: n }, (_, i) => Math.sin(seed + 1.7 * i) * 0.9);
/** x [3, 4, 2], 0 where nothing counts, and targets [3, 4, units]. */
const data = numbersOf(rows * times * 2, 1).map((v, i) => v * (valid.flat()[i >> 1] ?? 0));
const kernel = [0.3, -0.4];

const specOf = (net: Graph, more: Partial<StepSpec> = {}): StepSpec => ({
  graph: net,
  inputs: inputPorts(net),
  outputs: outputPorts(net),
  targets: outputPorts(net),
  losses: outputPorts(net).map(() => loss('mse')),
  metrics: outputPorts(net).map(() => []),
  optimizer: optimizers.sgd({ learningRate: 1 }),
  weighted: false,
  ...more,
});
const sequence = (activation = 'linear', units = 1): Graph => {
  const start = input({ shape: [times, 2], name: 'x' });
  return graph({
    inputs: start,
    outputs: layers.dense({ units, activation, useBias: false, name: 'd' }).apply(masking.apply(start)),
  });
};

interface Given {
  readonly spec: StepSpec;
  readonly x?: readonly number[];
  readonly y: readonly number[];
  readonly w?: readonly number[];
  readonly kernel?: readonly number[];
}
function step({ spec, x: xs = data, y, w, kernel: k = kernel }: Given) {
  const out = once(stepProgram(spec, rows, rows), {
    rows: Float64Array.of(0, 1, 2),
    'x/x': Float64Array.from(xs),
    'y/d': Float64Array.from(y),
    'd/kernel': Float64Array.from(k),
    step: Float64Array.of(0),
    learningRate: Float64Array.of(1),
    weight: Float64Array.from(w ?? [1, 1, 1]),
    ...Object.fromEntries(
      Object.entries(stepProgram(spec, rows, rows).inputs).flatMap(([n]) =>
        n.startsWith('sums/') ? [[n, new Float64Array(1)]] : [],
      ),
    ),
  });
  const at = (name: string): number => out[name]?.[0] ?? NaN;
  return { loss: at('loss'), at, gradient: [...(out['d/kernel'] ?? [])].map((after, i) => (k[i] ?? 0) - after) };
}
const prediction = (xs: readonly number[], i: number): number => (xs[2 * i] ?? 0) * 0.3 - (xs[2 * i + 1] ?? 0) * 0.4;
const y = numbersOf(rows * times, 5);
/** Keras: Σ w·ℓ over the entries that count / their number. */
const masked = (each: (i: number) => number, w: readonly number[] = [1, 1, 1]): number => {
  const counting = valid.flat().map((v, i) => v * each(i) * (w[Math.floor(i / times)] ?? 0));
  return counting.reduce((a, b) => a + b) / 4;
};

describe('the loss is divided by the entries that count', () => {
  test('squared error, and what is reported is the same', () => {
    const t = step({ spec: specOf(sequence()), y });
    const want = masked((i) => (prediction(data, i) - (y[i] ?? 0)) ** 2);
    expect(t.loss).toBeCloseTo(want, 14);
    // an epoch's loss: batches by their rows, as Keras
    expect([t.at('sums/loss'), t.at('sums/count')]).toEqual([expect.closeTo(want * rows, 13), rows]);
  });
  test('half squared error descends ½·error² and reports error²', () => {
    const t = step({ spec: specOf(sequence(), { losses: [loss('halfSquaredError')] }), y });
    const full = step({ spec: specOf(sequence()), y });
    expect(t.loss).toBeCloseTo(full.loss, 14);
    expect(t.gradient).toEqual(full.gradient.map((d) => expect.closeTo(d / 2, 14)));
  });
  test('absolute error, huber, hinge', () => {
    const e = (i: number): number => prediction(data, i) - (y[i] ?? 0);
    const of = (name: string): number => step({ spec: specOf(sequence(), { losses: [loss(name)] }), y }).loss;
    expect(of('mae')).toBeCloseTo(
      masked((i) => Math.abs(e(i))),
      14,
    );
    expect(of('huber')).toBeCloseTo(
      masked((i) => (Math.abs(e(i)) <= 1 ? e(i) ** 2 / 2 : Math.abs(e(i)) - 0.5)),
      14,
    );
    const signs = y.map((v) => Math.sign(v));
    expect(step({ spec: specOf(sequence(), { losses: [loss('hinge')] }), y: signs }).loss).toBeCloseTo(
      masked((i) => Math.max(1 - (signs[i] ?? 0) * prediction(data, i), 0)),
      14,
    );
  });
  test('binary crossentropy by its logits', () => {
    const labels = y.map((v) => (v > 0 ? 1 : 0));
    const t = step({ spec: specOf(sequence('sigmoid'), { losses: [loss('bce')] }), y: labels });
    const p = (i: number): number => 1 / (1 + Math.exp(-prediction(data, i)));
    expect(t.loss).toBeCloseTo(
      masked((i) => -Math.log(labels[i] ? p(i) : 1 - p(i))),
      14,
    );
  });
  test('class numbers, [batch, time] of [batch, time, classes]', () => {
    const net = sequence('softmax', 3);
    const k = numbersOf(6, 3);
    const spec = specOf(net, {
      losses: [loss('sparseCategoricalCrossentropy')],
      targets: [{ name: 'd', shape: [times, 1] }],
      metrics: [[metric('accuracy')]],
    });
    const classes = y.map((_, i) => i % 3);
    const t = step({ spec, y: classes, kernel: k });
    const z = (i: number): number[] =>
      [0, 1, 2].map((c) => (data[2 * i] ?? 0) * (k[c] ?? 0) + (data[2 * i + 1] ?? 0) * (k[3 + c] ?? 0));
    expect(t.loss).toBeCloseTo(
      masked((i) => Math.log(z(i).reduce((s, v) => s + Math.exp(v), 0)) - (z(i)[i % 3] ?? 0)),
      14,
    );
    const right = masked((i) => (z(i).indexOf(Math.max(...z(i))) === i % 3 ? 1 : 0));
    expect(t.at('sums/accuracy/total') / t.at('sums/accuracy/count')).toBeCloseTo(right, 14);
    expect(t.at('sums/accuracy/count')).toBe(4);
  });
  test('several units: their mean is one entry', () => {
    const t = step({ spec: specOf(sequence('linear', 2)), y: [...y, ...y], kernel: [0.3, 0.3, -0.4, -0.4] });
    const want = masked((i) => {
      const p = prediction(data, i);
      return ((p - ([...y, ...y][2 * i] ?? 0)) ** 2 + (p - ([...y, ...y][2 * i + 1] ?? 0)) ** 2) / 2;
    });
    expect(t.loss).toBeCloseTo(want, 14);
  });
  test('weights of rows multiply and do not count', () => {
    const w = [0.5, 3, 7];
    const t = step({ spec: specOf(sequence(), { weighted: true }), y, w });
    expect(t.loss).toBeCloseTo(
      masked((i) => (prediction(data, i) - (y[i] ?? 0)) ** 2, w),
      14,
    );
  });
  test('the gradient is that of the loss, by central differences', () => {
    for (const name of ['mse', 'mae', 'huber', 'hinge']) {
      const spec = specOf(sequence(), { losses: [loss(name)] });
      const at = (i: number, h: number): number =>
        step({ spec, y, kernel: kernel.map((v, k) => (k === i ? v + h : v)) }).loss;
      const want = kernel.map((_, i) => (at(i, 1e-5) - at(i, -1e-5)) / 2e-5);
      expect(step({ spec, y }).gradient, name).toEqual(want.map((v) => expect.closeTo(v, 8)));
    }
  });
  test('penalties are not divided', () => {
    const start = input({ shape: [times, 2], name: 'x' });
    const d = layers.dense({ units: 1, useBias: false, name: 'd', kernelRegularizer: 'l2:0.1' });
    const t = step({ spec: specOf(graph({ inputs: start, outputs: d.apply(masking.apply(start)) })), y });
    expect(t.loss).toBeCloseTo(step({ spec: specOf(sequence()), y }).loss + 0.1 * 0.25, 14);
  });
  test('nothing counts: loss and gradient are 0, not NaN', () => {
    const t = step({ spec: specOf(sequence(), { metrics: [[metric('mae')]] }), x: data.map(() => 0), y });
    expect([t.loss, ...t.gradient, t.at('sums/loss'), t.at('sums/mae/count')]).toEqual([0, 0, 0, 0, 0]);
  });
  test('what does not count may be anything: infinite targets do no harm', () => {
    const wild = y.map((v, i) => (valid.flat()[i] ? v : Infinity));
    const [a, b] = [step({ spec: specOf(sequence()), y }), step({ spec: specOf(sequence()), y: wild })];
    expect(b.loss).toBe(a.loss);
  });
  test('an eaten mask is no mask', () => {
    const start = input({ shape: [times, 2], name: 'x' });
    const net = graph({
      inputs: start,
      outputs: layers.dense({ units: 1, useBias: false, name: 'd' }).apply(average.apply(masking.apply(start))),
    });
    // the third row has nothing that counts: 0 / 0 there, so it is left out here
    const full = data.map((v, i) => (i < 16 ? v : 0.5));
    const t = step({ spec: specOf(net), x: full, y: [1, 2, 3] });
    const means = [0, 1, 2].map((r) => {
      const counting = [0, 1, 2, 3].filter((s) => full[r * 8 + 2 * s] !== 0);
      return counting.reduce((sum, s) => sum + prediction(full, r * 4 + s), 0) / counting.length;
    });
    expect(t.loss).toBeCloseTo(means.reduce((sum, p, i) => sum + (p - (i + 1)) ** 2, 0) / 3, 14);
  });
});

describe('two outputs, one with a mask', () => {
  const start = input({ shape: [times, 2], name: 'x' });
  const shared = layers.dense({ units: 1, useBias: false, name: 'd' });
  const net = graph({ inputs: start, outputs: [shared.apply(masking.apply(start)), shared.apply(start)] });
  test('each is divided by its own number', () => {
    const spec = specOf(net);
    expect(spec.outputs.map((o) => o.name)).toEqual(['d', 'd:1']);
    const inputs = {
      rows: Float64Array.of(0, 1, 2),
      'x/x': Float64Array.from(data),
      'y/d': Float64Array.from(y),
      'y/d:1': Float64Array.from(y),
      step: Float64Array.of(0),
      learningRate: Float64Array.of(1),
      'sums/loss': Float64Array.of(0),
      'sums/count': Float64Array.of(0),
    };
    const at = (k: readonly number[]) =>
      once(stepProgram(spec, rows, rows), { ...inputs, 'd/kernel': Float64Array.from(k) });
    const e = (i: number): number => (prediction(data, i) - (y[i] ?? 0)) ** 2;
    const plain = y.reduce((sum, _, i) => sum + e(i), 0) / y.length;
    expect(at(kernel)['loss']?.[0]).toBeCloseTo(masked(e) + plain, 14);
    expect(at(kernel)['sums/loss']?.[0]).toBeCloseTo(rows * (masked(e) + plain), 13);
    const slope = (i: number): number => {
      const [a, b] = [1e-5, -1e-5].map((h) => at(kernel.map((v, k) => (k === i ? v + h : v)))['loss']?.[0] ?? NaN);
      return ((a ?? NaN) - (b ?? NaN)) / 2e-5;
    };
    const after = at(kernel)['d/kernel'] ?? [];
    expect(kernel.map((v, i) => v - (after[i] ?? 0))).toEqual([0, 1].map((i) => expect.closeTo(slope(i), 8)));
  });
});

describe('evaluation', () => {
  const evaluated = (
    fed: readonly number[],
    spec = specOf(sequence(), { metrics: [[metric('mae'), metric('mse')]] }),
  ) => {
    const p = evaluateProgram(spec, rows);
    const sums = Object.fromEntries(
      Object.keys(p.inputs).flatMap((n) => (n.startsWith('sums/') ? [[n, new Float64Array(1)]] : [])),
    );
    return once(p, {
      'x/x': Float64Array.from(data),
      'y/d': Float64Array.from(y),
      'd/kernel': Float64Array.from(kernel),
      mask: Float64Array.from(fed),
      ...sums,
    });
  };
  const e = (i: number): number => prediction(data, i) - (y[i] ?? 0);
  test("is the step's loss where all rows are there", () => {
    const out = evaluated([1, 1, 1]);
    expect(out['sums/loss']?.[0]).toBeCloseTo(rows * step({ spec: specOf(sequence()), y }).loss, 13);
    expect((out['sums/mae/total']?.[0] ?? 0) / (out['sums/mae/count']?.[0] ?? 0)).toBeCloseTo(
      masked((i) => Math.abs(e(i))),
      14,
    );
    expect((out['sums/mse/total']?.[0] ?? 0) / (out['sums/mse/count']?.[0] ?? 0)).toBeCloseTo(
      masked((i) => e(i) ** 2),
      14,
    );
  });
  test('rows that fill up the last batch do not count, nor their entries', () => {
    const out = evaluated([1, 0, 0]);
    expect(out['sums/count']?.[0]).toBe(1);
    expect(out['sums/loss']?.[0]).toBeCloseTo((e(0) ** 2 + e(1) ** 2 + e(2) ** 2) / 3, 14);
    expect(out['sums/mae/count']?.[0]).toBe(3);
    expect(evaluated([0, 0, 1])['sums/loss']?.[0]).toBe(0);
  });
});

test('wasm computes a masked step like the reference', async () => {
  const spec = specOf(sequence('sigmoid'), { losses: [loss('bce')], metrics: [[metric('accuracy')]] });
  const p = stepProgram(spec, rows, rows);
  const results = await Promise.all(
    [reference, wasm({ precision: 'f64' })].map(async (engine) => {
      const r = await engine.load({ p });
      await r.put({
        'x/x': Float64Array.from(data),
        'y/d': Float64Array.from(y.map((v) => (v > 0 ? 1 : 0))),
        'd/kernel': Float64Array.from(kernel),
        step: Float64Array.of(0),
        learningRate: Float64Array.of(1),
      });
      for (const n of Object.keys(p.inputs)) if (n.startsWith('sums/')) await r.put({ [n]: new Float64Array(1) });
      const { loss: l } = await r.run('p', { rows: Int32Array.of(0, 1, 2) }, 1);
      return [...(l ?? []), ...((await r.take(['d/kernel']))['d/kernel'] ?? [])];
    }),
  );
  expect(results[1]).toEqual(results[0]);
});

describe('a mask that does not fit is refused', () => {
  const wrong = (make: (x: Node) => Mask): Graph => {
    const start = input({ shape: [times, 2], name: 'x' });
    const odd = small('Odd', (_, xs) => ({ outputs: [first(xs)], masks: [make(first(xs))] }));
    return graph({ inputs: start, outputs: layers.dense({ units: 1, name: 'd' }).apply(odd.apply(start)) });
  };
  test('by the loss', () => {
    const net = wrong((v) => ops.expand(1, [v.shape[0] ?? 0]));
    expect(() =>
      stepProgram(
        specOf(net, { losses: [{ name: 'own', options: {}, each: ({ prediction: p }) => perRow(p) }] }),
        3,
        3,
      ),
    ).not.toThrow();
    const full = wrong((v) => ops.expand(1, [v.shape[0] ?? 0, 7]));
    expect(() => stepProgram(specOf(full), 3, 3)).toThrow('needs numbers [3, 7]; got [3, 4]');
  });
});

test('the mask has no slope', () => {
  const v = g.input({ name: 'v', shape: [2, 3, 2], from: 'state' });
  const t = masking.trace(
    { mode: 'train', name: 'm', v: {}, masks: [null], axes: [[]], draw: () => v, label: (n) => n, logits: (p) => p },
    [v],
  );
  const [d] = grad(ops.sum(t.masks?.[0] as Node), [v]);
  expect(
    [...(once(program({ d: d as Node }), { v: new Float64Array(12).fill(1) })['d'] ?? [])].every((s) => s === 0),
  ).toBe(true);
});
