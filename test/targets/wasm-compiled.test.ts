import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import * as ops from '../../src/ir/ops.ts';
import { program, type Program } from '../../src/ir/program.ts';
import { programKey } from '../../src/ir/program-key.ts';
import { toJson } from '../../src/ir/program-json.ts';
import { layers, optimizers, sequential, wasm } from '../../src/index.ts';
import { compiled } from '../../src/targets/wasm/compiled.ts';
import { commonOf } from '../../src/targets/wasm/module.ts';
import { randomProgram } from '../ir/random-program.ts';
import { numbers } from '../tools/dense-net.ts';

/** x ← x + by, and x before it. */
const counter = (by: number, name = 'x'): Program => {
  const x = g.input({ name, shape: [], from: 'state' });
  return program({ [name]: ops.add(x, by), before: ops.mul(x, 1) });
};

describe('the key of a program', () => {
  test('is equal for the same random program made twice, and for no two others', () => {
    const seeds = Array.from({ length: 300 }, (_, seed) => seed);
    const keyOf = (seed: number): string => programKey(randomProgram(seed, 12).program);
    const keys = seeds.map(keyOf);
    expect(seeds.map(keyOf)).toEqual(keys);
    // the second source: the whole program as data, without its labels
    const texts = seeds.map((seed) => JSON.stringify({ ...toJson(randomProgram(seed, 12).program), labels: [] }));
    expect(new Set(keys).size).toBe(new Set(texts).size);
  });

  test('tells numbers apart that JSON does not', () => {
    const keys = [0, -0, NaN, Infinity, -Infinity, 1e300].map((v) => programKey(counter(v)));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('tells names, shapes and sources apart', () => {
    const input = (name: string, shape: number[], from: 'state' | 'table'): string =>
      programKey(program({ y: g.neg(g.input({ name, shape, from })) }));
    const keys = [
      input('a', [2], 'state'),
      input('b', [2], 'state'),
      input('a', [1, 2], 'state'),
      input('a', [2], 'table'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('is the same whatever the values are called', () => {
    const x = g.input({ name: 'x', shape: [2], from: 'feed' });
    const y = g.neg(x);
    const plain = program({ y });
    const labelled = program({ y }, [{ node: y, label: { role: 'prediction', axes: [{ kind: 'row' }] } }]);
    expect(programKey(labelled)).toBe(programKey(plain));
  });
});

describe('compiled programs', () => {
  const alone = (p: Program, precision: 'f32' | 'f64' = 'f32') => compiled(p, commonOf([p], precision));

  test('equal programs made apart are compiled once, others apart', async () => {
    const one = await alone(counter(1));
    expect(await alone(counter(1))).toBe(one);
    expect(await alone(counter(2))).not.toBe(one);
    expect(await alone(counter(1), 'f64')).not.toBe(one);
    expect(await alone(counter(1, 'y'))).not.toBe(one);
  });

  test('a program is compiled once, whichever others of its run there are, if they keep the same', async () => {
    const one = await alone(counter(1));
    expect(await compiled(counter(1), commonOf([counter(1), counter(2)], 'f32'))).toBe(one);
    // this one keeps another value before x
    const other = program({ z: ops.add(g.input({ name: 'z', shape: [9], from: 'table' }), 1) });
    expect(await compiled(counter(1), commonOf([counter(1), other], 'f32'))).not.toBe(one);
  });

  test('a program that was not asked for in a long time is forgotten, one that is asked for stays', async () => {
    const name = (i: number): string => `${i}`.padEnd(100_000, 'x');
    const old = await alone(counter(7));
    const asked = await alone(counter(8));
    for (let i = 0; i < 20; i++) {
      await alone(counter(1, name(i)));
      expect(await alone(counter(8))).toBe(asked);
    }
    expect(await alone(counter(7))).not.toBe(old);
  });

  test('runs of one module do not see each other', async () => {
    const [a, b] = await Promise.all([wasm().load({ step: counter(1) }), wasm().load({ step: counter(1) })]);
    await a.put({ x: Float64Array.of(10) });
    await b.put({ x: Float64Array.of(20) });
    await a.run('step', {}, 3);
    expect((await b.run('step', {}, 1))['before']).toEqual(Float64Array.of(20));
    expect((await a.run('step', {}, 1))['before']).toEqual(Float64Array.of(13));
    a.dispose();
    b.dispose();
  });

  test('trainings that differ in data, seed and learning rate have equal programs', () => {
    const step = (seed: number, learningRate: number): string => {
      const model = sequential([layers.dense({ units: 4, activation: 'relu' }), layers.dense({ units: 1 })]);
      model.compile({ optimizer: optimizers.adam({ learningRate }), loss: 'meanSquaredError' });
      const x = Array.from({ length: 20 }, (_, i) => [...numbers(3, seed + i, 1)]);
      const run = model.run(x, numbers(20, seed, 1), { seed, batchSize: 6, epochs: seed });
      return Object.values(run.programs).map(programKey).join();
    };
    expect(step(2, 0.1)).toBe(step(1, 0.001));
  });
});
