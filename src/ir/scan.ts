import { g } from './builder.ts';
import type { Labelled } from './label.ts';
import { useLoopRules } from './loop-rules.ts';
import { mergeScans } from './merge-scans.ts';
import type { Node, Several } from './node.ts';
import { program } from './program.ts';
import { scanGrad } from './scan-grad.ts';
import type { Shape } from './shape.ts';

export { bodyOf } from './scan-grad.ts';

/** Before there are loops in a program. */
export const withLoops = (): void => useLoopRules({ grad: scanGrad, merge: mergeScans });

// What a body reads. A value outside the body is no value inside: it comes in by name.

/** What a step hands on to the next one, under the name of an output. */
export const carried = (name: string, shape: Shape): Node => g.input({ name, shape, from: 'state' });
/** Element t of a sequence [length, …shape]. */
export const element = (name: string, shape: Shape): Node => g.input({ name, shape, from: 'feed' });
/** The same in all steps. */
export const shared = (name: string, shape: Shape): Node => g.input({ name, shape, from: 'table' });

/**
 * A loop over time. Outputs that are called as an input are carried from step to step; of the others every step's value
 * is kept.
 *
 *   // yₜ = hₜ = tanh(xₜ + hₜ₋₁·U), x [time, rows, units], U [units, units]
 *   const next = ops.tanh(ops.add(element('x', [4, 2]), ops.matmul(carried('h', [4, 2]), shared('U', [2, 2]))));
 *   const loop = scan({ h: next, y: next }, { h: start, x, U }, { length: 9 });
 *   g.part(loop, { name: 'y' })      // [9, 4, 2]; 'h' is the last one, [4, 2]
 *
 * @param outputs of one step, by name
 * @param given the first value of what is carried, sequences [length, …] and what is shared, by name
 * @param options.reverse from the last element to the first; results keep the places of their elements
 * @throws ShapeError naming the input that is missing or has another shape
 */
export function scan(
  outputs: Readonly<Record<string, Node>>,
  given: Readonly<Record<string, Node>>,
  options: { readonly length: number; readonly reverse?: boolean; readonly labels?: readonly Labelled[] },
): Several {
  const { length, reverse = false, labels = [] } = options;
  withLoops();
  return g.scan(...Object.values(given), {
    body: program(outputs, labels),
    names: Object.keys(given),
    length,
    reverse,
  });
}
