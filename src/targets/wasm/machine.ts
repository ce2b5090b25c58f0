import { primitive, type ScalarOp } from '../../ir/primitives.ts';
import type { Machine } from '../../plan/machine.ts';

/** A barrier between threads costs about a microsecond, which is this many multiplications. */
const worthSharing = 2 ** 15;

/** What plans have to know of WebAssembly. */
export const machine: Machine = { isRoutine, worthSharing };

/** Operations that our own routines compute. */
export function isRoutine(op: ScalarOp): boolean {
  const row = primitive(op);
  return row.kind === 'elementwise' && row.wasm.startsWith('call ');
}
