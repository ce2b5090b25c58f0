/**
 * The outer loop of a kernel may be run in pieces [begin, end), in any order or at the same time: each element is
 * written in one of its rounds, and no sum crosses them. So pieces change no bit, however many there are.
 */
import { isOp } from '../ir/node.ts';
import type { Program } from '../ir/program.ts';
import { bodyOf } from '../ir/scan-grad.ts';
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
    case 'scan':
      return { rounds: 1, work: k.of.attrs.length * elementsOf(bodyOf(k.of)) }; // a step needs the one before
    default:
      return k satisfies never;
  }
}

const elementsOf = ({ nodes }: Program): number =>
  nodes.reduce((n, node) => n + (node.results ? 0 : size(node.shape)), 0);

const over = (loops: readonly number[], each: number): OuterLoop => ({
  rounds: loops[0] ?? 1,
  work: size(loops) * each,
});
