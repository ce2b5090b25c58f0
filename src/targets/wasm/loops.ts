/**
 * Loop nests over elements: positions are counted in bytes, and the part of an address that the innermost loop does not
 * change is computed before it.
 */
import type { Place } from './allocate.ts';
import {
  f32,
  f32x4,
  f64,
  f64x2,
  get,
  getGlobal,
  i32,
  loop,
  set,
  type Code,
  type Lanes,
  type Locals,
} from './assembler.ts';
import type { Affine } from './expression.ts';

/** How a target's numbers are spelled: one, and a vector of them. */
export interface Reals {
  readonly one: typeof f32 | typeof f64;
  readonly many: Lanes;
  readonly bytes: 4 | 8;
  readonly shift: 2 | 3;
}
export const reals: { readonly [P in 'f32' | 'f64']: Reals } = {
  f32: { one: f32, many: f32x4, bytes: 4, shift: 2 },
  f64: { one: f64, many: f64x2, bytes: 8, shift: 3 },
};

/** Globals that hold where this step's feeds and results lie. */
export interface Bases {
  readonly feeds: number;
  readonly results: number;
}

export interface Address {
  readonly at: Code;
  readonly offset: number;
}

/** Positions of nested loops, and the addresses that follow from them. */
export class Nest {
  readonly locals: Locals;
  readonly #bytes: number;
  readonly #bases: Bases;
  readonly #axes: number[] = []; // local of each loop's position, in bytes
  readonly #quotients = new Map<number, number>(); // locals, in bytes
  readonly #hoisted = new Map<string, { local: number; code: Code }>();
  /** The loop that addresses are not hoisted out of; -1: there is none. */
  readonly #innermost: number;

  constructor(locals: Locals, bytes: number, bases: Bases, loops: number) {
    this.locals = locals;
    this.#bytes = bytes;
    this.#bases = bases;
    this.#innermost = loops - 1;
    for (let i = 0; i < loops; i++) this.#axes.push(locals.make('i32'));
  }

  /** The local of a quotient, in bytes. */
  quotient(id: number): number {
    const local = this.#quotients.get(id) ?? this.locals.make('i32');
    this.#quotients.set(id, local);
    return local;
  }

  /**
   * Byte address of element `a` of what lies at `place`; `shift`: this many elements further along the innermost loop.
   */
  address(place: Place, a: Affine, shift = 0): Address {
    const negative = [...a.steps, ...a.parts].some((s) => s < 0);
    const inner = a.steps[this.#innermost] ?? 0;
    const offset = place.offset + (a.start + inner * shift) * this.#bytes;
    const terms = this.#terms(place, a);
    // Offsets are added without wrapping, so the rest of an address must not be negative by itself.
    return negative || offset < 0 || offset > 0x7fffffff
      ? { at: sumOf([...terms, i32.const(offset)]), offset: 0 }
      : { at: sumOf(terms), offset };
  }
  /** The position itself, in bytes. */
  position(a: Affine, shift = 0): Code {
    const start = (a.start + (a.steps[this.#innermost] ?? 0) * shift) * this.#bytes;
    return sumOf([...this.#terms({ from: 'memory', offset: 0 }, a), ...(start === 0 ? [] : [i32.const(start)])]);
  }

  /** Where this step's feeds or results lie; null for a fixed address. */
  base(place: Place): Code | null {
    return place.from === 'memory' ? null : getGlobal(this.#bases[place.from]);
  }

  /** `body` for positions `from` … `to` (elements) of loop `axis`, `by` at a time; nothing if there are none. */
  run(axis: number, from: number, to: number, by: number, body: Code): Code {
    if (to <= from) return [];
    const local = this.#axes[axis] ?? -1;
    const last = to * this.#bytes;
    const before = axis === this.#innermost ? this.hoisted() : [];
    return [
      set(local, i32.const(from * this.#bytes)),
      before,
      to - from <= by
        ? body
        : loop(
            [body, set(local, i32.add(get(local), i32.const(by * this.#bytes)))],
            i32.ltU(get(local), i32.const(last)),
          ),
    ];
  }
  /** What has to be computed before the innermost loop, given all code inside it was made. */
  hoisted(): Code {
    return [...this.#hoisted.values()].map(({ local, code }) => set(local, code));
  }

  #terms(place: Place, a: Affine): Code[] {
    const terms: Code[] = [];
    const outer = this.#axes.flatMap((local, axis) =>
      axis !== this.#innermost && a.steps[axis] ? [times(get(local), a.steps[axis] ?? 0)] : [],
    );
    const base = this.base(place) ?? [];
    if (outer.length > 0 || place.from !== 'memory') {
      const key = `${place.from} ${this.#axes.map((_, axis) => (axis === this.#innermost ? 0 : (a.steps[axis] ?? 0))).join()}`;
      let known = this.#hoisted.get(key);
      if (!known) {
        this.#hoisted.set(
          key,
          (known = { local: this.locals.make('i32'), code: sumOf(place.from === 'memory' ? outer : [base, ...outer]) }),
        );
      }
      terms.push(get(known.local));
    }
    const local = this.#axes[this.#innermost];
    const step = a.steps[this.#innermost];
    if (local !== undefined && step) terms.push(times(get(local), step));
    a.parts.forEach((s, q) => {
      if (s !== 0) terms.push(times(get(this.quotient(q)), s));
    });
    return terms;
  }
}

const times = (a: Code, n: number): Code => (n === 1 ? a : i32.mul(a, i32.const(n)));
const sumOf = (terms: readonly Code[]): Code =>
  terms.length === 0 ? i32.const(0) : terms.reduce((a, b) => i32.add(a, b));

/**
 * Loops joined where every address moves as if they were one: fewer, longer loops. `groups`: loops that may be joined.
 */
export function joined(
  sizes: readonly number[],
  affines: readonly Affine[],
  mayJoin: (axis: number) => boolean,
): { sizes: number[]; keep: (a: Affine) => Affine; last: number[] } {
  const last: number[] = []; // the last of the old loops that make up a new one
  const out: number[] = [];
  sizes.forEach((size, axis) => {
    const before = last.at(-1);
    const joins =
      before !== undefined &&
      mayJoin(axis) &&
      affines.every((a) => (a.steps[before] ?? 0) === (a.steps[axis] ?? 0) * size);
    if (joins) {
      last[last.length - 1] = axis;
      out[out.length - 1] = (out.at(-1) ?? 1) * size;
    } else {
      last.push(axis);
      out.push(size);
    }
  });
  return { sizes: out, last, keep: (a) => ({ ...a, steps: last.map((axis) => a.steps[axis] ?? 0) }) };
}
