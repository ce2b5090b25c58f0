// Words and attention in whole models: what is refused, and what trains.
import { describe, expect, test } from 'vitest';
import { input, layers, model, reference, sequential, transformerEncoder, wasm, type Model } from '../../src/index.ts';
import { refusal } from '../tools/refusal.ts';

const reader = (): Model => {
  const made = sequential([
    layers.embedding({ inputDim: 6, outputDim: 3, maskZero: true, name: 'words', inputShape: [4] }),
    layers.layerNormalization(),
    layers.dense({ units: 3, activation: 'softmax' }),
  ]);
  made.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return made;
};
const x = [[1, 2, 3, 0], [5, 4, 0, 0], [2, 2, 1, 5]]; // prettier-ignore
const y = [[0, 1, 2, 0], [1, 1, 0, 0], [1, 1, 0, 1]]; // prettier-ignore

describe('words are whole numbers below inputDim', () => {
  test.each([
    [6, 'number 3: needs a whole number of at least 0 and below 6 for embedding "words"; got 6.'],
    [-1, 'got -1.'],
    [1.5, 'got 1.5.'],
  ])('%s is refused, with its row and place', async (odd, text) => {
    const bad = [...x.slice(0, 2), [2, 2, odd, 5]];
    for (const call of [(m: Model) => m.fit(bad, y), (m: Model) => m.evaluate(bad, y), (m: Model) => m.predict(bad)]) {
      const net = reader();
      net.build();
      const said = await refusal(() => call(net));
      expect(said).toContain('x, row 3, number 3');
      expect(said).toContain(text);
      expect(said).toContain('inputDim is one more than the largest');
    }
  });
  test('a mask of zeros goes through to loss and metric', async () => {
    const net = reader();
    const { history } = await net.fit(x, y, { epochs: 60, seed: 1, batchSize: 3, engine: reference });
    expect(history['loss']?.at(-1)).toBeLessThan(history['loss']?.[0] ?? 0);
    // words of mask 0 may have any class
    const other = [[0, 1, 2, 2], [1, 1, 2, 1], [1, 1, 0, 1]]; // prettier-ignore
    expect(await net.evaluate(x, other)).toEqual(await net.evaluate(x, y));
  });
  test('a row, or a batch, of which nothing counts has the loss 0', async () => {
    const net = reader();
    net.build();
    expect((await net.evaluate([[0, 0, 0, 0]], [[1, 1, 1, 1]])).loss).toBe(0);
    const { history } = await net.fit([[0, 0, 0, 0], [0, 0, 0, 0]], [[1, 1, 1, 1], [1, 1, 1, 1]]); // prettier-ignore
    expect(history['loss']).toEqual([0]);
  });
});

describe('what does not fit is refused, naming the layer', () => {
  const sequence = (...shape: number[]) => input({ shape });
  test.each<[string, () => unknown, string]>([
    ['no heads', () => layers.multiHeadAttention({ numHeads: 0, keyDim: 2 }), 'multiHeadAttention, numHeads: needs'],
    ['no words', () => layers.embedding({ inputDim: 0, outputDim: 2 }), 'embedding, inputDim: needs'],
    [
      'a sequence that is too long',
      () => layers.positionEmbedding({ sequenceLength: 3, name: 'place' }).apply(sequence(5, 2)),
      'positionEmbedding "place": needs at most 3 times (sequenceLength); got x [batch, 5, 2]',
    ],
    [
      'one input for heads',
      () => layers.multiHeadAttention({ numHeads: 2, keyDim: 2 }).apply(sequence(4, 3)),
      'needs [query, value] or [query, value, key]; got x [batch, 4, 3]',
    ],
    [
      'rows for attention',
      () => layers.attention().apply([sequence(4), sequence(4)]),
      'attention: needs query, value and key [batch, time, features]; got x [batch, 4] and x [batch, 4]',
    ],
    [
      'a key of other times',
      () => layers.attention().apply([sequence(4, 3), sequence(5, 3), sequence(6, 3)]),
      'a value and a key of as many times',
    ],
    [
      'an attention mask of other times',
      () =>
        layers
          .multiHeadAttention({ numHeads: 1, keyDim: 1, attentionMask: true })
          .apply([sequence(4, 3), sequence(5, 3), sequence(5, 4)]),
      'needs an attentionMask [batch, 4, 5] as its last input',
    ],
    ['groups of no size', () => layers.groupNormalization({ groups: 2 }).apply(sequence(4, 3)), 'make 2 groups'],
    ['an axis that is not there', () => layers.layerNormalization({ axis: 3 }).apply(sequence(4)), 'an axis 3 besides'],
    ['the batch as an axis', () => layers.softmax({ axis: 0 }), 'softmax, axis: needs an axis other than 0'],
    [
      'axes of other sizes',
      () => layers.dot({ axes: 1 }).apply([sequence(3), sequence(4)]),
      'axes 1 and 1 of one size',
    ],
    ['an axis twice', () => layers.permute({ dims: [1, 1] }), 'permute, dims: needs each axis once'],
    ['a sequence to repeat', () => layers.repeatVector({ n: 2 }).apply(sequence(3, 2)), 'needs x [batch, features]'],
  ])('%s', async (_, f, text) => expect(await refusal(f)).toContain(text));
});

