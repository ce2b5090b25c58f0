import { describe, expect, test } from 'vitest';
import { GradsheetError } from '../../src/errors.ts';
import { readModel, writeModel } from '../../src/formats/model.ts';
import { fromSaved, toSaved } from '../../src/model/saved.ts';
import type { Node } from '../../src/ir/node.ts';
import * as ops from '../../src/ir/ops.ts';
import { simplify } from '../../src/ir/simplify.ts';
import { input, model, sequential } from '../../src/model/create.ts';
import { graph, sequentialGraph, shapesOf } from '../../src/nn/graph.ts';
import * as layers from '../../src/nn/layers.ts';
import type { Cell } from '../../src/nn/recurrent/cell.ts';
import { cells } from '../../src/nn/recurrent/cells.ts';
import { reference } from '../../src/targets/reference.ts';
import { wasm } from '../../src/targets/wasm/engine.ts';
import { CounterRandom } from '../../src/util/counter-random.ts';

const random = new CounterRandom(3, 1);
const numbers = (...shape: readonly number[]): never => {
  const [n = 0, ...rest] = shape;
  return Array.from({ length: n }, () => (rest.length === 0 ? random.uniform() * 2 - 1 : numbers(...rest))) as never;
};
async function fields(f: () => unknown): Promise<string> {
  try {
    await f();
  } catch (e) {
    if (e instanceof GradsheetError) return `${e.code}: ${e.message}`;
    throw e;
  }
  return '';
}

describe('what cannot be is refused, by the name of the layer', () => {
  const x = input({ shape: [4, 3] });
  const stateful = (batchSize?: number): ReturnType<typeof sequential> =>
    sequential([
      layers.inputLayer({ shape: [4, 3], ...(batchSize === undefined ? {} : { batchSize }) }),
      layers.lstm({ units: 2, stateful: true }),
    ]);
  const trained = async (rows: number, batchSize = 2): Promise<void> => {
    const m = stateful(2);
    m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await m.fit(numbers(rows, 4, 3), numbers(rows, 2), { batchSize, epochs: 1, shuffle: false, engine: reference });
  };
  test.each([
    ['rows that are no sequences', () => sequentialGraph([layers.lstm({ units: 2, name: 'memory' })], [5]), /shape-mismatch: lstm "memory": needs x \[batch, time, features\]; got x \[batch, 5\]/],
    ['states in a chain', () => sequentialGraph([layers.gru({ units: 2, returnState: true })], [4, 3]), /invalid-option: gru "gru": needs one output in a sequential model; got 2 outputs. Leave out returnState/],
    ['a list where one value is due', () => layers.dense({ units: 1 }).apply(layers.gru({ units: 2, returnState: true }).apply(x)), /shape-mismatch: dense: needs one input; got x \[batch, 2\] and x \[batch, 2\]/],
    ['states of another size', () => layers.lstm({ units: 2 }).apply([x, input({ shape: [3] }), input({ shape: [2] })]), /needs x, or x and first states \[2\] \[2\]/],
    ['one state of two', () => layers.lstm({ units: 2 }).apply([x, input({ shape: [2] })]), /needs x, or x and first states \[2\] \[2\]/],
    ['kept states without a batch size', () => stateful(), /invalid-option: lstm "lstm": needs an input layer with a batch size, for it keeps the states of each row; got none. Begin the model with/],
    ['a batch of another size', () => trained(8, 4), /shape-mismatch: input "input_layer": needs batches of 2 rows; got 4 rows/],
    ['a last batch that is not whole', () => trained(5), /shape-mismatch: input "input_layer": needs batches of 2 rows; got 1 rows.*a multiple of 2 rows/],
    ['a prediction of part of a batch', async () => {
      const m = stateful(2);
      m.build();
      await m.predict(numbers(3, 4, 3));
    }, /shape-mismatch: model with states: needs batches of 2 rows; got 3 rows/],
    ['a sequence of another length than trained', async () => {
      const m = sequential([layers.lstm({ units: 2, inputShape: [4, 3] })]);
      m.build();
      await m.predict(numbers(2, 5, 3));
    }, /shape-mismatch/],
    ['units that are none', () => layers.lstm({ units: 0 }), /invalid-option: lstm, units/],
    ['an unknown option', () => layers.gru({ units: 2, resetBefore: true } as never), /invalid-option.*resetBefore/],
    ['a layer that is not recurrent, in both directions', () => layers.bidirectional({ layer: layers.dense({ units: 2 }) as never }), /invalid-option: bidirectional, layer: needs one of/],
    ['two layers of one direction', () => layers.bidirectional({ layer: layers.gru({ units: 2 }), backwardLayer: layers.gru({ units: 2 }) }), /invalid-option: bidirectional, backwardLayer: needs another goBackwards/],
    ['pairs that give different things', () => layers.bidirectional({ layer: layers.gru({ units: 2, returnSequences: true }), backwardLayer: layers.gru({ units: 2, goBackwards: true }) }), /needs returnSequences as the layer has it/],
    ['no cell', () => layers.rnn({ cell: 'lstm' as never }), /invalid-option: rnn, cell: needs a cell, as cells.lstm/],
    ['no cells', () => cells.stacked([]), /invalid-option: stacked: needs a list of at least one cell/],
    ['statistics of each step', () => layers.timeDistributed({ layer: layers.batchNormalization() }).apply(x), /^$/],
  ])('%s', async (_, f, wanted) => expect(await fields(f)).toMatch(wanted)); // prettier-ignore
  test('statistics of each step, while training', async () => {
    const m = sequential([layers.timeDistributed({ layer: layers.batchNormalization(), inputShape: [4, 3] })]);
    m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const fit = (): unknown => m.fit(numbers(4, 4, 3), numbers(4, 4, 3), { epochs: 1 });
    expect(await fields(fit)).toMatch(/timeDistributed.*needs a layer of one output that keeps nothing/);
  });
});

