// Programs that together have every kind of kernel, for tests that cut outer loops into pieces.
import { g } from '../../src/ir/builder.ts';
import { inputsFrom, program, type Program } from '../../src/ir/program.ts';
import { size, swapLast } from '../../src/ir/shape.ts';
import type { Tensors } from '../../src/run/run.ts';
import { input, numbers } from './dense-net.ts';

export interface Given {
  readonly p: Program;
  readonly values: Tensors;
}

const tableValues = (p: Program): Tensors =>
  Object.fromEntries(inputsFrom(p, 'table').map((x, i) => [x.attrs.name, numbers(size(x.shape), i + 1)]));

/** Products [m, k] × [k, n]: alone, with a transposed operand, and stacked. */
export function products(m: number, k: number, n: number): Given {
  const t = g.transpose(input('bt', [n, k]), { perm: swapLast(2) });
  const p = program({
    plain: g.matmul(input('a', [m, k]), input('b', [k, n])),
    turned: g.matmul(input('c', [m, k]), t),
    stacked: g.matmul(input('s', [5, m, k]), input('u', [5, k, n])),
  });
  return { p, values: tableValues(p) };
}

/** Maps, folds, rows and random numbers over n. */
export function othersOver(n: number): Given {
  const x = input('x', [n, 3]);
  const row = input('row', [3, n]);
  const rows = input('rows', [n], 'feed');
  const [seed, step] = [input('seed', [], 'setting'), input('step', [], 'setting')];
  const p = program({
    curve: g.exp(g.neg(input('line', [n]))),
    squares: g.mul(x, x),
    sums: g.sum(x, { axes: [1] }),
    down: g.sum(x, { axes: [0] }),
    largest: g.reduceMax(row, { axes: [0] }),
    long: g.sum(row, { axes: [1] }),
    gathered: g.gather(x, rows),
    added: g.scatterAdd(x, rows, { rows: 4 }),
    drawn: g.draw(seed, step, { shape: [n, 3], stream: 2 }),
  });
  const values = {
    ...tableValues(p),
    rows: Int32Array.from({ length: n }, (_, i) => (i * 7) % (n + 1)),
    seed: Float64Array.of(5),
    step: Float64Array.of(9),
  };
  return { p, values };
}
