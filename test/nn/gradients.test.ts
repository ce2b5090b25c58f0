import { describe, expect, test } from 'vitest';
import type { Node } from '../../src/ir/node.ts';
import { activation, activationNames, activations, type Activation } from '../../src/nn/activations.ts';
import { clipGradients, type ClipOptions } from '../../src/nn/clip.ts';
import type { Layer, Nodes, Tracing } from '../../src/nn/layer.ts';
import { layerClassNames, layerFrom } from '../../src/nn/layer-classes.ts';
import * as layers from '../../src/nn/layers.ts';
import { cells } from '../../src/nn/recurrent/cells.ts';
import { loss, losses, type LossOption } from '../../src/nn/losses.ts';
import { optimizer, optimizers, type OptimizerOption } from '../../src/nn/optimizers.ts';
import { penaltyOf, regularizers } from '../../src/nn/penalties.ts';
import { constant, sigmoid, softmax } from '../../src/ir/ops.ts';
import { g } from '../../src/ir/builder.ts';
import { gradientError, type CheckInput, type Given } from '../tools/check-gradient.ts';
import { compute } from '../tools/evaluate.ts';

const TOLERANCE = 1e-7;
const tracing = (mode: 'train' | 'predict', v: Nodes, inputs: readonly Node[]): Tracing => ({
  mode,
  name: 'layer',
  v,
  masks: inputs.map(() => null),
  axes: inputs.map(() => []),
  draw: (shape) => g.draw(constant(5), constant(3), { shape, stream: 1 }),
  label: (n) => n,
  logits: (p) => p,
});

/** Query and value. */
const twoSequences = [
  [3, 2],
  [4, 2],
];
/** Their inputs are whole numbers, or make masks where they are a certain number: test/nn/keras-attention.test.ts. */
const withoutSlope = ['Embedding', 'Masking'];

