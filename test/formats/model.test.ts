import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitPreprocessing } from '../../src/data/preprocessing.ts';
import { Table } from '../../src/data/table.ts';
import { GradsheetError } from '../../src/errors.ts';
import { modelFormat, readModel, writeModel, type SavedModel } from '../../src/formats/model.ts';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.ts';
import { size } from '../../src/ir/shape.ts';
import { graph, sequentialGraph, variablesOf, type Graph } from '../../src/nn/graph.ts';
import * as layers from '../../src/nn/layers.ts';
import { input } from '../../src/nn/shape-layers.ts';
import { loss } from '../../src/nn/losses.ts';
import { metric } from '../../src/nn/metrics.ts';
import { optimizer, optimizers } from '../../src/nn/optimizers.ts';
import { names } from '../../src/run/names.ts';
import { crc32 } from '../../src/util/crc32.ts';
import { NumpyRandom } from '../../src/util/numpy-random.ts';

const table = Table.of({
  height: [180, 165, 171, 158],
  city: ['Taipei', 'Tainan', 'Taipei', '高雄'],
  liked: [1, 0, 1, 0],
});
const preprocessing = fitPreprocessing(table, [0, 1, 2, 3], { target: 'liked', scale: 'standard' });

/** State of every name the model has, random but the same for the same seed. */
function stateOf(net: Graph, compiled: SavedModel['compiled'], seed: number): Record<string, Float64Array> {
  const random = new NumpyRandom(seed);
  const state: Record<string, Float64Array> = { step: Float64Array.of(seed % 1000) };
  const numbers = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.randn());
  for (const [path, { shape, trained }] of Object.entries(variablesOf(net))) {
    state[path] = numbers(size(shape));
    if (trained) {
      for (const slot of compiled?.optimizer.slots ?? []) {
        state[names.slot(compiled?.optimizer.name ?? '', path, slot)] = numbers(size(shape));
      }
    }
  }
  return state;
}

