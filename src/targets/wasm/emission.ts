/** What the code of every kernel shares. */
import type { Node } from '../../ir/node.ts';
import type { Made, ScanKernel } from '../../plan/kernel.ts';
import type { Plan } from '../../plan/plan.ts';
import { getGlobal, i32, type Code } from './assembler.ts';
import type { Reals } from './lanes.ts';
import type { Routines } from './routines.ts';

/** Bytes from a fixed address, or from where this step's feeds or results lie. */
export interface Place {
  readonly from: 'memory' | 'feeds' | 'results';
  readonly offset: number;
  /** In loops over time: so many bytes further along with each step that a global counts. */
  readonly times?: readonly { readonly global: number; readonly bytes: number }[];
}

/** Globals that hold where this step's feeds and results lie, and a thread's workspace if there are several. */
export interface Bases {
  readonly feeds: number;
  readonly results: number;
  readonly workspace: number | null;
}

export interface Copy {
  readonly from: Place;
  readonly to: Place;
  readonly bytes: number;
}
/** Where the values of a program's plan lie. */
export interface Places {
  /** Where loads of a node read. */
  readonly of: ReadonlyMap<Node, Place>;
  /** Where a value is written; a value that only its own kernel reads is nowhere. */
  readonly target: ReadonlyMap<Made, Place>;
  /** What a program leaves in scratch to be copied to state when all else is done. */
  readonly late: readonly Copy[];
  readonly loops: ReadonlyMap<ScanKernel, LoopLayout>;
  /** The first byte that is free. */
  readonly end: number;
}
/** A loop over time: its body, which runs step by step in the same memory. */
export interface LoopLayout {
  readonly plan: Plan;
  readonly places: Places;
  /** The global that counts its steps. */
  readonly time: number;
  /** First values of what is carried, and its last ones. */
  readonly begin: readonly Copy[];
  readonly end: readonly Copy[];
}

export interface Emission {
  readonly reals: Reals;
  readonly routines: Routines;
  readonly bases: Bases;
  readonly placeOf: (n: Node) => Place;
  /** Row numbers, kept as i32. */
  readonly isWhole: (n: Node) => boolean;
  /** A value of the prelude, kept as f64 as well. */
  readonly isExact: (n: Node) => boolean;
  /** Where a value is written; null if only its own kernel reads it. */
  readonly target: (made: Made) => Place | null;
  readonly loopOf: (k: ScanKernel) => LoopLayout;
  /** The address of so many bytes that a kernel may use while it runs. Every thread has its own. */
  readonly workspace: (bytes: number) => Code;
}

/** The locals that say which rounds of its outer loop a call of a kernel runs: `begin` … `end` - 1, at least one. */
export interface Piece {
  readonly begin: number;
  readonly end: number;
}
/** What a kernel's function does, and how many rounds its outer loop has as the target counts them. */
export interface KernelCode {
  readonly rounds: number;
  readonly code: Code;
  /** Every piece begins with the same work (an operand is packed): few long ones are best. */
  readonly repeats?: boolean;
}
/** Of a kernel without an outer loop to cut. */
export const whole = (code: Code): KernelCode => ({ rounds: 1, code });

/** The part of an address that is known when it runs; null if there is none. */
export function baseOf(bases: Bases, { from, times = [] }: Place): Code | null {
  const terms = [
    ...(from === 'memory' ? [] : [getGlobal(bases[from])]),
    ...times.map(({ global, bytes }) => i32.mul(getGlobal(global), i32.const(bytes))),
  ];
  return terms.length === 0 ? null : terms.reduce((a, b) => i32.add(a, b));
}
/** Where a place is. */
export function addressOf({ bases }: Emission, place: Place): Code {
  const base = baseOf(bases, place);
  return base === null ? i32.const(place.offset) : i32.add(base, i32.const(place.offset));
}
