import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import { grad } from '../../src/ir/grad.ts';
import type { Node } from '../../src/ir/node.ts';
import * as ops from '../../src/ir/ops.ts';
import { opNames, primitive, type Elementwise } from '../../src/ir/primitives.ts';
import { inputsFrom, program, type Program } from '../../src/ir/program.ts';
import { along } from '../../src/ir/view.ts';
import { size, swapLast } from '../../src/ir/shape.ts';
import type { Engine, Runnable, Tensors } from '../../src/run/run.ts';
import { reference } from '../../src/targets/reference.ts';
import { wasm } from '../../src/targets/wasm/engine.ts';
import { routineNames } from '../../src/targets/wasm/routines.ts';
import { randomProgram } from '../ir/random-program.ts';
import { drawn } from '../tools/check-gradient.ts';
import { denseNet, input, numbers } from '../tools/dense-net.ts';
import { instances } from '../tools/instances.ts';

const engines = [wasm({ precision: 'f32' }), wasm({ precision: 'f64' })] as const;
async function loaded(engine: Engine, programs: Record<string, Program>, values: Tensors): Promise<Runnable> {
  const runnable = await engine.load(programs);
  await runnable.put(values);
  return runnable;
}
/** One program once, on inputs of every source. */
async function once(engine: Engine, p: Program, values: Tensors): Promise<Record<string, Float64Array>> {
  const feeds = new Set(inputsFrom(p, 'feed').map((n) => n.attrs.name));
  const kept = Object.fromEntries(Object.entries(values).filter(([name]) => p.inputs[name] && !feeds.has(name)));
  const runnable = await loaded(engine, { p }, kept);
  const results = await runnable.run(
    'p',
    Object.fromEntries([...feeds].map((f) => [f, values[f] ?? []])) as Tensors,
    1,
  );
  return {
    ...results,
    ...(await runnable.take(Object.keys(p.outputs).filter((o) => p.inputs[o]?.attrs.from === 'state'))),
  };
}
/**
 * Largest difference, relative to max(1, the output's largest magnitude); different signs of infinity or a NaN on one
 * side count as 1.
 */
function difference(a: Record<string, Float64Array>, b: Record<string, Float64Array>): number {
  expect(Object.keys(a).sort()).toEqual(Object.keys(b).sort());
  let worst = 0;
  for (const [name, y] of Object.entries(b)) {
    const scale = y.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 1);
    y.forEach((v, i) => {
      const got = a[name]![i]!;
      if (!Object.is(got, v) && got !== v) {
        worst = Math.max(worst, Number.isFinite(got) && Number.isFinite(v) ? Math.abs(got - v) / scale : 1);
      }
    });
  }
  return worst;
}
/** In f64 the bits of the reference; in f32 as many roundings as `depth` says. */
async function expectAgreement(p: Program, values: Tensors, depth = 4): Promise<void> {
  const want = await once(reference, p, values);
  for (const engine of engines) {
    const error = difference(await once(engine, p, values), want);
    expect(error, engine.name).toBeLessThanOrEqual(engine.epsilon === 2 ** -53 ? 0 : depth * engine.epsilon);
  }
}

describe('every primitive agrees with the reference', () => {
  test.each(opNames.flatMap((op) => instances(op)).map((i) => [i.name, i] as const))('%s', async (_, instance) => {
    const x = instance.inputs.map(({ shape }, i) =>
      input(`x${i}`, shape, shape.length === 0 && instance.op === 'draw' ? 'setting' : 'table'),
    );
    const p = program({ y: instance.build(x) });
    const values = Object.fromEntries(
      instance.inputs.map((given, i) => [
        `x${i}`,
        drawn(given, 3, i).map(instance.op === 'draw' ? Math.floor : Math.fround),
      ]),
    );
    await expectAgreement(p, values, 8);
  });
  test('constant and iota', async () => {
    await expectAgreement(
      program({
        c: g.constant({ value: 0.1 }),
        i: g.iota({ shape: [3, 5], axis: 0 }),
        j: g.iota({ shape: [3, 5], axis: 1 }),
      }),
      {},
    );
  });
  test('every row that calls a routine has one', () => {
    const called = opNames.flatMap((op) => {
      const row = primitive(op);
      return row.kind === 'elementwise' && row.wasm === 'routine' ? [op] : [];
    });
    expect(called.sort()).toEqual([...routineNames].sort());
  });
});