const dense = sequentialGraph(
  [
    layers.dense({ units: 5, activation: 'leakyRelu:0.1', kernelRegularizer: 'l2:0.01' }),
    layers.dropout({ rate: 0.2 }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ],
  [4],
);
const compiled = {
  optimizer: optimizer('adam'),
  losses: [loss('binaryCrossentropy')],
  metrics: [metric('accuracy'), metric({ name: 'auc', numThresholds: 50 })],
};
const saved: SavedModel = {
  name: 'liked',
  graph: dense,
  compiled,
  preprocessing,
  inputs: {
    input_layer: {
      columns: preprocessing.columns,
      scaling: { offset: [...preprocessing.scaling.offset], divisor: [...preprocessing.scaling.divisor] },
    },
  },
  state: stateOf(dense, compiled, 1),
  history: { epoch: [0, 1, 2], history: { loss: [0.7, 0.69, NaN], accuracy: [0.5, 0.55, Infinity] } },
  settings: { epochs: 3, batchSize: 10, table: 'liked.csv', rows: { all: 100, train: 80, test: 20 } },
};

/** Functions cannot be compared; what they are made from can. An automatic name is a given one afterwards. */
const plain = (model: SavedModel): unknown => ({
  ...model,
  graph: model.graph.nodes.map(({ name, layer, inbound }) => ({
    name,
    className: layer.className,
    options: { ...layer.options, name },
    inbound,
  })),
  ends: [model.graph.inputs, model.graph.outputs],
  compiled: model.compiled && {
    optimizer: {
      name: model.compiled.optimizer.name,
      options: model.compiled.optimizer.options,
      slots: model.compiled.optimizer.slots,
    },
    losses: model.compiled.losses.map(({ name, options }) => ({ name, options })),
    metrics: model.compiled.metrics.map(({ name, options }) => ({ name, options })),
  },
});
const again = (model: SavedModel): SavedModel => readModel(writeModel(model, '0.1.0'));

function failure(run: () => unknown): GradsheetError {
  try {
    run();
  } catch (error) {
    if (error instanceof GradsheetError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
/** The files with the model's JSON changed. */
function edited(
  change: (json: Record<string, never>) => void,
  weights = writeModel(saved, '0.1.0').weights,
): { model: string; weights: Uint8Array } {
  const json = JSON.parse(writeModel(saved, '0.1.0').model) as Record<string, never>; // changed freely by the tests
  change(json);
  return { model: JSON.stringify(json), weights };
}

describe('a saved model', () => {
  test('reading what was written is the identity', () => {
    expect(plain(again(saved))).toEqual(plain(saved));
  });

  test('also with branches, two outputs and a layer used twice', () => {
    const x = input({ shape: [3], name: 'a' });
    const y = input({ shape: [3], name: 'b' });
    const shared = layers.dense({ units: 2, name: 'shared', activation: 'tanh' });
    const joined = layers.concatenate().apply([shared.apply(x), shared.apply(y)]);
    const net = graph({
      inputs: [x, y],
      outputs: [layers.dense({ units: 1 }).apply(joined), layers.batchNormalization().apply(joined)],
    });
    const both = {
      optimizer: optimizers.sgd({ momentum: 0.9, nesterov: true }),
      losses: [loss('mse'), loss({ name: 'huber', delta: 2 })],
      metrics: [],
    };
    const model: SavedModel = {
      ...saved,
      graph: net,
      compiled: both,
      preprocessing: null,
      history: null,
      inputs: {},
      state: stateOf(net, both, 2),
    };
    expect(plain(again(model))).toEqual(plain(model));
  });

  test('for any weights, sizes and optimizer', () => {
    const options = fc.record({
      units: fc.integer({ min: 1, max: 6 }),
      features: fc.integer({ min: 1, max: 5 }),
      name: fc.constantFrom('sgd', 'rmsprop', 'adagrad', 'adam', 'adamw', 'adamax', 'nadam'),
      seed: fc.nat(1e6),
      rate: fc.double({ min: 1e-9, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(options, ({ units, features, name, seed, rate }) => {
        const net = sequentialGraph(
          [layers.dense({ units, activation: 'relu' }), layers.dense({ units: 2, activation: 'softmax' })],
          [features],
        );
        const c = {
          optimizer: optimizer({ name, learningRate: rate }),
          losses: [loss('categoricalCrossentropy')],
          metrics: [],
        };
        const model: SavedModel = { ...saved, graph: net, compiled: c, inputs: {}, state: stateOf(net, c, seed) };
        expect(plain(again(model))).toEqual(plain(model));
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  test('model.json is readable: one line per fact, lists of numbers on one', () => {
    const { model } = writeModel(saved, '0.1.0');
    expect(model).toContain(
      '\n  "format": "gradsheet-model",\n  "formatVersion": 2,\n  "writtenBy": "gradsheet 0.1.0",\n',
    );
    expect(model).toContain('"loss": [0.7, 0.69, "NaN"]');
  });

  test('weights of another program, without slots: the optimizer begins anew', () => {
    const { weights } = writeModel(saved, '0.1.0');
    const { tensors } = readSafetensors(weights);
    const only = writeSafetensors(
      Object.fromEntries(
        Object.entries(tensors)
          .filter(([name]) => /^dense/.test(name))
          .map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data as Float64Array) }]),
      ),
    );
    const read = readModel(
      edited((json) => {
        delete json['weights'];
      }, only),
    );
    expect(Object.keys(read.state)).toEqual(['dense/kernel', 'dense/bias', 'dense_1/kernel', 'dense_1/bias']);
    expect(read.state['dense/kernel']?.[3]).toBe(Math.fround(saved.state['dense/kernel']?.[3] ?? NaN));
  });
});

describe('a damaged model', () => {
  const files = writeModel(saved, '0.1.0');
  const weightsPlace = 'm/weights.safetensors';

  test.each([1, 8, 100, files.weights.length - 1])('weights cut off after %i bytes', (length) => {
    const error = failure(() => readModel({ ...files, weights: files.weights.slice(0, length) }, 'm'));
    expect(error).toMatchObject({
      code: 'bad-file',
      fields: {
        where: weightsPlace,
        expected: `${files.weights.length} bytes, as in model.json`,
        received: String(length),
      },
    });
  });

  test('one bit of the weights turned over', () => {
    const weights = files.weights.slice();
    weights[weights.length - 3] = (weights.at(-3) ?? 0) ^ 4;
    expect(failure(() => readModel({ ...files, weights }, 'm'))).toMatchObject({
      code: 'bad-file',
      fields: {
        where: weightsPlace,
        expected: `the check ${crc32(files.weights).toString(16).padStart(8, '0')}, as in model.json`,
      },
    });
  });

  test.each([0, 1, 50, 900])('model.json cut off after %i characters', (length) => {
    expect(failure(() => readModel({ ...files, model: files.model.slice(0, length) }, 'm'))).toMatchObject({
      code: 'bad-file',
      fields: { where: 'm/model.json', expected: 'a text in JSON' },
    });
  });

  test('a newer version says so', () => {
    expect(
      failure(() =>
        readModel(
          edited((json) => Object.assign(json, { formatVersion: modelFormat + 1, writtenBy: 'gradsheet 9.0.0' })),
        ),
      ),
    ).toMatchObject({
      code: 'unsupported',
      fields: {
        where: 'model.json',
        received: `format ${modelFormat + 1}, written by gradsheet 9.0.0`,
        hint: 'Update gradsheet.',
      },
    });
  });

  test("another program's model.json", () => {
    expect(failure(() => readModel({ ...files, model: '{"modelTopology": {}}' }))).toMatchObject({
      code: 'bad-file',
      fields: { expected: 'a model written by gradsheet' },
    });
  });

  test('weights of other shapes', () => {
    const { tensors } = readSafetensors(files.weights);
    const other = (name: string, shape: number[]): Uint8Array =>
      writeSafetensors({ ...tensors, [name]: { shape, data: new Float64Array(size(shape)) } });
    const read = (weights: Uint8Array) => (): SavedModel =>
      readModel(
        edited((json) => {
          delete json['weights'];
        }, weights),
      );
    expect(failure(read(other('dense/kernel', [5, 4])))).toMatchObject({
      code: 'shape-mismatch',
      fields: { where: 'weights.safetensors, tensor "dense/kernel"', expected: 'shape [4, 5]', received: '[5, 4]' },
    });
    expect(failure(read(other('adam/dense/bias/m', [4])))).toMatchObject({ code: 'shape-mismatch' });
    expect(failure(read(other('dense_7/kernel', [1])))).toMatchObject({
      code: 'bad-file',
      fields: { where: 'weights.safetensors, tensor "dense_7/kernel"', expected: 'only tensors of this model' },
    });
    const { ['dense/bias']: _, ...without } = tensors;
    expect(failure(read(writeSafetensors(without)))).toMatchObject({
      code: 'bad-file',
      fields: { expected: 'a tensor "dense/bias" of shape [5]', received: 'none' },
    });
    expect(
      failure(
        read(writeSafetensors({ ...tensors, 'dense/bias': { shape: [5], data: Float64Array.of(1, 2, NaN, 4, 5) } })),
      ),
    ).toMatchObject({ code: 'not-finite', fields: { where: 'weights.safetensors, tensor "dense/bias", number 3' } });
  });

  test('an absurd header, behind a check that says it is right', () => {
    const weights = new Uint8Array(16).fill(0xff);
    const error = failure(() =>
      readModel(
        edited((json) => {
          delete json['weights'];
        }, weights),
      ),
    );
    expect(error).toMatchObject({
      code: 'too-large',
      fields: { where: 'weights.safetensors', received: '18446744073709551615 bytes' },
    });
  });

  test('a network of absurd size is told before any memory is taken', () => {
    const error = failure(() =>
      readModel(
        edited((json) => {
          const { network } = json as unknown as { network: { layers: { options: { units?: number } }[] } };
          const layer = network.layers[1];
          if (layer) layer.options.units = 1e12;
        }),
      ),
    );
    expect(error).toMatchObject({
      code: 'too-large',
      fields: {
        where: 'model.json, network, dense "dense"',
        expected: 'at most 16777216 numbers a row in all layers',
        received: '1000000000000',
      },
    });
  });

  test.each([
    [
      'an unknown layer',
      (n: Network) => {
        const l = n.layers[1];
        if (l) l.className = 'Lambda';
      },
      'invalid-option',
      'model.json, network, layer',
    ],
    [
      'an unknown option',
      (n: Network) => {
        const l = n.layers[1];
        if (l) l.options['unitz'] = 3;
      },
      'invalid-option',
      'model.json, network, dense "dense", option "unitz"',
    ],
    [
      'a call of a later one',
      (n: Network) => {
        const c = n.calls[1];
        if (c) c.inbound = [2];
      },
      'bad-file',
      'model.json, network, model, layers',
    ],
    [
      'a call of no layer',
      (n: Network) => {
        const c = n.calls[1];
        if (c) c.layer = 'nobody';
      },
      'bad-file',
      'model.json, network, model, layers',
    ],
    [
      'an input that is none',
      (n: Network) => {
        n.inputs = [1];
      },
      'bad-file',
      'model.json, network, model, layers',
    ],
    [
      'no list of layers',
      (n: Network) => {
        (n as { layers: unknown }).layers = 7;
      },
      'bad-file',
      'model.json, network, layers',
    ],
  ] as const)('%s', (_, change, code, where) => {
    const error = failure(() => readModel(edited((json) => change((json as unknown as { network: Network }).network))));
    expect(error.code).toBe(code);
    expect(error.fields.where).toBe(where);
  });

  test('any broken pair of files gives a GradsheetError and nothing else', () => {
    const text = new TextEncoder().encode(files.model);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...'"{}[],:019-aé\u0000'.split(''))), {
          minLength: 1,
          maxLength: 3,
        }),
        (edits) => {
          const bytes = text.slice();
          for (const [place, letter] of edits) bytes[place] = letter.charCodeAt(0) & 255;
          try {
            readModel({ model: bytes, weights: files.weights });
          } catch (error) {
            expect(error).toBeInstanceOf(GradsheetError);
          }
        },
      ),
      { seed: 3, numRuns: 1500 },
    );
  });
});

interface Network {
  layers: { className: string; options: Record<string, unknown> }[];
  calls: { layer: string; inbound: number[] }[];
  inputs: number[];
}

test('crc32', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});
