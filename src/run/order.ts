import { GradsheetError } from '../errors.ts';
import { NumpyRandom } from '../util/numpy-random.ts';

/** The order of rows of every epoch, made again from the seed whenever an earlier epoch is asked for. */
export type Order = (epoch: number) => Int32Array;

export const plainOrder = (rows: number): Order => {
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  return () => order;
};

/**
 * One permutation of NumPy's legacy generator per epoch: the order Keras 3 trains in on its JAX and NumPy backends
 * after
 * `np.random.seed(seed)`.
 */
export function shuffledOrder(rows: number, seed: number): Order {
  let random = new NumpyRandom(seed);
  let next = 0;
  let last = new Int32Array(0);
  return (epoch) => {
    if (epoch < next - 1) {
      random = new NumpyRandom(seed);
      next = 0;
    }
    for (; next <= epoch; next++) last = Int32Array.from(random.permutation(rows));
    return last;
  };
}

/**
 * An order that was recorded elsewhere, one list of row numbers per epoch.
 *
 * @throws GradsheetError `invalid-option` if a list is not `rows` row numbers counted from 0
 */
export function recordedOrder(orders: readonly ArrayLike<number>[], rows: number): Order {
  const lists = orders.map((order, epoch) => {
    const where = `order, epoch ${epoch + 1}`;
    if (order.length !== rows) {
      throw new GradsheetError('invalid-option', {
        where,
        expected: `${rows} row numbers, one per row`,
        received: String(order.length),
      });
    }
    const bad = Array.from(order).find((row) => !Number.isInteger(row) || row < 0 || row >= rows);
    if (bad !== undefined) {
      throw new GradsheetError('invalid-option', {
        where,
        expected: `row numbers from 0 to ${rows - 1}`,
        received: String(bad),
      });
    }
    return Int32Array.from(order);
  });
  return (epoch) => lists[epoch] ?? new Int32Array(0);
}
