// Arithmetic on numbers and on nodes of numbers: known numbers are computed at once, the rest becomes program.
import { g as builder } from '../ir/builder.ts';
import { isOp, type Builder, type Node } from '../ir/node.ts';
import * as ops from '../ir/ops.ts';
import { primitive, type Elementwise } from '../ir/primitives.ts';
import * as libm from '../util/libm.ts';
import { spendNodes } from './budget.ts';
import { failure, isFailure, type Failure, type Num } from './values.ts';

/** Makes nodes that count as work. */
const g = Object.fromEntries(
  Object.entries(builder).map(([op, make]) => [
    op,
    (...args: never[]) => {
      spendNodes(1);
      return (make as (...args: never[]) => Node)(...args);
    },
  ]),
) as unknown as Builder; // the same functions by the same names

export type Result = Num | Failure;

export const asNode = (x: Num): Node => (typeof x === 'number' ? ops.constant(x) : x);
/** No cell holds NaN or infinity: they are #NUM!. */
export const finite = (x: number): Result => (x - x === 0 ? x : failure('#NUM!'));

export function add(a: Num, b: Num): Result {
  if (typeof a === 'number' && typeof b === 'number') return finite(a + b);
  if (a === 0) return b;
  if (b === 0) return a;
  return softplusOf(a, b) ?? g.add(asNode(a), asNode(b));
}
export function sub(a: Num, b: Num): Result {
  if (typeof a === 'number' && typeof b === 'number') return finite(a - b);
  if (b === 0) return a;
  return g.sub(asNode(a), asNode(b));
}
export function mul(a: Num, b: Num): Result {
  if (typeof a === 'number' && typeof b === 'number') return finite(a * b);
  if (a === 0 || b === 0) return 0;
  if (a === 1) return b;
  if (b === 1) return a;
  return g.mul(asNode(a), asNode(b));
}
export function div(a: Num, b: Num): Result {
  if (b === 0) return failure('#DIV/0!');
  if (typeof a === 'number' && typeof b === 'number') return finite(a / b);
  if (a === 0) return 0;
  if (b === 1) return a;
  return sigmoidOf(a, b) ?? g.div(asNode(a), asNode(b));
}
export function pow(a: Num, b: Num): Result {
  if (typeof a === 'number' && typeof b === 'number') {
    if (a === 0 && b <= 0) return failure(b === 0 ? '#NUM!' : '#DIV/0!');
    return finite(b === 2 ? a * a : libm.pow(a, b));
  }
  if (b === 1) return a;
  if (b === 2) return g.mul(asNode(a), asNode(a));
  return g.pow(asNode(a), asNode(b));
}
export const neg = (x: Num): Num => (typeof x === 'number' ? -x : isOp(x, 'neg') ? (x.inputs[0] ?? x) : g.neg(x));

const one =
  (f: (x: number) => number, node: (x: Node) => Node) =>
  (x: Num): Result =>
    typeof x === 'number' ? finite(f(x)) : node(x);
/** A row of the table of primitives as arithmetic. */
const row = (op: 'abs' | 'sign' | 'floor' | 'tanh' | 'sin' | 'cos' | 'erf') =>
  one((primitive(op) as Elementwise<'abs'>).scalar, g[op]); // all take one number
export const abs = row('abs');
export const sign = row('sign');
export const floor = row('floor');
export const tanh = row('tanh');
export const sin = row('sin');
export const cos = row('cos');
export const erf = row('erf');
export const sqrt = one(Math.sqrt, g.sqrt);
export const log = one(libm.log, g.log);
export const exp = one(libm.exp, (x) => g.exp(unguarded(x)));

/** Of equal ones the second has the slope, so that MAX(z,0) has slope 0 at 0; a known number counts as the second. */
export function max(a: Num, b: Num): Num {
  if (typeof a === 'number') return typeof b === 'number' ? (a > b ? a : b) : g.max(b, ops.constant(a));
  return g.max(a, asNode(b));
}
export const min = (a: Num, b: Num): Num =>
  typeof a === 'number' && typeof b === 'number' ? (b < a ? b : a) : neg(max(neg(a), neg(b)));

// ---- longer formulas

class Ended extends Error {
  readonly failure: Failure;
  constructor(error: Failure) {
    super(error.error);
    this.failure = error;
  }
}
const sure =
  <X extends readonly Num[]>(f: (...x: X) => Result) =>
  (...x: X): Num => {
    const y = f(...x);
    if (isFailure(y)) throw new Ended(y);
    return y;
  };