describe('elementwise edges: NaN, infinities, signed zeros are those of the reference, in vectors too', () => {
  const special = [0, -0, 1, -1, NaN, Infinity, -Infinity, 0.5, -2, 3];
  test.each(opNames.filter((op) => primitive(op).kind === 'elementwise'))('%s', async (op) => {
    const n = special.length ** 2;
    const a = Float64Array.from({ length: n }, (_, i) => special[i % special.length]!);
    const b = Float64Array.from({ length: n }, (_, i) => special[Math.floor(i / special.length)]!);
    const x = ['a', 'b', 'c'].slice(0, (primitive(op) as Elementwise).inputs).map((name) => input(name, [n]));
    const p = program({ y: (g[op] as (...x: Node[]) => Node)(...x) });
    const want = (await once(reference, p, { a, b, c: a }))['y']!;
    for (const engine of engines) {
      const got = (await once(engine, p, { a, b, c: a }))['y']!;
      const rounded = engine.name === 'wasm-f32' ? want.map(Math.fround) : want;
      expect(got, engine.name).toEqual(rounded);
    }
  });
});

describe('random programs over all kinds, with gradients', () => {
  test.each(Array.from({ length: 120 }, (_, i) => i + 1))('seed %i', async (seed) => {
    const { program: p, inputs } = randomProgram(seed);
    const want = await once(reference, p, inputs);
    const got = await once(engines[1], p, inputs);
    expect(difference(got, want)).toBe(0); // sums here are short: the same order, the same bits
    const f32 = await once(
      engines[0],
      p,
      Object.fromEntries(Object.entries(inputs).map(([k, v]) => [k, v.map(Math.fround)])),
    );
    const rounded = await once(
      reference,
      p,
      Object.fromEntries(Object.entries(inputs).map(([k, v]) => [k, v.map(Math.fround)])),
    );
    // 60 nodes, each within a few roundings; a wrong element is off by about 1
    expect(difference(f32, rounded)).toBeLessThan(2000 * 2 ** -24);
  });
});

describe('matrix products of every remainder, in every orientation', () => {
  const sizes: [number, number, number][] = [
    [1, 1, 1],
    [1, 7, 9],
    [2, 9, 3],
    [3, 8, 4],
    [4, 5, 8],
    [5, 1, 12],
    [6, 17, 13],
    [7, 10, 15],
    [9, 33, 21],
    [13, 2, 1],
    [8, 12, 30],
    [20, 6, 1],
    [33, 10, 67],
    [47, 3, 64],
    [70, 131, 81],
  ];
  test.each(sizes)('[%i, %i] × [·, %i]', async (m, k, n) => {
    const t = (x: Node): Node => g.transpose(x, { perm: swapLast(x.shape.length) });
    const a = input('a', [m, k]);
    const at = input('at', [k, m]);
    const b = input('b', [k, n]);
    const bt = input('bt', [n, k]);
    const stack = input('stack', [2, m, k]);
    const stackB = input('stackB', [2, k, n]);
    const p = program({
      plain: g.matmul(a, b),
      left: g.matmul(t(at), b),
      right: g.matmul(a, t(bt)),
      both: g.matmul(t(at), t(bt)),
      ofProduct: g.matmul(g.exp(a), g.tanh(b)),
      stacked: g.matmul(stack, stackB),
      reshaped: g.matmul(g.reshape(stack, { shape: [2 * m, k] }), b),
      outer: g.matmul(g.broadcast(input('row', [k]), { shape: [m, k], axes: [0] }), b),
      flat: g.matmul(a, g.broadcast(input('each', [n]), { shape: [k, n], axes: [0] })),
      tall: g.matmul(a, g.broadcast(input('column', [k]), { shape: [k, n], axes: [1] })),
      biased: g.add(g.matmul(a, b), g.broadcast(input('bias', [n]), { shape: [m, n], axes: [0] })),
    });
    const values = Object.fromEntries(
      Object.entries(p.inputs).map(([name, x], i) => [name, numbers(size(x.shape), i + 1)]),
    );
    const want = await once(reference, p, values);
    expect(difference(await once(engines[1], p, values), want)).toBe(0); // k in order, as the reference
    expect(difference(await once(engines[0], p, values), want)).toBeLessThan(2 * (k + 2) * 2 ** -24);
  });
});

