import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import * as ops from '../../src/ir/ops.ts';
import { program, type Program } from '../../src/ir/program.ts';
import { programKey } from '../../src/ir/program-key.ts';
import { toJson } from '../../src/ir/program-json.ts';
import { layers, optimizers, sequential, wasm } from '../../src/index.ts';
import { compiled } from '../../src/targets/wasm/compiled.ts';
import { commonOf, lower, type Common } from '../../src/targets/wasm/module.ts';
import { constantBytes } from '../../src/targets/wasm/routines.ts';
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

  describe('a program is compiled apart for each run that', () => {
    const p = counter(1);
    const state = program({ z: ops.add(g.input({ name: 'z', shape: [9], from: 'state' }), 1) });
    const x = g.input({ name: 'x', shape: [], from: 'state' });
    const fed = program({ x: ops.mul(x, g.input({ name: 'by', shape: [], from: 'feed' })) });
    const rows = g.input({ name: 'rows', shape: [3], from: 'feed' });
    const table = g.input({ name: 't', shape: [4], from: 'table' });
    const reader = program({ negative: g.neg(rows) });
    const common = (...programs: Program[]): Common => commonOf(programs, 'f32');
    test.each<[string, Program, Common, Common]>([
      ['has other precision', p, common(p), commonOf([p], 'f64')],
      ['keeps more behind its values', p, common(p), common(p, state)],
      ['keeps as much, in another order', p, common(p, state), common(state, p)],
      ['computes its state outside of the prelude', p, common(p), common(p, fed)],
      [
        'takes its feed for row numbers',
        reader,
        common(reader, program({ y: g.neg(table) })),
        common(reader, program({ y: g.gather(table, rows) })),
      ],
    ])('%s', async (_, one, a, b) => {
      expect(lower(one, a).bytes).not.toEqual(lower(one, b).bytes); // it must be
      expect(await compiled(one, a)).not.toBe(await compiled(one, b));
    });
  });

  test('what is taken from those kept is what would be made anew', async () => {
    const made = new Map<object, string>();
    let asked = 0;
    for (const seed of Array.from({ length: 40 }, (_, i) => i % 20)) {
      const p = randomProgram(seed, 8).program;
      const others = [counter(1), randomProgram(seed + 1, 8).program];
      for (const run of [[p], [p, ...others], [...others, p]]) {
        for (const precision of ['f32', 'f64'] as const) {
          const common = commonOf(run, precision);
          const { bytes, ...layout } = lower(p, common);
          const text = JSON.stringify([[...bytes], layout.end, [...layout.feeds.items], [...layout.results.items]]);
          const part = await compiled(p, common);
          expect(made.get(part) ?? text).toBe(text);
          made.set(part, text);
          asked++;
        }
      }
    }
    expect(made.size).toBeLessThanOrEqual(asked / 2); // each was made twice
  });

  test('modules of one memory write nothing into it at first but the numbers of routines, each at its place', () => {
    const x = g.input({ name: 'x', shape: [3], from: 'feed' });
    const far = program({ y: g.sin(x) });
    const near = program({ y: g.exp(g.tanh(x)) });
    const programs = [near, far, counter(1 / 3), ...[1, 2, 3].map((seed) => randomProgram(seed).program)];
    const modules = (['f32', 'f64'] as const).flatMap((precision) =>
      programs.map((p) => lower(p, commonOf([p], precision))),
    );
    const most = Math.max(...modules.map(({ end }) => end));
    const written = (made: typeof modules): Uint8Array => {
      const memory = new WebAssembly.Memory({ initial: Math.ceil(most / 65536) });
      for (const { bytes } of made) new WebAssembly.Instance(new WebAssembly.Module(bytes), { run: { memory } });
      return new Uint8Array(memory.buffer);
    };
    const all = written(modules);
    expect(all.subarray(constantBytes).every((byte) => byte === 0)).toBe(true);
    expect(written(modules.toReversed())).toEqual(all);
    const alone = modules.map((one) => written([one]));
    expect(alone.every((bytes) => bytes.every((byte, i) => byte === 0 || byte === all[i]))).toBe(true);
    expect(new Set(alone.map((bytes) => bytes.join())).size).toBeGreaterThan(2); // a module fills what it uses
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
