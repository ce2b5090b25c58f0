/**
 * The outer loop of a kernel may be run in pieces [begin, end), in any order or at the same time: each element is
 * written in one of its rounds, and no sum crosses them. So pieces change no bit, however many there are.
 */
import { isOp } from '../ir/node.ts';
import { size } from '../ir/shape.ts';
import type { Kernel } from './kernel.ts';

/** Numbers in a block of the random generator. */
export const drawBlock = 4;

export interface OuterLoop {
  /** It runs over [0, rounds). 1: there is nothing to cut. */
  readonly rounds: number;
  /** Elements computed or added in all rounds, roughly. */
  readonly work: number;
}

export function outerLoop(k: Kernel): OuterLoop {
  switch (k.kind) {
    case 'map':
      return over(k.sizes, k.after.length);
    case 'fold':
      return over(k.kept, size(k.folded));
    case 'product':
      return over([...k.batch, k.m, k.n], k.k);
    case 'gather':
      // its transpose adds rows to rows, in order
      return isOp(k.of, 'gather') ? over(k.of.shape, 1) : { rounds: 1, work: size(k.before.x.node.shape) };
    case 'draw':
      return over([Math.ceil(size(k.of.shape) / drawBlock)], drawBlock);
    default:
      return k satisfies never;
  }
}

const over = (loops: readonly number[], each: number): OuterLoop => ({
  rounds: loops[0] ?? 1,
  work: size(loops) * each,
});
