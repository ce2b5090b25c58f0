// Networks of several inputs and outputs, from compile to file, and networks made of parts of others.
import { describe, expect, test } from 'vitest';
import { input, layers, model, reference, sequential, type Model } from '../../src/index.ts';
import { fromSaved, kerasCode, readModel, toSaved, writeModel } from '../../src/save.ts';
import { trainingWorkbook } from '../../src/sheet.ts';
import { refusal } from '../tools/refusal.ts';

const a = [[1, 2], [3, -1], [0.5, 1], [2, 2]]; // prettier-ignore
const b = [[1], [0], [-1], [2]]; // prettier-ignore
const price = [[3], [1], [2], [5]]; // prettier-ignore
const kind = [0, 1, 2, 1];

function network(): Model {
  const left = input({ shape: [2], name: 'left' });
  const right = input({ shape: [1], name: 'right' });
  const both = layers.concatenate({ name: 'both' }).apply([left, right]);
  const hidden = layers.dense({ units: 3, activation: 'tanh', name: 'hidden' }).apply(both);
  return model({
    inputs: [left, right],
    outputs: [
      layers.dense({ units: 1, name: 'price' }).apply(hidden),
      layers.dense({ units: 3, activation: 'softmax', name: 'kind' }).apply(hidden),
    ],
  });
}
const crossentropy = 'sparseCategoricalCrossentropy';
const named = { price: 'mse', kind: crossentropy };

describe('several inputs and outputs', () => {
  test('losses, weights and metrics by name are those by list', async () => {
    const results = [];
    for (const [losses, lossWeights] of [
      [named, { kind: 0.25, price: 2 }],
      [
        ['mse', crossentropy],
        [2, 0.25],
      ],
    ] as const) {
      const net = network();
      net.compile({
        optimizer: { name: 'sgd', learningRate: 0.1 },
        loss: losses,
        lossWeights,
        metrics: { kind: ['accuracy'] },
      });
      const { history } = await net.fit({ left: a, right: b }, [price, kind], {
        epochs: 3,
        engine: reference,
        seed: 4,
      });
      expect(Object.keys(history)).toEqual(['loss', 'kind/accuracy', 'learning_rate'].filter((n) => n in history));
      results.push(history['loss']);
    }
    expect(results[0]).toEqual(results[1]);
  });

  test('the loss is the weighted sum of the losses of the outputs', async () => {
    const of = async (lossWeights?: readonly number[]): Promise<number> => {
      const net = network();
      net.build(null, 5);
      net.compile({ optimizer: 'sgd', loss: named, ...(lossWeights ? { lossWeights } : {}) });
      return (await net.evaluate([a, b], { price, kind }, { engine: reference })).loss;
    };
    const [first, second] = [await of([1, 0]), await of([0, 1])];
    expect(await of()).toBeCloseTo(first + second, 12);
    expect(await of([2, 0.25])).toBeCloseTo(2 * first + 0.25 * second, 12);
  });

  test('what is saved comes back: losses, weights of losses, metrics of each output, predictions', async () => {
    const net = network();
    net.compile({ optimizer: 'adam', loss: named, lossWeights: [1, 3], metrics: { price: 'mae', kind: ['accuracy'] } });
    await net.fit([a, b], [price, kind], { epochs: 2, engine: reference });
    const { model: json, weights } = writeModel(toSaved(net));
    const back = fromSaved(readModel({ model: json, weights }));
    expect(await back.predictAll([a, b])).toEqual(await net.predictAll([a, b]));
    expect(Object.keys(await back.predictAll([a, b]))).toEqual(['price', 'kind']);
    expect(await back.evaluate([a, b], [price, kind])).toEqual(await net.evaluate([a, b], [price, kind]));
    expect(toSaved(back).compiled).toMatchObject({ lossWeights: [1, 3] });
    await back.fit([a, b], [price, kind], { epochs: 1, engine: reference });
  });

  test('a workbook holds the training of two outputs; a program is refused by name', () => {
    const net = network();
    net.compile({ optimizer: 'sgd', loss: named });
    const run = net.run([a, b], [price, kind], { epochs: 1, batchSize: 4 });
    expect(trainingWorkbook(run).sheets.length).toBeGreaterThan(0);
    expect(() =>
      kerasCode(toSaved(net), { file: { name: 'x.csv' }, testSize: 0, splitSeed: 0, epochs: 1, batchSize: 1, seed: 0 }),
    ).toThrow(/layer "both": needs layers one after the other, each used once/);
  });

  test.each<[string, (net: Model) => unknown, string]>([
    [
      'a loss of no output',
      (net) => net.compile({ optimizer: 'sgd', loss: { price: 'mse', sort: 'mse' } }),
      'compile, loss, "sort": needs one of price, kind',
    ],
    [
      'an output without a loss',
      (net) => net.compile({ optimizer: 'sgd', loss: { price: 'mse' } }),
      'compile, loss: needs one for each of price, kind',
    ],
    [
      'a metric of no output',
      (net) => net.compile({ optimizer: 'sgd', loss: 'mse', metrics: { prices: 'mae' } }),
      'compile, metrics, "prices": needs one of',
    ],
    [
      'weights of other outputs',
      (net) => net.compile({ optimizer: 'sgd', loss: named, lossWeights: [1] }),
      'compile, lossWeights: needs a number for each output',
    ],
    [
      'one table for two outputs',
      (net) => {
        net.compile({ optimizer: 'sgd', loss: named });
        return net.fit([a, b], price);
      },
      'y: needs an object with "price", "kind", or a list of these; got one array',
    ],
  ])('%s is refused', async (_, f, text) => expect(await refusal(() => f(network()))).toContain(text));
});

