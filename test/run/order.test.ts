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
