/**
 * The routines of `util/routines.ts` as functions of a module, each emitted once, when it is first asked for: for one
 * number and for a vector, in f64 and in f32, with the bits that `util/libm.ts` and its twin in f32 give.
 */
import type { Routine, RoutineName } from '../../util/arithmetic.ts';
import { routines } from '../../util/routines.ts';
import { routinesF32 } from '../../util/routines-f32.ts';
import { f32, f64, flatten, Locals, simd1, type Code, type ModuleBuilder, type Type } from './assembler.ts';
import { extractLane, f32x4, f64x2, type Lanes } from './lanes.ts';
import { philox } from './philox.ts';
import { codeOf, parameter, spelled, splat, valueOf, type Value } from './spelling.ts';

export type { RoutineName };
export const routineNames = Object.keys(routines) as RoutineName[];

/** Bytes of memory for the numbers that routines read, from address 0 on: a test has them all. */
export const constantBytes = 3072;
/** Where they lie: the same place in every module, since the modules of a run share its memory. */
const places = new Map<string, number>();
let placesEnd = 0;

export class Routines {
  readonly #module: ModuleBuilder;
  readonly #functions = new Map<Lanes, Map<Routine, number>>();
  #philox: number | null = null;
  /** Places that the module fills. */
  readonly #filled = new Set<number>();
  constructor(module: ModuleBuilder) {
    this.#module = module;
  }

  /** The number of the function that takes and gives such lanes: one value, but `pow` takes two. */
  get(name: RoutineName, lanes: Lanes): number {
    return this.#function((lanes === f32 || lanes === f32x4 ? routinesF32 : routines)[name], lanes);
  }
  /** Of the generator of random words. */
  philox(): number {
    return (this.#philox ??= philox(this.#module));
  }

  #function(routine: Routine, lanes: Lanes): number {
    const known = this.#functions.get(lanes) ?? new Map<Routine, number>();
    this.#functions.set(lanes, known);
    const f = known.get(routine) ?? this.#make(routine, lanes);
    known.set(routine, f);
    return f;
  }
  #make(routine: Routine, lanes: Lanes): number {
    const types = Array.from({ length: routine.length - 1 }, () => lanes.type); // all but the arithmetic
    const f = this.#module.declare(types, [lanes.type]);
    const known = bodies.get(lanes) ?? new Map<Routine, Body>();
    bodies.set(lanes, known);
    const old = known.get(routine);
    old?.numbers.forEach((numbers) => this.#place(numbers));
    const { locals, code, numbers, calls } = old ?? this.#written(routine, lanes, types);
    if (!calls) known.set(routine, { locals, code, numbers, calls });
    this.#module.define(f, locals, code);
    return f;
  }
  #written(routine: Routine, lanes: Lanes, types: readonly Type[]): Body {
    const locals = new Locals(types);
    const placed: Float64Array[] = [];
    let calls = false;
    const m = spelled({
      locals,
      functionOf: (other) => {
        calls = true;
        return this.#function(other, f64x2);
      },
      addressOf: (...numbers) => {
        const array = Float64Array.from(numbers);
        placed.push(array);
        return this.#place(array);
      },
    });
    const applied = inPairs.get(lanes) ?? asTheyAre;
    const parameters = types.map((type, i) => parameter(type, i));
    const result = applied((x) => routine(m, ...x), parameters);
    return { locals, code: flatten(codeOf(result, locals)), numbers: placed, calls };
  }
  #place(numbers: Float64Array): number {
    const key = numbers.join();
    const at = places.get(key) ?? placesEnd;
    if (at === placesEnd) {
      places.set(key, at);
      placesEnd += numbers.byteLength;
    }
    if (!this.#filled.has(at)) this.#module.data(at, new Uint8Array(numbers.buffer));
    this.#filled.add(at);
    return at;
  }
}

/** The body of a routine's function. */
interface Body {
  readonly locals: Locals;
  readonly code: Uint8Array;
  /** What it reads from memory, in the order in which it asked. */
  readonly numbers: readonly Float64Array[];
  /** It calls another function, whose number a module gives. */
  readonly calls: boolean;
}
/** Those that call no other: they are the same in every module. */
const bodies = new Map<Lanes, Map<Routine, Body>>();

/** What a routine makes of pairs of f64. */
type OfPairs = (x: readonly Value[]) => Value;
type InPairs = (f: OfPairs, x: readonly Value[]) => Value;

const asTheyAre: InPairs = (f, x) => f(x);
/** Four f32 are two pairs of f64, and back. */
const inHalves: InPairs = (f, x) => {
  const half = (v: Value): Value => valueOf('v128', simd1(0x5f), v);
  const upper = (v: Value): Value => valueOf('v128', (a) => words(a, a, [2, 3, 2, 3]), v);
  const rounded = (v: Value): Value => valueOf('v128', simd1(0x5e), v);
  const low = rounded(f(x.map(half)));
  const high = rounded(f(x.map((v) => half(upper(v)))));
  return valueOf('v128', (a, b) => words(a, b, [0, 1, 4, 5]), low, high);
};
/** One number is a pair of equal ones. */
const inOne =
  ({ type }: Lanes, pair: (a: Code) => Code, first: (pair: Code) => Code): InPairs =>
  (f, x) =>
    valueOf(type, (a) => first(extractLane(f64x2, a, 0)), f(x.map((v) => valueOf('v128', (a) => splat(pair(a)), v))));
const inPairs = new Map<Lanes, InPairs>([
  [
    f64,
    inOne(
      f64,
      (a) => a,
      (a) => a,
    ),
  ],
  [f32, inOne(f32, f64.promote, f32.demote)],
  [f32x4, inHalves],
]);

/** Words of 32 bits of two vectors; those of the second are numbered from 4 on. */
const words = (a: Code, b: Code, which: readonly number[]): Code => [
  a,
  b,
  [0xfd, 0x0d],
  which.flatMap((w) => [4 * w, 4 * w + 1, 4 * w + 2, 4 * w + 3]),
];