/** The same rules where an error ends the whole formula: `calculate(() => m.div(m.sub(x, mean), deviation))`. */
export const m = {
  add: sure(add),
  sub: sure(sub),
  mul: sure(mul),
  div: sure(div),
  pow: sure(pow),
  neg,
  exp: sure(exp),
  log: sure(log),
  sqrt: sure(sqrt),
  abs: sure(abs),
  sign: sure(sign),
  floor: sure(floor),
  tanh: sure(tanh),
  sin: sure(sin),
  cos: sure(cos),
  erf: sure(erf),
  square: sure((x: Num) => mul(x, x)),
  sum: (numbers: Iterable<Num>): Num => {
    let total: Num = 0;
    for (const x of numbers) total = m.add(total, x);
    return total;
  },
  mean: (numbers: readonly Num[]): Num => m.div(m.sum(numbers), numbers.length),
  fail: (failed: Failure): never => {
    throw new Ended(failed);
  },
} as const;
export function calculate(rule: () => Num): Result {
  try {
    return rule();
  } catch (e) {
    if (e instanceof Ended) return e.failure;
    throw e;
  }
}

// ---- conditions: 1 or 0

export const less = (a: Num, b: Num): Num =>
  typeof a === 'number' && typeof b === 'number' ? (a < b && !alike(a, b) ? 1 : 0) : g.less(asNode(a), asNode(b));
export const equal = (a: Num, b: Num): Num =>
  typeof a === 'number' && typeof b === 'number' ? (alike(a, b) ? 1 : 0) : where(differ(a, b), 0, 1);
export const not = (flag: Num): Num => where(flag, 0, 1);
/** Not 0 where a and b differ. */
const differ = (a: Num, b: Num): Num => (b === 0 ? a : a === 0 ? b : g.sub(asNode(a), asNode(b)));

/**
 * Numbers that a spreadsheet calls equal: the same but for rounding, as LibreOffice decides it (2^-48 of their size).
 */
const alike = (a: number, b: number): boolean =>
  a === b || (Math.abs(a - b) < Math.abs(a) * 2 ** -48 && Math.abs(a - b) < Math.abs(b) * 2 ** -48);

/**
 * Numbers whose difference spreadsheet programs make 0. LibreOffice does below 2^-48 of both; four times as much here,
 * because its exponentials may differ in the last digits.
 */
export const cancel = (a: Num, b: Num): boolean =>
  typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) < Math.min(Math.abs(a), Math.abs(b)) * 2 ** -46;

/** b where the flag is not 0, else c. */
export function where(flag: Num, b: Num, c: Num): Num {
  if (typeof flag === 'number') return flag !== 0 ? b : c;
  if (b === c) return b;
  if (isOp(flag, 'where')) {
    // a choice between 1 and 0 is a condition already, or its opposite
    const [a, yes, no] = flag.inputs;
    if (a && constantOf(yes) === 1 && constantOf(no) === 0) return where(a, b, c);
    if (a && constantOf(yes) === 0 && constantOf(no) === 1) return where(a, c, b);
  }
  if (b === 1 && c === 0 && isOp(flag, 'less')) return flag;
  return g.where(flag, asNode(b), asNode(c));
}
/** 1 where the node has a number, 0 where computing it fails (division by 0, root of a negative number, overflow). */
export const works = (x: Node): Node => g.less(g.abs(x), ops.constant(Infinity)); // also 0 for NaN

// ---- forms that are one primitive: stable where the written form is not, and with a gradient that people can read

const constantOf = (x: Node | undefined): number | undefined => (x && isOp(x, 'constant') ? x.attrs.value : undefined);
const operands = (x: Num | undefined, op: 'add' | 'exp' | 'neg' | 'max' | 'log' | 'abs'): readonly Node[] =>
  typeof x === 'object' && isOp(x, op) ? x.inputs : [];
/** The x of 1 + e^x. */
function onePlusExp(x: Num): Node | undefined {
  const [a, b] = operands(x, 'add');
  return constantOf(a) === 1 ? operands(b, 'exp')[0] : constantOf(b) === 1 ? operands(a, 'exp')[0] : undefined;
}
/** 1/(1+e^-x) is sigmoid x. */
function sigmoidOf(a: Num, b: Num): Node | undefined {
  const x = a === 1 ? onePlusExp(b) : undefined;
  return x && g.sigmoid(asNode(neg(x)));
}
/** max(x,0) + ln(1+e^-|x|) is softplus x. */
function softplusOf(a: Num, b: Num): Node | undefined {
  const [x, zero] = operands(a, 'max');
  const inner = operands(b, 'log')[0];
  if (!x || !inner || constantOf(zero) !== 0) return undefined;
  const [minus] = operands(onePlusExp(inner), 'neg');
  return operands(minus, 'abs')[0] === x ? g.softplus(x) : undefined;
}
/** The x of min(x, c) with c ≥ 700, which only keeps EXP below what a cell can hold. */
function unguarded(x: Node): Node {
  const [limited] = operands(x, 'neg');
  const [negated, limit] = operands(limited, 'max');
  return negated && (constantOf(limit) ?? 0) <= -700 ? asNode(neg(negated)) : x;
}
