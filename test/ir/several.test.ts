import { describe, expect, test } from 'vitest';
import { apply, g } from '../../src/ir/builder.ts';
import { once } from '../../src/ir/evaluate.ts';
import { axesOf } from '../../src/ir/axes.ts';
import { grad, gradients } from '../../src/ir/grad.ts';
import type { Node, Several } from '../../src/ir/node.ts';
import * as ops from '../../src/ir/ops.ts';
import { print, printNode } from '../../src/ir/print.ts';
import { order, program, type Program } from '../../src/ir/program.ts';
import { fromJson, toJson } from '../../src/ir/program-json.ts';
import { simplify } from '../../src/ir/simplify.ts';
import { ShapeError } from '../../src/ir/shape.ts';
import { reference } from '../../src/targets/reference.ts';
import { wasm } from '../../src/targets/wasm/engine.ts';
import { madeUp, withMadeUpRows, written } from '../tools/made-up.ts';

const input = (name: string, shape: readonly number[] = [2]): Node => g.input({ name, shape, from: 'table' });
const [a, b, c] = [input('a'), input('b'), input('c')] as [Node, Node, Node];
const part = (of: Several, name: string): Node => g.part(of, { name });
const values = { a: [0.3, -1.2], b: [2, 0.7], c: [-0.4, 1.1] };
const given = Object.fromEntries(Object.entries(values).map(([name, v]) => [name, Float64Array.from(v)]));

/** Of Σ of an output: by central differences, to be compared with the rule. */
function differences(y: Node, name: keyof typeof values): number[] {
  const p = written(program({ y: ops.sum(y) }));
  const at = (i: number, h: number): number =>
    once(p, { ...given, [name]: given[name]!.map((v, k) => (k === i ? v + h : v)) })['y']?.[0] ?? NaN;
  return values[name].map((_, i) => (at(i, 1e-5) - at(i, -1e-5)) / 2e-5);
}
const computed = (n: Node): number[] => [...(once(written(program({ n })), given)['n'] ?? [])];
function expectSlopes(y: Node, wrt: readonly (readonly [Node, keyof typeof values])[]): void {
  const found = grad(
    ops.sum(y),
    wrt.map(([x]) => x),
  );
  wrt.forEach(([, name], i) => {
    expect(computed(found[i] as Node)).toEqual(differences(y, name).map((v) => expect.closeTo(v, 8)));
  });
}
const refusing = (f: () => unknown): string => {
  try {
    f();
  } catch (e) {
    return (e as Error).message;
  }
  return '';
};