describe('shapes and names', () => {
  test('as Keras', () => {
    const net = sequentialGraph(
      [
        layers.simpleRnn({ units: 5, returnSequences: true }),
        layers.bidirectional({ layer: layers.lstm({ units: 4, returnSequences: true }) }),
        layers.timeDistributed({ layer: layers.dense({ units: 3 }) }),
        layers.gru({ units: 2 }),
      ],
      [7, 6],
    );
    expect(shapesOf(net).map(([shape]) => shape)).toEqual([[7, 6], [7, 5], [7, 8], [7, 3], [2]]);
    expect(net.nodes.map(({ name }) => name)).toEqual(['input_layer', 'simple_rnn', 'bidirectional', 'time_distributed', 'gru']); // prettier-ignore
  });
  test('the forget gate begins with 1, kernels as their initializers say', () => {
    const m = sequential([layers.lstm({ units: 2, inputShape: [4, 3] })]);
    m.build();
    expect([...m.weights()['lstm/bias']!.data]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    const u = m.weights()['lstm/recurrentKernel']!.data; // [2, 8], orthonormal rows
    const dot = (a: number, b: number): number =>
      u.subarray(8 * a, 8 * a + 8).reduce((s, v, i) => s + v * u[8 * b + i]!, 0);
    expect([dot(0, 0), dot(0, 1), dot(1, 1)].map((v) => Math.abs(Math.round(v * 1e12) / 1e12))).toEqual([1, 0, 1]);
  });
});

describe('models', () => {
  test('states as further inputs and outputs: a sequence in two halves is the whole one', async () => {
    const [x, h, c] = [input({ shape: [6, 3] }), input({ shape: [2] }), input({ shape: [2] })];
    const layer = layers.lstm({ units: 2, returnState: true });
    const whole = model({ inputs: x, outputs: layer.apply(x) as never });
    whole.build(null, 5);
    const half = layers.lstm({ units: 2, returnState: true });
    const y = input({ shape: [3, 3] });
    const halves = model({ inputs: [y, h, c], outputs: half.apply([y, h, c]) as never });
    halves.build(null, 1);
    halves.setWeights(whole.getWeights());
    const rows = numbers(4, 6, 3) as number[][][];
    const want = Object.values(await whole.predictAll(rows, { engine: reference }));
    const names = halves.graph.inputs.map((i) => halves.graph.nodes[i]!.name);
    const call = async (part: number[][][], s: number[][][]): Promise<number[][][]> =>
      Object.values(
        await halves.predictAll({ [names[0]!]: part, [names[1]!]: s[0]!, [names[2]!]: s[1]! }, { engine: reference }),
      );
    const zeros = rows.map(() => [0, 0]);
    const first = await call(rows.map((r) => r.slice(0, 3)), [zeros, zeros]); // prettier-ignore
    const second = await call(rows.map((r) => r.slice(3)), first.slice(1)); // prettier-ignore
    second.forEach((part, i) => part.flat().forEach((v, k) => expect(v).toBeCloseTo(want[i]!.flat()[k]!, 14)));
  });

  const stack = cells.stacked([cells.lstm({ units: 3, dropout: 0.2 }), cells.gru({ units: 2 })]);
  const inner = layers.gru({ units: 2, returnSequences: true, recurrentDropout: 0.3 });
  const everything = (): ReturnType<typeof sequential> =>
    sequential([
      layers.inputLayer({ shape: [4, 3] }),
      layers.rnn({ cell: stack, returnSequences: true }),
      layers.bidirectional({ layer: inner, mergeMode: 'ave' }),
      layers.timeDistributed({ layer: layers.dense({ units: 2, activation: 'tanh' }) }),
      layers.lstm({ units: 2, dropout: 0.3, recurrentDropout: 0.2, unroll: true }),
      layers.dense({ units: 1 }),
    ]);
  test('saved and read back: the same predictions', async () => {
    const m = everything();
    m.build(null, 3);
    m.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    const files = writeModel(toSaved(m));
    const back = fromSaved(readModel(files));
    const rows = numbers(3, 4, 3);
    expect(await back.predict(rows)).toEqual(await m.predict(rows));
    expect(back.summary()).toBe(m.summary());
  });
  test('dropout while training: on every engine the same numbers, and loss falls', async () => {
    const [x, y] = [numbers(12, 4, 3), numbers(12, 1)] as const;
    const losses = async (engine: typeof reference): Promise<number[]> => {
      const m = everything();
      m.build(null, 7);
      m.compile({ optimizer: { name: 'adam', learningRate: 0.02 }, loss: 'meanSquaredError' });
      return (await m.fit(x, y, { batchSize: 5, epochs: 6, seed: 2, engine })).history['loss']!;
    };
    const want = await losses(reference);
    expect(await losses(wasm({ precision: 'f64' }))).toEqual(want.map((v) => expect.closeTo(v, 12)));
    expect(await losses(wasm())).toEqual(want.map((v) => expect.closeTo(v, 5)));
    expect(want.at(-1)!).toBeLessThan(want[0]!);
  });
  test('stateful: evaluate moves the states on, resetStates and training from them', async () => {
    const rows = numbers(2, 4, 3) as number[][][];
    const m = sequential([
      layers.inputLayer({ shape: [4, 3], batchSize: 2 }),
      layers.gru({ units: 2, stateful: true }),
    ]);
    m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    m.build();
    const state = (): number[] => [...m.weights()['gru/state0']!.data];
    expect(state()).toEqual([0, 0, 0, 0]);
    const first = await m.predict(rows, { engine: reference });
    expect(state()).toEqual(first.flat());
    const second = await m.predict(rows, { engine: reference });
    expect(second).not.toEqual(first);
    expect(state()).toEqual(second.flat());
    const zeros = [[0, 0], [0, 0]]; // prettier-ignore
    await m.evaluate(rows, zeros, { engine: reference });
    expect(state()).not.toEqual(second.flat());
    m.resetStates();
    expect(state()).toEqual([0, 0, 0, 0]);
    expect(await m.predict(rows, { engine: reference })).toEqual(first);
    m.resetStates();
    await m.fit(rows, zeros, { batchSize: 2, epochs: 1, shuffle: false, engine: reference });
    expect(state()).toEqual(first.flat()); // the step kept the states, then moved the weights
  });
  test('a training step of an LSTM has two loops', () => {
    const m = sequential([layers.lstm({ units: 3, inputShape: [5, 2] }), layers.dense({ units: 1 })]);
    m.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    const { programs } = m.run(numbers(4, 5, 2), numbers(4, 1), { batchSize: 4 });
    const loops = simplify(programs['step']!).nodes.filter((n) => n.op === 'scan');
    expect(loops).toHaveLength(2);
    expect(programs['predict']!.nodes.filter((n) => n.op === 'scan')).toHaveLength(1);
  });
  test("a cell of one's own", async () => {
    const decay: Cell = {
      className: 'Decay',
      options: {},
      stateSizes: [3],
      variables: () => ({ rate: { shape: [3], init: { name: 'constant', value: 0.5 }, trained: true } }),
      inputs: (x) => ({ x }),
      step: ({ x, states: [h], s }) => {
        const next = ops.add(ops.mul(h as Node, s['rate'] as Node), x['x'] as Node);
        return { output: ops.mul(2, next), states: [next] }; // an output that is no state
      },
    };
    const m = sequential([layers.rnn({ cell: decay, inputShape: [3, 3] })]);
    m.build();
    const [p] = await m.predict([[[1, 2, 3], [1, 2, 3], [1, 2, 3]]] as never, { engine: reference }); // prettier-ignore
    expect(p).toEqual([3.5, 7, 10.5]);
  });
  test('one graph may call a recurrent layer twice', () => {
    const x = input({ shape: [4, 3] });
    const lstm = layers.lstm({ units: 2 });
    const net = graph({ inputs: x, outputs: layers.add().apply([lstm.apply(x), lstm.apply(x)]) });
    expect(shapesOf(net).at(-1)).toEqual([[2]]);
  });
});
