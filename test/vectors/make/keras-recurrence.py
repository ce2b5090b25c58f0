"""Golden vectors of Keras's recurrent layers in float64: outputs, states, and gradients by TensorFlow's differentiation.

    python3.11 -m venv .cache/python && .cache/python/bin/pip install -r test/vectors/make/requirements.txt
    .cache/python/bin/python test/vectors/make/keras-recurrence.py --out test/vectors/keras-recurrence.json

A gradient is that of the sum of all outputs, each times its cotangent. `trainings` are short trainings from given
weights. Where PyTorch is installed and has the same layer, its numbers are compared with Keras's as well.
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

try:
    import torch
except ImportError:
    torch = None

keras.config.set_floatx("float64")
rng = np.random.RandomState(20262)
L = keras.layers
ROWS, TIME, FEATURES = 3, 4, 2


def drawn(*shape):
    return np.round(rng.uniform(-1, 1, shape), 6)


def plain(value):
    return np.asarray(value).tolist()


def camel(name):
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


MASKS = {"end": [[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 0, 0]], "anywhere": [[0, 1, 0, 1], [1, 0, 1, 1], [0, 0, 0, 0]]}
KEPT = dict(return_sequences=True, return_state=True)
CASES = [
    ("SimpleRNN", dict(units=3), {}), ("SimpleRNN", dict(units=3, use_bias=False, activation="relu", **KEPT), {}),
    ("SimpleRNN", dict(units=3, go_backwards=True, **KEPT), {"mask": "anywhere"}),
    ("LSTM", dict(units=3), {}), ("LSTM", dict(units=2, **KEPT), {"initial": True}),
    ("LSTM", dict(units=2, go_backwards=True, **KEPT), {}), ("LSTM", dict(units=2, **KEPT), {"mask": "end"}),
    ("LSTM", dict(units=2, **KEPT), {"mask": "anywhere", "initial": True}),
    ("LSTM", dict(units=2, zero_output_for_mask=True, **KEPT), {"mask": "anywhere"}),
    ("LSTM", dict(units=2, return_state=True), {"mask": "anywhere"}),
    ("LSTM", dict(units=2, use_bias=False, activation="softsign", recurrent_activation="hard_sigmoid"), {}),
    ("LSTM", dict(units=2, go_backwards=True, **KEPT), {"mask": "anywhere", "initial": True}),
    ("GRU", dict(units=3), {}), ("GRU", dict(units=2, **KEPT), {"initial": True}),
    ("GRU", dict(units=2, reset_after=False, **KEPT), {}), ("GRU", dict(units=2, use_bias=False, **KEPT), {"mask": "end"}),
    ("GRU", dict(units=2, reset_after=False, use_bias=False, go_backwards=True, **KEPT), {"mask": "anywhere"}),
]
WRAPPED = [
    ("LSTM", dict(units=2, return_sequences=True), dict(merge_mode=mode)) for mode in ("concat", "sum", "mul", "ave", None)
] + [("GRU", dict(units=2), dict(merge_mode="concat")), ("LSTM", dict(units=2, **KEPT), dict(merge_mode="concat")),
     ("SimpleRNN", dict(units=2, return_sequences=True), dict(merge_mode="sum"))]


def randomize(layer):
    layer.set_weights([drawn(*w.shape) for w in layer.get_weights()])


def called(layer, x, mask, initial):
    """All outputs and the gradients of their sum with random cotangents."""
    given = [tf.constant(x)] + [tf.constant(s) for s in initial]
    weights = layer.trainable_variables
    with tf.GradientTape() as tape:
        for tensor in given:
            tape.watch(tensor)
        extra = {} if mask is None else {"mask": tf.constant(np.array(mask, bool))}
        outputs = layer(given[0], **({"initial_state": given[1:]} if initial else {}), **extra)
        outputs = tf.nest.flatten(outputs)
        cotangents = [drawn(*o.shape) for o in outputs]
        total = sum(tf.reduce_sum(o * c) for o, c in zip(outputs, cotangents))
    slopes = tape.gradient(total, given + [w.value for w in weights], unconnected_gradients="zero")
    return {"outputs": [plain(o) for o in outputs], "cotangents": [plain(c) for c in cotangents],
            "gradients": {"inputs": [plain(s) for s in slopes[:len(given)]], "weights": [plain(s) for s in slopes[len(given):]]}}


def options(given):
    return {camel(name): "none" if name == "merge_mode" and value is None else value for name, value in given.items()}


def layers():
    result = []
    for name, given, how in CASES:
        layer = getattr(L, name)(**given)
        layer.build((ROWS, TIME, FEATURES))
        randomize(layer)
        mask = MASKS.get(how.get("mask"))
        x = drawn(ROWS, TIME, FEATURES)
        states = 2 if name == "LSTM" else 1
        initial = [drawn(ROWS, given["units"]) for _ in range(states)] if how.get("initial") else []
        case = called(layer, x, mask, initial)
        compare_with_torch(name, given, layer, x, mask, initial, case["outputs"])
        result.append({"className": name, "options": options(given), "weights": [plain(w) for w in layer.get_weights()],
                       "inputs": [plain(x)] + [plain(s) for s in initial], "mask": mask, **case})
    return result


def wrapped():
    result = []
    for name, given, around in WRAPPED:
        for mask in (None, "anywhere"):
            layer = L.Bidirectional(getattr(L, name)(**given), **around)
            layer.build((ROWS, TIME, FEATURES))
            randomize(layer)
            x = drawn(ROWS, TIME, FEATURES)
            case = called(layer, x, MASKS.get(mask), [])
            result.append({"className": "Bidirectional", "options": options(around),
                           "layer": {"className": name, "options": options(given)},
                           "weights": [plain(w) for w in layer.get_weights()], "inputs": [plain(x)], "mask": MASKS.get(mask), **case})
    layer = L.TimeDistributed(L.Dense(3, activation="tanh"))
    layer.build((ROWS, TIME, FEATURES))
    randomize(layer)
    x = drawn(ROWS, TIME, FEATURES)
    result.append({"className": "TimeDistributed", "options": {}, "layer": {"className": "Dense", "options": {"units": 3, "activation": "tanh"}},
                   "weights": [plain(w) for w in layer.get_weights()], "inputs": [plain(x)], "mask": None, **called(layer, x, None, [])})
    return result


def stacked():
    cells = [L.LSTMCell(2), L.GRUCell(3), L.SimpleRNNCell(2)]
    layer = L.RNN(cells, return_sequences=True, return_state=True)
    layer.build((ROWS, TIME, FEATURES))
    randomize(layer)
    x = drawn(ROWS, TIME, FEATURES)
    case = called(layer, x, None, [])
    return [{"weights": [plain(w) for w in layer.get_weights()], "inputs": [plain(x)], "mask": None, **case}]


def statefuls():
    """Outputs of three batches one after the other, then of one after a reset."""
    result = []
    for name in ("SimpleRNN", "LSTM", "GRU"):
        layer = getattr(L, name)(2, stateful=True)
        layer.build((ROWS, TIME, FEATURES))
        randomize_trained(layer)
        xs = [drawn(ROWS, TIME, FEATURES) for _ in range(3)]
        outputs = [plain(layer(tf.constant(x))) for x in xs]
        layer.reset_state()
        outputs.append(plain(layer(tf.constant(xs[0]))))
        result.append({"className": name, "weights": [plain(w) for w in layer.trainable_variables], "x": [plain(x) for x in xs], "outputs": outputs})
    return result


def randomize_trained(layer):
    for w in layer.trainable_variables:
        w.assign(drawn(*w.shape))


def trainings():
    """Ten steps of Adam on a sequence per row, batches in order; the losses of each step and the last weights."""
    result = []
    x, y = drawn(12, TIME, FEATURES), drawn(12, 1)
    for name in ("SimpleRNN", "LSTM", "GRU"):
        keras.backend.clear_session()
        model = keras.Sequential([L.Input((TIME, FEATURES)), getattr(L, name)(3), L.Dense(1)])
        randomize(model)
        first = [plain(w) for w in model.get_weights()]
        model.compile(optimizer=keras.optimizers.Adam(*map(np.float64, (0.02, 0.9, 0.999)), np.float64(1e-7)), loss="mse")
        losses = model.fit(x, y, batch_size=4, epochs=5, shuffle=False, verbose=0).history["loss"]
        result.append({"className": name, "first": first, "x": plain(x), "y": plain(y), "losses": losses,
                       "last": [plain(w) for w in model.get_weights()]})
    return result


def compare_with_torch(name, given, layer, x, mask, initial, outputs):
    """PyTorch has tanh and sigmoid, no masks, gates in another order, the GRU's second bias, and biases always twice."""
    usual = given.get("activation") is None and given.get("recurrent_activation") is None
    if torch is None or mask is not None or given.get("go_backwards") or not usual or given.get("reset_after") is False:
        return
    units = given["units"]
    kernel, recurrent, *bias = [np.array(w) for w in layer.get_weights()]
    gates = {"SimpleRNN": [0], "LSTM": [0, 1, 2, 3], "GRU": [1, 0, 2]}[name]  # i f c o; Keras z r h, PyTorch r z n

    def turned(w):
        return torch.tensor(np.concatenate([np.split(w, len(gates), -1)[gate] for gate in gates], -1).T.copy())

    made = {"SimpleRNN": torch.nn.RNN, "LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU}[name](FEATURES, units, batch_first=True, bias=bool(bias), dtype=torch.float64)
    with torch.no_grad():
        made.weight_ih_l0.copy_(turned(kernel))
        made.weight_hh_l0.copy_(turned(recurrent))
        if bias:
            inner, outer = bias[0] if name == "GRU" else (bias[0], np.zeros_like(bias[0]))
            made.bias_ih_l0.copy_(turned(inner))
            made.bias_hh_l0.copy_(turned(outer))
        states = [torch.tensor(s)[None] for s in initial]
        y, last = made(torch.tensor(x), *([] if not states else [tuple(states) if name == "LSTM" else states[0]]))
    last = [s[0] for s in last] if name == "LSTM" else [last[0]]
    expected = [y if given.get("return_sequences") else y[:, -1]] + (last if given.get("return_state") else [])
    for ours, theirs in zip(outputs, expected):
        assert np.abs(np.array(ours) - theirs.numpy()).max() < 1e-12, (name, given)
    print(f"{name} {given}: as PyTorch {torch.__version__}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    sections = [layers, wrapped, stacked, statefuls, trainings]
    head = {
        "about": "Keras's recurrent layers in float64. Gradients are those of the sum of all outputs times their cotangents.",
        "command": "python test/vectors/make/keras-recurrence.py --out test/vectors/keras-recurrence.json",
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__, "python": platform.python_version()},
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    lines += [f"{json.dumps(s.__name__)}: [\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in s()) + "\n]" for s in sections]
    out.write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
