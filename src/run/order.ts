import { GradsheetError } from '../errors.ts';
import { verbatim, type Words } from '../words.ts';
import { checkList } from '../util/options.ts';
import { MersenneTwister, shuffle } from '../util/mersenne-twister.ts';
import { words } from './error-words.ts';

/** In which order the rows of a table are trained, epoch by epoch. Plain data: `orderedRows` says what it means. */
export type Order = PlainOrder | ShuffledOrder | RecordedOrder;

/** As they stand in the table, in every epoch. */
export interface PlainOrder {
  readonly kind: 'plain';
}

/**
 * One permutation of NumPy's legacy generator per epoch, all from one seed: the order Keras 3 trains in on its JAX and
 * NumPy backends after `np.random.seed(seed)`.
 */
export interface ShuffledOrder {
  readonly kind: 'shuffled';
  readonly seed: number;
}

/** An order that was recorded elsewhere: the row numbers of every epoch. */
export interface RecordedOrder {
  readonly kind: 'recorded';
  readonly epochs: readonly Int32Array[];
}

/**
 * The row numbers, counted from 0, at the positions `begin` to `end` (not included) of an epoch's order. Do not write
 * into them: they may be part of what is kept for the next call.
 *
 *   orderedRows({ kind: 'shuffled', seed: 7 }, 1000, 3, 0, 32)   // the first batch of the fourth epoch
 *
 * @param rows of the table
 * @param epoch counted from 0
 */
export function orderedRows(order: Order, rows: number, epoch: number, begin = 0, end = rows): Int32Array {
  switch (order.kind) {
    case 'plain':
      return counted(begin, Math.min(end, rows));
    case 'shuffled':
      return permutation(order, rows, epoch).subarray(begin, end);
    case 'recorded':
      return (order.epochs[epoch] ?? new Int32Array(0)).subarray(begin, end);
    default:
      return order satisfies never;
  }
}

/** begin, begin + 1 … end - 1 */
function counted(begin: number, end: number): Int32Array {
  const out = new Int32Array(Math.max(0, end - begin));
  for (let i = 0; i < out.length; i++) out[i] = begin + i;
  return out;
}

/** How far a shuffled order was drawn. */
interface Drawn {
  /** 0, 1 … of all rows: what is shuffled. */
  readonly plain: Int32Array;
  readonly random: MersenneTwister;
  /** The epoch that `last` is of; -1 before the first. */
  epoch: number;
  last: Int32Array;
}
const drawn = new WeakMap<ShuffledOrder, Drawn>();

/**
 * The whole order of an epoch. The generator is one stream, so that an epoch costs the drawing of those before it: the
 * last one is kept, later ones go on from there, and an earlier one begins anew from the seed.
 */
function permutation(order: ShuffledOrder, rows: number, epoch: number): Int32Array {
  let kept = drawn.get(order);
  if (kept?.plain.length !== rows || epoch < kept.epoch) {
    kept = { plain: counted(0, rows), random: new MersenneTwister(order.seed), epoch: -1, last: new Int32Array(0) };
    drawn.set(order, kept);
  }
  while (kept.epoch < epoch) {
    kept.last = kept.plain.slice();
    shuffle(kept.random, kept.last);
    kept.epoch++;
  }
  return kept.last;
}

/**
 * An order recorded elsewhere, checked.
 *
 * @param orders one list of row numbers per epoch
 * @throws GradsheetError `invalid-option` if a list is not `rows` row numbers counted from 0
 */
export function recordedOrder(orders: readonly ArrayLike<number>[], rows: number): RecordedOrder {
  const epochs = orders.map((order, epoch) => {
    const refuse = (expected: Words, received: number): never => {
      throw new GradsheetError('invalid-option', {
        where: words('order, epoch {}', epoch + 1),
        expected,
        received: verbatim(received),
      });
    };
    checkList(words('order, epoch {}', epoch + 1), order);
    if (order.length !== rows) refuse(words('{} row numbers, one per row', rows), order.length);
    const own = new Int32Array(rows);
    for (let i = 0; i < rows; i++) {
      const row = order[i] ?? NaN;
      own[i] = row; // another number, unless it is one that fits
      if (own[i] !== row || row < 0 || row >= rows) refuse(words('row numbers from 0 to {}', rows - 1), row);
    }
    return own;
  });
  return { kind: 'recorded', epochs };
}
