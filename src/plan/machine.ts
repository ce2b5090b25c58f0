import type { ScalarOp } from '../ir/primitives.ts';

/** What a plan has to know of the machine it is for. Nothing here changes a bit of any result. */
export interface Machine {
  /** Is the operation a call for each number, so that a loop with it uses no vectors? */
  readonly isRoutine: (op: ScalarOp) => boolean;
  /** Elementary operations from which on dealing out a kernel's outer loop could pay. */
  readonly worthSharing: number;
}