describe('a row of any number of inputs and several results', () => {
  test('is built: results instead of a shape, parts with one', () =>
    withMadeUpRows(() => {
      const s = madeUp('sumAndProduct', [a, b, c]);
      expect(s.inputs).toEqual([a, b, c]);
      expect(s.results).toEqual({ sum: [2], product: [2], count: [] });
      expect([part(s, 'product').shape, part(s, 'count').shape]).toEqual([[2], []]);
      expect(Object.isFrozen(s) && Object.isFrozen(s.results) && Object.isFrozen(s.inputs)).toBe(true);
    }));
  test('what is not there, and what is no value, is refused', () =>
    withMadeUpRows(() => {
      const s = madeUp('sumAndProduct', [a, b]);
      expect(refusing(() => part(s, 'mean'))).toBe('part: needs one of sum, product, count; got "mean"');
      expect(() => part(a as unknown as Several, 'sum')).toThrow(ShapeError);
      expect(refusing(() => madeUp('sumAndProduct', []))).toBe('sumAndProduct: needs at least one input; got 0');
      const noValue = /several results: take a part/;
      expect(() => (s as Node).shape).toThrow(noValue);
      expect(() => ops.exp(s as Node)).toThrow(noValue);
      expect(() => ops.add(s as Node, 1)).toThrow(noValue);
    }));
  test('comes before its parts in order, once', () =>
    withMadeUpRows(() => {
      const s = madeUp('sumAndProduct', [a, b]);
      const y = ops.add(part(s, 'sum'), part(s, 'product'));
      expect(order([y]).map((n) => n.op)).toEqual(['input', 'input', 'sumAndProduct', 'part', 'part', 'add']);
      expect(order([y], new Set([s as Node])).map((n) => n.op)).toEqual(['sumAndProduct', 'part', 'part', 'add']);
    }));
  test('is printed with the shapes of its results', () =>
    withMadeUpRows(() => {
      const s = madeUp('sumAndProduct', [a, b]);
      const p = program({ y: part(s, 'sum') }, [
        { node: part(s, 'product'), label: { role: 'inner', axes: [{ kind: 'unit' }] } },
      ]);
      expect(print(p).split('\n')).toEqual([
        '%0 input "a" table [2]',
        '%1 input "b" table [2]',
        '%2 sumAndProduct %0 %1 {sum: [2], product: [2], count: []}',
        '%3 part %2 name="sum" [2]        ; → y',
        '%4 part %2 name="product" [2]    ; inner',
      ]);
      expect(printNode(ops.exp(part(s, 'sum')))).toBe('exp(sumAndProduct(a, b).sum)');
      expect(axesOf(p).get(p.labels[0]?.node as Node)).toEqual([{ kind: 'unit' }]);
      expect(axesOf(p).get(p.outputs['y'] as Node)).toEqual([null]);
    }));
  test('value numbering: equal nodes and equal parts become one, others stay apart', () =>
    withMadeUpRows(() => {
      const sums = [
        [a, b],
        [a, b],
        [b, a],
      ].map((x) => part(madeUp('sumAndProduct', x), 'sum'));
      const p = simplify(program({ y: ops.mul(sums[0] as Node, sums[1] as Node), z: sums[2] as Node }));
      expect(p.nodes.map((n) => n.op)).toEqual(
        ['input', 'input', 'sumAndProduct', 'part', 'mul', 'sumAndProduct', 'part'], // the table does not say that it commutes
      );
      expect(simplify(p).nodes).toEqual(p.nodes);
    }));
  test('its inputs are simplified', () =>
    withMadeUpRows(() => {
      const p = simplify(program({ y: part(madeUp('sumAndProduct', [ops.mul(a, 1), g.stop(b)]), 'sum') }));
      expect(p.nodes[2]?.inputs.map((n) => printNode(n))).toEqual(['a', 'b']);
    }));
  test('as plain data and back', () =>
    withMadeUpRows(() => {
      const s = madeUp('sumAndProduct', [a, b, a]);
      const p = program({ y: part(s, 'sum'), z: part(s, 'count') });
      const json = JSON.parse(JSON.stringify(toJson(p))) as ReturnType<typeof toJson>;
      expect(json.nodes[2]).toEqual({
        op: 'sumAndProduct',
        inputs: [0, 1, 0],
        attrs: {},
        results: { sum: [2], product: [2], count: [] },
      });
      expect(print(fromJson(json))).toBe(print(p));
    }));
  test('cotangents: a sum over equal parts, zeros for parts not taken', () =>
    withMadeUpRows(() => {
      const all = madeUp('sumAndProduct', [a, b, c]);
      const wrt = [[a, 'a'], [b, 'b'], [c, 'c']] as const; // prettier-ignore
      expectSlopes(part(all, 'product'), wrt);
      expectSlopes(part(all, 'sum'), wrt);
      expectSlopes(ops.mul(ops.tanh(part(all, 'sum')), ops.add(part(all, 'product'), part(all, 'sum'))), wrt);
      expectSlopes(ops.mul(part(all, 'count'), a), wrt); // no slope comes through it; b and c have zeros
      const twice = madeUp('sumAndProduct', [part(all, 'product'), a, a]); // one behind the other, one input twice
      expectSlopes(part(twice, 'product'), wrt);
    }));
  test('second derivatives', () =>
    withMadeUpRows(() => {
      const [d] = grad(ops.sum(part(madeUp('sumAndProduct', [a, b, a]), 'product')), [a]) as [Node];
      expectSlopes(d, [[a, 'a'], [b, 'b']]); // prettier-ignore
    }));
  test('a part may be what the gradient is asked for, or asked about', () =>
    withMadeUpRows(() => {
      const s = madeUp('sumAndProduct', [a, b]);
      const p = part(s, 'product');
      const loss = ops.sum(ops.mul(p, p));
      expect(computed(grad(loss, [p])[0] as Node)).toEqual(computed(ops.mul(2, p)));
      const { also } = gradients(loss, [a], [p, part(s, 'sum')]);
      expect(computed(also[0] as Node)).toEqual(computed(ops.mul(2, p)));
      expect(also[1]).toBeNull();
    }));
  test('nothing behind it is differentiated if no loss reads it', () =>
    withMadeUpRows(() => {
      expect(printNode(grad(ops.sum(b), [a])[0] as Node)).toBe('0');
    }));
});

