# The liked program of the tutorial in Keras, as a whole process: the peer of bench/liked.mjs.
import csv
import sys

import numpy as np
import keras

with open(sys.argv[1], encoding="utf-8") as f:
    rows = list(csv.reader(f))
table = np.array(rows[1:], dtype="float32")
x, y = table[:, :5], table[:, 5]
order = np.random.RandomState(42).permutation(len(x))
n_test = int(np.ceil(0.2 * len(x)))
test, train = order[:n_test], order[n_test:]
mean, std = x[train].mean(0), x[train].std(0)
x = (x - mean) / std
model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(5, activation="relu"), keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x[train], y[train], epochs=50, batch_size=10, verbose=0)
loss, accuracy = model.evaluate(x[test], y[test], verbose=0)
print(f"{keras.__version__} {keras.backend.backend()} accuracy {accuracy:.3f}")
