// Layers over time and pictures: shapes, names and numbers of weights, what a person can do wrong, and draws.
import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import { grad } from '../../src/ir/grad.ts';
import { constant, sum } from '../../src/ir/ops.ts';
import { layers, NumpyRandom, sequential, type Model } from '../../src/index.ts';
import { fromSaved, readModel, toSaved, writeModel } from '../../src/save.ts';
import { traceGraph, sequentialGraph, summaryRows } from '../../src/nn/graph.ts';
import { standIn } from '../../src/nn/symbolic.ts';
import type { Axis, Layer } from '../../src/nn/layer.ts';
import { compute, flat, type Nested } from '../tools/evaluate.ts';
import { mean, variance } from '../tools/moments.ts';

const small = (): Model =>
  sequential([
    layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 1] }),
    layers.maxPooling2d(),
    layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2 }),
    layers.conv2dTranspose({ filters: 3, kernelSize: 2, strides: 2 }),
    layers.globalAveragePooling2d(),
    layers.dense({ units: 2, activation: 'softmax' }),
  ]);

describe('a model', () => {
  test("has Keras's names, shapes and numbers of weights", () => {
    // what Keras 3.15.1 prints for the same layers
    const rows = summaryRows(small().graph).map((r) => [r.name, r.outputShape.join(), r.parameters]);
    expect(rows).toEqual([
      ['input_layer', '8,8,1', 0],
      ['conv2d', '6,6,4', 40],
      ['max_pooling2d', '3,3,4', 0],
      ['depthwise_conv2d', '2,2,8', 40],
      ['conv2d_transpose', '4,4,3', 99],
      ['global_average_pooling2d', '3', 0],
      ['dense', '2', 8],
    ]);
  });
  test('comes back from its files, with the same predictions', async () => {
    const model = small();
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
    const np = new NumpyRandom(1);
    const x = { data: Float64Array.from(np.rand(6 * 64)), shape: [6, 8, 8, 1] };
    await model.fit(x, [0, 1, 0, 1, 0, 1], { epochs: 2, batchSize: 3, seed: 1 });
    const again = fromSaved(readModel(writeModel(toSaved(model))));
    expect(await again.predict(x)).toEqual(await model.predict(x));
    expect(Object.keys(again.weights())).toEqual(Object.keys(model.weights()));
  });
  test('of every class and option comes back as it was', () => {
    const all: readonly (readonly [Layer, readonly number[]])[] = [
      [layers.conv1d({ filters: 4, kernelSize: 2, padding: 'causal', groups: 2, dilationRate: 2 }), [6, 2]],
      [layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: [2, 3], outputPadding: [0, 2] }), [4, 4, 1]],
      [layers.separableConv2d({ filters: 2, kernelSize: 2, pointwiseRegularizer: 'l2' }), [4, 4, 1]],
      [layers.averagePooling1d({ poolSize: 2, padding: 'same' }), [5, 1]],
      [layers.zeroPadding1d({ padding: [1, 2] }), [5, 1]],
      [layers.zeroPadding2d({ padding: [1, 2] }), [5, 5, 1]],
      [layers.cropping2d({ cropping: 1 }), [5, 5, 1]],
      [layers.upSampling1d({ size: 3 }), [5, 1]],
      [layers.upSampling2d({ size: [1, 3], interpolation: 'bilinear' }), [5, 5, 1]],
      [layers.globalMaxPooling1d({ keepdims: true }), [5, 1]],
      [layers.randomZoom({ heightFactor: [-0.5, 0.1], fillMode: 'wrap' }), [5, 5, 1]],
      [layers.randomContrast({ factor: 0.5 }), [5, 5, 1]],
    ];
    for (const [layer, shape] of all) {
      const model = sequential([layer]);
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      model.build(shape);
      const back = fromSaved(readModel(writeModel(toSaved(model)))).graph.nodes[1]?.layer;
      expect({ ...back?.options, name: undefined }).toEqual({ ...layer.options, name: undefined });
    }
  });
  test('says what its axes are', () => {
    const kinds = (net: readonly Layer[], shape: readonly number[]): string[] => {
      const seen: string[] = [];
      const graph = sequentialGraph(net, shape);
      traceGraph(graph, {
        mode: 'train',
        inputs: { input_layer: standIn('x', [2, ...shape]) },
        variables: (layer, variable, v) => {
          seen.push(`${layer}/${variable}: ${(v.axes ?? []).map((a: Axis) => a.kind).join()}`);
          return standIn(`${layer}/${variable}`, v.shape);
        },
        draw: (s) => standIn('draw', s),
        label: (node, role, axes) => {
          expect(axes).toHaveLength(node.shape.length);
          seen.push(`${role}: ${axes.map((a) => a.kind).join()}`);
          return node;
        },
        logits: (p) => p,
      });
      return seen;
    };
    expect(
      kinds(
        [
          layers.conv2d({ filters: 2, kernelSize: 2, activation: 'relu' }),
          layers.maxPooling2d(),
          layers.globalMaxPooling2d(),
          layers.dense({ units: 1 }),
        ],
        [5, 5, 3],
      ),
    ).toEqual([
      'conv2d/kernel: space,space,feature,channel',
      'conv2d/bias: channel',
      'preactivation: row,space,space,channel',
      'activation: row,space,space,channel',
      'activation: row,space,space,channel',
      'activation: row,channel',
      'dense/kernel: feature,unit',
      'dense/bias: unit',
    ]);
    expect(
      kinds([layers.conv1d({ filters: 2, kernelSize: 2 }), layers.averagePooling1d({ poolSize: 2 })], [5, 3]),
    ).toEqual(['conv1d/kernel: time,feature,channel', 'conv1d/bias: channel', 'activation: row,time,channel']);
  });
});

