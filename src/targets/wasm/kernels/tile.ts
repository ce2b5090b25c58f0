/**
 * A tile of a product: up to four rows and two vectors of columns of y, and a piece of the sum over k. Its eight
 * accumulators, two vectors of b and one number of a fit in 16 registers. Measured, on two processors: larger tiles and
 * loops over k that are written out are slower (docs/decisions/0015).
 */
import { range } from '../../../ir/shape.ts';
import { get, i32, loop, set, store, when, type Code, type Locals } from '../assembler.ts';
import type { Reals } from '../lanes.ts';
import { advance } from '../loops.ts';

export const tileRows = 4;
export const tileVectors = 2;
export const tileColumns = ({ many }: Reals): number => tileVectors * many.lanes;
/** Up to here the loop over k is written out. */
const shortDepth = 8;

/** How the operands lie, in bytes from one number to the next. Columns of b and of y lie side by side. */
export interface Steps {
  readonly aRow: number;
  readonly aK: number;
  readonly bK: number;
  readonly yRow: number;
}
/** Locals that hold addresses. */
export interface Pointers {
  readonly a: number;
  readonly b: number;
  readonly y: number;
}
/** How many terms of k a tile adds: always so many, or what a local says, and then the result may join others. */
export type Depth =
  | { readonly kind: 'fixed'; readonly terms: number }
  | { readonly kind: 'pieces'; readonly terms: number; readonly joins: number };
export const termsOf = (d: Depth): Code => (d.kind === 'fixed' ? i32.const(d.terms) : get(d.terms));

export function tileCode(
  reals: Reals,
  size: { readonly rows: number; readonly columns: number; readonly depth: Depth },
  steps: Steps,
  at: Pointers,
  locals: Locals,
): Code {
  const { many: l, bytes } = reals;
  const { rows, columns, depth } = size;
  const across = range(Math.ceil(columns / l.lanes)).map((v) => ({
    first: v * l.lanes * bytes,
    count: Math.min(l.lanes, columns - v * l.lanes),
    right: locals.make('v128'),
  }));
  const down = range(rows).map((r) => ({ r, totals: across.map(() => locals.make('v128')) }));
  const left = locals.make('v128');
  const term = (a: number, b: number, k: number): Code => [
    across.map(({ first, count, right }) => set(right, loadSome(reals, get(b), count, first + k * steps.bK))),
    down.map(({ r, totals }) => [
      set(left, l.loadSplat(get(a), r * steps.aRow + k * steps.aK)),
      totals.map((t, v) => set(t, reals.addProduct(get(t), get(left), get(across[v]?.right ?? -1)))),
    ]),
  ];
  const each = (f: (t: number, count: number, offset: number) => Code): Code =>
    down.map(({ r, totals }) => across.map(({ first, count }, v) => f(totals[v] ?? -1, count, r * steps.yRow + first)));
  const put = each((t, count, offset) => storeSome(reals, get(at.y), t, count, offset));
  const join = each((t, count, offset) => set(t, l.add(loadSome(reals, get(at.y), count, offset), get(t))));
  return [
    down.flatMap(({ totals }) => totals).map((t) => set(t, l.const(0))),
    terms(depth, steps, at, term, locals),
    // storing after both branches instead of in each is 3% slower
    depth.kind === 'fixed' ? put : when(get(depth.joins), [join, put], put),
  ];
}

function terms(
  depth: Depth,
  steps: Steps,
  at: Pointers,
  term: (a: number, b: number, k: number) => Code,
  locals: Locals,
): Code {
  if (depth.kind === 'fixed' && depth.terms <= shortDepth) return range(depth.terms).map((k) => term(at.a, at.b, k));
  const [a, b, left] = [locals.make('i32'), locals.make('i32'), locals.make('i32')];
  const start = [set(a, get(at.a)), set(b, get(at.b))];
  const each = [term(a, b, 0), advance(a, steps.aK), advance(b, steps.bK)];
  // Two ways to end a loop: each is a tenth faster where it is used.
  return depth.kind === 'fixed'
    ? [start, set(left, termsOf(depth)), loop([each, advance(left, -1)], get(left))]
    : [
        start,
        set(left, i32.add(get(b), i32.mul(termsOf(depth), i32.const(steps.bK)))), // where b ends
        loop(each, i32.ltU(get(b), get(left))), // by `ne` it is 14% slower where threads share the memory
      ];
}

/** The first `count` numbers of a vector and zeros; it reads no others. */
function loadSome({ many, bytes }: Reals, address: Code, count: number, offset: number): Code {
  if (count === many.lanes) return many.load(address, offset);
  const op = bytes === 4 ? 0x56 : 0x57;
  return range(count).reduce((v, i) => ofLane(op, address, v, offset + i * bytes, i), many.const(0));
}

/** The first `count` numbers of a vector, which is in a local; it writes no others. */
function storeSome({ many, bytes }: Reals, address: Code, v: number, count: number, offset: number): Code {
  if (count === many.lanes) return many.store(address, get(v), offset);
  const op = bytes === 4 ? 0x5a : 0x5b;
  return range(count).map((i) => ofLane(op, address, get(v), offset + i * bytes, i));
}

/** Loads and stores of one lane, whose number is their last byte. */
const ofLane = (op: number, address: Code, v: Code, offset: number, lane: number): Code => [
  store([0xfd, op], 2)(address, v, offset),
  lane,
];
