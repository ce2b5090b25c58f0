import { grad } from '../ir/grad.ts';
import { isOp, type Node } from '../ir/node.ts';
import { order } from '../ir/program.ts';
import { spend } from '../lift/budget.ts';
import { makeTape, type Tape } from '../lift/tape.ts';

/**
 * What a formula computes: its value and its derivative by each number it reads. Formulas of one shape share a tape.
 *
 *   =A1*B1+C1   the derivative by A1 is B1: `with(0)` is [1]; that by C1 is the number 1: `adds[2]`
 */
export interface CellTape extends Tape {
  /** Register of the value. */
  readonly value: number;
  /** Register of the derivative by each input; -1 where it is 0 for all numbers. */
  readonly partials: readonly number[];
  /** The value is an input plus something else: its derivative by it is the number 1. */
  readonly adds: readonly boolean[];
  /** Is the derivative by every input a number? */
  readonly linear: boolean;
  /** Inputs that the derivative by input i depends on: what it is multiplied by. */
  with(i: number): readonly number[];
}

/** Below this many inputs, what each derivative depends on is found at once. */
const FEW = 64;

/** @param inputs scalars that `value` reads */
export function makeCellTape(value: Node, inputs: readonly Node[]): CellTape {
  const derivatives = grad(value, inputs);
  const isNumber = (d: Node, x: number): boolean => isOp(d, 'constant') && d.attrs.value === x;
  const tape = makeTape(
    inputs,
    [value],
    derivatives.filter((d) => !isNumber(d, 0)),
  );
  const slopes = tape.slopes.values();
  const rank = new Map(inputs.map((x, i) => [x, i])); // formulas may read thousands of cells
  const factors = (d: Node): readonly number[] => {
    const nodes = order([d]);
    spend(nodes.length);
    return nodes.flatMap((n) => rank.get(n) ?? []).sort((a, b) => a - b);
  };
  // of a short formula found at once, so that its nodes can go
  const known = derivatives.map((d) => (isOp(d, 'constant') ? [] : inputs.length <= FEW ? factors(d) : undefined));
  const further = known.includes(undefined) ? derivatives : [];
  return {
    ...tape,
    value: tape.values[0] ?? 0,
    partials: derivatives.map((d) => (isNumber(d, 0) ? -1 : (slopes.next().value ?? -1))),
    adds: derivatives.map((d) => isNumber(d, 1)),
    linear: order(derivatives).every((n) => !rank.has(n)), // a mean divides by a number: no constant, but no input
    with: (i) => (known[i] ??= further[i] ? factors(further[i]) : []),
  };
}
