import { GradsheetError } from '../errors.ts';
import { NumpyRandom } from '../util/numpy-random.ts';

/** The order of rows of every epoch, made again from the seed whenever an earlier epoch is asked for. */
export type Order = (epoch: number) => Int32Array;

export const plainOrder = (rows: number): Order => {
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  return () => order;
};

/**
 * One permutation of NumPy's legacy generator per epoch: the order Keras 3 trains in on its JAX and NumPy backends after
 * `np.random.seed(seed)`.
 */
export function shuffledOrder(rows: number, seed: number): Order {
  let random = new NumpyRandom(seed), next = 0;
  let last: { epoch: number; order: Int32Array } | null = null;
  return (epoch) => {
    if (last?.epoch === epoch) return last.order;
    if (epoch < next) { random = new NumpyRandom(seed); next = 0; }
    let order = new Int32Array(0);
    for (; next <= epoch; next++) order = Int32Array.from(random.permutation(rows));
    last = { epoch, order };
    return order;
  };
}

/**
 * An order that was recorded elsewhere, one list of row numbers per epoch.
 *
 * @throws GradsheetError `invalid-option` if a list is not `rows` row numbers counted from 0
 */
export function recordedOrder(orders: readonly ArrayLike<number>[], rows: number): Order {
  orders.forEach((order, epoch) => {
    const where = `order, epoch ${epoch + 1}`;
    if (order.length !== rows) throw new GradsheetError('invalid-option', { where, expected: `${rows} row numbers, one per row`, received: String(order.length) });
    const bad = Array.from(order).find((row) => !Number.isInteger(row) || row < 0 || row >= rows);
    if (bad !== undefined) throw new GradsheetError('invalid-option', { where, expected: `row numbers from 0 to ${rows - 1}`, received: String(bad) });
  });
  return (epoch) => Int32Array.from(orders[epoch] ?? []);
}
