/** Instructions on words of 32 bits that several threads use: the proposal "threads" to WebAssembly. */
import { i64, load, store, type Code } from '../assembler.ts';

const at = (op: number): Code => [0xfe, op];
const rmw =
  (op: number) =>
  (address: Code, value: Code): Code =>
    store(at(op), 2)(address, value);

export const atomic = {
  load: load(at(0x10), 2),
  store: store(at(0x17), 2),
  /** Gives what was there before. */
  add: rmw(0x1e),
  sub: rmw(0x25),
  /** `next` if there is `expected`; gives what was there. */
  compareExchange: (address: Code, expected: Code, next: Code): Code => store(at(0x48), 2)(address, [expected, next]),
  /** Sleeps while there is `expected`, until somebody notifies or the time is over. */
  wait: (address: Code, expected: Code, nanoseconds: bigint): Code => [
    store(at(0x01), 2)(address, [expected, i64.const(nanoseconds)]),
    drop,
  ],
  /** Wakes so many who sleep there. */
  notify: (address: Code, count: Code): Code => [store(at(0x00), 2)(address, count), drop],
} as const;

export const drop = 0x1a;
export const unreachable = 0x00;