describe('sums of every length, over every axis', () => {
  test.each([1, 2, 3, 4, 5, 15, 16, 17, 18, 19, 31, 64, 67, 127, 128, 129, 131, 256, 300])(
    'last axis %i',
    async (n) => {
      const x = input('x', [3, 5, n]);
      const e = ops.mul(x, input('row', [n]));
      const once2 = g.sigmoid(x);
      const p = program({
        last: g.sum(x, { axes: [2] }),
        outer: g.sum(x, { axes: [0, 1] }),
        all: g.sum(x, { axes: [0, 1, 2] }),
        ends: g.sum(x, { axes: [0, 2] }),
        middle: g.sum(e, { axes: [1] }),
        fused: g.sum(e, { axes: [2] }),
        called: g.sum(once2, { axes: [0, 1, 2] }),
        largest: g.reduceMax(x, { axes: [2] }),
        largestOuter: g.reduceMax(x, { axes: [0] }),
        turned: g.sum(g.transpose(x, { perm: [2, 0, 1] }), { axes: [2] }),
        mean: ops.mean(x),
        viewed: g.sum(g.window(x, { axis: 2, size: Math.min(3, n), stride: 1, dilation: 1, padding: [1, 1] }), {
          axes: [2],
        }),
      });
      const values = { x: numbers(15 * n, n), row: numbers(n, 99) };
      await expectAgreement(p, values, 15 * n);
    },
  );
  // The order of sum-order.ts once more, as its words say: terms as a list that is cut up.
  type Round = (v: number) => number;
  const cut = (x: readonly number[], length: number): number[][] =>
    Array.from({ length: Math.ceil(x.length / length) }, (_, i) => x.slice(i * length, (i + 1) * length));
  const added = (x: readonly number[], round: Round): number => x.reduce((a, b) => round(a + b), 0);
  const inOrder = (x: readonly number[], round: Round): number =>
    added(
      cut(x, 128).map((piece) => added(piece, round)),
      round,
    );
  const inFours = (x: readonly number[], round: Round): number => {
    const main = x.slice(0, x.length - (x.length % 4));
    const pieces = cut(main, 128).map((piece) => {
      const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((lane) =>
        added(
          piece.filter((_, i) => i % 4 === lane),
          round,
        ),
      );
      return round(round(a + c) + round(b + d));
    });
    return added([...pieces, added(x.slice(main.length), round)], round);
  };
  const precisions = [
    [engines[0], Math.fround],
    [engines[1], (v: number): number => v],
  ] as const;
  test.each([
    [1, 37],
    [3, 17],
    [3, 20],
    [5, 67],
    [1, 128],
    [2, 131],
    [3, 300],
    [150, 16],
    [260, 19],
  ])('the order of a long sum is the one of sum-order.ts, however it is computed: [%i, %i]', async (rows, n) => {
    const x = numbers(rows * n, 4, 1e3);
    const node = input('x', [rows, n]);
    const axes = { axes: [0, 1] };
    const p = program({
      plain: g.sum(node, axes),
      called: g.sum(g.pow(node, ops.expand(1, node.shape)), axes), // pow: x^1 is x, by a routine
      tested: g.sum(ops.slice(ops.pad(node, 1, 2, 3), 1, 2, n + 2), axes),
      each: g.sum(ops.mul(node, 1), { axes: [1] }),
      column: g.sum(g.reshape(node, { shape: [rows * n, 1] }), { axes: [0] }),
      down: g.sum(node, { axes: [0] }),
    });
    for (const [engine, round] of precisions) {
      const y = await once(engine, p, { x });
      const each = cut([...x], n).map((row) => inFours(row, round));
      const all = Float64Array.of(inOrder(each, round));
      expect(y).toEqual({
        plain: all,
        called: all,
        tested: all,
        each: Float64Array.from(each),
        column: Float64Array.of(inFours([...x], round)),
        down: Float64Array.from({ length: n }, (_, column) =>
          inOrder(
            [...x].filter((_v, i) => i % n === column),
            round,
          ),
        ),
      });
    }
  });
  test('terms of several axes whose loops cannot be joined are counted through', async () => {
    const [x, row] = [numbers(24 * 25 * 3, 1), numbers(25, 2)];
    const product = ops.mul(input('x', [24, 25, 3]), g.reshape(input('row', [25]), { shape: [25, 1] }));
    const p = program({ all: g.sum(product, { axes: [0, 1, 2] }), channels: g.sum(product, { axes: [0, 1] }) });
    for (const [engine, round] of precisions) {
      const terms = [...x].map((v, i) => round(v * row[Math.floor(i / 3) % 25]!));
      expect(await once(engine, p, { x, row })).toEqual({
        all: Float64Array.of(inOrder(terms, round)),
        channels: Float64Array.from([0, 1, 2], (c) =>
          inOrder(
            terms.filter((_, i) => i % 3 === c),
            round,
          ),
        ),
      });
    }
  });
  test.each([
    [3, 129, 5],
    [37, 300, 67],
    [50, 128, 64],
    [33, 257, 71],
    [64, 40, 1],
    [5, 500, 1],
  ])('a product adds over k in the order of sum-order.ts: [%i, %i] × [·, %i]', async (m, k, n) => {
    const [a, b] = [numbers(m * k, 1, 10), numbers(k * n, 2, 10)];
    const turned = (x: Float64Array, rows: number): Float64Array =>
      x.map((_, i) => x[(i % rows) * (x.length / rows) + Math.floor(i / rows)]!);
    const t = (x: Node): Node => g.transpose(x, { perm: swapLast(x.shape.length) });
    const nodes = { a: input('a', [m, k]), at: input('at', [k, m]), b: input('b', [k, n]), bt: input('bt', [n, k]) };
    const p = program({
      plain: g.matmul(nodes.a, nodes.b),
      left: g.matmul(t(nodes.at), nodes.b),
      right: g.matmul(nodes.a, t(nodes.bt)),
      both: g.matmul(t(nodes.at), t(nodes.bt)),
    });
    for (const [engine, round] of precisions) {
      const want = Float64Array.from({ length: m * n }, (_, o) => {
        const [i, j] = [Math.floor(o / n), o % n];
        return inOrder(
          Array.from({ length: k }, (_v, q) => round(a[i * k + q]! * b[q * n + j]!)),
          round,
        );
      });
      const y = await once(engine, p, { a, b, at: turned(a, m), bt: turned(b, k) });
      expect(y).toEqual({ plain: want, left: want, right: want, both: want });
    }
  });
});

