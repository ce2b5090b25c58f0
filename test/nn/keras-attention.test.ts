import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import { gradients } from '../../src/ir/grad.ts';
import { once } from '../../src/ir/evaluate.ts';
import { add, mul, sum } from '../../src/ir/ops.ts';
import type { Node } from '../../src/ir/node.ts';
import { program, type Program } from '../../src/ir/program.ts';
import { factoryOf, layerFrom } from '../../src/nn/layer-classes.ts';
import * as layers from '../../src/nn/layers.ts';
import type { Layer } from '../../src/nn/layer.ts';
import { metric } from '../../src/nn/metrics.ts';
import { wasm } from '../../src/targets/wasm/engine.ts';
import { compute, flat, shapeOf, type Nested } from '../tools/evaluate.ts';
import golden from '../vectors/keras-attention.json' with { type: 'json' };

// Keras 3.15.1 in float64, differentiated by TensorFlow: see test/vectors/make/keras-attention.py.
const TOLERANCE = 1e-12;
/** Of f32, which has 24 bits, against f64: relative to the largest number of a result. */
const SINGLE = 2e-5;

interface Case {
  readonly name: string;
  readonly className: string;
  readonly options: object;
  readonly train: boolean;
  readonly inputs: readonly Nested[];
  readonly masks: readonly (Nested | null)[];
  readonly variables: readonly Nested[];
  readonly trained: readonly boolean[];
  readonly cotangents: readonly Nested[];
  readonly outputs: readonly Nested[];
  readonly mask: Nested | null;
  readonly inputGradients: readonly Nested[];
  readonly variableGradients: readonly Nested[];
  readonly after: readonly Nested[];
}
const cases = golden.layers as unknown as readonly Case[]; // what the script writes

/** Everything a layer makes of a case, as one program, and what Keras made of it. */
function programOf(c: Case): {
  readonly program: Program;
  readonly given: Record<string, Float64Array>;
  readonly want: Readonly<Record<string, readonly number[]>>;
  readonly maskIsNull: boolean;
} {
  const given: Record<string, Float64Array> = {};
  const node = (name: string, value: Nested): Node => {
    given[name] = Float64Array.from(flat(value));
    return g.input({ name, shape: shapeOf(value), from: 'table' });
  };
  const layer: Layer = layerFrom({ className: c.className, options: c.options });
  const xs = c.inputs.map((x, i) => node(`x${i}`, x));
  const masks = c.masks.map((m, i) => (m === null ? null : node(`m${i}`, m)));
  const names = Object.keys(layer.variables(xs.map((x) => x.shape.slice(1))));
  expect(names.length).toBe(c.variables.length);
  const vs = c.variables.map((v, i) => node(`v${i}`, v));
  const traced = layer.trace(
    {
      mode: c.train ? 'train' : 'predict',
      name: 'layer',
      v: Object.fromEntries(names.map((name, i) => [name, vs[i] as Node])),
      masks,
      axes: xs.map(() => []),
      draw: (shape) => g.input({ name: 'draw', shape, from: 'table' }),
      label: (n) => n,
      logits: (p) => p,
    },
    xs,
  );
  const total = traced.outputs
    .map((y, i) => sum(mul(y, node(`c${i}`, c.cotangents[i] ?? 0))))
    .reduce((a, b) => add(a, b));
  const trained = vs.filter((_, i) => c.trained[i]);
  const slopes = gradients(total, [...xs, ...trained]).wrt;
  const out: Record<string, Node> = {};
  const want: Record<string, readonly number[]> = {};
  const both = (name: string, n: Node, value: Nested): void => {
    out[name] = n;
    want[name] = flat(value);
  };
  traced.outputs.forEach((y, i) => both(`output ${i}`, y, c.outputs[i] ?? 0));
  if (c.mask !== null && traced.masks?.[0]) both('mask', traced.masks[0], c.mask);
  const whole = layer.takes !== undefined; // numbers of words have no slope
  xs.forEach((x, i) => {
    if (!whole) both(`gradient of input ${i}`, slopes[i] ?? x, c.inputGradients[i] ?? 0);
  });
  trained.forEach((v, i) => both(`gradient of variable ${i}`, slopes[xs.length + i] ?? v, c.variableGradients[i] ?? 0));
  if (c.train) {
    names.forEach((name, i) => traced.next?.[name] && both(`${name} after`, traced.next[name], c.after[i] ?? 0));
  }
  return { program: program(out), given, want, maskIsNull: (traced.masks?.[0] ?? null) === null };
}

