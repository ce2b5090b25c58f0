/**
 * Matrix products. The sum over k goes in pieces of 128 terms (`ir/sum-order`): for each, all of y is computed tile by
 * tile, and what the pieces before it gave is added. So tiles, packing and threads do not change a bit.
 *
 *   for each piece of k              its part of b fits the second cache
 *     pack that part of b            where it pays
 *     for each 16 rows               their part of a fits the first cache, beside a strip of b
 *       pack them
 *       for each 8 columns, for each 4 of the rows: a tile
 */
import { inOrder, type Affine } from '../../../plan/affine.ts';
import type { ProductKernel } from '../../../plan/kernel.ts';
import { pieceTerms } from '../../../ir/sum-order.ts';
import { fillMemory, get, i32, loop, select, set, tee, type Code, type Locals } from '../assembler.ts';
import { whole, type Emission, type KernelCode, type Piece, type Place } from '../emission.ts';
import type { Reals } from '../lanes.ts';
import { advance, advanceBy, Nest, nested, repeated, repeatedTimes, roundsCode } from '../loops.ts';
import { packCode, type Strips } from './pack.ts';
import { termsOf, tileCode, tileColumns, tileRows, type Depth, type Pointers, type Steps } from './tile.ts';

/** Strips of four rows that are packed together. */
const blockStrips = 4;
/** Operands are packed where b's part is larger than a first cache, and so many rows use it. Measured: 0020. */
const firstCache = 32768;
const packedRows = 128;
/** The same where lines lie so far apart that they fall on the same few places of a cache: in place they are slow. */
const packedRowsFarApart = 32;
const fallTogether = (step: number): boolean => step > 0 && step % 2048 === 0;

export function productCode(m: Emission, p: ProductKernel, locals: Locals, piece: Piece | null): KernelCode {
  const to = m.target(p.made);
  if (!to || [...p.batch, p.m, p.n].includes(0)) return whole([]);
  const { bytes } = m.reals;
  const nest = new Nest(locals, bytes, m.bases, p.batch.length);
  const [a, b, y] = threeLocals(locals);
  const begin = (local: number, place: Place, at: Affine): Code => {
    const x = nest.address(place, { ...at, steps: at.steps.slice(0, p.batch.length) });
    return set(local, i32.add(x.at, i32.const(x.offset)));
  };
  const x = matrices(p, m.reals);
  const each = [
    begin(a, m.placeOf(p.before.a.node), p.before.a.at),
    begin(b, m.placeOf(p.before.b.node), p.before.b.at),
    begin(y, to, inOrder([...p.batch, p.m, p.n])),
    p.k === 0
      ? fillMemory(get(y), i32.const(0), i32.const(p.m * p.n * bytes))
      : matrixCode(m, x, x.turned ? { a: b, b: a, y } : { a, b, y }, locals, p.batch.length === 0 ? piece : null),
  ];
  if (p.batch.length > 0) {
    return { rounds: p.batch[0] ?? 1, code: nested(nest, p.batch, 0, p.batch.length, each, piece) };
  }
  const rounds = p.k === 0 ? 1 : Math.ceil(x.rows / tileRows);
  return { rounds, code: [nest.hoisted(), each], repeats: x.packs.b };
}

/** y [rows, columns] = a · b, as it is computed. */
interface Matrices extends Steps {
  readonly rows: number;
  readonly columns: number;
  readonly k: number;
  readonly bColumn: number;
  /** a and b have changed places: yᵀ = bᵀ·aᵀ. */
  readonly turned: boolean;
  readonly packs: { readonly a: boolean; readonly b: boolean };
}

function matrices(p: ProductKernel, { bytes }: Reals): Matrices {
  const rank = p.batch.length + 2;
  const [aRow = 0, aK = 0] = [rank - 2, rank - 1].map((axis) => (p.before.a.at.steps[axis] ?? 0) * bytes);
  const [bK = 0, bColumn = 0] = [rank - 2, rank - 1].map((axis) => (p.before.b.at.steps[axis] ?? 0) * bytes);
  // one column of results lies in memory like one row; as a row it takes vectors
  const turned = p.n === 1 && p.m > 1 && aRow === bytes;
  const x = turned
    ? { rows: 1, columns: p.m, k: p.k, aRow: bColumn, aK: bK, bK: aK, bColumn: aRow, yRow: p.m * bytes }
    : { rows: p.m, columns: p.n, k: p.k, aRow, aK, bK, bColumn, yRow: p.n * bytes };
  const large = x.columns * depthOf(x) * bytes >= firstCache;
  const rows = fallTogether(x.bK) ? packedRowsFarApart : packedRows;
  const inPlace = x.bK > 0 && (x.columns === 1 || x.bColumn === bytes);
  return {
    ...x,
    turned,
    packs: {
      a: large && x.rows >= packedRowsFarApart && fallTogether(Math.max(x.aRow, x.aK)),
      b: (large && x.rows >= rows) || !inPlace,
    },
  };
}
const depthOf = ({ k }: { readonly k: number }): number => Math.min(k, pieceTerms);

