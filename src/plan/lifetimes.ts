/** Where each value that a plan makes is kept, and for how long. */
import type { Node } from '../ir/node.ts';
import { stateNames, type Program } from '../ir/program.ts';
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
  const lastRead = lastReads(stages);
  const homeOf = ({ node, output }: Made, k: Kernel, from: number): Home => {
    if (output === null) {
      const to = node ? lastRead.get(node) : undefined;
      return to === undefined ? { kind: 'register' } : { kind: 'scratch', from, to, next: null };
    }
    if (!states.has(output)) return { kind: 'result', name: output };
    return mayOverwrite(p.inputs[output], k, stages.slice(from))
      ? { kind: 'state', name: output }
      : { kind: 'scratch', from, to: stages.length, next: output };
  };
  return new Map(
    stages.flatMap((stage, from) =>
      stage.flatMap((k) => madeBy(k).map((made) => [made, homeOf(made, k, from)] as const)),
    ),
  );
}

/** The last stage in which another kernel than its own reads a value. */
function lastReads(stages: readonly Stage[]): Map<Node, number> {
  const last = new Map<Node, number>();
  stages.forEach((stage, at) => {
    for (const k of stage) {
      const own = new Set(madeBy(k).map(({ node }) => node));
      for (const { node } of loadsOf(k)) if (!own.has(node)) last.set(node, at);
    }
  });
  return last;
}

/**
 * The next state may be written over the old one if from then on only its own kernel reads that, element by element.
 *
 * @param stages from the one in which `k` writes it
 */
const mayOverwrite = (old: Node | undefined, k: Kernel, stages: readonly Stage[]): boolean =>
  stages.flat().every((reader) => loadsOf(reader).every((l) => l.node !== old || (reader === k && sameElement(k, l))));
