/** Code for maps and folds; products and rows have files of their own. */
import type { Node } from '../../ir/node.ts';
import { range } from '../../ir/shape.ts';
import type { Place } from './allocate.ts';
import { extractLane, get, set, type Code, type Locals } from './assembler.ts';
import { element, takesVectors, type Elements } from './elements.ts';
import { affines, flat, moved, unit, type Affine, type Expression } from './expression.ts';
import type { FoldKernel, Kernel, MapKernel } from './group.ts';
import { joined, Nest, type Bases, type Reals } from './loops.ts';
import { foldWidth } from './order.ts';
import type { Routines } from './routines.ts';

/** What all kernels of a program share. */
export interface Emission {
  readonly reals: Reals;
  readonly routines: Routines;
  readonly bases: Bases;
  readonly placeOf: (n: Node) => Place;
  readonly isWhole: (n: Node) => boolean;
  /** A value of the prelude, kept as f64 as well. */
  readonly isExact: (n: Node) => boolean;
  /** Where a kernel writes; null if only its own group reads what it computes. */
  readonly target: (k: Kernel) => Place | null;
}

/** Where element by element of an array of these sizes is written. */
const inOrder = (sizes: readonly number[]): Affine => flat(range(sizes.length).map(unit), sizes);

/**
 * Element by element: every value of the group, then every store, so that reads of old state come before its writes.
 */
export function mapCode(m: Emission, group: readonly MapKernel[], locals: Locals): Code {
  const all = group[0]?.sizes ?? [];
  if (all.includes(0)) return [];
  const { sizes, keep } = joined(all, [inOrder(all), ...group.flatMap((k) => affines(k.value))], () => true);
  const values = group.map((k) => moved(k.value, keep));
  const write = keep(inOrder(all));
  const nest = new Nest(locals, m.reals.bytes, m.bases, sizes.length);
  const last = sizes.length - 1;
  const body = (along: number | null): Code => {
    const known = new Map<Node, number>();
    const stores: Code[] = [];
    const e: Elements = { ...m, nest, known, along, shift: 0 };
    const l = along === null ? m.reals.one : m.reals.many;
    const code = group.map((k, i): Code => {
      const value = element(e, values[i] as Expression);
      const to = m.target(k);
      const local = group.length === 1 ? null : locals.make(l.type);
      if (k.node && local !== null) known.set(k.node, local);
      if (to) {
        const a = nest.address(to, write);
        stores.push(l.store(a.at, local === null ? value : get(local), a.offset));
      }
      return local === null ? [] : set(local, value);
    });
    return [code, stores];
  };
  if (last < 0) {
    const code = body(null);
    return [nest.hoisted(), code];
  }
  const lanes = values.every((v) => takesVectors(v, last, m.isWhole)) ? m.reals.many.lanes : 1;
  return nested(nest, sizes, 0, last, split(nest, last, sizes[last] ?? 1, lanes, body));
}

/** `code` inside loops `from` … `to` - 1. */
const nested = (nest: Nest, sizes: readonly number[], from: number, to: number, code: Code): Code =>
  range(to - from)
    .map((i) => from + i)
    .reduceRight<Code>((inner, axis) => nest.run(axis, 0, sizes[axis] ?? 1, 1, inner), code);

/** A loop in vectors as far as they go, the rest one by one. */
function split(nest: Nest, axis: number, size: number, lanes: number, body: (along: number | null) => Code): Code {
  const main = lanes === 1 ? 0 : size - (size % lanes);
  return [
    main > 0 ? nest.run(axis, 0, main, lanes, body(axis)) : [],
    main < size ? nest.run(axis, main, size, 1, body(null)) : [],
  ];
}

export function foldCode(m: Emission, k: FoldKernel, locals: Locals): Code {
  const to = m.target(k);
  if (!to || k.kept.includes(0)) return [];
  if (k.folded.includes(0)) {
    return mapCode(
      m,
      [{ kind: 'map', node: k.node, output: k.output, sizes: k.kept, value: { kind: 'number', value: k.identity } }],
      locals,
    );
  }
  const all = [...k.kept, ...k.folded];
  const inFours = k.sum === 'inFours' && k.folded.length > 0;
  // else a joined loop would deal out its elements differently
  const whole = !inFours || (all.at(-1) ?? 1) % foldWidth === 0;
  const {
    sizes,
    keep,
    last: ends,
  } = joined(all, [inOrder(k.kept), ...affines(k.value)], (axis) => whole || axis !== all.length - 1);
  const fold: Fold = {
    m,
    locals,
    sizes,
    combine: k.combine,
    identity: k.identity,
    value: moved(k.value, keep),
    kept: ends.filter((axis) => axis < k.kept.length).length,
    nest: new Nest(locals, m.reals.bytes, m.bases, sizes.length),
    write: { to, at: keep(inOrder(k.kept)) },
  };
  const code = inFours ? sumInFours(fold) : foldInOrder(fold);
  return sizes.length === 0 ? [fold.nest.hoisted(), code] : code;
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
}

/** One accumulator per element; side by side in vectors along the last kept loop. */
function foldInOrder(f: Fold): Code {
  const { m, nest, kept, sizes } = f;
  const body = (along: number | null): Code => {
    const l = along === null ? m.reals.one : m.reals.many;
    const e: Elements = { ...m, nest, known: new Map(), along, shift: 0 };
    const total = f.locals.make(l.type);
    const next = f.locals.make(l.type);
    const value = element(e, f.value);
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
  const lanes = takesVectors(f.value, kept - 1, m.isWhole) ? m.reals.many.lanes : 1;
  return nested(nest, sizes, 0, kept - 1, split(nest, kept - 1, sizes[kept - 1] ?? 1, lanes, body));
}

/** The order of `order.ts`: four accumulators and one for what is left over. */
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
  return nested(nest, sizes, 0, kept, [
    totals.map((t) => set(t, l.const(0))),
    set(rest, one.const(0)),
    nested(nest, sizes, kept, last, [
      nest.run(last, 0, main, foldWidth, four),
      main < size ? nest.run(last, main, size, 1, left) : [],
    ]),
    one.store(a.at, main < size ? one.add(folded, get(rest)) : folded, a.offset),
  ]);
}
