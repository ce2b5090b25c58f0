import { isOp, type Node } from '../ir/node.ts';
import { primitive, type Elementwise } from '../ir/primitives.ts';
import { order } from '../ir/program.ts';

/**
 * A program of single numbers as a list of operations on registers, for running it thousands of times: a formula cell
 * is
 * a handful of operations, 10 ns each.
 *
 * `slopes` are values as well, computed after `values`, with one rule of their own: 0 times anything is 0. A branch
 * that
 * is not taken has no slope, also where it cannot be computed, as the root in `IF(x>0,SQRT(x),0)` below 0.
 */
export class Tape {
  readonly #registers: Float64Array;
  readonly #ops: Uint8Array;
  readonly #to: Int32Array;
  readonly #a: Int32Array;
  readonly #b: Int32Array;
  readonly #c: Int32Array;
  readonly #valueSteps: number;
  readonly #values: Int32Array;
  readonly #slopes: Int32Array;
  readonly #inputs: number;

  /** @param inputs nodes whose numbers are given; every other leaf must be a constant */
  constructor(inputs: readonly Node[], values: readonly Node[], slopes: readonly Node[] = []) {
    const registers = new Map<Node, number>(inputs.map((n, i) => [n, i]));
    const known = new Map<number, number>();
    const constants: [number, number][] = [];
    const steps: { op: number; to: number; a: number; b: number; c: number }[] = [];
    let next = inputs.length;
    const place = (roots: readonly Node[], inSlopes: boolean): Int32Array => {
      for (const node of order(roots, new Set(registers.keys()))) {
        if (registers.has(node)) continue;
        if (isOp(node, 'constant')) {
          const { value } = node.attrs;
          const same = Object.is(value, -0) ? undefined : known.get(value);
          if (same !== undefined) {
            registers.set(node, same);
            continue;
          }
          constants.push([next, value]);
          known.set(value, next);
        } else {
          const [a = 0, b = 0, c = 0] = node.inputs.map((x) => registers.get(x) ?? 0); // each comes after its inputs
          steps.push({ op: codeOf(node, inSlopes), to: next, a, b, c });
        }
        registers.set(node, next++);
      }
      return Int32Array.from(roots, (n) => registers.get(n) ?? 0);
    };
    this.#values = place(values, false);
    this.#valueSteps = steps.length;
    this.#slopes = place(slopes, true);
    this.#inputs = inputs.length;
    this.#registers = new Float64Array(next);
    for (const [at, value] of constants) this.#registers[at] = value;
    this.#ops = Uint8Array.from(steps, (s) => s.op);
    this.#to = Int32Array.from(steps, (s) => s.to);
    this.#a = Int32Array.from(steps, (s) => s.a);
    this.#b = Int32Array.from(steps, (s) => s.b);
    this.#c = Int32Array.from(steps, (s) => s.c);
  }

  /** Computes the values, and the slopes where they are wanted, for one number per input. */
  run(x: ArrayLike<number>, withSlopes = true): { readonly values: Float64Array; readonly slopes: Float64Array } {
    const r = this.#registers;
    const [ops, to, a, b, c] = [this.#ops, this.#to, this.#a, this.#b, this.#c];
    const n = withSlopes ? ops.length : this.#valueSteps;
    for (let i = 0; i < this.#inputs; i++) r[i] = x[i] ?? 0;
    for (let i = 0; i < n; i++) {
      const p = r[a[i]!]!;
      const q = r[b[i]!]!;
      switch (ops[i]) {
        case ADD:
          r[to[i]!] = p + q;
          break;
        case SUB:
          r[to[i]!] = p - q;
          break;
        case MUL:
          r[to[i]!] = p * q;
          break;
        case DIV:
          r[to[i]!] = p / q;
          break;
        case NEG:
          r[to[i]!] = -p;
          break;
        case SLOPE_MUL:
          r[to[i]!] = p === 0 || q === 0 ? 0 : p * q;
          break;
        case SLOPE_DIV:
          r[to[i]!] = p === 0 ? 0 : p / q;
          break;
        default:
          r[to[i]!] = rules[ops[i]!]!(p, q, r[c[i]!]!);
      }
    }
    return {
      values: Float64Array.from(this.#values, (i) => r[i]!),
      slopes: withSlopes ? Float64Array.from(this.#slopes, (i) => r[i]!) : new Float64Array(0),
    };
  }
}

const ADD = 0;
const SUB = 1;
const MUL = 2;
const DIV = 3;
const NEG = 4;
const SLOPE_MUL = 5;
const SLOPE_DIV = 6;
const codes: Readonly<Record<string, number>> = { add: ADD, sub: SUB, mul: MUL, div: DIV, neg: NEG };
const numbers = new Map<string, number>();
/** The definition of each further operation, by its number. */
// the first seven are written out above
const rules: ((a: number, b: number, c: number) => number)[] = Array.from({ length: 7 }, () => () => NaN);

function codeOf(node: Node, inSlopes: boolean): number {
  if (inSlopes && node.op === 'mul') return SLOPE_MUL;
  if (inSlopes && node.op === 'div') return SLOPE_DIV;
  const simple = codes[node.op] ?? numbers.get(node.op);
  if (simple !== undefined) return simple;
  const row = primitive(node.op);
  if (row.kind !== 'elementwise' || node.shape.length > 0) {
    throw new Error(`a cell's program is made of single numbers; got ${node.op}`);
  }
  rules.push((row as Elementwise).scalar as (a: number, b: number, c: number) => number); // reads as many as it needs
  numbers.set(node.op, rules.length - 1);
  return rules.length - 1;
}
