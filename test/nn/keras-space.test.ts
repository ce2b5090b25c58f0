// Keras 3.15.1 in float64, by TensorFlow: see test/vectors/make/keras-space.py. Every layer over time and pictures, its
// outputs and all its gradients, on every engine.
import { describe, expect, test } from 'vitest';
import { g } from '../../src/ir/builder.ts';
import { grad } from '../../src/ir/grad.ts';
import type { Node } from '../../src/ir/node.ts';
import { mul, sum } from '../../src/ir/ops.ts';
import { program, type Program } from '../../src/ir/program.ts';
import { simplify } from '../../src/ir/simplify.ts';
import { size } from '../../src/ir/shape.ts';
import { rowAxes } from '../../src/nn/axes.ts';
import { snakeCase } from '../../src/nn/graph.ts';
import { fansOf } from '../../src/nn/initializers.ts';
import type { Layer } from '../../src/nn/layer.ts';
import { layerClassNames, layerFrom } from '../../src/nn/layer-classes.ts';
import { reference } from '../../src/targets/reference.ts';
import { wasm } from '../../src/targets/wasm/engine.ts';
import type { Nested } from '../tools/evaluate.ts';
import golden from '../vectors/keras-space.json' with { type: 'json' };

const TOLERANCE = 1e-12;
/** Sums of up to 50 products in float32. */
const FLOAT32 = 2e-6;

const flat = (v: unknown): number[] => [v].flat(9) as number[];
const shapeOf = (v: unknown): number[] => (Array.isArray(v) ? [v.length, ...shapeOf(v[0])] : []);

interface Case {
  readonly className: string;
  readonly options: object;
  readonly x: unknown;
  readonly weights?: Readonly<Record<string, unknown>>;
  readonly mask?: unknown;
  readonly draws?: readonly unknown[];
  readonly cotangent?: unknown;
}
const isGiven = <T>(entry: readonly [string, T | undefined]): entry is readonly [string, T] => entry[1] !== undefined;

/** The layer's output `y` and, where there is a cotangent, the gradients of Σ y · cotangent by `x` and its weights. */
function programOf(c: Case): { readonly p: Program; readonly inputs: Readonly<Record<string, Float64Array>> } {
  const layer: Layer = layerFrom({ className: c.className, options: c.options });
  const given = Object.entries<unknown>({
    x: c.x,
    mask: c.mask,
    cotangent: c.cotangent,
    ...Object.fromEntries((c.draws ?? []).map((d, i) => [`draw${i}`, d])),
    ...Object.fromEntries(Object.entries(c.weights ?? {}).map(([name, v]) => [`weight/${name}`, v])),
  }).filter(isGiven);
  const nodes: Readonly<Record<string, Node>> = Object.fromEntries(
    given.map(([name, v]) => [name, g.input({ name, shape: shapeOf(v), from: 'table' })]),
  );
  const at = (name: string): Node => nodes[name] ?? g.constant({ value: NaN });
  const x = at('x');
  const variables = Object.entries(layer.variables([x.shape.slice(1)]));
  for (const [name, { shape }] of variables) expect(at(`weight/${name}`).shape, name).toEqual(shape);
  let drawn = 0;
  const traced = layer.trace(
    {
      mode: c.draws ? 'train' : 'predict',
      name: 'layer',
      v: Object.fromEntries(variables.map(([name]) => [name, at(`weight/${name}`)])),
      masks: [nodes['mask'] ?? null],
      axes: [rowAxes(x.shape.length, { kind: 'feature' })],
      draw: () => at(`draw${drawn++}`),
      label: (n) => n,
      logits: (n) => n,
    },
    [x],
  );
  const [y = x] = traced.outputs;
  expect(traced.axes?.[0]?.length).toBe(y.shape.length);
  const wrt = ['x', ...variables.map(([name]) => `weight/${name}`)];
  const slopes = c.cotangent === undefined ? [] : grad(sum(mul(y, at('cotangent'))), wrt.map(at));
  const outputs = { y, ...Object.fromEntries(slopes.map((slope, i) => [`d/${wrt[i] ?? ''}`, slope])) };
  return {
    p: simplify(program(outputs)),
    inputs: Object.fromEntries(given.map(([name, v]) => [name, Float64Array.from(flat(v))])),
  };
}

type Results = Readonly<Record<string, Float64Array>>;
async function run(c: Case, engine: typeof reference): Promise<Results> {
  const { p, inputs } = programOf(c);
  const runnable = await engine.load({ p });
  await runnable.put(
    Object.fromEntries(Object.keys(p.inputs).map((name) => [name, inputs[name] ?? new Float64Array(0)])),
  );
  const found = await runnable.run('p', {}, 1);
  const results = Object.entries(found).map(([name, v]) => [name, Float64Array.from(v as ArrayLike<number>)] as const);
  runnable.dispose?.();
  return Object.fromEntries(results);
}

/** The largest difference, relative to max(1, |wanted|). */
const apart = (got: ArrayLike<number> | undefined, wanted: readonly number[]): number => {
  expect(got?.length).toBe(wanted.length);
  return Math.max(...wanted.map((v, i) => Math.abs((got?.[i] ?? NaN) - v) / Math.max(1, Math.abs(v))));
};

async function check(c: Case, wanted: Readonly<Record<string, Nested>>): Promise<void> {
  const exact = await run(c, reference);
  for (const [name, v] of Object.entries(wanted)) expect(apart(exact[name], flat(v)), name).toBeLessThan(TOLERANCE);
  expect(Object.keys(exact).sort()).toEqual(Object.keys(wanted).sort());
  expect(await run(c, wasm({ precision: 'f64' }))).toEqual(exact); // the same bits
  const single = await run(c, wasm());
  for (const [name, v] of Object.entries(exact)) {
    expect(apart(single[name], [...v]), `${name} in f32`).toBeLessThan(FLOAT32 * Math.max(1, ...v.map(Math.abs)));
  }
}
const title = (name: string, options: object): string =>
  Object.keys(options).length === 0 ? name : `${name} ${JSON.stringify(options)}`;

describe.each(['convolutions', 'pools', 'sizes'] as const)('%s', (section) => {
  for (const c of golden[section]) {
    test(title(c.className, c.options), () =>
      check(c, {
        y: c.y as Nested,
        'd/x': c.gradient as Nested,
        ...Object.fromEntries(Object.entries(c.gradients).map(([name, v]) => [`d/weight/${name}`, v as Nested])),
      }),
    );
  }
});

describe('the mean over the time steps that count', () => {
  for (const c of golden.masked) {
    test(title('GlobalAveragePooling1D', c.options), () =>
      check({ className: 'GlobalAveragePooling1D', ...c }, { y: c.y as Nested, 'd/x': c.gradient as Nested }),
    );
  }
});

describe('what layers make of their draws', () => {
  for (const c of golden.drawn) test(title(c.className, c.options), () => check(c, { y: c.y }));
});

test("layers nobody named get Keras's names", () => {
  expect(golden.names.map(({ className }) => snakeCase(className))).toEqual(golden.names.map(({ name }) => name));
  expect(golden.names.filter(({ className }) => !layerClassNames.includes(className as never))).toEqual([]);
});

test("fans of kernels are Keras's", () => {
  expect(golden.fans.map(({ shape }) => Object.values(fansOf(shape)))).toEqual(golden.fans.map(({ fans }) => fans));
  expect(golden.fans.every(({ shape }) => size(shape) > 0)).toBe(true);
});