describe('what a person can do wrong', () => {
  const built = (layer: Layer, shape: readonly number[]): (() => unknown) => {
    return () => sequentialGraph([layer], shape);
  };
  test.each<[string, () => unknown, string]>([
    [
      'a kernel longer than its picture',
      built(layers.conv2d({ filters: 1, kernelSize: 5 }), [8, 3, 1]),
      'conv2d "conv2d": needs a width of at least 5, as wide as the window is; got x [batch, 8, 3, 1].',
    ],
    [
      'a dilated kernel longer than time',
      built(layers.conv1d({ filters: 1, kernelSize: 3, dilationRate: 4 }), [8, 1]),
      'conv1d "conv1d": needs at least 9 time steps, as long as the window is; got x [batch, 8, 1].',
    ],
    [
      'a window higher than its picture',
      built(layers.maxPooling2d({ poolSize: [4, 2] }), [3, 3, 1]),
      'maxPooling2d "max_pooling2d": needs a height of at least 4, as high as the window is; got x [batch, 3, 3, 1].',
    ],
    [
      'rows of numbers where pictures are due',
      built(layers.conv2d({ filters: 1, kernelSize: 2 }), [28, 28]),
      'conv2d "conv2d": needs x [batch, height, width, channels]; got x [batch, 28, 28].',
    ],
    [
      'pictures where time is due',
      built(layers.globalAveragePooling1d(), [4, 4, 1]),
      'globalAveragePooling1d "global_average_pooling1d": needs x [batch, time, channels]; got x [batch, 4, 4, 1].',
    ],
    [
      'cropping everything away',
      built(layers.cropping2d({ cropping: [[2, 1], [0, 0]] }), [3, 3, 1]), // prettier-ignore
      'cropping2d "cropping2d": needs more than 3 places, of which something is left; got x [batch, 3, 3, 1].',
    ],
    [
      'groups that do not divide the channels',
      built(layers.conv2d({ filters: 4, kernelSize: 1, groups: 2 }), [3, 3, 3]),
      'conv2d "conv2d": needs channels that 2 groups divide; got x [batch, 3, 3, 3].',
    ],
    [
      'groups that do not divide the filters',
      () => layers.conv2d({ filters: 3, kernelSize: 1, groups: 2 }),
      'conv2d, groups: needs a number that divides the 3 filters; got 2.',
    ],
    [
      'no filters',
      () => layers.conv2d({ filters: 0, kernelSize: 3 }),
      'conv2d, filters: needs a whole number of at least 1; got 0.',
    ],
    [
      'strides and dilation',
      () => layers.conv2d({ filters: 1, kernelSize: 3, strides: 2, dilationRate: [1, 2], name: 'c' }),
      'conv2d "c", dilationRate: needs 1 where strides are above 1, as in Keras; got [1,2].',
    ],
    [
      'outputPadding as large as the stride',
      () => layers.conv2dTranspose({ filters: 1, kernelSize: 3, strides: 2, outputPadding: 2 }),
      'conv2dTranspose, outputPadding: needs less than the stride of 2; got [2,2].',
    ],
    [
      'three sizes for two axes',
      () => layers.conv2d({ filters: 1, kernelSize: [3, 3, 3] }),
      'conv2d, kernelSize: needs a whole number, or a list of 2, one for each axis; got [3,3,3].',
    ],
    [
      'channels first',
      () => layers.maxPooling2d({ dataFormat: 'channels_first' }),
      'maxPooling2d, dataFormat: needs "channelsLast": pictures are [height, width, channels]; got "channels_first". Move the axis of the channels to the end of your numbers.',
    ],
    [
      'a padding that is none',
      () => layers.conv2d({ filters: 1, kernelSize: 3, padding: 'causal' }),
      'conv2d, padding: needs one of valid, same; got "causal".',
    ],
    [
      'a pool without a size',
      () => layers.averagePooling2d({} as never),
      'averagePooling2d, poolSize: needs a whole number of at least 1; got nothing.',
    ],
    [
      'three margins',
      () => layers.zeroPadding2d({ padding: [1, 2, 3] }),
      'zeroPadding2d, padding: needs 1, [1, 2] or [[1, 2], [3, 4]]; got [1,2,3].',
    ],
    [
      'half a step of cropping',
      () => layers.cropping1d({ cropping: [0.5, 1] }),
      'cropping1d, cropping: needs a whole number of at least 0; got 0.5.',
    ],
    [
      'noise without end',
      () => layers.gaussianDropout({ rate: 1 }),
      'gaussianDropout, rate: needs less than 1, where the noise would have no end; got 1.',
    ],
    [
      'a zoom to nothing',
      () => layers.randomZoom({ heightFactor: [-1, 0] }),
      'randomZoom, heightFactor: needs more than -1: nothing would be left; got [-1,0].',
    ],
    [
      'values from high to low',
      () => layers.randomContrast({ factor: 0.5, valueRange: [1, 0] }),
      'randomContrast, valueRange: needs two numbers, the least and the most; got [1,0].',
    ],
    [
      'another interpolation',
      () => layers.upSampling2d({ interpolation: 'bicubic' }),
      'upSampling2d, interpolation: needs one of nearest, bilinear; got "bicubic".',
    ],
  ])('%s', (_, make, says) => expect(make).toThrow(says));

  test('weights of another layout', () => {
    const model = small();
    const channelsFirst = { data: new Float64Array(36), shape: [4, 1, 3, 3] };
    const set = (): void => {
      model.setWeights({ 'conv2d/kernel': channelsFirst });
    };
    expect(set).toThrow('weights "conv2d/kernel": needs 36 numbers, shape [3, 3, 1, 4]; got shape [4, 1, 3, 3].');
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
    const saved = toSaved(model);
    const other = sequential([layers.conv2d({ filters: 1, kernelSize: 3, inputShape: [8, 8, 4] })]);
    other.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    expect(() => readModel({ ...writeModel(saved), model: writeModel(toSaved(other)).model })).toThrow(
      'The file is cut off, or belongs to another model.',
    );
  });
});

