import { describe, expect, test } from 'vitest';
import { NumpyRandom } from '../../src/index.ts';
import { orderedRows, recordedOrder, type Order } from '../../src/run/order.ts';

const rows = 23;
const np = new NumpyRandom(9);
const recorded = Array.from({ length: 5 }, () => np.permutation(rows));
const orders: Record<Order['kind'], Order> = {
  plain: { kind: 'plain' },
  shuffled: { kind: 'shuffled', seed: 7 },
  recorded: recordedOrder(recorded, rows),
  blocks: { kind: 'blocks', seed: 7, block: 3, buffer: 8 },
};

describe.each(Object.values(orders))('$kind', (order) => {
  test('an epoch is read whole or by range, in any order of asking', () => {
    const whole = Array.from({ length: 5 }, (_, epoch) => orderedRows(order, rows, epoch).slice());
    for (const epoch of [4, 0, 3, 3, 1, 2]) {
      expect(orderedRows(order, rows, epoch)).toEqual(whole[epoch]);
      for (const [begin, end] of [
        [0, 1],
        [5, 12],
        [20, 40],
        [23, 30],
      ] as const) {
        expect(orderedRows(order, rows, epoch, begin, end)).toEqual(whole[epoch]?.slice(begin, end));
      }
    }
    for (const all of whole) expect(all.toSorted()).toEqual(Int32Array.from({ length: rows }, (_, i) => i));
  });
  test('it is data', () => {
    expect(structuredClone(order)).toEqual(order);
  });
});

test('a shuffle is one permutation of NumPy after the other', () => {
  const random = new NumpyRandom(7);
  for (let epoch = 0; epoch < 5; epoch++) {
    expect([...orderedRows(orders.shuffled, rows, epoch)]).toEqual(random.permutation(rows));
  }
});

test('the same seed for tables of other sizes', () => {
  for (const n of [5, 8, 5]) expect([...orderedRows(orders.shuffled, n, 0)]).toEqual(new NumpyRandom(7).permutation(n));
});

test('blocks are dealt anew each epoch, and shuffled as many rows at a time as the buffer holds', () => {
  const epochs = [0, 1, 2].map((epoch) => orderedRows(orders.blocks, rows, epoch));
  for (const order of epochs) {
    for (const begin of [0, 8]) {
      const own = [...order.subarray(begin, begin + 8)];
      const whole = new Set(own.map((row) => Math.floor(row / 3)));
      expect(whole.size).toBeLessThanOrEqual(4); // 8 rows touch no more blocks, since whole ones are read
    }
    expect([...order.subarray(16)].filter((row) => row >= 21).length).toBe(2); // the last block is no whole one
  }
  expect(new Set(epochs.map(String)).size).toBe(3);
  expect(String(orderedRows({ ...orders.blocks, seed: 8 } as Order, rows, 0))).not.toBe(String(epochs[0]));
});

test('a buffer for all rows shuffles as one does that knows no blocks', () => {
  for (const epoch of [0, 3, 1]) {
    const order: Order = { kind: 'blocks', seed: 7, block: 3, buffer: rows };
    expect(orderedRows(order, rows, epoch)).toEqual(orderedRows(orders.shuffled, rows, epoch));
  }
});
