import { describe, expect, test } from 'vitest';
import { History } from '../../src/explain.ts';
import { GradsheetError, layers, NumpyRandom, reference, sequential, wasm, type Run } from '../../src/index.ts';
import { runFromJson, runToJson } from '../../src/save.ts';
import { perceptronRun } from '../../src/separable.ts';
import { fromBase64, toBase64 } from '../../src/util/base64.ts';

const np = new NumpyRandom(5);
const x = np.rand(30, 3);
const y = x.map(([a = 0, b = 0, c = 0]) => [a + b * c > 0.5 ? 1 : 0]);
const build = (): ReturnType<typeof sequential> => {
  const m = sequential([
    layers.dense({ units: 5, activation: 'relu' }),
    layers.dropout({ rate: 0.3 }),
    layers.batchNormalization(),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ]);
  m.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return m;
};
const fitted = { epochs: 4, batchSize: 7, seed: 11 };
const run = build().run(x, y, fitted);
const runs: readonly (readonly [string, Run])[] = [
  ['shuffled', run],
  ['plain', build().run(x, y, { ...fitted, shuffle: false })],
  ['recorded', build().run(x, y, { ...fitted, order: Array.from({ length: 4 }, () => np.permutation(30)) })],
  ['blocks', { ...build().run(x, y, fitted), order: { kind: 'blocks', seed: 7, block: 4, buffer: 14 } }],
  ['going on', build().run(x, y, { ...fitted, initialEpoch: 2 })],
  ['the perceptron', perceptronRun(x.slice(0, 6), [0, 1, 1, 0, 1, 0], { maxEpochs: 5 })],
];
const sent = (of: Run): unknown => JSON.parse(JSON.stringify(runToJson(of)));

describe.each(runs)('%s', (_, of) => {
  test('written and read, it is the same run', () => {
    const back = runFromJson(sent(of));
    expect(sent(back)).toEqual(sent(of));
    for (const part of ['tables', 'state', 'settings', 'order', 'batchSize', 'epochs'] as const) {
      expect(back[part]).toEqual(of[part]);
    }
  });
  test('and it trains with the same bits', async () => {
    for (const engine of [reference, wasm()]) {
      const ends = await Promise.all(
        [of, runFromJson(sent(of))].map(async (each) => {
          const walk = await History.open(each, { engine });
          return walk.state(walk.length);
        }),
      );
      expect(ends[1]).toEqual(ends[0]);
    }
  });
});

test('numbers that JSON lacks: in tensors bit for bit, in programs as texts', () => {
  const odd = [NaN, -0, Infinity, -Infinity, Number.MIN_VALUE, 0.1];
  const state = { ...run.state, 'dense/bias': Float64Array.from(odd.slice(0, 5)) };
  const back = runFromJson(sent({ ...run, state }));
  expect(back.state['dense/bias']).toEqual(state['dense/bias']);
  const constants = (of: Run): unknown[] =>
    Object.values(of.programs).flatMap((p) => p.nodes.filter((n) => n.op === 'constant').map((n) => n.attrs));
  expect(constants(back)).toEqual(constants(run));
});

test('base64: RFC 4648, every length', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * 7) % 256);
  for (let n = 0; n <= 300; n++) {
    const text = toBase64(bytes.subarray(0, n));
    expect(text).toBe(Buffer.from(bytes.subarray(0, n)).toString('base64'));
    expect(fromBase64(text)).toEqual(bytes.slice(0, n));
  }
  for (const wrong of ['A', 'AAA', 'AA=A', '=AAA', 'A===', 'AA\n=', 'ÄAAA']) expect(fromBase64(wrong)).toBeNull();
});