describe('an attribute that holds a program', () => {
  const [x, y] = [input('x'), input('y')] as [Node, Node];
  const body = program({ f: ops.mul(ops.tanh(x), y), g: ops.sum(ops.mul(x, y)) });
  const call = (inner: Program, u: Node, v: Node): Several =>
    madeUp('callProgram', [u, v], { body: inner, names: ['x', 'y'] });

  test('is a value like any other while nodes are made and ordered', () =>
    withMadeUpRows(() => {
      const s = call(body, a, b);
      expect(s.results).toEqual({ f: [2], g: [] });
      // what is inside a program does not mix with what is around it, names and all
      expect(order([part(s, 'f')]).map((n) => n.op)).toEqual(['input', 'input', 'callProgram', 'part']);
      expect(Object.keys(program({ y: part(s, 'f') }).inputs)).toEqual(['a', 'b']);
    }));
  test('is printed once, below', () =>
    withMadeUpRows(() => {
      const outer = program({ f: part(call(body, x, part(call(body, x, y), 'f')), 'f'), g: ops.sum(x) });
      expect(print(program({ y: part(call(outer, a, b), 'g') })).split('\n')).toEqual([
        '%0 input "a" table [2]',
        '%1 input "b" table [2]',
        '%2 callProgram %0 %1 body=@0 names=["x","y"] {f: [2], g: []}',
        '%3 part %2 name="g" []           ; → y',
        '@0',
        '  %0 input "x" table [2]',
        '  %1 input "y" table [2]',
        '  %2 callProgram %0 %1 body=@1 names=["x","y"] {f: [2], g: []}',
        '  %3 part %2 name="f" [2]',
        '  %4 callProgram %0 %3 body=@1 names=["x","y"] {f: [2], g: []}',
        '  %5 part %4 name="f" [2]          ; → f',
        '  %6 sum %0 axes=[0] []            ; → g',
        '@1',
        '  %0 input "x" table [2]',
        '  %1 tanh %0 [2]',
        '  %2 input "y" table [2]',
        '  %3 mul %1 %2 [2]                 ; → f',
        '  %4 mul %0 %2 [2]',
        '  %5 sum %4 axes=[0] []            ; → g',
      ]);
    }));
  test('value numbering: the same program is equal to itself only', () =>
    withMadeUpRows(() => {
      const again = program({ ...body.outputs });
      const p = simplify(
        program({
          one: part(call(body, a, b), 'f'),
          two: part(call(body, a, b), 'f'),
          three: part(call(again, a, b), 'f'),
        }),
      );
      expect(p.outputs['one']).toBe(p.outputs['two']);
      expect(p.outputs['three']).not.toBe(p.outputs['one']);
      expect(p.nodes.filter((n) => (n.op as string) === 'callProgram')).toHaveLength(2);
    }));
  /** A program that holds, twice, a program that holds, twice …: 2^depth calls of the innermost. */
  const nested = (depth: number): Program =>
    depth === 0
      ? body
      : ((inner) => program({ f: ops.add(part(call(inner, x, y), 'f'), part(call(inner, y, x), 'f')), g: ops.sum(x) }))(
          nested(depth - 1),
        );
  test('30 programs deep costs no more than 30 programs', () =>
    withMadeUpRows(() => {
      const p = simplify(program({ y: part(call(nested(30), a, b), 'f') }));
      const json = toJson(p);
      expect(json.programs).toHaveLength(31);
      expect(JSON.stringify(json).length).toBeLessThan(50_000);
      expect(print(p).split('\n').length).toBeLessThan(300);
      expect(print(fromJson(JSON.parse(JSON.stringify(json)) as typeof json))).toBe(print(p));
    }));
  test('as plain data and back: one that two nodes hold stays one', () =>
    withMadeUpRows(() => {
      const p = program({ y: ops.add(part(call(body, a, b), 'f'), part(call(body, b, a), 'f')) });
      const json = JSON.parse(JSON.stringify(toJson(p))) as ReturnType<typeof toJson>;
      expect(json.nodes[2]?.attrs).toEqual({ body: { program: 0 }, names: ['x', 'y'] });
      const bodies = fromJson(json).nodes.flatMap((n) => ('body' in n.attrs ? [n.attrs.body] : []));
      expect(bodies).toHaveLength(2);
      expect(bodies[0]).toBe(bodies[1]);
      expect(print(bodies[0] as Program)).toBe(print(body));
      expect(refusing(() => fromJson({ ...json, programs: [] }))).toContain('nodes after their inputs');
    }));
  test('a program without any is written as before', () => {
    expect(toJson(body)).not.toHaveProperty('programs');
    expect(fromJson(toJson(body)).nodes).toEqual(body.nodes);
  });
  test('a gradient rule may differentiate it', () =>
    withMadeUpRows(() => {
      const wrt = [[a, 'a'], [b, 'b']] as const; // prettier-ignore
      const s = call(body, a, b);
      expectSlopes(part(s, 'f'), wrt);
      expectSlopes(part(s, 'g'), wrt);
      expectSlopes(ops.mul(part(s, 'f'), part(s, 'g')), wrt);
      expectSlopes(part(call(nested(3), ops.exp(a), b), 'f'), wrt);
    }));
  test('simplify leaves the program in the attribute as it is, and finds nothing more the second time', () =>
    withMadeUpRows(() => {
      const p = simplify(program({ y: part(call(body, a, b), 'f') }));
      expect((p.nodes[2]?.attrs as { body?: Program }).body).toBe(body);
      expect(simplify(p).nodes).toEqual(p.nodes);
    }));
});

describe('a target that cannot hold it says so', () => {
  test.each([reference, wasm({ precision: 'f64' }), wasm()])('$name', async (engine) => {
    const p = withMadeUpRows(() => program({ y: part(madeUp('sumAndProduct', [a, b]), 'sum') }));
    await expect(
      (async () => {
        const run = await engine.load({ p });
        await run.put(given);
        await run.run('p', {}, 1);
      })(),
    ).rejects.toThrow();
  });
  test('the table is as it was', () => expect(() => apply('sumAndProduct' as never, [a])).toThrow());
});
