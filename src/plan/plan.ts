/**
 * Programs as stages of kernels: which values get memory (`stored`), a kernel for each (`kernels`), kernels that share
 * loops (`schedule`), barriers between them (`stages`), and where everything lives (`lifetimes`). What a target adds is
 * the spelling.
 */
import { isOp, type Node } from '../ir/node.ts';
import { stateNames, type Program } from '../ir/program.ts';
import { bodyOf } from '../ir/scan-grad.ts';
import { loadsOf, type Made, type ScanKernel } from './kernel.ts';
import { kernelsOf } from './kernels.ts';
import { lifetimes, type Home } from './lifetimes.ts';
import { preludeOf } from './prelude.ts';
import { schedule } from './schedule.ts';
import { stagesOf, type Stage } from './stages.ts';

export interface Plan {
  readonly program: Program;
  readonly prelude: Prelude;
  readonly stages: readonly Stage[];
  readonly homes: ReadonlyMap<Made, Home>;
  /** How a step of each loop over time is computed. */
  readonly bodies: ReadonlyMap<ScanKernel, Plan>;
}

/** What is computed before the first stage, in f64. */
export interface Prelude {
  readonly nodes: ReadonlySet<Node>;
  /** Of these, what kernels read. */
  readonly read: readonly Node[];
  /** Outputs that are of it. */
  readonly outputs: readonly (readonly [name: string, node: Node])[];
}

const none: ReadonlySet<string> = new Set();

/** @param exact state that the prelude computes: `exactState` of all programs that share it */
export function planOf(p: Program, exact: ReadonlySet<string>): Plan {
  const nodes = preludeOf(p, exact);
  // their constants too are read from memory
  const kept = new Set(p.nodes.filter((n) => isOp(n, 'draw') || isOp(n, 'scan')).flatMap((n) => n.inputs));
  const given = (n: Node): boolean => isOp(n, 'input') || (nodes.has(n) && (!isOp(n, 'constant') || kept.has(n)));
  const states = new Set(stateNames(p));
  const isExact = (output: string): boolean => states.has(output) && exact.has(output);
  const all = Object.entries(p.outputs);
  const others = Object.fromEntries(all.filter(([name]) => !isExact(name)));
  const kernels = schedule(kernelsOf(others, given), (output) => states.has(output));
  const stages = stagesOf(kernels, (output) => (states.has(output) ? p.inputs[output] : undefined));
  const read = new Set(kernels.flatMap(loadsOf).map((l) => l.node));
  return {
    program: p,
    prelude: {
      nodes,
      read: [...read].filter((n) => nodes.has(n)),
      outputs: all.filter(([name]) => isExact(name)),
    },
    stages,
    homes: lifetimes(p, stages),
    bodies: new Map(kernels.flatMap((k) => (k.kind === 'scan' ? [[k, planOf(bodyOf(k.of), none)]] : []))),
  };
}
