/** Loops over time. The code does not grow with the number of steps: places count along with a global. */
import type { ScanKernel } from '../../../plan/kernel.ts';
import { call, copyMemory, getGlobal, i32, loop, setGlobal, type Code } from '../assembler.ts';
import { addressOf, type Copy, type Emission } from '../emission.ts';

/**
 * @param numbers functions to call once, before the first step
 * @param step functions of one step, in order
 */
export function scanCode(m: Emission, k: ScanKernel, numbers: readonly number[], step: readonly number[]): Code {
  const { places, time, begin, end } = m.loopOf(k);
  const { length, reverse } = k.of.attrs;
  const copies = (list: readonly Copy[]): Code =>
    list.map(({ from, to, bytes }) => copyMemory(addressOf(m, to), addressOf(m, from), i32.const(bytes)));
  const next = setGlobal(time, i32.add(getGlobal(time), i32.const(reverse ? -1 : 1)));
  return [
    numbers.map((f) => call(f)),
    copies(begin),
    setGlobal(time, i32.const(reverse ? length - 1 : 0)),
    loop(
      [step.map((f) => call(f)), copies(places.late), next],
      i32.ne(getGlobal(time), i32.const(reverse ? -1 : length)),
    ),
    copies(end),
  ];
}
