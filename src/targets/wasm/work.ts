/** Work, roughly: in elements of a simple value, of which a processor computes some billions a second. */
import { isOp, type Node } from '../../ir/node.ts';
import type { Program } from '../../ir/program.ts';
import { size } from '../../ir/shape.ts';
import type { Kernel } from '../../plan/kernel.ts';
import type { OuterLoop } from '../../plan/outer-loop.ts';

/** A product adds so many terms in that time: they are at hand, and go in vectors. */
const productSpeed = 16;

export const workOfKernel = (k: Kernel, { work }: OuterLoop): number =>
  k.kind === 'product' ? work / productSpeed : work;

/** Of a step, before it is planned. */
export function workOf({ nodes }: Program): number {
  return nodes.reduce((work, n) => work + (n.results ? 0 : size(n.shape) * eachOf(n)), 0);
}
const eachOf = (n: Node): number => (isOp(n, 'matmul') ? (n.inputs[0]?.shape.at(-1) ?? 1) / productSpeed : 1);
