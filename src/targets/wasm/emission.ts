/** What the code of every kernel shares. */
import type { Node } from '../../ir/node.ts';
import type { Made } from '../../plan/kernel.ts';
import { getGlobal, i32, type Code } from './assembler.ts';
import type { Reals } from './lanes.ts';
import type { Routines } from './routines.ts';

/** Bytes from a fixed address, or from where this step's feeds or results lie. */
export interface Place {
  readonly from: 'memory' | 'feeds' | 'results';
  readonly offset: number;
}

/** Globals that hold where this step's feeds and results lie, and a thread's workspace if there are several. */
export interface Bases {
  readonly feeds: number;
  readonly results: number;
  readonly workspace: number | null;
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

/** Where a place is. */
export const addressOf = (m: Emission, { from, offset }: Place): Code =>
  from === 'memory' ? i32.const(offset) : i32.add(getGlobal(m.bases[from]), i32.const(offset));
