import type { Label } from '../ir/label.ts';
import type { Program } from '../ir/program.ts';
import { position } from '../ir/shape.ts';

/** The first value of a step, in the order it is computed, that is not a finite number of the engine. */
export interface BadValue {
  readonly label: Label;
  /** Position in the value. */ readonly at: readonly number[];
  readonly value: number;
}

/**
 * @param values every node's numbers in that step, in f64
 * @param largest what the engine can hold: beyond it a number of the step was infinite there
 */
export function firstBad(step: Program, values: ReadonlyMap<unknown, Float64Array>, largest: number): BadValue | null {
  const places = new Map(step.nodes.map((n, i) => [n, i]));
  const named = step.labels.toSorted((a, b) => (places.get(a.node) ?? 0) - (places.get(b.node) ?? 0));
  for (const { label, node } of named) {
    const numbers = values.get(node) ?? new Float64Array(0);
    const bad = numbers.findIndex((v) => !(Math.abs(v) <= largest));
    if (bad >= 0) return { label, at: position(node.shape, bad), value: numbers[bad] ?? NaN };
  }
  return null;
}
