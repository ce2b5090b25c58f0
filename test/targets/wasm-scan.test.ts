import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import { grad } from '../../src/ir/grad.ts';
import type { Node } from '../../src/ir/node.ts';
import * as ops from '../../src/ir/ops.ts';
import { inputsFrom, program, type Program } from '../../src/ir/program.ts';
import { carried, element, scan, shared } from '../../src/ir/scan.ts';
import { simplify } from '../../src/ir/simplify.ts';
import { size, type Shape } from '../../src/ir/shape.ts';
import { planOf } from '../../src/plan/plan.ts';
import { planRows, planText } from '../../src/plan/print.ts';
import type { Engine } from '../../src/run/run.ts';
import { reference } from '../../src/targets/reference.ts';
import { wasm } from '../../src/targets/wasm/engine.ts';
import { commonOf, lower } from '../../src/targets/wasm/module.ts';
import { CounterRandom } from '../../src/util/counter-random.ts';
import { part, scanInstances } from '../tools/scan-instances.ts';

// Loops over time in WebAssembly: in f64 the bits of the reference, whatever is in a body; in f32 as near as roundings.

const table = (name: string, shape: Shape): Node => g.input({ name, shape, from: 'table' });
const whole = new Set(['rows', 'seed']);
function valuesOf(p: Program): Record<string, Float64Array> {
  const random = new CounterRandom(7, 3);
  return Object.fromEntries(
    Object.values(p.inputs).map(({ attrs, shape }) => [
      attrs.name,
      Float64Array.from({ length: size(shape) }, (_, i) =>
        whole.has(attrs.name) ? (5 * i + 1) % 4 : Math.fround(random.uniform() * 2 - 1),
      ),
    ]),
  );
}
/** Two calls, so that what the first one leaves in memory is met. */
async function run(engine: Engine, p: Program): Promise<Record<string, number[]>> {
  const values = valuesOf(p);
  const feeds = Object.fromEntries(inputsFrom(p, 'feed').map((n) => [n.attrs.name, values[n.attrs.name]!]));
  const runnable = await engine.load({ p });
  await runnable.put(Object.fromEntries(Object.entries(values).filter(([name]) => !(name in feeds))));
  await runnable.run('p', feeds, 1);
  const results = await runnable.run('p', feeds, 1);
  const state = await runnable.take(Object.keys(p.outputs).filter((o) => p.inputs[o]?.attrs.from === 'state'));
  return Object.fromEntries(Object.entries({ ...results, ...state }).map(([name, v]) => [name, [...v]]));
}
async function expectAgreement(p: Program): Promise<void> {
  const want = await run(reference, p);
  expect(await run(wasm({ precision: 'f64' }), p)).toEqual(want);
  const got = await run(wasm(), p);
  for (const [name, v] of Object.entries(want)) {
    expect(got[name]!.length).toBe(v.length);
    v.forEach((x, i) => expect(Math.abs(got[name]![i]! - x)).toBeLessThan(2e-5 * Math.max(1, ...v.map(Math.abs))));
  }
}
function gradientsOf([, shapes, build]: (typeof scanInstances)[number]): Program {
  const x = shapes.map((shape, i) => table(`x${i}`, shape));
  const y = build(x);
  const slopes = grad(ops.sum(ops.square(y)), x);
  const second = grad(ops.sum(ops.square(slopes[0]!)), x.slice(0, 2));
  const named = (kind: string, list: readonly Node[]): Record<string, Node> =>
    Object.fromEntries(list.map((d, i) => [`${kind}${i}`, d]));
  return program({ y, ...named('first', slopes), ...named('second', second) });
}

describe('first and second derivatives', () => {
  test.each(scanInstances.map((i) => [i[0], i] as const))('%s', async (_, instance) => {
    const p = gradientsOf(instance);
    await expectAgreement(p);
    await expectAgreement(simplify(p));
  });
});