type Path = readonly (string | number)[];
function changed(json: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const now = json as Record<string | number, unknown>;
  if (Array.isArray(now)) return now.map((item: unknown, i) => (i === key ? changed(item, rest, value) : item));
  const next = Object.fromEntries(Object.entries(now).map(([k, v]) => [k, k === key ? changed(v, rest, value) : v]));
  return key in now ? next : { ...next, [key]: changed(undefined, rest, value) };
}
const lists = Array.from({ length: 4 }, () => ({ kind: 'int32', numbers: '' }));
test.each([
  [[], 'no run', 'run'],
  [['format'], 'gradsheet-model', 'run, format'],
  [['formatVersion'], 2, 'run, formatVersion'],
  [['batchSize'], 0, 'run, batchSize'],
  [['batchSize'], 31, 'run, batchSize'],
  [['batchSize'], 6, 'run, programs, step'],
  [['epochs'], -1, 'run, epochs'],
  [['epochs'], '3', 'run, epochs'],
  [['firstStep'], 21, 'run, firstStep'],
  [['firstStep'], undefined, 'run, firstStep'],
  [['order'], { kind: 'sorted' }, 'run, order, kind'],
  [['order', 'seed'], 2 ** 32, 'run, order, seed'],
  [['order'], { kind: 'blocks', seed: 7, block: 0, buffer: 14 }, 'run, order, block'],
  [['order'], { kind: 'blocks', seed: 7, block: 4, buffer: 0 }, 'run, order, buffer'],
  [['order'], { kind: 'recorded', epochs: lists }, 'run, order, epochs'],
  [['order'], { kind: 'recorded', epochs: [] }, 'run, order, epochs'],
  [['tables', 'x/input_layer'], undefined, 'run, tables, x/input_layer'],
  [['tables', 'x/input_layer', 'kind'], 'int8', 'run, tables, x/input_layer, kind'],
  [['tables', 'x/input_layer', 'numbers'], 'AAAA', 'run, tables, x/input_layer, numbers'],
  [['tables', 'x/input_layer', 'numbers'], '', 'run, tables, x/input_layer'],
  [['tables', 'x/more'], { kind: 'int32', numbers: '' }, 'run, tables'],
  [['state', 'dense/kernel'], { kind: 'float64', numbers: '!' }, 'run, state, dense/kernel, numbers'],
  [['settings'], [], 'run, settings'],
  [['programs'], {}, 'run, programs'],
  [['programs', 'step'], null, 'run, programs, step'],
  [['programs', 'lastStep'], undefined, 'run, programs, lastStep'],
  [['programs', 'step', 'nodes', 3, 'op'], 'explode', 'run, programs, step'],
  [['programs', 'step', 'nodes', 3, 'op'], 7, 'run, programs, step, nodes, item 4, op'],
  [['programs', 'step', 'nodes', 3, 'inputs'], [1e9], 'run, programs, step'],
  [['programs', 'step', 'nodes', 3, 'inputs'], [-1], 'run, programs, step, nodes, item 4, inputs, item 1'],
  [['programs', 'step', 'nodes', 0, 'attrs'], null, 'run, programs, step, nodes, item 1, attrs'],
  [['programs', 'step', 'nodes', 0, 'attrs'], {}, 'run, programs, step'],
  [['programs', 'step', 'nodes', 0, 'shape'], [9], 'run, programs, step, nodes, item 1, shape'],
  [['programs', 'step', 'nodes', 0, 'shape'], [1e6, 1e6], 'run, programs, step, nodes, item 1, shape'],
  [['programs', 'step', 'outputs', 'loss'], 1e6, 'run, programs, step'],
  [['programs', 'step', 'labels', 0, 'label', 'role'], 1, 'run, programs, step, labels, item 1, label, role'],
  [['programs', 'step', 'labels', 0, 'label', 'axes'], {}, 'run, programs, step, labels, item 1, label, axes'],
  [['programs', 'step', 'labels', 0, 'node'], 0.5, 'run, programs, step, labels, item 1, node'],
] as readonly (readonly [Path, unknown, string])[])('refused where it stands: %j as %j', (path, value, where) => {
  const bad = changed(sent(run), path, value);
  try {
    runFromJson(bad);
  } catch (error) {
    expect(error).toBeInstanceOf(GradsheetError);
    const { code, fields } = error as GradsheetError;
    expect({ code, where: fields.where }, (error as GradsheetError).message).toEqual({ code: 'bad-file', where });
    expect((error as GradsheetError).message.length).toBeLessThan(400);
    return;
  }
  expect.fail('it was read');
});