describe('layers, by inputs and variables', () => {
  const cases: readonly (readonly [name: string, layer: Layer, shapes: readonly (readonly number[])[]])[] = [
    ...activationNames
      .filter((a) => a !== 'softmax')
      .map((a) => [`Dense ${a}`, layers.dense({ units: 3, activation: a }), [[2]]] as const),
    ['Dense softmax', layers.dense({ units: 4, activation: 'softmax' }), [[3]]],
    ['Dense without bias', layers.dense({ units: 2, useBias: false }), [[3]]],
    ['Dense over time', layers.dense({ units: 2, activation: 'tanh' }), [[3, 4]]],
    ['Activation', layers.activation({ activation: { name: 'elu', alpha: 0.7 } }), [[3]]],
    ['Activation gelu by tanh', layers.activation({ activation: { name: 'gelu', approximate: true } }), [[3]]],
    ['Dropout', layers.dropout({ rate: 0.4 }), [[5]]],
    ['Rescaling', layers.rescaling({ scale: -2.5, offset: 3 }), [[4]]],
    ['Flatten', layers.flatten(), [[2, 4]]],
    ['Reshape', layers.reshape({ targetShape: [4, -1] }), [[2, 6]]],
    ['BatchNormalization', layers.batchNormalization({ momentum: 0.8 }), [[3]]],
    ['BatchNormalization over time, bare', layers.batchNormalization({ center: false, scale: false }), [[2, 3]]],
    ['InputLayer', layers.inputLayer({ shape: [3] }), [[3]]],
    ['Add', layers.add(), [[3], [3], [1]]],
    ['Subtract', layers.subtract(), [[3], [3]]],
    ['Multiply', layers.multiply(), [[3], [3], [3]]],
    ['Average', layers.average(), [[3], [3]]],
    ['Maximum', layers.maximum(), [[3], [3]]],
    ['Minimum', layers.minimum(), [[3], [3]]],
    ['Concatenate', layers.concatenate(), [[3], [2]]],
    [
      'Concatenate along time',
      layers.concatenate({ axis: 1 }),
      [
        [3, 2],
        [1, 2],
      ],
    ],
    ['Conv1D', layers.conv1d({ filters: 2, kernelSize: 3, padding: 'causal', dilationRate: 2 }), [[5, 2]]],
    ['Conv1D in two groups', layers.conv1d({ filters: 4, kernelSize: 2, groups: 2 }), [[3, 2]]],
    ['Conv2D', layers.conv2d({ filters: 2, kernelSize: [2, 3], activation: 'tanh' }), [[3, 4, 2]]],
    ['Conv2D, same', layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' }), [[4, 5, 1]]],
    ['Conv1DTranspose', layers.conv1dTranspose({ filters: 2, kernelSize: 3, strides: 2 }), [[3, 2]]],
    [
      'Conv2DTranspose',
      layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' }),
      [[2, 3, 1]],
    ],
    ['DepthwiseConv1D', layers.depthwiseConv1d({ kernelSize: 2 }), [[4, 3]]],
    ['DepthwiseConv2D', layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 3, padding: 'same' }), [[3, 2, 2]]],
    ['SeparableConv1D', layers.separableConv1d({ filters: 2, kernelSize: 2 }), [[4, 3]]],
    ['SeparableConv2D', layers.separableConv2d({ filters: 2, kernelSize: 2, depthMultiplier: 2 }), [[3, 3, 2]]],
    ['MaxPooling1D', layers.maxPooling1d({ poolSize: 3, strides: 1, padding: 'same' }), [[4, 2]]],
    ['MaxPooling2D', layers.maxPooling2d({ poolSize: [2, 3] }), [[5, 6, 2]]],
    ['MaxPooling2D, same', layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }), [[4, 5, 2]]],
    ['AveragePooling1D', layers.averagePooling1d({ poolSize: 2 }), [[5, 2]]],
    ['AveragePooling2D', layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }), [[4, 5, 2]]],
    ['GlobalAveragePooling1D', layers.globalAveragePooling1d(), [[4, 2]]],
    ['GlobalAveragePooling2D', layers.globalAveragePooling2d({ keepdims: true }), [[2, 3, 2]]],
    ['GlobalMaxPooling1D', layers.globalMaxPooling1d({ keepdims: true }), [[4, 2]]],
    ['GlobalMaxPooling2D', layers.globalMaxPooling2d(), [[2, 3, 2]]],
    ['ZeroPadding1D', layers.zeroPadding1d({ padding: [2, 1] }), [[3, 2]]],
    [
      'ZeroPadding2D',
      layers.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 1],
        ],
      }),
      [[2, 3, 2]],
    ],
    ['Cropping1D', layers.cropping1d({ cropping: [2, 1] }), [[5, 2]]],
    [
      'Cropping2D',
      layers.cropping2d({
        cropping: [
          [1, 2],
          [0, 1],
        ],
      }),
      [[5, 3, 2]],
    ],
    ['UpSampling1D', layers.upSampling1d({ size: 3 }), [[2, 3]]],
    ['UpSampling2D', layers.upSampling2d({ size: [2, 3] }), [[2, 3, 2]]],
    ['UpSampling2D, bilinear', layers.upSampling2d({ size: [2, 3], interpolation: 'bilinear' }), [[2, 3, 2]]],
    ['SpatialDropout1D', layers.spatialDropout1d({ rate: 0.4 }), [[3, 4]]],
    ['SpatialDropout2D', layers.spatialDropout2d({ rate: 0.4 }), [[2, 3, 4]]],
    ['GaussianNoise', layers.gaussianNoise({ stddev: 0.3 }), [[4]]],
    ['GaussianDropout', layers.gaussianDropout({ rate: 0.3 }), [[4]]],
    ['RandomFlip', layers.randomFlip(), [[2, 3, 2]]],
    ['RandomTranslation', layers.randomTranslation({ heightFactor: 0.5, widthFactor: [0, 0.5] }), [[3, 4, 2]]],
    ['RandomZoom', layers.randomZoom({ heightFactor: 0.5, fillMode: 'constant', fillValue: 2 }), [[3, 4, 2]]],
    ['RandomContrast', layers.randomContrast({ factor: 0.5, valueRange: [-9, 9] }), [[3, 2, 2]]],
    // recurrent
    ['SimpleRNN', layers.simpleRnn({ units: 3 }), [[4, 2]]],
    [
      'SimpleRNN with dropout, all steps',
      layers.simpleRnn({ units: 3, dropout: 0.3, recurrentDropout: 0.2, returnSequences: true }),
      [[4, 2]],
    ],
    ['LSTM', layers.lstm({ units: 2 }), [[3, 4]]],
    [
      'LSTM of given states, all it gives, backwards',
      layers.lstm({ units: 2, returnSequences: true, returnState: true, goBackwards: true }),
      [[3, 4], [2], [2]],
    ],
    [
      'LSTM with dropout, bare',
      layers.lstm({
        units: 2,
        useBias: false,
        dropout: 0.4,
        recurrentDropout: 0.3,
        activation: 'softsign',
        recurrentActivation: 'tanh',
      }),
      [[3, 4]],
    ],
    ['LSTM with states of its own', layers.lstm({ units: 2, stateful: true }), [[3, 4]]],
    ['GRU', layers.gru({ units: 2 }), [[3, 4]]],
    ['GRU, reset before, with dropout', layers.gru({ units: 2, resetAfter: false, recurrentDropout: 0.3 }), [[3, 4]]],
    [
      'GRU bare, reset before, all steps',
      layers.gru({ units: 2, resetAfter: false, useBias: false, returnSequences: true }),
      [[3, 4]],
    ],
    ['GRU with dropout', layers.gru({ units: 2, dropout: 0.2, recurrentDropout: 0.3 }), [[3, 4]]],
    [
      'RNN of stacked cells',
      layers.rnn({
        cell: cells.stacked([cells.lstm({ units: 2 }), cells.gru({ units: 3 }), cells.simpleRnn({ units: 2 })]),
        returnState: true,
      }),
      [[3, 4]],
    ],
    ['Bidirectional', layers.bidirectional({ layer: layers.gru({ units: 2, returnSequences: true }) }), [[3, 4]]],
    [
      'Bidirectional, apart, with states',
      layers.bidirectional({ layer: layers.lstm({ units: 2, returnState: true }), mergeMode: 'none' }),
      [[3, 4], [2], [2], [2], [2]],
    ],
    ['TimeDistributed', layers.timeDistributed({ layer: layers.dense({ units: 2, activation: 'tanh' }) }), [[3, 4]]],
    // text and attention
    ['PositionEmbedding', layers.positionEmbedding({ sequenceLength: 5 }), [[3, 2]]],
    ['SinePositionEncoding', layers.sinePositionEncoding(), [[3, 4]]],
    ['LayerNormalization', layers.layerNormalization(), [[3, 4]]],
    ['LayerNormalization along time', layers.layerNormalization({ axis: 1, center: false }), [[3, 4]]],
    ['LayerNormalization by rmsScaling', layers.layerNormalization({ axis: [1, 2], rmsScaling: true }), [[2, 3]]],
    ['GroupNormalization', layers.groupNormalization({ groups: 2 }), [[3, 4]]],
    ['GroupNormalization along time', layers.groupNormalization({ groups: -1, axis: 1 }), [[3, 4]]],
    ['BatchNormalization along time', layers.batchNormalization({ axis: 1 }), [[3, 2]]],
    ['Softmax', layers.softmax(), [[4]]],
    ['Softmax over two axes', layers.softmax({ axis: [1, 2] }), [[2, 3]]],
    ['Attention', layers.attention({ useScale: true }), twoSequences],
    ['Attention by concat', layers.attention({ scoreMode: 'concat', useCausalMask: true }), twoSequences],
    ['Attention with dropout', layers.attention({ dropout: 0.4, returnAttentionScores: true }), twoSequences],
    ['AdditiveAttention', layers.additiveAttention(), [...twoSequences, [4, 2]]],
    ['MultiHeadAttention', layers.multiHeadAttention({ numHeads: 2, keyDim: 3 }), twoSequences],
    [
      'MultiHeadAttention with everything',
      layers.multiHeadAttention({
        numHeads: 3,
        keyDim: 2,
        valueDim: 1,
        outputShape: 4,
        dropout: 0.3,
        useCausalMask: true,
        returnAttentionScores: true,
      }),
      [...twoSequences, [4, 5]],
    ],
    [
      'Dot',
      layers.dot({ axes: [2, 1] }),
      [
        [4, 3],
        [3, 2],
      ],
    ],
    ['Dot of directions', layers.dot({ axes: 1, normalize: true }), [[3], [3]]],
    ['Permute', layers.permute({ dims: [2, 3, 1] }), [[2, 3, 4]]],
    ['RepeatVector', layers.repeatVector({ n: 3 }), [[2]]],
  ];
  for (const [name, layer, shapes] of cases) {
    for (const mode of ['train', 'predict'] as const) {
      test(`${name}, ${mode}`, () => {
        const batch = 4;
        const variables = Object.entries(layer.variables(shapes, batch));
        const inputs: CheckInput[] = [
          ...shapes.map((s) => ({ shape: [batch, ...s] })),
          ...variables.map(([variable, v]) => ({
            shape: v.shape,
            domain: variable === 'movingVariance' ? ('positive' as const) : ('any' as const),
          })),
        ];
        const f = (x: readonly Node[]): Node[] => {
          const v = Object.fromEntries(
            variables.map(([variable], i) => [variable, x[shapes.length + i] ?? constant(NaN)]),
          );
          const inputs = x.slice(0, shapes.length);
          const { outputs, next } = layer.trace(tracing(mode, v, inputs), inputs);
          return [...outputs, ...Object.values(next ?? {})];
        };
        expect(gradientError(f, inputs, 3)).toBeLessThan(TOLERANCE);
      });
    }
  }
  test('every class of the registry is here', () =>
    expect(layerClassNames.filter((c) => !cases.some(([, l]) => l.className === c))).toEqual(withoutSlope));
  test('the registry calls every class as its factory does', () =>
    expect(cases.filter(([, l]) => layerFrom(l).className !== l.className)).toEqual([]));
});