test('views of every kind over larger arrays, read through and stored', async () => {
  const x = input('x', [6, 20]);
  const y = g.exp(x);
  const image = input('image', [2, 9, 9, 3]);
  const rows = g.window(image, { axis: 1, size: 3, stride: 2, dilation: 1, padding: [1, 1] });
  const patches = g.window(rows, { axis: 3, size: 3, stride: 1, dilation: 2, padding: [0, 2] });
  const flatPatches = g.reshape(g.transpose(patches, { perm: [0, 1, 3, 2, 4, 5] }), { shape: [2 * 5 * 7, 27] });
  const kernel = input('kernel', [27, 8]);
  const conv = g.matmul(flatPatches, kernel);
  const loss = ops.sum(ops.square(conv));
  const p = program({
    reversed: g.read(y, { shape: [6, 20], from: [along(0), along(1, -1, 19)] }),
    shifted: ops.pad(ops.slice(y, 1, 3, 17), 1, 2, 4),
    concatenated: ops.concatenate([y, x, g.neg(y)], 1),
    folded: g.reshape(g.transpose(y, { perm: [1, 0] }), { shape: [8, 15] }),
    conv,
    dKernel: grad(loss, [kernel])[0]!,
    dImage: grad(loss, [image])[0]!,
    ones: g.add(g.reshape(x, { shape: [6, 1, 20] }), g.reshape(y, { shape: [6, 1, 20] })),
  });
  const values = Object.fromEntries(
    Object.entries(p.inputs).map(([name, n], i) => [name, numbers(size(n.shape), i + 1)]),
  );
  const want = await once(reference, p, values);
  expect(difference(await once(engines[1], p, values), want)).toBeLessThan(1e-13);
  expect(difference(await once(engines[0], p, values), want)).toBeLessThan(1e-5);
});

