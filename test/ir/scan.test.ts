import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import { once } from '../../src/ir/evaluate.ts';
import { grad } from '../../src/ir/grad.ts';
import type { Node } from '../../src/ir/node.ts';
import * as ops from '../../src/ir/ops.ts';
import { print } from '../../src/ir/print.ts';
import { program, type Program } from '../../src/ir/program.ts';
import { fromJson, toJson } from '../../src/ir/program-json.ts';
import { programKey } from '../../src/ir/program-key.ts';
import { bodyOf, carried, element, scan, shared } from '../../src/ir/scan.ts';
import { simplify } from '../../src/ir/simplify.ts';
import { size, type Shape } from '../../src/ir/shape.ts';
import { unroll } from '../../src/ir/unroll.ts';
import { CounterRandom } from '../../src/util/counter-random.ts';
import { part, scanInstances } from '../tools/scan-instances.ts';

const table = (name: string, shape: Shape): Node => g.input({ name, shape, from: 'table' });
const scansOf = (p: Program): Node<'scan'>[] => p.nodes.filter((n) => n.op === 'scan') as Node<'scan'>[];
const message = (f: () => unknown): string => {
  try {
    f();
  } catch (e) {
    return (e as Error).message;
  }
  return '';
};
/** A value, its gradients by every input, and inputs for them. */
function withGradients([, shapes, build]: (typeof scanInstances)[number]): {
  p: Program;
  inputs: Record<string, Float64Array>;
} {
  const x = shapes.map((shape, i) => table(`x${i}`, shape));
  const y = build(x);
  const slopes = grad(ops.sum(ops.square(y)), x);
  const random = new CounterRandom(5, 1);
  return {
    p: program({ y, ...Object.fromEntries(slopes.map((d, i) => [`d${i}`, d])) }),
    inputs: Object.fromEntries(
      shapes.map((shape, i) => [`x${i}`, Float64Array.from({ length: size(shape) }, () => random.uniform() * 2 - 1)]),
    ),
  };
}
/** Everything of `a` is `b`'s within rounding. */
function expectSame(a: Program, b: Program, inputs: Record<string, Float64Array>): void {
  const [x, y] = [once(a, inputs), once(b, inputs)];
  expect(Object.keys(x)).toEqual(Object.keys(y));
  for (const [name, v] of Object.entries(x)) expect([...v]).toEqual([...y[name]!].map((n) => expect.closeTo(n, 12)));
}

describe('what it computes', () => {
  const s = carried('s', []);
  const sum = ops.add(s, element('x', []));
  const x = table('x', [4]);
  const all = (reverse: boolean): Record<string, number[]> => {
    const loop = scan({ s: sum, y: sum, before: s }, { s: ops.constant(10), x }, { length: 4, reverse });
    const names = ['s', 'y', 'before'];
    const p = program(Object.fromEntries(names.map((name) => [name, part(loop, name)])));
    return Object.fromEntries(Object.entries(once(p, { x: [1, 2, 3, 4] })).map(([name, v]) => [name, [...v]]));
  };
  test('the last value of what is carried, every value of the rest', () => {
    expect(all(false)).toEqual({ s: [20], y: [11, 13, 16, 20], before: [10, 11, 13, 16] });
  });
  test('backwards: results keep the places of their elements', () => {
    expect(all(true)).toEqual({ s: [20], y: [20, 19, 17, 14], before: [19, 17, 14, 10] });
  });
  test('a body that does not look at what was carried goes on from the elements alone', () => {
    const loop = scan({ s: ops.mul(2, element('x', [])) }, { s: ops.constant(10), x }, { length: 4 });
    expect([...once(program({ s: part(loop, 's') }), { x: [1, 2, 3, 4] })['s']!]).toEqual([8]);
  });
});

