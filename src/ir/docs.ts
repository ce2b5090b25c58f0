import type { OpName } from './signatures.ts';

/**
 * What each primitive computes, in one line: the formula, with shapes where they change, and who wins a tie. Apart from
 * the
 * table, so that a page that only trains does not load it.
 */
export const docs: Readonly<Record<OpName, string>> = {
  input: 'numbers given from outside, by name',
  constant: 'one number',
  iota: 'y[…] = position along `axis`',
  draw: 'uniform [0, 1) by (seed, stream, step, element): the same numbers on every backend',
  neg: 'y = -x',
  abs: 'y = |x|; slope 0 at 0',
  sign: 'y = 1, 0 or -1: the sign of x',
  floor: 'the largest whole number ≤ x',
  exp: 'y = e^x',
  log: 'y = ln x',
  sqrt: 'y = √x',
  tanh: 'y = tanh x',
  sigmoid: 'y = 1 / (1 + e^-x)',
  softplus: 'y = ln(1 + e^x)',
  sin: 'y = sin x',
  cos: 'y = cos x',
  erf: 'y = 2/√π ∫₀ˣ e^-t² dt',
  stop: 'y = x, with slope 0',
  add: 'y = a + b',
  sub: 'y = a - b',
  mul: 'y = a · b',
  div: 'y = a / b',
  pow: 'y = a ^ b; the slope by b is 0 where a ≤ 0',
  max: 'y = the larger of a and b; a tie gives the gradient to b, so relu has slope 0 at 0',
  less: 'y = 1 where a < b, else 0',
  where: 'y = b where a ≠ 0, else c',
  reshape: 'the same elements in the same order, in another shape',
  transpose: 'axis i of y is axis perm[i] of x',
  broadcast: 'insert `axes` into x and repeat along them until the shape is `shape`',
  window: 'y[…, o, k, …] = x[…, o·stride + k·dilation - padding, …], 0 outside',
  read: 'any view: y[o] = x[(start + Σ step·o) / divide], 0 at fractions and outside',
  sum: 'y = Σ x over `axes`, which disappear',
  reduceMax: 'y = max x over `axes`, which disappear; of equal maxima the first gets the gradient',
  matmul: 'y[…,m,n] = Σ_k a[…,m,k] · b[…,k,n]; leading axes are equal',
  gather: 'y[i, …] = x[index[i], …]; index outside the rows reads 0',
  scatterAdd: 'y[r, …] = Σ x[i, …] over the i with index[i] = r, in the order of i',
  scan: 'a loop over time: `body`, a program, `length` times; of its inputs, state is carried from step to step, a feed is element t of a sequence [length, …], a table is the same in all steps; results: the last value of what is carried, and of the other outputs all steps [length, …]',
  part: 'y = the result called `name` of a node of several results',
};
