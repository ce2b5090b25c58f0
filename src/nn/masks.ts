import type { Node } from '../ir/node.ts';
import { g } from '../ir/builder.ts';
import { lessOrEqual, max, mul, reshape, where } from '../ir/ops.ts';
import type { Mask } from './layer.ts';

/** `x` where its entries count, else `other`. @param mask [batch, time] beside x [batch, time, features] */
export const counting = (mask: Mask | undefined, x: Node, other: Node | number): Node =>
  mask ? where(reshape(mask, [...mask.shape, 1]), x, other) : x;

/** Entries that count in one of two values; every entry does if one of them has no mask. */
export const either = (a: Mask, b: Mask | undefined): Mask => (a && b ? max(a, b) : null);

/** What counts in both; `null` counts everywhere. The shapes fit together by NumPy's rule. */
export const both = (a: Mask, b: Mask | undefined): Mask => (a && b ? mul(a, b) : (a ?? b ?? null));

/** Time t may see the times up to t: [times, seen]. */
export function causal(times: number, seen: number): Node {
  const shape = [times, seen];
  return lessOrEqual(g.iota({ shape, axis: 1 }), g.iota({ shape, axis: 0 }));
}
