/** Code for an expression at one element, or at as many side by side as a vector holds. */
import type { Node } from '../../ir/node.ts';
import { primitives, type Elementwise, type ScalarOp } from '../../ir/primitives.ts';
import type { Affine } from '../../plan/affine.ts';
import { parts, type Expression, type Test } from '../../plan/expression.ts';
import { call, f64Bytes, get, i32, set, tee, when, type Code } from './assembler.ts';
import type { Emission } from './emission.ts';
import type { Lanes } from './lanes.ts';
import type { Nest } from './loops.ts';
import type { RoutineName } from './routines.ts';

export interface Elements extends Pick<Emission, 'reals' | 'routines' | 'placeOf' | 'isWhole'> {
  readonly nest: Nest;
  /** What this kernel made before, in locals. */
  readonly known: ReadonlyMap<Node, number>;
  /** The loop a vector lies along; null: one element at a time. */
  readonly along: number | null;
  /** Elements further along the innermost loop. */
  readonly shift: number;
}

export const lanesOf = (e: Elements): Lanes => (e.along === null ? e.reals.one : e.reals.many);

/** Can the expression be computed for neighbours along loop `axis` at once? */
export const takesVectors = (x: Expression, axis: number, isWhole: (n: Node) => boolean): boolean =>
  parts(x).every((p) => {
    switch (p.kind) {
      case 'number':
        return true;
      case 'position':
        return false;
      case 'load':
        return (
          !isWhole(p.node) &&
          ((p.at.steps[axis] ?? 0) === 0 || p.at.steps[axis] === 1) &&
          p.at.parts.every((s) => s === 0)
        );
      case 'apply':
        return true;
      case 'inside':
        return p.tests.every((t) => t.quotient === null && !t.at.steps[axis] && t.at.parts.every((s) => s === 0));
      default:
        return p satisfies never;
    }
  });

export function element(e: Elements, x: Expression): Code {
  const l = lanesOf(e);
  switch (x.kind) {
    case 'number':
      return l.const(x.value);
    case 'position':
      return e.reals.one.fromI32(i32.shrS(e.nest.position(x.at, e.shift), i32.const(e.reals.shift)));
    case 'load':
      return load(e, x.node, x.at);
    case 'apply': {
      const [a, b] = x.x;
      // same bits: both are the exact quotient, rounded once
      if (x.op === 'div' && a && b?.kind === 'number' && isPowerOfTwo(b.value)) {
        return l.mul(element(e, a), l.const(1 / b.value));
      }
      return apply(
        e,
        x.op,
        x.x.map((y) => element(e, y)),
      );
    }
    case 'inside': {
      const [first, ...others] = x.tests.map((t) => holds(e, t));
      if (first === undefined) return element(e, x.x);
      return when(
        others.reduce((a, b) => i32.and(a, b), first),
        element(e, x.x),
        l.const(0),
        l.type,
      );
    }
    default:
      return x satisfies never;
  }
}

/** One whose reciprocal is exact in f32 too: both are normal numbers. */
const isPowerOfTwo = (x: number): boolean => {
  const [b0, b1, b2, b3, b4, b5, b6 = 0] = f64Bytes(x);
  const fraction = [b0, b1, b2, b3, b4, b5, b6 & 15];
  return Math.abs(x) >= 2 ** -126 && Math.abs(x) <= 2 ** 126 && fraction.every((byte) => byte === 0);
};

function load(e: Elements, node: Node, at: Affine): Code {
  const known = e.known.get(node);
  if (known !== undefined) return get(known);
  if (e.isWhole(node)) return wholeNumber(e, node, at);
  const a = e.nest.address(e.placeOf(node), at, e.shift);
  if (e.along !== null) {
    return at.steps[e.along] === 1 ? e.reals.many.load(a.at, a.offset) : e.reals.many.loadSplat(a.at, a.offset);
  }
  return e.reals.one.load(a.at, a.offset);
}

/** A row number used as a number. It takes 4 bytes, while positions count those of the target's numbers. */
function wholeNumber(e: Elements, node: Node, at: Affine): Code {
  const place = e.placeOf(node);
  const base = e.nest.base(place);
  const position = i32.shrU(e.nest.position(at, e.shift), i32.const(e.reals.shift - 2));
  return e.reals.one.fromI32(i32.load(base === null ? position : i32.add(base, position), place.offset));
}

/** An elementwise primitive as its row spells it. */
export function apply(e: Elements, op: ScalarOp, x: readonly Code[]): Code {
  const spelling = (primitives[op] as unknown as Elementwise).wasm;
  const l = lanesOf(e);
  const [a = [], b = [], c = []] = x;
  const kept = (v: Code): Code => {
    const t = e.nest.locals.make(l.type);
    temporary.push(set(t, v));
    return get(t);
  };
  const temporary: Code[] = [];
  switch (spelling) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return l[spelling](a, b);
    case 'neg':
    case 'abs':
    case 'sqrt':
    case 'floor':
      return l[spelling](a);
    case 'copy':
      return a;
    case 'less':
      return l.choose(l.const(1), l.const(0), l.lt(a, b));
    case 'where':
      return l.choose(b, c, l.ne(a, l.const(0)));
    case 'max': {
      const u = kept(a);
      const v = kept(b);
      return [temporary, l.choose(u, v, l.lt(v, u))];
    } // a > b ? a : b, as the row says, also for NaN
    case 'sign': {
      const u = kept(a);
      return [
        temporary,
        l.choose(l.const(1), l.choose(l.const(-1), l.const(0), l.lt(u, l.const(0))), l.lt(l.const(0), u)),
      ];
    }
    case 'routine':
      return call(e.routines.get(op as RoutineName, l), ...x); // a test lists rows without a routine
    default:
      return spelling satisfies never;
  }
}

/** Whether a position divides and lies inside; leaves the quotient in its local. Positions and sizes are in bytes. */
function holds(e: Elements, t: Test): Code {
  const at = e.nest.position(t.at, e.shift);
  const limit = i32.const(t.size * e.reals.bytes);
  if (t.quotient === null) return i32.ltU(at, limit);
  const p = e.nest.locals.make('i32');
  return [
    set(p, at),
    i32.and(
      i32.eqz(i32.remS(get(p), i32.const(t.divide * e.reals.bytes))),
      i32.ltU(tee(e.nest.quotient(t.quotient), i32.divS(get(p), i32.const(t.divide))), limit),
    ),
  ];
}
