// The tutorial's Python program in TypeScript: the same data and split as NumPy and scikit-learn, bit for bit.
import { layers, NumpyRandom, sequential, Table } from 'gradsheet';
import { trainTestSplit } from 'gradsheet/table';
import { judgeClassification } from 'gradsheet/statistics';

const np = new NumpyRandom(42);
const table = Table.of({
  height: np.randint(150, 200, 100),
  age: np.randint(18, 40, 100),
  income: np.randint(30000, 100000, 100),
  considerate: np.randint(0, 2, 100),
  distance: np.randint(0, 2, 100),
  liked: np.randint(0, 2, 100),
});
export const { train, test } = trainTestSplit(table, { target: 'liked', testSize: 0.2, randomState: 42 });
const model = sequential([
  layers.dense({ units: 5, activation: 'relu' }),
  layers.dense({ units: 1, activation: 'sigmoid' }),
]);
model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
export const history = await model.fit(train.x, train.y, { epochs: 50, batchSize: 10, seed: 42 });
export const { loss, accuracy } = await model.evaluate(test.x, test.y);
export const [[p]] = await model.predict([[180, 25, 50000, 1, 1]]);
console.log(`loss ${loss.toFixed(4)}, accuracy ${accuracy?.toFixed(2)}, liked with probability ${p?.toFixed(2)}`);

// The labels are coin flips. Is the accuracy better than always guessing the same class?
const predicted = (await model.predict(test.x)).map(([q]) => Number((q ?? 0) > 0.5));
export const verdict = judgeClassification(train.y.data, test.y.data, predicted);
console.log(
  `${verdict.correct} of ${verdict.rows} right; always guessing ${verdict.bestGuess.class} gets ${verdict.bestGuess.accuracy * verdict.rows} right; better: ${verdict.better}`,
);