describe('outputs, masks and derivatives of Keras', () => {
  test.each(cases.map((c) => [c.name, c] as const))('%s', (_, c) => {
    const { program: all, given, want, maskIsNull } = programOf(c);
    expect(maskIsNull).toBe(c.mask === null);
    const got = once(all, given);
    for (const [name, values] of Object.entries(want)) {
      expect(got[name]?.length, name).toBe(values.length);
      values.forEach((v, i) =>
        expect(Math.abs((got[name]?.[i] ?? NaN) - v), `${name}, element ${i}: Keras ${v}`).toBeLessThanOrEqual(
          TOLERANCE * Math.max(1, Math.abs(v)),
        ),
      );
    }
  });
  test('every layer of the script is one of ours', () =>
    expect(new Set(cases.map((c) => factoryOf(c.className))).size).toBe(14));
});

describe('every engine computes the same', () => {
  test.each(cases.map((c) => [c.name, c] as const))('%s', async (_, c) => {
    const { program: all, given } = programOf(c);
    const reference = once(all, given);
    const run = async (engine: ReturnType<typeof wasm>): Promise<Record<string, Float64Array>> => {
      const runnable = await engine.load({ layer: all });
      await runnable.put(
        Object.fromEntries(Object.keys(all.inputs).map((name) => [name, given[name] as Float64Array])),
      );
      const results = await runnable.run('layer', {}, 1);
      runnable.dispose();
      return results;
    };
    const [exact, single] = [await run(wasm({ precision: 'f64' })), await run(wasm())];
    for (const [name, values] of Object.entries(reference)) {
      expect(Array.from(exact[name] ?? []), name).toEqual(Array.from(values));
      const scale = Math.max(1, ...Array.from(values, Math.abs));
      values.forEach((v, i) => expect(Math.abs((single[name]?.[i] ?? NaN) - v) / scale, name).toBeLessThan(SINGLE));
    }
  });
});

test('a layer comes back from what is saved of it', () => {
  for (const c of cases) {
    const made = layerFrom({ className: c.className, options: c.options });
    expect(
      layerFrom(JSON.parse(JSON.stringify({ className: made.className, options: made.options })) as Layer).options,
    ).toEqual(made.options);
  }
  expect(Object.keys(layers)).toContain('multiHeadAttention');
});

describe('metrics of classes, of rows and of the times that count', () => {
  test.each(golden.metrics.map((c, i) => [`${c.name} (${i})`, c] as const))('%s', (_, c) => {
    const { prediction, y, mask } = c as unknown as Record<'prediction' | 'y', Nested> & {
      readonly mask: Nested | null;
    };
    const m = metric({ name: c.name, ...c.options });
    const rows = shapeOf(prediction)[0] ?? 0;
    const weight = Array.from({ length: rows }, () => 1);
    const sums = compute({ y, prediction, weight, ...(mask === null ? {} : { mask }) }, (x) =>
      m.sums({
        y: x['y'] as Node,
        prediction: x['prediction'] as Node,
        weight: x['weight'] as Node,
        mask: x['mask'] ?? null,
      }),
    );
    const value = m.value(Object.fromEntries(Object.entries(sums).map(([name, v]) => [name, Float64Array.from(v)])));
    expect(Math.abs(value - c.value)).toBeLessThanOrEqual(TOLERANCE * Math.max(1, c.value));
  });
});
