import type { Node } from '../../../ir/node.ts';
import type { Affine } from '../../../plan/affine.ts';
import type { Expression } from '../../../plan/expression.ts';
import type { Made } from '../../../plan/kernel.ts';
import { get, set, type Code } from '../assembler.ts';
import { element, lanesOf, type Elements } from '../elements.ts';
import type { Emission } from '../emission.ts';

/** A value made of each element, with its expression in the kernel's own loops. */
export interface After {
  readonly made: Made;
  readonly value: Expression;
}

/**
 * Values made of one element: all of them first, then every store, so that reads of old state come before its writes.
 *
 * @param write the element that is written
 * @param core what the kernel's core made, in a local
 */
export function afterCode(
  m: Emission,
  at: Omit<Elements, 'known'>,
  after: readonly After[],
  write: Affine,
  core?: { readonly made: Made; readonly local: number },
): Code {
  const known = new Map<Node, number>();
  const e: Elements = { ...at, known };
  const l = lanesOf(e);
  const stores: Code[] = [];
  const made = ({ node }: Made, local: number): void => {
    if (node) known.set(node, local);
  };
  const store = (of: Made, value: Code): void => {
    const to = m.target(of);
    if (!to) return;
    const a = e.nest.address(to, write);
    stores.push(l.store(a.at, value, a.offset));
  };
  if (core) {
    made(core.made, core.local);
    store(core.made, get(core.local));
  }
  const [only] = after;
  if (!core && only && after.length === 1) {
    store(only.made, element(e, only.value)); // needs no local
    return stores;
  }
  const values = after.map((a): Code => {
    const value = element(e, a.value);
    const local = e.nest.locals.make(l.type);
    made(a.made, local);
    store(a.made, get(local));
    return set(local, value);
  });
  return [values, stores];
}
