/**
 * The order of kernels, and which of them share one loop nest: elementwise kernels over the same loops go together when
 * each reads the others' values only at the element it writes (Adam's m, v and parameter in one pass).
 */
import type { Node } from '../../ir/node.ts';
import { parts } from './expression.ts';
import { loadsOf, sameElement, type Kernel } from './group.ts';

/** Kernels that run as one: maps over the same loops, or a single kernel of another kind. */
export type Group = readonly Kernel[];

/** Keeps a loop's values in registers. */
const maxTogether = 16;

/**
 * @param kernels each after those it reads
 * @param isState outputs that are the next state: they are written last, so that most can be written in place
 */
export function schedule(kernels: readonly Kernel[], isState: (output: string) => boolean): Group[] {
  const late = lateKernels(kernels, isState);
  const groups: Kernel[][] = [];
  const madeIn = new Map<Node, number>();
  const alike = new Map<string, number[]>();
  for (const phase of [false, true]) {
    for (const k of kernels.filter((kernel) => late.has(kernel) === phase)) {
      const key = k.kind === 'map' ? `${phase} ${k.sizes.join()} ${callsRoutine(k)}` : null;
      const reads = loadsOf(k).flatMap((l) => {
        const at = madeIn.get(l.node);
        return at === undefined ? [] : [{ at, inside: sameElement(k, l) }];
      });
      const fits = (g: number): boolean =>
        (groups[g]?.length ?? maxTogether) < maxTogether && reads.every((r) => r.at < g || (r.at === g && r.inside));
      let home = key === null ? undefined : alike.get(key)?.find(fits);
      if (home === undefined) {
        home = groups.push([]) - 1;
        if (key !== null) alike.set(key, [...(alike.get(key) ?? []), home]);
      }
      groups[home]?.push(k);
      if (k.node) madeIn.set(k.node, home);
    }
  }
  return groups;
}

/**
 * What writes the next state, what reads that, and elementwise kernels that nothing else reads: those join its loops.
 */
function lateKernels(kernels: readonly Kernel[], isState: (output: string) => boolean): Set<Kernel> {
  const late = new Set<Kernel>();
  const lateValues = new Set<Node>();
  const readEarly = new Set<Node>();
  for (const k of kernels) {
    if (!(k.output !== null && isState(k.output)) && !loadsOf(k).some((l) => lateValues.has(l.node))) continue;
    late.add(k);
    if (k.node) lateValues.add(k.node);
  }
  for (const k of kernels.toReversed()) {
    if (k.kind === 'map' && k.output === null && k.node && !readEarly.has(k.node)) late.add(k);
    if (!late.has(k)) for (const l of loadsOf(k)) readEarly.add(l.node);
  }
  return late;
}

/** Routines work on one number at a time: a loop that calls one does not use vectors, so others keep away. */
const callsRoutine = (k: Kernel): boolean =>
  k.kind === 'map' && parts(k.value).some((e) => e.kind === 'apply' && e.op.startsWith('call '));
