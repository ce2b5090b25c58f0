/** Values element by element. */
import type { Node } from '../../../ir/node.ts';
import { inOrder, type Affine } from '../../../plan/affine.ts';
import { affines, moved } from '../../../plan/expression.ts';
import type { Computed, MapKernel } from '../../../plan/kernel.ts';
import { get, set, type Code, type Locals } from '../assembler.ts';
import { element, lanesOf, takesVectors, type Elements } from '../elements.ts';
import { whole, type Emission, type KernelCode, type Piece, type Place } from '../emission.ts';
import { inVectors, joined, Nest, nested, outerRounds } from '../loops.ts';

export function mapCode(m: Emission, k: MapKernel, locals: Locals, piece: Piece | null): KernelCode {
  if (k.sizes.includes(0)) return whole([]);
  const { sizes, keep } = joined(k.sizes, [inOrder(k.sizes), ...k.after.flatMap((c) => affines(c.value))], () => true);
  const values = k.after.map((c): Value => ({ of: c, to: m.target(c), value: moved(c.value, keep) }));
  const write = keep(inOrder(k.sizes));
  const nest = new Nest(locals, m.reals.bytes, m.bases, sizes.length);
  const body = (along: number | null): Code => elementCode({ ...m, nest, along, shift: 0 }, values, write);
  const last = sizes.length - 1;
  if (last < 0) {
    const code = body(null);
    return whole([nest.hoisted(), code]);
  }
  const lanes = values.every((v) => takesVectors(v.value, last, m.isWhole)) ? m.reals.many.lanes : 1;
  const row = inVectors(nest, last, sizes[last] ?? 1, lanes, body, piece);
  return { rounds: outerRounds(sizes, last, lanes), code: nested(nest, sizes, 0, last, row, piece) };
}

/** A value in the kernel's own loops, and where it is written. */
interface Value extends Pick<Computed, 'value'> {
  readonly of: Computed;
  readonly to: Place | null;
}

/** One element: all its values first, then every store, so that reads of old state come before its writes. */
function elementCode(at: Omit<Elements, 'known'>, values: readonly Value[], write: Affine): Code {
  const known = new Map<Node, number>();
  const e: Elements = { ...at, known };
  const l = lanesOf(e);
  const store = (to: Place, value: Code): Code => {
    const a = e.nest.address(to, write);
    return l.store(a.at, value, a.offset);
  };
  const [only] = values;
  if (only?.to && values.length === 1) return store(only.to, element(e, only.value)); // needs no local
  const stores: Code[] = [];
  const code = values.map(({ of, to, value }): Code => {
    const computed = element(e, value);
    const local = e.nest.locals.make(l.type);
    if (of.node) known.set(of.node, local);
    if (to) stores.push(store(to, get(local)));
    return set(local, computed);
  });
  return [code, stores];
}
