import { describe, expect, test } from 'vitest';
import type { Node } from '../../src/ir/node.ts';
import { constant, sub } from '../../src/ir/ops.ts';
import { activation, activationNames } from '../../src/nn/activations.ts';
import { clipGradients } from '../../src/nn/clip.ts';
import * as layers from '../../src/nn/layers.ts';
import { loss, losses } from '../../src/nn/losses.ts';
import { metric, metrics } from '../../src/nn/metrics.ts';
import { optimizer, optimizers } from '../../src/nn/optimizers.ts';
import { penalty, penaltyOf } from '../../src/nn/penalties.ts';
import { schedule, schedules, traceSchedule, type ScheduleOption } from '../../src/nn/schedules.ts';
import golden from '../vectors/keras-functions.json' with { type: 'json' };
import { compute, flat, type Nested } from '../tools/evaluate.ts';

// Keras 3.15.1 in float64 on its NumPy backend: see test/vectors/make/keras-functions.py.
const TOLERANCE = 1e-13; // our own exp, log … are within 1 unit in the last place, as NumPy's

/** Largest difference relative to max(1, |expected|). */
const difference = (ours: readonly number[], theirs: readonly number[]): number =>
  ours.length !== theirs.length
    ? Infinity
    : Math.max(0, ...ours.map((v, i) => Math.abs(v - (theirs[i] ?? NaN)) / Math.max(1, Math.abs(theirs[i] ?? NaN))));
const one = (x: Readonly<Record<string, Node>>, name: string): Node => {
  const n = x[name];
  if (!n) throw new Error(name);
  return n;
};
const title = (name: string, options: object): string =>
  Object.keys(options).length === 0 ? name : `${name} ${JSON.stringify(options)}`;
const missing = (all: readonly string[], seen: readonly { readonly name: string }[]): string[] =>
  all.filter((name) => !seen.some((s) => s.name === name));

describe("activations are Keras's", () => {
  for (const c of golden.activations.cases) {
    test(title(c.name, c.options), () => {
      const { y } = compute({ x: (c.x ?? golden.activations.grid) as Nested }, (x) => ({
        y: activation({ name: c.name, ...c.options }).apply(one(x, 'x')),
      }));
      expect(difference(y, flat(c.y as Nested))).toBeLessThan(TOLERANCE);
    });
  }
  test('all of them', () => expect(missing(activationNames, golden.activations.cases)).toEqual([]));
});

describe("losses are Keras's, row by row", () => {
  for (const c of golden.losses) {
    test(title(c.name, c.options), () => {
      const { each } = compute({ y: c.y, p: c.p }, (x) => ({
        each: loss({ name: c.name, ...c.options }).each({
          y: one(x, 'y'),
          prediction: one(x, 'p'),
          logits: null,
          label: (n) => n,
        }),
      }));
      expect(difference(each, c.each)).toBeLessThan(TOLERANCE);
    });
  }
  test("all but the tutorial's own", () =>
    expect(missing(Object.keys(losses), golden.losses)).toEqual(['halfSquaredError']));
});

describe("metrics are Keras's, over two batches, also weighted", () => {
  golden.metrics.forEach((c, i) => {
    test(`${title(c.name, c.options)} (${i})`, () => {
      const m = metric({ name: c.name, ...c.options });
      const half = Math.floor(c.y.length / 2);
      const totals: Record<string, Float64Array> = {};
      for (const [from, to] of [
        [0, half],
        [half, c.y.length],
      ] as const) {
        const sums = compute(
          { y: c.y.slice(from, to), p: c.p.slice(from, to), weight: c.weight.slice(from, to) },
          (x) => m.sums({ y: one(x, 'y'), prediction: one(x, 'p'), weight: one(x, 'weight') }),
        );
        for (const [name, values] of Object.entries(sums)) {
          totals[name] = Float64Array.from(values, (v, k) => v + (totals[name]?.[k] ?? 0));
        }
      }
      expect(m.value(totals)).toBeCloseTo(c.value, c.name === 'f1' ? 6 : 12); // Keras adds 1e-7 to the divisors of F1
    });
  });
  test('all of them', () =>
    expect(missing(Object.keys(metrics), golden.metrics)).toEqual([
      'categoricalAccuracy',
      'sparseCategoricalAccuracy',
      // those of test/nn/keras-attention.test.ts
      'topKCategoricalAccuracy',
      'sparseTopKCategoricalAccuracy',
      'exactMatch',
      'perplexity',
    ])); // the first two are seen as "accuracy"
});

describe("penalties are Keras's: l2 without a half", () => {
  for (const c of golden.penalties.cases) {
    test(title(c.name, c.options), () => {
      const { value } = compute({ w: golden.penalties.kernel }, (x) => ({
        value: penaltyOf(penalty({ name: c.name, ...c.options }), one(x, 'w')),
      }));
      expect(difference(value, [c.value])).toBeLessThan(TOLERANCE);
    });
  }
});

