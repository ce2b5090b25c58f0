/** The program of lesson 5; `examples/liked.ts` is the same one as a test. */
export const typescript = `import { layers, NumpyRandom, sequential, Table } from 'gradsheet';
import { trainTestSplit } from 'gradsheet/table';

const np = new NumpyRandom(42);
const table = Table.of({
  height: np.randint(150, 200, 100),
  age: np.randint(18, 40, 100),
  income: np.randint(30000, 100000, 100),
  considerate: np.randint(0, 2, 100),
  distance: np.randint(0, 2, 100),
  liked: np.randint(0, 2, 100),
});
const { train, test } = trainTestSplit(table,
  { target: 'liked', testSize: 0.2, randomState: 42 });

const model = sequential([
  layers.dense({ units: 5, activation: 'relu' }),
  layers.dense({ units: 1, activation: 'sigmoid' }),
]);
model.compile({ optimizer: 'adam',
  loss: 'binaryCrossentropy', metrics: ['accuracy'] });
await model.fit(train.x, train.y,
  { epochs: 50, batchSize: 10, seed: 42 });

const { loss, accuracy } = await model.evaluate(test.x, test.y);
const [[p]] = await model.predict([[180, 25, 50000, 1, 1]]);`;

export const keras = `import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
from keras import Sequential
from keras.layers import Dense

np.random.seed(42)
table = pd.DataFrame({
    "height": np.random.randint(150, 200, 100),
    "age": np.random.randint(18, 40, 100),
    "income": np.random.randint(30000, 100000, 100),
    "considerate": np.random.randint(0, 2, 100),
    "distance": np.random.randint(0, 2, 100),
    "liked": np.random.randint(0, 2, 100),
})
x_train, x_test, y_train, y_test = train_test_split(
    table.drop(columns="liked"), table["liked"],
    test_size=0.2, random_state=42)

model = Sequential([
    Dense(5, activation="relu"),
    Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam",
    loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=50, batch_size=10)

loss, accuracy = model.evaluate(x_test, y_test)
p = model.predict(np.array([[180, 25, 50000, 1, 1]]))`;
