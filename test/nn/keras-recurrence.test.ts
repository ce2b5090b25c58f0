import { describe, expect, test } from 'vitest';
import { grad } from '../../src/ir/grad.ts';
import type { Node } from '../../src/ir/node.ts';
import { mul, sum } from '../../src/ir/ops.ts';
import { program } from '../../src/ir/program.ts';
import { simplify } from '../../src/ir/simplify.ts';
import { g } from '../../src/ir/builder.ts';
import type { Layer, Mask } from '../../src/nn/layer.ts';
import { layerFrom } from '../../src/nn/layer-classes.ts';
import * as layers from '../../src/nn/layers.ts';
import { cells } from '../../src/nn/recurrent/cells.ts';
import { optimizers } from '../../src/nn/optimizers.ts';
import { sequential } from '../../src/model/create.ts';
import type { Engine } from '../../src/run/run.ts';
import { reference } from '../../src/targets/reference.ts';
import { wasm } from '../../src/targets/wasm/engine.ts';
import { flat, type Nested } from '../tools/evaluate.ts';
import golden from '../vectors/keras-recurrence.json' with { type: 'json' };

// Keras 3.15.1 in float64, differentiated by TensorFlow: see test/vectors/make/keras-recurrence.py.
const TOLERANCE = 1e-12;
const engines: readonly (readonly [Engine, tolerance: number])[] = [
  [reference, TOLERANCE],
  [wasm({ precision: 'f64' }), TOLERANCE],
  [wasm(), 2e-6],
];

interface Case {
  readonly weights: readonly unknown[];
  readonly inputs: readonly unknown[];
  readonly mask?: readonly (readonly number[])[] | null;
  readonly outputs: readonly unknown[];
  readonly cotangents: readonly unknown[];
  readonly gradients: { readonly inputs: readonly unknown[]; readonly weights: readonly unknown[] };
}
const shapeOf = (v: unknown): number[] => (Array.isArray(v) ? [v.length, ...shapeOf(v[0])] : []);
const numbers = (v: unknown): Float64Array => Float64Array.from(flat(v as Nested));

/** Outputs and gradients of a layer, on every engine, against Keras's. */
async function expectEqual(layer: Layer, c: Case): Promise<void> {
  const tensors: Record<string, Float64Array> = {};
  const given = (name: string, v: unknown): Node => {
    tensors[name] = numbers(v);
    return g.input({ name, shape: shapeOf(v), from: 'table' });
  };
  const xs = c.inputs.map((v, i) => given(`x${i}`, v));
  const shapes = xs.map((x) => x.shape.slice(1));
  const variables = Object.entries(layer.variables(shapes));
  expect(variables.map(([, { shape }]) => shape)).toEqual(c.weights.map(shapeOf));
  const v = Object.fromEntries(variables.map(([name], i) => [name, given(`v/${name}`, c.weights[i])]));
  const mask: Mask = c.mask ? given('mask', c.mask) : null;
  const { outputs, masks = [] } = layer.trace(
    { mode: 'predict', name: 'layer', v, masks: [mask, ...xs.slice(1).map(() => null)], axes: xs.map(() => []), draw: () => xs[0] as Node, label: (n) => n, logits: (p) => p },
    xs,
  ); // prettier-ignore
  expect(outputs.map(({ shape }) => shape)).toEqual(c.outputs.map(shapeOf));
  const full = outputs[0]?.shape.length === 3; // of sequences, the mask goes on
  expect(masks[0] ?? null).toBe(full && layer.className !== 'TimeDistributed' ? mask : null);
  const loss = outputs.map((y, i) => sum(mul(y, given(`w${i}`, c.cotangents[i])))).reduce((a, b) => g.add(a, b));
  const wrt = [...xs, ...Object.values(v)];
  const wanted = [...c.outputs, ...c.gradients.inputs, ...c.gradients.weights].map(numbers);
  const all = [...outputs, ...grad(loss, wrt)];
  const p = simplify(program(Object.fromEntries(all.map((n, i) => [`r${i}`, n]))));
  for (const [engine, tolerance] of engines) {
    const runnable = await engine.load({ p });
    await runnable.put(Object.fromEntries(Object.entries(tensors).filter(([name]) => name in p.inputs)));
    const got = await runnable.run('p', {}, 1);
    wanted.forEach((want, i) => {
      const y = got[`r${i}`] ?? new Float64Array(0);
      expect(y.length).toBe(want.length);
      want.forEach((w, k) => expect(Math.abs(y[k]! - w), `${engine.name} ${i}, ${k}`).toBeLessThan(tolerance * Math.max(1, Math.abs(w)))); // prettier-ignore
    });
  }
}