test('a tie of maxima belongs to the first: as in PyTorch and in TensorFlow', () => {
  const { dx } = compute({ x: [[[1], [3], [3], [2], [2], [2]]] }, ({ x = constant(NaN) }) => {
    const c = tracing('predict', 1);
    const [y = x] = layers.maxPooling1d({ poolSize: 3 }).trace(c, [x]).outputs;
    return { dx: grad(sum(y), [x])[0] ?? x };
  });
  expect(dx).toEqual([0, 1, 0, 1, 0, 0]);
});

const tracing = (mode: 'train' | 'predict', step: number): Parameters<Layer['trace']>[0] => {
  let stream = 0;
  return {
    mode,
    name: 'layer',
    v: {},
    masks: [null],
    axes: [[]],
    draw: (shape) => g.draw(constant(42), constant(step), { shape, stream: stream++ }),
    label: (n) => n,
    logits: (n) => n,
  };
};

describe('layers that draw', () => {
  /** 400 pictures of 3 × 4 with one channel: 1 at the top left, else 0. */
  const rows = 400;
  const corner = Array.from({ length: rows }, () =>
    [0, 1, 2].map((i) => [0, 1, 2, 3].map((j) => [i === 0 && j === 0 ? 1 : 0])),
  );
  const run = (layer: Layer, x: Nested, mode: 'train' | 'predict' = 'train', step = 1): number[] =>
    compute({ x }, (n) => {
      const input = n['x'] ?? constant(NaN);
      return { y: layer.trace(tracing(mode, step), [input]).outputs[0] ?? input };
    }).y;
  const all: readonly Layer[] = [
    layers.spatialDropout2d({ rate: 0.5 }),
    layers.gaussianNoise({ stddev: 0.5 }),
    layers.gaussianDropout({ rate: 0.5 }),
    layers.randomFlip(),
    layers.randomTranslation({ heightFactor: 0.3, widthFactor: 0.3 }),
    layers.randomZoom({ heightFactor: 0.3 }),
    layers.randomContrast({ factor: [0.5, 0.5], valueRange: [-9, 9] }),
  ];
  test.each(all.map((layer) => [layer.className, layer] as const))(
    '%s: nothing while predicting, the same for the same step, something else in the next',
    (_, layer) => {
      expect(run(layer, corner, 'predict')).toEqual(flat(corner));
      expect(run(layer, corner)).toEqual(run(layer, corner));
      expect(run(layer, corner)).not.toEqual(run(layer, corner, 'train', 2));
      expect(run(layer, corner)).not.toEqual(flat(corner));
    },
  );
  const shareOf = (y: readonly number[], place: number): number =>
    mean(Array.from({ length: rows }, (_, i) => y[i * 12 + place] ?? NaN));
  test('every other picture is flipped, and each of them whole', () => {
    const y = run(layers.randomFlip({ mode: 'horizontal' }), corner);
    expect(Math.abs(shareOf(y, 0) - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / rows));
    expect(shareOf(y, 0) + shareOf(y, 3)).toBe(1);
    const both = run(layers.randomFlip(), corner); // one draw for both: never only one of them
    expect(shareOf(both, 0) + shareOf(both, 11)).toBe(1);
  });
  test('the moves are even', () => {
    // a line at column 0 moved right by u · 4 columns, u from 0 to 0.25: what is left of it is 1 - 4u, on average ½
    const moved = run(
      layers.randomTranslation({ heightFactor: 0, widthFactor: [0, 0.25], fillMode: 'constant' }),
      corner,
    );
    expect(Math.abs(shareOf(moved, 0) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / rows));
    expect(Math.abs(shareOf(moved, 0) + shareOf(moved, 1) - 1)).toBeLessThan(1e-12);
  });
  test('noise has the mean and the deviation that were asked for', () => {
    const n = rows * 12;
    const zeros = corner.map((p) => p.map((r) => r.map(() => [0])));
    const noise = run(layers.gaussianNoise({ stddev: 0.5 }), zeros);
    expect(Math.abs(mean(noise))).toBeLessThan((4 * 0.5) / Math.sqrt(n));
    expect(Math.abs(variance(noise) - 0.25)).toBeLessThan(4 * 0.25 * Math.sqrt(2 / n));
    expect(noise.filter((v) => Math.abs(v) > 1).length / n).toBeCloseTo(0.0455, 2); // beyond two deviations
    const ones = corner.map((p) => p.map((r) => r.map(() => [1])));
    const factors = run(layers.gaussianDropout({ rate: 0.2 }), ones);
    expect(Math.abs(mean(factors) - 1)).toBeLessThan((4 * 0.5) / Math.sqrt(n));
    expect(Math.abs(variance(factors) - 0.25)).toBeLessThan(4 * 0.25 * Math.sqrt(2 / n));
  });
  test('spatial dropout drops channels, never places', () => {
    const ones = corner.map((p) => p.map((r) => r.map(() => [1])));
    const y = run(layers.spatialDropout2d({ rate: 0.2 }), ones);
    const pictures = Array.from({ length: rows }, (_, i) => new Set(y.slice(i * 12, i * 12 + 12)));
    expect(pictures.every((values) => values.size === 1)).toBe(true);
    expect(Math.abs(shareOf(y, 0) - 1)).toBeLessThan(4 * Math.sqrt(0.25 / rows));
  });
});
