// One neuron learns the returns of five students, as in the tutorial's sheet: Δw = rate · mean(error · mark).
import { layers, reference, sequential, Table } from 'gradsheet';

const table = Table.of({
  english: [0.85, 0.65, 0.55, 0.35, 0.5],
  math: [0.5, 0.4, 0.75, 0.98, 0.9],
  science: [0.45, 0.35, 0.8, 0.97, 0.88],
  roi: [0.5, 0.39, 0.76, 0.92, 0.89],
});
const x = table
  .select(['english', 'math', 'science'])
  .toRows()
  .map((row) => Object.values(row).map(Number));
const y = table.toRows().map((row) => Number(row['roi']));

/** MSE of each epoch at a learning rate; epoch 0 is before any training. */
export async function mse(learningRate: number, epochs: number): Promise<number[]> {
  const model = sequential([layers.dense({ units: 1, kernelInitializer: 'constant:0.33' })]);
  model.compile({ optimizer: { name: 'sgd', learningRate }, loss: 'halfSquaredError' });
  const { history } = await model.fit(x, y, { epochs: epochs + 1, batchSize: 5, shuffle: false, engine: reference });
  return history['loss'] ?? [];
}

console.log('rate 1  ', await mse(1, 5)); // diverges: the limit is 0.855
console.log('rate 0.5', await mse(0.5, 5)); // converges
