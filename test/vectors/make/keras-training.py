"""Whole trainings by Keras in float64, from recorded first weights and a recorded order of rows.

    python3.11 -m venv .cache/python && .cache/python/bin/pip install -r test/vectors/make/requirements.txt
    .cache/python/bin/python test/vectors/make/keras-training.py --out test/vectors/keras-training.json

Every epoch is a `fit` of one epoch without shuffling on the rows in that epoch's order, so each batch is the next ten rows
of it.

The backend is TensorFlow, the only one on which Keras 3.15 computes in float64 throughout: elsewhere its type promotion
makes float32 of tanh, mean and others (BIT64_TO_BIT32_DTYPE in keras/src/backend/common/dtypes.py). TensorFlow's `fit` takes the
crossentropies from the logits where the last layer is a sigmoid or a softmax ("form": "logits"). Where "form" is "clip", a
layer that multiplies by 1 hides the logits, and Keras computes as it always does on JAX and PyTorch, with probabilities
clipped to [1e-7, 1 - 1e-7].

Options are given as numpy.float64: `keras.ops.cast` makes float32 of a plain Python number before it makes float64 of it, so
that a momentum of 0.9 would be 0.8999999761581421. Where that does not help (penalties), numbers are chosen that float32 holds;
gelu and leakyRelu have constants of TensorFlow's own in float32, and are not used.
"""
import argparse
import json
import os
import platform
import sys
from pathlib import Path

sys.path.pop(0)  # this folder holds a numpy.py and a keras.py of its own
os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", TF_ENABLE_ONEDNN_OPTS="0")

import keras
import numpy as np
import sklearn
import tensorflow as tf
from sklearn.datasets import load_iris, load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

keras.config.set_floatx("float64")
EPOCHS, BATCH = 50, 10


def liked():
    """The tutorial's table: coin flips for labels. 80 training rows, standard-scaled by their own mean and deviation."""
    np.random.seed(42)
    bounds = [(150, 200), (18, 40), (30000, 100000), (0, 2), (0, 2), (0, 2)]
    columns = [np.random.randint(low, high, 100) for low, high in bounds]
    train, _, y, _ = train_test_split(np.stack(columns[:5], 1), columns[5], test_size=0.2, random_state=42)
    return StandardScaler().fit_transform(train.astype("float64")), y.astype("float64")[:, None]


def regression():
    """87 rows (so the last batch has 7): a smooth function of four features with noise, rounded to six places."""
    rng = np.random.RandomState(7)
    x = np.round(rng.uniform(-1, 1, (87, 4)), 6)
    y = np.sin(2 * x[:, 0]) + x[:, 1] * x[:, 2] - 0.5 * x[:, 3] + 0.1 * rng.standard_normal(87)
    return x, np.round(y, 6)[:, None]


def iris():
    """112 of the 150 irises (so the last batch has 2), standard-scaled; labels one-hot."""
    data = load_iris()
    train, _, y, _ = train_test_split(data.data, data.target, test_size=0.25, random_state=42)
    return StandardScaler().fit_transform(train), np.eye(3)[y]


def wine():
    """133 of the 178 wines, 13 features, standard-scaled; labels one-hot."""
    data = load_wine()
    train, _, y, _ = train_test_split(data.data, data.target, test_size=0.25, random_state=42)
    return StandardScaler().fit_transform(train), np.eye(3)[y]


TABLES = {"liked": liked, "regression": regression, "iris": iris, "wine": wine}


def dense(units, activation, **options):
    return {"units": units, "activation": activation, **options}


