import { activations, reference, type ActivationName } from 'gradsheet';
import { g, grad, ops, program } from 'gradsheet/ir';

/** An activation function and its slope at some sums. Softmax needs company: beside each sum stands a unit at 0. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly slope: readonly number[];
}

export async function curveOf(name: ActivationName, xs: readonly number[]): Promise<Curve> {
  const { apply, options } = activations[name] as {
    apply: (x: ReturnType<typeof g.input>, options: object) => ReturnType<typeof g.input>;
    options: object;
  }; // each row takes its own options
  const z = g.input({ name: 'z', shape: [xs.length, 2], from: 'feed' });
  const a = apply(z, options);
  const first = g.input({ name: 'first', shape: [xs.length, 2], from: 'feed' }); // 1 for the sum, 0 for its company
  const [slope = a] = grad(ops.sum(g.mul(a, first)), [z]);
  const run = await reference.load({ curve: program({ a, slope }) });
  const pairs = Float64Array.from(xs.flatMap((x) => [x, 0]));
  const results = await run.run('curve', { z: pairs, first: Float64Array.from(xs.flatMap(() => [1, 0])) }, 1);
  run.dispose();
  const every = (v: Float64Array | undefined): number[] => xs.map((_, i) => v?.[2 * i] ?? NaN);
  return { x: xs, y: every(results['a']), slope: every(results['slope']) };
}
