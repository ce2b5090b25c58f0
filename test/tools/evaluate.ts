import { g } from '../../src/ir/builder.ts';
import type { Node } from '../../src/ir/node.ts';
import { program } from '../../src/ir/program.ts';
import type { Shape } from '../../src/ir/shape.ts';
import { once } from '../../src/ir/evaluate.ts';

export type Nested = number | readonly Nested[];
export const shapeOf = (x: Nested): Shape => (typeof x === 'number' ? [] : [x.length, ...shapeOf(x[0] ?? 0)]);
export const flat = (x: Nested): number[] => (typeof x === 'number' ? [x] : x.flatMap((v) => flat(v as Nested)));

/** Values of `f` on the reference, for numbers in lists. */
export function compute<K extends string>(
  inputs: Readonly<Record<string, Nested>>,
  f: (x: Readonly<Record<string, Node>>) => Readonly<Record<K, Node>>,
): Record<K, number[]> {
  const nodes = Object.fromEntries(
    Object.entries(inputs).map(([name, x]) => [
      name,
      g.input({ name: `in/${name}`, shape: shapeOf(x), from: 'table' }),
    ]),
  );
  const values = Object.fromEntries(
    Object.entries(inputs).map(([name, x]) => [`in/${name}`, Float64Array.from(flat(x))]),
  );
  const outputs = once(program(f(nodes)), values);
  // the names that f gave
  return Object.fromEntries(Object.entries(outputs).map(([name, v]) => [name, [...v]])) as Record<K, number[]>;
}