describe('layers: outputs, states and gradients', () => {
  for (const [i, c] of golden.layers.entries()) {
    const how = `${c.mask ? ', masked' : ''}${c.inputs.length > 1 ? ', of given states' : ''}`;
    test(`${c.className} ${JSON.stringify(c.options)}${how} (${i})`, () => expectEqual(layerFrom(c), c));
  }
});

describe('layers around layers', () => {
  for (const [i, c] of golden.wrapped.entries()) {
    test(`${c.className} ${JSON.stringify(c.options)} of ${JSON.stringify(c.layer)}${c.mask ? ', masked' : ''} (${i})`, () =>
      expectEqual(layerFrom({ className: c.className, options: { ...c.options, layer: c.layer } }), c));
  }
  test('cells on top of each other', async () => {
    const [c] = golden.stacked;
    if (!c) throw new Error('no case');
    const list = [cells.lstm({ units: 2 }), cells.gru({ units: 3 }), cells.simpleRnn({ units: 2 })];
    const layer = layers.rnn({ cell: cells.stacked(list), returnSequences: true, returnState: true });
    await expectEqual(layer, c);
  });
});

describe('states that are kept from batch to batch', () => {
  test.each(golden.statefuls.map((c) => [c.className, c] as const))('%s', async (className, c) => {
    const [rows = 0, ...shape] = shapeOf(c.x[0]);
    const net = (): ReturnType<typeof sequential> =>
      sequential([
        layers.inputLayer({ shape, batchSize: rows }),
        layerFrom({ className, options: { units: 2, stateful: true } }),
      ]);
    for (const [engine, tolerance] of engines) {
      const m = net();
      m.build();
      const paths = Object.keys(m.weights()).filter((path) => !/state\d$/.test(path));
      m.setWeights(Object.fromEntries(paths.map((path, i) => [path, numbers(c.weights[i])])));
      for (const [i, want] of c.outputs.entries()) {
        if (i === 3) m.resetStates();
        const got = (await m.predict(c.x[i % 3] as number[][][], { engine })).flat();
        numbers(want).forEach((w, k) => expect(Math.abs(got[k]! - w), `${engine.name} batch ${i}`).toBeLessThan(tolerance)); // prettier-ignore
      }
    }
  });
});

describe('short trainings', () => {
  test.each(golden.trainings.map((c) => [c.className, c] as const))('%s', async (className, c) => {
    for (const [engine, tolerance] of [
      [reference, 1e-12],
      [wasm({ precision: 'f64' }), 1e-12],
      [wasm(), 1e-5],
    ] as const) {
      const m = sequential([layerFrom({ className, options: { units: 3 } }), layers.dense({ units: 1 })]);
      m.build(shapeOf(c.x).slice(1));
      m.setWeights(c.first.map(numbers));
      m.compile({ optimizer: optimizers.adam({ learningRate: 0.02 }), loss: 'meanSquaredError' });
      const { history } = await m.fit(c.x as number[][][], c.y, { batchSize: 4, epochs: 5, shuffle: false, engine });
      c.losses.forEach((want, i) => expect(Math.abs(history['loss']![i]! - want)).toBeLessThan(tolerance));
      m.getWeights().forEach(({ data }, i) =>
        numbers(c.last[i]).forEach((w, k) => expect(Math.abs(data[k]! - w), engine.name).toBeLessThan(tolerance * 10)),
      );
    }
  });
});