SMALL = [dense(5, "relu"), dense(1, "sigmoid")]
WAVE = [dense(8, "tanh"), dense(1, "linear")]
THREE = [dense(6, "tanh"), dense(3, "softmax")]
BINARY, MEAN_SQUARE, CATEGORICAL = "binaryCrossentropy", "meanSquaredError", "categoricalCrossentropy"
TRAININGS = [
    ("liked-adam", "liked", SMALL, BINARY, {"name": "adam", "learningRate": 0.001}, {}),
    ("liked-adam-clip", "liked", SMALL, BINARY, {"name": "adam", "learningRate": 0.001}, {"form": "clip"}),
    ("liked-adamw", "liked", SMALL, BINARY, {"name": "adamw", "learningRate": 0.01, "weightDecay": 0.05}, {}),
    ("liked-nesterov", "liked", SMALL, BINARY, {"name": "sgd", "learningRate": 0.05, "momentum": 0.9, "nesterov": True}, {}),
    ("liked-class-weight", "liked", SMALL, BINARY, {"name": "rmsprop", "learningRate": 0.005}, {"classWeight": [1.0, 2.5]}),
    ("liked-penalty", "liked", [dense(5, "elu", kernelRegularizer={"l1": 2**-8, "l2": 2**-7}), dense(1, "sigmoid", biasRegularizer={"l2": 0.125})],
     BINARY, {"name": "adam", "learningRate": 0.01}, {}),
    ("liked-hinge", "liked", [dense(4, "softplus"), dense(1, "tanh")], "hinge", {"name": "adam", "learningRate": 0.01}, {}),
    ("regression-rmsprop", "regression", WAVE, MEAN_SQUARE, {"name": "rmsprop", "learningRate": 0.005}, {}),
    ("regression-momentum", "regression", WAVE, MEAN_SQUARE, {"name": "sgd", "learningRate": 0.02, "momentum": 0.9}, {}),
    ("regression-adagrad-huber", "regression", [dense(8, "swish"), dense(1, "linear")], "huber", {"name": "adagrad", "learningRate": 0.1}, {}),
    ("regression-sample-weight", "regression", WAVE, "meanAbsoluteError", {"name": "adam", "learningRate": 0.01}, {"sampleWeight": True}),
    ("regression-schedule-clip", "regression", [dense(6, "swish"), dense(4, "softsign"), dense(1, "linear")], MEAN_SQUARE,
     {"name": "adam", "learningRate": {"name": "exponentialDecay", "initialLearningRate": 0.02, "decaySteps": 100, "decayRate": 0.5}, "globalClipnorm": 0.5}, {}),
    ("iris-momentum", "iris", THREE, CATEGORICAL, {"name": "sgd", "learningRate": 0.01, "momentum": 0.9}, {}),
    ("iris-adam", "iris", THREE, CATEGORICAL, {"name": "adam", "learningRate": 0.01}, {}),
    ("iris-adam-clip", "iris", THREE, CATEGORICAL, {"name": "adam", "learningRate": 0.01}, {"form": "clip"}),
    ("iris-centered-sparse", "iris", THREE, "sparseCategoricalCrossentropy",
     {"name": "rmsprop", "learningRate": 0.005, "momentum": 0.5, "centered": True}, {}),
    ("iris-amsgrad", "iris", [dense(5, "relu"), dense(4, "sigmoid"), dense(3, "softmax")], CATEGORICAL,
     {"name": "adam", "learningRate": 0.02, "amsgrad": True}, {}),
    ("wine-rmsprop", "wine", THREE, CATEGORICAL, {"name": "rmsprop", "learningRate": 0.002}, {}),
    ("wine-adamw", "wine", [dense(7, "elu"), dense(3, "softmax")], CATEGORICAL, {"name": "adamw", "learningRate": 0.005, "weightDecay": 0.01}, {}),
]


# Defaults that Keras casts, and that must be given to be float64.
DEFAULTS = {"adam": {"beta1": 0.9, "beta2": 0.999}, "adamw": {"beta1": 0.9, "beta2": 0.999}, "adagrad": {"initialAccumulatorValue": 0.1}}


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def options(settings):
    """A settings record as Keras's arguments, every number in float64."""
    names = {"beta1": "beta_1", "beta2": "beta_2"}
    values = {names.get(k, snake(k)): v for k, v in settings.items() if k != "name"}
    return {k: np.float64(v) if isinstance(v, float) else v for k, v in values.items()}


