// Runs in Node and in a worker of a page: a training that is large enough for threads, and the bits it ends with.
import { layers, NumpyRandom, sequential, wasm } from '../../src/index.ts';

/** Weights after so many epochs of 4 steps, as their bytes' numbers. */
export async function trained(threads: number, epochs: number): Promise<readonly number[]> {
  const np = new NumpyRandom(5);
  const x = np.randn(256, 400);
  const y = np.randint(0, 10, 256);
  const model = sequential([
    layers.dense({ units: 96, activation: 'tanh' }),
    layers.dense({ units: 10, activation: 'softmax' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  await model.fit(x, y, { epochs, batchSize: 64, seed: 3, engine: wasm({ threads }) });
  return Object.values(model.state()).flatMap((numbers) => [...numbers.subarray(0, 500)]);
}
