/**
 * Random numbers by number: Philox 4×32-10, a pure function of a key and a counter in integer arithmetic, so every
 * target draws the same.
 *
 * @see Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3 and table 2 (the constants)
 */
import { cos, log } from './libm.ts';

/** Multipliers of the two products, and what is added to the two words of the key before each round but the first. */
export const PHILOX = { m0: 0xd2511f53, m1: 0xcd9e8d57, w0: 0x9e3779b9, w1: 0xbb67ae85, rounds: 10 } as const;

type Words = readonly [number, number, number, number];

/** Four random words (whole numbers below 2³²) for a counter of four words and a key of two. */
export function philox([c0, c1, c2, c3]: Words, [k0, k1]: readonly [number, number]): Words {
  for (let round = 0; round < PHILOX.rounds; round++) {
    const high0 = mulHigh(PHILOX.m0, c0);
    const low0 = Math.imul(PHILOX.m0, c0);
    const high1 = mulHigh(PHILOX.m1, c2);
    const low1 = Math.imul(PHILOX.m1, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + PHILOX.w0) >>> 0;
    k1 = (k1 + PHILOX.w1) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/**
 * The primitive `draw`: uniform [0, 1) in steps of 2^-24, which f32 holds exactly.
 *
 * Word element mod 4 of the block with counter [⌊element/4⌋, step, stream, 0] and key [seed mod 2³², ⌊seed/2³²⌋].
 *
 * @param seed a whole number, |seed| ≤ 2⁵³; `stream`, `step`, `element` whole numbers below 2³²
 */
export function uniform(seed: number, stream: number, step: number, element: number): number {
  const words = philox([element >>> 2, step >>> 0, stream >>> 0, 0], keyOf(seed));
  return ((words[element & 3] as number) >>> 8) * 2 ** -24;
}

/** A stream of first weights: uniform [0, 1) in steps of 2^-53, and standard normal numbers. */
export class CounterRandom {
  readonly #key: readonly [number, number];
  readonly #stream: number;
  #block = 0;
  #half: number | null = null; // a block of four words holds two numbers; the second waits here

  constructor(seed: number, stream: number) {
    this.#key = keyOf(seed);
    this.#stream = stream >>> 0;
  }

  uniform(): number {
    if (this.#half !== null) {
      const u = this.#half;
      this.#half = null;
      return u;
    }
    // the last 1 keeps clear of `draw`
    const [a, b, c, d] = philox([this.#block++ >>> 0, 0, this.#stream, 1], this.#key);
    this.#half = fraction(c, d);
    return fraction(a, b);
  }

  /** Mean 0, standard deviation 1, by Box and Muller's √(-2·ln u)·cos 2πv; each call takes two uniform numbers. */
  normal(): number {
    const u = 1 - this.uniform();
    const v = this.uniform(); // u in (0, 1]: its logarithm is finite
    const turn = cos(2 * Math.PI * v);
    return Math.sqrt(-2 * log(u)) * turn;
  }
}

const keyOf = (seed: number): readonly [number, number] => [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];

/** 53 bits of two words, as a fraction. */
const fraction = (a: number, b: number): number => ((a >>> 5) * 2 ** 26 + (b >>> 6)) * 2 ** -53;

/** The upper 32 bits of the 64-bit product of two words. */
function mulHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16); // below 2³², as is the next
  const other = a0 * b1 + (middle & 0xffff);
  return (a1 * b1 + (middle >>> 16) + (other >>> 16)) >>> 0;
}