describe('what does not fit is refused where it is built, by its name', () => {
  const h = carried('h', [2]);
  const start = table('start', [2]);
  const x = table('x', [3, 2]);
  const step = (next: Node, given: Record<string, Node>, length = 3): string =>
    message(() => scan({ h: next }, given, { length }));
  test.each([
    ['a carry of another shape', () => step(ops.sum(h), { h: start }), /state "h": needs shape \[2\].*got \[\]/],
    ['its first value', () => step(h, { h: x }), 'scan: input "h" needs shape [2]; got [3, 2]'],
    ['a sequence that is too short', () => step(ops.add(h, element('x', [2])), { h: start, x }, 4), 'scan: input "x" needs shape [4, 2]; got [3, 2]'],
    ['something not given', () => step(ops.add(h, shared('w', [2])), { h: start }), 'scan: the body reads "w", which is not given; got h'],
    ['something nobody reads', () => step(h, { h: start, w: start }), 'scan: the body has no input "w"'],
    ['a state without a next value', () => message(() => scan({ y: h }, { h: start }, { length: 3 })), 'scan: "h" is carried: the body needs it as state and as an output'],
    ['an element with the name of an output', () => message(() => scan({ x: element('x', [2]) }, { x }, { length: 3 })), 'scan: "x" is carried: the body needs it as state and as an output'],
    ['a setting', () => step(ops.add(h, g.input({ name: 'r', shape: [2], from: 'setting' })), { h: start, r: start }), 'scan: input "r" of the body is a setting: give it as a table'],
    ['no step', () => step(h, { h: start }, 0), 'scan: needs at least one step; got 0'],
    ['two inputs of one name', () => message(() => g.scan(start, start, { body: program({ h }), names: ['h', 'h'], length: 3, reverse: false })), 'scan: needs 2 different names, one per input; got h, h'],
  ])('%s', (_, got, wanted) => expect(got()).toEqual(typeof wanted === 'string' ? wanted : expect.stringMatching(wanted))); // prettier-ignore
});

describe('as text and as data', () => {
  const next = ops.tanh(ops.add(carried('h', [2]), element('x', [2])));
  const p = program({ y: part(scan({ h: next, y: next }, { h: table('h', [2]), x: table('x', [3, 2]) }, { length: 3 }), 'y') }); // prettier-ignore
  test('printed', () => {
    expect(print(p).split('\n')).toEqual([
      '%0 input "h" table [2]',
      '%1 input "x" table [3, 2]',
      '%2 scan %0 %1 body=@0 names=["h","x"] length=3 reverse=false {h: [2], y: [3, 2]}',
      '%3 part %2 name="y" [3, 2]       ; → y',
      '@0',
      '  %0 input "h" state [2]',
      '  %1 input "x" feed [2]',
      '  %2 add %0 %1 [2]',
      '  %3 tanh %2 [2]                   ; → h, → y',
    ]);
  });
  test('as plain data and back', () => {
    const json = JSON.parse(JSON.stringify(toJson(p))) as ReturnType<typeof toJson>;
    expect(print(fromJson(json))).toBe(print(p));
    expect(programKey(fromJson(json))).toBe(programKey(p));
  });
  test('programs whose bodies differ have different keys', () => {
    const other = fromJson(JSON.parse(JSON.stringify(toJson(p)).replaceAll('"tanh"', '"sigmoid"')) as ReturnType<typeof toJson>); // prettier-ignore
    expect(programKey(other)).not.toBe(programKey(p));
  });
});