test('a layer that is called twice has its variables once, and its gradient is the sum', async () => {
  const start = input({ shape: [3], name: 'words' });
  const shared = layers.embedding({ inputDim: 4, outputDim: 2, name: 'shared' });
  const sum = layers.add().apply([shared.apply(start), shared.apply(start)]);
  const once = layers.rescaling({ scale: 2 }).apply(shared.apply(start));
  const [twice, doubled] = [model({ inputs: start, outputs: sum }), model({ inputs: start, outputs: once })];
  const targets = [[1, 2, 3, 4, 5, 6]];
  const after = [];
  for (const net of [twice, doubled]) {
    net.compile({ optimizer: { name: 'sgd', learningRate: 0.5 }, loss: 'mse' });
    await net.fit([[1, 3, 1]], targets, { engine: reference, seed: 3 });
    expect(Object.keys(net.weights())).toEqual(['shared/embeddings']);
    after.push([...(net.weights()['shared/embeddings']?.data ?? [])]);
  }
  const [a = [], b = []] = after;
  a.forEach((v, i) => expect(v).toBeCloseTo(b[i] ?? NaN, 14));
});

describe('a transformer of two blocks', () => {
  const made = (normalizeFirst: boolean): Model => {
    const start = input({ shape: [4], name: 'words' });
    const meaning = layers.embedding({ inputDim: 6, outputDim: 4, maskZero: true, name: 'meaning' }).apply(start);
    const placed = layers.add().apply([meaning, layers.sinePositionEncoding().apply(meaning)]);
    const block = { numHeads: 2, intermediateDim: 5, dropout: 0.1, normalizeFirst };
    const inner = transformerEncoder({ ...block, name: 'first' })(placed);
    const end = transformerEncoder({ ...block, name: 'second' })(inner);
    const net = model({ inputs: start, outputs: layers.dense({ units: 3, activation: 'softmax' }).apply(end) });
    net.compile({
      optimizer: { name: 'adam', learningRate: 0.02, globalClipnorm: 1 },
      loss: 'sparseCategoricalCrossentropy',
    });
    return net;
  };
  test.each([false, true])('learns, the same bits on reference and wasm; normalizeFirst %s', async (normalizeFirst) => {
    const [one, other] = [made(normalizeFirst), made(normalizeFirst)];
    const options = { epochs: 30, seed: 1, batchSize: 2 };
    const { history } = await one.fit(x, y, { ...options, engine: reference });
    expect(history['loss']?.at(-1)).toBeLessThan(0.6 * (history['loss']?.[0] ?? 0));
    await other.fit(x, y, { ...options, engine: wasm({ precision: 'f64' }) });
    expect(other.weights()).toEqual(one.weights());
    expect(Object.keys(one.weights())).toContain('second_attention/queryKernel');
  });
  test.each<[string, () => unknown, string]>([
    [
      'features that no heads share',
      () => transformerEncoder({ numHeads: 3, intermediateDim: 2 })(input({ shape: [4, 4] })),
      'a multiple of 3',
    ],
    ['no heads', () => transformerEncoder({ numHeads: 0, intermediateDim: 2 }), 'transformerEncoder, numHeads: needs'],
    [
      'numbers in place of layers',
      () => transformerEncoder({ numHeads: 1, intermediateDim: 2 })([[1]] as never),
      'transformerEncoder: needs x',
    ],
  ])('%s is refused', async (_, f, text) => expect(await refusal(f)).toContain(text));
});
