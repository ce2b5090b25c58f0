/** Sums and largest values along axes. */
import { range } from '../../../ir/shape.ts';
import { inOrder, type Affine } from '../../../plan/affine.ts';
import { affines, moved, type Expression } from '../../../plan/expression.ts';
import type { FoldKernel } from '../../../plan/kernel.ts';
import { foldWidth } from '../../../plan/sum-order.ts';
import { get, set, type Code, type Locals } from '../assembler.ts';
import { element, takesVectors } from '../elements.ts';
import { whole, type Emission, type KernelCode, type Piece, type Place } from '../emission.ts';
import { extractLane } from '../lanes.ts';
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
  const inFours = k.sum === 'inFours' && k.folded.length > 0;
  // else a joined loop would deal out its elements differently
  const joinsLast = !inFours || (all.at(-1) ?? 1) % foldWidth === 0;
  const loops = joined(all, [inOrder(k.kept), ...affines(k.before)], (axis) => joinsLast || axis !== all.length - 1);
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

/** One accumulator per element; side by side in vectors along the last kept loop. */
function foldInOrder(f: Fold, lanes: number): Code {
  const { m, nest, kept, sizes } = f;
  const body = (along: number | null): Code => {
    const l = along === null ? m.reals.one : m.reals.many;
    const total = f.locals.make(l.type);
    const next = f.locals.make(l.type);
    const value = element({ ...m, nest, known: new Map(), along, shift: 0 }, f.value);
    const step =
      f.combine === 'add'
        ? set(total, l.add(get(total), value))
        : [set(next, value), set(total, l.choose(get(total), get(next), l.lt(get(next), get(total))))];
    const a = nest.address(f.write.to, f.write.at); // before the loops: they compute what it needs
    return [
      set(total, l.const(f.identity)),
      nested(nest, sizes, kept, sizes.length, step),
      l.store(a.at, get(total), a.offset),
    ];
  };
  if (kept === 0) return body(null);
  const row = inVectors(nest, kept - 1, sizes[kept - 1] ?? 1, lanes, body, f.piece);
  return nested(nest, sizes, 0, kept - 1, row, f.piece);
}

/** The order of `plan/sum-order.ts`: four accumulators and one for what is left over. */
function sumInFours(f: Fold): Code {
  const { m, nest, kept, sizes, locals } = f;
  const { one, many } = m.reals;
  const last = sizes.length - 1;
  const size = sizes[last] ?? 1;
  const main = size - (size % foldWidth);
  const vectors = takesVectors(f.value, last, m.isWhole);
  const l = vectors ? many : one;
  const totals = range(foldWidth / l.lanes).map(() => locals.make(l.type));
  const rest = locals.make(one.type);
  const value = (along: number | null, shift: number): Code =>
    element({ ...m, nest, known: new Map(), along, shift }, f.value);
  const four = totals.map((t, i) => set(t, l.add(get(t), value(vectors ? last : null, i * l.lanes))));
  const left = main < size ? set(rest, one.add(get(rest), value(null, 0))) : [];
  const lane = (i: number): Code => {
    const t = get(totals[Math.floor(i / l.lanes)] ?? -1);
    return vectors ? extractLane(many, t, i % l.lanes) : t;
  };
  const folded = one.add(one.add(lane(0), lane(2)), one.add(lane(1), lane(3)));
  const a = nest.address(f.write.to, f.write.at);
  const code: Code = [
    totals.map((t) => set(t, l.const(0))),
    set(rest, one.const(0)),
    nested(nest, sizes, kept, last, [
      nest.run(last, 0, main, foldWidth, four),
      main < size ? nest.run(last, main, size, 1, left) : [],
    ]),
    one.store(a.at, main < size ? one.add(folded, get(rest)) : folded, a.offset),
  ];
  return nested(nest, sizes, 0, kept, code, f.piece);
}
