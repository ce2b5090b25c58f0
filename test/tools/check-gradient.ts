import { g } from '../../src/ir/builder.ts';
import { grad } from '../../src/ir/grad.ts';
import type { Node } from '../../src/ir/node.ts';
import { order } from '../../src/ir/program.ts';
import { size, type Shape } from '../../src/ir/shape.ts';
import { evaluate } from '../../src/ir/evaluate.ts';
import { CounterRandom } from '../../src/util/counter-random.ts';

export type Domain = 'any' | 'positive' | 'flag' | 'row';
/** One input of what is checked: where its numbers are drawn, or the numbers. A `fixed` one is not differentiated. */
export interface CheckInput {
  readonly shape: Shape;
  readonly domain?: Domain;
  readonly values?: ArrayLike<number>;
  readonly fixed?: boolean;
}

/** The inputs as nodes: as many as were given, which the caller knows. */
export type Given = readonly [Node, Node, Node, ...Node[]];

const STEP = 1e-6;

/** Σ a·b by a product of matrices: a `sum` here would hide a sign in the gradient of a `sum` that is checked. */
function dot(a: Node, b: Node): Node {
  const n = size(a.shape);
  return g.reshape(g.matmul(g.reshape(a, { shape: [1, n] }), g.reshape(b, { shape: [n, 1] })), { shape: [] });
}

/**
 * Numbers of a domain, away from poles: |any| in [0.1, 2], either sign; positive in [0.5, 2.5]; flag 0 or 1; row -1 …
 * 4.
 */
export function drawn({ shape, domain = 'any', values }: CheckInput, seed: number, stream: number): Float64Array {
  if (values) return Float64Array.from(values);
  const random = new CounterRandom(seed, stream);
  return Float64Array.from({ length: size(shape) }, () => {
    const u = random.uniform();
    const v = random.uniform();
    switch (domain) {
      case 'any':
        return (u < 0.5 ? -1 : 1) * (0.1 + 1.9 * v);
      case 'positive':
        return 0.5 + 2 * v;
      case 'flag':
        return u < 0.5 ? 0 : 1;
      case 'row':
        return Math.floor(6 * v) - 1;
      default:
        return domain satisfies never;
    }
  });
}

/**
 * The largest difference, relative to max(1, |slope|), between `grad` and central differences on the reference, of the
 * loss
 * Σ w·y with random w over every output, by every number of every input that is not fixed.
 */
export function gradientError(
  f: (x: Given) => Node | readonly Node[],
  inputs: readonly CheckInput[],
  seed = 1,
): number {
  const x = inputs.map(({ shape }, i) => g.input({ name: `x${i}`, shape, from: 'table' }));
  const weights = (y: Node, i: number): Node => g.input({ name: `w${i}`, shape: y.shape, from: 'table' });
  const outputs = [f(x as unknown as Given)].flat() as Node[]; // flat of one or many
  const w = outputs.map(weights);
  const loss = outputs.map((y, i) => dot(y, w[i] ?? y)).reduce((a, b) => g.add(a, b));
  const free = x.filter((_, i) => !inputs[i]?.fixed && inputs[i]?.domain !== 'flag' && inputs[i]?.domain !== 'row');
  const slopes = grad(loss, free);
  const values: Record<string, Float64Array> = Object.fromEntries([
    ...inputs.map((input, i) => [`x${i}`, drawn(input, seed, i)] as const),
    ...w.map((node, i) => [`w${i}`, drawn({ shape: node.shape }, seed, 1000 + i)] as const),
  ]);
  const all = evaluate(order(slopes), values);
  const forward = order([loss]);
  const at = (): number => evaluate(forward, values).get(loss)?.[0] ?? NaN;
  let worst = 0;
  free.forEach((node, k) => {
    const slope = slopes[k];
    const name = `x${x.indexOf(node)}`;
    const numbers = values[name];
    if (!slope || !numbers) throw new Error('no gradient');
    const exact = all.get(slope);
    numbers.forEach((v, i) => {
      numbers[i] = v + STEP;
      const up = at();
      numbers[i] = v - STEP;
      const down = at();
      numbers[i] = v;
      const numeric = (up - down) / (2 * STEP);
      const error = Math.abs((exact?.[i] ?? NaN) - numeric) / Math.max(1, Math.abs(numeric));
      worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
    });
  });
  return worst;
}
