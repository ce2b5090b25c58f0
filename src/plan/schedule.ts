/**
 * The order of kernels, and which of them become one: elementwise kernels over the same loops go together when each
 * reads the others' values only at the element it writes (Adam's m, v and parameter in one pass).
 */
import type { Node } from '../ir/node.ts';
import { loadsOf, madeBy, sameElement, type Kernel, type MapKernel } from './kernel.ts';

/** Keeps a loop's values in registers. */
const maxTogether = 16;

/**
 * @param kernels one per value, each after those it reads
 * @param isState outputs that are the next state: they are written last, so that most can be written in place
 */
export function schedule(kernels: readonly Kernel[], isState: (output: string) => boolean): Kernel[] {
  const late = lateKernels(kernels, isState);
  const out: Kernel[] = [];
  const madeIn = new Map<Node, number>();
  const alike = new Map<string, number[]>(); // kernels that a map with the same key may join
  for (const phase of [false, true]) {
    for (const k of kernels.filter((kernel) => late.has(kernel) === phase)) {
      let at = out.length;
      if (k.kind === 'map') {
        const key = `${phase} ${k.sizes.join()}`;
        const homes = alike.get(key) ?? [];
        at = homes.find((home) => mayJoin(k, out[home], home, madeIn)) ?? at;
        if (at === out.length) alike.set(key, [...homes, at]);
      }
      const home = out[at];
      out[at] = home?.kind === 'map' && k.kind === 'map' ? { ...home, after: [...home.after, ...k.after] } : k;
      for (const { node } of madeBy(k)) if (node) madeIn.set(node, at);
    }
  }
  return out;
}

/** All that `k` reads was made by kernels before `home`, or by `home` at the element that `k` writes. */
const mayJoin = (k: MapKernel, home: Kernel | undefined, at: number, madeIn: ReadonlyMap<Node, number>): boolean =>
  home?.kind === 'map' &&
  home.after.length < maxTogether &&
  loadsOf(k).every((l) => {
    const from = madeIn.get(l.node) ?? -1;
    return from < at || (from === at && sameElement(k, l));
  });

/**
 * What writes the next state, what reads that, and elementwise kernels that nothing else reads: those join its loops.
 */
function lateKernels(kernels: readonly Kernel[], isState: (output: string) => boolean): Set<Kernel> {
  const late = new Set<Kernel>();
  const lateValues = new Set<Node>();
  const readEarly = new Set<Node>();
  for (const k of kernels) {
    const made = madeBy(k);
    const writesState = made.some(({ output }) => output !== null && isState(output));
    if (!writesState && !loadsOf(k).some((l) => lateValues.has(l.node))) continue;
    late.add(k);
    for (const { node } of made) if (node) lateValues.add(node);
  }
  for (const k of kernels.toReversed()) {
    const unread = madeBy(k).every(({ node, output }) => output === null && node && !readEarly.has(node));
    if (k.kind === 'map' && unread) late.add(k);
    if (!late.has(k)) for (const l of loadsOf(k)) readEarly.add(l.node);
  }
  return late;
}
