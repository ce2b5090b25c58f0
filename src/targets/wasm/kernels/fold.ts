/** Sums and largest values along axes. */
import { range, size } from '../../../ir/shape.ts';
import { foldWidth, pieceTerms } from '../../../ir/sum-order.ts';
import { inOrder, type Affine } from '../../../plan/affine.ts';
import { affines, moved, type Expression } from '../../../plan/expression.ts';
import type { FoldKernel } from '../../../plan/kernel.ts';
import { get, i32, loop, select, set, tee, when, type Code, type Locals } from '../assembler.ts';
import { element, takesVectors } from '../elements.ts';
import { whole, type Emission, type KernelCode, type Piece, type Place } from '../emission.ts';
import { extractLane, type Lanes, type Reals } from '../lanes.ts';
import { inVectors, joined, Nest, nested, outerRounds } from '../loops.ts';
import { mapCode } from './map.ts';

export function foldCode(m: Emission, k: FoldKernel, locals: Locals, piece: Piece | null): KernelCode {
  const to = m.target(k.made);
  if (!to || k.kept.includes(0)) return whole([]);
  if (k.folded.includes(0)) {
    const empty = { ...k.made, value: { kind: 'number', value: k.identity } } as const;
    return mapCode(m, { kind: 'map', sizes: k.kept, after: [empty] }, locals, piece);
  }
  const all = [...k.kept, ...k.folded];
  const inFours = k.sum === 'inFours';
  const isRow = (axis: number): boolean => inFours && axis === all.length - 1; // it has an order of its own
  const loops = joined(all, [inOrder(k.kept), ...affines(k.before)], (axis) => !isRow(axis));
  const { sizes, keep } = loops;
  const kept = loops.last.filter((axis) => axis < k.kept.length).length;
  const fold: Fold = {
    m,
    locals,
    sizes,
    kept,
    combine: k.combine,
    identity: k.identity,
    value: moved(k.before, keep),
    nest: new Nest(locals, m.reals.bytes, m.bases, sizes.length),
    write: { to, at: keep(inOrder(k.kept)) },
    piece,
  };
  const lanes = inFours || !takesVectors(fold.value, kept - 1, m.isWhole) ? 1 : m.reals.many.lanes;
  const code = inFours ? sumInFours(fold) : foldInOrder(fold, lanes);
  return { rounds: outerRounds(sizes, kept - 1, lanes), code: sizes.length === 0 ? [fold.nest.hoisted(), code] : code };
}

interface Fold {
  readonly m: Emission;
  readonly locals: Locals;
  readonly nest: Nest;
  readonly sizes: readonly number[];
  /** How many of the loops are kept; the others are folded. */
  readonly kept: number;
  readonly value: Expression;
  readonly combine: 'add' | 'max';
  readonly identity: number;
  readonly write: { readonly to: Place; readonly at: Affine };
  /** The part of the outer loop to run; null: all. */
  readonly piece: Piece | null;
}

/** One result per element; side by side in vectors along the last kept loop. */
function foldInOrder(f: Fold, lanes: number): Code {
  const { m, nest, kept, sizes } = f;
  const body = (along: number | null): Code => {
    const l = along === null ? m.reals.one : m.reals.many;
    const value = element({ ...m, nest, known: new Map(), along, shift: 0 }, f.value);
    const a = nest.address(f.write.to, f.write.at); // before the loops: they compute what it needs
    const { code, result } =
      f.combine === 'add' ? sumInOrder(f, l, sizes.length, { code: [], result: value }) : largest(f, l, value);
    return [code, l.store(a.at, result, a.offset)];
  };
  if (kept === 0) return body(null);
  const row = inVectors(nest, kept - 1, sizes[kept - 1] ?? 1, lanes, body, f.piece);
  return nested(nest, sizes, 0, kept - 1, row, f.piece);
}

/** What runs first, and then the value. */
interface Value {
  readonly code: Code;
  readonly result: Code;
}

function largest({ nest, sizes, kept, locals, identity }: Fold, l: Lanes | Reals['one'], value: Code): Value {
  const [most, next] = [locals.make(l.type), locals.make(l.type)];
  const take = [set(next, value), set(most, l.choose(get(most), get(next), l.lt(get(next), get(most))))];
  return { code: [set(most, l.const(identity)), nested(nest, sizes, kept, sizes.length, take)], result: get(most) };
}

