import { grad } from '../ir/grad.ts';
import { isOp, type Node } from '../ir/node.ts';
import { primitive } from '../ir/primitives.ts';
import { order } from '../ir/program.ts';
import { spend } from '../lift/budget.ts';

/**
 * What a formula computes, as a list of operations on registers: its value and its derivative by each number it reads.
 * Formulas of one shape share a tape; each operation runs over all draws at once.
 */
export interface Tape {
  /** Operations in order; `to` is the register of the result. */
  readonly steps: readonly Step[];
  readonly constants: readonly (readonly [register: number, value: number])[];
  readonly registers: number;
  /** Registers 0 … inputs - 1 hold what the formula reads. */
  readonly inputs: number;
  readonly value: number;
  /** Operations that the value needs; those after them are for the derivatives. */
  readonly valueSteps: number;
  /** Register of the derivative by each input; -1 where it is 0 for all numbers. */
  readonly partials: readonly number[];
  /** The value is an input plus something else: its derivative by it is the number 1. */
  readonly adds: readonly boolean[];
  /** Is the derivative by every input a number? */
  readonly linear: boolean;
  /** Inputs that the derivative by input i depends on: what it is multiplied by. */
  with(i: number): readonly number[];
  /** The operations as text: equal for tapes that compute the same way. */
  readonly text: string;
}
interface Step {
  readonly op: string;
  readonly f: (a: number, b: number, c: number) => number;
  readonly to: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Below this many inputs, what each derivative depends on is found at once. */
const FEW = 64;

/** @param inputs scalars that `value` reads */
export function makeTape(value: Node, inputs: readonly Node[]): Tape {
  const derivatives = grad(value, inputs);
  const registers = new Map<Node, number>(inputs.map((n, i) => [n, i]));
  const steps: Step[] = [];
  const constants: (readonly [number, number])[] = [];
  let next = inputs.length;
  let valueSteps = 0;
  const place = (roots: readonly Node[]): void => {
    for (const node of order(roots, new Set(registers.keys()))) {
      if (registers.has(node)) continue;
      spend(1);
      const to = next++;
      registers.set(node, to);
      if (isOp(node, 'constant')) {
        constants.push([to, node.attrs.value]);
        continue;
      }
      const row = primitive(node.op);
      if (row.kind !== 'elementwise') throw new Error(`a cell's formula is made of numbers; got ${node.op}`);
      const [a = 0, b = 0, c = 0] = node.inputs.map((x) => registers.get(x) ?? 0); // each comes after its inputs
      steps.push({ op: node.op, f: row.scalar as Step['f'], to, a, b, c });
    }
  };
  const isZero = (d: Node): boolean => isOp(d, 'constant') && d.attrs.value === 0;
  place([value]);
  const at = registers.get(value) ?? 0;
  valueSteps = steps.length;
  place(derivatives.filter((d) => !isZero(d)));
  const partials = derivatives.map((d) => (isZero(d) ? -1 : (registers.get(d) ?? 0)));
  const adds = derivatives.map((d) => isOp(d, 'constant') && d.attrs.value === 1);
  const rank = new Map(inputs.map((x, i) => [x, i])); // formulas may read thousands of cells
  const factors = (d: Node): readonly number[] => {
    const nodes = order([d]);
    spend(nodes.length);
    return nodes.flatMap((n) => rank.get(n) ?? []).sort((a, b) => a - b);
  };
  // of a short formula found at once, so that its nodes can go
  const known = derivatives.map((d) => (isOp(d, 'constant') ? [] : inputs.length <= FEW ? factors(d) : undefined));
  const further = known.includes(undefined) ? derivatives : [];
  const text = [
    inputs.length,
    ...steps.slice(0, valueSteps).map((s) => `${s.op} ${s.a} ${s.b} ${s.c}`),
    ...constants.map(([r, v]) => `${r}=${v}`),
    at,
  ].join(';');
  return {
    steps,
    constants,
    registers: next,
    inputs: inputs.length,
    value: at,
    valueSteps,
    partials,
    adds,
    linear: order(derivatives).every((n) => !rank.has(n)), // a mean divides by a number: no constant, but no input
    with: (i) => (known[i] ??= further[i] ? factors(further[i]) : []),
    text,
  };
}

/** Runs tapes over `lanes` draws; registers are reused from call to call. */
export class Player {
  readonly lanes: number;
  readonly #registers: Float64Array[] = [];
  constructor(lanes: number) {
    this.lanes = lanes;
  }

  /** Computes; results stay in `register` until the next call. */
  play(tape: Tape, reads: readonly (Float64Array | undefined)[], derivatives: boolean): void {
    const r = this.#registers;
    const { lanes } = this;
    while (r.length < tape.registers) r.push(new Float64Array(lanes));
    for (let i = 0; i < tape.inputs; i++) {
      const x = reads[i];
      if (x) (r[i] as Float64Array).set(x);
      else (r[i] as Float64Array).fill(0);
    }
    for (const [to, value] of tape.constants) (r[to] as Float64Array).fill(value);
    const n = derivatives ? tape.steps.length : tape.valueSteps;
    spend(n + tape.inputs);
    for (let s = 0; s < n; s++) {
      const { op, f, to, a, b, c } = tape.steps[s] as Step;
      const y = r[to] as Float64Array;
      const p = r[a] as Float64Array;
      const q = r[b] as Float64Array; // all below tape.registers
      switch (op) {
        case 'add':
          for (let i = 0; i < lanes; i++) y[i] = p[i]! + q[i]!;
          break;
        case 'sub':
          for (let i = 0; i < lanes; i++) y[i] = p[i]! - q[i]!;
          break;
        case 'mul':
          for (let i = 0; i < lanes; i++) y[i] = p[i]! * q[i]!;
          break;
        case 'div':
          for (let i = 0; i < lanes; i++) y[i] = p[i]! / q[i]!;
          break;
        case 'neg':
          for (let i = 0; i < lanes; i++) y[i] = -p[i]!;
          break;
        default: {
          const t = r[c] as Float64Array;
          for (let i = 0; i < lanes; i++) y[i] = f(p[i]!, q[i]!, t[i]!);
        }
      }
    }
  }
  register(i: number): Float64Array {
    return this.#registers[i] ?? new Float64Array(this.lanes);
  }
}