describe('what a body reads and gives', () => {
  const h = carried('h', [3]);
  const hold = (next: Node, more: Record<string, Node> = {}, given: Record<string, Node> = {}, length = 4): Program => {
    const loop = scan({ h: next, ...more }, { h: table('start', [3]), ...given }, { length });
    return program(Object.fromEntries(['h', ...Object.keys(more)].map((name) => [`out ${name}`, part(loop, name)])));
  };
  test('feeds, settings and the state of a program; the last value is its next state', async () => {
    const [x, r, s] = [
      g.input({ name: 'x', shape: [4, 3], from: 'feed' }),
      g.input({ name: 'r', shape: [], from: 'setting' }),
      g.input({ name: 's', shape: [3], from: 'state' }),
    ] as const;
    const next = ops.tanh(ops.add(ops.mul(h, shared('r', [])), element('x', [3])));
    const loop = scan({ h: next, y: next }, { h: s, x, r: ops.mul(r, 2) }, { length: 4, reverse: true });
    await expectAgreement(program({ s: part(loop, 'h'), y: part(loop, 'y'), before: s }));
  });
  test('rows by number, from sequences and from shared tables; rows added by number', async () => {
    const rows = element('rows', [3]);
    const picked = ops.reshape(g.gather(shared('t', [5, 1]), rows), [3]);
    const spread = ops.reshape(g.scatterAdd(ops.reshape(h, [3, 1]), rows, { rows: 5 }), [5]);
    const given = { rows: table('rows', [4, 3]), t: table('t', [5, 1]) };
    await expectAgreement(hold(ops.add(ops.mul(h, 0.5), picked), { spread }, given));
  });
  test('a table of row numbers that the program gathers by as well', async () => {
    const rows = table('rows', [3]);
    const loop = scan({ h: ops.add(h, shared('i', [3])) }, { h: table('start', [3]), i: rows }, { length: 2 });
    await expectAgreement(program({ y: g.gather(part(loop, 'h'), rows), i: ops.mul(rows, 2) }));
  });
  test('random numbers: of a step that is an element, of a seed that is a number', async () => {
    const noise = g.draw(ops.constant(11), element('t', []), { shape: [3], stream: 2 });
    await expectAgreement(hold(ops.add(h, noise), { noise }, { t: g.iota({ shape: [4], axis: 0 }) }));
  });
  test('carries that change places, and one that nobody changes', async () => {
    const [a, b, c] = [carried('a', [3]), carried('b', [3]), carried('c', [3])];
    const loop = scan(
      { a: b, b: a, c, y: ops.sub(a, ops.mul(b, c)) },
      { a: table('a', [3]), b: table('b', [3]), c: table('c', [3]) },
      { length: 3 },
    );
    await expectAgreement(program(Object.fromEntries(['a', 'b', 'c', 'y'].map((n) => [`out ${n}`, part(loop, n)]))));
  });
  test('results that nobody takes, also where the body goes on from them', async () => {
    const y = g.matmul(ops.reshape(h, [1, 3]), shared('w', [3, 3]));
    const loop = scan(
      { h: ops.tanh(ops.reshape(y, [3])), y },
      { h: table('start', [3]), w: table('w', [3, 3]) },
      { length: 4 },
    );
    await expectAgreement(program({ out: part(loop, 'h') }));
  });
  test('a number that is carried, from a constant', async () => {
    const s = carried('s', []);
    const loop = scan(
      { s: ops.add(ops.mul(s, 0.5), element('x', [])) },
      { s: ops.constant(0.25), x: table('x', [6]) },
      { length: 6 },
    );
    await expectAgreement(program({ out: part(loop, 's') }));
  });
  test('three loops in one another, with views of sequences', async () => {
    const inner = scan(
      { c: ops.add(carried('c', []), element('e', [])) },
      { c: shared('c0', []), e: element('e', [2]) },
      { length: 2 },
    );
    const middle = scan(
      { b: ops.mul(carried('b', []), part(inner, 'c')), z: part(inner, 'c') },
      { b: carried('a', []), e: g.transpose(element('x', [2, 3]), { perm: [1, 0] }), c0: shared('c0', []) },
      { length: 3, reverse: true },
    );
    const outer = scan(
      { a: part(middle, 'b'), y: part(middle, 'z') },
      { a: table('start', []), x: g.transpose(table('x', [2, 4, 3]), { perm: [1, 0, 2] }), c0: table('c0', []) },
      { length: 4 },
    );
    // an element of the middle loop is called as the shared value of the inner one: names of bodies do not mix
    await expectAgreement(program({ a: part(outer, 'a'), y: part(outer, 'y') }));
  });
  test('results that are taken twice', async () => {
    const loop = scan({ h: ops.tanh(h), y: ops.exp(h) }, { h: table('start', [3]) }, { length: 4 });
    const twice = (name: string): Node => ops.sub(ops.mul(2, part(loop, name)), part(loop, name));
    await expectAgreement(program({ h: twice('h'), y: twice('y') }));
  });
  test('loops, one after the other, in memory that is used again', async () => {
    let x = table('x', [20, 5]);
    const start = table('start', [5]);
    for (const reverse of [false, true, false]) {
      const next = ops.tanh(ops.add(ops.mul(carried('h', [5]), 0.5), element('x', [5])));
      x = part(scan({ h: next, y: next }, { h: start, x }, { length: 20, reverse }), 'y');
    }
    await expectAgreement(program({ x }));
  });
});

describe('code', () => {
  const bytesFor = (length: number): number => {
    const next = ops.tanh(ops.add(ops.matmul(carried('h', [8, 16]), shared('U', [16, 16])), element('x', [8, 16])));
    const given = { h: table('h', [8, 16]), U: table('U', [16, 16]), x: table('x', [length, 8, 16]) };
    const y = part(scan({ h: next, y: next }, given, { length }), 'y');
    const p = simplify(program({ y, d: grad(ops.sum(y), [given.U])[0]! }));
    return lower(p, commonOf([p], 'f32')).bytes.length;
  };
  test('does not grow with the number of steps', () => {
    expect(Math.abs(bytesFor(2000) - bytesFor(20))).toBeLessThan(200); // longer numbers
    expect(bytesFor(2000)).toBeLessThan(20_000);
  });
  test('the plan shows a step inside its loop', () => {
    const next = ops.tanh(ops.add(carried('h', [3]), element('x', [3])));
    const loop = scan({ h: next, y: next }, { h: table('h', [3]), x: table('x', [4, 3]) }, { length: 4 });
    const p = program({ last: part(loop, 'h'), all: part(loop, 'y') });
    expect(planText(planRows(planOf(p, new Set()))).split('\n')).toEqual([
      'stage 1',
      '  scan, loops 4, reads h [3], x [4, 3]',
      '    stage 1',
      '      map, loops 3, reads h [3], x [3]',
      '        %3 [3] = tanh(add(h, x)) → h',
      '        %3 [3] → y',
      '    %3 [3] = last h → last',
      '    %4 [4, 3] = every y → all',
    ]);
  });
});
