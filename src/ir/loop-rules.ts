import { isOp } from './node.ts';
import type { Program } from './program.ts';
import type { scanGrad } from './scan-grad.ts';

/** How loops are differentiated and made one. */
interface LoopRules {
  readonly grad: typeof scanGrad;
  readonly merge: (p: Program, simplify: (body: Program) => Program) => Program;
}

/** `scan` puts them here, so that a page loads them only if it has layers that loop. */
let rules: LoopRules | null = null;
export const useLoopRules = (given: LoopRules): void => {
  rules = given;
};
const loopRules = (): LoopRules => {
  if (rules) return rules;
  throw new Error('a loop that was not made by scan');
};

export const loopGrad: LoopRules['grad'] = (c) => loopRules().grad(c);

/** Loops over the same values become one. */
export const mergeLoops: LoopRules['merge'] = (p, simplify) => (hasLoops(p) ? loopRules().merge(p, simplify) : p);

const hasLoops = (p: Program): boolean => p.nodes.some((n) => isOp(n, 'scan'));
