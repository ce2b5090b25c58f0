// XOR: the perceptron goes round in a cycle, a proof shows that no line exists, and two layers solve it.
import { layers, reference, sequential } from 'gradsheet';
import { separable, trainPerceptron } from 'gradsheet/separable';

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const y = [0, 1, 1, 0] as const;

export const perceptron = await trainPerceptron(reference, x, y);
console.log(perceptron.converged ? 'converged' : `never stops: a cycle of ${perceptron.cycle?.length} steps`);

export const answer = await separable(x, y);
if (!answer.separable) {
  console.log(
    `(${answer.certificate.exactPoint.join(', ')}) is a mixture of rows of both classes: no line separates them`,
  );
}

const model = sequential([
  layers.dense({ units: 4, activation: 'tanh' }),
  layers.dense({ units: 1, activation: 'sigmoid' }),
]);
model.compile({ optimizer: { name: 'adam', learningRate: 0.05 }, loss: 'binaryCrossentropy' });
await model.fit(x, [...y], { epochs: 300, batchSize: 4 });

export const predictions = (await model.predict(x)).map(([p]) => p ?? NaN);
console.log(predictions.map((p) => p.toFixed(3)).join('  '));
