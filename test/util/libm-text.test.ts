import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { turnedLarge } from '../../src/util/routines.ts';
import { printLibm } from '../tools/print-libm.ts';

const head = `/**
 * Our own exp, log, tanh, sigmoid, softplus, sin, cos, erf and pow in f64: the same bits in every engine.
 *
 * Math.exp and its friends differ between browsers, and even between two versions of one; these use only + - * /,
 * comparisons and integer operations, all exact by IEEE 754. They are the routines of \`routines.ts\`, printed by
 *
 *     npm test -- test/util/libm-text.test.ts -u
 *
 * since one function that computes with numbers here and with code there would be fast in neither (\`doubles.ts\`).
 * WebAssembly comes from the same routines, and a test compares the bits.
 *
 * Functions that give a pair return its high part and leave the other in \`low\`, which the caller reads at once.
 *
 * Largest errors seen, in units in the last place: \`test/util/libm.test.ts\`.
 */
import { doubles, exponent, polynomial, power2, signed, significand } from './doubles.ts';
import * as tables from './routine-tables.ts';
import * as routines from './routines.ts';

let low = 0;

/** |x|, exact in every engine. */
export function abs(x: number): number {
  return Math.abs(x);
}
/** For places in pictures, and powers of ten that are near; the last bit may be off. */
export const log10 = (x: number): number => log(x) / Math.LN10;
/** log x for 0 < x < ∞ of some 68 bits, rounded: nearly always to the nearest number. */
export const exactLog = (x: number): number => logExact(x);
/** Seldom asked, and long. */
const turnedLarge = (x: number, turns: number): number => routines.turnedLarge(doubles, x, turns);`;

test('libm.ts is the routines, printed', async () => {
  const text = printLibm(head, [turnedLarge], {
    exp: 'e^x. Error < 0.6 ulp, below the normal numbers < 1.',
    log: 'Natural logarithm; -∞ at 0, NaN below. Error < 0.85 ulp.',
    tanh: 'Hyperbolic tangent. Error < 0.7 ulp.',
    sigmoid: '1/(1 + e^-x). Error < 0.8 ulp.',
    softplus: 'log(1 + e^x), without overflow. Error < 0.95 ulp.',
    sin: 'Sine. Error < 0.8 ulp, for every finite x; NaN at ±∞.',
    cos: 'Cosine. Error < 0.8 ulp, for every finite x; NaN at ±∞.',
    erf: '2/√π ∫₀ˣ e^-t² dt. Error < 0.9 ulp.',
    pow: `
 * x^y, with the special cases of JavaScript's \`**\`: x^0 = 1 even for NaN, (±1)^±∞ = NaN, NaN for a negative x to a
 * power that is not whole. Error < 0.7 ulp, below the normal numbers < 1.
`,
  });
  const file = new URL('../../src/util/libm.ts', import.meta.url).pathname;
  const layout = await resolveConfig(file);
  await expect(await format(text, { ...layout, filepath: file })).toMatchFileSnapshot(file);
});
