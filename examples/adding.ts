// The adding problem: of 20 numbers two are marked, and the answer is their sum. An LSTM has to keep the first one
// until the second one comes; without a memory the best guess is the mean. `npm test -- -t adding` runs it.
// Hochreiter & Schmidhuber 1997, section 5.4, with shorter sequences.
import { layers, NumpyRandom, sequential } from 'gradsheet';

const random = new NumpyRandom(7);
const steps = 20;

/** One sequence, [step][number, mark], with a mark in each half. */
function sequence(): { readonly x: number[][]; readonly y: number } {
  const first = Math.floor(random.uniform() * 10);
  const second = 10 + Math.floor(random.uniform() * 10);
  const x = Array.from({ length: steps }, (_, t) => [random.uniform(), t === first || t === second ? 1 : 0]);
  const y = x.reduce((sum, [number = 0, mark = 0]) => sum + number * mark, 0);
  return { x, y };
}
const sequences = (count: number) => {
  const list = Array.from({ length: count }, sequence);
  return { x: list.map(({ x }) => x), y: list.map(({ y }) => y) };
};

const train = sequences(2000);
const test = sequences(500);

const model = sequential([layers.lstm({ units: 16, inputShape: [steps, 2] }), layers.dense({ units: 1 })]);
model.compile({ optimizer: { name: 'adam', learningRate: 0.01 }, loss: 'meanSquaredError' });
await model.fit(train.x, train.y, { epochs: 30, batchSize: 50, seed: 1 });

const mean = train.y.reduce((sum, y) => sum + y, 0) / train.y.length;
export const baseline = test.y.reduce((sum, y) => sum + (y - mean) ** 2, 0) / test.y.length;
export const { loss } = await model.evaluate(test.x, test.y);
console.log(
  `mean squared error on 500 new sequences: ${loss.toFixed(4)}; always guessing the mean: ${baseline.toFixed(4)}`,
);
