/**
 * Loop nests over elements: positions are counted in bytes, and the part of an address that the innermost loop does not
 * change is computed before it.
 */
import { range } from '../../ir/shape.ts';
import type { Affine } from '../../plan/affine.ts';
import { get, i32, loop, select, set, when, type Code, type Locals } from './assembler.ts';
import { baseOf, type Bases, type Piece, type Place } from './emission.ts';

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

  /** Where this step's feeds or results lie, or this element of a loop over time; null for a fixed address. */
  base(place: Place): Code | null {
    return baseOf(this.#bases, place);
  }

  /** `body` for positions `from` … `to` (elements) of loop `axis`, `by` at a time; nothing if there are none. */
  run(axis: number, from: number, to: number, by: number, body: Code): Code {
    if (to <= from) return [];
    const local = this.#axes[axis] ?? -1;
    return [
      set(local, i32.const(from * this.#bytes)),
      axis === this.#innermost ? this.hoisted() : [],
      to - from <= by ? body : this.#loop(local, by, i32.const(to * this.#bytes), body),
    ];
  }
  /** The same for positions that are known when it runs; there is at least one. */
  runBetween(axis: number, from: Code, to: Code, by: number, body: Code): Code {
    const local = this.#axes[axis] ?? -1;
    const end = this.locals.make('i32');
    return [
      set(local, i32.mul(from, i32.const(this.#bytes))),
      set(end, i32.mul(to, i32.const(this.#bytes))),
      axis === this.#innermost ? this.hoisted() : [],
      this.#loop(local, by, get(end), body),
    ];
  }
  #loop(local: number, by: number, end: Code, body: Code): Code {
    return loop([body, set(local, i32.add(get(local), i32.const(by * this.#bytes)))], i32.ltU(get(local), end));
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
    const base = this.base(place);
    if (outer.length > 0 || base !== null) {
      const times = (place.times ?? []).map(({ global, bytes }) => `${global}:${bytes}`).join();
      const key = `${place.from} ${times} ${this.#axes.map((_, axis) => (axis === this.#innermost ? 0 : (a.steps[axis] ?? 0))).join()}`;
      let known = this.#hoisted.get(key);
      if (!known) {
        this.#hoisted.set(
          key,
          (known = { local: this.locals.make('i32'), code: sumOf(base === null ? outer : [base, ...outer]) }),
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

/** `code` inside loops `from` … `to` - 1; `piece`: the part of loop 0 to run, else all of it. */
export const nested = (
  nest: Nest,
  sizes: readonly number[],
  from: number,
  to: number,
  code: Code,
  piece: Piece | null = null,
): Code =>
  range(to - from)
    .map((i) => from + i)
    .reduceRight<Code>(
      (inner, axis) =>
        axis === 0 && piece
          ? nest.runBetween(0, get(piece.begin), get(piece.end), 1, inner)
          : nest.run(axis, 0, sizes[axis] ?? 1, 1, inner),
      code,
    );

/** A loop in vectors as far as they go, the rest one by one. `body`: the loop that a vector lies along, or null. */
export function inVectors(
  nest: Nest,
  axis: number,
  size: number,
  lanes: number,
  body: (along: number | null) => Code,
  piece: Piece | null = null,
): Code {
  const many = lanes === 1 ? null : axis;
  const full = Math.floor(size / lanes);
  const vectors = (begin: Code, end: Code): Code =>
    nest.runBetween(axis, i32.mul(begin, i32.const(lanes)), i32.mul(end, i32.const(lanes)), lanes, body(many));
  const rest = nest.run(axis, full * lanes, size, 1, full * lanes < size ? body(null) : []);
  if (piece && axis === 0) return roundsCode(nest.locals, piece, full, vectors, rest);
  return [full > 0 ? nest.run(axis, 0, full * lanes, lanes, body(many)) : [], rest];
}

/** Rounds of the outer loop whose last ones go in vectors: the numbers left over are one more. */
export const outerRounds = (sizes: readonly number[], lastOuter: number, lanes: number): number =>
  Math.ceil((sizes[0] ?? 1) / (lastOuter === 0 ? lanes : 1));

/**
 * The rounds of a piece: of `full` that are alike, and then what is left over as one more. Without a piece all of them.
 */
export function roundsCode(
  locals: Locals,
  piece: Piece | null,
  full: number,
  alike: (begin: Code, end: Code) => Code,
  rest: Code,
): Code {
  const begin = piece ? get(piece.begin) : i32.const(0);
  const end = piece ? get(piece.end) : i32.const(full + 1);
  const last = locals.make('i32');
  return [
    set(last, select(end, i32.const(full), i32.ltU(end, i32.const(full)))),
    full === 0 ? [] : when(i32.ltU(begin, get(last)), alike(begin, get(last))),
    when(i32.ltU(i32.const(full), end), rest),
  ];
}

/** `body` `count` times. */
export function repeated(count: number, locals: Locals, body: Code): Code {
  if (count <= 1) return count === 1 ? body : [];
  return repeatedTimes(i32.const(count), locals, body);
}
/** The same for a number known when it runs, at least 1. */
export function repeatedTimes(count: Code, locals: Locals, body: Code): Code {
  const left = locals.make('i32');
  return [set(left, count), loop([body, set(left, i32.sub(get(left), i32.const(1)))], get(left))];
}

/** A local moved on to where a piece begins. */
export const advanceBy = (local: number, piece: Piece | null, bytes: number): Code =>
  piece ? set(local, i32.add(get(local), i32.mul(get(piece.begin), i32.const(bytes)))) : [];

/** A local moved on. */
export const advance = (local: number, by: number): Code =>
  by === 0 ? [] : set(local, i32.add(get(local), i32.const(by)));

/**
 * Loops joined where every address moves as if they were one: fewer, longer loops.
 *
 * @param mayJoin whether loop `axis` may be joined to the one before it
 * @returns `last`: the last of the old loops that make up each new one
 */
export function joined(
  sizes: readonly number[],
  affines: readonly Affine[],
  mayJoin: (axis: number) => boolean,
): { sizes: number[]; keep: (a: Affine) => Affine; last: number[] } {
  const last: number[] = [];
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
