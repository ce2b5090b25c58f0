/**
 * A kernel: one loop nest. What it reads (`before`: expressions, so that views and elementwise work cost no memory),
 * the core of its kind, and what is made of each result while it is at hand (`after`): all of Adam, for example. Rounds
 * of the outer loop write different elements.
 */
import type { Node } from '../ir/node.ts';
import { size } from '../ir/shape.ts';
import { inOrder, positions } from './affine.ts';
import { loads, type Expression, type Load } from './expression.ts';
import type { SumOrder } from './sum-order.ts';

/** A value that a kernel makes. */
export interface Made {
  /** What others load; null for a copy to an output. */
  readonly node: Node | null;
  /** The output that is this value's home. */
  readonly output: string | null;
}
/** A value computed element by element. It may load, at that element, what its kernel made before it. */
export interface Computed extends Made {
  readonly value: Expression;
}

/** Values per element of loops over `sizes`: nothing but `after`. */
export interface MapKernel {
  readonly kind: 'map';
  readonly sizes: readonly number[];
  readonly after: readonly Computed[];
}
/** Loops over `kept`, inside them over `folded`. */
export interface FoldKernel {
  readonly kind: 'fold';
  readonly before: Expression;
  readonly kept: readonly number[];
  readonly folded: readonly number[];
  readonly combine: 'add' | 'max';
  readonly identity: number;
  readonly sum: SumOrder;
  readonly made: Made;
  readonly after: readonly Computed[];
}
/** y[…, m, n] = Σ a[…, m, k]·b[…, k, n]; the positions of the operands run over the batch axes, then row and column. */
export interface ProductKernel {
  readonly kind: 'product';
  readonly before: { readonly a: Load; readonly b: Load };
  readonly batch: readonly number[];
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly made: Made;
  readonly after: readonly Computed[];
}
export interface GatherKernel {
  readonly kind: 'gather';
  readonly before: { readonly x: Load; readonly index: Load };
  readonly of: Node<'gather'> | Node<'scatterAdd'>;
  readonly made: Made;
}
export interface DrawKernel {
  readonly kind: 'draw';
  readonly before: { readonly seed: Load; readonly step: Load };
  readonly of: Node<'draw'>;
  readonly made: Made;
}
export type Kernel = MapKernel | FoldKernel | ProductKernel | GatherKernel | DrawKernel;

/** Everything a kernel makes, in the order it is made. */
export function madeBy(k: Kernel): readonly Made[] {
  switch (k.kind) {
    case 'map':
      return k.after;
    case 'fold':
    case 'product':
      return [k.made, ...k.after];
    case 'gather':
    case 'draw':
      return [k.made];
    default:
      return k satisfies never;
  }
}

/** The stored values a kernel reads before and in its core. */
export function loadsBefore(k: Kernel): readonly Load[] {
  switch (k.kind) {
    case 'map':
      return [];
    case 'fold':
      return loads(k.before);
    case 'product':
      return [k.before.a, k.before.b];
    case 'gather':
      return [k.before.x, k.before.index];
    case 'draw':
      return [k.before.seed, k.before.step];
    default:
      return k satisfies never;
  }
}

/** What is computed of each of its elements. */
export const afterOf = (k: Kernel): readonly Computed[] => ('after' in k ? k.after : []);

/** All values a kernel reads, its own included. */
export function loadsOf(k: Kernel): readonly Load[] {
  const known = loadsKnown.get(k) ?? [...loadsBefore(k), ...afterOf(k).flatMap((c) => loads(c.value))];
  loadsKnown.set(k, known);
  return known;
}
const loadsKnown = new WeakMap<Kernel, readonly Load[]>(); // kernels are asked many times

/** The loops in which `after` is computed; empty also where there is none. */
export function elementLoops(k: Kernel): readonly number[] {
  switch (k.kind) {
    case 'map':
      return k.sizes;
    case 'fold':
      return k.kept;
    case 'product':
      return positions([...k.batch, k.m, k.n]).sizes;
    case 'gather':
    case 'draw':
      return [];
    default:
      return k satisfies never;
  }
}

/** Does the load read the very element that loops over `sizes` are at? */
export const sameElement = (sizes: readonly number[], l: Load): boolean =>
  l.at.start === 0 &&
  l.at.parts.every((p) => p === 0) &&
  size(l.node.shape) === size(sizes) &&
  inOrder(sizes).steps.every((s, i) => s === (l.at.steps[i] ?? 0));