describe('state', () => {
  test('may be overwritten only when nobody needs the old value', async () => {
    const [a, b, c, d, m, n] = ['a', 'b', 'c', 'd', 'm', 'n'].map((name) =>
      input(name, name < 'm' ? [17] : [5, 5], 'state'),
    ) as [Node, Node, Node, Node, Node, Node];
    const next = g.add(d, a); // a state others read after it is new
    const p = program({
      a: b,
      b: a, // exchanged
      c: g.add(c, g.read(c, { shape: [17], from: [along(0, -1, 16)] })), // reads its neighbours
      m: g.transpose(n, { perm: [1, 0] }),
      n: g.matmul(m, n),
      old: c,
      twice: g.add(c, c),
      afterwards: g.exp(g.tanh(next)),
      d: next,
      sum: g.sum(g.mul(m, n), { axes: [0, 1] }),
    });
    const values = {
      a: numbers(17, 1),
      b: numbers(17, 2),
      c: numbers(17, 3),
      d: numbers(17, 6),
      m: numbers(25, 4),
      n: numbers(25, 5),
    };
    for (const engine of engines) {
      const runs = [await loaded(reference, { p }, values), await loaded(engine, { p }, values)] as const;
      const results = await Promise.all(runs.map((r) => r.run('p', {}, 3)));
      expect(difference(results[1]!, results[0]!), engine.name).toBeLessThan(
        engine.epsilon === 2 ** -53 ? 1e-13 : 1e-5,
      );
      const states = await Promise.all(runs.map((r) => r.take(['a', 'b', 'c', 'd', 'm', 'n'])));
      expect(difference(states[1]!, states[0]!), engine.name).toBeLessThan(engine.epsilon === 2 ** -53 ? 1e-13 : 1e-5);
    }
  });
  test('an output may be an input, a number, or one value under two names', async () => {
    const x = input('x', [9]);
    const y = g.exp(x);
    const p = program({
      x2: x,
      seven: g.constant({ value: 7 }),
      many: ops.expand(0.1, [2, 3]),
      s: y,
      y,
      again: y,
      turned: g.reshape(y, { shape: [3, 3] }),
      total: g.sum(y, { axes: [0] }),
      same: g.sum(y, { axes: [0] }),
    });
    await expectAgreement(p, { x: numbers(9, 1), s: numbers(9, 2) }, 16);
  });
  test('the step counts exactly past 2^24, and 1 - β^step keeps f64 until it is used', async () => {
    const step = input('step', [], 'state');
    const next = ops.add(step, 1);
    const rate = input('rate', [], 'setting');
    const w = input('w', [3], 'state');
    const correction = ops.sub(1, ops.pow(0.999, next));
    const p = program({ step: next, w: ops.sub(w, ops.div(rate, correction)), shown: correction });
    const r = await loaded(
      engines[0],
      { p },
      { step: Float64Array.of(2 ** 24), rate: Float64Array.of(0.001), w: numbers(3, 1) },
    );
    await r.run('p', {}, 5);
    expect((await r.take(['step']))['step']).toEqual(Float64Array.of(2 ** 24 + 5));
    await r.put({ step: Float64Array.of(0) });
    const { shown } = await r.run('p', {}, 1);
    expect(shown).toEqual(Float64Array.of(Math.fround(1 - 0.999))); // in f32 all the way it would be 0.00100004673
  });
  test('a snapshot brings every bit back; steps replay to the same bits', async () => {
    const { step, values, feeds } = denseNet(6, 7, 3, 20, 4);
    for (const engine of engines) {
      const r = await loaded(engine, { step }, values);
      const names = Object.keys(step.outputs).filter((o) => step.inputs[o]);
      await r.run('step', { rows: feeds(2) }, 2);
      const snapshot = await r.snapshot();
      const before = await r.take(names);
      const first = await r.run('step', { rows: feeds(3) }, 3);
      const after = await r.take(names);
      await r.restore(snapshot);
      expect(await r.take(names)).toEqual(before);
      expect(await r.run('step', { rows: feeds(3) }, 3)).toEqual(first);
      expect(await r.take(names)).toEqual(after);
      await expect(r.restore({ engine: 'reference', bytes: snapshot.bytes })).rejects.toMatchObject({
        code: 'shape-mismatch',
      });
    }
  });
});