describe('losses, by predictions and by the scores behind them', () => {
  const hot = [1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1];
  const flags = [1, 0, 0, 1, 1, 1, 0, 0];
  const numeric = { y: { shape: [4, 3], fixed: true }, p: { shape: [4, 3] } };
  const binary = {
    y: { shape: [4, 2], values: flags, fixed: true },
    p: { shape: [4, 2], values: [0.2, 0.9, 0.4, 0.55, 0.71, 0.05, 0.33, 0.6] },
  };
  const classes = { y: { shape: [4, 3], values: hot, fixed: true }, p: { shape: [4, 3], domain: 'positive' as const } };
  const numbered = { y: { shape: [4, 1], values: [0, 2, 1, 2], fixed: true }, p: classes.p };
  const cases: readonly (readonly [
    LossOption,
    { readonly y: CheckInput; readonly p: CheckInput },
    'sigmoid' | 'softmax' | null,
  ])[] = [
    ['halfSquaredError', numeric, null],
    ['meanSquaredError', numeric, null],
    ['meanAbsoluteError', numeric, null],
    ['meanSquaredLogarithmicError', { y: { ...classes.p, fixed: true }, p: classes.p }, null],
    ['meanAbsolutePercentageError', numeric, null],
    ['logCosh', numeric, null],
    ['huber', numeric, null],
    [{ name: 'huber', delta: 0.4 }, numeric, null],
    ['hinge', { y: binary.y, p: { shape: [4, 2] } }, null],
    ['binaryCrossentropy', binary, 'sigmoid'],
    [{ name: 'binaryCrossentropy', labelSmoothing: 0.2 }, binary, 'sigmoid'],
    [{ name: 'binaryCrossentropy', form: 'clip' }, binary, 'sigmoid'],
    ['categoricalCrossentropy', classes, 'softmax'],
    [{ name: 'categoricalCrossentropy', labelSmoothing: 0.2 }, classes, 'softmax'],
    [{ name: 'categoricalCrossentropy', form: 'clip' }, classes, 'softmax'],
    ['sparseCategoricalCrossentropy', numbered, 'softmax'],
    [{ name: 'sparseCategoricalCrossentropy', form: 'clip' }, numbered, 'softmax'],
  ];
  for (const [option, { y, p }, by] of cases) {
    const l = loss(option);
    const title = typeof option === 'string' ? option : JSON.stringify(option);
    test(`${title}, of predictions`, () => {
      expect(
        gradientError(
          ([target, prediction]) => l.each({ y: target, prediction, logits: null, label: (n) => n }),
          [y, p],
        ),
      ).toBeLessThan(TOLERANCE);
    });
    if (by) {
      test(`${title}, of ${by} scores`, () => {
        const f = ([target, z]: Given): Node => {
          const prediction = by === 'sigmoid' ? sigmoid(z) : softmax(z);
          return l.each({ y: target, prediction, logits: { z, by }, label: (n) => n });
        };
        expect(gradientError(f, [y, { shape: p.shape }])).toBeLessThan(TOLERANCE);
      });
    }
  }
  test('every loss is here', () =>
    expect(
      Object.keys(losses).filter((name) => !cases.some(([o]) => (typeof o === 'string' ? o : o.name) === name)),
    ).toEqual([]));
});

