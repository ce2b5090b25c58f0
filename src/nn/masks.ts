import type { Node } from '../ir/node.ts';
import { max, reshape, where } from '../ir/ops.ts';
import type { Mask } from './layer.ts';

/** `x` where its entries count, else `other`. @param mask [batch, time] beside x [batch, time, features] */
export const counting = (mask: Mask | undefined, x: Node, other: Node | number): Node =>
  mask ? where(reshape(mask, [...mask.shape, 1]), x, other) : x;

/** Entries that count in one of two values; every entry does if one of them has no mask. */
export const either = (a: Mask, b: Mask | undefined): Mask => (a && b ? max(a, b) : null);
