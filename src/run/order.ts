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

/** An order that was recorded elsewhere, one list of row numbers per epoch. */
export const recordedOrder = (orders: readonly ArrayLike<number>[]): Order => (epoch) => Int32Array.from(orders[epoch] ?? []);
