/**
 * The `Arithmetic` whose numbers are code: a routine of `util/routines.ts` applied to it is the body of a function, for
 * two numbers of f64 side by side. One number goes as two that are equal.
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
import { extractLane, f64x2 } from './lanes.ts';

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

const fraction = 52; // bits
const bias = 1023;
/** Bits in both lanes. */
const fractionBits = 2n ** 52n - 1n;
const allButSign = 2n ** 63n - 1n;
const bits = (of: bigint): Code => {
  const bytes = Array.from({ length: 16 }, (_, i) => Number((of >> BigInt(8 * (i % 8))) & 0xffn));
  return [0xfd, 0x0c, bytes];
};
/** Bits of `a` where those of `mask` are 1, else of `b`. */
const mixed = (a: Code, b: Code, mask: bigint): Code => simd(0x52, a, b, bits(mask));
/** Twice one number. */
export const splat: One = simd1(0x14);

/** What a routine needs besides its own code. */
export interface Surroundings {
  readonly locals: Locals;
  /** The function of another routine, in the same lanes. */
  readonly functionOf: (routine: Routine) => number;
  /** Of numbers of f64 in memory: a load is shorter and faster than a constant of a vector. */
  readonly addressOf: (...numbers: readonly number[]) => number;
}

export function spelled({ locals, functionOf, addressOf }: Surroundings): CodeArithmetic {
  const constants = new Map<number, Value>(); // no routine tells 0 from -0 in one
  const of = (x: number): Value => {
    const known = constants.get(x) ?? valueOf('v128', () => f64x2.loadSplat(i32.const(0), addressOf(x)));
    constants.set(x, known);
    return known;
  };
  const of1 = (spell: One) => (a: Value) => valueOf('v128', spell, a);
  const of2 = (spell: Two) => (a: Value, b: Value) => valueOf('v128', spell, a, b);
  const add = of2(f64x2.add);
  const sub = of2(f64x2.sub);
  const mul = of2(f64x2.mul);
  const left = of1((a) => simd(0xcb, a, i32.const(fraction)));
  const right = of1((a) => simd(0xcd, a, i32.const(fraction)));
  const withFraction = of2((a, b) => mixed(a, b, fractionBits));
  const m: CodeArithmetic = {
    of,
    add,
    sub,
    mul,
    div: of2(f64x2.div),
    abs: of1(f64x2.abs),
    floor: of1(f64x2.floor),
    least: of2(simd2(0xf6)),
    most: of2(simd2(0xf7)),
    signed: of2((a, b) => mixed(a, b, allButSign)),
    less: of2(f64x2.lt),
    equal: of2(simd2(0x47)),
    both: of2(simd2(0x4e)),
    not: of1(simd1(0x4d)),
    choose: (condition, a, b) => valueOf('v128', f64x2.choose, a, b, condition),
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
        const [result, where, ...kept] = [otherwise, holds, ...parts].map(() => locals.make('v128')) as [
          number,
          number,
        ];
        return [
          set(result, otherwise),
          set(where, holds),
          parts.map((p, i) => set(kept[i] ?? -1, p)),
          // in any lane
          when(simd(0x53, get(where)), set(result, f64x2.choose(call(f, ...kept.map(get)), get(result), get(where)))),
          get(result),
        ];
      };
      return valueOf('v128', spell, y, condition, ...x);
    },
    polynomial: (c, t) => c.slice(0, -1).reduceRight((y, x) => add(mul(y, t), of(x)), of(c.at(-1)!)),
    digit(i) {
      const at = addressOf(...twoOverPiDigits());
      const spell = (a: Code): Code => {
        const address = locals.make('v128');
        const lane = (l: number): Code => f64.load(i32.fromF64(extractLane(f64x2, get(address), l)), at);
        return [set(address, a), splat(lane(0)), lane(1), 0xfd, 0x22, 1];
      };
      return valueOf('v128', spell, mul(i, of(8)));
    },
  };
  return m;
}