describe('a part of a trained network with a new head', () => {
  const x = [[1, 2], [3, -1], [0.5, 1], [2, 2]]; // prettier-ignore
  const trained = async (): Promise<Model> => {
    const net = sequential([
      layers.dense({ units: 4, activation: 'tanh', name: 'hidden', inputShape: [2] }),
      layers.batchNormalization({ name: 'scaled' }),
      layers.dense({ units: 1, name: 'price' }),
    ]);
    net.compile({ optimizer: 'adam', loss: 'mse' });
    await net.fit(x, price, { epochs: 5, engine: reference, seed: 2 });
    return net;
  };
  const withHead = (net: Model): Model => {
    const trunk = net.part('scaled');
    const head = layers.dense({ units: 3, activation: 'softmax', name: 'kind' });
    const other = model({ inputs: trunk.inputs, outputs: head.apply(trunk.output) });
    other.compile({ optimizer: { name: 'sgd', learningRate: 0.5 }, loss: crossentropy });
    return other;
  };

  test('it begins with the weights of the first, and trains the head alone while the rest is frozen', async () => {
    const net = await trained();
    const other = withHead(net);
    const paths = ['hidden/kernel', 'hidden/bias', 'scaled/gamma', 'scaled/beta', 'scaled/movingMean'];
    expect(other.copyWeights(net)).toEqual([...paths, 'scaled/movingVariance']);
    other.setTrainable({ hidden: false, scaled: false });
    const before = other.weights();
    const { history } = await other.fit(x, kind, { epochs: 20, engine: reference });
    expect(history['loss']?.at(-1)).toBeLessThan(history['loss']?.[0] ?? 0);
    const after = other.weights();
    for (const path of [...paths, 'scaled/movingVariance']) {
      expect(after[path]?.data, path).toEqual(before[path]?.data);
      expect(after[path]?.data, path).toEqual(net.weights()[path]?.data);
    }
    expect(after['kind/kernel']?.data).not.toEqual(before['kind/kernel']?.data);
    expect(other.summary()).toContain('trained: 15');

    // fine-tuning: all of it, from where it stands
    other.setTrainable({ hidden: true });
    await other.fit(x, kind, { epochs: 1, engine: reference });
    expect(other.weights()['hidden/kernel']?.data).not.toEqual(after['hidden/kernel']?.data);
  });

  test('what is frozen is saved frozen', async () => {
    const net = await trained();
    net.setTrainable({ hidden: false });
    const { model: json, weights } = writeModel(toSaved(net));
    const back = fromSaved(readModel({ model: json, weights }));
    expect(back.summaryRows().map(({ name, trained: t }) => [name, t])).toEqual(
      net.summaryRows().map(({ name, trained: t }) => [name, t]),
    );
  });

  test.each<[string, (net: Model) => unknown, string]>([
    [
      'a network that is frozen as a whole',
      (net) => {
        net.setTrainable({ hidden: false, scaled: false, price: false });
        return net.fit(x, price);
      },
      'needs at least one layer that is trained; got frozen layers only, so nothing would be trained',
    ],
    ['a layer that is not there', (net) => net.setTrainable({ hiden: false }), 'setTrainable, "hiden": needs one of'],
    ['a part that is not there', (net) => net.part('end'), 'part, "end": needs one of'],
    [
      'a layer that somebody wrote',
      () => {
        const { again: _, ...own } = layers.dense({ units: 1, name: 'own', inputShape: [2] });
        const net = sequential([own as ReturnType<typeof layers.dense>]);
        net.build();
        net.setTrainable({ own: false });
      },
      'setTrainable, "own": needs a layer of gradsheet/layers; got "Dense"',
    ],
    ['neither true nor false', (net) => net.setTrainable({ hidden: 0 as unknown as boolean }), 'needs true or false'],
    [
      'weights of a network without a common layer',
      (net) => {
        const strange = sequential([layers.dense({ units: 1, inputShape: [2], name: 'other' })]);
        strange.build();
        return net.copyWeights(strange);
      },
      'a layer of the same name in both models',
    ],
  ])('%s is refused', async (_, f, text) => {
    const net = await trained();
    expect(await refusal(() => f(net))).toContain(text);
  });
});