describe("optimizers are Keras's, step by step", () => {
  for (const c of golden.optimizers.cases) {
    test(title(c.name, c.options), () => {
      const o = optimizer({ name: c.name, ...c.options });
      const rate = o.options.learningRate;
      let params = golden.optimizers.first as readonly Nested[];
      let slots = params.map((p) => Object.fromEntries(o.slots.map((s) => [s, filledLike(p, o.initial?.[s] ?? 0)])));
      golden.optimizers.gradients.forEach((gradients, i) => {
        const inputs: Record<string, Nested> = { step: i + 1 };
        params.forEach((p, k) => {
          inputs[`w${k}`] = p;
          inputs[`g${k}`] = gradients[k] as Nested;
          for (const [s, v] of Object.entries(slots[k] ?? {})) inputs[`s${k}/${s}`] = v;
        });
        const after = compute(inputs, (x) => {
          const step = one(x, 'step');
          const learningRate = typeof rate === 'number' ? constant(rate) : traceSchedule(rate, sub(step, 1));
          const shared = o.shared({ step, learningRate });
          const clipped = clipGradients(
            o.options,
            params.map((_, k) => one(x, `g${k}`)),
          );
          return Object.fromEntries(
            params.flatMap((_, k) => {
              const own = Object.fromEntries(o.slots.map((s) => [s, one(x, `s${k}/${s}`)]));
              const next = o.update({ param: one(x, `w${k}`), grad: clipped[k] ?? step, slots: own, shared });
              return [
                [`w${k}`, next.param] as const,
                ...o.slots.map((s) => [`s${k}/${s}`, next.slots[s] ?? step] as const),
              ];
            }),
          );
        });
        params = params.map((p, k) => shaped(after[`w${k}`] ?? [], p));
        slots = params.map((p, k) => Object.fromEntries(o.slots.map((s) => [s, shaped(after[`s${k}/${s}`] ?? [], p)])));
        expect(difference(flat(params), flat(c.path[i] as Nested))).toBeLessThan(TOLERANCE);
      });
    });
  }
  test('all of them', () => expect(missing(Object.keys(optimizers), golden.optimizers.cases)).toEqual([]));
});

describe("schedules are Keras's", () => {
  for (const c of golden.schedules.cases) {
    test(title(c.schedule.name, c.schedule), () => {
      const made = schedule(c.schedule as unknown as ScheduleOption); // the file's rows are options
      const rates = golden.schedules.iterations.map(
        (i) => compute({ i }, (x) => ({ rate: traceSchedule(made, one(x, 'i')) })).rate[0] ?? NaN,
      );
      expect(difference(rates, c.rates)).toBeLessThan(TOLERANCE);
    });
  }
  test('all of them', () =>
    expect(
      missing(
        Object.keys(schedules),
        golden.schedules.cases.map((c) => c.schedule),
      ),
    ).toEqual([]));
});

describe("batch normalization is Keras's: two training calls, then a prediction", () => {
  for (const c of golden.batchNormalization) {
    test(title('batchNormalization', c.options), () => {
      const layer = layers.batchNormalization(c.options);
      let moving: Record<string, Nested> = { movingMean: [0, 0, 0], movingVariance: [1, 1, 1] };
      const call = (mode: 'train' | 'predict', x: Nested) =>
        compute({ x, gamma: c.gamma, beta: c.beta, ...moving }, (n) => {
          const own = Object.keys(layer.variables([[3]]));
          const t = layer.trace(
            {
              mode,
              name: 'b',
              masks: [null],
              axes: [[]],
              v: Object.fromEntries(own.map((name) => [name, one(n, name)])),
              draw: () => one(n, 'x'),
              label: (v) => v,
              logits: (v) => v,
            },
            [one(n, 'x')],
          );
          return { output: t.outputs[0] ?? one(n, 'x'), ...t.next };
        });
      c.batches.forEach((x, i) => {
        const { output, ...next } = call('train', x);
        expect(difference(output, flat(c.outputs[i] as Nested))).toBeLessThan(TOLERANCE);
        moving = next;
      });
      expect(difference(flat(moving['movingMean'] ?? []), c.movingMean)).toBeLessThan(TOLERANCE);
      expect(difference(flat(moving['movingVariance'] ?? []), c.movingVariance)).toBeLessThan(TOLERANCE);
      expect(difference(call('predict', c.batches[0] as Nested).output, flat(c.predicted))).toBeLessThan(TOLERANCE);
    });
  }
});

const filledLike = (x: Nested, value: number): Nested =>
  typeof x === 'number' ? value : x.map((v) => filledLike(v, value));
/** A flat list in the nesting of `like`. */
function shaped(values: readonly number[], like: Nested): Nested {
  let at = 0;
  const take = (x: Nested): Nested => (typeof x === 'number' ? (values[at++] ?? NaN) : x.map(take));
  return take(like);
}
