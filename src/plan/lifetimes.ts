/** Where each value that a plan makes is kept, and for how long. */
import type { Node } from '../ir/node.ts';
import { stateNames, type Program } from '../ir/program.ts';
import type { Load } from './expression.ts';
import { loadsOf, madeBy, sameElement, type Kernel, type Made } from './kernel.ts';
import type { Stage } from './stages.ts';

export type Home =
  /** Only its own kernel reads it, at the element it is at. */
  | { readonly kind: 'register' }
  | { readonly kind: 'result'; readonly name: string }
  /** The next state, written over the old one. */
  | { readonly kind: 'state'; readonly name: string }
  /**
   * Memory that is free again after stage `to`. `next`: the state that it is copied to when all else is done, because
   * somebody still reads the old one.
   */
  | { readonly kind: 'scratch'; readonly from: number; readonly to: number; readonly next: string | null };

/** The home of every value the stages make, in the order it is made. */
export function lifetimes(p: Program, stages: readonly Stage[]): Map<Made, Home> {
  const states = new Set(stateNames(p));
  const reads = readsOf(stages);
  const homeOf = ({ node, output }: Made, k: Kernel, from: number): Home => {
    if (output === null) {
      // the last stage in which another kernel than its own reads it
      const to = node ? reads.get(node)?.findLast(({ by }) => by !== k)?.stage : undefined;
      return to === undefined ? { kind: 'register' } : { kind: 'scratch', from, to, next: null };
    }
    if (!states.has(output)) return { kind: 'result', name: output };
    // over the old one, if from then on only its own kernel reads that, element by element
    const old = p.inputs[output];
    const later = (old && reads.get(old)?.filter(({ stage }) => stage >= from)) ?? [];
    return later.every(({ by, load }) => by === k && sameElement(k, load))
      ? { kind: 'state', name: output }
      : { kind: 'scratch', from, to: stages.length, next: output };
  };
  return new Map(
    stages.flatMap((stage, from) =>
      stage.flatMap((k) => madeBy(k).map((made) => [made, homeOf(made, k, from)] as const)),
    ),
  );
}

interface Reading {
  readonly by: Kernel;
  readonly load: Load;
  readonly stage: number;
}

/** Who reads each value, in order. */
function readsOf(stages: readonly Stage[]): Map<Node, Reading[]> {
  const reads = new Map<Node, Reading[]>();
  stages.forEach((kernels, stage) => {
    for (const by of kernels) {
      for (const load of loadsOf(by)) {
        const known = reads.get(load.node);
        if (known) known.push({ by, load, stage });
        else reads.set(load.node, [{ by, load, stage }]);
      }
    }
  });
  return reads;
}
