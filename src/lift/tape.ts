import { isOp, type Node } from '../ir/node.ts';
import { primitive } from '../ir/primitives.ts';
import { order } from '../ir/program.ts';
import { spend } from './budget.ts';

/**
 * A program of single numbers as a list of operations on registers, for running it thousands of times.
 *
 * `A1*A1+3` with its slope by A1: register 0 holds A1, register 2 the constant 3, register 4 the constant 1.
 *
 *   r1 ← mul r0 r0, r3 ← add r1 r2                      the values: 2 steps
 *   r5 ← mul r4 r0, r6 ← mul r4 r0, r7 ← add r5 r6      the slopes
 *
 * `slopes` are values as well, computed after `values`, with one rule of their own: `slopeTimes`.
 */
export interface Tape {
  /** The primitive of each operation, in order: those that the values need, then those for the slopes alone. */
  readonly ops: readonly string[];
  readonly valueSteps: number;
  /** Five numbers for each operation: how it is done, the register of the result, those of a, b and c. */
  readonly code: Int32Array;
  readonly constants: readonly (readonly [register: number, value: number])[];
  /** How many registers there are; the first `inputs` hold what is given. */
  readonly registers: number;
  readonly inputs: number;
  /** The register of each value, and of each slope. */
  readonly values: readonly number[];
  readonly slopes: readonly number[];
}

/** What a primitive makes of single numbers; one of fewer inputs ignores the others. */
type Rule = (a: number, b: number, c: number) => number;

/**
 * A slope times a slope: 0 times anything is 0. What a formula does not use has no slope, also where it cannot be
 * computed: the slope of `IF(x>0,SQRT(x),0)` at -1 is 0 times that of the root, which is NaN there.
 */
const slopeTimes = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);
/** The same rule for a slope divided by a number: 0 times its inverse. */
const slopeOver = (a: number, b: number): number => (a === 0 ? 0 : a / b);

const ADD = 0;
const SUB = 1;
const MUL = 2;
const DIV = 3;
const NEG = 4;
const SLOPE_MUL = 5;
const SLOPE_DIV = 6;
const FIRST_RULE = 7;
/** The common operations are written out in the player; the others are done by their rules, numbered from 7. */
const valueCodes: Readonly<Record<string, number>> = { add: ADD, sub: SUB, mul: MUL, div: DIV, neg: NEG };
const slopeCodes: Readonly<Record<string, number>> = { ...valueCodes, mul: SLOPE_MUL, div: SLOPE_DIV };
const rules: Rule[] = [];
const ruleCodes = new Map<string, number>();

function ruleCode(node: Node): number {
  const known = ruleCodes.get(node.op);
  if (known !== undefined) return known;
  const row = primitive(node.op);
  if (row.kind !== 'elementwise' || node.shape.length > 0) {
    throw new Error(`a cell's program is made of single numbers; got ${node.op}`);
  }
  const code = FIRST_RULE + rules.length;
  rules.push(row.scalar as Rule);
  ruleCodes.set(node.op, code);
  return code;
}

/**
 * @param inputs scalars whose numbers are given; every other leaf must be a constant
 * @param values scalars to compute
 * @param slopes their derivatives, as `grad` makes them
 */
export function makeTape(inputs: readonly Node[], values: readonly Node[], slopes: readonly Node[] = []): Tape {
  const registers = new Map<Node, number>(inputs.map((n, i) => [n, i]));
  const ops: string[] = [];
  const code: number[] = [];
  const constants: (readonly [number, number])[] = [];
  let next = inputs.length;
  const place = (roots: readonly Node[], codes: Readonly<Record<string, number>>): number[] => {
    for (const node of order(roots, new Set(registers.keys()))) {
      if (registers.has(node)) continue;
      spend(1);
      const to = next++;
      registers.set(node, to);
      if (isOp(node, 'constant')) {
        constants.push([to, node.attrs.value]);
        continue;
      }
      const [a = 0, b = 0, c = 0] = node.inputs.map((x) => registers.get(x) ?? 0); // each comes after its inputs
      ops.push(node.op);
      code.push(codes[node.op] ?? ruleCode(node), to, a, b, c);
    }
    return roots.map((n) => registers.get(n) ?? 0);
  };
  const valueRegisters = place(values, valueCodes);
  const valueSteps = ops.length;
  const slopeRegisters = place(slopes, slopeCodes);
  return {
    ops,
    valueSteps,
    code: Int32Array.from(code),
    constants,
    registers: next,
    inputs: inputs.length,
    values: valueRegisters,
    slopes: slopeRegisters,
  };
}

