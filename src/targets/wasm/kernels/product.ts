/**
 * Matrix products: tiles of four rows and two vectors, k innermost. Each element has one accumulator that adds over k
 * in order, so the tiling does not change a bit.
 */
import { range } from '../../../ir/shape.ts';
import { inOrder, type Affine } from '../../../plan/affine.ts';
import type { ProductKernel } from '../../../plan/kernel.ts';
import { fillMemory, get, i32, set, type Code, type Locals } from '../assembler.ts';
import { whole, type Emission, type KernelCode, type Piece, type Place } from '../emission.ts';
import { advance, advanceBy, Nest, nested, repeated, repeatedTimes, roundsCode } from '../loops.ts';

/**
 * Four rows and two vectors of columns: eight accumulators, two vectors of b and one number of a fit in 16 registers.
 */
const tileRows = 4;
const tileVectors = 2;
/** Up to here the loop over k is written out. */
const shortK = 8;

export function productCode(m: Emission, p: ProductKernel, locals: Locals, piece: Piece | null): KernelCode {
  const to = m.target(p.made);
  if (!to || [...p.batch, p.m, p.n].includes(0)) return whole([]);
  const { bytes } = m.reals;
  const rank = p.batch.length + 2;
  const nest = new Nest(locals, bytes, m.bases, p.batch.length);
  const [a, b, y] = [locals.make('i32'), locals.make('i32'), locals.make('i32')];
  const begin = (local: number, place: Place, at: Affine): Code => {
    const x = nest.address(place, { ...at, steps: at.steps.slice(0, p.batch.length) });
    return set(local, i32.add(x.at, i32.const(x.offset)));
  };
  const step = (at: Affine, axis: number): number => (at.steps[axis] ?? 0) * bytes;
  const strides: Strides = {
    aRow: step(p.before.a.at, rank - 2),
    aK: step(p.before.a.at, rank - 1),
    bK: step(p.before.b.at, rank - 2),
    bColumn: step(p.before.b.at, rank - 1),
    yRow: p.n * bytes,
  };
  const each = [
    begin(a, m.placeOf(p.before.a.node), p.before.a.at),
    begin(b, m.placeOf(p.before.b.node), p.before.b.at),
    begin(y, to, inOrder([...p.batch, p.m, p.n])),
    p.k === 0
      ? fillMemory(get(y), i32.const(0), i32.const(p.m * p.n * bytes))
      : matrixCode(m, p, strides, { a, b, y }, locals, p.batch.length === 0 ? piece : null),
  ];
  if (p.batch.length > 0) {
    return { rounds: p.batch[0] ?? 1, code: nested(nest, p.batch, 0, p.batch.length, each, piece) };
  }
  return { rounds: p.k === 0 ? 1 : Math.ceil(p.m / tileRows), code: [nest.hoisted(), each] };
}

/** In bytes. */
interface Strides {
  readonly aRow: number;
  readonly aK: number;
  readonly bK: number;
  readonly bColumn: number;
  readonly yRow: number;
}
/** Locals that hold addresses. */
interface Pointers {
  readonly a: number;
  readonly b: number;
  readonly y: number;
}

/** Strips of four rows; the rows left over are the last one. */
function matrixCode(
  m: Emission,
  p: ProductKernel,
  s: Strides,
  at: Pointers,
  locals: Locals,
  piece: Piece | null,
): Code {
  const rest = p.m % tileRows;
  const strips = (begin: Code, end: Code): Code => [
    repeatedTimes(i32.sub(end, begin), locals, [
      rowsCode(m, p, s, at, tileRows, locals),
      advance(at.a, tileRows * s.aRow),
      advance(at.y, tileRows * s.yRow),
    ]),
  ];
  return [
    advanceBy(at.a, piece, tileRows * s.aRow),
    advanceBy(at.y, piece, tileRows * s.yRow),
    roundsCode(
      locals,
      piece,
      Math.floor(p.m / tileRows),
      strips,
      rest === 0 ? [] : rowsCode(m, p, s, at, rest, locals),
    ),
  ];
}

/** All columns of `rows` rows: pairs of vectors, one vector, single columns. */
function rowsCode(m: Emission, p: ProductKernel, s: Strides, at: Pointers, rows: number, locals: Locals): Code {
  const { bytes, many } = m.reals;
  const wide = many.lanes * tileVectors;
  const [b, y] = [locals.make('i32'), locals.make('i32')];
  const here = { a: at.a, b, y };
  const vectors = s.bColumn === bytes;
  const pairs = vectors ? Math.floor(p.n / wide) : 0;
  const single = vectors ? Math.floor((p.n - pairs * wide) / many.lanes) : 0;
  const left = p.n - pairs * wide - single * many.lanes;
  const columns = (count: number, vectorsEach: number): Code => {
    const width = vectorsEach === 0 ? 1 : vectorsEach * many.lanes;
    return repeated(count, locals, [
      tileCode(m, p, s, here, rows, vectorsEach, locals),
      advance(b, width * s.bColumn),
      advance(y, width * bytes),
    ]);
  };
  return [set(b, get(at.b)), set(y, get(at.y)), columns(pairs, tileVectors), columns(single, 1), columns(left, 0)];
}

/** `rows` × `vectors` vectors of results, or `rows` × 1 single ones when there are none. */
function tileCode(
  m: Emission,
  p: ProductKernel,
  s: Strides,
  at: Pointers,
  rows: number,
  vectors: number,
  locals: Locals,
): Code {
  const { one, many, bytes } = m.reals;
  const l = vectors === 0 ? one : many;
  const across = range(Math.max(1, vectors));
  const down = range(rows);
  const width = l.lanes * bytes;
  const totals = down.map(() => across.map(() => locals.make(l.type)));
  const right = across.map(() => locals.make(l.type));
  const left = locals.make(l.type);
  const term = (a: number, b: number, k: number): Code => [
    across.map((v) => set(right[v] ?? -1, l.load(get(b), v * width + k * s.bK))),
    down.map((r) => [
      set(left, l.loadSplat(get(a), r * s.aRow + k * s.aK)),
      across.map((v) => {
        const t = totals[r]?.[v] ?? -1;
        return set(t, l.add(get(t), l.mul(get(left), get(right[v] ?? -1))));
      }),
    ]),
  ];
  const sums = (): Code => {
    if (p.k <= shortK) return range(p.k).map((k) => term(at.a, at.b, k));
    const [a, b] = [locals.make('i32'), locals.make('i32')];
    return [
      set(a, get(at.a)),
      set(b, get(at.b)),
      repeated(p.k, locals, [term(a, b, 0), advance(a, s.aK), advance(b, s.bK)]),
    ];
  };
  return [
    totals.flat().map((t) => set(t, l.const(0))),
    sums(),
    down.map((r) => across.map((v) => l.store(get(at.y), get(totals[r]?.[v] ?? -1), r * s.yRow + v * width))),
  ];
}