describe('penalties', () => {
  for (const [name, p] of [
    ['l1', regularizers.l1(0.3)],
    ['l2', regularizers.l2(0.2)],
    ['l1l2', regularizers.l1l2({ l1: 0.1, l2: 0.5 })],
  ] as const) {
    test(name, () => expect(gradientError(([w]) => penaltyOf(p, w), [{ shape: [3, 2] }])).toBeLessThan(TOLERANCE));
  }
});

// A step is differentiated where a learning rate or an earlier weight is itself sought (solve, lifted workbooks).
describe('optimizer steps, by parameter, gradient, slots and rate', () => {
  const cases: readonly OptimizerOption[] = [
    'sgd',
    { name: 'sgd', momentum: 0.9 },
    { name: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.1 },
    'rmsprop',
    { name: 'rmsprop', momentum: 0.5, centered: true, epsilon: 4 },
    'adagrad',
    'adam',
    { name: 'adam', amsgrad: true },
    'adamw',
    'adamax',
    'nadam',
  ];
  for (const option of cases) {
    const o = optimizer(option);
    test(typeof option === 'string' ? option : JSON.stringify(option), () => {
      const positive = { shape: [2, 3], domain: 'positive' as const };
      const inputs: CheckInput[] = [
        { shape: [2, 3] },
        { shape: [2, 3] },
        { shape: [], values: [0.3] },
        ...o.slots.map((s) =>
          s === 'm' || s === 'mean'
            ? { shape: [2, 3] }
            : s === 'p'
              ? { shape: [2, 3], values: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6] } // nadam's product is below 1
              : positive,
        ),
      ];
      const f = ([param, gradient, learningRate, ...slots]: Given): Node[] => {
        const shared = o.shared({ step: constant(4), learningRate });
        const next = o.update({
          param,
          grad: gradient,
          slots: Object.fromEntries(o.slots.map((s, i) => [s, slots[i] ?? param])),
          shared,
        });
        return [next.param, ...Object.values(next.slots)];
      };
      expect(gradientError(f, inputs)).toBeLessThan(TOLERANCE);
    });
  }
  test('every optimizer is here', () =>
    expect(Object.keys(optimizers).filter((name) => !cases.some((o) => optimizer(o).name === name))).toEqual([]));
  for (const clip of [
    { clipnorm: 0.7 },
    { clipvalue: 0.6 },
    { globalClipnorm: 0.9 },
    { globalClipnorm: 90 },
  ] as const satisfies readonly ClipOptions[]) {
    test(`clipping ${JSON.stringify(clip)}`, () =>
      expect(gradientError((x) => clipGradients(clip, x), [{ shape: [2, 3] }, { shape: [4] }])).toBeLessThan(
        TOLERANCE,
      ));
  }
});

describe('activations stay in their range, and reach it', () => {
  for (const name of activationNames) {
    test(name, () => {
      const rows = 4001;
      const {
        range: [low, high],
      } = activations[name] as Activation;
      const values = sampled(
        (x) => activation(name).apply(x),
        Array.from({ length: rows }, (_, i) => (i - 2000) / 25),
      );
      const [least, most] = [Math.min(...values), Math.max(...values)];
      expect(least).toBeGreaterThanOrEqual(low - 1e-15);
      expect(most).toBeLessThanOrEqual(high);
      if (Number.isFinite(low)) {
        expect(least - low).toBeLessThan(name === 'softsign' ? 0.02 : 2e-3);
      } // softsign comes near slowly
      else expect(least).toBeLessThan(-3);
      if (Number.isFinite(high)) expect(high - most).toBeLessThan(0.02);
      else expect(most).toBeGreaterThan(70);
    });
  }
});

const sampled = (f: (x: Node) => Node, at: readonly number[]): number[] =>
  compute({ x: at.map((v) => [v, 0]) }, ({ x }) => ({ y: f(x ?? constant(NaN)) })).y; // softmax needs two
