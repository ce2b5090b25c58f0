/** Values element by element. */
import { inOrder } from '../../../plan/affine.ts';
import { affines, moved } from '../../../plan/expression.ts';
import type { MapKernel } from '../../../plan/kernel.ts';
import type { Code, Locals } from '../assembler.ts';
import { takesVectors } from '../elements.ts';
import { whole, type Emission, type KernelCode, type Piece } from '../emission.ts';
import { inVectors, joined, Nest, nested } from '../loops.ts';
import { afterCode, type After } from './after.ts';

export function mapCode(m: Emission, k: MapKernel, locals: Locals, piece: Piece | null): KernelCode {
  if (k.sizes.includes(0)) return whole([]);
  const { sizes, keep } = joined(k.sizes, [inOrder(k.sizes), ...k.after.flatMap((c) => affines(c.value))], () => true);
  const after = k.after.map((c): After => ({ made: c, value: moved(c.value, keep) }));
  const write = keep(inOrder(k.sizes));
  const nest = new Nest(locals, m.reals.bytes, m.bases, sizes.length);
  const body = (along: number | null): Code => afterCode(m, { ...m, nest, along, shift: 0 }, after, write);
  const last = sizes.length - 1;
  if (last < 0) {
    const code = body(null);
    return whole([nest.hoisted(), code]);
  }
  const lanes = after.every((a) => takesVectors(a.value, last, m.isWhole)) ? m.reals.many.lanes : 1;
  const row = inVectors(nest, last, sizes[last] ?? 1, lanes, body, piece);
  return { rounds: sizes[0] ?? 1, code: nested(nest, sizes, 0, last, row, piece) };
}
