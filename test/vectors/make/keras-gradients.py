"""Golden vectors of Keras's derivatives in float64, by TensorFlow's own differentiation: activations, losses, penalties.

    python3.11 -m venv .cache/python && .cache/python/bin/pip install -r test/vectors/make/requirements.txt
    .cache/python/bin/python test/vectors/make/keras-gradients.py --out test/vectors/keras-gradients.json

The values of the functions are in it too, also where they saturate; keras-functions.py has them on a second backend.
"""
import argparse
import json
import os
import platform
import sys
from pathlib import Path

sys.path.pop(0)  # this folder holds a numpy.py of its own
os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", TF_ENABLE_ONEDNN_OPTS="0")

import keras
import numpy as np
import tensorflow as tf

keras.config.set_floatx("float64")
rng = np.random.RandomState(20261)
LOG_2_IN_FLOAT32 = np.float64(np.float32(np.log(2)))  # which TensorFlow takes away in log_cosh, also from float64


def rounded(values, places=6):
    return np.round(values, places)


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def options(given):
    """Options in Keras's spelling, numbers as float64 (a plain Python number may be cast by way of float32)."""
    return {snake(k): np.float64(v) if isinstance(v, float) else v for k, v in given.items()}


def plain(value):
    return np.asarray(value).tolist()


def gradient(function, x, cotangent=None):
    """Value of a function of a tensor, and the derivative of the sum of its elements (times the cotangent)."""
    x = tf.constant(x, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = function(x)
        total = tf.reduce_sum(value if cotangent is None else value * cotangent)
    return plain(value), plain(tape.gradient(total, x))


def activations():
    a = keras.activations
    grid = np.concatenate([np.linspace(-6, 6, 25), [-700, -100, -38, -20, -1e-3, -1e-9, 1e-9, 1e-3, 20, 38, 100, 700]])
    cases = [("linear", {}, a.linear), ("sigmoid", {}, a.sigmoid), ("tanh", {}, a.tanh), ("relu", {}, a.relu),
             ("leakyRelu", {"negativeSlope": float(np.float32(0.2))}, a.leaky_relu),  # the default, 0.2, which TensorFlow keeps in float32
             ("leakyRelu", {"negativeSlope": 0.375}, None), ("elu", {}, a.elu), ("elu", {"alpha": 0.5}, None),
             ("selu", {}, a.selu), ("gelu", {}, a.gelu), ("gelu", {"approximate": True}, None), ("softplus", {}, a.softplus),
             ("softsign", {}, a.softsign), ("swish", {}, a.silu), ("relu6", {}, a.relu6), ("hardSigmoid", {}, a.hard_sigmoid),
             ("exponential", {}, a.exponential)]
    result = []
    for name, given, function in cases:
        f = function or getattr(a, snake(name))
        points = grid[grid != 0] if name == "selu" else grid  # at its corner the backends differ
        value, slope = gradient(lambda x: f(x, **options(given)), points)
        result.append({"name": name, "options": given, "x": plain(points), "value": value, "gradient": slope})
    x = np.concatenate([rounded(rng.uniform(-4, 4, (4, 3))), [[1000, 0, -1000], [5, 5, 5], [-745, -745, -700]]])
    cotangent = rounded(rng.uniform(-1, 1, x.shape))
    value, slope = gradient(a.softmax, x, cotangent)
    result.append({"name": "softmax", "options": {}, "x": plain(x), "cotangent": plain(cotangent), "value": value, "gradient": slope})
    return result


def losses():
    k = keras.losses
    y1, p1 = rounded(rng.uniform(-2, 2, (6, 2))), rounded(rng.uniform(-2, 2, (6, 2)))
    p1[0] = y1[0]  # error exactly 0
    yes = np.array([[1.0], [0.0], [1.0], [0.0], [1.0], [0.0], [1.0], [0.0]])
    p2 = np.array([[0.9], [0.2], [0.5], [0.5], [0.0], [1.0], [1e-8], [1 - 1e-9]])
    z2 = np.array([[2.0], [-1.5], [0.0], [0.0], [-800.0], [800.0], [-20.0], [40.0]])
    one_hot = np.eye(3)[[0, 2, 1, 1, 0]]
    p3 = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.2, 0.2, 0.2]])
    z3 = np.array([[2.0, 0.5, -1.0], [-1.0, 0.25, 3.0], [0.0, 0.0, 0.0], [900.0, -900.0, 0.0], [-5.0, 1.0, 2.0]])
    sign = np.where(yes == 0, -1.0, 1.0)
    scores = np.array([[0.3], [-0.7], [1.25], [1.5], [-2.0], [0.0], [0.999], [-1.5]])  # not the corner, where backends differ
    cases = [
        ("meanSquaredError", {}, k.mean_squared_error, y1, p1),
        ("meanAbsoluteError", {}, k.mean_absolute_error, y1, p1),
        ("huber", {}, k.huber, y1, p1), ("huber", {"delta": 0.4}, k.huber, y1, p1),
        ("meanSquaredLogarithmicError", {}, k.mean_squared_logarithmic_error, y1, p1),
        ("meanAbsolutePercentageError", {}, k.mean_absolute_percentage_error, y1, p1),
        ("logCosh", {}, lambda y, p: k.log_cosh(y, p) + LOG_2_IN_FLOAT32 - np.log(2), y1, p1),
        ("binaryCrossentropy", {"form": "clip"}, k.binary_crossentropy, yes, p2),
        ("binaryCrossentropy", {"form": "clip", "labelSmoothing": 0.1}, k.binary_crossentropy, yes, p2),
        ("binaryCrossentropy", {"fromLogits": True}, k.binary_crossentropy, yes, z2),
        ("binaryCrossentropy", {"fromLogits": True, "labelSmoothing": 0.2}, k.binary_crossentropy, yes, z2),
        ("categoricalCrossentropy", {"form": "clip"}, k.categorical_crossentropy, one_hot, p3),
        ("categoricalCrossentropy", {"fromLogits": True}, k.categorical_crossentropy, one_hot, z3),
        ("categoricalCrossentropy", {"fromLogits": True, "labelSmoothing": 0.1}, k.categorical_crossentropy, one_hot, z3),
        ("sparseCategoricalCrossentropy", {"fromLogits": True}, k.sparse_categorical_crossentropy, one_hot.argmax(1), z3),
        ("hinge", {}, k.hinge, yes, scores), ("hinge", {}, k.hinge, sign, scores),
    ]
    result = []
    for name, given, function, y, p in cases:
        value, slope = gradient(lambda x: function(y, x, **options({o: v for o, v in given.items() if o != "form"})), p)
        result.append({"name": name, "options": given, "y": plain(y), "prediction": plain(p), "each": value, "gradient": slope})
    return result


def penalties():
    x = rounded(rng.uniform(-1, 1, (3, 4)))
    x[0, 0] = 0.0
    result = []
    for given in ({"l1": 2**-7}, {"l2": 2**-6}, {"l1": 2**-9, "l2": 0.375}):  # numbers that float32 holds: Keras casts them
        value, slope = gradient(keras.regularizers.L1L2(**given), x)
        result.append({"options": given, "x": plain(x), "value": value, "gradient": slope})
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    sections = [activations, losses, penalties]
    head = {
        "about": "Keras's functions and their derivatives in float64. A gradient is that of the sum of all values, times the cotangent where there is one.",
        "command": "python test/vectors/make/keras-gradients.py --out test/vectors/keras-gradients.json",
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__, "python": platform.python_version()},
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    lines += [f"{json.dumps(s.__name__)}: [\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in s()) + "\n]" for s in sections]
    out.write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