/** Runs tapes on `lanes` sets of numbers at once. Its registers are used again from call to call. */
export class Player {
  readonly lanes: number;
  /** Lane k of register i is number `i * lanes + k`. */
  #registers = new Float64Array(0);
  #loaded: Tape | undefined;

  constructor(lanes: number) {
    this.lanes = lanes;
  }

  /**
   * Computes the values, and the slopes where they are wanted; they stay until the next call.
   *
   * @param reads for each input its number in each lane [lanes]; zeros where there is none
   */
  play(tape: Tape, reads: readonly (ArrayLike<number> | undefined)[], withSlopes: boolean): void {
    this.#load(tape);
    const { lanes } = this;
    const r = this.#registers;
    const n = withSlopes ? tape.ops.length : tape.valueSteps;
    spend(n + tape.inputs);
    for (let i = 0; i < tape.inputs; i++) {
      const x = reads[i];
      if (x) r.set(x, i * lanes);
      else r.fill(0, i * lanes, (i + 1) * lanes);
    }
    const { code } = tape;
    for (let s = 0; s < 5 * n; s += 5) {
      const how = code[s]!;
      const y = code[s + 1]! * lanes;
      const p = code[s + 2]! * lanes;
      const q = code[s + 3]! * lanes;
      switch (how) {
        case ADD:
          for (let k = 0; k < lanes; k++) r[y + k] = r[p + k]! + r[q + k]!;
          break;
        case SUB:
          for (let k = 0; k < lanes; k++) r[y + k] = r[p + k]! - r[q + k]!;
          break;
        case MUL:
          for (let k = 0; k < lanes; k++) r[y + k] = r[p + k]! * r[q + k]!;
          break;
        case DIV:
          for (let k = 0; k < lanes; k++) r[y + k] = r[p + k]! / r[q + k]!;
          break;
        case NEG:
          for (let k = 0; k < lanes; k++) r[y + k] = -r[p + k]!;
          break;
        case SLOPE_MUL:
          for (let k = 0; k < lanes; k++) r[y + k] = slopeTimes(r[p + k]!, r[q + k]!);
          break;
        case SLOPE_DIV:
          for (let k = 0; k < lanes; k++) r[y + k] = slopeOver(r[p + k]!, r[q + k]!);
          break;
        default: {
          const t = code[s + 4]! * lanes;
          const rule = rules[how - FIRST_RULE]!;
          for (let k = 0; k < lanes; k++) r[y + k] = rule(r[p + k]!, r[q + k]!, r[t + k]!);
        }
      }
    }
  }

  /** What a register holds, as a copy [lanes]. */
  read(register: number): Float64Array {
    return this.#registers.slice(register * this.lanes, (register + 1) * this.lanes);
  }

  /** What a register holds in the first lane. */
  number(register: number): number {
    return this.#registers[register * this.lanes] ?? NaN;
  }

  /** The chain rule for one read: sum ← sum + dy · the slope in a register, lane by lane [lanes]. */
  addSlope(sum: Float64Array, dy: Float64Array, register: number): void {
    const at = register * this.lanes;
    for (let k = 0; k < this.lanes; k++) sum[k] = sum[k]! + slopeTimes(dy[k]!, this.#registers[at + k]!);
  }

  /** No step writes a constant, so those of the tape that was played last are still there. */
  #load(tape: Tape): void {
    if (this.#loaded === tape) return;
    this.#loaded = tape;
    const { lanes } = this;
    const size = tape.registers * lanes;
    if (this.#registers.length < size) this.#registers = new Float64Array(Math.max(size, 2 * this.#registers.length));
    for (const [i, value] of tape.constants) this.#registers.fill(value, i * lanes, (i + 1) * lanes);
  }
}

/**
 * A program of single numbers as a function of its inputs.
 *
 *   evaluator([x], [g.mul(x, x)], grad(g.mul(x, x), [x]))([3])   // → { values: [9], slopes: [6] }
 */
export function evaluator(
  inputs: readonly Node[],
  values: readonly Node[],
  slopes: readonly Node[] = [],
): (x: ArrayLike<number>) => { readonly values: Float64Array; readonly slopes: Float64Array } {
  const tape = makeTape(inputs, values, slopes);
  const player = new Player(1);
  const at = (i: number): number => player.number(i);
  return (x) => {
    player.play(
      tape,
      inputs.map((_, i) => [x[i] ?? 0]),
      true,
    );
    return { values: Float64Array.from(tape.values, at), slopes: Float64Array.from(tape.slopes, at) };
  };
}
