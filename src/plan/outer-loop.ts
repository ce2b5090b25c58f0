/**
 * The outer loop of a kernel may be run in pieces [begin, end), in any order or at the same time: each element is
 * written in one of its rounds, and no sum crosses them. So pieces change no bit, however many there are.
 */
import { isOp } from '../ir/node.ts';
import { size } from '../ir/shape.ts';
import { parts, type Expression } from './expression.ts';
import type { Kernel } from './kernel.ts';

/** Numbers in a block of the random generator. */
export const drawBlock = 4;

/** Rounds of the outer loop: it runs over [0, outerLoop). 1: there is none to cut. */
export function outerLoop(k: Kernel): number {
  switch (k.kind) {
    case 'map':
      return k.sizes[0] ?? 1;
    case 'fold':
      return k.kept[0] ?? 1;
    case 'product':
      return k.batch[0] ?? k.m;
    case 'gather':
      return isOp(k.of, 'gather') ? size(k.before.index.node.shape) : 1; // a transposed gather adds to rows in order
    case 'draw':
      return Math.ceil(size(k.of.shape) / drawBlock);
    default:
      return k satisfies never;
  }
}

/** Elementary operations in all, roughly. */
export function work(k: Kernel): number {
  switch (k.kind) {
    case 'map':
      return size(k.sizes) * k.after.reduce((n, c) => n + operations(c.value), 0);
    case 'fold':
      return size(k.kept) * size(k.folded) * (1 + operations(k.before));
    case 'product':
      return size(k.batch) * k.m * k.n * k.k;
    case 'gather':
      return size(k.of.shape);
    case 'draw':
      return 10 * size(k.of.shape); // ten rounds of the generator
    default:
      return k satisfies never;
  }
}

const operations = (e: Expression): number => Math.max(1, parts(e).filter((p) => p.kind === 'apply').length);
