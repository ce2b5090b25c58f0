/**
 * The `Arithmetic` whose numbers are code: a routine of `util/routines.ts` applied to it is the body of a function, for
 * one number of f64 or for two side by side.
 *
 * A routine makes a graph of values; `codeOf` then spells each once, and keeps in a local what is used more than once:
 *
 *   s = a + b;  s · s   →   (local.tee $s (f64.add a b)) (local.get $s) f64.mul
 */
import type { Arithmetic, Routine } from '../../util/arithmetic.ts';
import { rounder, twoOverPiDigits } from '../../util/routine-tables.ts';
import {
  call,
  f64,
  get,
  i32,
  i64,
  set,
  simd,
  simd1,
  simd2,
  tee,
  when,
  type Code,
  type Locals,
  type Type,
} from './assembler.ts';
import { extractLane, f64x2, type Lanes } from './lanes.ts';

/** A number or a condition in the making. */
export interface Value {
  readonly type: Type;
  /** In the order in which `spell` has them in its code. */
  readonly parts: readonly Value[];
  readonly spell: (...parts: Code[]) => Code;
  uses: number;
  local: number | null;
}
export type CodeArithmetic = Arithmetic<Value, Value>;

/** A parameter of the function. */
export const parameter = (type: Type, local: number): Value => ({ ...valueOf(type, () => get(local)), local });
type Codes<Parts> = { [P in keyof Parts]: Code };
/** A value over others. */
export function valueOf<Parts extends readonly Value[]>(
  type: Type,
  spell: (...parts: Codes<Parts>) => Code,
  ...parts: Parts
): Value {
  for (const p of parts) p.uses++;
  return { type, parts, spell: spell as Value['spell'], uses: 0, local: null };
}

/** The code of a value: after this, it and what it needs are in locals where they are used again. */
export function codeOf(v: Value, locals: Locals): Code {
  if (v.local !== null) return get(v.local);
  const code = v.spell(...v.parts.map((p) => codeOf(p, locals)));
  if (v.uses < 2) return code;
  v.local = locals.make(v.type);
  return tee(v.local, code);
}

type One = (a: Code) => Code;
type Two = (a: Code, b: Code) => Code;

/** What routines need besides `Lanes`. */
interface Form {
  readonly lanes: Lanes;
  readonly condition: Type;
  readonly equal: Two;
  readonly both: Two;
  readonly not: One;
  readonly signed: Two;
  /** 52 places to the left, to the right. */
  readonly left: One;
  readonly right: One;
  /** The fraction of the first (52 bits), sign and exponent of the second. */
  readonly withFraction: Two;
  /** Does it hold in any lane? */
  readonly any: One;
  /** The f64 at `address` of whole bytes, in each lane. */
  readonly gather: (a: number, offset: number) => Code;
}

const fraction = 52;
const bias = 1023;
const fractionBits = (1n << BigInt(fraction)) - 1n;
const sign = 1n << 63n;

const bitsOf: One = (a) => i64.bits(a);
const one: Form = {
  lanes: f64,
  condition: 'i32',
  equal: f64.eq,
  both: i32.and,
  not: i32.eqz,
  signed: (a, b) => [a, b, 0xa6],
  left: (a) => f64.fromBits(i64.shl(bitsOf(a), i64.const(BigInt(fraction)))),
  right: (a) => f64.fromBits(i64.shrU(bitsOf(a), i64.const(BigInt(fraction)))),
  withFraction: (a, b) =>
    f64.fromBits(
      i64.or(
        i64.and(bitsOf(a), i64.const(fractionBits)),
        i64.and(bitsOf(b), i64.const(BigInt.asIntN(64, ~fractionBits))),
      ),
    ),
  any: (a) => a,
  gather: (a, offset) => f64.load(i32.fromF64(get(a)), offset),
};