/** All pieces of the sum over k. */
function matrixCode(m: Emission, x: Matrices, at: Pointers, locals: Locals, piece: Piece | null): Code {
  const start = [advanceBy(at.a, piece, tileRows * x.aRow), advanceBy(at.y, piece, tileRows * x.yRow)];
  if (x.k <= pieceTerms) return [start, panelCode(m, x, { kind: 'fixed', terms: x.k }, at, locals, piece)];
  const [left, terms, joins] = threeLocals(locals);
  return [
    start,
    set(left, i32.const(x.k)),
    set(joins, i32.const(0)),
    loop(
      [
        set(terms, smaller(left, pieceTerms)),
        panelCode(m, x, { kind: 'pieces', terms, joins }, at, locals, piece),
        advance(at.a, pieceTerms * x.aK),
        advance(at.b, pieceTerms * x.bK),
        set(joins, i32.const(1)),
      ],
      tee(left, i32.sub(get(left), get(terms))),
    ),
  ];
}
const smaller = (local: number, limit: number): Code =>
  select(get(local), i32.const(limit), i32.ltU(get(local), i32.const(limit)));

/** One piece of the sum over k, for all of y: rows in strips of four, some strips at a time. */
function panelCode(m: Emission, x: Matrices, depth: Depth, at: Pointers, locals: Locals, piece: Piece | null): Code {
  const { packs } = x;
  const { bytes } = m.reals;
  const wide = tileColumns(m.reals);
  const terms = depthOf(x) * bytes;
  const bBytes = packs.b ? Math.ceil(x.columns / wide) * wide * terms : 0;
  const packedB = m.workspace(bBytes + (packs.a ? blockStrips * tileRows * terms : 0));
  const packedA = i32.add(packedB, i32.const(bBytes));
  const pack = (strips: Strips, count: Code, from: Code, to: Code): Code =>
    packCode(m.reals, strips, count, termsOf(depth), from, to, locals);
  const bStrips = { width: wide, across: x.bColumn, along: x.bK };
  const bMain = x.columns - (x.columns % wide);
  const packB = [
    { first: 0, used: wide, count: bMain / wide },
    { first: bMain, used: x.columns - bMain, count: bMain < x.columns ? 1 : 0 },
  ].map(({ first, used, count }) =>
    count === 0
      ? []
      : pack(
          { ...bStrips, used },
          i32.const(count),
          i32.add(get(at.b), i32.const(first * x.bColumn)),
          i32.add(packedB, packedStrip(depth, first * bytes)),
        ),
  );
  const [a, b, y] = threeLocals(locals);
  const [left, strips, first] = threeLocals(locals);
  const inPlaceA = packs.b ? { ...x, bK: wide * bytes } : x;
  const inBlock = packs.a ? { ...inPlaceA, aRow: bytes, aK: tileRows * bytes } : inPlaceA;
  const aStrip = packs.a ? packedStrip(depth, tileRows * bytes) : i32.const(tileRows * x.aRow);
  const aStrips = { width: tileRows, used: tileRows, across: x.aRow, along: x.aK };
  const block = [
    set(strips, smaller(left, blockStrips)),
    packs.a ? pack(aStrips, get(strips), get(a), packedA) : [],
    set(first, packs.a ? packedA : get(a)),
    rowsCode(m.reals, inBlock, depth, tileRows, get(strips), aStrip, { a: first, b, y }, locals),
    moveOn(a, i32.mul(get(strips), i32.const(tileRows * x.aRow))),
    moveOn(y, i32.mul(get(strips), i32.const(tileRows * x.yRow))),
  ];
  const rest = x.rows % tileRows;
  return [
    packs.b ? packB : [],
    set(a, get(at.a)),
    set(b, packs.b ? packedB : get(at.b)),
    set(y, get(at.y)),
    roundsCode(
      locals,
      piece,
      Math.floor(x.rows / tileRows),
      (begin, end) => [set(left, i32.sub(end, begin)), loop(block, tee(left, i32.sub(get(left), get(strips))))],
      rest === 0 ? [] : rowsCode(m.reals, inPlaceA, depth, rest, i32.const(1), aStrip, { a, b, y }, locals),
    ),
  ];
}

/** `strips` times `rows` rows, all columns. `aStrip`: bytes from one strip of a to the next. */
function rowsCode(
  reals: Reals,
  x: Matrices,
  depth: Depth,
  rows: number,
  strips: Code,
  aStrip: Code,
  at: Pointers,
  locals: Locals,
): Code {
  const { bytes } = reals;
  const wide = tileColumns(reals);
  const [a, b, y] = threeLocals(locals);
  const top = locals.make('i32');
  const tiles = (columns: number): Code => [
    set(a, get(at.a)),
    set(y, get(top)),
    repeatedTimes(strips, locals, [
      tileCode(reals, { rows, columns, depth }, x, { a, b, y }, locals),
      moveOn(a, aStrip),
      advance(y, tileRows * x.yRow),
    ]),
  ];
  const rest = x.columns % wide;
  return [
    set(b, get(at.b)),
    set(top, get(at.y)),
    repeated(Math.floor(x.columns / wide), locals, [
      tiles(wide),
      moveOn(b, x.packs.b ? packedStrip(depth, wide * bytes) : i32.const(wide * bytes)),
      advance(top, wide * bytes),
    ]),
    rest === 0 ? [] : tiles(rest),
  ];
}

/** Bytes of a packed strip that has so many for each term. */
const packedStrip = (depth: Depth, bytes: number): Code => i32.mul(termsOf(depth), i32.const(bytes));
const threeLocals = (l: Locals): [number, number, number] => [l.make('i32'), l.make('i32'), l.make('i32')];
const moveOn = (local: number, by: Code): Code => set(local, i32.add(get(local), by));
