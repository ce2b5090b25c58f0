import { GradsheetError } from '../errors.ts';
import { verbatim, type Words } from '../words.ts';
import { checkList } from '../util/options.ts';
import { MersenneTwister, shuffle } from '../util/mersenne-twister.ts';
import { words } from './error-words.ts';

/** In which order the rows of a table are trained, epoch by epoch. Plain data: `orderedRows` says what it means. */
export type Order = PlainOrder | ShuffledOrder | RecordedOrder | BlockOrder;

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
 * Of a table too large to be held: every epoch deals its blocks (rows side by side, which are read at once) in a new
 * order, and shuffles as many rows at a time as the buffer holds. A last block with fewer rows stays the last one. A
 * buffer for all rows is `ShuffledOrder` with the same seed, row by row.
 */
export interface BlockOrder {
  readonly kind: 'blocks';
  readonly seed: number;
  /** Rows of a block. */
  readonly block: number;
  /** Rows that are shuffled at a time. */
  readonly buffer: number;
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
    case 'blocks':
      return blockRows(order, rows, epoch, begin, Math.min(end, rows));
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

/** Positions of an epoch's order that one filling of the buffer holds. */
export interface Filling {
  readonly begin: number;
  readonly end: number;
  /** The rows to read, one range after the other: from the first to the second, which is not included. */
  readonly ranges: readonly (readonly [number, number])[];
  /** Of each position: which of these rows it has, and which of the table that is. */
  readonly places: Int32Array;
  readonly rows: Int32Array;
}

/** The filling of the buffer that holds a position. */
export function fillingAt(order: BlockOrder, rows: number, epoch: number, position: number): Filling {
  const { seed, buffer } = order;
  if (buffer >= rows) {
    const places = permutation(wholeShuffle(order), rows, epoch);
    return { begin: 0, end: rows, ranges: [[0, rows]], places, rows: places };
  }
  const number = Math.floor(position / buffer);
  const begin = number * buffer;
  const end = Math.min(rows, begin + buffer);
  const kept = fillings.get(order);
  const isSameEpoch = kept?.rows === rows && kept.epoch === epoch;
  if (isSameEpoch && kept.filling.begin === begin) return kept.filling;
  const dealt = isSameEpoch ? kept.dealt : shuffled(Math.floor(rows / order.block), [seed, epoch]);
  const ranges = rangesOf(order.block, dealt, begin, end);
  const read = new Int32Array(end - begin);
  let n = 0;
  for (const [from, to] of ranges) for (let row = from; row < to; row++) read[n++] = row;
  const places = shuffled(end - begin, [seed, epoch, number]);
  const filling = { begin, end, ranges, places, rows: places.map((place) => read[place] ?? 0) };
  fillings.set(order, { rows, epoch, dealt, filling });
  return filling;
}

/** The last filling that was asked for, and how the blocks of its epoch were dealt. */
const fillings = new WeakMap<BlockOrder, { rows: number; epoch: number; dealt: Int32Array; filling: Filling }>();

/** The shuffle that an order with a buffer for all rows is. */
function wholeShuffle(order: BlockOrder): ShuffledOrder {
  const kept = wholes.get(order) ?? { kind: 'shuffled', seed: order.seed };
  wholes.set(order, kept);
  return kept;
}
const wholes = new WeakMap<BlockOrder, ShuffledOrder>();

function shuffled(length: number, seed: readonly number[]): Int32Array {
  const places = counted(0, length);
  shuffle(new MersenneTwister(seed), places);
  return places;
}

/** Rows of the blocks as they are dealt, and behind them those of the last, smaller one. */
function rangesOf(block: number, dealt: Int32Array, begin: number, end: number): [number, number][] {
  const ranges: [number, number][] = [];
  for (let at = begin; at < end;) {
    const number = Math.floor(at / block);
    const length = Math.min(end - at, block - (at % block));
    const from = (dealt[number] ?? number) * block + (at % block);
    const last = ranges.at(-1);
    if (last?.[1] === from) last[1] += length;
    else ranges.push([from, from + length]);
    at += length;
  }
  return ranges;
}

function blockRows(order: BlockOrder, rows: number, epoch: number, begin: number, end: number): Int32Array {
  const out = new Int32Array(Math.max(0, end - begin));
  for (let at = begin; at < end;) {
    const filling = fillingAt(order, rows, epoch, at);
    const own = filling.rows.subarray(at - filling.begin, end - filling.begin);
    out.set(own, at - begin);
    at += own.length;
  }
  return out;
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