/** The same bits in both lanes. */
const both = (bits: bigint): Code => {
  const bytes = Array.from({ length: 16 }, (_, i) => Number((bits >> BigInt(8 * (i % 8))) & 0xffn));
  return [0xfd, 0x0c, bytes];
};
/** f64x2 of two numbers. */
const pairOf: Two = (a, b) => [simd(0x14, a), b, 0xfd, 0x22, 1];
const two: Form = {
  lanes: f64x2,
  condition: 'v128',
  equal: simd2(0x47),
  both: simd2(0x4e),
  not: simd1(0x4d),
  signed: (a, b) => simd(0x52, a, b, both(sign - 1n)),
  left: (a) => simd(0xcb, a, i32.const(fraction)),
  right: (a) => simd(0xcd, a, i32.const(fraction)),
  withFraction: (a, b) => simd(0x52, a, b, both(fractionBits)),
  any: simd1(0x53),
  gather: (a, offset) => {
    const lane = (i: number): Code => f64.load(i32.fromF64(extractLane(f64x2, get(a), i)), offset);
    return pairOf(lane(0), lane(1));
  },
};

/** What a routine needs besides its own code. */
export interface Surroundings {
  readonly locals: Locals;
  /** The function of another routine, in the same lanes. */
  readonly functionOf: (routine: Routine) => number;
  /** Of numbers of f64 in memory: a load is shorter and faster than a constant of a vector. */
  readonly addressOf: (...numbers: readonly number[]) => number;
}

export function spelled(lanes: Lanes, { locals, functionOf, addressOf }: Surroundings): CodeArithmetic {
  const form = lanes === f64x2 ? two : one;
  const { type } = lanes;
  const constants = new Map<number, Value>(); // no routine tells 0 from -0 in one
  const of = (x: number): Value => {
    const known = constants.get(x) ?? valueOf(type, () => lanes.loadSplat(i32.const(0), addressOf(x)));
    constants.set(x, known);
    return known;
  };
  const number1 = (spell: One) => (a: Value) => valueOf(type, spell, a);
  const number2 = (spell: Two) => (a: Value, b: Value) => valueOf(type, spell, a, b);
  const test2 = (spell: Two) => (a: Value, b: Value) => valueOf(form.condition, spell, a, b);
  const choose = (c: Value, a: Value, b: Value): Value => valueOf(type, lanes.choose, a, b, c);
  const less = test2(lanes.lt);
  const add = number2(lanes.add);
  const sub = number2(lanes.sub);
  const mul = number2(lanes.mul);
  const left = number1(form.left);
  const right = number1(form.right);
  const withFraction = number2(form.withFraction);
  const vectors = lanes === f64x2;
  const m: CodeArithmetic = {
    of,
    add,
    sub,
    mul,
    div: number2(lanes.div),
    abs: number1(lanes.abs),
    floor: number1(lanes.floor),
    least: vectors ? number2(simd2(0xf6)) : (a, b) => choose(less(b, a), b, a),
    most: vectors ? number2(simd2(0xf7)) : (a, b) => choose(less(a, b), b, a),
    signed: number2(form.signed),
    less,
    equal: test2(form.equal),
    both: test2(form.both),
    not: (a) => valueOf(form.condition, form.not, a),
    choose,
    // the lowest bits of rounder + n are those of n
    power2: (k) => left(add(k, of(rounder + bias))),
    significand: (x) => withFraction(x, of(1)),
    // 2^52 whose fraction is n is 2^52 + n
    exponent: (x) => sub(withFraction(right(x), of(2 ** fraction)), of(2 ** fraction + bias)),
    part: (part, ...x) => part(m, ...x),
    pair: (part, ...x) => part(m, ...x),
    where(condition, part, x, y) {
      const f = functionOf(part);
      const spell = (otherwise: Code, holds: Code, ...parts: Code[]): Code => {
        const [result, where] = [locals.make(type), locals.make(form.condition)];
        const kept = parts.map(() => locals.make(type));
        return [
          set(result, otherwise),
          set(where, holds),
          parts.map((p, i) => set(kept[i] ?? -1, p)),
          when(form.any(get(where)), set(result, lanes.choose(call(f, ...kept.map(get)), get(result), get(where)))),
          get(result),
        ];
      };
      return valueOf(type, spell, y, condition, ...x);
    },
    polynomial: (c, t) => c.slice(0, -1).reduceRight((y, x) => add(mul(y, t), of(x)), of(c.at(-1)!)),
    digit(i) {
      const at = addressOf(...twoOverPiDigits);
      const spell = (a: Code): Code => {
        const address = locals.make(type);
        return [set(address, a), form.gather(address, at)];
      };
      return valueOf(type, spell, mul(i, of(8)));
    },
  };
  return m;
}
