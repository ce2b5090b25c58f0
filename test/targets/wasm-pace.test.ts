// Alone or with helpers: what the choice costs and wins on machines that are made up, second by second.
import { expect, test } from 'vitest';
import { Pace } from '../../src/targets/wasm/threads/pace.ts';

/** Seconds that one step takes at a moment. */
type Machine = (at: number) => { readonly alone: number; readonly helped: number };

/** How long so many seconds of steps alone take, in parts of them; calls have some steps each. */
function ratio(machine: Machine, seconds: number, stepsPerCall = 16): number {
  const pace = new Pace();
  let at = 0;
  let wouldTake = 0;
  while (wouldTake < seconds) {
    for (let done = 0; done < stepsPerCall;) {
      const slice = pace.next(stepsPerCall - done, true);
      expect(slice.steps).toBeGreaterThan(0);
      let took = 0;
      for (let i = 0; i < slice.steps; i++) {
        const { alone, helped } = machine(at + took);
        took += slice.helped ? helped : alone;
        wouldTake += alone;
      }
      at += took;
      pace.took(slice, took, true);
      done += slice.steps;
    }
  }
  return at / wouldTake;
}

const steady = (alone: number, helped: number) => (): { alone: number; helped: number } => ({ alone, helped });

test('where helpers win, they are taken at once', () => {
  expect(ratio(steady(0.001, 0.0006), 2)).toBeLessThan(0.63);
  expect(ratio(steady(0.00005, 0.00003), 2, 1000)).toBeLessThan(0.63);
  expect(ratio(steady(0.1, 0.06), 20)).toBeLessThan(0.65);
});

test('where they lose, all takes a few percent longer at most', () => {
  expect(ratio(steady(0.001, 0.0012), 1)).toBeLessThan(1.02);
  expect(ratio(steady(0.001, 0.003), 1)).toBeLessThan(1.05);
  expect(ratio(steady(0.001, 0.003), 60)).toBeLessThan(1.01);
  expect(ratio(steady(0.1, 0.2), 60)).toBeLessThan(1.03);
});

test('where the machine is theirs for moments only, too', () => {
  for (const period of [0.015, 0.04, 0.11, 0.3]) {
    const machine: Machine = (at) => ({ alone: 0.001, helped: at % period < period / 4 ? 0.0006 : 0.0015 });
    expect(ratio(machine, 10), `${period} s`).toBeLessThan(1.03);
  }
});

test('a machine that becomes free or busy is noticed', () => {
  const free: Machine = (at) => ({ alone: 0.001, helped: at < 3 ? 0.002 : 0.0006 });
  expect(ratio(free, 30)).toBeLessThan(0.75);
  const busy: Machine = (at) => ({ alone: 0.001, helped: at < 3 ? 0.0006 : 0.002 });
  expect(ratio(busy, 3)).toBeLessThan(0.63);
  expect(ratio(busy, 30)).toBeLessThan(0.98);
});

test('a step is never split, and without helpers there is no trial', () => {
  const pace = new Pace();
  pace.took(pace.next(100, false), 5, false);
  expect(pace.next(100, false)).toEqual({ helped: false, steps: 1 });
  pace.took({ helped: false, steps: 1 }, 0.001, false);
  expect(pace.next(100, false)).toEqual({ helped: false, steps: 20 });
  expect(pace.next(7, true)).toEqual({ helped: true, steps: 2 });
});
