/**
 * A plan is a list of stages with a barrier between: kernels of one stage may run at the same time, in any order. A
 * kernel begins a new stage if it reads what this one makes, or writes the next state of what this one still reads.
 */
import type { Node } from '../ir/node.ts';
import { loadsOf, madeBy, type Kernel } from './kernel.ts';

export type Stage = readonly Kernel[];

/**
 * @param kernels in an order in which they may run
 * @param stateOf the input that an output is the next state of
 */
export function stagesOf(kernels: readonly Kernel[], stateOf: (output: string) => Node | undefined): Stage[] {
  const stages: Kernel[][] = [];
  let made = new Set<Node>();
  let read = new Set<Node>();
  for (const k of kernels) {
    const reads = loadsOf(k).map((l) => l.node);
    const replaces = madeBy(k).flatMap(({ output }) => (output === null ? [] : (stateOf(output) ?? [])));
    if (stages.length === 0 || reads.some((n) => made.has(n)) || replaces.some((n) => read.has(n))) {
      stages.push([]);
      made = new Set();
      read = new Set();
    }
    stages.at(-1)?.push(k);
    for (const { node } of madeBy(k)) if (node) made.add(node);
    for (const n of reads) read.add(n);
  }
  return stages;
}
