/**
 * How far the functions of f32 are from the true values, for which those of f64 stand, whose errors are below a
 * hundred-millionth of a unit here (`test/util/libm.test.ts` compares them with 1200-bit arithmetic).
 *
 * `npm run test:floats` tests every number of f32; else of each exponent some hundred.
 */
import { describe, expect, test } from 'vitest';
import { routineNames } from '../../src/targets/wasm/routines.ts';
import * as applied from '../tools/applied-routines.ts';

const { capacity } = applied; // a name of its own: vitest looks imports up each time they are read
const every = process.env['GRADSHEET_EVERY_FLOAT'] === '1';

/** Largest error allowed, in units in the last place. */
const bounds: Readonly<Record<string, number>> = {
  exp: 0.6,
  log: 0.51,
  tanh: 0.75,
  sigmoid: 0.6,
  softplus: 0.6,
  sin: 0.51,
  cos: 0.51,
  erf: 0.85,
};
const names = routineNames.filter((name) => name !== 'pow'); // f64, rounded

const floats = new Float32Array(1);
const bits = new Uint32Array(floats.buffer);
/** The size of the last place of a float near x. */
function lastPlace(x: number): number {
  floats[0] = x;
  const exponent = (bits[0]! >>> 23) & 255;
  return 2 ** (Math.max(1, Math.min(254, exponent)) - 150);
}

/** Patterns of bits, `capacity` at a time. */
function* patterns(): Generator<Uint32Array> {
  const block = new Uint32Array(capacity);
  if (every) {
    for (let from = 0; from < 2 ** 32; from += capacity) {
      for (let i = 0; i < capacity; i++) block[i] = from + i;
      yield block;
    }
    return;
  }
  // of both signs and each of 256 exponents: the smallest and largest fractions, and some between, odd ones too
  const between = 124;
  let i = 0;
  for (let upper = 0; upper < 512; upper++) {
    const fractions = Array.from({ length: between }, (_, f) =>
      Math.floor((2 ** 23 * (f + (upper % 7) / 7)) / between),
    );
    for (const fraction of [...fractions, 0, 1, 2 ** 23 - 1, 2 ** 23 - 2]) {
      block[i++] = upper * 2 ** 23 + fraction;
      if (i < capacity) continue;
      yield block;
      i = 0;
    }
  }
}

describe(every ? 'every float' : 'floats of every exponent', () => {
  test.each(names)('%s', async (name) => {
    const { memory, apply } = await applied.appliedRoutines();
    const { x, z } = memory('f32x4');
    const { x: exactX, z: exactZ } = memory('f64');
    let worst = 0.5; // where the result is the nearest float
    let notNearest = 0;
    let at = 0;
    const wrong: number[][] = [];
    const argument = new Float32Array(capacity);
    const got = new Float32Array(capacity);
    for (const block of patterns()) {
      argument.set(new Float32Array(block.buffer));
      x.set(argument);
      apply(name, 'f32x4', capacity);
      got.set(z);
      exactX.set(argument);
      apply(name, 'f64x2', capacity);
      for (let i = 0; i < capacity; i++) {
        const exact = exactZ[i]!;
        const y = got[i]!;
        const nearest = Math.fround(exact);
        if (y === nearest && y !== 0) continue;
        if (Object.is(y, nearest)) continue; // NaN, and zeros with their signs
        const error = Math.abs(y - exact) / lastPlace(exact);
        // of zeros, infinities and NaN none may be another
        if (nearest - nearest !== 0 || y - y !== 0 || error === 0) wrong.push([argument[i]!, y, exact]);
        notNearest++;
        if (error > worst) {
          worst = error;
          at = argument[i]!;
        }
      }
    }
    const share = notNearest / (every ? 2 ** 32 : capacity * 2);
    if (every) console.log(`${name}: ${worst} units in the last place, at ${at}; ${share} are not the nearest`);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(worst, `${name}(${at})`).toBeLessThan(bounds[name]!);
    expect(share).toBeLessThan(0.1);
  });
});
