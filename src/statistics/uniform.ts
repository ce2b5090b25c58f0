/** Draws a number in [0, 1); each call the next one. */
export type Uniform = () => number;

/**
 * A small generator for resampling: a counter with an odd step, its 32 bits mixed by multiplications and shifts (the
 * finalizer of MurmurHash3). Equal seeds give equal draws in every engine.
 */
export function uniformFrom(seed: number): Uniform {
  let counter = seed | 0;
  const next = (): number => {
    counter = (counter + 0x9e3779b9) | 0;
    let z = counter;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  return () => next() / 4294967296;
}