/** `term` added up over the folded loops before loop `to`: a fresh accumulator every 128 terms. */
function sumInOrder({ nest, sizes, kept, locals }: Fold, l: Lanes | Reals['one'], to: number, term: Value): Value {
  const piece = locals.make(l.type);
  const fresh = set(piece, l.const(0));
  const take = [term.code, set(piece, l.add(get(piece), term.result))];
  const terms = size(sizes.slice(kept, to));
  if (terms <= pieceTerms) return { code: [fresh, nested(nest, sizes, kept, to, take)], result: get(piece) };
  const total = locals.make(l.type);
  const zero = set(total, l.const(0));
  const join = set(total, l.add(get(total), get(piece)));
  if (to - kept === 1) {
    return { code: [zero, inPieces(nest, kept, terms, 1, fresh, take, join)], result: get(total) };
  }
  // Several loops: the terms are counted. After a whole piece the last `join` adds 0, which changes no bit: no sum that
  // began with 0 is -0.
  const left = locals.make('i32');
  const next = [fresh, set(left, i32.const(pieceTerms))];
  const counted = [take, when(i32.eqz(tee(left, i32.sub(get(left), i32.const(1)))), [join, next])];
  return { code: [zero, next, nested(nest, sizes, kept, to, counted), join], result: get(total) };
}

/** `body` along a loop, `by` at a time, up to `end`: 128 positions between `before` and `after`, then the next. */
function inPieces(nest: Nest, axis: number, end: number, by: number, before: Code, body: Code, after: Code): Code {
  if (end <= pieceTerms) return [before, nest.run(axis, 0, end, by, body), after];
  const [begin, stop] = [nest.locals.make('i32'), nest.locals.make('i32')];
  const last = i32.const(end);
  return [
    set(begin, i32.const(0)),
    loop(
      [
        before,
        set(stop, i32.add(get(begin), i32.const(pieceTerms))),
        set(stop, select(get(stop), last, i32.ltU(get(stop), last))),
        nest.runBetween(axis, get(begin), get(stop), by, body),
        after,
        set(begin, get(stop)),
      ],
      i32.ltU(get(begin), last),
    ),
  ];
}

/** The last axis in fours; its sums are added in order over the other axes. */
function sumInFours(f: Fold): Code {
  const { m, nest, kept, sizes } = f;
  const { one } = m.reals;
  const last = sizes.length - 1;
  const a = nest.address(f.write.to, f.write.at); // before the loops: they compute what it needs
  const { code, result } = sumInOrder(f, one, last, rowInFours(f, sizes[last] ?? 1));
  return nested(nest, sizes, 0, kept, [code, one.store(a.at, result, a.offset)], f.piece);
}

/** A sum along the last loop: four accumulators, fresh every 128 terms, and one for what is left over. */
function rowInFours({ m, nest, locals, sizes, value }: Fold, length: number): Value {
  const { one, many } = m.reals;
  const last = sizes.length - 1;
  const vectors = takesVectors(value, last, m.isWhole);
  const l = vectors ? many : one;
  const sums = range(foldWidth / l.lanes).map(() => locals.make(l.type));
  const [total, rest] = [locals.make(one.type), locals.make(one.type)];
  const at = (along: number | null, shift: number): Code =>
    element({ ...m, nest, known: new Map(), along, shift }, value);
  const lane = (i: number): Code => {
    const t = get(sums[Math.floor(i / l.lanes)] ?? -1);
    return vectors ? extractLane(many, t, i % l.lanes) : t;
  };
  const folded = one.add(one.add(lane(0), lane(2)), one.add(lane(1), lane(3)));
  const main = length - (length % foldWidth);
  const fours = inPieces(
    nest,
    last,
    main,
    foldWidth,
    sums.map((t) => set(t, l.const(0))),
    sums.map((t, i) => set(t, l.add(get(t), at(vectors ? last : null, i * l.lanes)))),
    set(total, one.add(get(total), folded)),
  );
  const code = [set(total, one.const(0)), fours];
  if (main === length) return { code, result: get(total) };
  const left = nest.run(last, main, length, 1, set(rest, one.add(get(rest), at(null, 0))));
  return { code: [code, set(rest, one.const(0)), left], result: one.add(get(total), get(rest)) };
}