describe('training steps agree with the reference', () => {
  test.each([
    [5, 5, 1, 20, 10, 40],
    [6, 7, 3, 20, 4, 40],
    [33, 18, 5, 50, 9, 12],
    [3, 2, 2, 8, 8, 40],
  ])('features %i, hidden %i, classes %i', async (features, hidden, classes, capacity, batch, times) => {
    const { step, values, feeds } = denseNet(features, hidden, classes, capacity, batch);
    const names = Object.keys(step.outputs).filter((o) => step.inputs[o]);
    const [want, ...got] = await Promise.all(
      [reference, ...engines].map(async (engine) => {
        const r = await loaded(engine, { step }, values);
        const results = await r.run('step', { rows: feeds(times) }, times);
        return { ...results, ...(await r.take(names)) };
      }),
    );
    expect(want!['loss']![times - 1]).toBeLessThan(want!['loss']![0]! + 1); // it trains rather than diverges
    expect(difference(got[1]!, want!), 'f64').toBeLessThan(1e-12);
    expect(difference(got[0]!, want!), 'f32').toBeLessThan(1e-4);
  });
  test('programs loaded twice are two runs, each with a state of its own', async () => {
    const { step, values, feeds } = denseNet(5, 5, 1, 20, 10);
    const programs = { step };
    const names = Object.keys(step.outputs).filter((o) => step.inputs[o]);
    for (const engine of engines) {
      const [a, b] = [await loaded(engine, programs, values), await loaded(engine, programs, values)] as const;
      const before = await b.take(names);
      await a.run('step', { rows: feeds(3) }, 3);
      expect(await b.take(names)).toEqual(before);
      await b.run('step', { rows: feeds(3) }, 3);
      expect(await b.take(names)).toEqual(await a.take(names));
    }
  });
  test('many steps in one call, or one by one: the same bits', async () => {
    const { step, values, feeds } = denseNet(5, 5, 1, 20, 10);
    for (const engine of engines) {
      const [a, b] = [await loaded(engine, { step }, values), await loaded(engine, { step }, values)] as const;
      const rows = feeds(12);
      const all = await a.run('step', { rows }, 12);
      for (let t = 0; t < 12; t++) {
        expect((await b.run('step', { rows: rows.subarray(t * 10, t * 10 + 10) }, 1))['loss']).toEqual(
          all['loss']!.subarray(t, t + 1),
        );
      }
      const names = Object.keys(step.outputs).filter((o) => step.inputs[o]);
      expect(await b.take(names)).toEqual(await a.take(names));
    }
  });
});

