/**
 * A kernel: one loop nest. What it reads (`before`: expressions, so that views and elementwise work cost no memory),
 * the core of its kind, what is computed of each element while it is at hand (`after`: all of Adam, for example), and
 * what it makes. Rounds of the outer loop write different elements.
 *
 * Only maps have an `after`. A product could have one (its bias and activation): same bits, but measured to be no
 * faster, docs/decisions/0009.
 */
import type { Node } from '../ir/node.ts';
import { size, strides } from '../ir/shape.ts';
import type { SumOrder } from '../ir/sum-order.ts';
import { loads, type Expression, type Load } from './expression.ts';

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
/** A loop over time. Its body is a plan of its own (`Plan.bodies`); what it reads lies in memory in order. */
export interface ScanKernel {
  readonly kind: 'scan';
  readonly before: { readonly given: readonly Load[] };
  readonly of: Node<'scan'>;
  /** The parts that somebody takes. */
  readonly made: readonly (Made & { readonly node: Node<'part'> })[];
}
export type Kernel = MapKernel | FoldKernel | ProductKernel | GatherKernel | DrawKernel | ScanKernel;

/** Everything a kernel makes, in the order it is made. */
export function madeBy(k: Kernel): readonly Made[] {
  switch (k.kind) {
    case 'map':
      return k.after;
    case 'scan':
      return k.made;
    case 'fold':
    case 'product':
    case 'gather':
    case 'draw':
      return [k.made];
    default:
      return k satisfies never;
  }
}

/** The stored values a kernel reads, its own included. */
export function loadsOf(k: Kernel): readonly Load[] {
  const known = loadsKnown.get(k) ?? findLoads(k);
  loadsKnown.set(k, known);
  return known;
}
const loadsKnown = new WeakMap<Kernel, readonly Load[]>(); // kernels are asked many times
function findLoads(k: Kernel): readonly Load[] {
  switch (k.kind) {
    case 'map':
      return k.after.flatMap((c) => loads(c.value));
    case 'fold':
      return loads(k.before);
    case 'product':
      return [k.before.a, k.before.b];
    case 'gather':
      return [k.before.x, k.before.index];
    case 'draw':
      return [k.before.seed, k.before.step];
    case 'scan':
      return k.before.given;
    default:
      return k satisfies never;
  }
}

/** Does the kernel read this value at the very element it is at? */
export const sameElement = (k: Kernel, l: Load): boolean =>
  k.kind === 'map' &&
  l.at.start === 0 &&
  l.at.parts.every((p) => p === 0) &&
  size(l.node.shape) === size(k.sizes) &&
  strides(k.sizes).every((s, i) => s === (l.at.steps[i] ?? 0));