def optimizer(settings):
    classes = {"sgd": keras.optimizers.SGD, "rmsprop": keras.optimizers.RMSprop, "adagrad": keras.optimizers.Adagrad,
               "adam": keras.optimizers.Adam, "adamw": keras.optimizers.AdamW}
    given = options(settings)
    if isinstance(given["learning_rate"], dict):
        given["learning_rate"] = keras.optimizers.schedules.ExponentialDecay(**options(given["learning_rate"]))
    return classes[settings["name"]](**given)


class TimesOne(keras.layers.Layer):
    """Hides the logits from the loss."""

    def call(self, x):
        return x * 1.0


def build(layers, features, form):
    regularizer = lambda o: keras.regularizers.L1L2(**o) if o else None
    model = keras.Sequential([keras.Input((features,))])
    for layer in layers:
        model.add(keras.layers.Dense(
            layer["units"], activation=snake(layer["activation"]) if layer["activation"] != "swish" else "silu",
            kernel_regularizer=regularizer(layer.get("kernelRegularizer")), bias_regularizer=regularizer(layer.get("biasRegularizer"))))
    if form == "clip":
        model.add(TimesOne())
    return model


def weights(model):
    values = [v.tolist() for v in model.get_weights()]
    return [{"kernel": kernel, "bias": bias} for kernel, bias in zip(values[::2], values[1::2])]


def train(number, name, table, layers, loss, settings, extra, x, y, order):
    form = extra.get("form", "logits")
    settings = {**settings, **DEFAULTS.get(settings["name"], {})}
    rng = np.random.RandomState(1000 + number)
    model = build(layers, x.shape[1], form)
    # Not Keras's initializers (their draws depend on the backend): uniform numbers with six places, biases too.
    model.set_weights([np.round(rng.uniform(-0.6, 0.6, w.shape), 6) for w in model.get_weights()])
    initial = weights(model)
    metric = "mae" if table == "regression" else "accuracy"
    # Without XLA, whose fused functions round differently from the operations that Keras names.
    model.compile(optimizer=optimizer(settings), loss=snake(loss), metrics=[metric], jit_compile=False)
    sample = np.round(rng.uniform(0.1, 3, len(x)), 3) if extra.get("sampleWeight") else None
    if "classWeight" in extra:
        sample = np.array(extra["classWeight"])[y[:, 0].astype(int)]
    target = y.argmax(1) if loss.startswith("sparse") else y
    history = {"loss": [], metric: []}
    for rows in order:
        logs = model.fit(x[rows], target[rows], sample_weight=None if sample is None else sample[rows],
                         batch_size=BATCH, epochs=1, shuffle=False, verbose=0).history
        for key in history:
            history[key].append(logs[key][0])
    result = {"name": name, "table": table, "layers": layers, "loss": loss, "form": form, "optimizer": settings}
    if "classWeight" in extra:
        result["classWeight"] = extra["classWeight"]
    elif sample is not None:
        result["sampleWeight"] = sample.tolist()
    return {**result, "initial": initial, "final": weights(model), "history": history,
            "predictions": model.predict(x[:5], verbose=0).tolist()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    tables = {}
    for i, (name, make) in enumerate(TABLES.items()):
        x, y = make()
        order = [np.random.RandomState(100 * i + epoch).permutation(len(x)).tolist() for epoch in range(EPOCHS)]
        tables[name] = (x, y, order)
    result = {
        "about": "Keras trainings in float64; per epoch the loss and the metric as fit reports them (running means over the epoch).",
        "command": "python test/vectors/make/keras-training.py --out test/vectors/keras-training.json",
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__,
                     "scikit-learn": sklearn.__version__, "python": platform.python_version()},
        "epochs": EPOCHS, "batchSize": BATCH,
        "tables": {name: {"x": x.tolist(), "y": y.tolist(), "order": order} for name, (x, y, order) in tables.items()},
        "trainings": [train(i, *t, *tables[t[1]]) for i, t in enumerate(TRAININGS)],
    }
    lines = ",\n".join(f"{json.dumps(k)}:" + (",\n".join(map(json.dumps, v)).join("[]") if k == "trainings" else json.dumps(v)) for k, v in result.items())
    out.write_text("{" + lines.replace(", ", ",").replace(": ", ":") + "}\n")


main()