describe('programs of unusual form', () => {
  test('a chain of 3000 nodes, a sum of 800 values, a value used by many', async () => {
    const x = input('x', [7]);
    let chain = x;
    for (let i = 0; i < 3000; i++) chain = i % 3 === 0 ? g.tanh(chain) : g.add(chain, i % 2 === 0 ? x : chain);
    const wide = Array.from({ length: 800 }, (_, i) => ops.mul(x, i / 100)).reduce((a, b) => g.add(a, b));
    let doubled = g.exp(g.neg(ops.square(x)));
    for (let i = 0; i < 40; i++) doubled = ops.mul(0.5, g.add(doubled, doubled)); // 2^40 terms, were nothing stored
    await expectAgreement(program({ chain, wide, doubled }), { x: numbers(7, 1) }, 4000);
  });
  test('arrays of no elements', async () => {
    const x = input('x', [0, 3]);
    const w = input('w', [3, 4]);
    await expectAgreement(
      program({
        y: g.exp(x),
        product: g.matmul(x, w),
        empty: g.matmul(g.transpose(x, { perm: [1, 0] }), g.matmul(x, w)),
        total: g.sum(x, { axes: [0] }),
        all: g.sum(x, { axes: [0, 1] }),
      }),
      { x: new Float64Array(0), w: numbers(12, 1) },
    );
  });
  test('random numbers from a constant seed, at a step that is a feed', async () => {
    const step = input('step', [], 'feed');
    await expectAgreement(
      program({
        u: g.draw(g.constant({ value: 7 }), step, { shape: [3, 3], stream: 1 }),
        v: g.draw(step, g.constant({ value: 2 }), { shape: [2], stream: 5 }),
      }),
      { step: Float64Array.of(5) },
    );
  });
  test('row numbers used as numbers, too; rows from a computed index', async () => {
    const rows = input('rows', [6], 'feed');
    const table = input('table', [5, 20]);
    const narrow = input('narrow', [5, 3]);
    const p = program({
      picked: g.gather(table, rows),
      one: ops.oneHot(rows, 5),
      shown: rows,
      computed: g.gather(narrow, g.add(rows, ops.expand(1, [6]))),
      added: g.scatterAdd(g.gather(table, rows), rows, { rows: 5 }),
      narrowly: g.scatterAdd(g.exp(g.gather(narrow, rows)), rows, { rows: 7 }),
    });
    await expectAgreement(p, {
      rows: Float64Array.of(4, 0, 0, 2, 1, 4),
      table: numbers(100, 1),
      narrow: numbers(15, 2),
    });
  });
});

describe('what can go wrong says so', () => {
  const p = program({ y: g.add(input('a', [3]), g.gather(input('t', [4]), input('rows', [3], 'feed'))) });
  test('names, sizes, order of calls', async () => {
    const r = await engines[0].load({ p });
    await expect(r.put({ b: [1] as never })).rejects.toMatchObject({ code: 'unknown-name' });
    await expect(r.put({ a: Float64Array.of(1, 2) })).rejects.toMatchObject({
      code: 'shape-mismatch',
      fields: { where: '"a"', expected: '3 numbers', received: '2' },
    });
    await r.put({ a: Float64Array.of(1, 2, 3) });
    await expect(r.run('p', { rows: Int32Array.of(0, 1, 2) }, 1)).rejects.toMatchObject({
      code: 'missing-input',
      fields: { where: 'input "t"' },
    });
    await r.put({ t: Float64Array.of(1, 2, 3, 4) });
    await expect(r.run('q', {}, 1)).rejects.toMatchObject({ code: 'unknown-name' });
    await expect(r.run('p', { rows: Int32Array.of(0, 1) }, 1)).rejects.toMatchObject({ code: 'shape-mismatch' });
    // row -1 reads 0
    expect((await r.run('p', { rows: Int32Array.of(3, 0, -1) }, 1))['y']).toEqual(Float64Array.of(5, 3, 3));
    expect((await r.run('p', { rows: new Int32Array(0) }, 0))['y']).toEqual(new Float64Array(0));
    await expect(r.take(['nobody'])).rejects.toMatchObject({ code: 'unknown-name' });
    r.dispose();
    await expect(r.take(['a'])).rejects.toMatchObject({ code: 'not-ready' });
    expect(() => wasm({ precision: 'f16' as never })).toThrow(/precision/);
  });
  test('too much memory is refused before anything is tried', async () => {
    await expect(
      engines[0].load({ p: program({ y: g.sum(input('x', [40000, 40000]), { axes: [0, 1] }) }) }),
    ).rejects.toMatchObject({ code: 'too-large' });
  });
  test('feeds larger than the memory so far', async () => {
    const many = program({ y: g.add(input('x', [1000], 'feed'), ops.expand(1, [1000])) });
    const r = await engines[0].load({ many });
    const x = numbers(300_000, 1);
    expect((await r.run('many', { x }, 300))['y']).toEqual(x.map((v) => Math.fround(v + 1)));
  });
});