describe('simplified', () => {
  test.each(scanInstances.map((i) => [i[0], i] as const))('%s: with its gradients the same numbers', (_, instance) => {
    const { p, inputs } = withGradients(instance);
    const short = simplify(p);
    expectSame(short, p, inputs);
    expect(print(simplify(short))).toBe(print(short));
  });
  test('a value with its gradients is two loops, and each keeps what is read of it only', () => {
    for (const instance of scanInstances.filter(([name]) => name !== 'in a scan')) {
      const scans = scansOf(simplify(withGradients(instance).p));
      expect(scans, instance[0]).toHaveLength(2);
    }
    const [first, second] = scansOf(simplify(withGradients(scanInstances[0]!).p));
    expect(Object.keys(first?.results ?? {})).toEqual(['y', 'd:0', 'h']); // yₜ for tanh, hₜ₋₁ for dU
    expect(Object.keys(second?.results ?? {}).sort()).toEqual(['d/h', 'd/x']);
  });
  test('what does not depend on the step is computed outside, once', () => {
    const w = shared('w', [2, 2]);
    const next = ops.matmul(carried('h', [2, 2]), ops.transpose(ops.exp(w)));
    const p = simplify(program({ h: part(scan({ h: next }, { h: table('h', [2, 2]), w: table('w', [2, 2]) }, { length: 5 }), 'h') })); // prettier-ignore
    expect(p.nodes.map((n) => n.op)).toEqual(['input', 'input', 'exp', 'transpose', 'scan', 'part']);
    expect(bodyOf(scansOf(p)[0]!).nodes.map((n) => n.op)).toEqual(['input', 'input', 'matmul']);
  });
  test('a loop that nobody reads is gone, and so is a value that is carried for nobody', () => {
    const h = carried('h', []);
    const c = carried('c', []);
    const loop = scan({ h: ops.mul(h, 2), c: ops.add(c, h) }, { h: table('h', []), c: table('c', []) }, { length: 3 });
    const scans = scansOf(simplify(program({ h: part(loop, 'h') })));
    expect(scans[0]?.attrs.names).toEqual(['h']);
    expect(scansOf(simplify(program({ c: part(loop, 'c') })))[0]?.attrs.names).toEqual(['h', 'c']);
    expect(scansOf(simplify(program({ y: ops.mul(0, part(loop, 'h')) })))).toEqual([]);
  });
  test('names of one value twice and of two values once', () => {
    const h = carried('h', []);
    const given = { h: table('h', []) };
    const [a, b] = [ops.mul(h, 2), ops.exp(h)];
    const one = scan({ h: a, y: a, z: a }, given, { length: 3 });
    const two = scan({ h: a, y: b }, given, { length: 3 });
    const p = program({ a: part(one, 'y'), b: part(one, 'z'), c: part(two, 'y'), h: part(two, 'h') });
    const short = simplify(p);
    expect(scansOf(short)).toHaveLength(1);
    expect(short.outputs['a']).toBe(short.outputs['b']);
    expectSame(short, p, { h: Float64Array.of(0.3) });
  });
  test('labels of a body stay with their values, those that move out too; cotangents are told', () => {
    const h = carried('h', [2]);
    const decay = ops.exp(shared('w', [2]));
    const z = ops.mul(h, decay);
    const axes = [{ kind: 'unit' }] as const;
    const labels = [
      { node: z, label: { role: 'preactivation', name: 'z', axes } },
      { node: decay, label: { role: 'inner', name: 'decay', axes } },
    ] as const;
    const loop = scan({ h: ops.tanh(z) }, { h: table('h', [2]), w: table('w', [2]) }, { length: 3, labels });
    const y = part(loop, 'h');
    const [d] = grad(ops.sum(y), [loop.inputs[1]!]) as [Node];
    const p = simplify(program({ y, d }));
    expect(p.labels.map(({ label }) => label.name)).toContain('decay');
    const [first, second] = scansOf(p).map((s) =>
      bodyOf(s).labels.map(({ label }) => [label.role, (label.of ?? label).name]),
    );
    expect(first).toContainEqual(['preactivation', 'z']);
    expect(second).toContainEqual(['cotangent', 'z']);
  });
});

describe('written out', () => {
  test.each(scanInstances.map((i) => [i[0], i] as const))('%s: with its gradients the same numbers', (_, instance) => {
    const { p, inputs } = withGradients(instance);
    for (const q of [p, simplify(p)]) {
      const long = unroll(q);
      expect(long.nodes.filter((n) => n.results || n.op === 'part')).toEqual([]);
      expectSame(long, p, inputs);
      expectSame(simplify(long), p, inputs);
    }
  });
  test('a program without loops is itself', () => {
    const p = program({ y: table('x', [2]) });
    expect(unroll(p)).toBe(p);
  });
  test('each step reads its own values: nothing is put together to be taken apart', () => {
    const [x, w, u] = [table('x', [3, 2, 4]), table('w', [4, 5]), table('u', [5, 5])];
    const xw = ops.matmul(x, w); // of all rows of all steps
    const next = ops.tanh(ops.add(ops.matmul(carried('h', [2, 5]), shared('u', [5, 5])), element('xw', [2, 5])));
    const loop = scan({ h: next, y: next }, { h: table('h', [2, 5]), u, xw }, { length: 3 });
    const d = grad(ops.sum(ops.square(part(loop, 'y'))), [w, u]);
    const p = simplify(unroll(simplify(program({ y: part(loop, 'h'), dw: d[0]!, du: d[1]! }))));
    const products = p.nodes.filter((n) => n.op === 'matmul');
    expect(products.every((n) => n.shape[0] !== 6 && n.inputs[0]?.shape[1] !== 6)).toBe(true);
    expect(products).toHaveLength(3 + 3 + 2 + 3 + 3); // x·w, h·u, d·uᵀ, dw, du
  });
  test('labels are there once a step', () => {
    const h = carried('h', [2]);
    const z = ops.mul(h, element('x', [2]));
    const labels = [{ node: z, label: { role: 'preactivation', name: 'rnn/z', axes: [{ kind: 'unit' }] } }] as const;
    const given = { h: table('h', [2]), x: table('x', [3, 2]) };
    const y = part(scan({ h: ops.tanh(z) }, given, { length: 3, labels }), 'h');
    const p = unroll(simplify(program({ y, d: grad(ops.sum(y), [given.x])[0]! })));
    const names = p.labels.map(({ label }) => `${label.role} ${(label.of ?? label).name}`);
    expect(names.sort()).toEqual(
      ['cotangent', 'preactivation'].flatMap((role) => [1, 2, 3].map((t) => `${role} rnn/z[${t}]`)),
    );
  });
});
