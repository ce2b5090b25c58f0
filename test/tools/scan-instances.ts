import { g } from '../../src/ir/builder.ts';
import type { Node, Several } from '../../src/ir/node.ts';
import * as ops from '../../src/ir/ops.ts';
import { carried, element, scan, shared } from '../../src/ir/scan.ts';

// Loops over time that gradient checks, mutants and targets run. No two sizes are equal.

const rows = 2;
const units = 3;
const length = 4;
type Args = readonly Node[];
export const part = (of: Several, name: string): Node => g.part(of, { name });
const of = (x: Args, i: number): Node => x[i] ?? ops.constant(NaN);
const { matmul, tanh, sigmoid, add, mul, sub } = ops;

/** hₜ = tanh(xₜ + hₜ₋₁·U + b), every step kept: x [4, 2, 3], h [2, 3], U [3, 3], b [3]. */
function plain(x: Args, reverse = false): Several {
  const h = tanh(
    add(
      element('x', [rows, units]),
      add(matmul(carried('h', [rows, units]), shared('U', [units, units])), shared('b', [units])),
    ),
  );
  return scan({ h, y: h }, { x: of(x, 0), h: of(x, 1), U: of(x, 2), b: of(x, 3) }, { length, reverse });
}

/** Two carries, gates cut out of one product, a mask, a peephole and a value read twice. */
function gated(x: Args): Several {
  const [h, c] = [carried('h', [rows, units]), carried('c', [rows, units])];
  const z = add(matmul(h, shared('U', [units, 2 * units])), element('z', [rows, 2 * units]));
  const i = sigmoid(add(ops.slice(z, 1, 0, units), mul(c, shared('p', [units]))));
  const cell = add(mul(i, tanh(ops.slice(z, 1, units, 2 * units))), mul(sub(1, i), c));
  const keep = ops.expand(element('mask', [rows, 1]), [rows, units]);
  const next = ops.where(keep, mul(tanh(cell), i), h);
  return scan(
    { h: next, c: ops.where(keep, cell, c), y: sub(next, c), squares: ops.sum(ops.square(cell)) },
    { z: of(x, 0), h: of(x, 1), c: of(x, 2), U: of(x, 3), p: of(x, 4), mask: of(x, 5) },
    { length },
  );
}

/** A loop in a loop: each step sums with weights over the columns of its element. */
function nested(x: Args): Several {
  const inner = scan(
    { a: tanh(add(carried('a', [rows]), mul(element('e', [rows]), shared('w', [])))) },
    { w: shared('w', []), a: carried('h', [rows]), e: g.transpose(element('x', [rows, units]), { perm: [1, 0] }) },
    { length: units },
  );
  const h = part(inner, 'a');
  return scan({ h, y: mul(h, h) }, { x: of(x, 0), h: of(x, 1), w: of(x, 2) }, { length });
}

/** A shared value in other forms than a product: scaled, repeated, alone; and a carry that the body does not read. */
function odd(x: Args): Several {
  const w = shared('w', [units]);
  const s = carried('s', [units]);
  const next = sub(mul(add(s, w), ops.slice(element('x', [units + 1]), 0, 1, units + 1)), mul(2, w));
  return scan(
    { s: next, last: tanh(mul(w, next)), y: ops.sum(mul(next, ops.mean(w))) },
    { x: of(x, 0), s: of(x, 1), w: of(x, 2), last: of(x, 3) },
    { length },
  );
}

const sequence = [length, rows, units] as const;
const state = [rows, units] as const;
const both = (loop: Several, a: string, b: string): Node => {
  const [p, q] = [part(loop, a), part(loop, b)];
  return add(ops.sum(ops.square(p)), ops.sum(mul(q, 0.5)));
};

type Instance = readonly [name: string, shapes: readonly (readonly number[])[], build: (x: Args) => Node];
export const scanInstances: readonly Instance[] = [
  ['of every step', [sequence, state, [units, units], [units]], (x) => part(plain(x), 'y')],
  ['of the last step, backwards', [sequence, state, [units, units], [units]], (x) => part(plain(x, true), 'h')],
  ['of all it gives', [sequence, state, [units, units], [units]], (x) => both(plain(x), 'h', 'y')],
  ['with gates and two carries', gatedShapes(), (x) => part(gated([...x, mask()]), 'y')],
  ['of what it counts and carries', gatedShapes(), (x) => both(gated([...x, mask()]), 'c', 'squares')],
  ['in a scan', [[length, rows, units], [rows], []], (x) => both(nested(x), 'h', 'y')],
  ['with odd shared values', [[length, units + 1], [units], [units], [units]], (x) => both(odd(x), 'last', 'y')],
];
function gatedShapes(): readonly (readonly number[])[] {
  return [[length, rows, 2 * units], state, state, [units, 2 * units], [units]];
}
/** Row 0 has two steps, row 1 misses the second one. */
function mask(): Node {
  const at = ops.reshape(g.iota({ shape: [length * rows], axis: 0 }), [length, rows, 1]);
  return sub(1, add(ops.same(at, 3), add(ops.same(at, 4), ops.same(at, 6))));
}
